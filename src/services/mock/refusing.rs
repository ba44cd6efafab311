//! What is said of a call that the mocks do not answer: what was tried, and what to write where.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::amount::size;
use crate::base::diag::Diagnostic;
use crate::base::near::near;
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::engine::dataset::{DataCall, DataRequest};
use crate::services::origin::Origin;
use crate::services::refusal::{CallLabel, Reason, Refusal};
use crate::services::s3::ItemError;

use super::codes;
use super::keys::{self, yaml_key};
use super::{Mocks, QUICK};

/// How many near misses a message names.
pub(super) const MAX_TRIED: usize = 8;

/// Something that might have answered.
pub(super) struct Tried {
    /// Where.
    pub origin: Origin,
    /// Why it did not match.
    pub why: String,
}

impl Mocks {
    /// Nothing is there for `call`.
    pub(super) fn unanswered(&self, call: &Call, label: CallLabel, tried: &[Tried]) -> Refusal {
        let tried =
            tried.iter().flat_map(|tried| [format!("tried {}", tried.origin), format!("    {}", tried.why)]);
        let mut facts: Vec<String> = tried.collect();
        if self.file.is_local() {
            facts.push(format!("Step Functions Local would call the real {} here", label.service));
            if self.layer.states.is_empty() && !self.file.cases().is_empty() {
                facts.push(format!("choose a test case with -t: {}", self.file.case_names().join(", ")));
            }
        }
        let help = self.help_to_answer(call, &label.state);
        Refusal {
            code: codes::UNANSWERED,
            reason: Reason::Unanswered,
            message: format!("no mock answers this call: {label}"),
            args: Some(call.args.clone()),
            facts,
            help,
            at: None,
            call: label,
        }
    }

    /// A list at `origin` has no answer left: it has answers for `length` calls, perhaps with a gap.
    pub(super) fn exhausted(&self, label: CallLabel, origin: &Origin, length: u32) -> Refusal {
        let help = match self.file.is_local() {
            true => format!("add \"{}\": {{\"Return\": {{}}}} to the mocked response", label.number),
            false => "add an answer, or set `defaults: {exhausted: last}` to repeat the last one".to_owned(),
        };
        let why = if label.number < length {
            format!("    it has no answer at {}", label.number)
        } else {
            format!("    it has answers for {length} {}", if length == 1 { "call" } else { "calls" })
        };
        Refusal {
            code: codes::EXHAUSTED,
            reason: Reason::Unanswered,
            message: format!("no answer left for call {} of {label}", u64::from(label.number) + 1),
            args: None,
            facts: vec![format!("tried {origin}"), why],
            help: vec![help],
            at: None,
            call: label,
        }
    }

    /// Keys that look as if they were meant for this call.
    pub(super) fn near_misses(&self, call: &Call, machine: &StateMachine, label: &CallLabel) -> Vec<Tried> {
        let mut tried = Vec::new();
        let unknown = self.layer.states.keys().map(|key| &**key).filter(|key| machine.find(key).is_none());
        if let Some(responder) = near(&label.state, unknown).and_then(|key| self.layer.states.get(key)) {
            let why = format!("the state is called \"{}\"", label.state);
            tried.push(Tried { origin: responder.origin.clone(), why });
        }
        let names = keys::names(&call.resource, &call.args);
        let own = names.iter().rfind(|name| !name.starts_with("arn:"));
        let family = |name: &str| name.split(':').next().unwrap_or_default().to_owned();
        for (key, responder) in &self.layer.services {
            if family(key) == family(&label.service) && tried.len() < MAX_TRIED {
                let why = format!("the call is {}", own.unwrap_or(&label.service));
                tried.push(Tried { origin: responder.origin.clone(), why });
            }
        }
        tried
    }

    /// Items cannot be read, or results not be written, for a reason that only the user can remove.
    pub(super) fn no_data(&self, error: ItemError, label: CallLabel, request: &DataCall) -> Refusal {
        match error {
            ItemError::NoFolder(bucket) => self.no_folder(&bucket, label, request),
            ItemError::NoFile(origin, message) => {
                let found = Diagnostic::error(codes::FILE, origin.place(), message);
                faulty(found, label, &origin)
            }
            ItemError::TooLarge(most) => Refusal {
                code: codes::MEMORY,
                reason: Reason::NotAvailable,
                message: format!("the items of {} are one document of more than {}", label.state, size(most)),
                args: None,
                facts: vec![format!("reached by {label}"), "this much memory is allowed".to_owned()],
                help: vec![
                    "allow more with --max-memory 2GB or [run] max_memory".to_owned(),
                    "one item a line (JSONL) takes no more memory than an item".to_owned(),
                ],
                at: None,
                call: label,
            },
            ItemError::NotAvailable(what)
            | ItemError::Unreadable(what)
            | ItemError::Faulty(what)
            | ItemError::Unwritable(what) => Refusal {
                code: codes::NOT_AVAILABLE,
                reason: Reason::NotAvailable,
                message: format!("{what} is not available in this version of sfn"),
                args: None,
                facts: vec![format!("reached by {label}")],
                help: vec![format!(
                    "give the items themselves: mocks: {{items: {{{}: [...]}}}}",
                    label.state
                )],
                at: None,
                call: label,
            },
        }
    }

    /// The mock files name no folder for `bucket`.
    fn no_folder(&self, bucket: &str, label: CallLabel, request: &DataCall) -> Refusal {
        let args = match &request.request {
            DataRequest::Read { dataset, .. } => dataset.args.clone(),
            DataRequest::Write(chunk) => Value::from(Arc::clone(&chunk.key)),
        };
        let file = self.file.files().last().map(|document| Arc::clone(&document.source().name));
        let folder = format!("    {}: FOLDER        # holds what the bucket holds", yaml_key(bucket));
        let help = addition(file, ["mocks:".to_owned(), "  s3:".to_owned(), folder]);
        let state = yaml_key(&label.state);
        Refusal {
            code: codes::UNANSWERED,
            reason: Reason::Unanswered,
            message: format!("no mock answers this call: {label}"),
            args: Some(args),
            facts: vec![
                format!("no folder is given for the bucket {bucket}"),
                format!("or give the items themselves: mocks: {{items: {{{state}: [...]}}}}"),
            ],
            help,
            at: None,
            call: label,
        }
    }

    /// What to add to which file for `call` to be answered.
    fn help_to_answer(&self, call: &Call, state: &str) -> Vec<String> {
        let mut names = self.file.files().iter().map(|document| &document.source().name);
        let file = names.rfind(|name| &***name != QUICK).cloned();
        if self.file.is_local() {
            let lines = [
                format!("{}: \"NAME\" in the test case, and", Value::from(state)),
                "\"NAME\": {\"0\": {\"Return\": {}}} in MockedResponses".to_owned(),
            ];
            return std::iter::once(heading(file.as_deref())).chain(lines.map(indented)).collect();
        }
        let sample = format!("    {}: {}", yaml_key(state), keys::sample(&call.resource));
        addition(file, ["mocks:".to_owned(), "  states:".to_owned(), sample])
    }
}

/// Lines to add to `file`, or to a new one, with what they are.
fn addition(file: Option<Arc<str>>, lines: [String; 3]) -> Vec<String> {
    let version = file.is_none().then(|| "version: 1".to_owned());
    let lines = version.into_iter().chain(lines).map(indented);
    std::iter::once(heading(file.as_deref())).chain(lines).collect()
}

fn heading(file: Option<&str>) -> String {
    match file {
        Some(file) => format!("add to {file}"),
        None => "write a file mocks.sfn.yaml and pass it with -m".to_owned(),
    }
}

fn indented(line: String) -> String {
    format!("    {line}")
}

/// The answer at `origin` is wrong for this call, as `found` says.
pub(super) fn faulty(found: Diagnostic, label: CallLabel, origin: &Origin) -> Refusal {
    let number = u64::from(label.number) + 1;
    let reached = format!("reached by call {number} of {label}: {}", origin.what());
    Refusal {
        code: found.code,
        reason: Reason::Faulty,
        message: found.message.clone(),
        args: None,
        facts: Vec::new(),
        help: found.help.iter().cloned().collect(),
        at: Some(Box::new((origin.document().clone(), found.note(reached)))),
        call: label,
    }
}

/// This version cannot do `what`, which `asked` asks for; none if a default does.
#[must_use]
pub fn not_available(what: &str, label: CallLabel, asked: Option<&Origin>) -> Refusal {
    let from = asked.map_or_else(|| "asked for by `defaults`".to_owned(), Origin::to_string);
    Refusal {
        code: codes::NOT_AVAILABLE,
        reason: Reason::NotAvailable,
        message: format!("{what} is not available in this version of sfn: use `return`"),
        args: None,
        facts: vec![from, format!("    reached by {label}")],
        help: vec!["write the answer down as `return` or `throw`".to_owned()],
        at: None,
        call: label,
    }
}
