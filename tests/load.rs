//! Loading definitions: values, places in the text, and the words for what is wrong.

use sfn::base::diag::{Diagnostic, Place};
use sfn::base::document::Document;
use sfn::base::source::Source;
use sfn::load::{Loaded, Options, Rejected, decode, load};
use sfn::report::style::Style;
use sfn::report::text;

fn read(name: &str, text: &str) -> Result<Loaded, Rejected> {
    load(&Source::new(name, text), &Options::default())
}

fn rendered(document: &Document, diagnostics: &[Diagnostic], style: &Style) -> String {
    let found: Vec<_> = diagnostics.iter().map(|found| (document.clone(), found.clone())).collect();
    let mut out = Vec::new();
    text::render(&mut out, &found, style).unwrap();
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
            .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
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
        let printed = rendered(&document, &diagnostics, &Style::plain());
        for (file, found) in [("value.json", value), ("diagnostics.txt", printed)] {
            let path = case.join(file);
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            if found == expected {
                continue;
            }
            if !is_accepting() {
                wrong.push(format!("{}:\n{found}--- expected\n{expected}", path.display()));
            } else if found.is_empty() {
                std::fs::remove_file(path).unwrap();
            } else {
                std::fs::write(path, found).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[expect(clippy::disallowed_methods, reason = "a switch of the tests")]
fn is_accepting() -> bool {
    std::env::var_os("SFN_ACCEPT").is_some()
}

fn options(case: &std::path::Path) -> Options {
    let mut options = Options::default();
    let Ok(text) = std::fs::read_to_string(case.join("options.json")) else { return options };
    let value = sfn::base::value::Value::parse(&text).unwrap();
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
