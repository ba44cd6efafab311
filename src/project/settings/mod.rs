//! Settings: what `sfn.toml` says, for every command that takes definitions.
//!
//! The file is found by walking up from the working folder; the walk ends at the first one, and at the
//! folder that holds `.git`. Whatever the file says, flags and the environment win over it; here a
//! profile wins over the rest of the file.

pub mod codes;
mod inside;
mod keys;
pub mod schema;
mod test;
mod text;

use std::path::{Path, PathBuf};

use crate::base::amount::bytes;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::expr::property::Property;
use crate::load::{self, Files as _, Reach, Unread, reads};

use crate::project::clock::{ClockSpeed, clock_speed, start_time};
use crate::project::discovery::plain;
use crate::project::permissions::{Granted, Narrowed, Permissions};
use crate::project::{Error, files};

const NAME: &str = "sfn.toml";

/// The settings in force.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    document: Option<Document>,
    /// The folder that paths in the settings begin at, as seen from the working folder; empty for that one.
    folder: PathBuf,
    /// The pointer to the profile's table.
    profile: Option<Pointer>,
    /// Folders that flags allow to read.
    readable: Vec<PathBuf>,
    /// What flags and the environment allow to start and to reach.
    granted: Granted,
    /// Whether a flag leaves `[project] build` to the user.
    skips_build: bool,
}

/// A machine that the settings give a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMachine {
    /// Where its definition is.
    pub reference: String,
    /// Its mock files.
    pub mocks: Vec<String>,
}

impl Settings {
    /// Reads and checks the settings in the file `config`, or else in the `sfn.toml` of the working folder
    /// or the nearest folder above it, with the profile of that name applied.
    pub fn find(config: Option<PathBuf>, profile: Option<&str>) -> Result<Self, Error> {
        let is_named = config.is_some();
        let Some(path) = config.or_else(discover) else {
            return match profile {
                None => Ok(Self::default()),
                Some(name) => Err(Error::usage(format!("there is no profile `{name}`: there is no {NAME}"))
                    .help(format!("write {NAME} with a table [profile.{name}]"))),
            };
        };
        let name = path.display().to_string();
        let source = if is_named { files::read(&name)? } else { found(&name)? };
        let read = text::read(source);
        let document = read.map_err(|found| Error::Found(vec![*found]))?;
        let found = keys::check(&document);
        if !found.is_empty() {
            return Err(Error::Found(found.into_iter().map(|found| (document.clone(), found)).collect()));
        }
        let profile = profile.map(|name| profile_table(&document, name)).transpose()?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { document: Some(document), folder, profile, ..Self::default() })
    }

    /// The same settings, which also open `folders` outside of the project for reading. What else they name has
    /// to lie in the project.
    pub fn opening(mut self, folders: &[PathBuf]) -> Result<Self, Error> {
        self.readable.extend_from_slice(folders);
        inside::check(&self)?;
        Ok(self)
    }

    /// The same settings, with what the user grants beside.
    #[must_use]
    pub fn granting(self, granted: Granted) -> Self {
        Self { granted, ..self }
    }

    /// The same settings, where the user lets these hosts be reached, too.
    #[must_use]
    pub fn also_reaching(mut self, hosts: Vec<String>) -> Self {
        self.granted.net.extend(hosts);
        self
    }

    /// What may be started and reached: what the user grants, within what `[permissions]` names.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        let named = |key: &str| self.list(&format!("/permissions/{key}"));
        let narrowed = Narrowed { run: named("run"), net: named("net"), aws: named("aws") };
        Permissions::new(self.granted.clone(), narrowed)
    }

    /// The values at `path`: the profile's, then the file's own.
    fn layers(&self, path: &str) -> impl Iterator<Item = &Value> {
        let document = self.document.as_ref();
        let pointers = self.profile.iter().map(Pointer::as_str).chain([""]);
        pointers.filter_map(move |above| document?.value().pointer(&format!("{above}{path}")))
    }

    fn get(&self, path: &str) -> Option<&Value> {
        self.layers(path).next()
    }

    /// The list at `path`; one text means a list of one.
    fn list(&self, path: &str) -> Option<Vec<String>> {
        Some(listed(self.get(path)?))
    }

    /// The members of the tables at `path`; a profile's win.
    fn members(&self, path: &str) -> Vec<(String, &Value)> {
        let mut members: Vec<(String, &Value)> = Vec::new();
        for (key, value) in self.layers(path).filter_map(Value::as_object).flatten() {
            if members.iter().all(|(known, _)| *known != **key) {
                members.push((key.to_string(), value));
            }
        }
        members
    }

    fn pairs(&self, path: &str) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
        self.members(path).into_iter().map(|(key, value)| (key, text(value))).collect()
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str()
    }

    /// A path of the settings as seen from the working folder.
    fn path(&self, path: &str) -> String {
        self.folder.join(path).display().to_string()
    }

    /// The folder that holds the settings; the working folder without any.
    pub fn root(&self) -> &Path {
        if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder }
    }

    /// The folder of the settings file, if there is one, as seen from the working folder.
    pub fn folder(&self) -> Option<&Path> {
        self.document.is_some().then_some(&*self.folder)
    }

    /// Whether the working folder is that of the project.
    pub fn is_at_root(&self) -> bool {
        match self.folder() {
            Some(folder) => folder.as_os_str().is_empty(),
            None => load::way_to_repository().as_os_str().is_empty(),
        }
    }

    /// Which files hold definitions, if the settings say so.
    pub fn definitions(&self) -> Option<Vec<String>> {
        self.list("/project/definitions")
    }

    /// Which files hold tests, if the settings say so.
    pub fn tests(&self) -> Option<Vec<String>> {
        self.list("/project/tests")
    }

    /// `[project] snapshots`: what the folders of snapshots beside test files are called.
    pub fn snapshots(&self) -> &str {
        self.text("/project/snapshots").unwrap_or("__snapshots__")
    }

    /// `[project] build`: the command that makes the definitions, if it is to be run.
    pub fn build(&self) -> Option<&str> {
        self.text("/project/build").filter(|command| !self.skips_build && !command.trim().is_empty())
    }

    /// The same settings, by which nothing is built if that `is_off`.
    #[must_use]
    pub fn skipping_build(self, is_off: bool) -> Self {
        Self { skips_build: is_off, ..self }
    }

    /// Files and folders not to look at.
    pub fn exclude(&self) -> Vec<String> {
        self.list("/project/exclude").unwrap_or_default()
    }

    /// The codes at `key` of `[validate]`.
    pub fn codes(&self, key: &str) -> Vec<String> {
        self.list(&format!("/validate/{key}")).unwrap_or_default()
    }

    /// Which codes to allow in which files.
    pub fn per_file_ignores(&self) -> Vec<(String, Vec<String>)> {
        let members = self.members("/validate/per-file-ignores");
        members.into_iter().map(|(glob, codes)| (glob, listed(codes))).collect()
    }

    /// `[run] clock`
    pub fn clock(&self) -> Option<ClockSpeed> {
        clock_speed(self.text("/run/clock")?).ok()
    }

    /// `[run] start`
    pub fn start(&self) -> Option<Time> {
        start_time(self.text("/run/start")?).ok()
    }

    /// `[run] seed`
    pub fn seed(&self) -> Option<u64> {
        self.get("/run/seed")?.as_i64().map(i64::cast_unsigned)
    }

    /// `[run] max_memory`, in bytes
    pub fn max_memory(&self) -> Option<usize> {
        bytes(self.text("/run/max_memory")?)
    }

    /// `[run] redact`: further keys whose values no person is shown.
    pub fn redact(&self) -> Vec<String> {
        self.list("/run/redact").unwrap_or_default()
    }

    /// What reading definitions needs to know; the pairs come from flags and win.
    pub fn options(&self, sub: Vec<(String, String)>, param: &[(String, String)]) -> load::Options {
        let text = |path: &str| self.text(path).map(str::to_owned);
        load::Options {
            substitutions: sub,
            shared: self.pairs("/substitutions"),
            parameters: param.to_vec(),
            imports: self.pairs("/imports"),
            region: text("/aws/region"),
            account: text("/aws/account"),
            readable: self.readable(),
        }
    }

    /// Folders outside of the project whose files may be read, as seen from the working folder.
    pub fn readable(&self) -> Vec<PathBuf> {
        let own = self.list("/permissions/read").unwrap_or_default();
        let own = own.iter().map(|folder| self.folder.join(folder));
        self.readable.iter().cloned().chain(own).collect()
    }

    /// The machine that the settings call `name`; a file of that name is meant first.
    pub fn machine(&self, name: &str) -> Option<NamedMachine> {
        if Path::new(name).is_file() {
            return None;
        }
        let key = Pointer::root().key("machine").key(name);
        let reference = self.path(self.text(&format!("{key}/source"))?);
        let mocks = self.list(&format!("{key}/mocks")).unwrap_or_default();
        Some(NamedMachine { reference, mocks: mocks.iter().map(|path| self.path(path)).collect() })
    }

    /// The name that the settings give the machine at `reference`.
    pub fn name_of(&self, reference: &str) -> Option<String> {
        let machines = self.members("/machine").into_iter();
        let is_it = |name: &str| {
            let named = self.machine(name);
            named.is_some_and(|named| plain(Path::new(&named.reference)) == plain(Path::new(reference)))
        };
        machines.map(|(name, _)| name).find(|name| is_it(name))
    }

    /// What `written` refers to: a machine of the settings, else itself. A word that can be neither a file
    /// nor such a machine is an error.
    pub fn reference(&self, written: &str) -> Result<String, Error> {
        if let Some(machine) = self.machine(written) {
            return Ok(machine.reference);
        }
        let machines = self.members("/machine");
        let known: Vec<&str> = machines.iter().map(|(name, _)| name.as_str()).collect();
        let is_word = written != "-" && !written.contains(['/', '\\', '.', '#']);
        if known.is_empty() || !is_word || Path::new(written).exists() {
            return Ok(load::meant(written));
        }
        let help = match near(written, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the settings name: {}", known.join(", ")),
        };
        Err(Error::load(format!("there is neither a file nor a machine `{written}`")).help(help))
    }

    /// What must hold of every run of any machine, `[properties]`; what must of those of the machine at `reference` beside
    /// it. Warnings stand beside them.
    pub fn properties(&self, reference: Option<&str>) -> (Vec<Property>, Vec<(Document, Diagnostic)>) {
        let (mut properties, mut warnings): (Vec<Property>, Vec<_>) = Default::default();
        let path = match reference.map(|reference| self.name_of(reference)) {
            None => Pointer::root().key("properties"),
            Some(Some(name)) => Pointer::root().key("machine").key(&name).key("properties"),
            Some(None) => return (properties, warnings),
        };
        let Some(document) = &self.document else { return (properties, warnings) };
        for above in self.profile.iter().map(Pointer::as_str).chain([""]) {
            let table = Pointer::from(format!("{above}{path}"));
            let members = document.value().pointer(table.as_str()).and_then(Value::as_object);
            for (name, _) in members.into_iter().flatten() {
                if properties.iter().any(|known| known.name == *name) {
                    continue;
                }
                let (read, found) = Property::read((name, &table.key(name)), document, codes::WRONG);
                properties.extend(read);
                warnings.extend(found.into_iter().map(|found| (document.clone(), found)));
            }
        }
        (properties, warnings)
    }

    /// Where the machines of the settings are.
    pub fn sources(&self) -> Vec<String> {
        let machines = self.members("/machine");
        machines.iter().filter_map(|(name, _)| Some(self.machine(name)?.reference)).collect()
    }
}

fn listed(value: &Value) -> Vec<String> {
    let items = value.as_array().map_or_else(|| std::slice::from_ref(value), |items| items.as_slice());
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The settings file of the project around the working folder.
fn discover() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        let file = folder.join(NAME);
        reads::note(&file);
        if file.is_file() {
            return Some(up.join(NAME));
        }
        if folder.join(".git").exists() {
            return None;
        }
        up.push("..");
    }
    None
}

/// Reads the settings in `path`, which the user did not name: a link must not lead out of the repository.
fn found(path: &str) -> Result<Source, Error> {
    let mut reach = Reach::around(path, &[]).and(&load::repository());
    let read = reach.read(path, "");
    let without_mark = |source: Source| match source.text.strip_prefix('\u{feff}') {
        Some(text) => source.with_text(text),
        None => source,
    };
    read.map(without_mark).map_err(|unread| {
        let is_outside = matches!(unread, Unread::Outside { .. });
        let message =
            if is_outside { "a link leads it out of the repository".to_owned() } else { unread.to_string() };
        let help = format!("name the settings: --config FILE, or remove {NAME}");
        Error::load(format!("cannot read {}: {message}", load::shown(path))).help(help)
    })
}

/// The pointer to the profile `name`.
fn profile_table(document: &Document, name: &str) -> Result<Pointer, Error> {
    let all = document.value().get(keys::PROFILES).and_then(Value::as_object);
    let known: Vec<&str> = all.into_iter().flat_map(|all| all.keys()).map(|key| &**key).collect();
    if known.contains(&name) {
        return Ok(Pointer::root().key(keys::PROFILES).key(name));
    }
    let help = match (near(name, known.iter().copied()), known.as_slice()) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, []) => format!("write a table [profile.{name}]"),
        (None, known) => format!("there are: {}", known.join(", ")),
    };
    Err(Error::usage(format!("there is no profile `{name}` in {}", document.source().shown)).help(help))
}
