//! `sfn explore` over the example workflows: they are sound, and the report is the same on any number of cores.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// What `sfn explore` reports of `definition`, with so many threads.
fn explored(definition: &PathBuf, jobs: &str) -> Value {
    let said = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["explore", "--format", "json", "-j", jobs])
        .arg(definition)
        .output()
        .unwrap();
    serde_json::from_slice(&said.stdout)
        .unwrap_or_else(|error| panic!("{}: {error}\n{said:?}", definition.display()))
}

#[test]
fn sound_workflows_have_the_same_report_without_an_error_on_any_number_of_cores() {
    let workflows = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/workflows");
    let files = std::fs::read_dir(workflows).unwrap().map(|folder| folder.unwrap().path());
    let files = files.filter(|path| path.is_dir()).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let files = files.map(|file| file.unwrap().path());
    let definitions: Vec<PathBuf> =
        files.filter(|path| path.to_string_lossy().ends_with(".asl.json")).collect();
    assert!(definitions.len() >= 10, "{definitions:?}");
    for definition in definitions {
        let report = explored(&definition, "1");
        assert_eq!(report, explored(&definition, "3"), "{}", definition.display());
        let findings = report["findings"].as_array().unwrap();
        let errors: Vec<&Value> = findings.iter().filter(|one| one["severity"] == "error").collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", definition.display());
    }
}
