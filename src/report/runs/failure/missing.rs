//! A path that found nothing: what was there instead, who took away what it wanted, and a better path.

use std::collections::VecDeque;

use crate::asl::machine::{Data, Filter, Kind, ResultPath, State};
use crate::base::diag::{Diagnostic, Place};
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::engine::failure::Why;
use crate::engine::history::{Branch, Transition};
use crate::expr::jsonpath::{Missing, Root};
use crate::record::visits::Visit;
use crate::report::ink::amount::{plural, size};
use crate::report::ink::shorten::{is_bare, named, shorten};

use super::case::Case;
use super::codes;
use super::route::{Key, Route};

/// Columns of a value in a note.
const ROOM: usize = 70;
/// A name is looked for elsewhere down to so many levels; the next constant says in how many values.
const MAX_SEARCH_DEPTH: usize = 3;
const SEEN: usize = 2000;

pub fn missing(case: &Case<'_>, why: &Why, missing: &Missing, searched: &Value) -> Diagnostic {
    let path = missing.path().text().trim();
    let name = &case.state.name;
    if missing.is_unassigned() {
        let variable = path.split(['.', '[']).next().unwrap_or(path);
        let found = case.error(
            codes::UNASSIGNED,
            &why.pointer,
            &format!("{variable} was never assigned before {name}"),
        );
        let found = found.label("no state on the way here has it in `Assign`");
        return match variable_near(case, variable) {
            Some(near) => found.help(format!("did you mean `${near}`?")),
            None => found,
        };
    }
    if let Some(reason) = missing.breakdown() {
        let headline = format!("{path} of {name} cannot be evaluated: {reason}");
        return case.error(codes::MISSING, &why.pointer, &headline);
    }
    let source = match missing.path().root() {
        Root::Input => source(&case.field(&why.pointer)),
        Root::Context => "the context object",
        Root::Variable(_) => "the variables",
    };
    let headline = format!("{path} does not exist in {source} of {name}");
    let mut found = case.error(codes::MISSING, &why.pointer, &headline);
    let Some(route) = Route::parse(path) else { return found.note(seen(case, source, None, searched)) };
    // A variable's value is what was searched; the context object and the input are roots themselves.
    let reached = missing.resolved().min(route.len().saturating_sub(1));
    found = found.label(label(&route, reached, missing, searched));
    found = found.note(seen(case, source, Some((&route, reached)), searched));
    let mut history = None;
    let raw = matches!(missing.path().root(), Root::Input) && sees_input(case, &why.pointer);
    if raw && let Some(known) = provenance(case, &route) {
        found = found.note(known.note);
        history = Some(known.help);
    }
    if matches!(missing.path().root(), Root::Context) && path.starts_with("$$.Task") {
        let help = "only activities and Tasks that end in .waitForTaskToken or .sync have a token";
        return found.help(help);
    }
    // A path that once led somewhere was not misspelt.
    let spelling = || path_near(&route, reached, searched).map(|near| format!("did you mean `{near}`?"));
    match history.unwrap_or_else(spelling) {
        Some(help) => found.help(help),
        None => found,
    }
}

/// A variable that was assigned and is called nearly so.
fn variable_near<'c>(case: &Case<'c>, variable: &str) -> Option<&'c str> {
    let wanted = variable.trim_start_matches('$');
    near(wanted, case.trail.assigned(case.branch, case.branches))
}

/// What a field of a state is applied to.
fn source(field: &str) -> &'static str {
    match field {
        "ResultSelector" => "the result",
        "OutputPath" => "the output",
        _ => "the input",
    }
}

fn label(route: &Route<'_>, reached: usize, missing: &Missing, searched: &Value) -> String {
    let parent = route.prefix(reached);
    if let Some(found) = missing.not_container() {
        return format!("`{parent}` is {}", kind(found));
    }
    match route.key(reached) {
        Some(Key::Name(name)) if reached == 0 => format!("there is no `{name}`"),
        Some(Key::Name(name)) => format!("`{parent}` is there, `{name}` is not"),
        Some(Key::Index(_)) => {
            let length =
                route.find(searched, reached).and_then(Value::as_array).map_or(0, |items| items.len());
            format!("`{parent}` has {}", plural(length, "element"))
        }
        None => String::new(),
    }
}

/// With its article.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) | Value::Object(_) => format!("an {}", value.type_name()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => format!("a {}", value.type_name()),
    }
}

/// The value that was searched, down to where the path broke off.
fn seen(case: &Case<'_>, source: &str, route: Option<(&Route<'_>, usize)>, searched: &Value) -> String {
    let source = source.trim_start_matches("the ");
    let mut note = format!("{source} at that point ({}):", size(searched.json_size()));
    let (root, levels) = route.map_or(("$", 0), |(route, reached)| (route.prefix(0), reached));
    let widest = route.map_or(root, |(route, reached)| route.prefix(reached)).len();
    note.push_str(&format!("\n  {root:widest$}  {}", shorten(searched, ROOM, case.marks)));
    if let Some((route, _)) = route {
        for level in 1..=levels {
            let Some(value) = route.find(searched, level) else { break };
            note.push_str(&format!(
                "\n  {:widest$}  {}",
                route.prefix(level),
                named(route.prefix(level), value, ROOM, case.marks)
            ));
        }
    }
    note
}

/// What became of something that was there once.
struct Provenance {
    note: String,
    help: Option<String>,
}

/// Finds the visit after which the path led nowhere any more: on the branch of the failure, then on the
/// branches around it while they share its data.
fn provenance(case: &Case<'_>, route: &Route<'_>) -> Option<Provenance> {
    let path = route.prefix(route.len());
    let mut branch = case.branch;
    loop {
        if let Some(visit) = taken_away(case, branch, route) {
            let state = case.run.machine.state(visit.state);
            let (what, field) = culprit(state, visit, route);
            let was = if route.leads(visit.input.value()) { "there until" } else { "in the result of" };
            let at = case.run.definition.locate(&Place::Key(state.pointer.join(&field)));
            let file = &case.run.definition.source().shown;
            let (name, when, line) = (&state.name, case.when(visit.ended_at), at.line);
            let note = format!("`{path}` was {was} {name} ({when}):\n  {what}\n  at {file}:{line}");
            let help = keeping(&what, name);
            return Some(Provenance { note, help });
        }
        let origin = case.branches.origin(branch)?;
        let owner = case.run.machine.state(origin.state);
        let outside = case.trail.input(origin.parent)?;
        match &owner.kind {
            Kind::Parallel { .. } if passes_on(owner) => branch = origin.parent,
            Kind::Map(map) if route.leads(outside) => {
                let note =
                    format!("`{path}` is in the input of {}, but its items are all it passes on", owner.name);
                let Some(Key::Name(last)) = route.key(route.len().checked_sub(1)?) else { return None };
                let selector =
                    if map.item_selector.is_some() { "add" } else { "give it an ItemSelector with" };
                let help = format!(
                    "{selector} \"{last}.$\": \"{path}\" in {}, and read `$.{last}` here",
                    owner.name
                );
                return Some(Provenance { note, help: Some(help) });
            }
            Kind::Parallel { .. }
            | Kind::Map(_)
            | Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => return None,
        }
    }
}

/// What would keep that which a state took away, as far as its ResultPath is to blame.
fn keeping(what: &str, name: &str) -> Option<String> {
    if what.contains("no ResultPath") {
        return Some(format!(
            "\"ResultPath\": \"$.result\" in {name} would keep its input beside its result"
        ));
    }
    let path = what.strip_prefix("ResultPath \"")?.strip_suffix("\" replaced it")?;
    Some(format!("\"ResultPath\": \"{path}.result\" in {name} would keep what was there"))
}

/// Whether what is at `pointer` is applied to the very input the state got.
fn sees_input(case: &Case<'_>, pointer: &str) -> bool {
    let field = case.field(pointer);
    field == "InputPath" || source(&field) == "the input" && passes_on(case.state)
}

/// Whether a state's fields see the very input it got.
fn passes_on(state: &State) -> bool {
    match &state.data {
        Data::JsonPath(filters) => {
            let parallel = matches!(state.kind, Kind::Parallel { .. });
            matches!(filters.input_path, Filter::All) && !(parallel && filters.parameters.is_some())
        }
        Data::Jsonata(_) => false,
    }
}

fn taken_away<'t>(case: &Case<'t>, branch: Branch, route: &Route<'_>) -> Option<&'t Visit> {
    case.trail.visits(branch).find(|visit| {
        let state = case.run.machine.state(visit.state);
        !visit.output.as_ref().is_some_and(|output| route.leads(output.value()))
            && (route.leads(visit.input.value()) || had_in_result(state, visit, route))
    })
}

/// Whether a Task's answer brought it, for its OutputPath to leave it out.
fn had_in_result(state: &State, visit: &Visit, route: &Route<'_>) -> bool {
    let result = visit.call().and_then(|call| call.outcome.as_ref()?.as_ref().ok());
    let (Data::JsonPath(filters), Some(result)) = (&state.data, result) else { return false };
    if matches!(filters.output_path, Filter::All) || filters.result_selector.is_some() {
        return false;
    }
    match &filters.result_path {
        ResultPath::Replace => route.leads(result),
        ResultPath::Discard => false,
        ResultPath::Put(path) => Route::parse(path.text())
            .is_some_and(|path| route.is_below(&path) && route.leads_on(result, path.len())),
    }
}

/// What in a state took it away, and the field to look at.
fn culprit(state: &State, visit: &Visit, route: &Route<'_>) -> (String, Pointer) {
    let (result_path, prefix) = match (&state.data, visit.way) {
        (Data::Jsonata(_), Some(Transition::Caught(at, _))) => {
            return ("its Catch gave another output".to_owned(), Pointer::root().key("Catch").index(at));
        }
        (Data::Jsonata(fields), _) if fields.output.is_some() => {
            return ("Output left it out".to_owned(), "/Output".into());
        }
        (Data::Jsonata(_), _) => return ("its result replaced the input".to_owned(), Pointer::root()),
        (Data::JsonPath(_), Some(Transition::Caught(at, _))) => {
            (state.catch.get(at).map(|catcher| &catcher.result_path), Pointer::root().key("Catch").index(at))
        }
        (Data::JsonPath(filters), _) => (Some(&filters.result_path), Pointer::root()),
    };
    let works =
        matches!(state.kind, Kind::Task(_) | Kind::Pass { .. } | Kind::Map(_) | Kind::Parallel { .. });
    if let Some(ResultPath::Put(path)) = result_path
        && route.leads(visit.input.value())
        && Route::parse(path.text()).is_some_and(|path| route.is_below(&path))
    {
        return (format!("ResultPath \"{}\" replaced it", path.text()), prefix.key("ResultPath"));
    }
    if let Data::JsonPath(filters) = &state.data {
        let filter = |filter: &Filter| match filter {
            Filter::All => None,
            Filter::Nothing => Some("null".to_owned()),
            Filter::Path(path) => Some(format!("\"{}\"", path.text())),
        };
        if let Some(path) = filter(&filters.output_path) {
            return (format!("OutputPath {path} left it out"), "/OutputPath".into());
        }
        if works && matches!(result_path, Some(ResultPath::Replace)) {
            let what = match &state.kind {
                Kind::Pass { result: None } if filters.parameters.is_some() => {
                    "its Parameters replaced everything"
                }
                Kind::Pass { result: Some(_) } => "its Result replaced everything: it has no ResultPath",
                Kind::Pass { result: None } => "its InputPath left it out",
                Kind::Task(_)
                | Kind::Choice(_)
                | Kind::Wait(_)
                | Kind::Succeed
                | Kind::Fail(_)
                | Kind::Parallel { .. }
                | Kind::Map(_) => "its result replaced everything: it has no ResultPath",
            };
            return (what.to_owned(), prefix);
        }
        if let Some(path) = filter(&filters.input_path) {
            return (format!("InputPath {path} left it out"), "/InputPath".into());
        }
    }
    ("its output is without it".to_owned(), prefix)
}

/// A path that leads somewhere and looks like the one that does not.
fn path_near(route: &Route<'_>, reached: usize, searched: &Value) -> Option<String> {
    let Some(Key::Name(wanted)) = route.key(reached) else { return None };
    let parent = route.find(searched, reached)?;
    let rest = |start: String| {
        let whole = format!("{start}{}", &route.prefix(route.len())[route.prefix(reached + 1).len()..]);
        Route::parse(&whole).is_some_and(|whole| whole.leads(searched)).then_some(whole)
    };
    let keys = || parent.as_object().into_iter().flat_map(|members| members.keys()).map(|key| &**key);
    let longer = || keys().find(|key| key.starts_with(wanted.as_str()));
    if let Some(key) = near(wanted, keys()).or_else(longer) {
        return rest(below(route.prefix(reached), key));
    }
    // The same name elsewhere, nearest to the root first.
    let mut queue = VecDeque::from([(route.prefix(0).to_owned(), searched, 0)]);
    let mut seen = 0;
    while let Some((path, value, depth)) = queue.pop_front() {
        let Some(members) = value.as_object() else { continue };
        for (key, inner) in members {
            seen += 1;
            if seen > SEEN {
                return None;
            }
            let path = below(&path, key);
            if **key == **wanted {
                return rest(path);
            }
            if depth < MAX_SEARCH_DEPTH {
                queue.push_back((path, inner, depth + 1));
            }
        }
    }
    None
}

fn below(path: &str, key: &str) -> String {
    if is_bare(key) { format!("{path}.{key}") } else { format!("{path}['{key}']") }
}
