//! What checking found, in every format for programs; and mending it.

use std::path::Path;
use std::process::Command;

use crate::load::load;
use sfn::asl::machine::Workflow;
use sfn::base::diag::Diagnostic;
use sfn::base::document::Document;
use sfn::base::source::Source;
use sfn::base::value::Value;
use sfn::load::Options;
use sfn::report::findings::{FORMATS, Findings, Machine};
use sfn::validate::rules::RULES;
use sfn::validate::{Depth, check_document, fix};

use super::{fixture, golden};

fn checked(name: &str, text: &str, workflow: Workflow) -> Option<(Document, Vec<Diagnostic>)> {
    let document = load(&Source::new(name, text), &Options::default()).ok()?.document;
    let found = check_document(&document, workflow, Depth::All).diagnostics;
    Some((document, found))
}

#[test]
fn every_format_holds() {
    let text = fixture("validate/formats/order.asl.json");
    let (document, found) = checked("flows/order 1.asl.json", &text, Workflow::Standard).unwrap();
    let found: Vec<_> = found.into_iter().map(|found| (document.clone(), found)).collect();
    let machine = |name: &str, file: &str, found| Machine {
        name: name.to_owned(),
        file: file.to_owned(),
        reference: file.to_owned(),
        is_read: true,
        is_unchecked: false,
        states: 2,
        found,
    };
    let all = found.len();
    let machines =
        [machine("order 1", "flows/order 1.asl.json", 0..all), machine("other", "other.asl.json", all..all)];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/validate/formats");
    let mut wrong = Vec::new();
    for format in FORMATS {
        let mut out = Vec::new();
        (format.write)(&mut out, Findings { found: &found, machines: &machines }).unwrap();
        let out = String::from_utf8(out).unwrap();
        if format.name.ends_with("json") || format.name == "sarif" {
            Value::parse(&out).unwrap();
        }
        wrong.extend(golden(&folder.join(format!("{}.txt", format.name)), &out));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn github_shows_ten_of_a_level_and_counts_the_rest() {
    let states: Vec<String> =
        (0..12).map(|at| format!(r#""S{at}": {{"Type": "Pass", "End": true}}"#)).collect();
    let text =
        format!(r#"{{"StartAt": "X", "States": {{"X": {{"Type": "Succeed"}}, {}}}}}"#, states.join(","));
    let (document, found) = checked("x.asl.json", &text, Workflow::Standard).unwrap();
    let found: Vec<_> = found.into_iter().map(|found| (document.clone(), found)).collect();
    let github = FORMATS.iter().find(|format| format.name == "github").unwrap();
    let mut out = Vec::new();
    (github.write)(&mut out, Findings { found: &found, machines: &[] }).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.lines().count(), 11);
    assert!(out.ends_with("::error title=sfn::2 more errors not shown\n"), "{out}");
}

/// What a rule offers to mend is mended by it, in one go.
#[test]
fn fixes_mend_what_they_are_offered_for() {
    let mut tried = 0;
    for rule in RULES {
        let Some(examples) = rule.examples else { continue };
        let name = format!("bad.asl.{}", examples.format);
        let Some((document, found)) = checked(&name, examples.bad, rule.workflow) else { continue };
        let fixable = found.iter().filter(|found| found.code == rule.code && found.fix.is_some()).count();
        if fixable == 0 {
            continue;
        }
        tried += 1;
        let (mended, changes) = fix::apply(&document, found.iter());
        let count = changes.len();
        assert!(count >= fixable, "{}: {count} of {fixable}", rule.code);
        let (_, after) = checked(&name, &mended, rule.workflow).unwrap();
        assert!(after.iter().all(|found| found.code != rule.code), "{}: {mended}\n{after:?}", rule.code);
    }
    assert!(tried >= 4, "{tried} rules offer fixes");
}

#[test]
fn fixing_keeps_the_rest_byte_for_byte() {
    let text = "# the order\r\nStartAt:   Reserve\nStates:\n  Reserve: {Type: Pass, Next: Chrage Card}\n  \
                'Charge Card':\n    Type: 'succeed' # at last\n";
    let (document, found) = checked("order.asl.yaml", text, Workflow::Standard).unwrap();
    let (mended, changes) = fix::apply(&document, found.iter());
    let count = changes.len();
    assert_eq!(mended, text.replace("Chrage", "Charge").replace("succeed", "Succeed"));
    assert_eq!(count, 2);
}

fn sfn(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(folder)
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), text)
}

#[test]
fn the_command_mends_counts_and_explains() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("findings");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!("\u{feff}{}", fixture("validate/formats/order.asl.json"));
    std::fs::write(folder.join("order.asl.json"), &text).unwrap();

    let (code, out) = sfn(&folder, &["validate", "order.asl.json", "--statistics"]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("     1  SFN103  unknown-target\n"), "{out}");
    let (code, out) = sfn(&folder, &["validate", "order.asl.json", "--exit-zero", "--format", "short"]);
    assert_eq!((code, out.contains("order.asl.json:9:15: error[SFN103]")), (Some(0), true), "{out}");
    let (code, out) = sfn(&folder, &["validate", "order.asl.json", "--unicode", "never"]);
    assert!(
        code == Some(1) && out.ends_with("2 errors, 1 warning in 1 machine    3 fixable with --fix\n"),
        "{out}"
    );

    let (code, out) = sfn(&folder, &["validate", "order.asl.json", "--fix", "-A", "SFN203"]);
    assert_eq!(code, Some(0), "{out}");
    let mended = std::fs::read_to_string(folder.join("order.asl.json")).unwrap();
    let expected = text.replace("Chrage", "Charge").replace("Coment", "Comment").replace("Timout", "Timeout");
    assert_eq!(mended, expected);
    let (code, out) = sfn(&folder, &["validate", "order.asl.json", "-D", "SFN203"]);
    assert!(code == Some(1) && out.contains("error[SFN203]"), "{out}");

    let (code, out) = sfn(&folder, &["explain", "sfn103"]);
    assert!(code == Some(0) && out.starts_with("error[SFN103]: unknown target\n"), "{out}");
    let (code, out) = sfn(&folder, &["explain", "States.Runtime"]);
    assert!(code == Some(0) && out.contains("cannot be named in Retry and Catch"), "{out}");
    let (code, out) = sfn(&folder, &["explain", "States.Timeot"]);
    assert!(code == Some(2) && out.contains("did you mean States.Timeout?"), "{out}");
}
