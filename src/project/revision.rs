//! `Revision`: the files of a revision of git, read from the object store. Nothing is checked out.
//!
//! `git cat-file --batch` is started for that, and only where a revision was named on the command line. It runs no
//! hook, no filter, no textconv, no pager and no file-system monitor, and fetches nothing.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::base::source::Source;
use crate::load::{self, Files, MAX_TEXT_BYTES, Unread};

use super::Error;

/// The files of one revision.
#[derive(Debug)]
pub(super) struct Revision {
    /// How the user wrote it; empty for what is staged.
    name: String,
    git: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// An object of git: what it is, and its bytes.
struct GitObject {
    kind: String,
    bytes: Vec<u8>,
    /// The bytes of a hash in this repository.
    hash: usize,
}

impl Revision {
    /// The revision `name` of the repository that the working folder is in.
    pub(super) fn open(name: &str) -> Result<Self, Error> {
        let start = || -> io::Result<Self> {
            let mut git = Command::new("git")
                .args(["--no-optional-locks", "-c", "core.fsmonitor=false", "cat-file", "--batch"])
                .env("GIT_NO_LAZY_FETCH", "1")
                .env("GIT_TERMINAL_PROMPT", "0")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let (ask, answers) = (git.stdin.take(), git.stdout.take());
            let (Some(ask), Some(answers)) = (ask, answers) else {
                return Err(io::ErrorKind::BrokenPipe.into());
            };
            Ok(Self { name: name.to_owned(), git, ask, answers: BufReader::new(answers) })
        };
        let help = "compare two files instead, or run it in a repository of git";
        let mut revision =
            start().map_err(|error| Error::load(format!("cannot start git: {error}")).help(help))?;
        let known = if name.is_empty() { Ok(None) } else { revision.object("^{tree}") };
        match known {
            Ok(found) if found.is_some() || name.is_empty() => Ok(revision),
            Ok(_) => Err(Error::usage(format!("git knows no revision `{name}`"))
                .help("for instance: HEAD, main, v1.2")),
            Err(error) => Err(Error::load(format!("git does not answer: {error}")).help(help)),
        }
    }

    /// The file `path`, from the root of the repository.
    pub(super) fn source(&mut self, path: &str) -> Result<Source, Unread> {
        let missing = Unread::Missing { near: None };
        // Git itself gives up where a path leads out of the repository.
        if Path::new(path).components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(missing);
        }
        let found = self.object(&format!(":{path}")).map_err(|error| Unread::Failed(error.to_string()))?;
        let found = found.filter(|found| found.kind == "blob").ok_or(missing)?;
        if found.bytes.len() > MAX_TEXT_BYTES {
            return Err(Unread::Large);
        }
        let text = String::from_utf8(found.bytes).map_err(|_| Unread::NoText)?;
        if load::has_too_many_values(&text) {
            return Err(Unread::Many);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Ok(Source::new(path, text).shown_as(format!("{}:{path}", self.name)))
    }

    /// The object that is called `rest` behind the name of the revision, if there is one.
    fn object(&mut self, rest: &str) -> io::Result<Option<GitObject>> {
        let name = format!("{}{rest}", self.name);
        if name.contains(['\n', '\0']) {
            return Ok(None);
        }
        let no_repository = || io::Error::other("this is no repository of git");
        let asked = self.ask.write_all(format!("{name}\n").as_bytes()).and_then(|()| self.ask.flush());
        asked.map_err(|_| no_repository())?;
        let mut header = String::new();
        if self.answers.read_line(&mut header)? == 0 {
            return Err(no_repository());
        }
        // `HASH KIND SIZE`, or the name and why there is no such object.
        let mut words = header.trim_end().rsplitn(3, ' ');
        let (size, kind) = (words.next().and_then(|size| size.parse::<u64>().ok()), words.next());
        let (Some(size), Some(kind)) = (size, kind) else { return Ok(None) };
        let mut bytes = Vec::new();
        let most = MAX_TEXT_BYTES as u64 + 1;
        let read = (&mut self.answers).take(size.min(most)).read_to_end(&mut bytes)? as u64;
        // What is too large is not kept, but has to be passed over; a line break is behind all.
        io::copy(&mut (&mut self.answers).take(size - read + 1), &mut io::sink())?;
        let hash = words.next().map_or(0, |hash| hash.len() / 2);
        Ok(Some(GitObject { kind: kind.to_owned(), bytes, hash }))
    }
}

impl Files for Revision {
    fn read(&mut self, path: &str, from: &str) -> Result<Source, Unread> {
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        let path = load::lexical(&folder.join(path)).display().to_string();
        self.source(&path)
    }

    fn beside(&mut self, from: &str) -> Vec<String> {
        let folder = Path::new(from).parent().unwrap_or(Path::new("")).display().to_string();
        let Ok(Some(GitObject { kind, bytes, hash })) = self.object(&format!(":{folder}")) else {
            return Vec::new();
        };
        if kind != "tree" { Vec::new() } else { names(&bytes, hash) }
    }
}

impl Drop for Revision {
    fn drop(&mut self) {
        // It waits for questions: there are none.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

/// The names in a tree: `MODE NAME`, a zero and the bytes of a hash, again and again.
fn names(tree: &[u8], hash: usize) -> Vec<String> {
    let (mut names, mut rest) = (Vec::new(), tree);
    while let Some(zero) = rest.iter().position(|byte| *byte == 0) {
        let entry = String::from_utf8_lossy(&rest[..zero]);
        names.extend(entry.split_once(' ').map(|(_, name)| name.to_owned()));
        rest = rest.get(zero + 1 + hash..).unwrap_or_default();
    }
    names.sort();
    names
}
