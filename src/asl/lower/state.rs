//! Second pass: one state.

use std::cell::RefCell;
use std::sync::Arc;

use crate::asl::machine::{
    Arguments, Data, Fail, Filter, Filters, Given, Kind, Map, QueryLanguage, ResultPath, State, StateId,
    Task, WaitFor, Words, Workflow,
};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::diag::{Diagnostic, Place};
use crate::base::time::Time;
use crate::base::value::{Number, Value};
use crate::expr::template::Template;

use super::collect::{Found, Outline};
use super::fields::Fields;
use super::{choice, handlers};

/// The longest time AWS takes, in seconds.
const LONGEST: u32 = 99_999_999;

const TYPES: [&str; 8] = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];

/// What lowering one state needs.
struct Site<'a> {
    fields: &'a Fields<'a>,
    found: &'a Found<'a>,
    outline: &'a Outline<'a>,
    language: QueryLanguage,
    workflow: Workflow,
}

pub(super) fn lower(
    found: &Found<'_>,
    outline: &Outline<'_>,
    machine_language: QueryLanguage,
    workflow: Workflow,
    sink: &RefCell<Vec<Diagnostic>>,
) -> Option<State> {
    let fields = &Fields::new(found.members, &found.pointer, Some(&found.name), sink);
    let own = fields.language();
    if (machine_language, own) == (QueryLanguage::Jsonata, Some(QueryLanguage::JsonPath)) {
        fields.report(
            "SFN111",
            "QueryLanguage",
            "a state cannot go back to JSONPath in a JSONata machine",
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        );
    }
    let language = own.unwrap_or(machine_language);
    let site = Site { fields, found, outline, language, workflow };
    let kind = kind(&site);
    let data = data(&site);
    let next = transition(&site);
    let retry = handlers::retriers(fields);
    let catch = handlers::catchers(fields, found, outline, language);
    let assign = optional(fields.has("Assign"), || fields.template("Assign", language));
    Some(State {
        name: Arc::clone(&found.name),
        pointer: Arc::clone(&found.pointer),
        flow: found.flow,
        comment: fields.text("Comment").map(Into::into),
        data: data?,
        assign: assign?,
        kind: kind?,
        next: next?,
        retry: retry?,
        catch: catch?,
    })
}

/// `Some(None)` if the field is absent, `None` if it is there and wrong.
fn optional<T>(present: bool, read: impl FnOnce() -> Option<T>) -> Option<Option<T>> {
    if present { read().map(Some) } else { Some(None) }
}

fn kind(site: &Site<'_>) -> Option<Kind> {
    if !site.fields.require(&["Type"]) {
        return None;
    }
    match site.fields.text("Type")? {
        "Task" => task(site).map(|task| Kind::Task(Box::new(task))),
        "Pass" => Some(Kind::Pass {
            result: site.fields.value("Result").filter(|result| !result.is_null()).cloned(),
        }),
        "Choice" => {
            choice::lower(site.fields, site.outline, site.found.flow, site.language).map(Kind::Choice)
        }
        "Wait" => wait(site).map(Kind::Wait),
        "Succeed" => Some(Kind::Succeed),
        "Fail" => fail(site).map(Kind::Fail),
        "Parallel" => parallel(site),
        "Map" => map(site).map(|map| Kind::Map(Box::new(map))),
        other => {
            let near = TYPES.iter().map(|known| (strsim::damerau_levenshtein(known, other), known)).min();
            let pointer = site.fields.place("Type");
            let aws = "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
            let location = super::aws_location(&pointer);
            let mut diagnostic =
                Diagnostic::error("SFN102", Place::Value(pointer), format!("`{other}` is no state type"))
                    .note(format!("the types are {}", TYPES.join(", ")))
                    .aws("SCHEMA_VALIDATION_FAILED", aws, location);
            if let Some((_, near)) = near.filter(|(distance, _)| *distance <= 3) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            site.fields.push(diagnostic);
            None
        }
    }
}

/// `Next` or `End`, for the types that have them. `Some(None)` is the end of the scope.
fn transition(site: &Site<'_>) -> Option<Option<StateId>> {
    let fields = site.fields;
    if matches!(fields.value("Type").and_then(Value::as_str), Some("Succeed" | "Fail" | "Choice")) {
        return Some(None);
    }
    let end = optional(fields.has("End"), || fields.flag("End"))?.unwrap_or(false);
    match (fields.has("Next"), end) {
        (true, false) => fields.target("Next", site.outline, site.found.flow).map(Some),
        (false, true) => Some(None),
        (true, true) => {
            fields.at_most_one(&["Next", "End"]);
            None
        }
        (false, false) => {
            let message = format!("the state `{}` has neither `Next` nor `End: true`", site.found.name);
            let diagnostic = Diagnostic::error("SFN104", Place::Key(site.found.pointer.to_string()), message)
                .help("add \"Next\": \"…\" or \"End\": true");
            fields.push(diagnostic);
            None
        }
    }
}

fn data(site: &Site<'_>) -> Option<Data> {
    let fields = site.fields;
    let template = |name: &str| optional(fields.has(name), || fields.template(name, site.language));
    let is_map = fields.value("Type").and_then(Value::as_str) == Some("Map");
    match site.language {
        QueryLanguage::Jsonata => {
            let (arguments, output) = (template("Arguments"), template("Output"));
            Some(Data::Jsonata(Arguments { arguments: arguments?, output: output? }))
        }
        QueryLanguage::JsonPath => {
            let input_path = filter(fields, "InputPath");
            // A Map's Parameters are its ItemSelector.
            let parameters = if is_map { Some(None) } else { template("Parameters") };
            let result_selector = template("ResultSelector");
            let result_path = result_path(fields);
            let output_path = filter(fields, "OutputPath");
            Some(Data::JsonPath(Filters {
                input_path: input_path?,
                parameters: parameters?,
                result_selector: result_selector?,
                result_path: result_path?,
                output_path: output_path?,
            }))
        }
    }
}

fn filter(fields: &Fields<'_>, name: &str) -> Option<Filter> {
    match fields.value(name) {
        None => Some(Filter::All),
        Some(Value::Null) => Some(Filter::Nothing),
        Some(_) => {
            let path = fields.path(name)?;
            Some(if path.text().trim() == "$" { Filter::All } else { Filter::Path(path) })
        }
    }
}

pub(super) fn result_path(fields: &Fields<'_>) -> Option<ResultPath> {
    match fields.value("ResultPath") {
        None => Some(ResultPath::Replace),
        Some(Value::Null) => Some(ResultPath::Discard),
        Some(_) => {
            let path = fields.result_path("ResultPath")?;
            Some(if path.is_root() { ResultPath::Replace } else { ResultPath::Put(path) })
        }
    }
}

fn task(site: &Site<'_>) -> Option<Task> {
    let fields = site.fields;
    if !fields.require(&["Resource"]) {
        return None;
    }
    let arn = fields.text("Resource")?;
    let resource = Resource::parse(arn);
    if resource.is_none() {
        let message = format!("`{arn}` is no resource a Task can call");
        let aws = format!(
            "The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
        );
        fields.report("SFN108", "Resource", &message, &aws);
    }
    if let Some(resource) = resource.as_ref().filter(|_| site.workflow == Workflow::Express) {
        refuse_in_express(fields, resource);
    }
    let timeout = optional_whole(site, "TimeoutSeconds", 1);
    let heartbeat = optional_whole(site, "HeartbeatSeconds", 1);
    let credentials = optional(fields.has("Credentials"), || fields.template("Credentials", site.language));
    Some(Task { resource: resource?, timeout: timeout?, heartbeat: heartbeat?, credentials: credentials? })
}

fn refuse_in_express(fields: &Fields<'_>, resource: &Resource) {
    let refused = match (&resource.target, resource.pattern) {
        (Target::Activity(_), _) => {
            Some(("an activity", "Express state machine does not support Activity ARN"))
        }
        (_, Pattern::Sync | Pattern::SyncJson) => {
            Some(("`.sync`", "Express state machine does not support '.sync' service integration"))
        }
        (_, Pattern::Callback) => Some((
            "`.waitForTaskToken`",
            "Express state machine does not support '.waitForTaskToken' service integration ",
        )),
        (Target::Function(_) | Target::Service { .. }, Pattern::RequestResponse) => None,
    };
    if let Some((what, aws)) = refused {
        fields.report("SFN113", "Resource", &format!("an Express workflow cannot use {what}"), aws);
    }
}

/// A whole number, literal or by path or expression, if the field or its `…Path` form is there.
fn optional_whole(site: &Site<'_>, name: &str, least: u32) -> Option<Option<Given<u32>>> {
    let fields = site.fields;
    let present = fields.has(name) || fields.has(&format!("{name}Path"));
    optional(present, || fields.given_whole(name, least, LONGEST, site.language))
}

fn wait(site: &Site<'_>) -> Option<WaitFor> {
    const FORMS: [&str; 4] = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
    let fields = site.fields;
    match FORMS.into_iter().filter(|form| fields.has(form)).collect::<Vec<_>>()[..] {
        ["Seconds" | "SecondsPath"] => {
            fields.given_whole("Seconds", 0, LONGEST, site.language).map(WaitFor::Seconds)
        }
        ["Timestamp"] => timestamp(site).map(WaitFor::Timestamp),
        ["TimestampPath"] => fields.reference("TimestampPath").map(Given::Path).map(WaitFor::Timestamp),
        [] => {
            let message = format!("the Wait state `{}` does not say how long", site.found.name);
            let diagnostic = Diagnostic::error("SFN101", Place::Key(site.found.pointer.to_string()), message)
                .help("add one of `Seconds`, `SecondsPath`, `Timestamp`, `TimestampPath`");
            fields.push(diagnostic);
            None
        }
        ref several => {
            fields.at_most_one(several);
            None
        }
    }
}

fn timestamp(site: &Site<'_>) -> Option<Given<Time>> {
    let fields = site.fields;
    let text = fields.text("Timestamp")?;
    if site.language == QueryLanguage::Jsonata && text.starts_with("{%") {
        return fields.jsonata("Timestamp").map(Given::Expression);
    }
    let time = Time::parse(text);
    if time.is_none() {
        let message = format!("\"{text}\" is no timestamp: write it like 2026-01-31T12:00:00Z");
        fields.report("SFN114", "Timestamp", &message, "String does not match RFC3339 timestamp");
    }
    time.map(Given::Fixed)
}

fn fail(site: &Site<'_>) -> Option<Fail> {
    let (error, cause) = (words(site, "Error"), words(site, "Cause"));
    Some(Fail { error: error?, cause: cause? })
}

fn words(site: &Site<'_>, name: &str) -> Option<Option<Words>> {
    let fields = site.fields;
    let by_path = format!("{name}Path");
    fields.at_most_one(&[name, &by_path]);
    if let Some(expression) = fields.expression(name, site.language) {
        return expression.map(|template| {
            if let Template::Fixed(value) = &template {
                return Some(Words::Fixed(value.as_str().unwrap_or_default().into()));
            }
            Some(Words::Found(template))
        });
    }
    if fields.has(name) {
        return fields.text(name).map(|text| Some(Words::Fixed(text.into())));
    }
    optional(fields.has(&by_path), || {
        let text = fields.text(&by_path)?;
        match Template::expression(text) {
            Ok(found) => Some(Words::Found(found)),
            Err(error) => {
                fields.syntax(&fields.place(&by_path), text, &error, "Value must be a valid JSONPath.");
                None
            }
        }
    })
}

fn parallel(site: &Site<'_>) -> Option<Kind> {
    let fields = site.fields;
    if !fields.require(&["Branches"]) {
        return None;
    }
    let written = fields.list("Branches")?;
    if written.is_empty() {
        fields.report("SFN110", "Branches", "`Branches` is empty", "Value cannot be empty");
        return None;
    }
    let branches = site.outline.inner(site.found.id).to_vec();
    (branches.len() == written.len()).then_some(Kind::Parallel { branches })
}

fn map(site: &Site<'_>) -> Option<Map> {
    let fields = site.fields;
    fields.at_most_one(&["ItemProcessor", "Iterator"]);
    if !fields.has("ItemProcessor") && !fields.has("Iterator") {
        fields.require(&["ItemProcessor"]);
        return None;
    }
    let selector = if fields.has("ItemSelector") { "ItemSelector" } else { "Parameters" };
    fields.at_most_one(&["ItemSelector", "Parameters"]);
    let items_path = optional(fields.has("ItemsPath"), || fields.path("ItemsPath"));
    let items =
        optional(fields.has("Items") && site.language == QueryLanguage::Jsonata, || fields.jsonata("Items"));
    let item_selector = optional(fields.has(selector), || fields.template(selector, site.language));
    let max_concurrency = optional_whole(site, "MaxConcurrency", 0);
    let tolerated_count = optional_whole(site, "ToleratedFailureCount", 0);
    let tolerated_percentage = percentage(site);
    let processor = site.outline.inner(site.found.id).first().copied();
    if processor.is_none() {
        let name = if fields.has("ItemProcessor") { "ItemProcessor" } else { "Iterator" };
        fields.object(name);
    }
    refuse_distributed(fields);
    Some(Map {
        processor: processor?,
        items_path: items_path?,
        items: items?,
        item_selector: item_selector?,
        max_concurrency: max_concurrency?,
        tolerated_count: tolerated_count?,
        tolerated_percentage: tolerated_percentage?,
    })
}

fn refuse_distributed(fields: &Fields<'_>) {
    let name = if fields.has("ItemProcessor") { "ItemProcessor" } else { "Iterator" };
    let pointer = format!("{}/ProcessorConfig/Mode", fields.place(name));
    let mode = fields.value(name).and_then(|processor| processor.pointer("/ProcessorConfig/Mode"));
    if mode.and_then(Value::as_str) == Some("DISTRIBUTED") {
        fields.push(
            Diagnostic::error("SFN010", Place::Value(pointer), "this version of sfn runs inline Maps only")
                .help("test the item processor with \"Mode\": \"INLINE\""),
        );
    }
}

fn percentage(site: &Site<'_>) -> Option<Option<Given<Number>>> {
    const NAME: &str = "ToleratedFailurePercentage";
    let fields = site.fields;
    let by_path = format!("{NAME}Path");
    fields.at_most_one(&[NAME, &by_path]);
    if let Some(expression) = fields.expression(NAME, site.language) {
        return expression.map(|expression| Some(Given::Expression(expression)));
    }
    if fields.has(NAME) {
        return fields.number(NAME, 0.0, 100.0).and_then(Number::from_f64).map(|n| Some(Given::Fixed(n)));
    }
    optional(fields.has(&by_path), || fields.reference(&by_path).map(Given::Path))
}
