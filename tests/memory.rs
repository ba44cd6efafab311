//! `--max-memory`: a run, or a document of items, that takes more ends with a message that names the bound.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::{Object, Value};
use sfn::expr::jsonata::{Context, Expression, Kind, Level, Limits, Settings};
use sfn::expr::{Bindings, NoScope};

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

    // What a trace keeps until a state is over counts as well, in a run and when it is shown again.
    let words = ["what is to be shown", "-vv", "12 MB"];
    assert_too_large(&sfn(&dropped, &["run", "map.asl.json", "-vv", "--max-memory", "12MB"]), &words);
    let more = ["run", "map.asl.json", "--by-time", "--max-memory", "12MB", "--save-trace", "run.jsonl"];
    assert_too_large(&sfn(&dropped, &more), &words);
    assert_eq!(
        sfn(&dropped, &["run", "map.asl.json", "-q", "--save-trace", "run.jsonl"]).status.code(),
        Some(0)
    );
    std::fs::write(dropped.join("sfn.toml"), "[run]\nmax_memory = \"12MB\"\n").unwrap();
    assert_eq!(sfn(&dropped, &["trace", "run.jsonl"]).status.code(), Some(0));
    assert_too_large(&sfn(&dropped, &["trace", "run.jsonl", "-vv"]), &words);
    std::fs::remove_file(dropped.join("sfn.toml")).unwrap();
}

/// Arguments and results that `--format json` keeps count.
#[test]
fn what_a_document_keeps_counts() {
    let task = r#"{"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
        "Items": "{% [1..400] %}", "Output": "done", "MaxConcurrency": 1, "ItemProcessor": {"StartAt": "A", "States": {
            "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Output": 1, "End": true,
                "Arguments": {"FunctionName": "f", "Payload": "{% $string($states.input) & $pad('', 100000, 'x') %}"}}}}}}}"#;
    let mocks = "version: 1\nmocks:\n  states:\n    A: {return: {Payload: 1}}\n";
    let folder = folder("calls", &[("t.asl.json", task), ("t.sfn.yaml", mocks)]);
    assert_eq!(sfn(&folder, &["run", "t.asl.json", "-q", "--max-memory", "16MB"]).status.code(), Some(0));
    let output = sfn(&folder, &["run", "t.asl.json", "--format", "json", "--max-memory", "16MB"]);
    assert_too_large(&output, &["what is to be shown", "16 MB"]);
}

/// A distributed Map over the object `key` of a bucket, read as `config` says, and the mock file for it.
fn reading(name: &str, key: &str, config: &str) -> PathBuf {
    let definition = format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "ResultPath": null, "End": true,
        "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {config},
            "Parameters": {{"Bucket": "b", "Key": "{key}"}}}},
        "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
            "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}}}}}}}"#
    );
    let mocks = "version: 1\nmocks:\n  s3: {b: in}\n";
    folder(name, &[("t.asl.json", &definition), ("t.sfn.yaml", mocks)])
}

/// `start`, then `part` so many times, then `end`, packed.
fn packed(start: &str, part: &str, times: usize, end: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(start.as_bytes()).unwrap();
    let block = part.repeat(1 << 12);
    (0..times >> 12).for_each(|_| packed.write_all(block.as_bytes()).unwrap());
    packed.write_all(end.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_document_of_items_ends_at_the_bound() {
    let folder = reading("document", "x.json.gz", r#"{"InputType": "JSON"}"#);
    std::fs::write(folder.join("in/x.json.gz"), packed("[0", ",1", 1 << 22, "]")).unwrap();
    let output = sfn(&folder, &["run", "t.asl.json", "-q", "--max-memory", "64MB"]);
    assert_too_large(&output, &["what M reads and keeps takes more than 64 MB", "t.asl.json:"]);
}

/// A Zstandard file of more items than are handed out at a time, behind `blank` times 128 KB of blank text, of which its decoder keeps 4 MB.
fn blank_zstd(blank: usize) -> Vec<u8> {
    let mut file = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 12 << 3];
    let header = |kind: u32, size: u32, is_last: bool| {
        (size << 3 | kind << 1 | u32::from(is_last)).to_le_bytes()[..3].to_vec()
    };
    for _ in 0..blank {
        // One byte, and how often it comes.
        file.extend(header(1, 128 << 10, false));
        file.push(b' ');
    }
    file.extend(header(0, 12_000, true));
    file.extend(b"1\n".repeat(6_000));
    file
}

/// What decoders keep counts, together: a file of a kilobyte makes each keep megabytes.
#[test]
fn packed_files_that_are_open_at_once_share_the_bound() {
    let branches = |count: usize| {
        let map = |at: usize| {
            format!(
                r#"{{"StartAt": "M{at}", "States": {{"M{at}": {{"Type": "Map", "End": true, "MaxConcurrency": 1,
                "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject",
                    "ReaderConfig": {{"InputType": "JSONL"}}, "Parameters": {{"Bucket": "b", "Key": "x.zst"}}}},
                "ItemBatcher": {{"MaxItemsPerBatch": 1000}},
                "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                    "StartAt": "W{at}", "States": {{"W{at}": {{"Type": "Wait", "Seconds": 9, "End": true}}}}}}}}}}}}"#
            )
        };
        let branches: Vec<String> = (0..count).map(map).collect();
        format!(
            r#"{{"StartAt": "All", "States": {{"All": {{"Type": "Parallel", "End": true, "Branches": [{}]}}}}}}"#,
            branches.join(",")
        )
    };
    let mocks = "version: 1\nmocks:\n  s3: {b: in}\n";
    let folder = folder(
        "decoders",
        &[("six.asl.json", &branches(6)), ("two.asl.json", &branches(2)), ("m.sfn.yaml", mocks)],
    );
    std::fs::write(folder.join("in/x.zst"), blank_zstd(28)).unwrap();
    let run = |file| sfn(&folder, &["run", file, "-q", "-m", "m.sfn.yaml", "--max-memory", "32MB"]);
    assert_too_large(&run("six.asl.json"), &["reads and keeps takes more than 32 MB", "at a time"]);
    let two = run("two.asl.json");
    assert_eq!(two.status.code(), Some(0), "{}", String::from_utf8_lossy(&two.stderr));
}

/// Lines, rows and manifests that are packed a thousand times smaller than they are.
#[test]
fn packed_items_end_at_the_bound() {
    const MANY: usize = 1 << 24;
    let rows = format!("{}\n", "a,".repeat(50));
    for (name, key, config, text) in [
        ("blank", "x.jsonl.gz", r#"{"InputType": "JSONL"}"#, packed("1\n", "\n", MANY, "2\n")),
        ("lines", "x.jsonl.gz", r#"{"InputType": "JSONL"}"#, packed("1\n", "1\n", MANY / 2, "2\n")),
        (
            "rows",
            "x.csv.gz",
            r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#,
            packed("a\n", &rows, MANY / 64, ""),
        ),
        (
            "inventory",
            "x.json.gz",
            r#"{"InputType": "MANIFEST"}"#,
            packed("{\"files\": [0", ",0", MANY / 2, "]}"),
        ),
        (
            "athena",
            "x.csv.gz",
            r#"{"InputType": "JSONL", "ManifestType": "ATHENA_DATA"}"#,
            packed("", "\n", MANY, ""),
        ),
    ] {
        let folder = reading(name, key, config);
        std::fs::write(folder.join("in").join(key), text).unwrap();
        let output = sfn(&folder, &["run", "t.asl.json", "-q", "--max-memory", "16MB"]);
        let words =
            if name == "inventory" { "M reads and keeps takes more than 16 MB" } else { "packed items of M" };
        assert_too_large(&output, &[words, "t.asl.json:"]);
    }
}

/// A row of delimiters alone takes no text, but it takes memory.
#[test]
fn a_row_without_end_is_refused() {
    let folder = reading("wide", "x.csv", r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#);
    std::fs::write(folder.join("in/x.csv"), format!("a\n{}\n", ",".repeat(9 << 20))).unwrap();
    let output = sfn(&folder, &["run", "t.asl.json"]);
    let trouble = String::from_utf8_lossy(&output.stderr);
    // The line may be broken anywhere.
    let words: Vec<&str> = trouble.split_whitespace().collect();
    assert!(words.join(" ").contains("The record in line 2 has more than 8388608 bytes."), "{trouble}");
}

/// What doubles in every round is small in memory, for its halves are the same, and endless for whoever goes through
/// it; and a path of names may lead from each of many items to the same long list. All of it meets a bound.
#[test]
fn what_multiplies_in_an_expression_ends_at_a_bound() {
    let limits = Limits { steps: 200_000, memory: 4 << 20, ..Limits::AWS };
    let settings = Settings { limits, context: Context::Input };
    let (input, chance) = (Value::Null, Chance::new(1));
    let bindings = Bindings {
        input: &input,
        result: None,
        error_output: None,
        scope: &NoScope,
        chance: &chance,
        now: Time::default(),
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/memory/doubling.txt");
    for text in std::fs::read_to_string(file).unwrap().lines() {
        let expression = Expression::parse(text, Level::Aws).unwrap();
        let error = expression.eval_with(&bindings, settings).expect_err(text);
        assert!(matches!(error.kind, Kind::Limit(_)), "{text}: {error}");
    }
}

/// A size that stopped at the highest number is not taken for a small one when members are added.
#[test]
fn a_size_beyond_all_numbers_stays_one() {
    let mut value = Value::from(1_i64);
    for _ in 0..70 {
        value = Object::from_iter([("a", value.clone()), ("b", value)]).into();
    }
    assert_eq!(value.json_size(), usize::MAX);
    assert!(value.count() > 1 << 40, "{}", value.count());
    let Value::Object(mut object) = value else { panic!("it is an object") };
    object.insert("c", Value::from("x"));
    assert_eq!(Value::from(object.clone()).json_size(), usize::MAX);
    object.insert("a", Value::from(1_i64));
    object.insert("b", Value::from(1_i64));
    assert_eq!(Value::from(object).json_size(), r#"{"a":1,"b":1,"c":"x"}"#.len());
}

/// A manifest that lists itself, or one file again and again, is as long as it likes.
#[test]
fn manifests_that_list_themselves_end_at_their_bound() {
    let inventory = |count: usize| {
        let files = vec![r#"{"key": "x.json"}"#; count].join(",");
        format!(r#"{{"fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{files}]}}"#)
    };
    let athena = |count: usize| "s3://b/x.csv\n".repeat(count);
    let csv = r#"{"InputType": "CSV", "ManifestType": "ATHENA_DATA", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"]}"#;
    for (name, key, config, [often, twice]) in [
        ("lists-itself", "x.json", r#"{"InputType": "MANIFEST"}"#, [201, 2].map(inventory)),
        ("unloads-itself", "x.csv", csv, [201, 2].map(athena)),
    ] {
        let folder = reading(name, key, config);
        let run = |text: String| {
            std::fs::write(folder.join("in").join(key), text).unwrap();
            sfn(&folder, &["run", "t.asl.json", "-q"])
        };
        let (often, twice) = (run(often), run(twice));
        let said = String::from_utf8_lossy(&often.stderr);
        assert_eq!(often.status.code(), Some(1), "{name}: {said}");
        assert!(
            said.contains("States.ItemReaderFailed") && said.contains("more than 200 times"),
            "{name}: {said}"
        );
        assert!(!String::from_utf8_lossy(&twice.stderr).contains("more than 200 times"), "{name}");
    }
}
