//! Loading definitions: values, places in the text, and the words for what is wrong.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use sfn::base::diag::{Code, Diagnostic, Place, Severity};
use sfn::base::document::Document;
use sfn::base::source::Source;
use sfn::base::value::{Object, Value};
use sfn::load::{Files, Loaded, Options, Rejected, Unread, decode, machines};
use sfn::report::findings::human;
use sfn::report::ink::style::Style;

const PLAIN: Style = Style { colour: false, unicode: false, width: 100 };

/// No files beside the one that is read.
struct Alone;

impl Files for Alone {
    fn read(&mut self, _path: &str, _from: &str) -> Result<Source, Unread> {
        Err(Unread::Missing { near: None })
    }

    fn beside(&mut self, _from: &str) -> Vec<String> {
        Vec::new()
    }
}

pub fn load(source: &Source, options: &Options) -> Result<Loaded, Rejected> {
    machines(source, options, &mut Alone)?.swap_remove(0).loaded()
}

fn read(name: &str, text: &str) -> Result<Loaded, Rejected> {
    load(&Source::new(name, text), &Options::default())
}

fn rendered(document: &Document, diagnostics: &[Diagnostic], style: &Style) -> String {
    let found: Vec<_> = diagnostics.iter().map(|found| (document.clone(), found.clone())).collect();
    let mut out = Vec::new();
    human::render(&mut out, &found, style).unwrap();
    String::from_utf8(out).unwrap()
}

/// Every `fixtures/load/<case>/` holds `input.*`, perhaps `options.json`, and what is expected:
/// `value.json` and `diagnostics.txt`, either only if there is one.
#[test]
fn cases() {
    let root = format!("{}/fixtures/load", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in cases {
        let input = std::fs::read_dir(&case)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("input.")))
            .unwrap_or_else(|| panic!("{} has no input", case.display()));
        let name = input.file_name().unwrap().to_str().unwrap().to_owned();
        let loaded =
            decode(&name, std::fs::read(&input).unwrap()).and_then(|source| load(&source, &options(&case)));
        let (value, document, diagnostics) = match loaded {
            Ok(loaded) => {
                let value = loaded.document.value().to_json_pretty() + "\n";
                (value, loaded.document, loaded.diagnostics)
            }
            Err(rejected) => (String::new(), rejected.document, rejected.diagnostics),
        };
        let printed = rendered(&document, &diagnostics, &PLAIN);
        for (file, found) in [("value.json", value), ("diagnostics.txt", printed)] {
            wrong.extend(crate::golden(&case.join(file), &found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn options(case: &std::path::Path) -> Options {
    let mut options = Options::default();
    let Ok(text) = std::fs::read_to_string(case.join("options.json")) else { return options };
    let value = Value::parse(&text).unwrap();
    for (name, value) in value.as_object().unwrap() {
        options.substitutions.push((name.to_string(), value.as_str().unwrap().to_owned()));
    }
    options
}

#[test]
fn names_come_from_the_file() {
    for (path, name) in [
        ("flows/order.asl.json", "order"),
        ("order.json", "order"),
        ("a.b.asl.yaml", "a.b"),
        ("<stdin>", "stdin"),
        (".json", "machine"),
    ] {
        assert_eq!(read(path, "{}").unwrap().name, name, "{path}");
    }
}

#[test]
fn a_pointer_that_leads_nowhere_is_the_key_above() {
    for text in ["{\"a\": {\"b\": [1, {}]}}", "a:\n  b: [1, {}]\n"] {
        let document = read("x", text).unwrap().document;
        let shown = |place: Place| text[document.locate(&place).bytes].to_owned();
        assert_eq!(shown(Place::Value("/a/b/0".into())), "1");
        assert_eq!(shown(Place::Key("/a/b".into())).trim_matches('"'), "b");
        assert_eq!(shown(Place::Value("/a/c/d".into())).trim_matches('"'), "a");
        assert_eq!(shown(Place::Value("/a/b/7".into())).trim_matches('"'), "b");
        assert_eq!(shown(Place::Value("/a/b/1/z".into())), "{}");
    }
}

/// What each pointer leads to in the text, with multi-byte characters in front of it.
#[test]
fn yaml_values_are_found() {
    let text = "# Grüße 😀\nplain: ü word # no\nsingle: 'it''s'\ndouble: \"a\\n\"\ncommented: 'it''s \\' # no\nkey: {\"a \\\" # b\": \"#1\"} # \"no\"\nblock: &b |\n  one\n  two\nquoted: |-\n  \"one\n  \"two\"\n\
                anchored: &x !!str 5\nalias: *x\nlist:\n- a\n-   - b\n    - {c: d}\nmap: &m\n  k: v\n\
                merged:\n  <<: *m\n  own: 1\nnothing:\nlast: [1, 2] # ]\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let document = read("x.yaml", &text).unwrap().document;
        let shown = |place: Place| text[document.locate(&place).bytes].replace('\r', "");
        for (pointer, expected) in [
            ("/plain", "ü word"),
            ("/single", "'it''s'"),
            ("/double", "\"a\\n\""),
            ("/commented", "'it''s \\'"),
            ("/key", "{\"a \\\" # b\": \"#1\"}"),
            ("/key/a \" # b", "\"#1\""),
            ("/block", "one\n  two"),
            ("/anchored", "5"),
            ("/alias", "*x"),
            ("/list", "a\n-   - b\n    - {c: d}"),
            ("/list/1/0", "b"),
            ("/list/1/1", "{c: d}"),
            ("/list/1/1/c", "d"),
            ("/map", "k: v"),
            ("/merged/k", "v"),
            ("/merged", "<<: *m\n  own: 1"),
            ("/merged/own", "1"),
            ("/nothing", ""),
            ("/last", "[1, 2]"),
        ] {
            assert_eq!(shown(Place::Value(pointer.into())), expected, "{pointer}");
        }
        assert_eq!(document.locate(&Place::Value("/nothing".into())).line, 24);
        assert_eq!(document.locate(&Place::Value("/plain".into())).column, 8);
        assert_eq!(shown(Place::Key("/merged/own".into())), "own");
        for (pointer, part, expected) in [
            ("/plain", 3..7, "word"),
            ("/single", 3..4, "s"),
            ("/double", 1..2, "\\n"),
            ("/block", 4..7, "two"),
            ("/quoted", 5..10, "\"two\""),
        ] {
            assert_eq!(shown(Place::Within(pointer.into(), part)), expected, "{pointer}");
        }
    }
}

#[test]
fn parts_of_replaced_text_are_found() {
    let json = r#"{"a": "x ${Long} \u00e9 \"y\" ${B}"}"#;
    let yaml = "# ${Long}\na: \"x ${Long} \\u00e9 \\\"y\\\" ${B}\"";
    let substitutions = vec![("Long".to_owned(), "\"".to_owned()), ("B".to_owned(), "long value".to_owned())];
    let options = Options { substitutions, ..Options::default() };
    for text in [json, yaml] {
        let document = load(&Source::new("x", text), &options).unwrap().document;
        let value = document.value().get("a").unwrap().as_str().unwrap().to_owned();
        assert_eq!(value, "x \" é \"y\" long value");
        for (part, expected) in
            [("x", "x"), ("\" é", "${Long} \\u00e9"), ("y", "y"), ("\"y\"", "\\\"y\\\""), ("g v", "${B}")]
        {
            let at = value.find(part).unwrap();
            let place = Place::Within("/a".into(), at..at + part.len());
            assert_eq!(&text[document.locate(&place).bytes], expected, "{text}");
        }
    }
}

/// A JSON value with the text it is written as, and the pointers into it with the text of each value.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    parts: Vec<(String, Range<usize>)>,
}

fn written(value: &Value, newline: &str, indent: Option<usize>) -> Written {
    let mut written = Written { text: String::new(), parts: Vec::new() };
    write(value, "", (newline, indent), &mut written);
    written
}

fn write(value: &Value, pointer: &str, (newline, indent): (&str, Option<usize>), out: &mut Written) {
    let start = out.text.len();
    let next = indent.map(|indent| indent + 2);
    let line =
        |indent: Option<usize>| indent.map_or(String::new(), |indent| format!("{newline}{:indent$}", ""));
    match value {
        Value::Array(items) => {
            out.text.push('[');
            for (at, item) in items.iter().enumerate() {
                out.text.push_str(if at > 0 { "," } else { "" });
                out.text.push_str(&line(next));
                write(item, &format!("{pointer}/{at}"), (newline, next), out);
            }
            out.text.push_str(&line(indent));
            out.text.push(']');
        }
        Value::Object(members) => {
            out.text.push('{');
            for (at, (key, item)) in members.iter().enumerate() {
                out.text.push_str(if at > 0 { "," } else { "" });
                out.text.push_str(&line(next));
                out.text.push_str(&Value::from(key.clone()).to_json());
                out.text.push_str(if indent.is_some() { ": " } else { ":" });
                let token = key.replace('~', "~0").replace('/', "~1");
                write(item, &format!("{pointer}/{token}"), (newline, next), out);
            }
            out.text.push_str(&line(indent));
            out.text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.text.push_str(&value.to_json());
        }
    }
    out.parts.push((pointer.to_owned(), start..out.text.len()));
}

fn json() -> impl Strategy<Value = Value> {
    let text = "[a-c/~\"\\\\ \n\u{1}é漢😀]{0,6}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 20, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((text, inner), 0..20)
                .prop_map(|members| Value::from(members.into_iter().collect::<Object>())),
        ]
    })
}

proptest! {
    #[test]
    fn every_pointer_leads_to_its_text(value in json(), pretty in any::<bool>(), crlf in any::<bool>()) {
        let value: Value = [("root", value)].into_iter().collect::<Object>().into();
        let written = written(&value, if crlf { "\r\n" } else { "\n" }, pretty.then_some(0));
        let document = read("x.json", &written.text).unwrap().document;
        prop_assert_eq!(document.value(), &value);
        for (pointer, bytes) in &written.parts {
            let found = document.locate(&Place::Value(pointer.clone().into()));
            prop_assert_eq!(&found.bytes, bytes, "{} in {}", pointer, written.text);
        }
    }
}

/// Cuts, swaps and inserts, from a generator that always does the same.
fn mutated(text: &str, seed: u64) -> String {
    let chance = sfn::base::chance::Chance::new(seed);
    let below = |limit: usize| (chance.bits() % limit as u64) as usize;
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=below(4) {
        let at = below(chars.len().max(1));
        let len = below(12);
        let end = (at + len).min(chars.len());
        match below(4) {
            0 => drop(chars.drain(at.min(end)..end)),
            1 => chars.truncate(at),
            2 => {
                let piece: Vec<char> = chars[at.min(end)..end].to_vec();
                let to = below(chars.len() + 1);
                drop(chars.splice(to..to, piece));
            }
            _ => {
                let odd = [
                    "\0", "\t", "\"", "'", "${A}", "${", "\\u", "\\", "\u{feff}", "😀", "- ", "? ", ": ",
                    "&a ", "*a", "!t ", "<<: ", "|\n", ">-\n ", "{", "[", "}", "]", "\r", "#", "---\n",
                    "...\n", "%TAG\n", "\u{1}", "\u{2}", "\u{2028}", "1e999", "//", "{% ", "@", "`",
                ];
                let odd = odd[below(odd.len())];
                drop(chars.splice(at.min(chars.len())..at.min(chars.len()), odd.chars()));
            }
        }
    }
    chars.into_iter().collect()
}

/// Mutated definitions are read or refused, and everything said about them can be printed.
#[test]
fn no_text_breaks_it() {
    let seeds: Vec<String> = [
        "substitution-json/input.asl.json",
        "substitution-yaml/input.asl.yaml",
        "yaml-plain/input.asl.yaml",
        "yaml-anchors/input.yaml",
        "json-duplicate-key/input.json",
    ]
    .iter()
    .map(|path| crate::fixture(&format!("load/{path}")))
    .collect();
    let pointers = ["", "/States/A/Type", "/States/Call/Resource", "/text", "/a~1b/0", "nonsense", "//"];
    for seed in 0..3000 {
        let text = mutated(&seeds[seed as usize % seeds.len()], seed);
        let (document, diagnostics) = match read("fuzz", &text) {
            Ok(loaded) => (loaded.document, loaded.diagnostics),
            Err(rejected) => (rejected.document, rejected.diagnostics),
        };
        for pointer in pointers {
            for place in [
                Place::Value(pointer.into()),
                Place::Key(pointer.into()),
                Place::Within(pointer.into(), 1..4),
                Place::Text(3..1 << 40),
            ] {
                let found = document.locate(&place);
                assert!(document.source().text.get(found.bytes).is_some(), "{text}");
            }
        }
        rendered(&document, &diagnostics, &PLAIN);
    }
}

/// Texts that are hostile or merely huge are refused or read, and quickly.
#[test]
fn huge_texts_are_survived() {
    let deep = 100_000;
    for text in [
        "[".repeat(deep),
        "{\"a\":".repeat(deep),
        "[".repeat(deep) + &"]".repeat(deep),
        "a: ".to_owned() + &"[".repeat(deep),
        "a: ".to_owned() + &"{b: ".repeat(deep),
        "- ".repeat(deep),
        "? ".repeat(deep),
        (0..deep / 100).map(|depth| format!("{:depth$}a:\n", "")).collect(),
        "a: &a [1]\n".to_owned() + &"b: *a\n".repeat(3),
    ] {
        let rejected = read("deep", &text).unwrap_err();
        assert!(rendered(&rejected.document, &rejected.diagnostics, &PLAIN).len() < 2000);
    }
    let states: Vec<_> = (0..12_000)
        .map(|at| {
            format!(
                "\"State {at}\":{{\"Type\":\"Pass\",\"Comment\":\"${{Comment}} é\",\"Next\":\"State {}\"}}",
                at + 1
            )
        })
        .collect();
    let text = format!("{{\"StartAt\":\"State 0\",\"States\":{{{}}}}}", states.join(","));
    assert!(text.len() > 900_000);
    let document = read("long.json", &text).unwrap().document;
    let place = Place::Value("/States/State 9999/Next".into());
    let found = document.locate(&place);
    assert_eq!(&text[found.bytes.clone()], "\"State 10000\"");
    let wrong = Diagnostic::error(Code::new("SFN103"), place, "`Next` names a state that does not exist")
        .label("no such state");
    let shown = rendered(&document, &[wrong], &PLAIN);
    assert_eq!(shown.lines().nth(1), Some(&*format!(" --> long.json:1:{}  State 9999 / Next", found.column)));
    let line = "1 | ...Comment\":\"${Comment} é\",\"Next\":\"State 10000\"},\"State 10000\":{\"Type\":\"Pass\",\
                \"Comment\":\"${Co...";
    assert_eq!(shown.lines().nth(3), Some(line));
    assert_eq!(
        shown.lines().nth(4).unwrap().trim_end(),
        "  |                                   ^^^^^^^^^^^^^ no such state"
    );
}

#[test]
fn too_long_a_text_is_refused() {
    let rejected = decode("x.json", vec![b' '; sfn::load::MAX_TEXT_BYTES + 1]).unwrap_err();
    assert_eq!(rejected.diagnostics[0].message, "this file is too large for a definition: 32 MB");
    let text = "x".repeat(sfn::load::MAX_TEXT_BYTES + 1);
    assert_eq!(read("x.json", &text).unwrap_err().diagnostics[0].code.as_str(), "SFN007");
}

#[test]
fn programs_get_everything() {
    let text = "{\n  \"États\": {\"A\": 1}, 'b': 2\n}";
    let rejected = read("flow.json", text).unwrap_err();
    let mut found: Vec<_> =
        rejected.diagnostics.into_iter().map(|one| (rejected.document.clone(), one)).collect();
    let place = Place::Key("/a/b".into());
    found.push((
        read("flow.yaml", "a:\n  b: 1\n").unwrap().document,
        Diagnostic::error(Code::new("SFN104"), place, "no").severity(Severity::Warning),
    ));
    let expected = r#"[
        {"code": "SFN001", "severity": "error", "message": "this is not valid JSON: strings stand in double quotes", "file": "flow.json",
         "line": 2, "column": 22, "end_line": 2, "end_column": 23, "pointer": "", "help": "replace ' by \"",
         "aws": {"code": "INVALID_JSON_DESCRIPTION",
                 "message": "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)\"{\n  \"États\": {\"A\": 1}, 'b': 2\n}\"; line: 2, column: 23]",
                 "location": "[Source: (String)\"{\n  \"États\": {\"A\": 1}, 'b': 2\n}\"; line: 2, column: 23]"}},
        {"code": "SFN104", "severity": "warning", "message": "no", "file": "flow.yaml",
         "line": 2, "column": 3, "end_line": 2, "end_column": 4, "pointer": "/a/b", "help": null, "aws": null}]"#;
    assert_eq!(sfn::report::findings::diagnostics(&found), Value::parse(expected).unwrap());
}

#[test]
fn colours_and_crumbs() {
    let text = "{\"States\": {\"M\": {\"ItemProcessor\": {\"States\": {\"P\": {\"Branches\": [{\"States\": {\"X\": \
                {\"Next\": \"Y\\u001b\"}}}]}}}}}}";
    let document = read("x.json", text).unwrap().document;
    let pointer = "/States/M/ItemProcessor/States/P/Branches/0/States/X/Next";
    let wrong = Diagnostic::error(Code::new("SFN103"), Place::Value(pointer.into()), "no \u{1b}[31m")
        .note("one\n\u{1b}[0m");
    let shown = rendered(&document, std::slice::from_ref(&wrong), &PLAIN);
    assert!(shown.contains("x.json:1:93  M / P[0] / X / Next\n"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    let painted = rendered(&document, &[wrong], &Style { colour: true, ..PLAIN });
    assert!(painted.starts_with("\u{1b}[1m\u{1b}[31merror[SFN103]\u{1b}[0m"), "{painted:?}");
    let mut bare = painted;
    while let Some(at) = bare.find('\u{1b}') {
        let end = at + bare[at..].find('m').unwrap();
        bare.replace_range(at..=end, "");
    }
    assert_eq!(bare, shown);
}
