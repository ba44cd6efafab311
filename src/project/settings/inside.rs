//! What the settings name lies in the project: `sfn.toml` comes with the files of strangers, and nobody named
//! on the command line what it names.

use crate::base::diag::{Diagnostic, Place};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::load::{self, Reach, Unread};
use crate::project::Error;

use super::{NAME, Settings, codes};

/// Settings that name what is written.
const WRITTEN: &[&str] =
    &["/project/snapshots", "/test/report-junit", "/test/report-json", "/test/report-tap"];

/// An error for each path of `settings` that leads out of the project, or to what is no file.
pub(super) fn check(settings: &Settings) -> Result<(), Error> {
    let Some(document) = &settings.document else { return Ok(()) };
    let own = settings.folder.join(NAME).display().to_string();
    let project = Reach::around(&own, &[]).and(&load::repository());
    let readable = settings.readable().iter().fold(project.clone(), |reach, folder| reach.and(folder));
    let mut found = Vec::new();
    for above in settings.profile.iter().map(Pointer::as_str).chain([""]) {
        let text = |pointer: &str| document.value().pointer(pointer)?.as_str().map(str::to_owned);
        for (pointer, path) in read(document.value(), above) {
            let file = path.rsplit_once('#').map_or(&*path, |(file, _)| file);
            let refused = readable.open(&settings.folder.join(file)).err();
            if let Some(unread @ (Unread::Outside { .. } | Unread::NoFile("a device, a pipe or a socket"))) =
                refused
            {
                found.push(unread.diagnostic(&path, Place::Value(pointer)));
            }
        }
        for (pointer, path) in
            WRITTEN.iter().filter_map(|key| Some((format!("{above}{key}"), text(&format!("{above}{key}"))?)))
        {
            if let Err(Unread::Outside { .. }) = project.resolve(&settings.folder.join(&path)) {
                let message = format!("{path} is outside the project, so it is not written");
                let help = "name a file in the project; a flag may name any";
                found.push(
                    Diagnostic::error(codes::WRONG, Place::Value(pointer.as_str().into()), message)
                        .help(help),
                );
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::Found(found.into_iter().map(|found| (document.clone(), found)).collect()))
}

/// The files that are read because the table at `above` names them, with their pointers.
fn read(settings: &Value, above: &str) -> Vec<(Pointer, String)> {
    let table = Pointer::from(above).key("machine");
    let machines = settings.pointer(&table).and_then(Value::as_object);
    let mut found = Vec::new();
    for (name, machine) in machines.into_iter().flatten() {
        let at = table.key(name);
        found.extend(
            machine.get("source").and_then(|source| Some((at.key("source"), source.as_str()?.to_owned()))),
        );
        let mocks = machine.get("mocks").map(super::listed).unwrap_or_default();
        found.extend(mocks.into_iter().map(|path| (at.key("mocks"), path)));
    }
    found
}
