//! Where definitions live: from a file to the state machines in it, whatever kind of file it is.
//!
//! The caller brings the bytes; the other files that a template names are read through `Reach` alone.
//! One file or folder a kind: `asl` is a definition that stands alone, the others are templates. What
//! a template computes is a `node`, which becomes a definition that knows where each part was written.

mod asl;
mod cloudformation;
pub mod codes;
mod data;
mod declared;
mod file;
mod json;
mod json5;
mod kind;
mod lambda;
mod node;
mod paths;
mod reach;
pub mod reads;
mod reported;
mod resource;
mod select;
mod serverless;
mod shown;
mod substitute;
mod template;
mod terraform;
mod traced;
mod trigger;
mod unread;
mod yaml;
mod yaml_syntax;

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::amount::count;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::Value;

pub use declared::{Declaration, DeclarationKind};
pub use file::{arns, declarations, functions, machines, triggers};
pub use kind::looks_promising;
pub use lambda::{FunctionCode, LambdaFunction};
pub use paths::{leads_out, lexical, real, repository, way_to_repository};
pub use reach::Reach;
pub use select::{NotSelected, select};
pub use shown::{meant, shown, shown_path, shown_reference};
pub use substitute::made_up_number;
pub use trigger::{Trigger, TriggerKind};
pub use unread::Unread;

/// The account of ARNs if neither the user nor the template says one.
pub const ACCOUNT: &str = "123456789012";

/// The region of ARNs if neither the user nor the template says one.
pub const REGION: &str = "us-east-1";

/// What the caller knows and the text does not.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Values for `${Name}`; the last one of a name wins.
    pub substitutions: Vec<(String, String)>,
    /// Values for `${Name}` of a whole project: of less weight, and not every text has all of the names.
    pub shared: Vec<(String, String)>,
    /// Values for the parameters of a template: CloudFormation parameters, Terraform variables, options of
    /// the Serverless Framework. The last one of a name wins.
    pub parameters: Vec<(String, String)>,
    /// Values that `Fn::ImportValue` finds.
    pub imports: Vec<(String, String)>,
    /// The region, for ARNs that are made up; that of the template, else [`REGION`], if none is given.
    pub region: Option<String>,
    /// The account, for ARNs that are made up; that of the template, else [`ACCOUNT`], if none is given.
    pub account: Option<String>,
    /// Folders outside of the project whose files may be read.
    pub readable: Vec<PathBuf>,
}

impl Options {
    /// The value the user gave the parameter `name`.
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The region for ARNs.
    #[must_use]
    pub fn region(&self) -> &str {
        self.region.as_deref().unwrap_or(REGION)
    }

    /// The account for ARNs.
    #[must_use]
    pub fn account(&self) -> &str {
        self.account.as_deref().unwrap_or(ACCOUNT)
    }

    /// The same for a template that is deployed to `region`, which the user's own region overrules.
    fn deployed_to(&self, region: Option<String>) -> Self {
        Self { region: self.region.clone().or(region), ..self.clone() }
    }

    /// The partition of the region: `aws`, `aws-cn`, `aws-us-gov`.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        match self.region().split('-').collect::<Vec<_>>().as_slice() {
            ["cn", ..] => "aws-cn",
            ["us", "gov", ..] => "aws-us-gov",
            _ => "aws",
        }
    }

    fn url_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }
}

/// The files beside the one that is read.
pub trait Files {
    /// The file `path`, relative to the folder of the file `from`.
    fn read(&mut self, path: &str, from: &str) -> Result<Source, Unread>;

    /// The names of all files in the folder of the file `from`, sorted.
    fn beside(&mut self, from: &str) -> Vec<String>;
}

/// The two types of state machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineType {
    /// Up to a year, each step once.
    Standard,
    /// Up to five minutes.
    Express,
}

/// A state machine that a file describes.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What names it in its file: logical id, Terraform address; the machine's name if it is alone there.
    pub id: String,
    /// The machine's name.
    pub name: String,
    /// The files beside the one it was found in that declare it: a nested template, the files of a module. With the
    /// first machine of a file stand those of modules that it calls and that make none, too.
    pub parts: Vec<Arc<str>>,
    /// The region it is deployed to, if the file says so.
    pub region: Option<String>,
    /// The account it is deployed to, if a file says so.
    pub account: Option<String>,
    /// The path of a construct, for instance `Stack/Order`, if the file has it.
    pub path: Option<String>,
    /// Whether the file is its definition and nothing else.
    pub is_alone: bool,
    /// Its type, if the file says it.
    pub workflow: Option<MachineType>,
    /// Its definition, or why it cannot be read.
    pub definition: Result<Definition, Rejected>,
    /// What is worth saying about the file that names it, no errors.
    pub around: Vec<(Document, Diagnostic)>,
}

impl Machine {
    /// A machine that a template declares; an error among `findings`, which were made meanwhile, is why
    /// there is no definition.
    fn declared(
        id: String,
        name: String,
        definition: Result<Definition, Rejected>,
        mut findings: Vec<(Document, Diagnostic)>,
    ) -> Self {
        let error = findings.iter().position(|(_, found)| found.severity == Severity::Error);
        let definition = match error.map(|error| findings.swap_remove(error)) {
            Some((document, diagnostic)) => Err(Rejected::of(document, vec![diagnostic])),
            None => definition,
        };
        findings.retain(|(_, found)| found.severity != Severity::Error);
        Self {
            id,
            name,
            parts: Vec::new(),
            region: None,
            account: None,
            path: None,
            is_alone: false,
            workflow: None,
            definition,
            around: findings,
        }
    }

    /// The machine with its definition.
    pub fn loaded(self) -> Result<Loaded, Rejected> {
        let Self { id, name, region, account, workflow, definition, around, .. } = self;
        let Definition { document, diagnostics } = definition?;
        Ok(Loaded { name, resource: id, region, account, workflow, document, diagnostics, around })
    }
}

/// A state machine whose definition was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The machine's name.
    pub name: String,
    /// What names it in its file.
    pub resource: String,
    /// The region it is deployed to, if the file says so.
    pub region: Option<String>,
    /// The account it is deployed to, if a file says so.
    pub account: Option<String>,
    /// Its type, if the file says it.
    pub workflow: Option<MachineType>,
    /// The definition.
    pub document: Document,
    /// What is worth saying about it, no errors.
    pub diagnostics: Vec<Diagnostic>,
    /// What is worth saying about the file that names it, no errors.
    pub around: Vec<(Document, Diagnostic)>,
}

/// A definition that was found.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The definition.
    pub document: Document,
    /// What is worth saying about it, no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// A text in which no definition could be read.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The text, for locating the diagnostics.
    pub document: Document,
    /// Why. At least one is an error, or all are notes: then nothing is wrong, but nothing can be checked.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that are only parts of the text's file, though that makes no machine of them.
    pub parts: Vec<Arc<str>>,
}

impl Rejected {
    fn new(source: Source, diagnostic: Diagnostic) -> Self {
        Self::of(Document::unread(source), vec![diagnostic])
    }

    /// The text of `document`, in which `diagnostics` are wrong.
    #[must_use]
    pub const fn of(document: Document, diagnostics: Vec<Diagnostic>) -> Self {
        Self { document, diagnostics, parts: Vec::new() }
    }
    /// Whether nothing is wrong: the definition is only known where it is deployed, or there is none.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.diagnostics.iter().all(|found| found.severity == Severity::Note)
    }

    /// The same as an error, for a caller that needs the definition.
    #[must_use]
    pub fn as_error(mut self) -> Self {
        if self.is_unchecked() {
            self.diagnostics.iter_mut().for_each(|found| found.severity = Severity::Error);
        }
        self
    }

    /// Whether the file is sound and merely describes no state machine.
    #[must_use]
    pub fn has_no_machine(&self) -> bool {
        self.diagnostics.iter().any(|found| found.code == codes::NO_MACHINE || found.code == codes::KIND)
    }
}

/// How long a text may be, in bytes: 32 MB, 1 MB being 1,000,000 bytes.
pub const MAX_TEXT_BYTES: usize = 32_000_000;

/// How many values a text may have, about: what AWS takes at most has fewer than half as many.
pub const MAX_VALUES: usize = 1_000_000;

/// Whether a text has more than [`MAX_VALUES`], as its signs tell: each value takes a hundred times the memory of its
/// text. Signs inside of strings count, too, for they are few.
#[must_use]
pub fn has_too_many_values(text: &str) -> bool {
    let is_json = text.trim_start().starts_with(['{', '[']);
    let is_sign =
        |byte: &&u8| matches!(byte, b',' | b':' | b'[' | b'{' | b'/') || **byte == b'\n' && !is_json;
    // A list of a million items has a few signs around it.
    const MOST: usize = MAX_VALUES + MAX_VALUES / 8;
    text.len() > MOST && text.as_bytes().iter().filter(is_sign).count() > MOST
}

/// The text of a file, less its byte order mark.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Source, Rejected> {
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(too_large(name, bytes.len()));
    }
    match String::from_utf8(bytes) {
        Ok(text) if has_too_many_values(&text) => Err(too_many_values(name)),
        Ok(text) => Ok(file_source(name, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            let diagnostic =
                Diagnostic::error(codes::ENCODING, Place::Text(at..at + 3), "this file is not UTF-8 text")
                    .label(format!("byte {at} fits no character"))
                    .help("save the file as UTF-8");
            Err(Rejected::new(file_source(name, &text), diagnostic))
        }
    }
}

/// Reads one JSON value, for instance an execution's input.
pub fn json(source: &Source) -> Result<Value, Rejected> {
    data::strict(source)
}

/// Reads a definition that a client of the API sent: JSON as it stands. Nothing in it is replaced, and it names no files.
pub fn sent(source: &Source) -> Result<Document, Rejected> {
    asl::sent(source)
}

/// Reads plain data, for instance a mock file: nothing is replaced, any value will do.
pub fn data(source: &Source) -> Result<Document, Rejected> {
    if source.text.trim().is_empty() {
        return Err(Rejected::new(source.clone(), data::empty()));
    }
    data::load(source)
}

fn too_large(name: &str, bytes: usize) -> Rejected {
    let message = format!("this file is too large for a definition: {} MB", bytes / 1_000_000);
    let diagnostic = Diagnostic::error(codes::LARGE, Place::Text(0..0), message)
        .note("AWS accepts definitions of up to 1 MB; sfn reads up to 32 MB");
    Rejected::new(file_source(name, ""), diagnostic)
}

/// The error about a text with more than [`MAX_VALUES`].
#[must_use]
pub fn too_many_values(name: &str) -> Rejected {
    let message = format!("this file has more than {} values", count(MAX_VALUES));
    let diagnostic = Diagnostic::error(codes::LARGE, Place::Text(0..0), message)
        .note("AWS accepts definitions of up to 1 MB, and inputs of less")
        .help("take it apart, or keep large data in S3");
    Rejected::new(file_source(name, ""), diagnostic)
}

/// The source of `text`, which was read from the file `name`, seen from the working folder.
#[must_use]
pub fn file_source(name: &str, text: &str) -> Source {
    Source::new(name, text).shown_as(shown(name))
}
