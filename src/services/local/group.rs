//! A process with all that it starts, which ends as one.

use std::io;
use std::process::ExitStatus;

use tokio::process::{Child, Command};

/// The bytes of a page of memory, on all but a few machines.
const PAGE: u64 = 4096;

/// A process that leads a group of its own. Dropping it ends the whole group, with what the process has left
/// running.
#[derive(Debug)]
pub struct Group {
    child: Child,
    /// The number of the group; that of the process, too.
    id: Option<u32>,
}

impl Group {
    /// Starts `command` as the leader of a group.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        command.process_group(0);
        let child = command.kill_on_drop(true).spawn()?;
        let id = child.id();
        Ok(Self { child, id })
    }

    /// The process, for its pipes.
    pub const fn leader(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The memory that the process takes now, in bytes; none where that is not known.
    #[must_use]
    pub fn memory(&self) -> Option<u64> {
        // The second number is what is in memory, in pages: see proc(5).
        let text = std::fs::read_to_string(format!("/proc/{}/statm", self.id?)).ok()?;
        let pages: u64 = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
        Some(pages.saturating_mul(PAGE))
    }

    /// Waits until the process has ended; the rest of the group may live on.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Whether the process has not ended.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends all processes of the group now.
    pub fn end(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self.id.take().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            // An error says that nothing is left of it.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
        #[cfg(not(unix))]
        if self.id.take().is_some() {
            let _ = self.child.start_kill();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
