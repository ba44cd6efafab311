//! Damaged input for the rooms that draw, ask for permissions, explore, step and wait for events: each ends, nothing
//! panics, and what is said is the same twice. How it is run is in `fuzz.rs`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sfn::asl::machine::Workflow;
use sfn::base::chance::Chance;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::debug::{Breakpoint, COMMANDS, Changes, Command, Debugger, Front, Log, Place, Said};
use sfn::engine::call::Ticket;
use sfn::engine::history::Record;
use sfn::events::input::{Origin, TargetInput, Written};
use sfn::events::pattern::{Pattern, read_event};
use sfn::events::route::velocity::Template;
use sfn::events::schedule::{Dialect, Expression, Schedule, zone};
use sfn::explore::{self, Bounds};
use sfn::policy::{Home, Setup, needs, statements};
use sfn::project::settings::Settings;
use sfn::report::graph::layout::Direction;
use sfn::report::graph::model::Graph;
use sfn::report::graph::{Drawing, FORMATS as PICTURES};
use sfn::report::ink::marks::Marks;
use sfn::report::ink::style::Style;
use sfn::report::policies::{FORMATS as POLICIES, Policy};
use sfn::session::order::Text;
use sfn::session::{Limits, Order, prepare};
use sfn::suite::suggest::Material;
use sfn::validate::check;

use crate::fuzz::{below, each, files, shuffled, worded};
use crate::templates::mutated;

/// Longer texts take too long for too little.
const LONGEST: usize = 8_000;

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}

fn damaged(text: &str, chance: &Chance) -> String {
    match below(chance, 4) {
        0 => mutated(text, chance),
        1 => shuffled(text, chance),
        _ => worded(text, chance),
    }
}

/// Definitions that run, with their mock files.
fn machines() -> Vec<[String; 2]> {
    let all = files(&fixtures("run"), &|name| name == "machine.asl.json");
    let read =
        |file: &Path, name: &str| std::fs::read_to_string(file.with_file_name(name)).unwrap_or_default();
    let all = all.iter().map(|file| ["machine.asl.json", "machine.sfn.yaml"].map(|name| read(file, name)));
    let all: Vec<_> =
        all.filter(|[definition, mocks]| definition.len() < LONGEST && !mocks.contains("s3:")).collect();
    assert!(all.len() > 20, "{} machines to start from", all.len());
    all
}

/// All texts in `value`, deep inside.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text.to_string()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Patterns with events, schedules, templates of targets and of routes.
#[test]
fn fuzz_events() {
    let mut found = Vec::new();
    for file in ["patterns.json", "schedules.json", "targets.json"] {
        let text = std::fs::read_to_string(fixtures("events").join(file)).unwrap();
        texts(&Value::parse(&text).unwrap(), &mut found);
    }
    found.push("#set($a = $input.json('$'))#foreach($x in [1..5])${x}#if($x > 2)\"$util.escapeJavaScript($x)\"#end#end".to_owned());
    let event =
        r#"{"source": "a", "detail-type": "b", "detail": {"x": [1, 2.5, "y", null], "n": {"k": "v"}}}"#;
    let event = read_event(event).unwrap();
    let created = Time::parse("2026-01-01T00:00:00Z").unwrap();
    each("events", 20_000, |seed, chance| {
        let text = damaged(&found[seed as usize % found.len()], chance);
        let pattern = Pattern::read(&text);
        if let Ok(pattern) = &pattern {
            let other = read_event(&found[below(chance, found.len())]).unwrap_or_default();
            for event in [&event, &other] {
                assert_eq!(pattern.matches(event), pattern.mismatches(event).is_empty(), "{text}");
            }
        }
        for dialect in [Dialect::Rule, Dialect::Scheduler] {
            let Some(expression) = Expression::read(&text, dialect) else { continue };
            let zone = zone(["UTC", "Europe/Berlin", "Pacific/Apia"][below(chance, 3)]).unwrap();
            let schedule = Schedule { expression, dialect, zone, start: None, end: None, created };
            let next = schedule.next(created);
            assert!(next.is_none_or(|next| next > created), "{text}: {next:?}");
        }
        let transformer = Some((None, text.as_str()));
        let written = [
            Written { input: Some(&text), ..Written::default() },
            Written { input_path: Some(&text), ..Written::default() },
            Written { transformer, ..Written::default() },
        ];
        for written in written {
            if let Ok(input) = TargetInput::read("t", written) {
                let _ = input.deliver(&event, &Origin::default());
            }
        }
        let _ = Template::read(&text);
        pattern.is_ok()
    });
}

/// Pictures and policies of damaged definitions, in every format.
#[test]
fn fuzz_pictures() {
    let machines = machines();
    let home = Home {
        partition: "aws".to_owned(),
        region: "eu-west-1".to_owned(),
        account: "123456789012".to_owned(),
        machine: "m".to_owned(),
    };
    each("pictures", 200, |seed, chance| {
        let text = damaged(&machines[seed as usize % machines.len()][0], chance);
        let Ok(definition) = Value::parse(&text) else { return false };
        let depth = Some(below(chance, 5)).filter(|depth| *depth > 0);
        let direction = if below(chance, 2) == 0 { Direction::Down } else { Direction::Right };
        let style = Style { colour: below(chance, 2) == 0, unicode: true, width: 20 + below(chance, 200) };
        let drawn = || {
            let graph = Graph::of(&definition, "m", depth);
            let drawing = Drawing { graph: &graph, paint: None, direction, style };
            let mut out = Vec::new();
            PICTURES.iter().for_each(|format| (format.write)(&mut out, drawing).unwrap());
            out
        };
        let first = drawn();
        assert_eq!(first, drawn(), "drawn twice:\n{text}");
        let raw = first.iter().position(|byte| *byte < b' ' && !b"\n\t\x1b".contains(byte));
        assert!(raw.is_none(), "a control character is drawn:\n{text}");
        let Some(machine) = check(&definition, Workflow::Standard).machine else { return false };
        let statements = statements(&needs(&machine, &definition, &home, &Setup::default()));
        let policy = Policy { statements: &statements, home: &home, id: "M", names: &[] };
        POLICIES.iter().for_each(|format| (format.write)(&mut Vec::new(), policy).unwrap());
        true
    });
}

/// Explorations of damaged definitions and mock files.
#[test]
fn fuzz_explored() {
    let machines = machines();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-explored-{}", std::process::id()));
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    let (file, mock_file) = (folder.join("m.asl.json"), folder.join("m.sfn.yaml"));
    let settings = Settings::default();
    each("explored", 20, |seed, chance| {
        let [definition, mocks] = &machines[seed as usize % machines.len()];
        let mocks = if mocks.is_empty() { "version: 1\n" } else { mocks };
        let text = damaged(definition, chance);
        let mocks = if below(chance, 3) == 0 { damaged(mocks, chance) } else { mocks.to_owned() };
        if mocks.contains("s3:") {
            return false;
        }
        std::fs::write(&file, &text).unwrap();
        std::fs::write(&mock_file, &mocks).unwrap();
        let wall = Duration::from_secs(20);
        let bounds = Bounds { forks: 60, faults: 1, depth: 40, wall, jobs: Some(1), merges: true };
        let told = || {
            let gathered = Material::gather(&file.display().to_string(), None, &[], None, &settings);
            let (mut material, responders) = gathered.ok()?;
            let found = explore::explore(&mut material, &responders, bounds);
            let mut out = Vec::new();
            explore::json(&mut out, &found).unwrap();
            explore::human(&mut out, &found, Style { colour: false, unicode: true, width: 80 }).unwrap();
            Some(out)
        };
        told().is_some()
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Says what chance has it say; whatever was said, the run comes to its end.
struct Chatter<'c> {
    chance: &'c Chance,
    definition: sfn::base::document::Document,
    left: usize,
}

impl Chatter<'_> {
    fn line(&self) -> String {
        const RESTS: [&str; 12] = [
            "",
            "3",
            "$.a",
            "$states.input",
            "input {\"a\": [1, 2]}",
            "$x {\"a\": null}",
            "throw:States.Timeout",
            "{\"ok\": true}",
            "States.ALL",
            "$sum([1..100])",
            "wrong \u{1b}[31m",
            "18446744073709551616",
        ];
        let word = &COMMANDS[below(self.chance, COMMANDS.len())];
        // What is saved is a file, and a run that is given up says nothing more.
        let name = word.names[below(self.chance, word.names.len())];
        let name = if ["save", "quit", "q"].contains(&name) { "next" } else { name };
        let line = format!("{name} {}", RESTS[below(self.chance, RESTS.len())]);
        if below(self.chance, 6) == 0 { damaged(&line, self.chance) } else { line }
    }
}

impl Front for Chatter<'_> {
    fn ask(&mut self, place: &Place<'_>, _: &Changes) -> Command {
        let style = Style { colour: false, unicode: true, width: 80 };
        assert!(!place.headlines(&self.definition, Marks::of(style)).is_empty());
        while self.left > 0 {
            self.left -= 1;
            match Said::parse(&self.line(), place.machine()) {
                Ok(Said::Go(command)) => return command,
                Ok(Said::Look(what)) => _ = place.show(&what, &self.definition, Marks::of(style)),
                Err(why) => assert!(!why.is_empty()),
            }
        }
        Command::Quit
    }

    fn refuse(&mut self, why: &str) {
        assert!(!why.is_empty());
    }

    fn noted(&mut self) {}

    fn happened(&mut self, _: &[Record]) {}

    fn answered(&mut self, _: Ticket, _: &str) {}

    fn rewound(&mut self, _: &Log) {}
}

/// Runs that are stepped through by made-up commands, to the end of which there is one for each, or given up.
#[test]
fn fuzz_steps() {
    let machines = machines();
    each("steps", 150, |seed, chance| {
        let [definition, mocks] = &machines[seed as usize % machines.len()];
        let mocks = if mocks.is_empty() { "version: 1" } else { mocks };
        let text = if below(chance, 3) == 0 { damaged(definition, chance) } else { definition.clone() };
        let order = Order {
            mocks: vec![Text::Given(Source::new("m.sfn.yaml", mocks))],
            seed: Some(1),
            limits: Limits { events: 500, wall: Some(Duration::from_secs(20)), ..Limits::default() },
            ..Order::new(Text::Given(Source::new("m.asl.json", text.as_str())))
        };
        let Ok(mut prepared) = prepare(&order, &Settings::default()) else { return false };
        let states: Vec<_> = prepared.machine.states.iter().map(|state| state.name.to_string()).collect();
        let at = &states[below(chance, states.len())];
        let breakpoints = Breakpoint::parse(at, &prepared.machine).into_iter().collect();
        let mut front = Chatter { chance, definition: prepared.document.clone(), left: 60 };
        let mut debugger = Debugger::new(&mut front, breakpoints, below(chance, 2) == 0);
        let mut execution = prepared.start();
        let driven = prepared.world.lead(&mut execution, prepared.limits, &mut debugger);
        let (log, has_quit) = debugger.over();
        assert!(driven.is_err() || has_quit || execution.outcome().is_some(), "{text}");
        log.turns() > 0
    });
}
