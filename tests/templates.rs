//! Machines out of templates: what is found, what it says, and where each part of it was written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sfn::base::chance::Chance;
use sfn::base::diag::{Diagnostic, Place};
use sfn::base::document::Document;
use sfn::base::source::Source;
use sfn::base::value::Value;
use sfn::load::{Files, Machine, NotSelected, Options, Unread, machines, select};
use sfn::report::findings::human;
use sfn::report::ink::style::Style;
use sfn::report::ink::yaml;

const PLAIN: Style = Style { colour: false, unicode: false, width: 100 };

/// The files of one case; their names are relative to its folder.
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn read(&mut self, path: &str, from: &str) -> Result<Source, Unread> {
        let name = Path::new(from).parent().unwrap_or(Path::new("")).join(path);
        let name: PathBuf = name.components().filter(|part| part.as_os_str() != ".").collect();
        let text = std::fs::read_to_string(self.0.join(&name)).map_err(|_| Unread::Missing { near: None })?;
        Ok(Source::new(name.display().to_string(), text))
    }

    fn beside(&mut self, from: &str) -> Vec<String> {
        let folder = self.0.join(from).parent().unwrap().to_owned();
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }
}

const NAMES: [&str; 12] = [
    "template.yaml",
    "template.json",
    "cdk.out/AppStack.template.json",
    "serverless.yml",
    "main.tf",
    "plan.json",
    "flow.jsonc",
    "flow.json5",
    "serverless.ts",
    "flow.json",
    "flow.yaml",
    "flow.asl.json",
];

fn cases() -> Vec<(PathBuf, &'static str)> {
    let root = format!("{}/fixtures/templates", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let input = |case: &PathBuf| NAMES.into_iter().find(|name| case.join(name).is_file()).unwrap();
    cases.iter().map(|case| (case.clone(), input(case))).collect()
}

fn options(case: &Path) -> Options {
    let mut options = Options::default();
    let Ok(text) = std::fs::read_to_string(case.join("options.json")) else { return options };
    let value = Value::parse(&text).unwrap();
    for (name, value) in value.get("parameters").unwrap().as_object().unwrap() {
        options.parameters.push((name.to_string(), value.as_str().unwrap().to_owned()));
    }
    options
}

fn load(case: &Path, name: &str) -> Result<Vec<Machine>, sfn::load::Rejected> {
    let source = Source::new(name, std::fs::read_to_string(case.join(name)).unwrap());
    machines(&source, &options(case), &mut Folder(case.to_owned()))
}

pub fn rendered(found: &[(Document, Diagnostic)]) -> String {
    let mut out = Vec::new();
    human::render(&mut out, found, &PLAIN).unwrap();
    String::from_utf8(out).unwrap()
}

fn with(document: &Document, diagnostics: &[Diagnostic]) -> Vec<(Document, Diagnostic)> {
    diagnostics.iter().map(|found| (document.clone(), found.clone())).collect()
}

/// Everything about one machine.
fn told(machine: &Machine) -> String {
    let mut out = format!("== {} `{}`", machine.id, machine.name);
    if let Some(path) = &machine.path {
        write!(out, " {path}").unwrap();
    }
    for part in &machine.parts {
        write!(out, " in {part}").unwrap();
    }
    if let Some(region) = &machine.region {
        write!(out, " at {region}").unwrap();
    }
    if let Some(workflow) = machine.workflow {
        write!(out, " {workflow:?}").unwrap();
    }
    out.push('\n');
    out.push_str(&rendered(&machine.around));
    match &machine.definition {
        Err(rejected) => out.push_str(&rendered(&with(&rejected.document, &rejected.diagnostics))),
        Ok(definition) => {
            let document = &definition.document;
            out.push_str(&rendered(&with(document, &definition.diagnostics)));
            writeln!(out, "{}\n{}:", document.value().to_json_pretty(), document.source().name).unwrap();
            places(document, document.value(), "", &mut out);
        }
    }
    out
}

/// Where every value that has no others inside was written, and as what.
fn places(document: &Document, value: &Value, pointer: &str, out: &mut String) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let token = |key: &str| key.replace('~', "~0").replace('/', "~1");
            members.iter().map(|(key, value)| (token(key), value)).collect()
        }
        Value::Array(items) => {
            items.as_slice().iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let at = document.locate(&Place::Value(pointer.into()));
            let shown = document.source().text[at.bytes].replace('\n', "⏎");
            writeln!(out, "  {}:{} {pointer}  {shown}", at.line, at.column).unwrap();
            return;
        }
    };
    for (key, value) in inner {
        let pointer = format!("{pointer}/{key}");
        if value.as_object().is_some_and(|members| !members.is_empty()) {
            let at = document.locate(&Place::Key(pointer.clone().into()));
            writeln!(out, "  {}:{} {pointer}  key {}", at.line, at.column, &document.source().text[at.bytes])
                .unwrap();
        }
        places(document, value, &pointer, out);
    }
}

/// Every `fixtures/templates/<case>/` holds a template, the files it names, and `machines.txt`.
#[test]
fn machines_are_found() {
    let mut wrong = Vec::new();
    for (case, name) in cases() {
        let found = match load(&case, name) {
            Ok(machines) => machines.iter().map(told).collect::<Vec<_>>().join("\n"),
            Err(rejected) => rendered(&with(&rejected.document, &rejected.diagnostics)),
        };
        wrong.extend(crate::golden(&case.join("machines.txt"), &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is nested in another template is listed there and nowhere else.
#[test]
fn nested_machines_are_listed_once() {
    let mut wrong = Vec::new();
    for case in ["cdk-nested", "sam-nested"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates").join(case);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"))
            .current_dir(&crate::cli::Folder::copy(&folder).0)
            .env_clear()
            .arg("list")
            .output()
            .unwrap();
        let listed = String::from_utf8(output.stdout).unwrap();
        wrong.extend(crate::golden(&folder.join("list.txt"), &listed));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn machines_are_selected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates");
    let chosen = |case: &str, name: &str, selector: Option<&str>| {
        let machines = load(&root.join(case), name).unwrap();
        select(machines, selector).map(|machine| machine.id)
    };
    let cdk = |selector| chosen("cdk", "cdk.out/AppStack.template.json", Some(selector));
    assert_eq!(cdk("OrderA1B2C3D4").unwrap(), "OrderA1B2C3D4");
    assert_eq!(cdk("AppStack/Order").unwrap(), "OrderA1B2C3D4");
    assert_eq!(cdk("File").unwrap(), "FileB2C3D4E5");
    let terraform = |selector| chosen("terraform-hcl", "main.tf", Some(selector));
    assert_eq!(terraform("aws_sfn_state_machine.heredoc").unwrap(), "aws_sfn_state_machine.heredoc");
    assert_eq!(terraform("heredoc").unwrap(), "aws_sfn_state_machine.heredoc");
    assert_eq!(terraform("rendered-prod").unwrap(), "aws_sfn_state_machine.rendered");
    assert_eq!(chosen("sam-inline", "template.yaml", None).unwrap(), "Flow");
    let known: Vec<String> = ["OrderStateMachine", "RefundStateMachine"].map(str::to_owned).into();
    let choice = chosen("sam-uri", "template.yaml", None).unwrap_err();
    assert_eq!(choice, NotSelected { known: known.clone(), near: None });
    let choice = chosen("sam-uri", "template.yaml", Some("RefundStatMachine")).unwrap_err();
    assert_eq!(choice, NotSelected { known, near: Some("RefundStateMachine".to_owned()) });
    let choice = chosen("sam-uri", "template.yaml", Some("order-dve")).unwrap_err();
    assert_eq!(choice.near.as_deref(), Some("order-dev"));
}

/// What the user gives wins over what the template says.
#[test]
fn given_values_win() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates/sam-uri");
    let source = Source::new("template.yaml", std::fs::read_to_string(case.join("template.yaml")).unwrap());
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let options = Options {
        substitutions: vec![pair("Timeout", "7"), pair("Tables", "t")],
        parameters: vec![pair("Stage", "prod")],
        ..Options::default()
    };
    let machine = machines(&source, &options, &mut Folder(case)).unwrap().swap_remove(0);
    assert_eq!(machine.name, "order-prod");
    let definition = machine.definition.unwrap();
    let value = definition.document.value();
    assert_eq!(value.pointer("/States/Charge/TimeoutSeconds"), Some(&Value::from(7_i64)));
    assert_eq!(value.pointer("/States/Save/Parameters/Item/in/S"), Some(&Value::from("t")));
    assert!(definition.document.is_own());
}

#[test]
fn definitions_inside_templates_are_not_their_own_text() {
    for (case, name) in cases() {
        for machine in load(&case, name).unwrap_or_default() {
            let Ok(definition) = machine.definition else { continue };
            let is_inside = &*definition.document.source().name == name && !machine.is_alone;
            assert!(!(is_inside && definition.document.is_own()), "{}", case.display());
        }
    }
}

fn json() -> impl Strategy<Value = Value> {
    let text = "[a-c/~\"\\\\ \n\t'#:{}é漢😀-]{0,9}|yes|null|1e3|true|- a|\\$x";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((text, inner), 0..6)
                .prop_map(|members| Value::from(members.into_iter().collect::<sfn::base::value::Object>())),
        ]
    })
}

/// Texts in a value, each with its pointer.
fn texts(value: &Value, pointer: &str, out: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => out.push((pointer.to_owned(), text.to_string())),
        Value::Array(items) => {
            items
                .as_slice()
                .iter()
                .enumerate()
                .for_each(|(at, value)| texts(value, &format!("{pointer}/{at}"), out));
        }
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            texts(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), out);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

proptest! {
    #[test]
    fn yaml_reads_back(value in json()) {
        let printed = yaml::text(&value);
        let source = Source::new("x.yaml", printed.as_str());
        let read = sfn::load::data(&source);
        prop_assert_eq!(read.map(|document| document.value().clone()).ok(), Some(value), "{}", printed);
    }

    /// A definition written as structure, as text and as text in YAML is the same, and each character of it
    /// is found where it was written.
    #[test]
    fn every_text_is_found(result in json(), style in 0..4) {
        let definition = Value::from([
            ("StartAt", Value::from("A")),
            ("States", [("A", [("Type", Value::from("Pass")), ("Result", result)]
                .into_iter().collect::<sfn::base::value::Object>().into())]
                .into_iter().collect::<sfn::base::value::Object>().into()),
        ].into_iter().collect::<sfn::base::value::Object>());
        let head = "Resources:\n  F:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      ";
        let compact = definition.to_json();
        let indented = definition.to_json_pretty().replace('\n', "\n          ");
        let template = match style {
            0 => format!("{head}Definition: {compact}\n"),
            1 => format!("{head}DefinitionString: {}\n", Value::from(compact).to_json()),
            2 => format!("{head}DefinitionString: |\n          {indented}\n"),
            _ => format!("{{\"Resources\": {{\"F\": {{\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\":\n\
                {{\"DefinitionString\": {{\"Fn::Join\": [\"\", [{}]]}}}}}}}}}}", Value::from(compact).to_json()),
        };
        let source = Source::new("t.yaml", template.as_str());
        let loaded = machines(&source, &Options::default(), &mut Folder(PathBuf::new())).unwrap().swap_remove(0);
        let document = loaded.definition.unwrap().document;
        prop_assert_eq!(document.value(), &definition);
        let mut all = Vec::new();
        texts(&definition, "", &mut all);
        for (pointer, text) in all {
            for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                let place = Place::Within(pointer.clone().into(), at..at + c.len_utf8());
                let shown = &template[document.locate(&place).bytes];
                prop_assert_eq!(shown, c.to_string(), "{} in {:?}, {}", pointer, text, template);
            }
        }
    }
}

/// Cuts, copies and inserts, from a generator that always does the same.
pub fn mutated(text: &str, chance: &Chance) -> String {
    const ODD: [&str; 44] = [
        "\0",
        "\t",
        "\"",
        "'",
        "${A}",
        "${",
        "\\u",
        "\\",
        "😀",
        "- ",
        ": ",
        "&a ",
        "*a",
        "!Sub ",
        "!Ref ",
        "!If ",
        "<<: ",
        "|\n",
        ">-\n ",
        "{",
        "[",
        "}",
        "]",
        "(",
        ")",
        "\r\n",
        "#",
        "//",
        "/*",
        "---\n",
        "\u{1}",
        "1e999",
        "%{",
        "<<EOF\n",
        "EOF\n",
        "Fn::Join",
        "Fn::Sub",
        "Fn::GetAtt",
        "Ref",
        "=",
        "var.",
        "local.",
        "file(",
        "${self:",
    ];
    let below = |limit: usize| (chance.bits() % limit.max(1) as u64) as usize;
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=below(4) {
        let at = below(text.len());
        let end = (at + below(16)).min(text.len());
        match below(6) {
            0 => drop(text.drain(at..end)),
            1 if below(8) == 0 => text.truncate(at),
            2 => {
                let piece: Vec<char> = text[at..end].to_vec();
                let to = below(text.len() + 1);
                drop(text.splice(to..to, piece));
            }
            3 => {
                let odd = ODD[below(ODD.len())].repeat(1 + below(3) * below(3) * below(20));
                drop(text.splice(at..at, odd.chars()));
            }
            _ => drop(text.splice(at..at, ODD[below(ODD.len())].chars())),
        }
    }
    text.into_iter().collect()
}

/// Mutated templates are read or refused, and everything said about them can be printed.
#[test]
fn fuzz_templates() {
    let seeds: Vec<_> = cases()
        .into_iter()
        .map(|(case, name)| {
            let text = std::fs::read_to_string(case.join(name)).unwrap();
            (case, name, text)
        })
        .collect();
    crate::fuzz::each("templates", 3000, |seed, chance| {
        let (case, name, text) = &seeds[seed as usize % seeds.len()];
        let text = mutated(text, chance);
        let source = Source::new(*name, text.as_str());
        let (printed, is_read) = match machines(&source, &Options::default(), &mut Folder(case.clone())) {
            Ok(machines) => (machines.iter().map(told).collect(), true),
            Err(rejected) => (rendered(&with(&rejected.document, &rejected.diagnostics)), false),
        };
        assert!(!printed.is_empty());
        is_read
    });
}

/// Templates that ask for too much, or for themselves, are refused or read, and quickly.
#[test]
fn hostile_templates_are_survived() {
    let deep = 100_000;
    let doubled: String =
        (1..40).map(|at| format!("  l{at} = \"${{local.l{}}}${{local.l{}}}\"\n", at - 1, at - 1)).collect();
    let ring =
        "Resources:\n  F:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      Definition: ";
    let nested =
        |open: &str, close: &str, n: usize| format!("{ring}{}x{}\n", open.repeat(n), close.repeat(n));
    for (name, text) in [
        (
            "a.tf",
            format!(
                "resource \"aws_sfn_state_machine\" \"x\" {{\n definition = local.l39\n}}\nlocals {{\n  l0 = \"xx\"\n{doubled}}}\n"
            ),
        ),
        ("a.tf", format!("resource \"aws_sfn_state_machine\" \"x\" {{ definition = {} }}", "[".repeat(deep))),
        ("a.tf", format!("resource \"aws_sfn_state_machine\" \"x\" {{ definition = {} }}", "(".repeat(deep))),
        (
            "a.tf",
            format!("resource \"aws_sfn_state_machine\" \"x\" {{ definition = {} }}", "\"${".repeat(deep)),
        ),
        (
            "a.tf",
            format!("resource \"aws_sfn_state_machine\" \"x\" {{ definition = {}1 }}", "!".repeat(deep)),
        ),
        (
            "a.tf",
            format!("resource \"aws_sfn_state_machine\" \"x\" {{ definition = 1{} }}", " + 1".repeat(deep)),
        ),
        ("a.tf", "a {\n".repeat(deep)),
        ("t.yaml", nested("!Sub [", "]", 1000)),
        ("t.yaml", nested("!Not [", "]", 60)),
        ("t.json", format!("{{\"Resources\":{}", "{\"a\":".repeat(deep))),
        ("t.json", format!("{{\"Resources\":{}1{}", "{\"a\":".repeat(400), "}".repeat(401))),
        (
            "t.yaml",
            format!("{ring}!Join [\"\", [&a \"{}\", {}]]\n", "x".repeat(100_000), "*a, ".repeat(10_000)),
        ),
        ("t.yaml", format!("{ring}\"{}\"\n", "${".repeat(deep))),
        (
            "serverless.yml",
            format!(
                "stepFunctions:\n  stateMachines:\n    a:\n      definition: \"{}\"\n",
                "${self:".repeat(5000)
            ),
        ),
        (
            "serverless.yml",
            "stepFunctions:\n  stateMachines:\n    a:\n      definition: ${self:stepFunctions}\n".to_owned(),
        ),
        ("serverless.yml", "stepFunctions: ${self:stepFunctions}\n".to_owned()),
        ("t.yaml", format!("{ring}\n        StartAt: \"a\r\n\r\n\rb\"\n        ]\n")),
        ("flow.json5", "/*".repeat(deep)),
        ("flow.json5", "a".repeat(deep) + &"'\\".repeat(deep)),
    ] {
        survived(name, &text);
    }
}

/// The same for what Terraform computes.
#[test]
fn hostile_terraform_is_survived() {
    let machine = |definition: &str| {
        format!("resource \"aws_sfn_state_machine\" \"x\" {{\n  definition = {definition}\n}}\n")
    };
    let nested = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let turns = nested("[for x in range(1024) : ", "0", "]", 20);
    let rendered = nested("%{ for x in range(1024) }", "x", "%{ endfor }", 20);
    let long = "join(format(\"%1000s\", \"x\"), [for x in range(1024) : format(\"%1000s\", \"x\")])";
    for text in [
        machine(&format!("jsonencode({turns})")),
        machine(&format!("\"{rendered}\"")),
        machine(&format!("\"{}\"", "%{ if true }".repeat(5000))),
        machine(&format!("\"{}\"", nested("%{ if true }", "", "%{ endif }", 5000))),
        machine("jsonencode([for x in range(1024) : local.big])")
            + "locals {\n  big = [for x in range(1024) : [for y in range(100) : y]]\n}\n",
        machine("join(\"\", [for x in range(1024) : local.l])") + &format!("locals {{\n  l = {long}\n}}\n"),
        machine("jsonencode(setproduct(range(100), range(100), range(100), range(100)))"),
        machine("try(try(try(local.x.y, local.x.z), local.x.y), local.x)")
            + "locals {\n  x = { y = local.x.z }\n}\n",
        machine("slice([1], -1, 99999999999999)"),
        machine("substr(\"é\", -9000000, 900000000)"),
    ] {
        survived("a.tf", &text);
    }
}

/// Reads a file that cannot be read without a finding.
fn survived(name: &str, text: &str) {
    let source = Source::new(name, text);
    let told: String = match machines(&source, &Options::default(), &mut Folder(PathBuf::from("/nowhere"))) {
        Ok(machines) => machines.iter().map(told).collect(),
        Err(rejected) => rendered(&with(&rejected.document, &rejected.diagnostics)),
    };
    assert!(told.contains("SFN0"), "{}", told.chars().take(300).collect::<String>());
}
