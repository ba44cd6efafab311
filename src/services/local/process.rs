//! One process a call: what it is given on standard input, what it prints and how it ends.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::group::Group;
use super::output::{Kept, Log, read_log};

/// The most bytes of standard output that are kept: more than any Task may answer with.
const MAX_OUTPUT: usize = 8 << 20;
/// The most bytes of the end of standard error that are kept, for the cause of a failure: AWS's own limit for one.
const MAX_ERROR: usize = 32_768;
/// How long a process that has ended may take until all it printed has arrived. Only what escaped from its group can
/// keep its pipes open for longer.
const DRAIN: Duration = Duration::from_millis(500);

/// A process that is to be started.
#[derive(Clone, Debug)]
pub struct Errand {
    /// The program and its arguments; at least the first.
    pub command: Vec<String>,
    /// The folder to start it in.
    pub folder: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// What it reads on standard input.
    pub input: Arc<str>,
    /// The real time that it may take.
    pub limit: Option<Duration>,
}

/// How a process ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// With which status; none if its time was over.
    pub status: Option<ExitStatus>,
    /// What it printed on standard output.
    pub output: Vec<u8>,
    /// The end of what it printed on standard error.
    pub error: Vec<u8>,
}

/// Runs a process to its end, or to that of its time, while `log` takes the lines of its standard error. Its group
/// is ended with it. An error says that it could not be started.
pub async fn run(errand: Errand, log: Log) -> io::Result<Ended> {
    let mut command = Command::new(&errand.command[0]);
    command.args(&errand.command[1..]).current_dir(&errand.folder);
    command.env_clear().envs(errand.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::start(&mut command)?;
    let (output, error) = (Kept::default(), Kept::default());
    // Whatever this ends by, the set ends what is in it.
    let mut pipes = JoinSet::new();
    if let Some(mut input) = group.leader().stdin.take() {
        pipes.spawn(async move {
            // A process may well not read what it is given.
            let _ = input.write_all(errand.input.as_bytes()).await;
        });
    }
    if let Some(stdout) = group.leader().stdout.take() {
        pipes.spawn(output.clone().read(stdout, MAX_OUTPUT));
    }
    if let Some(stderr) = group.leader().stderr.take() {
        pipes.spawn(read_log(stderr, error.clone(), MAX_ERROR, log));
    }
    let status = match errand.limit {
        Some(limit) => timeout(limit, group.ended()).await.ok().transpose()?,
        None => Some(group.ended().await?),
    };
    group.end();
    let drained = async { while pipes.join_next().await.is_some() {} };
    let _ = timeout(DRAIN, drained).await;
    Ok(Ended { status, output: output.take(), error: error.take() })
}
