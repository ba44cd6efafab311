//! What tests cover, painted: from the document that `sfn test --coverage=FILE` writes.

use crate::base::value::Value;

use super::model::{Graph, WayKind};
use super::paint::{Mark, Paint, StatePaint, WayPaint};

/// What the coverage in `document` says of the machine that is called by one of `names`; of its only machine
/// whatever that is called. An error says why there is nothing to show.
pub fn covered(document: &Value, graph: &Graph, names: &[&str]) -> Result<Paint, String> {
    let Some(Value::Array(machines)) = document.get("machines") else {
        return Err("this is no coverage in JSON".to_owned());
    };
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_meant = |machine: &&Value| {
        let known = text(machine, "machine");
        names.iter().any(|name| *name == known || known.ends_with(&format!("#{name}")))
    };
    let machine = match machines.as_slice() {
        [only] => Some(only),
        all => all.iter().find(is_meant),
    };
    let Some(machine) = machine else {
        let known: Vec<String> = machines.iter().map(|machine| text(machine, "machine")).collect();
        return Err(format!("the coverage has no machine {}; it has {}", names[0], known.join(", ")));
    };
    let mut paint = Paint { headline: headline(machine), ..Paint::default() };
    let Some(Value::Array(states)) = machine.get("state_list") else { return Ok(paint) };
    let nodes = graph.nodes();
    for state in states.as_slice() {
        let name = text(state, "name");
        let Some(node) = nodes.iter().find(|node| node.name == name) else { continue };
        let pointer = node.pointer.to_string();
        let branches = match state.get("branches") {
            Some(Value::Array(branches)) => branches.as_slice(),
            Some(_) | None => &[],
        };
        let hits = |branch: &Value| number(branch, "hits");
        let counted = branches.iter().filter(|one| matches!(one.get("counted"), Some(Value::Bool(true))));
        let (all, taken) = (counted.clone().count(), counted.clone().filter(|one| hits(one) > 0).count());
        let visits = number(state, "visits");
        let mark = match (visits, taken == all) {
            (0, _) => Mark::NotRun,
            (_, true) => Mark::Good,
            (_, false) => Mark::Partly,
        };
        let line = |branch: &&Value| format!("{}× {}", hits(branch), text(branch, "label"));
        let lines = counted.filter(|branch| hits(branch) == 0).map(|branch| line(&branch)).collect();
        let note = format!("{taken}/{all}");
        for branch in branches {
            if let Some(kind) = kind(&text(branch, "id")) {
                let way = if hits(branch) > 0 { WayPaint::Taken(hits(branch)) } else { WayPaint::NotTaken };
                paint.ways.insert((pointer.clone(), kind), way);
            }
        }
        paint.states.insert(pointer, StatePaint { mark, times: visits, retried: 0, note, lines });
    }
    Ok(paint)
}

fn number(value: &Value, key: &str) -> u64 {
    value.get(key).and_then(Value::as_i64).and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}

/// `coverage: states 5/8, branches 9/14`
fn headline(machine: &Value) -> String {
    let share = |key: &str| {
        let share = machine.get(key);
        let of = |key: &str| share.map_or(0, |share| number(share, key));
        format!("{key} {}/{}", of("covered"), of("total"))
    };
    format!("coverage: {}, {}", share("states"), share("branches"))
}

/// The way that coverage calls `id`.
fn kind(id: &str) -> Option<WayKind> {
    let numbered = |start: &str| id.strip_prefix(start).and_then(|number| number.parse().ok());
    match id {
        "next" | "all-items" => Some(WayKind::Next),
        "default" => Some(WayKind::Default),
        _ => numbered("rule/").map(WayKind::Rule).or_else(|| numbered("catch/").map(WayKind::Catch)),
    }
}
