//! Reading files and standard input, with errors that name them.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::base::amount::size;
use crate::base::near::near;
use crate::base::source::Source;
use crate::base::value::Value;
use crate::expr::PAYLOAD_BYTES;
use crate::load::{self, Files as _, Reach, Unread, reads};

use super::Error;
use super::discovery::absolute;
use super::patience::patient;

/// Reads a text file; `-` is standard input.
pub fn read(path: &str) -> Result<Source, Error> {
    if path == "-" {
        return standard_input("<stdin>");
    }
    let path = load::meant(path);
    reads::note(Path::new(&path));
    let (file, is_watched) = (PathBuf::from(&*path), reads::is_logged());
    let shown = load::shown(&path);
    let bytes = patient(Some(Path::new(&*path)), &shown, move || open(&file, is_watched).and_then(bounded));
    decode(&path, bytes?)
}

/// Opens a file that the command line names. Nobody may name a pipe in place of it to a watch, which would wait for what
/// comes out of it, however files change meanwhile.
fn open(path: &Path, is_watched: bool) -> io::Result<File> {
    if is_watched && std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let words = Unread::NoFile("a device, a pipe or a socket").to_string();
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    File::open(path)
}

/// Reads standard input as if it were the file `name`.
pub fn standard_input(name: &str) -> Result<Source, Error> {
    decode(name, patient(None, name, || bounded(io::stdin().lock()))?)
}

fn decode(name: &str, bytes: io::Result<Vec<u8>>) -> Result<Source, Error> {
    let bytes = bytes.map_err(|error| unreadable(name, &error))?;
    load::decode(name, bytes).map_err(Error::from)
}

/// All there is to read, unless that is more than any text may have: a device may never end.
fn bounded(reader: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(load::MAX_TEXT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > load::MAX_TEXT_BYTES {
        let words = format!("it is larger than {} MB", load::MAX_TEXT_BYTES / 1_000_000);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
    }
    Ok(bytes)
}

fn unreadable(path: &str, error: &io::Error) -> Error {
    let kind = error.kind();
    let help = if kind == io::ErrorKind::NotFound {
        neighbour(Path::new(path)).map(|near| format!("did you mean {}?", near.display()))
    } else if kind == io::ErrorKind::FileTooLarge {
        let input = size(PAYLOAD_BYTES);
        Some(format!("AWS takes definitions of 1 MB and inputs of {input}: keep large data in S3"))
    } else {
        (kind == io::ErrorKind::IsADirectory).then(|| "name a file in it".to_owned())
    };
    let why =
        if kind == io::ErrorKind::NotFound { "there is no such file".to_owned() } else { error.to_string() };
    Error::load(format!("cannot read {}: {why}", load::shown(path))).maybe_help(help)
}

/// A file in the same folder with almost the same name.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    near(&wanted, names.iter().map(String::as_str)).map(|name| path.with_file_name(name))
}

/// Creates the file `path`, or empties it. A link that a stranger put there leads nowhere.
pub fn create(path: &Path) -> Result<File, Error> {
    let shown = load::shown_path(path);
    if load::leads_out(path) {
        let help = "name the file that it is to be written to, or remove the link";
        let message = format!("cannot write {shown}: a link leads it out of the repository");
        return Err(Error::load(message).help(help));
    }
    let file = path.to_owned();
    patient(Some(path), &shown, move || File::create(file))?
        .map_err(|error| Error::load(format!("cannot write {shown}: {error}")))
}

/// Puts a file that holds `bytes` in the place of `path`, at once: a reader sees the old one or the new one, and a full
/// disk loses neither. A link that a stranger put there leads nowhere.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let shown = load::shown_path(path);
    if load::leads_out(path) {
        let message = format!("cannot write {shown}: a link leads it out of the repository");
        return Err(Error::load(message).help("remove the link"));
    }
    // A pipe or a device is written to; a file in its place would be no use to who reads there.
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) || path.starts_with("/dev") {
        let written = create(path)?.write_all(bytes);
        return written.map_err(|error| Error::load(format!("cannot write {shown}: {error}")));
    }
    let written = swap(path, &|file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| Error::load(format!("cannot write {shown}: {error}")))
}

/// Makes `text` the whole contents of the file `path`, at once, and the folders above it. A link at `path` is replaced,
/// not followed; one that leads its folder out of the repository is an error.
pub fn put(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    stays_in(folder)?;
    if !folder.as_os_str().is_empty() {
        std::fs::create_dir_all(folder)?;
        stays_in(folder)?;
    }
    swap(path, &|file| file.write_all(text.as_bytes()))
}

/// An error if a link leads the folder out of the repository.
pub fn stays_in(folder: &Path) -> io::Result<()> {
    match load::leads_out(folder) {
        true => Err(io::Error::other("a link leads it out of the repository")),
        false => Ok(()),
    }
}

/// What is in the name of a temporary file.
const TEMPORARY: &str = ".sfn-";

/// Whether a file of this name was written by a program that was ended before it was done.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.contains(TEMPORARY)
}

/// Writes a new file beside `path` and renames it to that.
pub fn swap(path: &Path, write: &dyn Fn(&mut File) -> io::Result<()>) -> io::Result<()> {
    let (beside, mut file) = beside(path)?;
    let written = (|| {
        write(&mut file)?;
        if let Ok(old) = std::fs::metadata(path) {
            std::fs::set_permissions(&beside, old.permissions())?;
        }
        std::fs::rename(&beside, path)
    })();
    if written.is_err() {
        // What was begun is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// A new file beside `path` that no other program has.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".{name}{TEMPORARY}{}-{number}", std::process::id()));
        match File::options().write(true).create_new(true).open(&beside) {
            // Left over from a program that had the same number, as all have in a container.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (beside, file)),
        }
    }
}

/// Reads the file `path`, which was not named by the user but found by its name, and may be a link that leads out.
pub fn read_found(reach: &Reach, path: &str) -> Result<Source, Error> {
    let refused = |unread| Error::load(format!("cannot read {}: {unread}", load::shown(path)));
    reach.clone().read(path, "").map_err(refused)
}

/// Reads `path` as a file that the mock file `from` names: relative to the folder of that. Its own folder may be
/// read as well as all of `reach`.
pub fn read_from(reach: &Reach, path: &str, from: &str) -> io::Result<Source> {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let read = reach.clone().and(folder).read(path, from);
    read.map_err(|unread| io::Error::other(unread.to_string()))
}

/// `reference`, which begins at the working folder, from the folder of `file`; as it is without one.
#[must_use]
pub fn seen_from(file: Option<&Path>, reference: &str) -> String {
    let Some(folder) = file.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty()) else {
        return reference.to_owned();
    };
    let (from, to) = (absolute(folder), absolute(Path::new(reference)));
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(to.components().skip(shared)).collect();
    path.display().to_string()
}

/// JSON, `@FILE` or `-`: the value and its text.
pub fn json(flag: &str, text: &str) -> Result<(Value, String), Error> {
    let source = match text.strip_prefix('@') {
        Some(path) => read(path)?,
        None if text == "-" => read("-")?,
        None => Source::new(flag, text),
    };
    if source.text.trim().is_empty() {
        let message = format!("{} is empty: JSON is expected", source.shown);
        return Err(Error::load(message).help("write {} for none"));
    }
    let value = load::json(&source)?;
    Ok((value, source.text.trim().to_owned()))
}
