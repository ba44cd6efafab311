//! What a process prints, as far as it is kept.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The most lines of a log that one call shows.
const MAX_LINES: usize = 200;
/// The most bytes of one line.
const MAX_LINE_BYTES: usize = 2000;

/// Takes the lines of a log, one by one.
pub type Log = Arc<dyn Fn(Arc<str>) + Send + Sync>;

/// Bytes that were read, up to a limit; the rest is read and forgotten, so that whoever writes goes on.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// What was kept.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads all of `from`, and keeps the first `most` bytes.
    pub async fn read(self, mut from: impl AsyncRead + Unpin, most: usize) {
        let mut part = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut part).await {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let room = most.saturating_sub(kept.len()).min(length);
            kept.extend_from_slice(&part[..room]);
        }
    }
}

/// Cuts what is printed into the lines of a log.
#[derive(Default)]
pub struct Lines {
    line: Vec<u8>,
    /// How many lines there were.
    count: usize,
    /// Whether a carriage return has ended the last one, and a line feed may belong to it.
    is_ended: bool,
}

impl Lines {
    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8], log: &Log) {
        for &byte in bytes {
            match byte {
                // AWS's own client for Python ends the lines of one error so.
                b'\r' if !self.line.is_empty() => {
                    self.end(log);
                    self.is_ended = true;
                }
                b'\n' if self.is_ended => self.is_ended = false,
                b'\r' => {}
                b'\n' => self.end(log),
                _ => {
                    self.is_ended = false;
                    if self.line.len() < MAX_LINE_BYTES {
                        self.line.push(byte);
                    }
                }
            }
        }
    }

    /// Ends the last line, if one has begun.
    pub fn finish(&mut self, log: &Log) {
        if !self.line.is_empty() {
            self.end(log);
        }
    }

    fn end(&mut self, log: &Log) {
        let line = std::mem::take(&mut self.line);
        self.count += 1;
        if self.count > MAX_LINES {
            return;
        }
        let text = String::from_utf8_lossy(&line);
        let text = if self.count == MAX_LINES { "(no more of this log is shown)" } else { text.trim_end() };
        log(text.replace('\u{a0}', " ").into());
    }
}

/// Reads all of `from`, keeps its first `most` bytes, and hands the lines to `log`.
pub async fn read_log(mut from: impl AsyncRead + Unpin, kept: Kept, most: usize, log: Log) {
    let mut part = vec![0; 4096];
    let mut lines = Lines::default();
    while let Ok(length @ 1..) = from.read(&mut part).await {
        lines.take(&part[..length], &log);
        let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&part[..length]);
        // Of an error, the end says most.
        let over = kept.len().saturating_sub(most);
        kept.drain(..over);
    }
    lines.finish(&log);
}
