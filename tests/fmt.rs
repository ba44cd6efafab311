//! `sfn fmt`: nothing but the layout changes, and a second time nothing at all.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sfn::base::layout::lay_out;
use sfn::base::source::{Format, Source};
use sfn::base::value::Value;
use sfn::load::{self, Files, Options, Unread};

struct NoFiles;

impl Files for NoFiles {
    fn read(&mut self, _: &str, _: &str) -> Result<Source, Unread> {
        Err(Unread::Missing { near: None })
    }

    fn beside(&mut self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The definition that `text` is, if it is one and nothing else.
fn definition(name: &str, text: &str) -> Option<(Value, Format)> {
    let source = Source::new(name, text);
    let machines = load::machines(&source, &Options::default(), &mut NoFiles).ok()?;
    let machine = machines.into_iter().next().filter(|machine| machine.is_alone)?;
    let document = machine.definition.ok()?.document;
    Some((document.value().clone(), document.format()))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// What differs between the value before and after, or between the first and the second layout.
fn fault(name: &str, text: &str) -> Option<String> {
    let (value, format) = definition(name, text)?;
    let Ok(once) = lay_out(text, format) else { return None };
    let Some((after, _)) = definition(name, &once) else {
        return Some(format!("{name}: cannot be read any more\n{once}"));
    };
    if after.to_json() != value.to_json() {
        return Some(format!("{name}: says something else\n{once}"));
    }
    let twice = lay_out(&once, format);
    (twice.as_deref() != Ok(&*once)).then(|| format!("{name}: changes again\n{once}\n---\n{twice:?}"))
}

/// Every definition below `fixtures/`; what they hold of comments is compared by the layout itself.
#[test]
fn a_layout_keeps_what_every_fixture_says() {
    let mut all = Vec::new();
    files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")), &mut all);
    let texts = all.iter().filter_map(|path| Some((path.to_str()?, std::fs::read_to_string(path).ok()?)));
    let (mut seen, mut wrong) = (0, Vec::new());
    for (name, text) in texts {
        seen += usize::from(definition(name, &text).is_some());
        wrong.extend(fault(name, &text));
    }
    assert!(seen > 500, "{seen} definitions");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// JSON with comments and blanks of all kinds between its words.
fn json() -> impl Strategy<Value = String> {
    let gap = || {
        proptest::sample::select(vec![
            "",
            " ",
            "\n",
            "\n\n\n",
            "  \t",
            "// c\n",
            "/* d */",
            " /* e\n f */ \n",
        ])
    };
    let scalar = proptest::sample::select(vec![
        "1.50",
        "\"a // b\"",
        "null",
        "\"\\u00e9\"",
        "-1e9",
        "\"${X}\"",
        "${N}",
    ]);
    let leaf = (gap(), scalar, gap()).prop_map(|(before, value, after)| format!("{before}{value}{after}"));
    let value = leaf.prop_recursive(4, 40, 5, move |inner| {
        let list = (proptest::collection::vec(inner.clone(), 0..5), gap())
            .prop_map(|(items, end)| format!("[{}{end}]", items.join(",")));
        let keys = proptest::sample::select(vec!["\"a\"", "\"States\"", "\"k: {\"", "\"Type\""]);
        let member = (gap(), keys, gap(), inner)
            .prop_map(|(before, key, after, value)| format!("{before}{key}{after}:{value}"));
        let object = (proptest::collection::vec(member, 0..5), gap())
            .prop_map(|(members, end)| format!("{{{}{end}}}", members.join(",")));
        prop_oneof![list, object]
    });
    (gap(), value, gap()).prop_map(|(before, value, after)| format!("{before}{value}{after}"))
}

/// A line of YAML at one of some depths.
fn yaml() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(vec![
        "a: 1",
        "b:",
        "- x",
        "- c: d",
        "-   e:  f",
        "-",
        "# note",
        "",
        "g: |",
        "text: more",
        "h: &n {i: 1,",
        "j: 2}",
        "- - k",
        "l: 'm",
        "  n'",
        "o: >-",
        "p: *n",
        "\"q\" :  r  # s",
    ]);
    proptest::collection::vec((0..4_usize, line), 1..14).prop_map(|lines| {
        lines.iter().map(|(level, line)| format!("{}{line}\n", " ".repeat(level * 3))).collect()
    })
}

/// A link that a stranger put into the repository leads no change out of it.
#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_repository() {
    let text = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}";
    let outside = crate::cli::Folder::new("fmt-outside", &[("flow.asl.json", text)]);
    let inside = crate::cli::Folder::new("fmt-inside", &[("own.asl.json", text)]);
    std::os::unix::fs::symlink(outside.0.join("flow.asl.json"), inside.0.join("away.asl.json")).unwrap();
    std::os::unix::fs::symlink("own.asl.json", inside.0.join("link.asl.json")).unwrap();
    let named = inside.sfn(&["fmt", "away.asl.json"]);
    assert!(named.code == Some(3) && named.err.contains("a link leads it out"), "{named:?}");
    assert_eq!(inside.sfn(&["fmt"]).code, Some(3));
    assert_eq!(std::fs::read_to_string(outside.0.join("flow.asl.json")).unwrap(), text);
    assert_ne!(std::fs::read_to_string(inside.0.join("own.asl.json")).unwrap(), text);
    assert!(inside.0.join("link.asl.json").is_symlink(), "the file behind a link is written, not the link");
}

proptest! {
    #[test]
    fn a_layout_of_json_is_final(text in json()) {
        let once = lay_out(&text, Format::Json).unwrap();
        prop_assert_eq!(lay_out(&once, Format::Json).unwrap(), once);
    }

    #[test]
    fn a_layout_of_yaml_is_final(text in yaml()) {
        if let Ok(once) = lay_out(&text, Format::Yaml) {
            prop_assert_eq!(lay_out(&once, Format::Yaml), Ok(once));
        }
    }

    #[test]
    fn no_text_stops_it(text in "[-{}\\[\\],:\"'/*# a\n$&>|?]{0,60}") {
        let _ = lay_out(&text, Format::Json);
        let _ = lay_out(&text, Format::Yaml);
    }
}
