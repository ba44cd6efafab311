//! A process with a handler: one call at a time, one after the other.

use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use super::api::{Api, Event, MAX_RESPONSE, Post};
use super::client::{self, NotStarted};
use super::{Function, Invocation, Returned};
use crate::base::chance::Chance;
use crate::base::value::{Object, Value};
use crate::services::clock::today;
use crate::services::local::group::Group;
use crate::services::local::output::{Lines, Log};

/// How long a process may take until it asks for work: Lambda's own limit. After that, its time is that of the call.
const INIT: Duration = Duration::from_secs(10);
/// How often is looked whether a process takes more memory than its function has.
const LOOK: Duration = Duration::from_millis(50);
/// What Lambda says of a process that ended with a reason.
const EXITED: &str = "Runtime exited with error: ";
/// How long what a process posted before it ended may be under way.
const LAST_POST: Duration = Duration::from_millis(100);

/// A process with a handler.
#[derive(Debug)]
pub struct Worker {
    group: Group,
    api: Api,
    /// Where its log goes now.
    log: CurrentLog,
    /// What reads its log.
    _pipes: JoinSet<()>,
    /// Whether it can take another call.
    is_good: bool,
}

/// Where lines of a log go while a call is under way.
#[derive(Clone, Default)]
struct CurrentLog(Arc<Mutex<Tap>>);

/// A log, and the lines that have begun on standard output and standard error.
#[derive(Default)]
struct Tap {
    log: Option<Log>,
    lines: [Lines; 2],
}

impl std::fmt::Debug for CurrentLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CurrentLog")
    }
}

impl Worker {
    /// Starts a process that will ask for calls of `function`.
    pub async fn start(function: &Function, invocation: &Invocation) -> Result<Self, NotStarted> {
        let api = Api::start().await.map_err(|error| NotStarted {
            message: format!("no port of this machine can be listened to: {error}"),
            help: "let programs listen to 127.0.0.1".to_owned(),
        })?;
        let words = client::command(function, invocation)?;
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(&function.folder).env_clear();
        command.envs(client::environment(function, invocation, &api.address));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = Group::start(&mut command).map_err(|error| NotStarted {
            message: format!("`{}` cannot be started: {error}", words[0].display()),
            help: format!("it is started in {}", function.folder.display()),
        })?;
        let (log, mut pipes) = (CurrentLog::default(), JoinSet::new());
        if let Some(stdout) = group.leader().stdout.take() {
            pipes.spawn(log.clone().read(0, stdout));
        }
        if let Some(stderr) = group.leader().stderr.take() {
            pipes.spawn(log.clone().read(1, stderr));
        }
        Ok(Self { group, api, log, _pipes: pipes, is_good: true })
    }

    /// Whether it can take another call.
    pub fn is_ready(&mut self) -> bool {
        self.is_good && self.group.is_alive()
    }

    /// Lets the process work on a call; its log goes to `log` meanwhile.
    pub async fn invoke(&mut self, function: &Function, invocation: Invocation, log: Log) -> Returned {
        self.log.set(Some(log));
        self.api.set_tokens(Some(invocation.tokens.clone()));
        let id = new_id();
        let returned = self.work(function, invocation, &id).await;
        // What was printed before the answer is read before it is taken.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        self.log.set(None);
        self.api.set_tokens(None);
        returned
    }

    async fn work(&mut self, function: &Function, invocation: Invocation, id: &str) -> Returned {
        let limit = function.limit;
        let event = Event {
            id: id.to_owned(),
            body: invocation.event,
            limit_ms: i64::try_from(limit.as_millis()).unwrap_or(i64::MAX),
            arn: invocation.arn,
            trace: trace_id(),
        };
        if self.api.events.send(event).await.is_err() {
            return self.broken(id, "Runtime exited without providing a reason");
        }
        let mut end = Instant::now() + INIT + limit;
        let mut looks = interval_at(Instant::now() + LOOK, LOOK);
        loop {
            let post = tokio::select! {
                biased;
                post = self.api.posts.recv() => post,
                status = self.group.ended() => match self.last_post().await {
                    Some(post) => {
                        self.is_good = false;
                        Some(post)
                    }
                    None => return self.broken(id, &reason(status.ok())),
                },
                () = sleep_until(end) => return self.late(id, limit),
                _ = looks.tick() => match self.is_too_large(function.memory) {
                    true => return self.too_large(id, function.memory),
                    false => continue,
                },
            };
            match post {
                Some(Post::Taken) => end = Instant::now() + limit,
                Some(Post::Returned(bytes)) => return Returned { payload: text(&bytes), is_error: false },
                Some(Post::Failed(bytes)) => return Returned { payload: text(&bytes), is_error: true },
                Some(Post::NotReady(bytes)) => {
                    self.is_good = false;
                    return Returned { payload: with_id(&text(&bytes), id), is_error: true };
                }
                Some(Post::TooLarge) => {
                    let message = format!(
                        "Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE} bytes)."
                    );
                    return error("Function.ResponseSizeTooLarge", message);
                }
                None => return self.broken(id, "Runtime exited without providing a reason"),
            }
        }
    }

    /// What a process that has ended had still posted.
    async fn last_post(&mut self) -> Option<Post> {
        loop {
            match self.api.posts.try_recv() {
                Ok(Post::Taken) => {}
                Ok(post) => return Some(post),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {
                    return match timeout(LAST_POST, self.api.posts.recv()).await.ok().flatten() {
                        Some(Post::Taken) | None => None,
                        post => post,
                    };
                }
            }
        }
    }

    /// The process has ended without an answer.
    fn broken(&mut self, id: &str, reason: &str) -> Returned {
        self.is_good = false;
        error("Runtime.ExitError", format!("RequestId: {id} Error: {reason}"))
    }

    /// Whether the process takes more than so many MB.
    fn is_too_large(&self, memory: u32) -> bool {
        self.group.memory().is_some_and(|bytes| bytes > u64::from(memory) << 20)
    }

    /// The process takes more memory than its function has: Lambda ends it.
    fn too_large(&mut self, id: &str, memory: u32) -> Returned {
        self.group.end();
        self.log.say(format!("sfn: ended, for it took more than the {memory} MB of its memory"));
        self.broken(id, &format!("{EXITED}signal: killed"))
    }

    /// The time of the call is over, and with it the process.
    fn late(&mut self, id: &str, limit: Duration) -> Returned {
        self.is_good = false;
        self.group.end();
        let message =
            format!("RequestId: {id} Error: Task timed out after {:.2} seconds", limit.as_secs_f64());
        error("Sandbox.Timedout", message)
    }
}

impl CurrentLog {
    /// Ends the lines of the call before, if there was one, and hands those that come to `log`.
    fn set(&self, log: Option<Log>) {
        let mut tap = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Tap { log: before, lines } = &mut *tap;
        if let Some(before) = before {
            lines.iter_mut().for_each(|lines| lines.finish(before));
        }
        *tap = Tap { log, ..Tap::default() };
    }

    /// Adds a line of its own to the log of the call under way.
    fn say(&self, line: String) {
        let tap = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = &tap.log {
            log(line.into());
        }
    }

    /// Hands all lines of `from` on to the log of the call under way. What is printed between calls belongs to none.
    async fn read(self, stream: usize, mut from: impl AsyncRead + Unpin) {
        let mut part = vec![0; 8192];
        while let Ok(length @ 1..) = from.read(&mut part).await {
            let mut tap = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let Tap { log, lines } = &mut *tap;
            if let Some(log) = log {
                lines[stream].take(&part[..length], log);
            }
        }
    }
}

/// What Lambda says of a process that ended with `status`.
fn reason(status: Option<std::process::ExitStatus>) -> String {
    let Some(status) = status else { return "Runtime exited without providing a reason".to_owned() };
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        let name = match signal {
            6 => "aborted (core dumped)",
            9 => "killed",
            11 => "segmentation fault (core dumped)",
            14 => "alarm clock",
            15 => "terminated",
            _ => return format!("{EXITED}signal: {signal}"),
        };
        return format!("{EXITED}signal: {name}");
    }
    match status.code() {
        Some(0) | None => "Runtime exited without providing a reason".to_owned(),
        Some(code) => format!("{EXITED}exit status {code}"),
    }
}

/// An error of Lambda itself.
fn error(kind: &str, message: String) -> Returned {
    let members = [("errorType", Value::from(kind)), ("errorMessage", Value::from(message))];
    Returned { payload: Value::from(Object::from_iter(members)).to_json(), is_error: true }
}

/// The error of a process that could not load its handler, with the id of the call that meets it.
fn with_id(payload: &str, id: &str) -> String {
    match Value::parse(payload) {
        Ok(Value::Object(mut members)) if members.contains("requestId") => {
            members.insert("requestId", Value::from(id));
            Value::from(members).to_json()
        }
        Ok(_) | Err(_) => payload.to_owned(),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An id that no other call had: handlers may remember what they have done.
fn new_id() -> String {
    chance().uuid()
}

fn trace_id() -> String {
    let bits = chance().bits();
    let seconds = today().millis() / 1000;
    format!("Root=1-{seconds:08x}-{bits:024x};Parent={bits:016x};Sampled=0")
}

fn chance() -> Chance {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let moment = today().millis().unsigned_abs();
    Chance::new(moment.rotate_left(20) ^ count ^ u64::from(std::process::id()).rotate_left(44))
}
