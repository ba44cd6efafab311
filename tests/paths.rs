//! Paths in outputs begin at the root of the repository, however they were written and wherever the command runs.

use std::path::Path;

use crate::cli::Folder;

/// A repository with a template, a definition that it names, a mock file and a machine that fails.
fn repository() -> Folder {
    let folder = Folder::new("paths", &[]);
    let write = |file: &str, text: &str| {
        let path = folder.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "infra/template.yaml",
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      \
         DefinitionUri: ../flows/../flows/m.asl.json\n",
    );
    let chrage = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"Chrage\"},\n\
                  \"Charge\":{\"Type\":\"Succeed\"}}}";
    write("flows/m.asl.json", chrage);
    write(
        "flows/t.asl.json",
        r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
        "Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}}}"#,
    );
    write("flows/t.sfn.yaml", "version: 1\nmocks:\n  states:\n    U: {return: {}}\n");
    folder
}

/// What the program says in the folder `inside` of the repository.
fn said(folder: &Folder, inside: &str, line: &str) -> String {
    let root = folder.0.to_str().unwrap();
    let line = line.replace("ROOT", root);
    let arguments: Vec<&str> = ["-C", inside].into_iter().chain(line.split(' ')).collect();
    let ended = folder.sfn(&arguments);
    format!("{}{}", ended.out, ended.err)
}

const TEMPLATES: [(&str, &str); 5] = [
    (".", "infra/template.yaml"),
    (".", "./flows/../infra//template.yaml"),
    ("infra", "template.yaml"),
    ("flows", "../infra/template.yaml"),
    ("flows", "ROOT/infra/../infra/template.yaml"),
];

#[test]
fn every_format_shows_paths_from_the_repository() {
    let folder = repository();
    for (inside, file) in TEMPLATES {
        for (format, found) in [
            ("github", "::error file=flows/m.asl.json,line=1,"),
            ("sarif", r#""uri": "flows/m.asl.json""#),
            ("junit", r#"<testsuite name="infra/template.yaml""#),
            ("junit", "flows/m.asl.json:1:"),
            ("short", "flows/m.asl.json:1:"),
            ("json", r#""file":"flows/m.asl.json""#),
            ("json", r#""file":"infra/template.yaml""#),
            ("jsonl", r#""file":"flows/m.asl.json""#),
            ("human", "--> flows/m.asl.json:1:"),
        ] {
            let said = said(&folder, inside, &format!("validate {file} --format {format}"));
            assert!(said.contains(found), "{inside} {file} {format}: {found} is not in {said}");
            assert!(!said.contains("..") && !said.contains(folder.0.to_str().unwrap()), "{said}");
        }
        let said = said(&folder, inside, &format!("validate {file} --fix --diff --format short"));
        assert!(said.contains("flows/m.asl.json:1: Chrage -> Charge"), "{said}");
    }
}

#[test]
fn runs_lists_and_errors_show_paths_from_the_repository() {
    let folder = repository();
    for (inside, line, found) in [
        ("infra", "run ../flows/t.asl.json", "flows/t.asl.json:1"),
        ("infra", "run ../flows/t.asl.json", "--> flows/t.sfn.yaml:4"),
        ("infra", "run ../flows/t.asl.json", "to flows/t.sfn.yaml"),
        (".", "run ROOT/flows/t.asl.json", "flows/t.asl.json:1"),
        ("infra", "run ../flows/t.asl.json --format jsonl", r#""def":"flows/t.asl.json""#),
        ("infra", "list .", "infra/template.yaml#M  standard"),
        ("infra", "list . --format json", r#""definition":"flows/m.asl.json""#),
        ("infra", "list . --format json", r#""reference":"infra/template.yaml#M""#),
        ("infra", "validate ../flows/n.asl.json", "cannot read flows/n.asl.json"),
        ("flows", "run ../infra/template.yaml#N", "in infra/template.yaml"),
        ("flows", "trace ../infra/../x.jsonl", "cannot read x.jsonl"),
        ("flows", "run t.asl.json -m ../infra/x.sfn.yaml", "cannot read infra/x.sfn.yaml"),
    ] {
        let said = said(&folder, inside, line);
        assert!(said.contains(found), "in {inside}: sfn {line}: {found} is not in {said}");
        assert!(!said.contains(folder.0.to_str().unwrap()), "sfn {line}: {said}");
    }
}

#[test]
fn what_is_shown_can_be_given() {
    let folder = repository();
    let said = said(&folder, "infra", "validate flows/m.asl.json --format short");
    assert!(said.contains("flows/m.asl.json:1:"), "{said}");
    let said = crate::paths::said(&folder, "infra", "render infra/template.yaml#M --compact");
    assert!(said.contains("StartAt"), "{said}");
}

#[test]
fn without_a_repository_paths_begin_at_the_working_folder() {
    let path = std::env::temp_dir().join(format!("sfn-paths-{}", std::process::id()));
    std::fs::create_dir_all(path.join("a/b")).unwrap();
    std::fs::write(path.join("a/x.asl.json"), "{").unwrap();
    let said = |inside: &str, file: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"));
        let command = command.current_dir(path.join(inside)).args(["validate", "--format", "short"]);
        String::from_utf8(command.arg(file).output().unwrap().stdout).unwrap()
    };
    let of_root = [said("", Path::new("a/b/../x.asl.json")), said("", &path.join("a/./x.asl.json"))];
    let of_folder = said("a/b", Path::new("../../a/x.asl.json"));
    std::fs::remove_dir_all(&path).unwrap();
    assert!(of_root.iter().all(|said| said.starts_with("a/x.asl.json:1:")), "{of_root:?}");
    assert!(of_folder.starts_with("../../a/x.asl.json:1:"), "{of_folder}");
}
