//! Second pass: one state.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use crate::asl::fields::{Name, ObjectKind, field};
use crate::asl::machine::{
    Arguments, Data, Dynamic, Fail, Filter, Filters, Kind, Map, QueryLanguage, State, StateId, Task,
    TextField, WaitFor,
};
use crate::asl::parts;
use crate::asl::resource::Resource;
use crate::base::diag::Diagnostic;
use crate::base::time::Time;
use crate::base::value::{Number, Value};
use crate::expr::intrinsics::Call;
use crate::expr::template::Template;

use super::collect::{Found, Outline};
use super::fields::{Fields, optional, result_path};
use super::{choice, distributed, handlers};

/// What lowering one state needs.
struct StateParts<'a> {
    fields: &'a Fields<'a>,
    found: &'a Found<'a>,
    outline: &'a Outline<'a>,
    language: QueryLanguage,
}

pub(super) fn lower(
    found: &Found<'_>,
    outline: &Outline<'_>,
    machine_language: QueryLanguage,
    sink: &RefCell<Vec<Diagnostic>>,
) -> Option<State> {
    let written = found.members.get("Type").and_then(Value::as_str);
    let owner = written.and_then(ObjectKind::of_type).unwrap_or(ObjectKind::Untyped);
    let fields = &Fields::new(owner, found.members, &found.pointer, Some(&found.name), sink);
    let language = parts::language(found.members).unwrap_or(machine_language);
    let site = StateParts { fields, found, outline, language };
    let kind = kind(&site);
    let data = data(&site);
    let next = transition(&site);
    let retry = handlers::retriers(fields);
    let catch = handlers::catchers(fields, found, outline, language);
    let assign = optional(fields.has(field!("Assign")), || fields.template(field!("Assign"), language));
    Some(State {
        name: Arc::clone(&found.name),
        pointer: found.pointer.clone(),
        flow: found.flow,
        comment: fields.text(field!("Comment")).map(Into::into),
        data: data?,
        assign: assign?,
        kind: kind?,
        next: next?,
        retry: retry?,
        catch: catch?,
    })
}

fn kind(site: &StateParts<'_>) -> Option<Kind> {
    match site.fields.text(field!("Type"))? {
        "Task" => task(site).map(|task| Kind::Task(Box::new(task))),
        "Pass" => Some(Kind::Pass {
            result: site.fields.value(field!("Result")).filter(|result| !result.is_null()).cloned(),
        }),
        "Choice" => {
            choice::lower(site.fields, site.outline, site.found.flow, site.language).map(Kind::Choice)
        }
        "Wait" => wait(site).map(Kind::Wait),
        "Succeed" => Some(Kind::Succeed),
        "Fail" => fail(site).map(Kind::Fail),
        "Parallel" => parallel(site),
        "Map" => map(site).map(|map| Kind::Map(Box::new(map))),
        _ => None,
    }
}

/// `Next` or `End`, for the types that have them. `Some(None)` is the end of the scope.
fn transition(site: &StateParts<'_>) -> Option<Option<StateId>> {
    let fields = site.fields;
    if matches!(fields.value(field!("Type")).and_then(Value::as_str), Some("Succeed" | "Fail" | "Choice")) {
        return Some(None);
    }
    let end = optional(fields.has(field!("End")), || fields.flag(field!("End")))?.unwrap_or(false);
    match (fields.has(field!("Next")), end) {
        (true, false) => site.outline.transition(fields, field!("Next"), site.found.flow).map(Some),
        (false, true) => Some(None),
        (true, true) | (false, false) => None,
    }
}

fn data(site: &StateParts<'_>) -> Option<Data> {
    let fields = site.fields;
    let template = |name: Name| optional(fields.has(name), || fields.template(name, site.language));
    let is_map = fields.value(field!("Type")).and_then(Value::as_str) == Some("Map");
    match site.language {
        QueryLanguage::Jsonata => {
            let (arguments, output) = (template(field!("Arguments")), template(field!("Output")));
            Some(Data::Jsonata(Arguments { arguments: arguments?, output: output? }))
        }
        QueryLanguage::JsonPath => {
            let input_path = filter(fields, field!("InputPath"));
            // A Map's Parameters are its ItemSelector.
            let parameters = if is_map { Some(None) } else { template(field!("Parameters")) };
            let result_selector = template(field!("ResultSelector"));
            let result_path = result_path(fields);
            let output_path = filter(fields, field!("OutputPath"));
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

fn filter(fields: &Fields<'_>, name: Name) -> Option<Filter> {
    match fields.value(name) {
        None => Some(Filter::All),
        Some(Value::Null) => Some(Filter::Nothing),
        Some(_) => {
            let path = fields.path(name)?;
            Some(if path.text().trim() == "$" { Filter::All } else { Filter::Path(path) })
        }
    }
}

fn task(site: &StateParts<'_>) -> Option<Task> {
    let fields = site.fields;
    let resource = fields.text(field!("Resource")).and_then(Resource::parse);
    let timeout = optional_whole(site, field!("TimeoutSeconds"));
    let heartbeat = optional_whole(site, field!("HeartbeatSeconds"));
    let credentials =
        optional(fields.has(field!("Credentials")), || fields.template(field!("Credentials"), site.language));
    Some(Task {
        resource: resource?,
        timeout: timeout?,
        heartbeat: heartbeat?,
        credentials: credentials?,
        model: OnceLock::new(),
    })
}

/// A whole number, literal or by path or expression, if the field or its `…Path` form is there.
fn optional_whole(site: &StateParts<'_>, name: Name) -> Option<Option<Dynamic<u32>>> {
    let fields = site.fields;
    let present = fields.has(name) || fields.has(name.path_form());
    optional(present, || fields.given_whole(name, site.language))
}

fn wait(site: &StateParts<'_>) -> Option<WaitFor> {
    const FORMS: [Name; 4] =
        [field!("Seconds"), field!("SecondsPath"), field!("Timestamp"), field!("TimestampPath")];
    let fields = site.fields;
    match FORMS.into_iter().filter(|form| fields.has(*form)).map(|form| form.text()).collect::<Vec<_>>()[..] {
        ["Seconds" | "SecondsPath"] => {
            fields.given_whole(field!("Seconds"), site.language).map(WaitFor::Seconds)
        }
        ["Timestamp"] => timestamp(site).map(WaitFor::Timestamp),
        ["TimestampPath"] => {
            fields.reference(field!("TimestampPath")).map(Dynamic::Path).map(WaitFor::Timestamp)
        }
        _ => None,
    }
}

fn timestamp(site: &StateParts<'_>) -> Option<Dynamic<Time>> {
    let fields = site.fields;
    let text = fields.text(field!("Timestamp"))?;
    if site.language == QueryLanguage::Jsonata && text.starts_with("{%") {
        return fields.jsonata(field!("Timestamp")).map(Dynamic::Expression);
    }
    let time = Time::parse(text);
    if time.is_none() {
        fields.no_timestamp(field!("Timestamp"), text);
    }
    time.map(Dynamic::Fixed)
}

fn fail(site: &StateParts<'_>) -> Option<Fail> {
    let (error, cause) = (words(site, field!("Error")), words(site, field!("Cause")));
    Some(Fail { error: error?, cause: cause? })
}

fn words(site: &StateParts<'_>, name: Name) -> Option<Option<TextField>> {
    let fields = site.fields;
    let by_path = name.path_form();
    if let Some(expression) = fields.expression(name, site.language) {
        return expression.map(|template| {
            if let Template::Fixed(value) = &template {
                return Some(TextField::Fixed(value.as_str().unwrap_or_default().into()));
            }
            Some(TextField::Found(template))
        });
    }
    if fields.has(name) {
        return fields.text(name).map(|text| Some(TextField::Fixed(text.into())));
    }
    optional(fields.has(by_path) && site.language == QueryLanguage::JsonPath, || {
        let text = fields.text(by_path)?;
        match Template::expression(text) {
            Ok(Template::Call(call)) if !gives_text(&call) => {
                fields.no_text(by_path, call.function().name);
                None
            }
            Ok(found) => Some(TextField::Found(found)),
            Err(error) => {
                fields.syntax(&fields.place(by_path), text, &error, "Value must be a valid JSONPath.");
                None
            }
        }
    })
}

/// Whether an intrinsic function may be used in `ErrorPath` and `CausePath`: those that give text do
/// (Developer Guide, "Fail state").
fn gives_text(call: &Call) -> bool {
    let name = call.function().name;
    [
        "States.Format",
        "States.JsonToString",
        "States.ArrayGetItem",
        "States.Base64Encode",
        "States.Base64Decode",
        "States.Hash",
        "States.UUID",
    ]
    .contains(&name)
}

fn parallel(site: &StateParts<'_>) -> Option<Kind> {
    let fields = site.fields;
    let written = fields.list(field!("Branches"))?;
    let branches = site.outline.inner(site.found.id).to_vec();
    (branches.len() == written.len()).then_some(Kind::Parallel { branches })
}

fn map(site: &StateParts<'_>) -> Option<Map> {
    let fields = site.fields;
    let (processor, other) = (field!("ItemProcessor"), field!("Iterator"));
    let processor = if fields.has(processor) { processor } else { other };
    let selector =
        if fields.has(field!("ItemSelector")) { field!("ItemSelector") } else { field!("Parameters") };
    let by_path = fields.has(field!("ItemsPath")) && site.language == QueryLanguage::JsonPath;
    let items_path = optional(by_path, || fields.path(field!("ItemsPath")));
    let items = optional(fields.has(field!("Items")) && site.language == QueryLanguage::Jsonata, || {
        fields.jsonata(field!("Items"))
    });
    let item_selector = optional(fields.has(selector), || fields.template(selector, site.language));
    let max_concurrency = optional_whole(site, field!("MaxConcurrency"));
    let tolerated_count = optional_whole(site, field!("ToleratedFailureCount"));
    let tolerated_percentage = percentage(site);
    let distributed = distributed::lower(fields, processor, site.language);
    Some(Map {
        processor: site.outline.inner(site.found.id).first().copied()?,
        items_path: items_path?,
        items: items?,
        item_selector: item_selector?,
        max_concurrency: max_concurrency?,
        tolerated_count: tolerated_count?,
        tolerated_percentage: tolerated_percentage?,
        distributed: distributed?.map(Box::new),
    })
}

fn percentage(site: &StateParts<'_>) -> Option<Option<Dynamic<Number>>> {
    const NAME: Name = field!("ToleratedFailurePercentage");
    let fields = site.fields;
    let by_path = NAME.path_form();
    if let Some(expression) = fields.expression(NAME, site.language) {
        return expression.map(|expression| Some(Dynamic::Expression(expression)));
    }
    if fields.has(NAME) {
        return fields.number(NAME).and_then(Number::from_f64).map(|n| Some(Dynamic::Fixed(n)));
    }
    let present = fields.has(by_path) && site.language == QueryLanguage::JsonPath;
    optional(present, || fields.reference(by_path).map(Dynamic::Path))
}
