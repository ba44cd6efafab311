//! Deploys anew whenever a file changes that the last deployment read.
//!
//! Editors empty a file or move it away before they write it, so a change is taken up once nothing has happened for a
//! moment, and what does not check then keeps what there was.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::load::reads::Reads;
use crate::services::clock::real_now;
use crate::suite::watch::disk::{DiskEvent, Folders};
use crate::suite::watch::known::Known;
use crate::suite::watch::pace::POLL;
use crate::suite::watch::quiet::Quiet;

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watching {
    sender: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Message {
    Disk(DiskEvent),
    Stop,
}

/// Does the work again and says what it read this time.
pub type Again = Box<dyn FnMut(Vec<PathBuf>) -> Reads + Send>;

impl Watching {
    /// Watches what `reads` says; `again` is called with the paths that changed.
    pub fn begin(reads: Reads, again: Again) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let disk = sender.clone();
        let thread = std::thread::Builder::new().name("templates".to_owned());
        let thread = thread.stack_size(crate::base::threads::STACK);
        let thread = thread.spawn(move || watch(reads, again, &receiver, disk))?;
        Ok(Self { sender, thread: Some(thread) })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // One that has ended needs not be told.
        let _ = self.sender.send(Message::Stop);
        // What panicked there has said so.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn watch(reads: Reads, mut again: Again, receiver: &Receiver<Message>, disk: Sender<Message>) {
    let tell = move |event| _ = disk.send(Message::Disk(event));
    // Where the system does not say what happens, files are looked at again and again.
    let mut folders = Folders::new(tell).ok();
    let (mut known, mut quiet) = (Known::default(), Quiet::default());
    known.replace(reads);
    loop {
        match folders.as_mut().map(|folders| folders.watch(known.folders())) {
            // What happened in these until now was not told.
            Some(Ok(true)) => quiet.note(real_now()),
            Some(Ok(false)) | None => {}
            Some(Err(_)) => folders = None,
        }
        let is_told = folders.is_some();
        let wait = match quiet.ends() {
            Some(end) => end.saturating_duration_since(real_now()),
            None if is_told => Duration::from_secs(3600),
            None => POLL,
        };
        match receiver.recv_timeout(wait) {
            Ok(Message::Disk(event)) => {
                folders.iter_mut().for_each(|folders| folders.forget(&event));
                if known.concerns(&event) {
                    quiet.note(real_now());
                }
                continue;
            }
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if !quiet.is_over(real_now()) && is_told {
            continue;
        }
        let changed = known.changed();
        if !changed.is_empty() {
            known.replace(again(changed.into_iter().collect()));
        }
    }
}
