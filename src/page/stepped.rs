//! What a room above needs of the page to step through runs in it: what is ordered, and the run to look at as far as
//! it has come.

use std::io;

use crate::base::value::Value;
use crate::engine::history::Record;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::record::{Opening, RecordingEntry};
use crate::session::Order;

use super::held::About;
use super::{Answer, Page, Refusal, json, refused};

impl Page {
    /// Whether this is the token of the page.
    #[must_use]
    pub fn admits(&self, token: Option<&str>) -> bool {
        token == Some(&*self.token)
    }

    /// The settings of the project.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What `{ref, input, answers, from}` orders.
    ///
    /// # Errors
    /// What to answer instead.
    pub fn ordered(&self, body: &Value) -> Result<Order, Answer> {
        self.order(body).map_err(Answer::from)
    }

    /// Holds a run as far as it has come, in place of the one with this id; says which id it has.
    ///
    /// # Errors
    /// That its records are not those of a run.
    pub fn show(&self, id: Option<&str>, about: About, entries: Vec<RecordingEntry>) -> io::Result<String> {
        self.holding(id, about, entries).map(|held| held.id.clone())
    }

    /// What the run with this id began with, and its records.
    #[must_use]
    pub fn recorded(&self, id: &str) -> Option<(Opening, Vec<Record>)> {
        let held = self.runs().get(id)?;
        Some((held.opening.clone(), held.records().cloned().collect()))
    }
}

impl Answer {
    /// One of JSON that is in order.
    #[must_use]
    pub fn done(body: Vec<u8>) -> Self {
        json(200, body)
    }

    /// One that says why there is none.
    #[must_use]
    pub fn refusal(status: u16, message: &str) -> Self {
        refused(status, message).into()
    }
}

impl From<Refusal> for Answer {
    fn from(Refusal(status, said): Refusal) -> Self {
        json(status, said.to_json().into_bytes())
    }
}

impl From<Error> for Answer {
    fn from(error: Error) -> Self {
        Refusal::from(error).into()
    }
}
