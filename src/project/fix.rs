//! `--fix`: writes the fixed text of definitions to their files.
//!
//! Only files that the user named, or that lie in the project, are touched, and only definitions: what merely
//! looks like one, such as a mock file, stays as it is. A file is written beside itself and then renamed, so
//! that a full disk loses nothing.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::asl::machine::Workflow;
use crate::base::document::Document;
use crate::load::{self, Reach};
use crate::validate::fix as changes_of;

use super::targets::Target;
use super::{Error, files};

/// Fixes the definitions of `targets` in their files, or, for `is_dry`, only says what would change: a line a
/// change, `flow.asl.json:3: Chrage -> Charge`.
pub fn fix(
    targets: &[Target],
    options: &load::Options,
    workflow: Option<Workflow>,
    is_dry: bool,
) -> Result<Vec<String>, Error> {
    let (mut lines, mut done) = (Vec::new(), BTreeSet::new());
    for target in targets.iter().filter(|target| target.reference() != "-") {
        // What cannot be read is reported when it is checked.
        let entries = target.read("-", options, workflow).unwrap_or_default();
        for definition in entries.iter().filter_map(|entry| entry.definition.as_ref().ok()) {
            let document = &definition.loaded.document;
            // A definition taken out of a template is another text than the file it is in.
            if !document.is_own() || !is_definition(document) {
                continue;
            }
            let name = &*document.source().name;
            let shown = &document.source().shown;
            let Some(path) = writable(name, target) else { continue };
            if !done.insert(path.clone()) {
                continue;
            }
            let (text, changes) = changes_of::apply(document, definition.checked.diagnostics.iter());
            if changes.is_empty() {
                continue;
            }
            if !is_dry {
                write(&path, &text).map_err(|error| Error::load(format!("cannot write {shown}: {error}")))?;
            }
            lines.extend(
                changes
                    .iter()
                    .map(|change| format!("{shown}:{}: {} -> {}", change.line, change.old, change.new)),
            );
        }
    }
    Ok(lines)
}

/// Whether this is a definition at all, and not a file of another format with some likeness to one.
pub(super) fn is_definition(document: &Document) -> bool {
    let value = document.value();
    value.get("States").is_some_and(|states| states.as_object().is_some()) || value.get("StartAt").is_some()
}

/// The real place of the file `name`, if it may be written: the user named it, or it is in the project.
#[must_use]
pub fn writable(name: &str, target: &Target) -> Option<PathBuf> {
    // What links lead out of the repository is seen from where it lies as if it were a project of its own.
    if load::leads_out(Path::new(name)) {
        return None;
    }
    if matches!(target, Target::Named(reference) if reference == name) {
        return std::fs::canonicalize(name).ok();
    }
    Reach::around(target.reference(), &[]).resolve(Path::new(name)).ok()
}

/// Replaces the file at `path` by one that holds `text`, at once.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    // A byte order mark is no part of the text, but of the file.
    let mark = if std::fs::read(path)?.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
    files::swap(path, &|file| {
        file.write_all(mark.as_bytes())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    })
}
