//! Two versions of definitions, for `sfn diff`: files of the working folder, or of a revision of git.
//!
//! `REV:PATH` is a file of a revision, the path as git writes it: from the root of the repository, or with `./` before
//! it from the working folder. A file that is there under the whole name is meant first.

use std::path::{Component, Path};

use crate::load::{self, Loaded, Unread};

use super::discovery::{ENDINGS, absolute};
use super::revision::Revision;
use super::settings::Settings;
use super::targets::{Target, Targets};
use super::{Error, definitions, one};

/// What `sfn diff` is to compare.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// A definition or, alone or with `of`, a revision.
    pub old: &'r str,
    /// The same; what is in the working folder if it is missing.
    pub new: Option<&'r str>,
    /// The definitions to compare in the revisions, those of the project if none is named.
    pub of: &'r [String],
}

/// The two versions of a machine; one may be missing.
pub type Pair = (Option<Loaded>, Option<Loaded>);

/// Reads the versions that `request` names.
pub fn pairs(
    request: &Request<'_>,
    settings: &Settings,
    options: &load::Options,
) -> Result<Vec<Pair>, Error> {
    let is_file = |text: &str| is_definition(text, settings);
    match request.new {
        Some(new) if request.of.is_empty() && (is_file(request.old) || is_file(new)) => {
            Ok(paired(side(request.old, settings, options)?, side(new, settings, options)?))
        }
        None if request.of.is_empty() && is_file(request.old) => {
            let help = format!("for instance: sfn diff HEAD -- {}", request.old);
            Err(Error::usage("there is nothing to compare it with").help(help))
        }
        _ => revisions(request, settings, options),
    }
}

/// The old and the new version of the one machine that `definition` names: the old one is in the definition that
/// `other` names, or in that revision.
pub fn against(
    other: &str,
    definition: &str,
    settings: &Settings,
    options: &load::Options,
) -> Result<(Loaded, Loaded), Error> {
    let of = [definition.to_owned()];
    let request = match is_definition(other, settings) {
        true => Request { old: other, new: Some(definition), of: &[] },
        false => Request { old: other, new: None, of: &of },
    };
    let mut pairs: Vec<_> =
        pairs(&request, settings, options)?.into_iter().filter_map(|(old, new)| old.zip(new)).collect();
    match (pairs.pop(), pairs.is_empty()) {
        (Some(pair), true) => Ok(pair),
        (None, _) => Err(Error::load(format!("{definition} and {other} have no machine in common"))
            .help("name both machines: PATH#MACHINE")),
        (Some(_), false) => {
            Err(Error::usage("more than two machines cannot be drawn").help("name one: PATH#MACHINE"))
        }
    }
}

/// Whether `text` means a definition rather than a revision.
fn is_definition(text: &str, settings: &Settings) -> bool {
    let path = definitions::split(text).0;
    let ending = Path::new(path).extension();
    text.contains(':')
        || Path::new(path).exists()
        || settings.machine(text).is_some()
        || ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// `REV:PATH`, if `text` is no file: the revision, the path, and the machine that it may name.
fn of_revision(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (path, selector) = definitions::split(text);
    if Path::new(text).exists() || Path::new(path).exists() {
        return None;
    }
    let (revision, path) = path.split_once(':')?;
    // A drive is one letter.
    let is_drive = revision.len() == 1 && path.starts_with(['\\', '/']);
    (!is_drive).then_some((revision, path, selector))
}

/// The machines of one side.
fn side(text: &str, settings: &Settings, options: &load::Options) -> Result<Vec<Loaded>, Error> {
    if let Some((name, path, selector)) = of_revision(text) {
        let path = match path.strip_prefix("./") {
            Some(path) => from_root(path)?,
            None => load::lexical(Path::new(path)).display().to_string(),
        };
        let mut revision = Revision::open(name)?;
        let source = revision.source(&path).map_err(|unread| unreadable(name, &path, &unread))?;
        return definitions::machines_from(&source, selector, options, &mut revision);
    }
    let reference = one::reference(Some(text), settings, options)?;
    loaded(&Target::Named(settings.reference(&reference)?), options)
}

fn unreadable(revision: &str, path: &str, unread: &Unread) -> Error {
    let help = "the path begins at the root of the repository, or with ./ at this folder";
    Error::load(format!("cannot read {revision}:{path}: {unread}")).help(help)
}

/// `path`, which begins at the working folder, from the root of the repository.
fn from_root(path: &str) -> Result<String, Error> {
    let (root, path) = (load::repository(), absolute(Path::new(path)));
    // The root has all links followed; so must the path.
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let real = folder.zip(path.file_name()).map_or_else(|| path.clone(), |(folder, name)| folder.join(name));
    let inside = real.strip_prefix(&root).map_err(|_| {
        let message = format!("{} is outside of the repository", load::shown_path(&path));
        Error::usage(message).help("name a file of the repository in which you are")
    })?;
    let parts = inside.components().filter(|part| *part != Component::CurDir);
    Ok(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// The machines of a file.
fn loaded(target: &Target, options: &load::Options) -> Result<Vec<Loaded>, Error> {
    let machines = target.machines(options).map_err(load::Rejected::as_error)?;
    machines.into_iter().map(|machine| Ok(machine.loaded().map_err(load::Rejected::as_error)?)).collect()
}

/// The machines of one or two revisions, and of the working folder if there is one.
fn revisions(
    request: &Request<'_>,
    settings: &Settings,
    options: &load::Options,
) -> Result<Vec<Pair>, Error> {
    let mut old = Revision::open(request.old)?;
    let mut new = request.new.map(Revision::open).transpose()?;
    let named = request.of.iter().map(|name| one::named(name, settings, options));
    let targets = Targets::of(&named.collect::<Result<Vec<_>, _>>()?, settings)?;
    let mut pairs = Vec::new();
    for target in &targets.all {
        let (file, selector) = definitions::split(target.reference());
        let path = from_root(file)?;
        let of = |name: &str, revision: &mut Revision| match revision.source(&path) {
            Ok(source) => {
                let read = definitions::machines_from(&source, selector, options, revision);
                if matches!(target, Target::Found { .. }) { Ok(read.unwrap_or_default()) } else { read }
            }
            Err(Unread::Missing { .. }) => Ok(Vec::new()),
            Err(unread) => Err(unreadable(name, &path, &unread)),
        };
        let before = of(request.old, &mut old)?;
        let after = match (&mut new, request.new) {
            (Some(revision), Some(name)) => of(name, revision)?,
            (_, _) => loaded(target, options)?,
        };
        if before.is_empty() && after.is_empty() && matches!(target, Target::Named(_)) {
            return Err(unreadable(request.old, &path, &Unread::Missing { near: None }));
        }
        pairs.extend(paired(before, after));
    }
    Ok(pairs)
}

/// Machines by their ids; the only ones of two files belong together under any name.
fn paired(old: Vec<Loaded>, mut new: Vec<Loaded>) -> Vec<Pair> {
    if old.len() == 1 && new.len() == 1 {
        return old.into_iter().zip(new).map(|(old, new)| (Some(old), Some(new))).collect();
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for old in old {
        let at = new.iter().position(|new| new.resource == old.resource);
        pairs.push((Some(old), at.map(|at| new.remove(at))));
    }
    pairs.extend(new.into_iter().map(|new| (None, Some(new))));
    pairs
}
