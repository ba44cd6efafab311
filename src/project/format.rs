//! `sfn fmt`: the definitions of a project in the layout of `base::layout`.
//!
//! Only files that are a definition and nothing else are laid out: those that were named, or lie in the project.
//! Templates are left alone, for most of what is written in them is not ours.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::layout::{self, Refused};
use crate::base::source::Source;
use crate::load::{self, Machine, Rejected};

use super::codes::LAYOUT;
use super::fix::{self, is_definition, writable};
use super::targets::Target;
use super::{Error, definitions};

/// A definition and its layout.
#[derive(Debug)]
pub struct Formatted {
    /// Where it really is.
    pub path: PathBuf,
    /// Its text as it is.
    pub source: Source,
    /// Its text as it should be, the same if nothing is to be done.
    pub text: String,
}

impl Formatted {
    /// Whether the layout is another one.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        *self.source.text != *self.text
    }

    /// Writes the layout to the file.
    pub fn write(&self) -> Result<(), Error> {
        let cannot = |error| Error::load(format!("cannot write {}: {error}", self.source.shown));
        fix::write(&self.path, &self.text).map_err(cannot)
    }
}

/// What was found to lay out.
#[derive(Debug, Default)]
pub struct Layouts {
    /// The definitions, in order.
    pub all: Vec<Formatted>,
    /// Files that were named and are something else, each with what it is.
    pub others: Vec<(String, &'static str)>,
    /// What cannot be read or laid out.
    pub errors: Vec<Error>,
}

/// Lays out the definitions of `targets`. Nothing is written.
#[must_use]
pub fn layouts(targets: &[Target], options: &load::Options) -> Layouts {
    let (mut found, mut seen) = (Layouts::default(), BTreeSet::new());
    for target in targets {
        match target.machines(options) {
            Ok(machines) => found.machines(target, &machines, &mut seen),
            Err(rejected) => found.rejected(target, rejected),
        }
    }
    found
}

/// The layout of a definition that stands alone in `source`.
pub fn of_source(source: &Source, options: &load::Options) -> Result<String, Error> {
    let machines = definitions::machines_of(source, options).map_err(Rejected::as_error)?;
    match machines.into_iter().next() {
        Some(machine) if machine.is_alone => {
            lay_out(&machine.definition.map_err(Rejected::as_error)?.document)
        }
        Some(_) | None => Err(Error::load(format!("{} is {TEMPLATE}", source.shown))),
    }
}

/// What is said of files that hold definitions among other things.
const TEMPLATE: &str = "a template: only files that are a definition and nothing else are formatted";

impl Layouts {
    fn machines(&mut self, target: &Target, machines: &[Machine], seen: &mut BTreeSet<PathBuf>) {
        let is_named = matches!(target, Target::Named(_));
        if let (true, Some(first)) = (is_named, machines.first())
            && !first.is_alone
        {
            self.others.push((load::shown(target.reference()), TEMPLATE));
            return;
        }
        for definition in machines.iter().filter_map(|machine| machine.definition.as_ref().ok()) {
            let document = &definition.document;
            let name = &*document.source().name;
            let is_file = machines.iter().any(|machine| machine.is_alone) || name != target.reference();
            if !is_definition(document) {
                let what = "no definition: it has no `States`";
                self.others.extend(is_named.then(|| (load::shown(target.reference()), what)));
            } else if is_file && (document.is_own() || name == target.reference()) {
                self.document(target, document, seen);
            }
        }
    }

    fn document(&mut self, target: &Target, document: &Document, seen: &mut BTreeSet<PathBuf>) {
        let source = document.source();
        let Some(path) = writable(&source.name, target) else {
            let message = format!("cannot write {}: a link leads it out of the repository", source.shown);
            self.errors.push(Error::load(message).help("name the file itself"));
            return;
        };
        if !seen.insert(path.clone()) {
            return;
        }
        match lay_out(document) {
            Ok(text) => self.all.push(Formatted { path, source: source.clone(), text }),
            Err(error) => self.errors.push(error),
        }
    }

    fn rejected(&mut self, target: &Target, rejected: Rejected) {
        if rejected.is_unchecked() || rejected.has_no_machine() {
            if matches!(target, Target::Named(_)) {
                self.others.push((load::shown(target.reference()), "no definition"));
            }
            return;
        }
        self.errors.push(rejected.into());
    }
}

/// The layout of `document`, which is a file of its own.
fn lay_out(document: &Document) -> Result<String, Error> {
    layout::lay_out(&document.source().text, document.format()).map_err(|Refused { at, why }| {
        let found =
            Diagnostic::error(LAYOUT, Place::Text(at), "this definition cannot be formatted").label(why);
        Error::Found(vec![(document.clone(), found.note("the file was not changed"))])
    })
}
