//! Suggested tests as YAML: to be read, or added to a test file.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::base::diag::Place;
use crate::base::pointer::Pointer;
use crate::base::secret::hides_member;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::load::{self, file_source, shown_path};
use crate::project::discovery::absolute;
use crate::project::{Error, files};
use crate::report::ink::control::escape_control;
use crate::report::ink::yaml;

use super::Suggestions;
use super::base::one;

/// What was done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was made.
    Created,
    /// Tests were added to it.
    Extended,
}

impl Suggestions {
    /// The tests, with what is left for a person, for someone to read. Secrets are left out.
    #[must_use]
    pub fn text(&self) -> String {
        let file = self.file.as_deref().unwrap_or(&self.own_file);
        let (file, machine) = (load::shown(file), escape_control(&self.machine));
        let file = escape_control(&file);
        let head = match self.file {
            Some(_) => format!("# {machine}: add these to {file}, below `tests:`\n"),
            None => format!("# {machine}: write this to {file}\n{}", block(&hidden(&self.head))),
        };
        let tests =
            Object::from_iter(self.tests.iter().map(|(name, test)| (name.clone(), hidden_value(test))));
        format!("{head}{}", self.tests(&tests))
    }

    /// The same to be added to the end of the file whose mocks they use, which ends with its tests; a whole file if
    /// there is none.
    #[must_use]
    pub fn addition(&self) -> String {
        let text = self.text();
        let is_own = self.file.is_none();
        let lines = text.split_inclusive('\n').filter(|line| is_own || !line.starts_with(['#', 't']));
        lines.collect()
    }

    /// The tests below `tests:`, indented by two blanks.
    fn tests(&self, tests: &Object) -> String {
        let tests =
            if tests.is_empty() { "tests:\n".to_owned() } else { yaml::text(&one("tests", tests.clone())) };
        format!("{tests}{}", self.comments("  "))
    }

    /// What no test could be made for, as comments.
    fn comments(&self, indent: &str) -> String {
        let line = |open: &String| format!("{indent}# to do: {}\n", escape_control(open));
        self.open.iter().map(line).collect()
    }

    /// Whether a file that is there has what its tests need: it was made for such tests before.
    fn fits(&self, file: &Source) -> bool {
        let known = load::data(file).ok().and_then(|document| document.value().as_object().cloned());
        known.is_some_and(|mut known| {
            known.remove("tests");
            known == self.head
        })
    }

    /// The text of a file of its own.
    fn whole(&self) -> String {
        format!("{}{}", block(&self.head), self.tests(&self.tests))
    }
}

fn block(members: &Object) -> String {
    if members.is_empty() { String::new() } else { yaml::text(&Value::from(members.clone())) }
}

fn hidden(members: &Object) -> Object {
    let one = |(key, value): &(std::sync::Arc<str>, Value)| {
        let is_text = value.as_str().is_some() && hides_member(members, key, value);
        (key.clone(), if is_text { Value::from("(secret)") } else { hidden_value(value) })
    };
    members.iter().map(one).collect()
}

fn hidden_value(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::from(hidden(members)),
        Value::Array(items) => Value::from(items.as_slice().iter().map(hidden_value).collect::<Vec<_>>()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Adds `found` to the file `path`, behind the tests that are there; makes the file if there is none. Nothing that is
/// there is changed.
pub fn append(found: &Suggestions, path: &Path) -> Result<Written, Error> {
    let cannot = |why: String, help: &str| {
        Error::load(format!("cannot add tests to {}: {why}", shown_path(path))).help(help)
    };
    if load::leads_out(path) {
        return Err(cannot("a link leads it out of the repository".to_owned(), "name another file"));
    }
    let failed =
        |error: std::io::Error| cannot(error.to_string(), "is the folder there, and may it be written to?");
    if !path.exists() {
        let made = File::create_new(path).and_then(|mut file| file.write_all(found.whole().as_bytes()));
        return made.map(|()| Written::Created).map_err(failed);
    }
    let is_home = found.file.as_deref().is_some_and(|file| absolute(Path::new(file)) == absolute(path));
    let old = files::read(&path.display().to_string())?;
    if !is_home && !found.fits(&old) {
        let home = load::shown(found.file.as_deref().unwrap_or(&found.own_file));
        return Err(cannot(
            format!("it is there, and its mocks are not those of {home}"),
            "name that file, or one that is not there yet",
        ));
    }
    let paste = "print them with a bare --suggest, and paste what you want";
    let text = extended(found, &old.text)
        .ok_or_else(|| cannot("its `tests:` are not written line by line".to_owned(), paste))?;
    let new = load::data(&file_source(&old.name, &text)).ok();
    let tests = |document: &crate::base::document::Document| {
        document.value().get("tests").and_then(Value::as_object).cloned()
    };
    let before = load::data(&old).ok().and_then(|document| tests(&document)).unwrap_or_default();
    let after = new.and_then(|document| tests(&document)).unwrap_or_default();
    let is_whole = before.iter().chain(found.tests.iter()).all(|(name, test)| after.get(name) == Some(test));
    if !is_whole || after.len() != before.len() + found.tests.len() {
        return Err(cannot("they do not fit behind the tests that it has".to_owned(), paste));
    }
    files::swap(path, &|file| file.write_all(text.as_bytes())).map_err(failed)?;
    Ok(Written::Extended)
}

/// `old` with the tests behind its own; none if it is not written so that lines can be added.
fn extended(found: &Suggestions, old: &str) -> Option<String> {
    let document = load::data(&file_source("tests", old)).ok()?;
    let pointer = Pointer::root().key("tests");
    let Some(tests) = document.value().get("tests").and_then(Value::as_object) else {
        let gap = if old.ends_with('\n') { "" } else { "\n" };
        return Some(format!("{old}{gap}{}", found.tests(&found.tests)));
    };
    let key = document.locate(&Place::Key(pointer.clone()));
    let (first, _) = tests.iter().next()?;
    let own = document.locate(&Place::Key(pointer.key(first)));
    if own.line == key.line || own.column < 2 {
        return None;
    }
    let end = document.locate(&Place::Value(pointer)).bytes.end;
    // Behind the line on which the last value ends.
    let end = old[end..].find('\n').map_or(old.len(), |at| end + at + 1);
    let (before, after) = old.split_at(end);
    let indent = " ".repeat(own.column - 1);
    let lines = block(&found.tests);
    let lines: String = lines.lines().map(|line| format!("{indent}{line}\n")).collect();
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    Some(format!("{before}{gap}{lines}{}{after}", found.comments(&indent)))
}
