//! `MockFile`: mock files as they were read, with those they extend.

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::source::Source;

use super::cases::{self, TestCase};
use super::codes;
use super::fields::{FILE, SELECTORS};
use super::layer::{self, Layer};
use super::local;
use super::reader::{Finding, MockReader, Node};

/// Reads a file: its path as written, and the name of the file that names it.
pub type Resolve<'r> = dyn FnMut(&str, &str) -> std::io::Result<Source> + 'r;

/// How many files may extend each other in a row.
const MAX_EXTENDS: usize = 16;

/// Mock files, later ones over earlier ones: answers, settings and test cases. It never changes; runs share
/// it.
#[derive(Debug, Default)]
pub struct MockFile {
    layer: Arc<Layer>,
    cases: Vec<TestCase>,
    files: Vec<Document>,
    warnings: Vec<Finding>,
    is_local: bool,
}

/// Why there is no such test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchCase {
    /// The name that was asked for.
    pub name: String,
    /// The name that was probably meant.
    pub near: Option<Arc<str>>,
    /// All names.
    pub known: Vec<Arc<str>>,
    /// The machines that have a case of this name, if none or more than one of them is meant.
    pub machines: Vec<Arc<str>>,
}

impl MockFile {
    /// Reads `files`, of which later ones win key by key; `resolve` reads the files they name. Everything
    /// that is wrong is reported, not only the first.
    pub fn read(files: &[Source], resolve: &mut Resolve) -> Result<Self, Vec<Finding>> {
        let mut reading = Reading { file: Self::default(), findings: Vec::new(), resolve };
        for source in files {
            reading.source(source, &mut Vec::new());
        }
        let Reading { mut file, findings, .. } = reading;
        if findings.iter().any(|finding| finding.1.severity == Severity::Error) {
            return Err(findings);
        }
        file.warnings = findings;
        Ok(file)
    }

    /// The test case `name`. `machine` is the name of the machine that runs; it decides between the machines
    /// of a `MockConfigFile.json`.
    pub fn case(&self, name: &str, machine: Option<&str>) -> Result<&TestCase, NoSuchCase> {
        let named: Vec<&TestCase> = self.cases.iter().filter(|case| &*case.name == name).collect();
        let case = match named[..] {
            [only] => Some(only),
            _ => named.iter().copied().find(|case| {
                case.machine_name.is_none() || (machine.is_some() && case.machine_name.as_deref() == machine)
            }),
        };
        case.ok_or_else(|| {
            let known = self.case_names();
            let near = near(name, known.iter().map(|name| &**name)).map(Arc::from);
            let machines = named.iter().filter_map(|case| case.machine_name.clone()).collect();
            NoSuchCase { name: name.to_owned(), near, known, machines }
        })
    }

    /// The answers and settings of the files, with those of the test case over them.
    #[must_use]
    pub fn layer(&self, case: Option<&TestCase>) -> Arc<Layer> {
        let Some(case) = case else { return Arc::clone(&self.layer) };
        let mut layer = Layer::clone(&self.layer);
        layer.apply(&case.layer);
        Arc::new(layer)
    }

    /// All test cases, in the order of the files.
    #[must_use]
    pub fn cases(&self) -> &[TestCase] {
        &self.cases
    }

    /// The names of all test cases, each once, in the order of the files.
    #[must_use]
    pub fn case_names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = Vec::new();
        for case in &self.cases {
            if !names.contains(&case.name) {
                names.push(Arc::clone(&case.name));
            }
        }
        names
    }

    /// What is worth saying about the files, no errors.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The files, later ones over earlier ones.
    #[must_use]
    pub fn files(&self) -> &[Document] {
        &self.files
    }

    /// Whether a file is a `MockConfigFile.json` of Step Functions Local.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        self.is_local
    }
}

struct Reading<'a, 'r> {
    file: MockFile,
    findings: Vec<Finding>,
    resolve: &'a mut Resolve<'r>,
}

impl Reading<'_, '_> {
    /// Reads one file over what was read before; `within` are the files that extend it.
    fn source(&mut self, source: &Source, within: &mut Vec<Arc<str>>) {
        match crate::load::data(source) {
            Ok(document) => self.document(&document, within),
            Err(rejected) => {
                let document = rejected.document;
                self.findings.extend(
                    rejected.diagnostics.into_iter().map(|diagnostic| (document.clone(), diagnostic)),
                );
            }
        }
    }

    fn document(&mut self, document: &Document, within: &mut Vec<Arc<str>>) {
        let mut reader = MockReader::new(document.clone());
        if local::is_local(document.value()) {
            let cases = local::read(&mut reader);
            self.file.is_local = true;
            self.add(document, &Layer::default(), cases, reader);
            return;
        }
        let root = Node::root(document.value());
        if is_foreign(&mut reader, &root) || reader.known(&root, "a mock file", FILE.fields).is_none() {
            self.findings.extend(reader.finish());
            return;
        }
        version(&mut reader, &root);
        if let Some(extends) = root.get("extends") {
            self.extends(&mut reader, &extends, within);
        }
        let name = Arc::clone(&document.source().name);
        let resolve = &mut *self.resolve;
        let mut fetch = |path: &str| resolve(path, &name).map(|source| source.text.to_string());
        let mut layer = layer::layer(&mut reader, &mut fetch, &root);
        if let Some(node) = root.get("substitutions") {
            layer.substitutions = layer::substitutions(&mut reader, &node);
        }
        if let Some(node) = root.get("properties") {
            layer.properties = layer::properties(&mut reader, &node);
        }
        let mut cases =
            root.get("tests").map_or_else(Vec::new, |node| cases::read(&mut reader, &mut fetch, &node));
        if let Some(node) = root.get("redact") {
            reader.check(SELECTORS, &node, "`redact`");
            let rules = cases::redactions(&mut reader, &node);
            cases.iter_mut().for_each(|case| case.redact.splice(..0, rules.iter().cloned()).for_each(drop));
        }
        // What a file has for all of its tests is taken over from the files that it extends; their tests are theirs.
        if !within.is_empty() {
            cases.clear();
        }
        self.add(document, &layer, cases, reader);
    }

    fn add(&mut self, document: &Document, layer: &Layer, cases: Vec<TestCase>, reader: MockReader) {
        self.file.files.push(document.clone());
        Arc::make_mut(&mut self.file.layer).apply(layer);
        for case in cases {
            self.file
                .cases
                .retain(|known| (&known.name, &known.machine_name) != (&case.name, &case.machine_name));
            self.file.cases.push(case);
        }
        self.findings.extend(reader.finish());
    }

    /// Whether a file was read already: applied again, it would hide what was applied on top of it.
    fn has_read(&self, name: &str) -> bool {
        self.file.files.iter().any(|document| *document.source().name == *name)
    }

    /// Reads the files that `extends` names, in order.
    fn extends(&mut self, reader: &mut MockReader, node: &Node, within: &mut Vec<Arc<str>>) {
        let name = Arc::clone(&reader.document().source().name);
        within.push(Arc::clone(&name));
        for item in reader.items(node, "`extends`") {
            let Some(path) = reader.text(&item, "`extends`") else { continue };
            match (self.resolve)(&path, &name) {
                Ok(source) if within.contains(&source.name) || within.len() > MAX_EXTENDS => {
                    reader.error(
                        codes::FILE,
                        &item,
                        format!("these files extend each other in a circle: {path}"),
                    );
                }
                Ok(source) if self.has_read(&source.name) => {}
                Ok(source) => self.source(&source, within),
                Err(error) => reader.error(codes::FILE, &item, format!("cannot read {path}: {error}")),
            }
        }
        within.pop();
    }
}

/// Whether this is a definition, which people pass for a mock file by mistake.
fn is_foreign(reader: &mut MockReader, root: &Node) -> bool {
    let is = root.value.get("StartAt").is_some() && root.value.get("States").is_some();
    if is {
        let place = Place::Key("/StartAt".into());
        let message = "this is a state machine's definition, not a mock file";
        let help = "a mock file begins with `version: 1` and has `mocks: {states: {…}}`";
        reader.say(Diagnostic::error(codes::NO_MOCK_FILE, place, message).help(help));
    }
    is
}

fn version(reader: &mut MockReader, root: &Node) {
    match root.get("version") {
        Some(version) if version.value.as_i64() == Some(1) => {}
        Some(version) => {
            let found = super::matching::short(version.value);
            let message = format!("this version of sfn reads mock files of version 1, not {found}");
            let place = Place::Value(version.pointer.clone());
            let finding = Diagnostic::error(codes::WRONG_VALUE, place, message);
            let help = match version.value.as_str() {
                Some(_) => "write it without quotes: version: 1",
                None => "write `version: 1`",
            };
            reader.say(finding.help(help));
        }
        None => {
            let place = Place::Value(Pointer::root());
            let message = "a mock file needs `version`";
            reader.say(Diagnostic::error(codes::MISSING, place, message).help("begin it with `version: 1`"));
        }
    }
}
