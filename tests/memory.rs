//! `--max-memory`: a run, or a document of items, that takes more ends with a message that names the bound.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("memory").join(name);
    std::fs::create_dir_all(folder.join("in")).unwrap();
    files.iter().for_each(|(file, text)| std::fs::write(folder.join(file), text).unwrap());
    folder
}

fn sfn(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sfn")).current_dir(folder).env_clear().args(args).output().unwrap()
}

fn assert_too_large(output: &Output, words: &[&str]) {
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{trouble}");
    for word in ["SFN419", "--max-memory", "max_memory"].iter().chain(words) {
        assert!(trouble.contains(word), "{word}: {trouble}");
    }
}

/// Maps in Maps, each over the same hundred items.
fn nested(depth: usize) -> String {
    let pass = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#.to_owned();
    (1..=depth).fold(pass, |inner, level| {
        format!(
            r#"{{"StartAt": "M{level}", "States": {{"M{level}": {{"Type": "Map", "End": true,
                "ItemsPath": "$$.Execution.Input.a", "ItemProcessor": {inner}}}}}}}"#
        )
    })
}

#[test]
fn maps_in_maps_end_at_the_bound() {
    let input = format!(r#"{{"a": {:?}}}"#, (0..100).collect::<Vec<_>>());
    let folder = folder("maps", &[("nest.asl.json", &nested(6)), ("input.json", &input)]);
    let run = |more: &[&str]| {
        let args = ["run", "nest.asl.json", "-q", "-i", "@input.json", "--type", "express"];
        sfn(&folder, &[&args, more].concat())
    };
    let small = run(&["--max-memory", "16MB"]);
    assert_too_large(&small, &["more than 16 MB of memory", "nest.asl.json:"]);

    std::fs::write(folder.join("sfn.toml"), "[run]\nmax_memory = \"8MB\"\n").unwrap();
    assert_too_large(&run(&[]), &["more than 8.0 MB of memory"]);
    let wrong = run(&["--max-memory", "much"]);
    assert_eq!(wrong.status.code(), Some(2));
    std::fs::remove_file(folder.join("sfn.toml")).unwrap();
}

/// Large results that are all kept count, those that are dropped do not.
#[test]
fn data_counts_while_it_is_kept() {
    let map = |output: &str| {
        format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true,
                "Items": "{{% [1..200] %}}", "Output": "done", "ItemProcessor": {{"StartAt": "A", "States": {{
                    "A": {{"Type": "Pass", "Output": "{{% $string($states.input) & $pad('', 100000, 'x') %}}", "Next": "B"}},
                    "B": {{"Type": "Pass", "Output": "{output}", "End": true}}}}}}}}}}}}"#
        )
    };
    let dropped = folder("dropped", &[("map.asl.json", &map("{% 1 %}"))]);
    let output = sfn(&dropped, &["run", "map.asl.json", "-q", "--max-memory", "12MB"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let kept = folder("kept", &[("map.asl.json", &map("{% $states.input %}"))]);
    assert_too_large(&sfn(&kept, &["run", "map.asl.json", "-q", "--max-memory", "12MB"]), &["12 MB"]);
}

#[test]
fn a_document_of_items_ends_at_the_bound() {
    let definition = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ResultPath": null, "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
            "Parameters": {"Bucket": "b", "Key": "x.json.gz"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}"#;
    let mocks = "version: 1\nmocks:\n  s3: {b: in}\n";
    let folder = folder("document", &[("t.asl.json", definition), ("t.sfn.yaml", mocks)]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"[0").unwrap();
    (0..64).for_each(|_| packed.write_all(&b",1".repeat(1 << 16)).unwrap());
    packed.write_all(b"]").unwrap();
    std::fs::write(folder.join("in/x.json.gz"), packed.finish().unwrap()).unwrap();
    let output = sfn(&folder, &["run", "t.asl.json", "-q", "--max-memory", "64MB"]);
    assert_too_large(&output, &["one document of more than 64 MB", "t.asl.json:"]);
}
