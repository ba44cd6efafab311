//! Reading mock files, with those they extend, into [`Mocks`].

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::source::Source;

use super::cases;
use super::codes;
use super::file::{self, Layer};
use super::local;
use super::reader::{Finding, Node, Reader};
use super::{Mocks, TestCase};

/// Reads a file: its path as written, and the name of the file that names it.
pub type Resolve<'r> = dyn FnMut(&str, &str) -> std::io::Result<Source> + 'r;

/// How many files may extend each other in a row.
const MAX_EXTENDS: usize = 16;

const KEYS: [&str; 9] =
    ["version", "machine", "extends", "substitutions", "context", "variables", "defaults", "mocks", "tests"];

impl Mocks {
    /// Reads `files`, of which later ones win key by key; `resolve` reads the files they name. Everything
    /// that is wrong is reported, not only the first.
    pub fn read(files: &[Source], resolve: &mut Resolve) -> Result<Self, Vec<Finding>> {
        let mut reading = Reading { mocks: Self::default(), findings: Vec::new(), resolve };
        for source in files {
            reading.source(source, &mut Vec::new());
        }
        let Reading { mut mocks, findings, .. } = reading;
        if findings.iter().any(|finding| finding.1.severity == Severity::Error) {
            return Err(findings);
        }
        mocks.warnings = findings;
        Ok(mocks)
    }
}

struct Reading<'a, 'r> {
    mocks: Mocks,
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
        let mut reader = Reader::new(document.clone());
        if local::is_local(document.value()) {
            let cases = local::read(&mut reader);
            self.mocks.local = true;
            self.add(document, &Layer::default(), cases, reader);
            return;
        }
        let root = Node::root(document.value());
        if is_foreign(&mut reader, &root) || reader.known(&root, "a mock file", &KEYS).is_none() {
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
        let mut layer = file::layer(&mut reader, &mut fetch, &root);
        if let Some(node) = root.get("substitutions") {
            layer.substitutions = file::substitutions(&mut reader, &node);
        }
        let cases =
            root.get("tests").map_or_else(Vec::new, |node| cases::read(&mut reader, &mut fetch, &node));
        self.add(document, &layer, cases, reader);
    }

    fn add(&mut self, document: &Document, layer: &Layer, cases: Vec<TestCase>, reader: Reader) {
        self.mocks.files.push(document.clone());
        self.mocks.layer.lay(layer);
        for case in cases {
            self.mocks
                .cases
                .retain(|known| (&known.name, &known.machine_name) != (&case.name, &case.machine_name));
            self.mocks.cases.push(case);
        }
        self.findings.extend(reader.finish());
    }

    /// Whether a file lies below already; laid again, it would hide what was laid over it.
    fn has_read(&self, name: &str) -> bool {
        self.mocks.files.iter().any(|document| *document.source().name == *name)
    }

    /// Reads the files that `extends` names, in order.
    fn extends(&mut self, reader: &mut Reader, node: &Node, within: &mut Vec<Arc<str>>) {
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
fn is_foreign(reader: &mut Reader, root: &Node) -> bool {
    let is = root.value.get("StartAt").is_some() && root.value.get("States").is_some();
    if is {
        let place = Place::Key("/StartAt".into());
        let message = "this is a state machine's definition, not a mock file";
        let help = "a mock file begins with `version: 1` and has `mocks: {states: {…}}`";
        reader.say(Diagnostic::error(codes::NO_MOCK_FILE, place, message).help(help));
    }
    is
}

fn version(reader: &mut Reader, root: &Node) {
    match root.get("version") {
        Some(version) if version.value.as_i64() == Some(1) => {}
        Some(version) => {
            let found = super::matching::short(version.value);
            let message = format!("this version of sfn reads mock files of version 1, not {found}");
            reader.error(codes::WRONG_VALUE, &version, message);
        }
        None => {
            let place = Place::Value(Pointer::root());
            let message = "a mock file needs `version`";
            reader.say(Diagnostic::error(codes::MISSING, place, message).help("begin it with `version: 1`"));
        }
    }
}
