//! Files of strangers that are small to write and large to read: each ends soon, with all that is to be said or with
//! an error that names the bound. How soon is measured by `.ci/cases.py` on a release build.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::Command;

use sfn::project::check::{CheckOptions, Room};
use sfn::project::targets::Target;

use crate::cli::Folder;
use crate::serving::Serving;

/// Runs the program with at most a minute of processor time and 4 GB of addresses: far more than it needs in a debug
/// build, far less than what these took. Both its outputs.
fn soon(folder: &Folder, line: &str) -> String {
    within(60, folder, line)
}

/// The same in so many seconds of processor time.
fn within(seconds: u32, folder: &Folder, line: &str) -> String {
    let limits = format!("ulimit -t {seconds}; ulimit -v 4194304; exec \"$@\"");
    let limited = ["-c", &limits, "sh", env!("CARGO_BIN_EXE_sfn")];
    let ended =
        Command::new("sh").args(limited).args(line.split(' ')).current_dir(&folder.0).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
    let start = said.chars().take(800).collect::<String>();
    assert!(ended.status.code().is_some_and(|code| code < 7), "sfn {line}: {:?} {start}", ended.status);
    said.into_owned()
}

const PASS: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;

#[test]
fn a_text_may_have_a_million_values() {
    let zeros = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Pass","End":true,"Result":[{}0]}}}}}}"#,
        "0,".repeat(1_200_000)
    );
    let dashes = format!(
        "StartAt: P\nStates:\n  P:\n    Type: Pass\n    End: true\n    Result:\n{}",
        "    - 0\n".repeat(1_200_000)
    );
    let template = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: zeros.asl.json}\n";
    let toml = format!("x = [{}1]\n", "1,".repeat(1_200_000));
    let files = [
        ("zeros.asl.json", &*zeros),
        ("dashes.asl.yaml", &*dashes),
        ("template.yaml", template),
        ("p.asl.json", PASS),
        ("big.toml", &*toml),
    ];
    let folder = Folder::new("values", &files);
    for line in [
        "validate zeros.asl.json",
        "validate dashes.asl.yaml",
        "validate template.yaml",
        "validate . --format short",
        "list . --format json",
        "run zeros.asl.json",
        "run p.asl.json -m dashes.asl.yaml",
        "run p.asl.json -i @zeros.asl.json",
        "list --config big.toml",
    ] {
        let said = soon(&folder, line);
        assert!(said.contains("more than 1,000,000 values"), "sfn {line}");
    }
}

#[test]
fn functions_of_templates_end_at_their_bound() {
    let parameter = format!("Parameters:\n  A: {{Type: String, Default: \"{}\"}}\n", "x".repeat(100_000));
    let machine = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: ";
    let references = vec!["!Ref A"; 20_000].join(", ");
    let list = format!("{parameter}{machine}!Join [\"\", [{references}]]\n");
    let base = (0..200).fold("!Ref A".to_owned(), |inner, _| format!("{{Fn::Base64: {inner}}}"));
    let base = format!("{parameter}{machine}{base}\n");
    let folder = Folder::new("functions", &[("list.yaml", &list), ("base.yaml", &base)]);
    for file in ["list.yaml", "base.yaml"] {
        assert!(soon(&folder, &format!("validate {file} --format short")).contains("SFN0"), "{file}");
    }
}

/// Texts in texts: the quotes of each are doubled by the next, and forty of them would fill any machine.
#[test]
fn functions_inside_of_functions_end_at_their_bound() {
    let nested =
        |call: &dyn Fn(String) -> String, inner: &str| (0..40).fold(inner.to_owned(), |inner, _| call(inner));
    let parameter = format!("Parameters:\n  A: {{Type: String, Default: '{}'}}\n", "\"".repeat(1_000));
    let machine = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: ";
    let text = nested(&|inner| format!("{{Fn::ToJsonString: {inner}}}"), "{Ref: A}");
    let list = nested(&|inner| format!("{{Fn::ToJsonString: [{inner}, {{Ref: A}}]}}"), "{Ref: A}");
    let hcl = |call: &dyn Fn(String) -> String| {
        let quotes = "\\\"".repeat(1_000);
        let value = nested(call, "local.a");
        format!(
            "locals {{\n  a = \"{quotes}\"\n}}\nresource \"aws_sfn_state_machine\" \"m\" {{\n  definition = {value}\n}}\n"
        )
    };
    let locals: String =
        (0..40).map(|at| format!("  a{} = \"${{local.a{at}}}${{local.a{at}}}\"\n", at + 1)).collect();
    let doubled = format!(
        "locals {{\n  a0 = \"{}\"\n{locals}}}\nresource \"aws_sfn_state_machine\" \"m\" {{\n  definition = local.a30\n}}\n",
        "x".repeat(100_000)
    );
    let files = [
        ("text.yaml", format!("{parameter}{machine}{text}\n")),
        ("list.yaml", format!("{parameter}{machine}{list}\n")),
        ("json/main.tf", hcl(&|inner| format!("jsonencode({inner})"))),
        ("base64/main.tf", hcl(&|inner| format!("base64encode({inner})"))),
        ("format/main.tf", hcl(&|inner| format!("format(\"%s%s\", {inner}, \"x\")"))),
        ("doubled/main.tf", doubled),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = Folder::new("nested", &files);
    for (file, _) in files {
        let said = soon(&folder, &format!("validate {file} --format short"));
        assert!(said.contains("SFN0"), "{file}: {}", &said[..said.len().min(300)]);
    }
}

/// A short variable may ask thousands of times for a long value.
#[test]
fn variables_that_are_copied_end_at_their_bound() {
    let machine = "stepFunctions:\n  stateMachines:\n    m:\n      definition: {StartAt: P, States: {P: {Type: Pass, End: true, Result: '${self:custom.z}'}}}\n";
    let long = format!("  a: '{}'\n  z: '{}'\n", "x".repeat(100_000), "${self:custom.a}".repeat(2_000));
    let references = vec!["'${self:custom.a}'"; 10_000].join(",");
    let list = format!("  a: [{}1]\n  z: [{references}]\n", "1,".repeat(100_000));
    let file = vec!["'${file(big.yml):a}'"; 10_000].join(",");
    let file = format!("  z: [{file}]\n");
    let start = "service: s\nprovider: {name: aws}\ncustom:\n";
    let big = format!("a: 1\nb: [{}1]\n", "1,".repeat(100_000));
    let files = [("long.yml", long), ("list.yml", list), ("file.yml", file)]
        .map(|(name, custom)| (name, format!("{start}{custom}{machine}")));
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    files.push(("big.yml", &big));
    let folder = Folder::new("variables", &files);
    for file in ["long.yml", "list.yml"] {
        let said = soon(&folder, &format!("validate {file} --format short"));
        assert!(said.contains("more than 16 MB"), "{file}: {}", &said[..said.len().min(300)]);
    }
    assert!(soon(&folder, "validate file.yml").contains("1 machine"));
}

#[test]
fn a_template_with_many_machines_is_read_in_linear_time() {
    let machine = |at: usize| {
        format!(
            r#""M{at}":{{"Type":"AWS::StepFunctions::StateMachine","Properties":{{"DefinitionString":"{{}}"}}}}"#
        )
    };
    let machines = (0..4_000).map(machine).collect::<Vec<_>>().join(",");
    let folder = Folder::new("machines", &[("many.json", &format!("{{\"Resources\":{{{machines}}}}}"))]);
    let said = soon(&folder, "validate many.json --statistics");
    assert!(said.contains("4000  SFN"), "{said}");
    soon(&folder, "list many.json");
}

/// Each machine has a comment that allows something, and one that does not; so has a definition of many states.
#[test]
fn comments_that_allow_are_read_in_linear_time() {
    let machine = |at: usize| {
        format!(
            "  M{at}:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      Definition:\n        \
             StartAt: P\n        States:\n          # sfn:allow SFN203, SFN999\n          P: {{Type: Pass, End: true}}\n"
        )
    };
    let machines: String = (0..600).map(machine).collect();
    let state = |at: usize| {
        format!(
            "  S{at}: {{Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {{FunctionName: f}}, Next: S{}}} # sfn:allow SFN203 SFN201\n",
            at + 1
        )
    };
    let states: String = (0..400).map(state).collect();
    let words = "sfn:allow SFN201 ".repeat(5_000);
    let definition = format!("StartAt: S0\nComment: {words}\nStates:\n{states}  S400: {{Type: Succeed}}\n");
    let folder = Folder::new(
        "allow",
        &[
            ("many.yaml", &format!("# sfn:allow SFN998\nResources:\n{machines}")),
            ("states.asl.yaml", &definition),
        ],
    );
    let said = soon(&folder, "validate many.yaml --statistics");
    assert!(said.contains("601  SFN033") && said.contains("600  SFN034"), "{said}");
    let said = soon(&folder, "validate states.asl.yaml --statistics");
    assert!(said.contains("SFN034") && !said.contains("SFN203"), "{said}");
}

/// It took 19 seconds when each branch that ended had the whole Parallel looked at again.
#[test]
fn a_wide_parallel_is_checked_in_linear_time() {
    let branch =
        |at: usize| format!(r#"{{"StartAt":"A{at}","States":{{"A{at}":{{"Type":"Pass","End":true}}}}}}"#);
    let branches = (0..10_000).map(branch).collect::<Vec<_>>().join(",");
    let definition = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"ResultPath":null,"Branches":[{branches}]}}}}}}"#
    );
    let folder = Folder::new("wide", &[("wide.asl.json", &definition)]);
    assert!(within(6, &folder, "validate wide.asl.json").contains("1 machine"));
}

/// It took 10 seconds when each file was looked for in all others.
#[test]
fn a_folder_of_many_machines_is_listed_in_linear_time() {
    let names: Vec<String> = (0..4_000).map(|at| format!("m{at}.asl.json")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), PASS)).collect();
    let folder = Folder::new("many-files", &files);
    assert_eq!(within(6, &folder, "list --format json").matches("\"reference\"").count(), 4_000);
}

#[test]
fn a_mock_file_with_many_unknown_states_is_read_in_linear_time() {
    let states: String = (0..20_000).map(|at| format!("    S{at}: {{return: 1}}\n")).collect();
    let folder = Folder::new(
        "mocks",
        &[("p.asl.json", PASS), ("p.sfn.yaml", &format!("version: 1\nmocks:\n  states:\n{states}"))],
    );
    assert!(soon(&folder, "run p.asl.json -q").contains("SUCCEEDED"));
}

/// A file of patterns that is a link or a pipe says nothing: one led to `/dev/zero`.
#[test]
fn files_of_patterns_are_plain_and_small() {
    let many: String = (0..50_000).map(|at| format!("**/a{at}*b*[x-z]?\n")).collect();
    let tests = "version: 1\ntests:\n  t: {input: {}}\n";
    for name in [".gitignore", ".ignore"] {
        let folder = Folder::new("patterns", &[("p.asl.json", PASS), ("p.sfn.yaml", tests)]);
        let file = folder.0.join(name);
        for kind in ["link", "pipe", "large"] {
            let _ = std::fs::remove_file(&file);
            match kind {
                "link" => std::os::unix::fs::symlink("/dev/zero", &file).unwrap(),
                "pipe" => assert!(Command::new("mkfifo").arg(&file).status().unwrap().success()),
                _ => std::fs::write(&file, &many).unwrap(),
            }
            for line in ["list", "test --no-recordings", "test --unreferenced warn", "review --list"] {
                let said = soon(&folder, line);
                assert!(
                    line.starts_with("review") || said.contains("p.") && !said.contains("no tests"),
                    "{line}: {said}"
                );
            }
        }
    }
}

/// A step over two lists makes as many tuples as their product: 400 million here.
#[test]
fn joined_lists_end_at_the_bound_of_memory() {
    let join = "{% $states.input.l@$x.$states.input.l@$y.($x + $y) %}";
    let definition = format!(
        r#"{{"QueryLanguage":"JSONata","StartAt":"P","States":{{"P":{{"Type":"Pass","End":true,"Output":"{join}"}}}}}}"#
    );
    let input = format!(r#"{{"l":[{}1]}}"#, "1,".repeat(20_000));
    let folder = Folder::new("join", &[("join.asl.json", &definition), ("input.json", &input)]);
    assert!(soon(&folder, "run join.asl.json -i @input.json -q").contains("too much memory"));
}

/// A text may have half a million fields that no definition has, and each is a finding.
#[test]
fn findings_end_at_their_bound() {
    let fields: String = (0..100_009).map(|at| format!("\"a{at}\":1,")).collect();
    let folder =
        Folder::new("findings", &[("many.asl.json", &PASS.replacen('{', &format!("{{{fields}"), 1))]);
    let said = soon(&folder, "validate many.asl.json --format short");
    assert_eq!(said.lines().count(), 100_001);
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("error[SFN007] there are 10 findings more, which are left out"), "{last}");
}

/// Reports hold all that is said of a folder, which may have many such files. Each keeps the error that it is not fine.
#[test]
fn findings_of_a_folder_end_at_their_bound() {
    let fields: String = (0..40_000).map(|at| format!("\"a{at}\":1,")).collect();
    let text = PASS.replacen('{', &format!("{{{fields}"), 1);
    let names = ["a.asl.json", "b.asl.json", "c.asl.json", "d.asl.json", "e.asl.json"];
    let folder = Folder::new("all-findings", &names.map(|name| (name, &*text)));
    let said = soon(&folder, "validate . --format short");
    assert_eq!(said.lines().count(), 100_003);
    for (name, count) in [("c.asl.json", 20_000), ("d.asl.json", 40_000), ("e.asl.json", 40_000)] {
        let left_out = format!("error[SFN007] there are {count} findings more, which are left out");
        let line = said.lines().find(|line| line.contains(name) && line.contains(&left_out));
        assert!(line.is_some(), "{name}");
    }
    let summary = soon(&folder, "validate . --statistics");
    assert!(summary.contains("SFN007"), "{summary}");
}

/// A hundred seconds, before: the text and what is looked for repeat themselves.
#[test]
fn searches_of_long_texts_end_at_their_bound() {
    let expression = "{% ($p := function($s,$n){ $n = 0 ? $s : $p($s & $s, $n - 1) }; $s := $p('ab', 20); \
                      $count($map([1..100000], function($i){ $contains($s, 'ba ba ba') }))) %}";
    let definition = format!(
        r#"{{"QueryLanguage":"JSONata","StartAt":"A","States":{{"A":{{"Type":"Pass","Output":"{expression}","End":true}}}}}}"#
    );
    let folder = Folder::new("search", &[("search.asl.json", &definition)]);
    assert!(within(20, &folder, "run search.asl.json").contains("Expression evaluation timeout"));
}

/// A watch keeps what it found of each file until that changes: all of it together has the same bound.
#[test]
fn what_a_watch_keeps_ends_at_its_bound() {
    let fields: String = (0..60_000).map(|at| format!("\"a{at}\":1,")).collect();
    let text = PASS.replacen('{', &format!("{{{fields}"), 1);
    let folder = Folder::new("watched", &["a.asl.json", "b.asl.json"].map(|name| (name, &*text)));
    let load = sfn::load::Options::default();
    let how = CheckOptions { load: &load, workflow: None, stdin: "-", is_strict: false };
    let target = |name: &str| Target::Named(folder.0.join(name).display().to_string());
    let room = Room::beside(std::iter::empty());
    let first = room.check(&target("a.asl.json"), &how).unwrap_or_default();
    let second = room.check(&target("b.asl.json"), &how).unwrap_or_default();
    let counts = [&first, &second].map(|read| (read[0].count(), read[0].is_cut()));
    assert_eq!(counts, [(60_000, false), (40_001, true)]);
    // There is room again: it is checked again, whole.
    let again = Room::beside(std::iter::empty()).check(&target("b.asl.json"), &how).unwrap_or_default();
    assert_eq!((again[0].count(), again[0].is_cut()), (60_000, false));
}

/// Names and values that would steer a terminal: C1 and the direction of writing, which JSON need not escape.
#[test]
fn no_document_steers_a_terminal() {
    let machine = r#"{"Comment":"\u009b31m\u202e","StartAt":"T\u009b31m\u202e","States":{"T\u009b31m\u202e":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload":{"k\u009b":"\u2066v"}}}}}"#;
    let other = machine.replace("\"f\"", "\"g\u{9b}\"").replace("m\\u202e\",\"Start", "m!\\u202e\",\"Start");
    let mocks = "version: 1\nmachine: m.asl.json\nmocks: {states: {\"T\\u009b31m\\u202e\": {return: {\"a\\u009b\": \"\\u202eb\"}}}}\n\
                 tests:\n  \"t\\u009b\": {input: {}, expect: {output: {\"a\\u009b\": 1}}}\n";
    let event = r#"{"source":"s","detail-type":"\u202e","detail":{"a":"\u009b"}}"#;
    let template = r#"{"Resources":{"M\u009b":{"Type":"AWS::Serverless::StateMachine","Properties":{"DefinitionUri":"m.asl.json",
        "Events":{"E":{"Type":"EventBridgeRule","Properties":{"Pattern":{"source":["s"]}}}}}}}}"#;
    let files = [
        ("m.asl.json", machine),
        ("d.asl.json", &*other),
        ("m.sfn.yaml", mocks),
        ("e.json", event),
        ("t.json", template),
    ];
    let folder = Folder::new("steering", &files);
    for line in [
        "validate m.asl.json --format json",
        "validate m.asl.json --format jsonl",
        "validate m.asl.json --format sarif",
        "list --format json",
        "run m.asl.json --format json",
        "run m.asl.json --format jsonl",
        "run m.asl.json --format history",
        "run m.asl.json -vv --save-trace t.jsonl",
        "trace t.jsonl --format json",
        "test --format json",
        "test --format jsonl",
        "test --format junit --report-json report.json",
        "diff m.asl.json d.asl.json --format json",
        "mock init m.asl.json",
        "mock from t.jsonl",
        "mock lint --format json",
        "mock show m.asl.json T\u{9b}31m\u{202e} --format json",
        "convert m.asl.json --to jsonata",
        "convert m.asl.json --to jsonata --format json",
        "convert m.asl.json --to jsonata --format json -o c.json",
        "cost m.asl.json --format json",
        "explore m.asl.json --format json",
        "policy d.asl.json --format sam",
        "policy d.asl.json --format cdk",
        "policy d.asl.json --format tf",
        "emit e.json t.json --format json",
        "eval $.a --input {\"a\":\"\u{202e}\"} --format json --explain",
        "test --suggest",
    ] {
        let said = soon(&folder, line);
        let steers =
            |c: &char| matches!(c, '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert_eq!(said.chars().find(steers), None, "sfn {line}: {said:?}");
        assert!(!said.is_empty(), "sfn {line}");
    }
    let listed = soon(&folder, "validate m.asl.json --format json");
    assert!(listed.contains(r"`T\u009b31m\u202e` does not retry"), "{listed}");
    let report = std::fs::read_to_string(folder.0.join("report.json")).unwrap();
    assert!(report.contains(r"t\u009b") && !report.contains('\u{9b}'), "{report}");
}

/// A folder that is a link out of the repository is no folder of it, under whatever name a file in it is given.
#[cfg(unix)]
#[test]
fn nothing_is_mended_behind_a_link_that_leads_out() {
    let wrong = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Bb"},"Bbb":{"Type":"Succeed"}}}"#;
    let right = wrong.replace("\"Bb\"", "\"Bbb\"").replace("{\"StartAt", "{   \"StartAt");
    let files = [("project/.git/x", ""), ("other/wrong.asl.json", wrong), ("other/right.asl.json", &*right)];
    let folder = Folder::new("mended-behind-links", &files);
    let project = Folder(folder.0.join("project"));
    std::os::unix::fs::symlink("../other", project.0.join("link")).unwrap();
    for line in [
        "validate link --fix",
        "validate link/wrong.asl.json --fix",
        "fmt link",
        "fmt link/right.asl.json",
        "convert link/right.asl.json --to jsonata --write",
    ] {
        soon(&project, line);
        let there = |name: &str| std::fs::read_to_string(folder.0.join("other").join(name)).unwrap();
        assert_eq!(there("wrong.asl.json"), wrong, "sfn {line}");
        assert_eq!(there("right.asl.json"), right, "sfn {line}");
    }
}

/// What is a pipe or a device when a document is to be written to it, stays one.
#[cfg(unix)]
#[test]
fn pipes_are_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;

    let folder = Folder::new("pipes-to-write", &[("m.asl.json", PASS)]);
    assert!(Command::new("mkfifo").arg("pipe").current_dir(&folder.0).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = folder.0.join("pipe");
        move || std::fs::read_to_string(pipe).unwrap()
    });
    soon(&folder, "convert m.asl.json --to jsonata --no-proof -o pipe");
    let kind = std::fs::symlink_metadata(folder.0.join("pipe")).unwrap().file_type();
    assert!(kind.is_fifo());
    assert!(reader.join().unwrap().contains("JSONata"));
}

/// Why a run went the way it did is told without the secrets that it decided by.
#[test]
fn reasons_of_tests_show_no_secret() {
    let machine = r#"{"StartAt":"C","States":{"C":{"Type":"Choice","Default":"F","Choices":[
        {"Variable":"$.password","StringEquals":"SEC01","Next":"P"}]},
        "P":{"Type":"Pass","End":true},"F":{"Type":"Fail","Error":"E"}}}"#;
    let tests = "version: 1\ntests:\n  t: {input: {password: SEC01}, expect: {status: FAILED}}\n\
                 \x20 u: {input: {password: SEC02}, expect: {status: SUCCEEDED}}\n\
                 \x20 v: {input: {password: SEC01}, expect: {assert: ['{% $output.password %}']}}\n";
    let folder = Folder::new("reasons", &[("m.asl.json", machine), ("m.sfn.yaml", tests)]);
    for line in ["test", "test --format tap", "test --format junit", "test --format github"] {
        let said = soon(&folder, line);
        assert!(said.contains(".password is (secret)"), "{said}");
        assert!(!said.contains("SEC0"), "{said}");
    }
}

/// What a policy is written in fills in `${…}`, and ends texts at quotes and lines at line ends: a definition decides
/// neither what is run nor what is allowed where it is pasted.
#[test]
fn texts_of_definitions_stay_texts_in_policies() {
    let machine = r#"{"StartAt":"S","States":{"S":{"Type":"Task","End":true,"Resource":"arn:aws:states:::aws-sdk:s3:getObject",
        "Parameters":{"Bucket":"b`'\"\n${x()}%{ y }","Key":"k\u001b\\"}}}}"#;
    let files = [("m.asl.json", machine), ("x\nevil().asl.json", PASS)];
    let folder = Folder::new("policy-texts", &files);
    let literal = |format: &str| {
        let said = soon(&folder, &format!("policy m.asl.json --format {format}"));
        said.lines().find(|line| line.contains("s3:::")).unwrap_or_default().trim().to_owned()
    };
    assert_eq!(
        literal("sam"),
        r#"Resource: !Sub "arn:${AWS::Partition}:s3:::b`'\"\n${!x()}%{ y }/k\u001b\\""#
    );
    assert_eq!(literal("cdk"), r#"`arn:${Aws.PARTITION}:s3:::b\`'"\n\${x()}%{ y }/k\u001b\\`,"#);
    let data = "${data.aws_partition.current.partition}";
    assert_eq!(
        literal("tf"),
        format!(r#"resources = ["arn:{data}:s3:::b`'\"\n$${{x()}}%%{{ y }}/k\u001b\\"]"#)
    );
    for format in ["cdk", "tf"] {
        let limited = ["policy", "x\nevil().asl.json", "--format", format];
        let said = Command::new(env!("CARGO_BIN_EXE_sfn")).args(limited).current_dir(&folder.0).output();
        let said = String::from_utf8(said.unwrap().stdout).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

/// Each change of a conversion reads the text of its state, not of all states: many states, in a row and in branches.
#[test]
fn many_states_are_converted_in_linear_time() {
    let state = |at: usize| {
        format!(
            r#""S{at}":{{"Type":"Wait","SecondsPath":"$.a{at}","OutputPath":"$.b","Next":"S{}"}}"#,
            at + 1
        )
    };
    let states: Vec<String> = (0..2000).map(state).collect();
    let branch = |at| {
        format!(
            r#"{{"StartAt":"B{at}","States":{{"B{at}":{{"Type":"Pass","InputPath":"$.a","End":true}}}}}}"#
        )
    };
    let branches: Vec<String> = (0..2000).map(branch).collect();
    let text = format!(
        r#"{{"StartAt":"S0","States":{{{},"S2000":{{"Type":"Parallel","Branches":[{}],"End":true}}}}}}"#,
        states.join(","),
        branches.join(",")
    );
    let folder = Folder::new("convert-many", &[("m.asl.json", &text)]);
    let said = within(20, &folder, "convert m.asl.json --to jsonata --no-proof --format json -o c.asl.json");
    assert_eq!(said.matches(r#""outcome": "converted""#).count(), 4001, "{}", &said[..400]);
    within(20, &folder, "validate c.asl.json");
}

/// Rules of Retry and Catch are told apart in linear time.
#[test]
fn many_rules_of_retry_are_checked_in_linear_time() {
    let rules: Vec<String> = (0..8000).map(|at| format!(r#"{{"ErrorEquals":["E{at}"]}}"#)).collect();
    let text = format!(
        r#"{{"StartAt":"T","States":{{"T":{{"Type":"Task","End":true,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{}]}}}}}}"#,
        rules.join(",")
    );
    within(10, &Folder::new("many-retriers", &[("m.asl.json", &text)]), "validate m.asl.json");
}

/// The search for inputs and answers to begin with is part of what `--timeout` bounds.
#[test]
fn searches_for_a_start_heed_the_time() {
    let name = |at: usize| if at == 400 { "F".to_owned() } else { format!("T{at}") };
    let task = |at: usize| {
        format!(
            r#""T{at}":{{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Next":"{}",
            "Parameters":{{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","MessageBody":"x"}},
            "Catch":[{{"ErrorEquals":["States.ALL"],"Next":"F"}}]}}"#,
            name(at + 1)
        )
    };
    let tasks: Vec<String> = (0..400).map(task).collect();
    let text = format!(r#"{{"StartAt":"T0","States":{{{},"F":{{"Type":"Succeed"}}}}}}"#, tasks.join(","));
    let folder = Folder::new("explore-time", &[("m.asl.json", &text)]);
    let said = within(20, &folder, "explore m.asl.json --timeout 4s --format json");
    assert!(said.contains(r#""cut_by":["time""#), "{said}");
}

/// The lines of a definition that is not formatted are shown, what is secret in them is not.
#[test]
fn differences_of_layout_show_no_secret() {
    let machine = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,
        "Result":{"password":"hunter2hunter2"}}}}"#;
    let folder = Folder::new("layout", &[("m.asl.json", machine)]);
    for line in ["fmt --check", "fmt --diff m.asl.json"] {
        let said = soon(&folder, line);
        assert!(said.contains("\"password\": \"‹hidden 14 B›\"") && !said.contains("hunter2"), "{said}");
    }
    assert!(soon(&folder, "fmt --diff m.asl.json --show-secrets").contains("hunter2hunter2"));
}

/// A file of a run, and a pipe that takes its place, may be endless, or hold more values than memory does.
#[test]
fn saved_runs_end_at_their_bound() {
    let values = format!("{{\"sfn_recording\":1,\"name\":[{}1]}}\n", "1,".repeat(5_000_000));
    let history = format!(
        "{{\"events\":[{{\"id\":1,\"type\":\"ExecutionStarted\",\"timestamp\":1,\
         \"executionStartedEventDetails\":{{\"input\":\"[{}1]\"}}}}]}}",
        "1,".repeat(9_000_000)
    );
    let files = [("p.asl.json", PASS), ("values.jsonl", &*values), ("history.json", &*history)];
    let folder = Folder::new("recordings", &files);
    for (name, size) in [("endless.jsonl", 70_000_000), ("long.jsonl", 600_000_000)] {
        // A file of blanks that takes no place on the disk: what was never written is read as zero.
        std::fs::File::create(folder.0.join(name)).unwrap().set_len(size).unwrap();
    }
    std::fs::write(folder.0.join("blank.jsonl"), "\n".repeat(70_000_000)).unwrap();
    for (line, said) in [
        ("trace endless.jsonl", "endless.jsonl:1: this line is longer than 64 MB"),
        ("trace long.jsonl", "long.jsonl:1: this line is longer than 64 MB"),
        ("trace blank.jsonl", "this line is longer than 64 MB"),
        ("trace values.jsonl", "values.jsonl:1: the values of this line take more than 256 MB"),
        ("mock from values.jsonl --machine p.asl.json", "the values of this line take more than 256 MB"),
        (
            "trace history.json --definition p.asl.json",
            "history.json: reading it takes about 583 MB of memory",
        ),
        ("mock from history.json --machine p.asl.json", "[run] max_memory"),
    ] {
        let told = soon(&folder, line);
        assert!(told.contains(said), "sfn {line}: {}", told.chars().take(500).collect::<String>());
    }
}

/// What clients send to a server takes a part of its memory only, and a client that stalls takes no other's place.
#[test]
fn requests_end_at_their_bound() {
    let server = Serving::start(&[]);
    let head = |length: usize| {
        let address = &server.address;
        format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\n\
             Content-Length: {length}\r\n\r\n"
        )
    };
    // Each says that it sends 8 MB: they take the places of all large requests.
    let stalled: Vec<TcpStream> = (0..12)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            stream.write_all(head(8 << 20).as_bytes()).unwrap();
            stream
        })
        .collect();
    assert!(server.post("ListStateMachines", "{}").ends_with(r#"{"stateMachines":[]}"#));
    drop(stalled);
    let values = server.post("ListStateMachines", &format!("[{}1]", "1,".repeat(100_001)));
    assert!(values.contains("the body has more than 100000 values"), "{values}");
    let texts = server.post("ListStateMachines", &format!("{{\"a\":\"{}\"}}", "[,".repeat(100_001)));
    assert!(texts.starts_with("HTTP/1.1 200"), "{texts}");
    // Nothing of it has to come.
    let large = server.send(&head((8 << 20) + 1).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    let fields: String = (0..40_000).map(|at| format!("\\\"a{at}\\\":1,")).collect();
    let body = format!(
        r#"{{"name":"m","roleArn":"arn:aws:iam::1:role/r","definition":"{{{fields}\"States\":{{}}}}"}}"#
    );
    let refused = server.post("CreateStateMachine", &body);
    assert!(refused.contains("InvalidDefinition") && refused.contains("'a39999' is not supported"));
}

/// What is found by looking is read through no link that leads out, and a pipe is not waited for.
#[test]
fn what_events_and_servers_find_stays_in_the_project() {
    let template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    \
                    Properties:\n      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}\n      Events:\n        \
                    Bad: {Type: EventBridgeRule, Properties: {Pattern: {source: OUTSIDE}}}\n        \
                    Good: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}\n";
    let mocks = "version: 1\nmachine: p.asl.json\ntests:\n  OUTSIDE: {input: {}, bogus: 1}\n";
    let outside =
        Folder::new("outside", &[("t.yaml", template), ("a.sfn.yaml", mocks), ("o.asl.json", PASS)]);
    let event = r#"{"source": "a", "detail-type": "b", "detail": {}}"#;
    let good = template
        .replace("Bad: {Type: EventBridgeRule, Properties: {Pattern: {source: OUTSIDE}}}\n        ", "");
    let files = [("p.asl.json", PASS), ("template.yaml", &*good), ("event.json", event), ("none.json", "{}")];
    let folder = Folder::new("inside", &files);
    for file in ["t.yaml", "a.sfn.yaml", "o.asl.json"] {
        std::os::unix::fs::symlink(outside.0.join(file), folder.0.join(file)).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", folder.0.join("z.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.0.join("f.asl.json")).status().unwrap().success());
    for line in
        ["emit event.json", "mock lint", "test --no-recordings", "explore p.asl.json", "list", "validate"]
    {
        let said = soon(&folder, line);
        assert!(!said.contains("OUTSIDE"), "{line}: {said}");
    }
    assert!(soon(&folder, "emit event.json").contains("M  by MGood"));
    assert!(soon(&folder, "mock lint").contains("--allow-read"));
    // A definition that leads out is an error; what is no definition is left alone.
    assert!(soon(&folder, "serve . --port 0").contains("o.asl.json is a link that leads out of the project"));
    std::fs::remove_file(folder.0.join("o.asl.json")).unwrap();
    let server = Serving::start(&[&folder.0.display().to_string()]);
    let machines = server.post("ListStateMachines", "{}");
    assert!(machines.contains(":stateMachine:p\"") && machines.contains(":stateMachine:M\""), "{machines}");
}

/// A mock file that was named is read, or said to be none.
#[test]
fn mock_files_that_are_named_are_read() {
    let folder =
        Folder::new("named", &[("p.asl.json", PASS), ("event.json", "{}"), ("p.sfn.yaml", "version: 2\n")]);
    for (line, words) in [
        ("explore p.asl.json -m gone.yaml", "gone.yaml"),
        ("explore p.asl.json -m event.json", "event.json"),
        ("cost p.asl.json -m gone.yaml", "cannot read gone.yaml"),
        ("explore p.asl.json", "p.sfn.yaml"),
    ] {
        let ended = folder.sfn(&line.split(' ').collect::<Vec<_>>());
        assert!(ended.code == Some(3) && ended.err.contains(words), "{line}: {:?} {}", ended.code, ended.err);
    }
}

/// A counterexample is cut down by so many runs at most, however large its input is.
#[test]
fn large_counterexamples_are_cut_down_in_time() {
    let input = format!(r#"{{"items":[0{}]}}"#, ",0".repeat(100_000));
    let tests = "version: 1\nproperties: {few items: \"$count($input.items) < 99000\"}\n";
    let folder =
        Folder::new("explore-large", &[("m.asl.json", PASS), ("m.sfn.yaml", tests), ("in.json", &input)]);
    let said = within(20, &folder, "explore m.asl.json -i @in.json --format json");
    assert!(said.contains(r#""property":"few items""#), "{}", said.get(..400).unwrap_or(&said));
}
