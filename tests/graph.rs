//! Pictures of definitions, read back from their SVG: every state is a box, no two boxes overlap unless one is inside
//! of the other, every transition is a line between its two states and crosses no other, and what is cut stands whole
//! in a title. Over all definitions of `fixtures/`, those published by others, and some made to be hard to draw.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use sfn::base::source::Source;
use sfn::base::value::Value;
use sfn::load::{Options, Reach, machines};
use sfn::report::graph::layout::Direction;
use sfn::report::graph::model::Graph;
use sfn::report::graph::svg;
use sfn::report::graph::{Drawing, FORMATS};
use sfn::report::ink::style::Style;

/// Left, top, right and bottom.
type Area = (i32, i32, i32, i32);

/// A way of a picture.
#[derive(Debug, Default)]
struct Line {
    from: String,
    to: String,
    kind: String,
    corners: Vec<(f64, f64)>,
}

/// What a picture says.
#[derive(Debug, Default)]
struct Picture {
    whole: Area,
    boxes: BTreeMap<String, Area>,
    lines: Vec<Line>,
    /// Texts, with the title of the group they are in.
    texts: Vec<(String, String)>,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().map(Result::unwrap).find(|one| one.key.as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned())
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.')))
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap())
        .collect()
}

/// The corners of a path of straight lines with round corners.
fn corners(path: &str) -> Vec<(f64, f64)> {
    let numbers = numbers(path);
    numbers.chunks(2).map(|point| (point[0], point[1])).collect()
}

fn area(numbers: &[f64]) -> Area {
    let [x, y, width, height] = numbers else { panic!("four numbers are needed: {numbers:?}") };
    (*x as i32, *y as i32, (x + width) as i32, (y + height) as i32)
}

/// The character that XML names so.
fn named(name: &str) -> char {
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        other => panic!("what is &{other}; ?"),
    }
}

fn read(svg: &str) -> Picture {
    let mut reader = Reader::from_str(svg);
    let mut picture = Picture::default();
    let (mut state, mut line, mut title) = (None, None::<Line>, String::new());
    let (mut inside, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) => {
                let name = element.name().as_ref().to_owned();
                match name.as_str() {
                    "svg" => picture.whole = area(&numbers(&attribute(&element, "viewBox").unwrap())),
                    "g" => {
                        state = attribute(&element, "data-state");
                        line = attribute(&element, "data-from").map(|from| Line {
                            from,
                            to: attribute(&element, "data-to").unwrap(),
                            kind: attribute(&element, "data-kind").unwrap(),
                            corners: Vec::new(),
                        });
                        title.clear();
                    }
                    _ => {}
                }
                text.clear();
                inside.push(name);
            }
            Event::Empty(element) => {
                if let Some(place) = attribute(&element, "data-box") {
                    let known = picture.boxes.insert(state.clone().unwrap(), area(&numbers(&place)));
                    assert!(known.is_none(), "{state:?} is drawn twice");
                }
                let is_line = attribute(&element, "class").as_deref() == Some("line");
                if let (Some(line), true) = (&mut line, is_line) {
                    line.corners = corners(&attribute(&element, "d").unwrap());
                }
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(part) => {
                text.push(named(&part));
            }
            Event::End(_) => match inside.pop().as_deref() {
                Some("title") => title.clone_from(&text),
                Some("text") => picture.texts.push((text.clone(), title.clone())),
                Some("g") => picture.lines.extend(line.take()),
                Some(_) | None => {}
            },
            other @ (Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)) => {
                panic!("an SVG of ours has no {other:?}")
            }
        }
    }
    picture
}

/// What a definition has: its states, and ways with from, to and kind, by their pointers.
#[derive(Debug, Default)]
struct Written {
    states: Vec<String>,
    ways: Vec<(String, String, String)>,
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn written(machine: &Value, at: &str, found: &mut Written) {
    let Some(Value::Object(states)) = machine.get("States") else { return };
    for (name, state) in states.iter() {
        let place = format!("{at}/States/{}", escape(name));
        found.states.push(place.clone());
        let mut way = |target: Option<&Value>, kind: String| {
            if let Some(target) = target.and_then(Value::as_str) {
                found.ways.push((place.clone(), format!("{at}/States/{}", escape(target)), kind));
            }
        };
        way(state.get("Next"), "next".to_owned());
        way(state.get("Default"), "default".to_owned());
        for (key, kind) in [("Choices", "rule"), ("Catch", "catch")] {
            let Some(Value::Array(rules)) = state.get(key) else { continue };
            for (number, rule) in rules.iter().enumerate() {
                way(rule.get("Next"), format!("{kind}/{number}"));
            }
        }
        if let Some(Value::Array(branches)) = state.get("Branches") {
            for (number, branch) in branches.iter().enumerate() {
                written(branch, &format!("{place}/Branches/{number}"), found);
            }
        }
        for key in ["ItemProcessor", "Iterator"] {
            if let Some(machine) = state.get(key) {
                written(machine, &format!("{place}/{key}"), found);
                break;
            }
        }
    }
}

/// A pointer as the picture shows it; what XML cannot hold is a sign.
fn shown(pointer: &str) -> String {
    let hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
    };
    let one = |c: char| match c {
        '\n' | '\r' | '\t' => c.escape_default().to_string(),
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}'.to_string(),
        c if hostile(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    pointer.chars().map(one).collect()
}

fn draw(graph: &Graph, format: &str, direction: Direction, width: usize) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let style = Style { colour: false, unicode: true, width };
    let mut out = Vec::new();
    (format.write)(&mut out, Drawing { graph, paint: None, direction, style }).unwrap();
    String::from_utf8(out).unwrap()
}

fn touches(point: (f64, f64), area: Area) -> bool {
    let (x, y) = (point.0 as i32, point.1 as i32);
    (area.0..=area.2).contains(&x) && (area.1..=area.3).contains(&y)
}

fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// What is wrong with a picture of `definition`.
fn faults(definition: &Value, picture: &Picture) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expected = Written::default();
    written(definition, "", &mut expected);
    for state in expected.states.iter().map(|state| shown(state)) {
        if !picture.boxes.contains_key(&state) {
            faults.push(format!("{state} is not drawn"));
        }
    }
    faults.extend(boxes(picture));
    let mut ways: Vec<(String, String, String)> =
        expected.ways.into_iter().map(|(from, to, kind)| (shown(&from), shown(&to), kind)).collect();
    let mut drawn: Vec<(String, String, String)> =
        picture.lines.iter().map(|line| (line.from.clone(), line.to.clone(), line.kind.clone())).collect();
    ways.sort();
    drawn.sort();
    if ways != drawn {
        faults.push(format!("the ways are {drawn:?}, not {ways:?}"));
    }
    for line in &picture.lines {
        faults.extend(crossed(line, picture));
    }
    for (text, title) in &picture.texts {
        let Some(kept) = text.strip_suffix('…') else { continue };
        // `2 ways: default` stands for two lines.
        let words = kept.trim_start_matches(|c: char| c.is_ascii_digit());
        let said = if " ways: ".starts_with(words) { "" } else { words.trim_start_matches(" ways: ") };
        if title.is_empty() || !title.lines().any(|line| line.contains(said)) {
            faults.push(format!("{text} is cut, and its title is {title}"));
        }
    }
    faults
}

fn boxes(picture: &Picture) -> Vec<String> {
    let mut faults = Vec::new();
    let mut all: Vec<(&String, Area)> = picture.boxes.iter().map(|(name, area)| (name, *area)).collect();
    all.sort_by_key(|(_, area)| *area);
    for (at, (name, one)) in all.iter().enumerate() {
        let whole = picture.whole;
        if one.0 < whole.0 || one.1 < whole.1 || one.2 > whole.2 || one.3 > whole.3 {
            faults.push(format!("{name} is outside of the picture"));
        }
        for (other_name, other) in all[at + 1..].iter().take_while(|(_, other)| other.0 < one.2) {
            if one.1 >= other.3 || other.1 >= one.3 {
                continue;
            }
            let (inner, outer) = if is_inside(name, other_name) { (one, other) } else { (other, one) };
            let nested = is_inside(name, other_name) || is_inside(other_name, name);
            let within = inner.0 > outer.0 && inner.1 > outer.1 && inner.2 < outer.2 && inner.3 < outer.3;
            if !(nested && within) {
                faults.push(format!("{name} and {other_name} overlap"));
            }
        }
    }
    faults
}

/// The states that a line runs through, and the ends that it does not touch.
fn crossed(line: &Line, picture: &Picture) -> Vec<String> {
    let mut faults = Vec::new();
    let what = format!("{} → {} ({})", line.from, line.to, line.kind);
    for (point, state) in [(line.corners.first(), &line.from), (line.corners.last(), &line.to)] {
        let ends = picture.boxes.get(state).zip(point).is_some_and(|(area, point)| touches(*point, *area));
        if !ends {
            faults.push(format!("{what} does not end at {state}"));
        }
    }
    for pair in line.corners.windows(2) {
        let (low, high) = (pair[0].0.min(pair[1].0) as i32, pair[0].0.max(pair[1].0) as i32);
        let (top, bottom) = (pair[0].1.min(pair[1].1) as i32, pair[0].1.max(pair[1].1) as i32);
        for (name, area) in &picture.boxes {
            let hits = low < area.2 && high > area.0 && top < area.3 && bottom > area.1;
            if hits && !is_inside(&line.from, name) {
                faults.push(format!("{what} runs through {name}"));
            }
        }
    }
    faults
}

/// Looks at a definition in both directions; the faults of its pictures.
fn look_at(definition: &Value) -> Vec<String> {
    let graph = Graph::of(definition, "a machine", None);
    let mut all = Vec::new();
    for direction in [Direction::Down, Direction::Right] {
        let svg = draw(&graph, "svg", direction, 100);
        all.extend(
            faults(definition, &read(&svg)).into_iter().map(|fault| format!("{direction:?}: {fault}")),
        );
        assert_eq!(svg, draw(&graph, "svg", direction, 100), "the same text gives the same picture");
    }
    for width in [20, 60, 120] {
        let text = draw(&graph, "human", Direction::Down, width);
        let wide = text.lines().filter(|line| sfn::report::ink::width::columns(line) > width);
        all.extend(wide.map(|line| format!("more than {width} columns: {line}")));
    }
    all
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            files(&path, found);
        } else if matches!(ending, "json" | "yaml" | "yml" | "tf" | "jsonc" | "template") {
            found.push(path);
        }
    }
}

/// Looks at every machine below `folder`. How many there were.
fn look_below(folder: &Path) -> usize {
    let mut found = Vec::new();
    files(folder, &mut found);
    let mut count = 0;
    let mut wrong = Vec::new();
    for path in found {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let name = path.display().to_string();
        let source = Source::new(name.clone(), text);
        let Ok(machines) = machines(&source, &Options::default(), &mut Reach::around(&name, &[])) else {
            continue;
        };
        for machine in machines {
            let Ok(loaded) = machine.loaded() else { continue };
            count += 1;
            wrong
                .extend(look_at(loaded.document.value()).into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    count
}

#[test]
fn every_definition_here_has_a_sound_picture() {
    let count = look_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    assert!(count > 500, "{count} machines");
}

/// The definitions and templates that others published.
#[test]
fn published_definitions_have_sound_pictures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = crate::setting("SFN_REFERENCE").map_or_else(|| root.join("../shared"), PathBuf::from);
    for folder in ["corpus/valid", "corpus/templates"] {
        let folder = data.join(folder);
        if folder.is_dir() {
            assert!(look_below(&folder) > 30);
        } else {
            println!("SKIPPED: pictures of {}, which is not here", folder.display());
        }
    }
}

fn machine(states: &[(String, String)]) -> Value {
    let all: Vec<String> = states
        .iter()
        .map(|(name, state)| format!("{}: {state}", Value::from(name.as_str()).to_json()))
        .collect();
    let start = Value::from(states[0].0.as_str()).to_json();
    Value::parse(&format!("{{\"StartAt\": {start}, \"States\": {{{}}}}}", all.join(", "))).unwrap()
}

fn numbered(count: usize, state: impl Fn(usize) -> String) -> Vec<(String, String)> {
    (0..count).map(|at| (format!("S{at}"), state(at))).collect()
}

fn end(name: &str) -> (String, String) {
    (name.to_owned(), r#"{"Type": "Pass", "End": true}"#.to_owned())
}

/// Every state of a long chain is caught by one, and leads back to one now and then.
fn caught() -> Value {
    let task = |at: usize, rest: &str| {
        let next = at + 1;
        format!(
            r#"{{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "S{next}"{rest}}}"#
        )
    };
    let mut caught = numbered(120, |at| {
        let back = if at % 7 == 6 {
            format!(r#", {{"ErrorEquals": ["E"], "Next": "S{}"}}"#, at / 2)
        } else {
            String::new()
        };
        task(at, &format!(r#", "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "Failed"}}{back}]"#))
    });
    caught.extend([end("S120"), end("Failed")]);
    machine(&caught)
}

/// A Choice of 300 ways that meet again.
fn wide() -> Value {
    let rule = |at: usize| format!(r#"{{"Variable": "$.n", "NumericEquals": {at}, "Next": "L{at}"}}"#);
    let rules: Vec<String> = (0..300).map(rule).collect();
    let mut wide = vec![(
        "Which".to_owned(),
        format!(r#"{{"Type": "Choice", "Choices": [{}], "Default": "Which"}}"#, rules.join(", ")),
    )];
    wide.extend((0..300).map(|at| (format!("L{at}"), r#"{"Type": "Pass", "Next": "Join"}"#.to_owned())));
    wide.push(end("Join"));
    machine(&wide)
}

/// Groups that nothing leads to, names without a state, loops of one.
fn lost() -> Value {
    let lost = vec![
        ("A".to_owned(), r#"{"Type": "Pass", "Next": "A"}"#.to_owned()),
        ("B".to_owned(), r#"{"Type": "Pass", "Next": "C"}"#.to_owned()),
        (
            "C".to_owned(),
            r#"{"Type": "Choice", "Choices": [{"Next": "B"}, {"Next": "A"}, {"Next": "Nowhere"}]}"#
                .to_owned(),
        ),
        ("D".to_owned(), r#"{"Type": "Wat", "Next": "Nowhere", "Branches": 7, "Catch": {}}"#.to_owned()),
        ("E".to_owned(), r#"{"Next": "D"}"#.to_owned()),
    ];
    machine(&lost)
}

/// All lead to all.
fn mesh() -> Value {
    let names: Vec<String> =
        (0..12).map(|at| format!(r#"{{"Next": "S{at}", "Condition": "{{% $n = {at} %}}"}}"#)).collect();
    let mesh = numbered(12, |_| format!(r#"{{"Type": "Choice", "Choices": [{}]}}"#, names.join(", ")));
    machine(&mesh)
}

/// Boxes in boxes.
fn deep() -> Value {
    let mut deep = r#"{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}"#.to_owned();
    for at in 0..20 {
        let kind = if at % 2 == 0 {
            format!(
                r#""Parallel", "Branches": [{deep}, {{"StartAt": "Q", "States": {{"Q": {{"Type": "Succeed"}}}}}}]"#
            )
        } else {
            format!(r#""Map", "ItemProcessor": {deep}"#)
        };
        deep = format!(
            r#"{{"StartAt": "D{at}", "States": {{"D{at}": {{"Type": {kind}, "Next": "After", "Catch": [{{"ErrorEquals": ["A", "B"], "Next": "D{at}"}}]}}, "After": {{"Type": "Succeed"}}}}}}"#
        );
    }
    Value::parse(&deep).unwrap()
}

/// Names that would be markup, turn the direction of writing, or have no picture.
fn hostile() -> Value {
    let hostile = [
        "</text><script>alert(1)</script>",
        "\"><svg onload=x>",
        "a\u{202e}b\nc\td\u{1b}[31m",
        "日本語の状態の名前はとても長いので切られる",
        "&amp;#34;",
        "",
        " ",
        "~/~1",
        "W\u{fffe}W",
    ];
    let named: Vec<(String, String)> = hostile
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let next = Value::from(hostile[(at + 1) % hostile.len()]).to_json();
            ((*name).to_owned(), format!(r#"{{"Type": "Choice", "Choices": [{{"Condition": {next}, "Next": {next}}}], "Default": {next}}}"#))
        })
        .collect();
    machine(&named)
}

#[test]
fn definitions_that_are_hard_to_draw_have_sound_pictures() {
    let all = [caught(), wide(), lost(), mesh(), deep(), hostile()];
    for (at, definition) in all.iter().enumerate() {
        let wrong = look_at(definition);
        assert!(
            wrong.is_empty(),
            "{at}: {} faults:\n{}",
            wrong.len(),
            wrong[..wrong.len().min(12)].join("\n")
        );
    }
    for format in FORMATS {
        let text = draw(&Graph::of(&all[5], "<script>", None), format.name, Direction::Down, 100);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        let is_markup = matches!(format.name, "svg" | "html" | "mermaid");
        assert!(!is_markup || !text.contains("<script"), "{text}");
    }
}

#[test]
fn what_is_no_definition_has_an_empty_picture() {
    for text in [
        "null",
        "[]",
        "{}",
        r#"{"States": {}}"#,
        r#"{"States": {"A": 7, "B": []}}"#,
        r#"{"StartAt": 1, "States": "x"}"#,
    ] {
        let definition = Value::parse(text).unwrap();
        for format in FORMATS {
            assert!(
                !draw(&Graph::of(&definition, text, None), format.name, Direction::Down, 80)
                    .contains("\u{1b}")
            );
        }
        assert_eq!(look_at(&definition), Vec::<String>::new(), "{text}");
    }
}

/// Ten thousand states are drawn, in a terminal too; where they lead past thousands of others they are outlined, and a
/// picture of them is refused. What takes time is told by `benches/`.
#[test]
fn large_machines_are_drawn_or_outlined() {
    let large = |caught: &dyn Fn(usize) -> usize| {
        let states = numbered(10_000, |at| {
            let (next, other) = ((at + 1) % 10_000, caught(at) % 10_000);
            format!(
                r#"{{"Type": "Task", "Resource": "r", "Next": "S{next}", "Catch": [{{"ErrorEquals": ["E"], "Next": "S{other}"}}]}}"#
            )
        });
        Graph::of(&machine(&states), "large", None)
    };
    let (near, far) = (large(&|at| at + 3), large(&|at| at * 7919));
    assert!(draw(&near, "json", Direction::Down, 100).len() > 1_000_000);
    for graph in [&near, &far] {
        assert!(draw(graph, "human", Direction::Down, 100).lines().count() >= 10_000);
    }
    let refused = svg::laid(&far, Direction::Down).unwrap_err().to_string();
    assert!(refused.starts_with("10000 states") && refused.contains("--format human"), "{refused}");
}
