//! The checker over damaged documents: JSON, YAML and HCL, cut and spliced as text or changed as values,
//! go through loading, checking, mending and every output format. No panic, no hang.
//!
//! `SFN_CORPUS` names a folder with more documents to start from; the rest is as in `fuzz.rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sfn::asl::machine::Workflow;
use sfn::base::chance::Chance;
use sfn::base::diag::{Diagnostic, Severity};
use sfn::base::document::Document;
use sfn::base::source::Source;
use sfn::base::value::{Object, Value};
use sfn::load::{Machine, MachineType, Options, machines};
use sfn::report::findings::{self, FORMATS, Findings};
use sfn::report::ink::yaml;
use sfn::validate::{check, fix};

use crate::fuzz::{done, seeds};
use crate::setting;
use crate::templates::{Folder, mutated, rendered};

/// How many documents a plain `cargo test` takes.
const USUAL: u64 = 2000;
/// Longer texts take too long for too little.
const LONGEST: u64 = 40_000;
/// How long one document may take, however busy the machine is.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A document to start from.
struct Seed {
    folder: PathBuf,
    name: String,
    text: String,
    /// What it says, if it is plain JSON or YAML.
    value: Option<Value>,
}

/// What became of one document.
struct Done {
    seed: u64,
    machines: usize,
    errors: usize,
    panic: Option<String>,
}

#[test]
fn fuzz_documents() {
    let tried = seeds(USUAL);
    let rounds = tried.end - tried.start;
    let mut documents = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut documents);
    assert!(documents.len() > 300, "{} documents to start from", documents.len());
    if let Some(corpus) = setting("SFN_CORPUS") {
        collect(Path::new(&corpus), &mut documents);
    }
    // Files of Terraform's own language are few: they get every fourth turn.
    let (hcl, plain): (Vec<Seed>, Vec<Seed>) =
        documents.into_iter().partition(|seed| seed.name.ends_with(".tf"));
    let (read, checked, clean, broken) = watch(&start([plain, hcl], tried.clone()), rounds);
    let panics = broken.len();
    let became = format!("{read} read, with {checked} machines, {clean} without an error, {panics} panics");
    done("documents", &tried, &became);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(
        rounds < USUAL || (read > rounds / 10 && clean > rounds / 200),
        "most documents were refused at once"
    );
}

/// Takes every document in turn, on all processors; each says when it is done.
fn start(seeds: [Vec<Seed>; 2], rounds: std::ops::Range<u64>) -> Receiver<Done> {
    let (seeds, rounds) = (Arc::new(seeds), Arc::new(Mutex::new(rounds)));
    let (sender, receiver) = channel();
    for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
        let (seeds, rounds, sender): (_, _, Sender<Done>) = (seeds.clone(), rounds.clone(), sender.clone());
        std::thread::spawn(move || {
            loop {
                let Some(seed) = rounds.lock().unwrap().next() else { return };
                let kind = &seeds[usize::from(seed % 4 == 0)];
                let document = &kind[(seed / 4 % kind.len() as u64) as usize];
                if sender.send(one(document, seed)).is_err() {
                    return;
                }
            }
        });
    }
    receiver
}

/// How many were read, the machines in them, how many had no error, and the first that broke something.
fn watch(results: &Receiver<Done>, rounds: u64) -> (u64, usize, u64, Vec<String>) {
    let (mut read, mut checked, mut clean, mut broken) = (0, 0, 0, Vec::new());
    let mut last = 0;
    for _ in 0..rounds {
        let done = results.recv_timeout(TIME_LIMIT);
        let done = done.unwrap_or_else(|error| panic!("{error}: a document near {last} hangs"));
        last = done.seed;
        read += u64::from(done.machines > 0);
        checked += done.machines;
        clean += u64::from(done.machines > 0 && done.errors == 0);
        broken.extend(done.panic.map(|panic| format!("SFN_FUZZ_SEED={}: {panic}", done.seed)));
        if broken.len() > 10 {
            break;
        }
    }
    (read, checked, clean, broken)
}

/// The documents in `folder` and below it.
fn collect(folder: &Path, seeds: &mut Vec<Seed>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, seeds);
            continue;
        }
        let known = ["json", "yaml", "yml", "tf", "jsonc", "json5", "asl"];
        let is_known = path.extension().is_some_and(|ending| known.iter().any(|known| ending == *known));
        let is_small = path.metadata().is_ok_and(|found| found.len() <= LONGEST);
        // A definition, or something that holds one.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let speaks =
            ["States", "aws_sfn", "StateMachine", "stateMachines"].iter().any(|word| text.contains(word));
        if is_known && is_small && speaks {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let value = sfn::load::data(&Source::new(name.as_str(), text.as_str())).ok();
            let value = value.map(|document| document.value().clone());
            seeds.push(Seed { folder: folder.to_owned(), name, text, value });
        }
    }
}

/// Loads and checks one damaged document and writes everything found in every way.
fn one(document: &Seed, seed: u64) -> Done {
    let chance = Chance::new(seed);
    let text = match &document.value {
        Some(value) if below(&chance, 3) > 0 => changed(document, value, &chance),
        Some(_) | None => mutated(&document.text, &chance),
    };
    let tried = catch_unwind(AssertUnwindSafe(|| through(document, &text)));
    match tried {
        Ok((machines, errors)) => Done { seed, machines, errors, panic: None },
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            let panic = format!("{}: {}\n{text}", document.name, words.unwrap_or_default());
            Done { seed, machines: 0, errors: 0, panic: Some(panic) }
        }
    }
}

fn through(document: &Seed, text: &str) -> (usize, usize) {
    let source = Source::new(document.name.as_str(), text);
    let mut found: Vec<(Document, Diagnostic)> = Vec::new();
    let mut listed = Vec::new();
    let about = |document: &Document, all: Vec<Diagnostic>| {
        all.into_iter().map(|found| (document.clone(), found)).collect::<Vec<_>>()
    };
    match machines(&source, &Options::default(), &mut Folder(document.folder.clone())) {
        Ok(machines) => machines.into_iter().for_each(|machine| {
            let (name, workflow) = (machine.name.clone(), workflow(&machine));
            match machine.loaded() {
                Ok(loaded) => {
                    let checked = check(loaded.document.value(), workflow);
                    assert_ne!(checked.machine.is_some(), checked.has_errors(), "a machine or an error");
                    let states = checked.machine.as_ref().map_or(0, |machine| machine.states.len());
                    let (file, reference) = (document.name.clone(), document.name.clone());
                    let about_it = found.len()..found.len() + checked.diagnostics.len();
                    let is_read = true;
                    listed.push(findings::Machine {
                        name,
                        file,
                        reference,
                        is_read,
                        is_unchecked: false,
                        states,
                        found: about_it,
                    });
                    let mended = fix::apply(&loaded.document, checked.diagnostics.iter()).0;
                    assert!(
                        mended.len() < 2 * source.text.len() + loaded.document.source().text.len() + 1000
                    );
                    found.extend(about(&loaded.document, checked.diagnostics));
                    found.extend(about(&loaded.document, loaded.diagnostics));
                    found.extend(loaded.around);
                }
                Err(rejected) => found.extend(about(&rejected.document, rejected.diagnostics)),
            }
        }),
        Err(rejected) => found.extend(about(&rejected.document, rejected.diagnostics)),
    }
    let errors = found.iter().filter(|(_, found)| found.severity == Severity::Error).count();
    assert!(!listed.is_empty() || !found.is_empty(), "neither a machine nor why there is none");
    rendered(&found);
    for format in FORMATS {
        (format.write)(&mut Vec::new(), Findings { found: &found, machines: &listed }).unwrap();
    }
    (listed.len(), errors)
}

fn workflow(machine: &Machine) -> Workflow {
    match machine.workflow {
        Some(MachineType::Express) => Workflow::Express,
        Some(MachineType::Standard) | None => Workflow::Standard,
    }
}

/// Values that seldom stand where they are put.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e308",
    "99999999999",
    "18446744073709551615",
    "\"\"",
    "\"x\"",
    "\"5\"",
    "[]",
    "{}",
    "[{}]",
    "[[]]",
    "{\"x\": {}}",
    "\"$\"",
    "\"$.a[0]\"",
    "\"$.a[*].b\"",
    "\"$..x\"",
    "\"$$.Task.Token\"",
    "\"$v\"",
    "\"$.a[?(@.b == 'c')]\"",
    "\"$.a[\"",
    "\"States.Format('{}', $.a)\"",
    "\"States.Array(\"",
    "\"{% $states.input %}\"",
    "\"{% $x + %}\"",
    "\"{% $states.result.a[0] %}\"",
    "\"{%%}\"",
    "\"{% $sum([1..3]) & 'é' %}\"",
    "\"States.ALL\"",
    "\"States.TaskFailed\"",
    "\"arn:aws:states:::lambda:invoke\"",
    "\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\"",
    "\"arn:aws:states:::aws-sdk:s3:getObject\"",
    "\"arn:aws:lambda:us-east-1:123456789012:function:F\"",
    "\"JSONata\"",
    "\"JSONPath\"",
    "\"2026-01-01T00:00:00Z\"",
    "\"DISTRIBUTED\"",
    "\"EXPRESS\"",
    "\"${Name}\"",
    "\"${A.B}-${C}\"",
    "\"${\"",
    "\"漢😀\"",
];

/// Keys that seldom stand where they are put.
const KEYS: &[&str] = &[
    "Type",
    "Next",
    "End",
    "Default",
    "StartAt",
    "States",
    "Resource",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "ResultPath",
    "InputPath",
    "OutputPath",
    "ResultSelector",
    "ItemsPath",
    "Items",
    "ItemProcessor",
    "Iterator",
    "Branches",
    "Choices",
    "Retry",
    "Catch",
    "ErrorEquals",
    "MaxAttempts",
    "BackoffRate",
    "IntervalSeconds",
    "Condition",
    "Variable",
    "And",
    "Or",
    "Not",
    "StringEquals",
    "NumericLessThanPath",
    "IsPresent",
    "Seconds",
    "SecondsPath",
    "Timestamp",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "QueryLanguage",
    "Label",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "ProcessorConfig",
    "MaxConcurrency",
    "Error",
    "CausePath",
    "Comment",
    "Payload.$",
    "x.$",
    "",
    "~/\"\\",
    "é",
];

/// `value`, changed in one to four places, as JSON or as YAML.
fn changed(document: &Seed, value: &Value, chance: &Chance) -> String {
    let mut value = value.clone();
    for _ in 0..=below(chance, 3) {
        value = replaced(&value, chance);
    }
    let is_yaml = document.name.ends_with("ml");
    if is_yaml != (below(chance, 8) == 0) { yaml::text(&value) } else { value.to_json_pretty() }
}

fn below(chance: &Chance, limit: usize) -> usize {
    (chance.bits() % limit.max(1) as u64) as usize
}

/// Walks down to a place and changes what is there.
fn replaced(value: &Value, chance: &Chance) -> Value {
    let stops = below(chance, 5) == 0;
    match value {
        Value::Object(members) if !members.is_empty() && !stops => {
            let (key, inner) = members.iter().nth(below(chance, members.len())).unwrap();
            member(members, key, inner, chance)
        }
        Value::Array(items) if !items.as_slice().is_empty() && !stops => {
            let mut items: Vec<Value> = items.iter().cloned().collect();
            let at = below(chance, items.len());
            match below(chance, 8) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => items[at] = replaced(&items[at], chance),
            }
            Value::from(items)
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Value::parse(VALUES[below(chance, VALUES.len())]).unwrap(),
    }
}

/// `members` with one of them removed, renamed, copied, moved or changed inside.
fn member(members: &Object, key: &str, inner: &Value, chance: &Chance) -> Value {
    let other = KEYS[below(chance, KEYS.len())];
    let mut members = members.clone();
    let (key, value) = match below(chance, 12) {
        0 | 1 => {
            members.remove(key);
            (other, Some(inner.clone()).filter(|_| below(chance, 2) == 0))
        }
        2 => (other, Some(inner.clone())),
        3 => (other, Value::parse(VALUES[below(chance, VALUES.len())]).ok()),
        4 => (key, members.values().nth(below(chance, members.len())).cloned()),
        _ => (key, Some(replaced(inner, chance))),
    };
    if let Some(value) = value {
        members.insert(key, value);
    }
    Value::from(members)
}
