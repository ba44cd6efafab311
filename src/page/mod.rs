//! The page of a browser: its files, and what it asks for as JSON. It shows machines, runs and saved traces, and it
//! edits definitions. It knows nothing of HTTP: a server hands it a [`Question`] and sends its [`Answer`].
//!
//! What changes something (a run, a file) needs the token, which only the page itself holds: a page of another
//! origin cannot read it.

mod details;
mod edit;
mod files;
mod held;
mod items;
mod machines;
mod mocks;
mod pending;
mod runs;
mod saving;
mod shape;
mod stepped;
mod timeline;
mod trial;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::base::value::{Object, Value};
use crate::load;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::report::findings::diagnostics;

use runs::Runs;

pub use details::veiled;
pub use held::{About, Tape};
pub use items::Items;

/// Where all of it is.
pub const ROOT: &str = "/_sfn/view";

/// What a browser may do with the page: run its scripts, use its style, ask its server. Nothing else, and nothing
/// from elsewhere.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// What a browser asks for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The path, below [`ROOT`].
    pub path: &'q str,
    /// What stands behind the `?`, as it came.
    pub query: &'q str,
    /// The token, if the browser sent one.
    pub token: Option<&'q str>,
    /// What it sends along, if it is to change something or sends much.
    pub body: Option<&'q Value>,
}

/// What it gets.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The type of the body.
    pub kind: &'static str,
    /// The name to save it under, if it is a file to keep.
    pub save_as: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Everything the page is made of.
pub struct Page {
    settings: Settings,
    /// What the user named: definitions, folders; the project if it is empty.
    named: Vec<String>,
    options: load::Options,
    token: String,
    runs: Mutex<Runs>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("named", &self.named).finish_non_exhaustive()
    }
}

/// Why there is no answer: the status, and what to say.
struct Refusal(u16, Value);

type Result<T> = std::result::Result<T, Refusal>;

impl Page {
    /// The page about what is `named`, or about the project.
    #[must_use]
    pub fn new(settings: Settings, named: Vec<String>) -> Self {
        let options = settings.options(Vec::new(), &[]);
        Self { settings, named, options, token: token(), runs: Mutex::default() }
    }

    /// Answers.
    #[must_use]
    pub fn answer(&self, question: &Question<'_>) -> Answer {
        if let Some(file) = files::file(question.path, &self.token) {
            return file;
        }
        let Some(name) = question.path.strip_prefix("/api/") else { return nothing() };
        self.ask(name, question).unwrap_or_else(Answer::from)
    }

    fn ask(&self, name: &str, question: &Question<'_>) -> Result<Answer> {
        let Some(body) = question.body else { return self.read(name, &Query(question.query)) };
        if !self.admits(question.token) {
            return Err(refused(403, "only the page itself may do this: reload it"));
        }
        self.write(name, body)
    }

    /// What only reads.
    fn read(&self, name: &str, query: &Query<'_>) -> Result<Answer> {
        let done = |body: Vec<u8>| Ok(json(200, body));
        match name {
            "project" => done(self.project()?),
            "machine" => done(self.machine(&query.text("ref")?)?),
            "mocks" => done(self.mock_texts(&query.text("ref")?)?),
            "stamp" => done(self.stamp(&query.text("ref")?)?),
            "fields" => done(edit::fields()),
            "run" => done(timeline::document(&*self.held(query)?)),
            "visit" => {
                let held = self.held(query)?;
                done(details::document(&held, query.number("visit")?, query.has("reveal"))?)
            }
            "pending" => done(pending::document(&*self.held(query)?)),
            "events" => {
                let held = self.held(query)?;
                done(details::events(&held, query.number("from")?, query.number("count")?))
            }
            "items" => {
                let held = self.held(query)?;
                let visit = held.visits.get(query.number("visit")?).map(|visit| &**visit);
                done(items::document(&held.items, visit, held.opening.start))
            }
            "compare" => done(self.compare(query)?),
            "history" => Ok(details::download(&*self.held(query)?, "history")),
            "recording" => Ok(details::download(&*self.held(query)?, "recording")),
            _ => Err(refused(404, "there is no such thing")),
        }
    }

    /// What changes something, or comes with much.
    fn write(&self, name: &str, body: &Value) -> Result<Answer> {
        let done = match name {
            "check" => self.check(body)?,
            "run" => self.run(body)?,
            "open" => self.open(body)?,
            "save" => self.save(body)?,
            "checkmocks" => self.check_mocks(body)?,
            "savemocks" => self.save_mocks(body)?,
            "change" => self.change(body)?,
            "fix" => self.fix(body)?,
            "eval" => self.try_out(body)?,
            _ => return Err(refused(404, "there is no such thing")),
        };
        Ok(json(200, done))
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, query: &Query<'_>) -> Result<std::sync::Arc<held::Held>> {
        let id = query.text("id")?;
        self.runs()
            .get(&id)
            .ok_or_else(|| refused(404, "this run is gone: the server was started anew, or keeps newer ones"))
    }
}

/// 256 bits that nobody can guess: keys that the system draws, hashed.
fn token() -> String {
    let part = |_| format!("{:016x}", RandomState::new().build_hasher().finish());
    (0..4).map(part).collect()
}

/// What stands behind the `?` of an address.
struct Query<'q>(&'q str);

impl Query<'_> {
    fn find(&self, name: &str) -> Option<&str> {
        self.0
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn text(&self, name: &str) -> Result<String> {
        self.find(name).and_then(decoded).ok_or_else(|| refused(400, &format!("`{name}` is missing")))
    }

    fn number(&self, name: &str) -> Result<usize> {
        let found = self.find(name).and_then(|text| text.parse().ok());
        found.ok_or_else(|| refused(400, &format!("`{name}` is not a number")))
    }
}

/// A text of an address: `%20` is a blank.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn refused(status: u16, message: &str) -> Refusal {
    Refusal(status, Object::from_iter([("message", Value::from(message))]).into())
}

/// The text under `key`.
fn text<'b>(body: &'b Value, key: &str) -> Result<&'b str> {
    body.get(key).and_then(Value::as_str).ok_or_else(|| refused(400, &format!("`{key}` is missing")))
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let said = match error {
            Error::Usage { message, help } | Error::Load { message, help } => {
                let help = help.map_or(Value::Null, Value::from);
                Object::from_iter([("message", Value::from(message)), ("help", help)])
            }
            Error::Late { message, help } => {
                Object::from_iter([("message", Value::from(message)), ("help", help.into())])
            }
            Error::Found(found) => {
                let message = found.first().map_or("it cannot be used", |(_, first)| &first.message);
                Object::from_iter([("message", Value::from(message)), ("diagnostics", diagnostics(&found))])
            }
        };
        Self(400, said.into())
    }
}

fn json(status: u16, body: Vec<u8>) -> Answer {
    Answer { status, kind: "application/json", save_as: None, body }
}

fn nothing() -> Answer {
    json(404, br#"{"message":"there is nothing here"}"#.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{decoded, token};

    #[test]
    fn texts_of_addresses() {
        assert_eq!(decoded("a%20b%2Fc+d").as_deref(), Some("a b/c d"));
        assert_eq!(decoded("%"), None);
        assert_eq!(decoded("%zz"), None);
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(token(), token());
        assert_eq!(token().len(), 64);
    }
}
