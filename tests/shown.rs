//! What a reader of any output is never shown: control characters of strangers' files, and secrets.

use std::process::{Command, Stdio};

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};

/// A name that clears the screen, rings, links, moves the cursor and turns the direction of writing.
const HOSTILE: &str = r"A\u001b[31m\u001b]8;;http://x\u0007\u009b2J\r\u007f\u202e\u2066\u200f\u0000";

fn assert_tame(ended: &Ended, what: &str) {
    let steers = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for text in [&ended.out, &ended.err] {
        assert!(!text.contains(steers), "{what}: {text:?}");
    }
}

#[test]
fn control_characters_are_shown_as_escapes_in_every_output() {
    let next = |target: &str| {
        format!(
            r#"{{"StartAt":"{HOSTILE}","States":{{"{HOSTILE}":{{"Type":"Pass","{HOSTILE}":1,"Next":"{target}{HOSTILE}"}},
            "F":{{"Type":"Fail","Error":"{HOSTILE}","Cause":"{HOSTILE}"}}}}}}"#
        )
    };
    let fails = format!(
        r#"{{"StartAt":"{HOSTILE}","States":{{"{HOSTILE}":{{"Type":"Pass","Result":"{HOSTILE}","ResultPath":"$.a","Next":"F"}},
        "F":{{"Type":"Fail","Error":"{HOSTILE}","Cause":"{HOSTILE}"}}}}}}"#
    );
    let passes =
        format!(r#"{{"StartAt":"A","States":{{"A":{{"Type":"Pass","Result":"{HOSTILE}","End":true}}}}}}"#);
    let files = [
        ("bad.asl.json", &*next("No")),
        ("fails.asl.json", &*fails),
        ("passes.asl.json", &*passes),
        ("a\u{1b}[31m\u{9b}\u{202e}.asl.json", &*next("No")),
        (
            "raw.asl.yaml",
            "StartAt: A\nStates:\n  A: {Type: Pass, Nxt: x, End: true} # \u{9b}31m \u{202e} comment\n",
        ),
        (
            "raw.asl.json",
            "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Nxt\":\"\u{1b}[31m\u{9b}\",\"End\":true}}}",
        ),
    ];
    let folder = Folder::new("control", &files);
    let calls: &[&[&str]] = &[
        &["validate", "raw.asl.yaml"],
        &["validate", "raw.asl.json"],
        &["validate"],
        &["validate", "--format", "github"],
        &["validate", "--format", "short"],
        &["validate", "--format", "junit"],
        &["list"],
        &["run", "fails.asl.json"],
        &["run", "fails.asl.json", "-vv"],
        &["run", "fails.asl.json", "-q"],
        &["run", "passes.asl.json"],
        &["render", "passes.asl.json"],
        &["render", "passes.asl.json", "--format", "yaml"],
        &["eval", "$error('\u{9b}31m')"],
        &["eval", "'\u{9b}\u{202e}\u{1b}'", "--explain"],
        &["run", "x\u{1b}[31m\n::error::y.json"],
        &["explain", "x\u{9b}31m"],
        &["validate", "--no\u{1b}[31m"],
        &["run", "passes.asl.json", "--only", "x\u{1b}[31m"],
    ];
    for call in calls {
        let ended = folder.sfn(call);
        assert!(!ended.out.is_empty() || !ended.err.is_empty());
        assert_tame(&ended, &call.join(" "));
    }
}

#[test]
fn what_steers_is_escaped_in_place() {
    let raw = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Nxt\":\"\u{1b}[31m\u{9b}\",\"End\":true}}}";
    let fails = r#"{"StartAt":"A\u001b[31m","States":{"A\u001b[31m":{"Type":"Fail","Error":"E\u009b"}}}"#;
    let folder = Folder::new("escaped", &[("raw.asl.json", raw), ("fails.asl.json", fails)]);
    let shown = folder.sfn(&["validate", "raw.asl.json"]).out;
    assert!(shown.contains(r#""Nxt":"\u{1b}[31m\u{9b}","End""#), "{shown}");
    let junit = folder.sfn(&["validate", "--format", "junit"]).out;
    assert!(!junit.contains('\u{fffd}') && junit.contains(r"\u{1b}[31m"), "{junit}");
    // Colours are ours alone.
    let coloured = folder.sfn(&["run", "fails.asl.json", "--color", "always"]).err;
    assert!(coloured.contains("\u{1b}[31m") && coloured.contains(r"\u{1b}[31m"), "{coloured}");
    assert!(!coloured.contains("A\u{1b}[31m") && !coloured.contains('\u{9b}'), "{coloured}");
}

/// Runs the program through a shell line, in which `$0` is the program.
fn code(folder: &Folder, line: &str) -> Option<i32> {
    let mut command = Command::new("sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_sfn")]).current_dir(&folder.0).stdin(Stdio::null());
    command.output().unwrap().status.code()
}

#[test]
fn a_closed_or_full_standard_error_changes_no_exit_code() {
    let long = format!("[{}]", vec!["0"; 9000].join(","));
    let files = [
        ("ok.asl.json", r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#),
        ("bad.asl.json", r#"{"StartAt":"A","States":{"A":{"Type":"Fail"}}}"#),
        ("long.json", &*long),
    ];
    let folder = Folder::new("full", &files);
    for end in ["2>&-", "2>/dev/full"] {
        for (call, expected) in [
            ("run ok.asl.json", 0),
            ("run ok.asl.json -vv -i @long.json", 0),
            ("run bad.asl.json", 1),
            ("run ok.asl.json --format json", 0),
            ("validate ok.asl.json", 0),
            ("eval '$.a' --explain -i '{}' --lang jsonata", 0),
            ("eval '$error(1)'", 1),
            ("list", 0),
            ("render ok.asl.json", 0),
            ("run missing.json", 3),
            ("run --wrong", 2),
        ] {
            let line = format!("\"$0\" {call} {end}");
            assert_eq!(code(&folder, &line), Some(expected), "{line}");
        }
    }
}

/// The machines in which a password goes everywhere that people look.
fn leaks() -> Folder {
    let choice = r#"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[
        {"Variable":"$.password","StringEquals":"nope!","Next":"P"},
        {"Variable":"$.id","StringEqualsPath":"$.password","Next":"P"}]},"P":{"Type":"Pass","End":true}}}"#;
    let jsonata = r#"{"QueryLanguage":"JSONata","StartAt":"T","States":{
        "T":{"Type":"Pass","Assign":{"password":"{% $states.input.password %}","q":"{% $states.input.password %}"},
          "Output":"{% $merge([$states.input, {'copy': $states.input.password}]) %}","Next":"P"},
        "P":{"Type":"Pass","Output":"{% $states.input.copy * 2 %}","End":true}}}"#;
    let cause = r#"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","CausePath":"$.password"}}}"#;
    let pass = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;
    Folder::new(
        "secrets",
        &[
            ("choice.asl.json", choice),
            ("jsonata.asl.json", jsonata),
            ("cause.asl.json", cause),
            ("pass.asl.json", pass),
        ],
    )
}

#[test]
fn secrets_are_hidden_wherever_people_look() {
    let folder = leaks();
    let input = r#"{"password":"SEC01-a-long-one-that-is-cut-somewhere-in-the-middle-of-a-line"}"#;
    let calls: &[&[&str]] = &[
        &["run", "choice.asl.json"],
        &["run", "choice.asl.json", "-vv"],
        &["run", "jsonata.asl.json"],
        &["run", "jsonata.asl.json", "-vv"],
        &["run", "cause.asl.json", "-v"],
        &["run", "pass.asl.json", "--full", "password", "-vv"],
        &["eval", "$.password * 2", "--lang", "jsonata"],
        &["eval", "($p := $.password; $p * 2)", "--lang", "jsonata", "--explain"],
    ];
    for call in calls {
        let call = [call, &["-i", input][..]].concat();
        let shown = folder.sfn(&call).err;
        assert!(!shown.contains("SEC01") && !shown.contains("nope!"), "{call:?}: {shown}");
        let shown = folder.sfn(&[&call[..], &["--show-secrets"]].concat()).err;
        assert!(shown.contains("SEC01"), "{call:?}: {shown}");
    }
}

/// Files with a finding on a line that holds a secret, or on the one below it.
const QUOTED: &[(&str, &str)] = &[
    (
        "line.asl.json",
        r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"password":"SEC01-x","x":1},"Net":"é","End":true}}}"#,
    ),
    (
        "above.asl.json",
        "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"Parameters\":{\n\"apiKey\":[\"SEC01-y\"],\n\"x.$\":\"$.[\"},\"End\":true}}}",
    ),
    (
        "broken.asl.json",
        "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Parameters\":{\n\"Name\":\"Authorization\",\"Value\":\"SEC01-z\" \"Type\":\"Pass\"}}}}",
    ),
    (
        "value.asl.json",
        r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"password":"SEC01-w $.x","token.$":"SEC01-v"},"End":true}}}"#,
    ),
    (
        "flow.asl.yaml",
        "StartAt: P\nStates:\n  P:\n    Type: Pass\n    Parameters:\n      credentials:\n        - &c SEC01-a\n        - user: |\n            SEC01-b\n      again: *c\n    Nxt: P\n    End: true\n",
    ),
    (
        "compared.asl.json",
        r#"{"QueryLanguage":"JSONata","StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.password = 'SEC01-c' and %}","Next":"C"}]}}}"#,
    ),
    (
        "template.yaml",
        "Resources:\n  GetToken:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: P\n        States:\n          RefreshToken:\n            Type: Pass\n            Result: {Authorization: Bearer SEC01-t}\n            Next: Nowhere\n",
    ),
    (
        "main.tf",
        "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = jsonencode({ StartAt = \"P\", States = { P = { Type = \"Pass\", Result = { password = \"SEC01-h\" }, Net = 1, End = true } } })\n}\n",
    ),
    ("mocked.asl.json", r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#),
    ("mocked.sfn.yaml", "mocks:\n  Q: {return: {password: SEC01-m}}\n"),
    (
        "unmocked.asl.json",
        r#"{"StartAt":"T","States":{"T":{"Type":"Task","Parameters":{"FunctionName":"f","Payload":{"secret":"SEC01-u"}},"Resource":"arn:aws:states:::lambda:invoke","End":true}}}"#,
    ),
];

#[test]
fn quoted_lines_show_no_secret() {
    let folder = Folder::new("quoted", QUOTED);
    let mut seen = 0;
    for (file, _) in QUOTED.iter().filter(|(file, _)| !file.ends_with("sfn.yaml")) {
        for call in [
            "validate",
            "validate --format short",
            "validate --format github",
            "validate --format junit",
            "validate --format sarif",
            "run",
            "render",
        ] {
            if call == "render" && !folder.sfn(&["run", file]).err.contains("error[SFN0") {
                continue;
            }
            let words: Vec<&str> = call.split(' ').chain([*file]).collect();
            let shown = folder.sfn(&words);
            let text = format!("{}{}", shown.out, shown.err);
            assert!(!text.contains("SEC01"), "{call} {file}: {text}");
            assert!(!text.contains("{password: SEC"), "{call} {file}: {text}");
            let open = folder.sfn(&[&words[..], &["--show-secrets"]].concat());
            seen += usize::from(format!("{}{}", open.out, open.err).contains("SEC01"));
        }
    }
    assert!(seen >= 20, "only {seen} outputs would have shown a secret");
}

#[test]
fn names_of_states_are_no_secrets() {
    let text = r#"{"StartAt":"GetToken","States":{"GetToken":{"Type":"Pass","Comment":"OPEN1","Next":"Charge"},
        "Charge":{"Type":"Pass","Result":"OPEN1","End":true}}}"#;
    let folder = Folder::new("names", &[("m.asl.json", text)]);
    let shown = folder.sfn(&["run", "m.asl.json"]).err;
    assert!(shown.contains("Charge") && shown.contains("OPEN1") && !shown.contains("hidden"), "{shown}");
}

#[test]
fn many_secrets_cost_no_more_than_few() {
    let folder = leaks();
    let all: Vec<String> = (0..9_000).map(|at| format!(r#"{{"pwd":"SEC0{at:07}"}}"#)).collect();
    let pass =
        r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"SEC00000009, SEC00008999","End":true}}}"#;
    std::fs::write(folder.0.join("many.asl.json"), pass).unwrap();
    std::fs::write(folder.0.join("many.json"), format!("[{}]", all.join(","))).unwrap();
    let shown = folder.sfn(&["run", "many.asl.json", "-vv", "-i", "@many.json"]).err;
    assert!(!shown.contains("SEC0"), "{}", &shown[..500]);
}

#[test]
fn secrets_are_texts_under_whole_words() {
    let folder = leaks();
    let shown = |input: &str, more: &[&str]| {
        folder.sfn(&[&["run", "pass.asl.json", "-vv", "-i", input][..], more].concat()).err
    };
    for key in [
        "passwd",
        "pwd",
        "db_password",
        "clientSecret",
        "token",
        "TaskToken",
        "Authorization",
        "set-cookie",
        "credentials",
        "privateKey",
        "AccessKeyId",
        "AWSSecretKey",
        "apiKey",
        "x-api-key",
    ] {
        let text = shown(&format!(r#"{{"{key}":"SEC01"}}"#), &[]);
        assert!(!text.contains("SEC01"), "{key}: {text}");
    }
    for pair in [("Name", "Value"), ("key", "value"), ("Header", "Values")] {
        let text = shown(
            &format!(r#"{{"h":[{{"{}":"Authorization","{}":["Bearer SEC01"]}}]}}"#, pair.0, pair.1),
            &[],
        );
        assert!(!text.contains("SEC01"), "{pair:?}: {text}");
    }
    for member in [
        r#""NextToken":"OPEN1""#,
        r#""max_tokens":"OPEN1""#,
        r#""tokenType":"OPEN1""#,
        r#""tokenizer":"OPEN1""#,
        r#""monkey":"OPEN1""#,
        r#""password":7777"#,
        r#""tokens":{"password":true,"used":7777}"#,
    ] {
        let text = shown(&format!("{{{member}}}"), &[]);
        assert!(text.contains("OPEN1") || text.contains("7777"), "{member}: {text}");
    }
    let own = r#"{"iban":"SEC01"}"#;
    assert!(shown(own, &[]).contains("SEC01"));
    std::fs::write(folder.0.join("sfn.toml"), "[run]\nredact = [\"iban\"]\n").unwrap();
    assert!(!shown(own, &[]).contains("SEC01"));
    assert!(shown(own, &["--show-secrets"]).contains("SEC01"));
}

#[test]
fn machine_formats_tell_files_apart() {
    let bad = r#"{"StartAt":"A","States":{"A":{"Type":"Parallel","Next":"No","Branches":[
        {"StartAt":"B","States":{"B":{"Type":"Succeed"}}}]},"C":{"Type":"Succeed"}}}"#;
    let folder = Folder::new("apart", &[("one.asl.json", bad), ("broken.asl.json", "{")]);
    std::fs::create_dir(folder.0.join("b")).unwrap();
    std::fs::write(folder.0.join("b/one.asl.json"), bad).unwrap();
    let json = folder.sfn(&["validate", "one.asl.json", "--format", "json"]).out;
    assert!(json.contains(r#""states":3"#), "{json}");
    let junit = folder.sfn(&["validate", "one.asl.json", "b/one.asl.json", "--format", "junit"]).out;
    for case in ["one.asl.json", "b/one.asl.json"] {
        assert!(
            junit.contains(&format!(r#"<testcase classname="{case}" name="one" file="{case}" time="0">"#)),
            "{junit}"
        );
    }
    let elsewhere = Folder::new("elsewhere", &[("broken.asl.json", "{")]);
    let path = elsewhere.0.join("broken.asl.json");
    let arguments =
        ["validate", path.to_str().unwrap(), "one.asl.json", "b/one.asl.json", "--format", "sarif"];
    let sarif = Value::parse(&folder.sfn(&arguments).out).unwrap();
    let at = |pointer: &str| sarif.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    assert!(at("/runs/0/tool/driver/informationUri").starts_with("https://"));
    assert!(at("/runs/0/tool/driver/fullName").starts_with("sfn "));
    assert_eq!(at("/runs/0/automationDetails/id"), "sfn/validate/");
    let results = sarif.pointer("/runs/0/results").and_then(Value::as_array).unwrap();
    let fingerprints: std::collections::BTreeSet<_> =
        results.iter().map(|one| one.get("partialFingerprints").unwrap().to_json()).collect();
    assert_eq!(fingerprints.len(), results.len());
    let uri = at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri");
    assert!(uri.starts_with("file:///"), "{uri}");
    assert!(!sarif.to_json().contains(r#""fullyQualifiedName":"""#));
}
