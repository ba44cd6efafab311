//! A pseudo-terminal with `sfn` in it: what a person at a keyboard sees and does.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// How long anything may take before a test gives up, on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal, and the program in it.
pub struct Terminal {
    keyboard: File,
    /// Kept open, so that the modes can be seen once the program is gone.
    screen: File,
    child: Child,
    output: Receiver<Vec<u8>>,
    /// What was printed and not waited for yet.
    seen: String,
}

impl Terminal {
    /// Starts `sfn` in a terminal of its own, of 100 columns, in `folder`.
    pub fn start(sfn: &str, arguments: &[&str], folder: &Path, rows: u16) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new()).unwrap().into_string().unwrap();
        let screen = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let size = Winsize { ws_row: rows, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&screen, size).unwrap();
        // It makes the terminal the program's own, so that Ctrl-C is a signal.
        let mut command = Command::new("setsid");
        command.args(["--ctty", sfn]).args(arguments).current_dir(folder).env_clear();
        command.env("TERM", "xterm").env("LANG", "C.UTF-8").env("TZ", "UTC").env("PATH", "/usr/bin:/bin");
        let side = || screen.try_clone().unwrap();
        let child = command.stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
        let mut keyboard = File::from(keyboard);
        let (sender, output) = mpsc::channel();
        let mut reader = keyboard.try_clone().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        keyboard.flush().unwrap();
        Self { keyboard, screen, child, output, seen: String::new() }
    }

    /// Types `keys`.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until `text` was printed since the last wait; what came until then.
    pub fn wait_for(&mut self, text: &str) -> String {
        let end = self.wait_until(|seen| seen.find(text).map(|at| at + text.len()), text);
        let rest = self.seen.split_off(end);
        std::mem::replace(&mut self.seen, rest)
    }

    /// Waits until the last page that was drawn holds `text`; that page.
    pub fn page_with(&mut self, text: &str) -> String {
        let from = |seen: &str| seen.rfind("\x1b[H\x1b[2J").unwrap_or(0);
        self.wait_until(|seen| plain(&seen[from(seen)..]).contains(text).then_some(0), text);
        // A page may come in pieces.
        while let Ok(more) = self.output.recv_timeout(Duration::from_millis(30)) {
            self.seen += &String::from_utf8_lossy(&more);
        }
        self.seen.drain(..from(&self.seen));
        plain(&self.seen)
    }

    fn wait_until(&mut self, found: impl Fn(&str) -> Option<usize>, what: &str) -> usize {
        let began = now();
        loop {
            if let Some(end) = found(&self.seen) {
                return end;
            }
            let left = PATIENCE.saturating_sub(began.elapsed());
            let more = self.output.recv_timeout(left);
            let more = more.unwrap_or_else(|_| panic!("no `{what}` in: {}", plain(&self.seen)));
            self.seen += &String::from_utf8_lossy(&more);
        }
    }

    /// How the terminal is set now.
    pub fn modes(&self) -> String {
        let modes: Termios = tcgetattr(&self.screen).unwrap();
        format!("{modes:?}")
    }

    /// The process that runs.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended; its exit code, and the modes that it leaves.
    pub fn end(&mut self) -> (Option<i32>, String) {
        let began = now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), self.modes());
            }
            pause(5);
        }
        panic!("it does not end: {}", plain(&self.seen));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits so many milliseconds.
pub fn pause(ms: u64) {
    let (_sender, receiver) = mpsc::channel::<()>();
    let _ = receiver.recv_timeout(Duration::from_millis(ms));
}

/// The moment it is.
#[expect(clippy::disallowed_methods, reason = "how long a test waits is real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// `text` without what steers the terminal.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        plain += before;
        let end = after.find(|c: char| c.is_ascii_alphabetic()).map_or(after.len(), |at| at + 1);
        rest = &after[end..];
    }
    (plain + rest).replace('\r', "")
}
