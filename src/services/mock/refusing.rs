//! The messages for a call that the mocks do not answer: what was tried, and what to write where.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::amount::size;
use crate::base::diag::Diagnostic;
use crate::base::near::near;
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::engine::dataset::{DataCall, DataRequest};
use crate::load::shown;
use crate::services::location::MockLocation;
use crate::services::refusal::{CallLabel, Reason, Refusal};
use crate::services::s3::{ItemError, task};

use super::Mocks;
use super::codes;
use super::declared::DeclaredFunction;
use super::keys::{self, yaml_key};
use super::missing::{Missing, MockEntry};

/// How many near misses a message names.
pub(super) const MAX_TRIED: usize = 8;

/// Something that might have answered.
pub(super) struct Tried {
    /// Its place in a file.
    pub origin: MockLocation,
    /// Why it did not match.
    pub why: String,
}

impl Mocks {
    /// Nothing is there for `call`, made by a task of `machine`.
    pub(super) fn unanswered(
        &self,
        call: &Call,
        machine: &StateMachine,
        label: CallLabel,
        tried: &[Tried],
    ) -> Refusal {
        let tried =
            tried.iter().flat_map(|tried| [format!("tried {}", tried.origin), format!("    {}", tried.why)]);
        let mut facts: Vec<String> = tried.collect();
        if self.file.is_local() {
            facts.push(format!("Step Functions Local would call the real {} here", label.service));
            if self.layer.states.is_empty() && !self.file.cases().is_empty() {
                facts.push(format!("choose a test case with -t: {}", self.file.case_names().join(", ")));
            }
        }
        facts.extend(self.bucket_facts(call).unwrap_or_default());
        let declared = self.context.functions.of(call);
        facts.extend(declared.iter().flat_map(function_facts));
        let entry = MockEntry::State(keys::sample(&call.resource));
        let missing = self.missing_with(machine, &label, entry);
        let others = others(&missing, &label);
        facts.extend(others_without_answer(&others));
        self.nothing_answers(label, call.args.clone(), facts, &missing)
    }

    /// What a folder for its bucket would do, or cannot do, for a call of S3.
    fn bucket_facts(&self, call: &Call) -> Option<Vec<String>> {
        let service = call.resource.short_name();
        let action = service.strip_prefix("aws-sdk:s3:")?;
        let bucket = call.args.get("Bucket")?.as_str()?;
        if task::answers(&call.resource) {
            let bucket = yaml_key(bucket);
            return Some(vec![format!("or give the bucket a folder: mocks: {{s3: {{{bucket}: FOLDER}}}}")]);
        }
        if !self.layer.buckets.contains_key(bucket) {
            return None;
        }
        let names: Vec<&str> = task::names().collect();
        let heading = format!("the folder of the bucket {bucket} does not answer {action}, but");
        let lines = names.chunks(4).map(|names| format!("    {}", names.join(", ")));
        Some(std::iter::once(heading).chain(lines).collect())
    }

    /// Nothing answers the call `label` with these arguments; `missing` is all that has no answer.
    fn nothing_answers(
        &self,
        label: CallLabel,
        args: Value,
        facts: Vec<String>,
        missing: &[Missing],
    ) -> Refusal {
        Refusal {
            code: codes::UNANSWERED,
            reason: Reason::Unanswered,
            message: format!("no mock answers this call: {label}"),
            args: Some(args),
            facts,
            help: self.addition(missing),
            others: others(missing, &label).into_iter().map(|other| Arc::clone(&other.state)).collect(),
            at: None,
            call: label,
        }
    }

    /// All that has no answer: what was asked for just now, which is written down as `entry`, first.
    fn missing_with(&self, machine: &StateMachine, label: &CallLabel, entry: MockEntry) -> Vec<Missing> {
        let mut missing = self.missing(machine);
        missing.retain(|missing| missing.state != label.state);
        let now = Missing { state: Arc::clone(&label.state), service: label.service.clone(), entry };
        missing.insert(0, now);
        missing
    }

    /// A list at `origin` has no answer left: it has answers for `length` calls, perhaps with a gap.
    pub(super) fn exhausted(&self, label: CallLabel, origin: &MockLocation, length: u32) -> Refusal {
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
            others: Vec::new(),
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
    pub(super) fn no_data(
        &self,
        error: ItemError,
        label: CallLabel,
        request: &DataCall,
        machine: &StateMachine,
    ) -> Refusal {
        match error {
            ItemError::NoFolder(bucket) => self.no_folder(&bucket, label, request, machine),
            error @ (ItemError::NotAvailable(_)
            | ItemError::Unreadable(_)
            | ItemError::Faulty(_)
            | ItemError::Unwritable(_)
            | ItemError::TooLarge(_)
            | ItemError::NoFile(..)
            | ItemError::Unfit(..)
            | ItemError::Packed(..)) => bad_data(error, label),
        }
    }

    /// The mock files name no folder for `bucket`.
    fn no_folder(
        &self,
        bucket: &Arc<str>,
        label: CallLabel,
        request: &DataCall,
        machine: &StateMachine,
    ) -> Refusal {
        let args = match &request.request {
            DataRequest::Read { dataset, .. } => dataset.args.clone(),
            DataRequest::Write(chunk) => Value::from(Arc::clone(&chunk.key)),
        };
        let missing = self.missing_with(machine, &label, MockEntry::Bucket(Arc::clone(bucket)));
        let others = others(&missing, &label);
        let state = yaml_key(&label.state);
        let mut facts = vec![
            format!("no folder is given for the bucket {bucket}"),
            format!("or give the items themselves: mocks: {{items: {{{state}: [...]}}}}"),
        ];
        facts.extend(others_without_answer(&others));
        self.nothing_answers(label, args, facts, &missing)
    }
}

/// What the function that a template declares would do, or cannot do, for a call.
fn function_facts(declared: &DeclaredFunction) -> Vec<String> {
    let place = format!("{} declares {}", shown(&declared.file), declared.id);
    match &declared.function {
        Ok(function) => vec![format!("{place}: add --allow-run to run its handler {}", function.handler)],
        Err(why) => vec![format!("{place}, which is not run here:"), format!("    it {why}")],
    }
}

/// The data that `label` asks for is there, but of no use.
pub(super) fn bad_data(error: ItemError, label: CallLabel) -> Refusal {
    match error {
        ItemError::NoFile(origin, message, help) => {
            let mut found = Diagnostic::error(codes::FILE, origin.place(), message);
            found.help = help.map(str::to_owned);
            faulty(found, label, &origin)
        }
        ItemError::Unfit(origin, message, help) => {
            faulty(Diagnostic::error(codes::UNFIT, origin.place(), message).help(help), label, &origin)
        }
        ItemError::TooLarge(most) => {
            let message =
                format!("what {} reads and keeps takes more than {} of memory", label.state, size(most));
            let fact = "this much memory is allowed, for all that is open at a time";
            beyond(label, message, fact, "one item a line (JSONL) takes no more memory than an item")
        }
        ItemError::Packed(packed, unpacked) => {
            let bytes = |bytes: u64| size(usize::try_from(bytes).unwrap_or(usize::MAX));
            let (packed, unpacked) = (bytes(packed), bytes(unpacked));
            let message =
                format!("{packed} of the packed items of {} hold more than {unpacked}", label.state);
            beyond(label, message, "data of that kind is not packed so tightly", "or unpack the file")
        }
        ItemError::NoFolder(bucket) => unsupported(&format!("the bucket {bucket} without a folder"), label),
        ItemError::NotAvailable(what)
        | ItemError::Unreadable(what)
        | ItemError::Faulty(what)
        | ItemError::Unwritable(what) => unsupported(&what, label),
    }
}

fn unsupported(what: &str, label: CallLabel) -> Refusal {
    Refusal {
        code: codes::NOT_AVAILABLE,
        reason: Reason::NotAvailable,
        message: format!("{what} is not available in this version of sfn"),
        args: None,
        facts: vec![format!("reached by {label}")],
        help: vec![format!("give the items themselves: mocks: {{items: {{{}: [...]}}}}", label.state)],
        others: Vec::new(),
        at: None,
        call: label,
    }
}

/// The others of `missing` than the call at hand.
fn others<'m>(missing: &'m [Missing], label: &CallLabel) -> Vec<&'m Missing> {
    missing.iter().filter(|missing| missing.state != label.state).collect()
}

/// Lines about other calls that would stop the run as well; none if there are none.
fn others_without_answer(others: &[&Missing]) -> Vec<String> {
    let lines = others.iter().take(MAX_TRIED).map(|other| format!("    {} ({})", other.state, other.service));
    let more = others.len().checked_sub(MAX_TRIED).filter(|more| *more > 0);
    let more = more.map(|more| format!("    and {more} more"));
    let heading = match others.len() {
        0 => return Vec::new(),
        1 => "another state has no answer either".to_owned(),
        count => format!("{count} more states have no answer"),
    };
    std::iter::once(heading).chain(lines).chain(more).collect()
}

/// The answer at `origin` is wrong for this call, as `found` says.
pub(super) fn faulty(found: Diagnostic, label: CallLabel, origin: &MockLocation) -> Refusal {
    let number = u64::from(label.number) + 1;
    let reached = format!("reached by call {number} of {label}: {}", origin.what());
    Refusal {
        code: found.code,
        reason: Reason::Faulty,
        message: found.message.clone(),
        args: None,
        facts: Vec::new(),
        help: found.help.iter().cloned().collect(),
        others: Vec::new(),
        at: Some(Box::new((origin.document().clone(), found.note(reached)))),
        call: label,
    }
}

/// This version cannot do `what`, which `asked` asks for; none if a default does.
#[must_use]
pub fn not_available(what: &str, label: CallLabel, asked: Option<&MockLocation>) -> Refusal {
    let from = asked.map_or_else(|| "asked for by `defaults`".to_owned(), MockLocation::to_string);
    Refusal {
        code: codes::NOT_AVAILABLE,
        reason: Reason::NotAvailable,
        message: format!("{what} is not available in this version of sfn: use `return`"),
        args: None,
        facts: vec![from, format!("    reached by {label}")],
        help: vec!["write the answer down as `return` or `throw`".to_owned()],
        others: Vec::new(),
        at: None,
        call: label,
    }
}

/// Items need more than a bound that `--max-memory` moves.
fn beyond(label: CallLabel, message: String, fact: &str, help: &str) -> Refusal {
    Refusal {
        code: codes::MEMORY,
        reason: Reason::NotAvailable,
        message,
        args: None,
        facts: vec![format!("reached by {label}"), fact.to_owned()],
        help: vec!["allow more with --max-memory 2GB or [run] max_memory".to_owned(), help.to_owned()],
        others: Vec::new(),
        at: None,
        call: label,
    }
}
