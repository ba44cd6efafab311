//! The keyboard: single keys of a terminal, without Enter and without being shown. Ctrl-C and Ctrl-Z stay signals.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, isatty, tcgetattr, tcsetattr};
use std::io::stdin;

use crate::suite::watch::keys::Key;

/// How long the rest of a sequence that begins with Escape may be on its way.
const REST: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };

/// A terminal that keys are read from one by one, until it is left.
pub struct Keyboard {
    /// How the terminal was.
    before: Termios,
    /// Held by whoever may read.
    reading: Mutex<()>,
}

impl Keyboard {
    /// Reads keys and calls `tell` for each, on a thread of its own; none if standard input is no terminal.
    pub fn open(tell: impl Fn(Key) + Send + 'static) -> Option<Arc<Self>> {
        let before = isatty(stdin()).then(|| tcgetattr(stdin()).ok()).flatten()?;
        let keyboard = Arc::new(Self { before, reading: Mutex::new(()) });
        keyboard.enter();
        let reader = Arc::downgrade(&keyboard);
        std::thread::spawn(move || {
            while wait(None) {
                let Some(keyboard) = reader.upgrade() else { return };
                // Whoever had the terminal meanwhile has perhaps read it already.
                let _reading = keyboard.reading();
                if wait(Some(&Timespec::default())) {
                    let mut bytes = [0; 64];
                    let Ok(count @ 1..) = rustix::io::read(stdin(), &mut bytes) else { return };
                    keys(&bytes[..count]).into_iter().for_each(&tell);
                }
            }
        });
        Some(keyboard)
    }

    /// Single keys from now on.
    pub fn enter(&self) {
        let mut termios = self.before.clone();
        termios.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
        termios.special_codes[SpecialCodeIndex::VMIN] = 1;
        termios.special_codes[SpecialCodeIndex::VTIME] = 0;
        // A terminal that is gone has no modes.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &termios);
    }

    /// The terminal as it was.
    pub fn leave(&self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }

    /// The terminal as it was, for another program, until what is returned is dropped.
    pub fn lend(&self) -> Lent<'_> {
        let reading = self.reading();
        self.leave();
        Lent { keyboard: self, _reading: reading }
    }

    fn reading(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A terminal that another program has.
pub struct Lent<'k> {
    keyboard: &'k Keyboard,
    _reading: MutexGuard<'k, ()>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.keyboard.enter();
    }
}

/// Waits until something can be read; says whether it can.
fn wait(most: Option<&Timespec>) -> bool {
    let input = stdin();
    let mut polled = [PollFd::new(&input, PollFlags::IN)];
    loop {
        match poll(&mut polled, most) {
            Ok(ready) => return ready > 0,
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

/// The keys that `bytes` stand for.
fn keys(bytes: &[u8]) -> Vec<Key> {
    if let [0x1b, ..] = bytes {
        let is_alone = bytes.len() == 1 && !wait(Some(&REST));
        return vec![if is_alone { Key::Escape } else { Key::Other }];
    }
    let key = |c| match c {
        '\r' | '\n' => Key::Enter,
        '\u{7f}' | '\u{8}' => Key::Backspace,
        c if c.is_control() => Key::Other,
        c => Key::Char(c),
    };
    String::from_utf8_lossy(bytes).chars().map(key).collect()
}
