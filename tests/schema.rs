//! `sfn schema`: what the schemas take is what the readers take, and what commands print is what the schemas say.

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

use sfn::base::source::Source;
use sfn::services::mock::{MockFile, codes};

use super::{fixture, sfn_in, temporary};

/// What `sfn schema NAME` prints.
fn schema(name: &str) -> Value {
    let printed = sfn_in(Path::new("."), &["schema", name]);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let schema: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name} is a schema");
    schema
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}

/// Every file below `folder`, in order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    for path in all {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found
}

/// The codes of what the reader says is wrong with a mock file.
fn refused(text: &str) -> Vec<String> {
    let read = MockFile::read(&[Source::new("mocks.sfn.yaml", text)], &mut |path, _| {
        Ok(Source::new(path, "version: 1"))
    });
    let found = read.err().unwrap_or_default();
    found
        .into_iter()
        .filter(|(_, found)| found.severity.name() == "error")
        .map(|(_, found)| found.code.to_string())
        .collect()
}

/// What no schema can say: expressions that are none, files, positions that do not ascend.
fn is_beyond_schemas(code: &str) -> bool {
    [codes::EXPRESSION, codes::FILE, codes::POSITIONS].iter().any(|beyond| beyond.as_str() == code)
}

/// Why schema and reader disagree about a file, if they do.
fn disagreement(schema: &Validator, document: &Value) -> Option<String> {
    let refused = refused(&document.to_string());
    let errors: Vec<String> = schema.iter_errors(document).map(|error| error.to_string()).collect();
    let is_said = refused.iter().any(|code| !is_beyond_schemas(code));
    match (is_said, errors.is_empty()) {
        (true, true) => Some(format!("the reader alone refuses it: {refused:?}")),
        (false, false) if refused.is_empty() => Some(format!("the schema alone refuses it: {errors:?}")),
        (_, _) => None,
    }
}

/// Every pointer into `value`.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{}", escape(key)), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The document with one thing changed, in every way there is.
fn mutants(document: &Value) -> Vec<(String, Value)> {
    let others = [
        json!(null),
        json!(true),
        json!(false),
        json!(""),
        json!("text"),
        json!("1h"),
        json!("0s"),
        json!("{% 1 %}"),
        json!("{% 1"),
        json!("{%% 1"),
        json!("3+"),
        json!("< 5s"),
        json!(0),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(404),
        json!([]),
        json!([{}]),
        json!(["text"]),
        json!({}),
        json!({"x": 1}),
        json!("2026-01-31T02:00:00Z"),
        json!("SUCCEEDED"),
    ];
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    let mut mutants = Vec::new();
    for place in &places {
        mutants.extend(others.iter().map(|other| {
            let mut mutant = document.clone();
            *mutant.pointer_mut(place).unwrap() = other.clone();
            (format!("{place}: {other}"), mutant)
        }));
        let Some(members) = document.pointer(place).unwrap().as_object() else { continue };
        for (key, value) in [("unknwon", json!(1)), ("x-own", json!({"any": 1}))] {
            let mut mutant = document.clone();
            mutant.pointer_mut(place).unwrap()[key] = value;
            mutants.push((format!("{place}/{key} added"), mutant));
        }
        for key in members.keys() {
            let mut mutant = document.clone();
            mutant.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(key);
            mutants.push((format!("{place}/{key} removed"), mutant));
        }
    }
    mutants
}

fn mock_documents() -> Vec<Value> {
    let mut found = Vec::new();
    for path in below("fixtures").into_iter().chain(below("examples")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(".sfn.yaml") && !name.ends_with(".mocks.yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(document) = sfn::load::data(&Source::new(name, text)) else { continue };
        let is_mock = document.value().get("StartAt").is_none() && document.value().as_object().is_some();
        found.extend(is_mock.then(|| serde_json::from_str(&document.value().to_json()).unwrap()));
    }
    found
}

#[test]
fn mock_files_are_valid_where_the_reader_takes_them() {
    let schema = validator(&schema("mocks"));
    let documents = mock_documents();
    assert!(documents.len() > 250, "the fixtures must be found: {}", documents.len());
    let wrong: Vec<String> =
        documents.iter().filter_map(|document| disagreement(&schema, document)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file that has every key, with one thing wrong in it: schema and reader agree about each.
#[test]
fn mock_files_with_one_fault_are_refused_by_both() {
    let schema = validator(&schema("mocks"));
    let document =
        sfn::load::data(&Source::new("every-key.sfn.yaml", fixture("schema/every-key.sfn.yaml"))).unwrap();
    let document: Value = serde_json::from_str(&document.value().to_json()).unwrap();
    assert_eq!(refused(&document.to_string()), Vec::<String>::new());
    let mutants = mutants(&document);
    assert!(mutants.len() > 5000, "{}", mutants.len());
    let wrong: Vec<String> = mutants
        .iter()
        .filter_map(|(what, mutant)| Some(format!("{what}: {}", disagreement(&schema, mutant)?)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        mutants.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// Every member of every object of the schema says what it is for, and every one is in the file that has all.
#[test]
fn every_key_is_described() {
    for name in ["mocks", "config"] {
        let schema = schema(name);
        let mut places = Vec::new();
        pointers(&schema, "", &mut places);
        // A key may be called `properties` as well.
        let is_table = |place: &&String| place.ends_with("/properties") && !place.ends_with("s/properties");
        for place in places.iter().filter(is_table) {
            for (key, value) in schema.pointer(place).unwrap().as_object().into_iter().flatten() {
                let is_table = value["properties"].is_object() || value["additionalProperties"].is_object();
                assert!(
                    is_table || value["description"].is_string(),
                    "{name}: {place}/{key} has no description"
                );
            }
        }
    }
}

/// The schema with every object closed: what a document has must be in it.
fn strict(mut schema: Value) -> Value {
    let mut places = Vec::new();
    pointers(&schema, "", &mut places);
    for place in places {
        let Some(object) = schema.pointer_mut(&place).and_then(Value::as_object_mut) else { continue };
        let is_schema = object.get("properties").is_some_and(Value::is_object)
            && (object.get("type") == Some(&json!("object"))
                || object.get("type") == Some(&json!(["object", "null"])));
        if is_schema && !object.contains_key("additionalProperties") {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
    }
    schema
}

/// What is wrong with what commands print.
struct Printed {
    wrong: Vec<String>,
    seen: usize,
}

impl Printed {
    const fn new() -> Self {
        Self { wrong: Vec::new(), seen: 0 }
    }

    /// Holds every line of `text` against the schema; lines that are no JSON are for people.
    fn lines(&mut self, schema: &Validator, text: &str, from: &str) {
        for line in text.lines() {
            let Ok(document) = serde_json::from_str::<Value>(line) else { continue };
            self.document(schema, &document, from);
        }
    }

    fn document(&mut self, schema: &Validator, document: &Value, from: &str) {
        self.seen += 1;
        if let Some(error) = schema.iter_errors(document).next() {
            let at = error.instance_path().to_string();
            let shown = document.to_string();
            self.wrong.push(format!("{from} {at}: {error}\n  {}", &shown[..shown.len().min(400)]));
        }
    }

    #[track_caller]
    fn end(self, at_least: usize) {
        assert!(
            self.wrong.is_empty(),
            "{} of {}\n{}",
            self.wrong.len(),
            self.seen,
            self.wrong[..self.wrong.len().min(8)].join("\n")
        );
        assert!(self.seen >= at_least, "{} documents", self.seen);
    }
}

fn out(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(sfn_in(folder, arguments).stdout).unwrap()
}

#[test]
fn runs_are_printed_as_their_schemas_say() {
    let (run, events) = (validator(&strict(schema("run"))), validator(&strict(schema("events"))));
    let folder = temporary("schema-runs");
    let mut printed = Printed::new();
    let machines = below("fixtures/run").into_iter().chain(below("fixtures/report"));
    let machines =
        machines.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("machine.asl."));
    for machine in machines {
        let case = machine.parent().unwrap();
        let from = machine.to_str().unwrap();
        let saved = folder.join("run.jsonl");
        let _ = std::fs::remove_file(&saved);
        let input = case.join("input.json");
        let mut arguments = vec!["run", from, "--format", "jsonl", "--save-trace", saved.to_str().unwrap()];
        arguments.extend(input.is_file().then(|| input.to_str().unwrap()));
        printed.lines(&events, &out(&folder, &arguments), from);
        let Ok(recording) = std::fs::read_to_string(&saved) else { continue };
        printed.lines(&events, &recording, from);
        printed.lines(&run, &out(&folder, &["trace", saved.to_str().unwrap(), "--format", "json"]), from);
    }
    printed.end(10_000);
}

#[test]
fn other_documents_are_printed_as_their_schemas_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let strict = |name: &str| validator(&strict(schema(name)));
    let (test, events) = (strict("test"), strict("events"));
    let mut printed = Printed::new();
    let suite = temporary("schema-suite");
    crate::command::copy(&root.join("fixtures/suite"), &suite);
    let coverage = suite.join("coverage.json");
    let flags = ["test", "--no-recordings", "--format"];
    printed.lines(&test, &out(&suite, &[&flags[..], &["json"]].concat()), "test");
    printed.lines(&events, &out(&suite, &[&flags[..], &["jsonl", "--stress", "2"]].concat()), "test jsonl");
    out(&suite, &["test", "--coverage", coverage.to_str().unwrap(), "--coverage-format", "json"]);
    if let Ok(text) = std::fs::read_to_string(&coverage) {
        printed.lines(&strict("coverage"), &text, "coverage");
    }
    let rules = root.join("fixtures/validate");
    printed.lines(&strict("validate"), &out(&rules, &["validate", ".", "--format", "json"]), "validate");
    printed.lines(&events, &out(&rules, &["validate", ".", "--format", "jsonl"]), "validate jsonl");
    printed.lines(&strict("list"), &out(root, &["list", "fixtures/templates", "--format", "json"]), "list");
    printed.lines(&strict("list"), &out(root, &["list", "fixtures/cli", "--format", "json"]), "list");
    for topic in ["data", "definitions", "errors", "maps", "requests", "results"] {
        // Each document is printed over several lines, below the name of its case.
        for case in fixture(&format!("teststate/{topic}.txt")).split("\n== ") {
            let document = case.split_once('\n').map_or("", |(_, document)| document);
            let document = document.split("--- standard error").next().unwrap_or_default();
            let Ok(document) = serde_json::from_str::<Value>(document) else { continue };
            printed.document(&strict("state"), &document, case);
        }
    }
    for (name, begins) in [("trace-diff", r#"{"same""#), ("diff", r#"{"same""#), ("mock-show", r#"{"state""#)]
    {
        let told = fixture(&format!("cli/{name}/told.txt"));
        let documents = told.lines().filter(|line| line.starts_with(begins));
        documents.for_each(|line| printed.lines(&strict(name), line, name));
    }
    let eval = strict("eval");
    for expression in
        ["$.a", "$.b", "States.Format('{}', $.a)", "$sum([1, 2])", "$nothing", "a +", "{% $states.input.a %}"]
    {
        let arguments = ["eval", expression, "-i", r#"{"a": 1}"#, "--explain", "--format", "json"];
        printed.lines(&eval, &out(root, &arguments), expression);
    }
    printed.end(200);
}

/// A value of TOML as JSON.
fn json_of(value: &toml::de::DeValue<'_>) -> Value {
    use toml::de::DeValue;
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json!(number.as_str().parse::<i64>().unwrap()),
        DeValue::Float(number) => json!(number.as_str().parse::<f64>().unwrap()),
        DeValue::Boolean(is) => json!(is),
        DeValue::Datetime(time) => json!(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json_of(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref()))).collect()
        }
    }
}

/// A value of JSON in TOML, on one line.
fn toml_of(value: &Value) -> String {
    match value {
        Value::Null => unreachable!("TOML has no null"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(toml_of).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{} = {}", json!(key), toml_of(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Settings that have every key, with one thing wrong in them: schema and reader agree about each.
#[test]
fn settings_with_one_fault_are_refused_by_both() {
    let schema = validator(&schema("config"));
    let folder = temporary("schema-settings");
    let text = fixture("schema/every-key.toml");
    let document = json_of(&toml::de::DeValue::Table(toml::de::DeTable::parse(&text).unwrap().into_inner()));
    let file = folder.join("sfn.toml");
    let mut wrong = Vec::new();
    let has_null = |value: &Value| value.to_string().contains("null");
    let others = mutants(&document).into_iter().filter(|(_, mutant)| !has_null(mutant));
    let all: Vec<_> = others.chain([("nothing changed".to_owned(), document.clone())]).collect();
    assert!(all.len() > 1500, "{}", all.len());
    for (what, mutant) in all.iter().filter(|(_, mutant)| mutant.is_object()) {
        let lines = mutant
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| format!("{} = {}\n", json!(key), toml_of(value)));
        std::fs::write(&file, lines.collect::<String>()).unwrap();
        let is_read = sfn::project::settings::Settings::find(Some(file.clone()), None).is_ok();
        let errors: Vec<String> = schema.iter_errors(mutant).map(|error| error.to_string()).collect();
        // What is no pattern of files is more than a schema can say.
        let is_beyond = what.starts_with("/project/") && what.contains("{%");
        if is_read != errors.is_empty() && !is_beyond {
            wrong.push(format!("{what}: the reader takes it: {is_read}, the schema says {errors:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        all.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}
