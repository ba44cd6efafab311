//! JSONata beside its peers: `sfn`, the crate jsonata-core and, where Node and the npm package `jsonata`
//! are installed, jsonata-js. Parsed once and evaluated many times, `$states` bound, in one run on one
//! machine, so that the ratios mean something; and every result must be the same everywhere.
//!
//! `cargo run --release` in this folder, after `npm install` there for jsonata-js. Ends with 1 if results
//! differ or an aim is missed.

mod cases;

use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator};
use jsonata_core::value::JValue;

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::{Object, Value};
use sfn::expr::jsonata::{Expression, Level};
use sfn::expr::{Bindings, NoScope};

use cases::CASES;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each side of a case is tried, in turns.
const TRIED: Duration = Duration::from_millis(1500);
/// How long one turn is.
const TURN: Duration = Duration::from_millis(10);
/// jsonata-js must take at least so many times as long.
const AIM_JS: f64 = 5.0;
/// 100 replaces must not take longer.
const AIM_REGEX: Duration = Duration::from_micros(700);

/// A case, measured.
struct Row {
    name: &'static str,
    ours: Duration,
    core: Duration,
    js: Option<Duration>,
    /// Whether all found the same.
    agree: bool,
}

fn main() -> ExitCode {
    let text = cases::input();
    let input = Value::parse(&text).expect("the input is JSON");
    let js = reference(&text);
    if js.is_none() {
        eprintln!("without jsonata-js: it needs node, and `npm install` in this folder");
    }
    println!(
        "{:<18} {:>9} {:>13} {:>7} {:>13} {:>7}",
        "", "sfn", "jsonata-core", "ratio", "jsonata-js", "ratio"
    );
    let mut all_met = true;
    for (at, (name, expression)) in CASES.iter().enumerate() {
        let row = measure(name, expression, &input, &text, js.as_ref().map(|rows| &rows[at]));
        all_met &= print(&row);
    }
    ExitCode::from(u8::from(!all_met))
}

fn measure(name: &'static str, text: &str, input: &Value, json: &str, js: Option<&Value>) -> Row {
    let expression = Expression::parse(text, Level::Aws).expect("the case is an expression");
    let (chance, now) = (Chance::new(1), Time::from_millis(0));
    let bindings =
        Bindings { input, result: None, error_output: None, scope: &NoScope, chance: &chance, now };
    let ours = || expression.eval(&bindings).expect("the case evaluates");
    let (tree, mut evaluator) = core(text, json);
    let mut core = || evaluator.evaluate(&tree, &JValue::Null).expect("the case evaluates");

    let found = ours();
    let theirs = core().to_json_string().ok().and_then(|json| Value::parse(&json).ok());
    let result = js.map(|row| row.get("result").cloned());
    let agree = found == theirs && result.is_none_or(|result| result == found);
    let (ours, core) = race(&mut || drop(ours()), &mut || drop(core()));
    let micros = js.and_then(|row| row.get("micros")?.as_f64());
    Row { name, ours, core, js: micros.map(|micros| Duration::from_secs_f64(micros / 1e6)), agree }
}

/// The expression and an evaluator of jsonata-core that knows `$states`; variables need its tree walk.
fn core(text: &str, json: &str) -> (AstNode, Evaluator) {
    let states = JValue::from_json_str(&format!(r#"{{"input":{json}}}"#)).expect("the input is JSON");
    let mut context = Context::new();
    context.bind("states".to_owned(), states);
    let tree = jsonata_core::parser::parse(text).expect("the case is an expression");
    (tree, Evaluator::with_context(context))
}

/// The shortest time of each, measured in turns, so that a slow moment of the machine hits both.
fn race(ours: &mut dyn FnMut(), theirs: &mut dyn FnMut()) -> (Duration, Duration) {
    let (mut best_ours, mut best_theirs) = (Duration::MAX, Duration::MAX);
    let end = Instant::now() + 2 * TRIED;
    while Instant::now() < end {
        best_ours = best_ours.min(turn(ours));
        best_theirs = best_theirs.min(turn(theirs));
    }
    (best_ours, best_theirs)
}

/// The mean time of one evaluation over a turn.
fn turn(evaluate: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    let mut times = 0;
    loop {
        evaluate();
        times += 1;
        let took = start.elapsed();
        if took >= TURN {
            return took / times;
        }
    }
}

/// What jsonata-js says and how long it takes, if it is there.
fn reference(input: &str) -> Option<Vec<Value>> {
    let folder = env!("CARGO_MANIFEST_DIR");
    let cases = CASES.iter().map(|(name, text)| Value::from(vec![Value::from(*name), Value::from(*text)]));
    let question = Object::from_iter([
        ("input", Value::parse(input).ok()?),
        ("cases", Value::from(cases.collect::<Vec<_>>())),
    ]);
    let mut node = Command::new("node")
        .arg("reference.js")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // Should node end before it has read all, it has nothing to say either.
    let _ = node.stdin.take()?.write_all(Value::from(question).to_json().as_bytes());
    let answer = node.wait_with_output().ok()?;
    Value::parse(str::from_utf8(&answer.stdout).ok()?).ok()?.as_array().map(|rows| rows.to_vec())
}

/// Prints a row; whether it met all aims.
fn print(row: &Row) -> bool {
    let micros = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
    let ratio = |time: Duration| time.as_secs_f64() / row.ours.as_secs_f64();
    let mut missed = Vec::new();
    if !row.agree {
        missed.push("results differ");
    }
    if ratio(row.core) < 1.0 {
        missed.push("slower than jsonata-core");
    }
    if row.js.is_some_and(|js| ratio(js) < AIM_JS) {
        missed.push("not 5 times jsonata-js");
    }
    if row.name.contains("regex") && row.ours > AIM_REGEX {
        missed.push("over 0.7 ms");
    }
    let (js, js_ratio) = match row.js {
        Some(js) => (micros(js), format!("{:.1}", ratio(js))),
        None => ("-".to_owned(), "-".to_owned()),
    };
    println!(
        "{:<18} {:>9} {:>13} {:>7.2} {js:>13} {js_ratio:>7}  {}",
        row.name,
        micros(row.ours),
        micros(row.core),
        ratio(row.core),
        missed.join(", "),
    );
    missed.is_empty()
}
