//! Signals while a watch is under way: whichever ends or stops it, the terminal is left as it was.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::suite::watch::{Ending, Input};

use super::keyboard::Keyboard;

/// Tells the watch of signals: those that end it, and those after which it is drawn anew.
#[cfg(unix)]
pub fn tell(sender: Sender<Input>, keyboard: Option<Arc<Keyboard>>) {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

    // Without them a signal ends the program at once.
    let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];
    let Ok(mut hooked) = signal_hook::iterator::Signals::new(signals) else { return };
    let mut has_ended = false;
    let mut take = move |signal| {
        let input = match signal {
            SIGINT | SIGTERM if has_ended => {
                // It did not end at once: a second signal leaves nothing to wait for.
                keyboard.iter().for_each(|keyboard| keyboard.leave());
                drop(signal_hook::low_level::emulate_default_handler(signal));
                return;
            }
            SIGINT => Input::End(Ending::Interrupted),
            SIGTERM => Input::End(Ending::Terminated),
            SIGHUP | SIGQUIT | SIGTSTP => {
                keyboard.iter().for_each(|keyboard| keyboard.leave());
                drop(signal_hook::low_level::emulate_default_handler(signal));
                return;
            }
            SIGCONT => {
                keyboard.iter().for_each(|keyboard| keyboard.enter());
                Input::Redraw
            }
            _ => Input::Redraw,
        };
        has_ended = matches!(input, Input::End(_));
        drop(sender.send(input));
    };
    std::thread::spawn(move || hooked.forever().for_each(&mut take));
}

/// There are none to tell of.
#[cfg(not(unix))]
pub fn tell(_sender: Sender<Input>, _keyboard: Option<Arc<Keyboard>>) {}
