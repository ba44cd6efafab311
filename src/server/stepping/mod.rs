//! Stepping through runs in the page of a browser. Each is a [`Session`]: a run on a thread of its own that stands
//! still until the page says how it goes on, in the words of the terminal. There are few at a time, and one whose page
//! is gone ends.

mod board;
mod front;
mod place;
mod session;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::base::members::object;
use crate::base::value::Value;
use crate::page::{Answer, Page};
use crate::services::clock::real_now;

use session::Session;

/// So many runs are stepped through at a time.
const MOST: usize = 8;

/// How long nobody asks for a run until its page is taken for gone.
const GONE: Duration = Duration::from_secs(600);

/// How long an answer waits for the run to stand still again; the page asks once more then.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the page asks for here stands below this path.
pub const PREFIX: &str = "/api/step";

/// The runs that are stepped through, the newest first.
#[derive(Default)]
pub struct Sessions {
    all: Mutex<All>,
}

#[derive(Default)]
struct All {
    sessions: VecDeque<(String, Instant, Arc<Session>)>,
    count: usize,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Sessions {
    /// Answers what the page asks for at `path`: `/api/step` begins, `/say`, `/look` and `/end` behind it do what they
    /// are called.
    pub fn answer(&self, page: &Arc<Page>, path: &str, token: Option<&str>, body: &Value) -> Answer {
        if !page.admits(token) {
            return Answer::refusal(403, "only the page itself may do this: reload it");
        }
        match path.strip_prefix(PREFIX) {
            Some("") => self.begin(page, body),
            Some("/say") => self.with(body, |session| {
                let Some(words) = body.get("say").and_then(Value::as_str) else {
                    return Answer::refusal(400, "`say` is missing");
                };
                let reveals = body.get("reveal").and_then(Value::as_bool) == Some(true);
                session.say(words, reveals, PATIENCE)
            }),
            Some("/look") => self.with(body, |session| session.look(PATIENCE)),
            Some("/end") => self.end(body),
            Some(_) | None => Answer::refusal(404, "there is no such thing"),
        }
    }

    fn begin(&self, page: &Arc<Page>, body: &Value) -> Answer {
        let id = self.next_id();
        let session = match body.get("run").and_then(Value::as_str) {
            Some(run) => match page.recorded(run) {
                Some(recorded) => Session::of_records(&id, run, recorded),
                None => return Answer::refusal(404, "this run is gone"),
            },
            None => match page.ordered(body) {
                Ok(order) => {
                    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
                    Session::of_order(&id, page, order, (text("name"), text("ref")))
                }
                Err(answer) => return answer,
            },
        };
        match session {
            Ok(session) => {
                let session = Arc::new(session);
                self.put(id, Arc::clone(&session));
                session.look(PATIENCE)
            }
            Err(error) => Answer::refusal(500, &format!("this machine gives no thread for it: {error}")),
        }
    }

    /// Keeps a session; the one that was not asked for the longest gives way.
    fn put(&self, id: String, session: Arc<Session>) {
        let mut all = self.lock();
        all.forget_gone();
        if all.sessions.len() >= MOST {
            let oldest = all.sessions.iter().enumerate().min_by_key(|(_, (_, seen, _))| *seen);
            if let Some((at, _)) = oldest {
                all.sessions.remove(at);
            }
        }
        all.sessions.push_front((id, real_now(), session));
    }

    fn next_id(&self) -> String {
        let mut all = self.lock();
        all.count += 1;
        format!("s{}", all.count)
    }

    /// Does something with the session that `body` names.
    fn with(&self, body: &Value, work: impl FnOnce(&Session) -> Answer) -> Answer {
        let found = {
            let mut all = self.lock();
            all.forget_gone();
            let id = body.get("session").and_then(Value::as_str);
            let found = all.sessions.iter_mut().find(|(own, ..)| Some(&**own) == id);
            found.map(|(_, seen, session)| {
                *seen = real_now();
                Arc::clone(session)
            })
        };
        match found {
            Some(session) => work(&session),
            None => Answer::refusal(
                404,
                "this is not stepped through any more: the server was started anew, or the page was away for too long",
            ),
        }
    }

    fn end(&self, body: &Value) -> Answer {
        let id = body.get("session").and_then(Value::as_str);
        let ended = {
            let mut all = self.lock();
            let at = all.sessions.iter().position(|(own, ..)| Some(&**own) == id);
            at.and_then(|at| all.sessions.remove(at))
        };
        if let Some((_, _, session)) = ended {
            session.end(PATIENCE);
        }
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.plain("ended", true);
        });
        Answer::done(out)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl All {
    fn forget_gone(&mut self) {
        self.sessions.retain(|(_, seen, _)| seen.elapsed() < GONE);
    }
}
