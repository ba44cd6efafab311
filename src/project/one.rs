//! The one machine that a command runs or prints. The user may name its file, the machine itself, a folder with one
//! machine in it, or nothing if the project has only one.

use std::path::Path;

use crate::base::near::near;
use crate::load::{self, Machine, Rejected};

use super::Error;
use super::discovery::{ENDINGS, Parts};
use super::settings::Settings;
use super::targets::Targets;

/// How many machines a message lists.
const MAX_LISTED: usize = 12;

/// The reference of the machine that `written` means; of the only machine of the project if it is none. A name from
/// the settings is returned as it is. So is a word that is neither file, folder nor machine: reading it as a file
/// then says what is wrong. It is an error here only if a machine has almost that name.
pub fn reference(
    written: Option<&str>,
    settings: &Settings,
    options: &load::Options,
) -> Result<String, Error> {
    let Some(written) = written else {
        return only(Candidate::all(&[], settings, options)?, "this folder", settings);
    };
    if Path::new(written).is_dir() && settings.machine(written).is_none() {
        let below = Candidate::all(&[written.to_owned()], settings, options)?;
        return only(below, written, settings);
    }
    named(written, settings, options)
}

/// The same for something that is written; a folder is left as it is.
pub fn named(written: &str, settings: &Settings, options: &load::Options) -> Result<String, Error> {
    let path = written.split_once('#').map_or(written, |(path, _)| path);
    if path == "-"
        || settings.machine(written).is_some()
        || [path, written].iter().any(|at| Path::new(at).exists())
    {
        return Ok(written.to_owned());
    }
    if path.starts_with(['{', '[']) {
        let help = "name the machine before its input, or write the input behind -i";
        return Err(Error::usage("the first argument is a definition, and this is JSON").help(help));
    }
    called(written, settings, options)
}

/// A machine of the project.
struct Candidate {
    /// What names it for a command.
    reference: String,
    /// The file it was found in.
    file: String,
    /// What it is called: its id and name, its path in an app, the name of its definition's file.
    names: Vec<String>,
    /// The files that are only parts of it.
    parts: Vec<String>,
}

impl Candidate {
    /// Those that `named` means, the whole project if it names nothing. Parts of a template are left to it.
    fn all(named: &[String], settings: &Settings, options: &load::Options) -> Result<Vec<Self>, Error> {
        let targets = Targets::of(named, settings)?;
        let (mut all, mut parts) = (Vec::new(), Parts::default());
        for target in &targets.all {
            match target.machines(options) {
                Ok(machines) => {
                    all.extend(machines.iter().filter_map(|one| Self::of(target.reference(), one)))
                }
                Err(rejected) if rejected.is_unchecked() => {
                    parts.note(target.reference(), rejected.parts.iter().map(|part| &**part));
                }
                Err(_) => all.push(Self::broken(target.reference())),
            }
        }
        for found in &all {
            parts.note(&found.file, found.parts.iter().map(String::as_str));
        }
        all.retain(|found| !parts.contains(&found.file));
        if let (true, Some(hint)) = (all.is_empty(), targets.cdk_hint()) {
            return Err(Error::load("there is no state machine yet").help(hint));
        }
        Ok(all)
    }

    /// The machine of a file, if its definition is known.
    fn of(file: &str, machine: &Machine) -> Option<Self> {
        let definition = machine.definition.as_ref();
        if definition.is_err_and(Rejected::is_unchecked) {
            return None;
        }
        let file = file.split_once('#').map_or(file, |(file, _)| file);
        let source = definition.map_or_else(|broken| &broken.document, |found| &found.document);
        let source = source.source().name.to_string();
        let mut names = vec![machine.id.clone(), machine.name.clone()];
        names.extend(machine.path.clone());
        names.extend(machine.path.as_deref().and_then(|path| path.rsplit('/').next()).map(str::to_owned));
        names.extend(stem(&source));
        let parts = machine.parts.iter().map(ToString::to_string).chain([source]).collect();
        let reference = if machine.is_alone { file.to_owned() } else { format!("{file}#{}", machine.id) };
        Some(Self { reference, file: file.to_owned(), names, parts })
    }

    /// What names it, by the name that the settings give it if they do: it has mock files there.
    fn named(&self, settings: &Settings) -> String {
        settings.name_of(&self.reference).unwrap_or_else(|| self.reference.clone())
    }

    /// A file that cannot be read: running it says why.
    fn broken(file: &str) -> Self {
        let names = stem(file).into_iter().collect();
        Self { reference: file.to_owned(), file: file.to_owned(), names, parts: Vec::new() }
    }
}

/// The name of a file without its endings.
fn stem(file: &str) -> Option<String> {
    let name = Path::new(file).file_name()?.to_string_lossy();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    Some(stem.strip_suffix(".asl").unwrap_or(stem).to_owned())
}

/// The only one of `found`, which were looked for in `place`.
fn only(found: Vec<Candidate>, place: &str, settings: &Settings) -> Result<String, Error> {
    match found.as_slice() {
        [only] => Ok(only.named(settings)),
        [] => {
            let help = "name a file that holds one".to_owned();
            Err(Error::load(format!("there is no state machine in {place}")).help(help))
        }
        several => {
            let message = format!("there are {} state machines in {place}", several.len());
            Err(Error::usage(message).help(format!("name one of them:\n{}", listed(several))))
        }
    }
}

/// The machine of the project that is called `name`.
fn called(name: &str, settings: &Settings, options: &load::Options) -> Result<String, Error> {
    let ending = Path::new(name).extension();
    if ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
        // A file that is not there: looking through a whole folder would not find it.
        return settings.reference(name);
    }
    let all = Candidate::all(&[], settings, options).unwrap_or_default();
    let (found, others): (Vec<Candidate>, Vec<Candidate>) =
        all.into_iter().partition(|found| found.names.iter().any(|known| known == name));
    match found.as_slice() {
        [only] => return Ok(only.named(settings)),
        [] => {}
        several => {
            let message = format!("{} state machines are called `{name}`", several.len());
            return Err(Error::usage(message).help(format!("name one of them:\n{}", listed(several))));
        }
    }
    // The settings have names of their own, and a path that is not there has neighbours.
    let reference = settings.reference(name)?;
    if name.contains(['/', '\\']) || others.is_empty() {
        return Ok(reference);
    }
    let help = match near(name, others.iter().flat_map(|other| &other.names).map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are:\n{}", listed(&others)),
    };
    Err(Error::load(format!("there is neither a file nor a machine `{name}`")).help(help))
}

fn listed(found: &[Candidate]) -> String {
    let lines = found.iter().take(MAX_LISTED).map(|found| format!("    {}", found.reference));
    let more = found.len().checked_sub(MAX_LISTED).filter(|more| *more > 0);
    lines.chain(more.map(|more| format!("    and {more} more: sfn list"))).collect::<Vec<_>>().join("\n")
}
