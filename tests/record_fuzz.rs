//! Damaged recordings and histories of AWS go through reading and every view and format: they are shown or refused,
//! nothing panics, and what is shown is the same twice. How it is run is in `fuzz.rs`.

use std::io;
use std::path::Path;
use std::time::Duration;

use sfn::base::chance::Chance;
use sfn::base::source::Source;
use sfn::base::value::Value;
use sfn::load::Options;
use sfn::project::clock::ClockSpeed;
use sfn::project::definitions;
use sfn::project::settings::Settings;
use sfn::record::{Closing, Opening, Recorder, Recording, RecordingEntry, aws};
use sfn::report::ink::style::Style;
use sfn::report::runs::trace::{Trace, View};
use sfn::report::runs::{FORMATS, OfVisits, Report};
use sfn::session::order::Text;
use sfn::session::{Limits, Order, opening, prepare};
use sfn::validate::Depth;

use crate::fuzz::{below, each, files, shuffled, worded};
use crate::templates::mutated;

/// Longer texts take too long for too little.
const LONGEST: usize = 60_000;

/// Folders of runs: definition, mocks, input, history.
fn cases() -> Vec<[String; 4]> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run");
    let names = ["machine.asl.json", "machine.sfn.yaml", "input.json", "history.json"];
    let all = files(&root, &|name| name == names[0]);
    let read =
        |file: &Path, name: &str| std::fs::read_to_string(file.with_file_name(name)).unwrap_or_default();
    let cases = all.iter().map(|file| names.map(|name| read(file, name)));
    cases.filter(|[_, mocks, _, history]| !mocks.contains("s3:") && history.len() < LONGEST).collect()
}

/// What is written to a recording of a run.
fn recorded([definition, mocks, input, _]: &[String; 4]) -> Option<String> {
    let mocks = if mocks.is_empty() { "version: 1" } else { mocks };
    let order = Order {
        mocks: vec![Text::Given(Source::new("m.sfn.yaml", mocks))],
        input: Value::parse(input).ok().map(Into::into),
        clock: Some(ClockSpeed::Virtual),
        seed: Some(1),
        records_context: true,
        limits: Limits { events: 500, wall: Some(Duration::from_secs(20)), ..Limits::default() },
        ..Order::new(Text::Given(Source::new("m.asl.json", definition.as_str())))
    };
    let mut prepared = prepare(&order, &Settings::default()).ok()?;
    let mut bytes = Vec::new();
    let mut recorder = Recorder::start(&mut bytes, opening(&prepared)).ok()?;
    let mut execution = prepared.start();
    let _ = prepared.world.drive(&mut execution, prepared.limits, &mut recorder);
    recorder.close(&Closing::default()).unwrap();
    drop(recorder);
    String::from_utf8(bytes).ok().filter(|text| text.len() < LONGEST)
}

/// Shows `opening` in one way of many; `feed` brings what happened.
fn shown(
    opening: &Opening,
    way: usize,
    feed: impl FnOnce(&mut dyn Report) -> io::Result<Closing>,
) -> (Vec<u8>, bool) {
    let style = Style { colour: false, unicode: way.is_multiple_of(2), width: 60 + way };
    let views = [View::Compact, View::Default, View::Verbose, View::Full];
    let mut out = Vec::new();
    let mut report: Box<dyn Report + '_> = match FORMATS.get(way % 8) {
        Some(format) => (format.start)(opening.run(), &mut out),
        None => {
            let trace = Trace::new(opening.run(), style, views[way % 4], &mut out);
            let trace = if way.is_multiple_of(3) { trace.by_time() } else { trace };
            Box::new(OfVisits::new(opening.start, trace))
        }
    };
    let closing = feed(&mut *report).unwrap();
    match &closing.stop {
        None => report.finish(7).unwrap(),
        Some(stop) => report.abandon(stop, 7).unwrap(),
    }
    drop(report);
    (out, closing.stop.is_none())
}

fn damaged(text: &str, chance: &Chance) -> String {
    match below(chance, 4) {
        0 => mutated(text, chance),
        1 | 2 => worded(text, chance),
        _ => shuffled(text, chance),
    }
}

#[test]
fn fuzz_recordings() {
    let saved: Vec<String> = cases().iter().filter_map(recorded).collect();
    assert!(saved.len() > 100, "{} recordings to start from", saved.len());
    each("recordings", 600, |seed, chance| {
        let text = damaged(&saved[seed as usize % saved.len()], chance);
        let way = below(chance, 24);
        let show = || {
            let mut recording = Recording::open("run.jsonl", text.as_bytes()).ok()?;
            let opening = recording.opening().clone();
            Some(shown(&opening, way, |report| {
                loop {
                    match recording.entry() {
                        Ok(Some(RecordingEntry::Record(record))) => report.record(&record)?,
                        Ok(Some(RecordingEntry::Answered { ticket, by })) => report.answered(ticket, &by),
                        Ok(Some(RecordingEntry::Logged { ticket, line })) => report.logged(ticket, &line),
                        Ok(Some(RecordingEntry::Closed(closing))) => return Ok(*closing),
                        Ok(None) => return Ok(Closing::default()),
                        Err(broken) => {
                            assert!(!broken.message.is_empty());
                            return Ok(Closing { stop: Some(broken.stop()), ..Closing::default() });
                        }
                    }
                }
            }))
        };
        let first = show();
        assert_eq!(first, show(), "shown twice, way {way}:\n{text}");
        first.is_some_and(|(_, is_whole)| is_whole)
    });
}

#[test]
fn fuzz_histories() {
    let cases: Vec<[String; 4]> = cases().into_iter().filter(|[.., history]| !history.is_empty()).collect();
    assert!(cases.len() > 100, "{} histories to start from", cases.len());
    each("histories", 600, |seed, chance| {
        let [definition, _, _, history] = &cases[seed as usize % cases.len()];
        let history = damaged(history, chance);
        let source = Source::new("m.asl.json", definition.as_str());
        let options = Options::default();
        let Ok(read) = definitions::of_source(&source, &options, None, Depth::All) else { return false };
        let Some(machine) = read.checked.machine else { return false };
        let Ok(events) = aws::events(&history) else { return false };
        let Ok(records) = aws::records(&events, &machine) else { return false };
        let Ok(opening) = aws::opening(&events, machine, &read.loaded) else { return false };
        let way = below(chance, 24);
        let show = || {
            shown(&opening, way, |report| {
                records.iter().try_for_each(|record| report.record(record))?;
                Ok(Closing::default())
            })
        };
        assert_eq!(show(), show(), "shown twice, way {way}:\n{history}");
        true
    });
}
