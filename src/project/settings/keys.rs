//! The keys a settings file may have, and which values they take. Adding a setting begins with a row here.
//!
//! Settings of commands that read them nowhere yet are known, so that a file may have them.

use globset::Glob;

use crate::base::amount::bytes;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::near::near;
use crate::base::percent::Percent;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::property::Property;
use crate::validate::levels;

use crate::project::clock::{clock_speed, start_time};

/// Which values a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// The version of the format.
    Version,
    Text,
    /// The name of a folder, or a path of such that goes down only.
    Folder,
    Boolean,
    Count,
    /// Text, a number or a boolean.
    Scalar,
    /// Text, or a list of texts.
    Texts,
    /// A list of globs.
    Globs,
    /// A list of codes; `warnings` means all of them.
    Codes,
    /// The same, for the files that the key is a glob of.
    FileCodes,
    /// A size in bytes.
    Size,
    /// A number from 0 to 100.
    Percentage,
    /// Twelve digits.
    Account,
    Clock,
    Time,
    Word(&'static [&'static str]),
    /// An expression of JSONata about a run.
    Expression,
}

use Shape::{
    Account, Boolean, Clock, Codes, Count, Expression, FileCodes, Folder, Globs, Percentage, Scalar, Size,
    Text, Texts, Time, Version, Word,
};

use super::codes::{UNKNOWN, WRONG};

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its path, in which `*` is any name.
    pub path: &'static str,
    /// Which values it takes.
    pub shape: Shape,
    /// What it is for: editors show it.
    pub about: &'static str,
    /// The value that stands for none, in JSON, if there is one.
    pub default: Option<&'static str>,
}

/// A setting that may be left away.
const fn key(path: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { path, shape, about, default: None }
}

impl Key {
    /// The same; to leave it away means `json`.
    const fn or(self, json: &'static str) -> Self {
        Self { default: Some(json), ..self }
    }
}

/// Every setting. They are settings of `profile.NAME`, too.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("version", Version, "The version of the format."),
    key("project/definitions", Globs, "Which files hold definitions and templates."),
    key("project/exclude", Globs, "Files and folders not to look at."),
    key("project/tests", Globs, "Which files hold tests.").or("[\"**/*.sfn.yaml\"]"),
    key("project/snapshots", Folder, "The folder of snapshots beside each test file.").or("\"__snapshots__\""),
    key("project/build", Text, "The command that makes the definitions, such as `npx cdk synth -q`. With --allow-run it runs first whenever a file changed that is neither test nor ignored by git."),
    key("aws/account", Account, "The account in ARNs.").or("\"123456789012\""),
    key("aws/region", Text, "The region in ARNs.").or("\"us-east-1\""),
    key("aws/partition", Word(&["aws", "aws-cn", "aws-us-gov"]), "The partition in ARNs.").or("\"aws\""),
    key("substitutions/*", Scalar, "The value of `${Name}` in definitions."),
    key("imports/*", Scalar, "The value of `Fn::ImportValue`."),
    key("machine/*/source", Text, "Where the definition of this machine is: FILE or FILE#NAME."),
    key("machine/*/mocks", Texts, "The mock files of this machine."),
    key("machine/*/properties/*", Expression, "What must hold of every run of this machine, as in `properties`."),
    key("properties/*", Expression, "What must hold of every run of every machine that has the states it names: an expression of JSONata that sees $input, $output, $status, $path, $visited, $succeeded, $calls, $variables, $error and $errors. `sfn test` and `sfn explore` look whether it does."),
    key("run/clock", Clock, "`virtual`: waits take no time; `real`; or `x60`: sixty times as fast.").or("\"virtual\""),
    key("run/start", Time, "When runs begin, on their own clock."),
    key("run/redact", Texts, "Further keys whose values no person is shown."),
    key("run/seed", Count, "The seed of UUIDs, random numbers and jitter."),
    key("run/max_memory", Size, "How large the data of a run may get: `512MB`."),
    key("validate/deny", Codes, "Findings that are errors."),
    key("validate/allow", Codes, "Findings not to report."),
    key("validate/ignore", Codes, "Findings not to report."),
    key("validate/per-file-ignores/*", FileCodes, "Findings not to report in the files of this pattern."),
    key("test/update", Word(&["no", "new", "always"]), "Which snapshots `sfn test` writes."),
    key("test/check", Boolean, "Whether a snapshot that is missing is a failure."),
    key("test/jobs", Count, "How many tests run at once; 0 for one a core."),
    key("test/fail-fast", Boolean, "Whether the first failure ends it.").or("false"),
    key("test/shuffle", Boolean, "Whether tests run in another order each time.").or("false"),
    key("test/coverage", Scalar, "The file that coverage is written to, or true for a table."),
    key("test/coverage-min", Percentage, "The share of branches that must be covered, in percent.").or("0"),
    key("test/coverage-format", Word(&["lcov", "json", "html"]), "How coverage is written."),
    key("test/report-junit", Text, "A file for a JUnit report."),
    key("test/report-json", Text, "A file for a report in JSON."),
    key("test/report-tap", Text, "A file for a TAP report."),
    key("test/github", Boolean, "Whether failures are printed for GitHub Actions."),
    key("test/no-recordings", Boolean, "Whether recordings of failed tests are not kept.").or("false"),
    key("test/no-tests", Word(&["pass", "fail"]), "What it means that there are no tests.").or("\"fail\""),
    key("permissions/read", Texts, "Folders outside of the project whose files may be read."),
    key("permissions/net", Texts, "Hosts that may be called."),
    key("permissions/run", Texts, "Commands that may be run."),
    key("permissions/aws", Texts, "Services of AWS that may be called."),
];

/// The table of profiles.
pub const PROFILES: &str = "profile";

/// What pointers into profiles begin with.
const PROFILE: &str = "/profile/";

/// Everything that is wrong with the settings in `document`.
pub fn check(document: &Document) -> Vec<Diagnostic> {
    let mut check = Check { document, found: Vec::new() };
    check.table(document.value(), &Pointer::root(), &[], true);
    check.found
}

/// Whether the setting at `path` is `key` or is below it.
fn is_prefix_of(key: &str, path: &[&str]) -> bool {
    let mut parts = key.split('/');
    path.iter().all(|step| parts.next().is_some_and(|part| part == "*" || part == *step))
}

struct Check<'d> {
    document: &'d Document,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    /// Checks the table `value` at `pointer`, whose settings begin with `path`.
    fn table(&mut self, value: &Value, pointer: &Pointer, path: &[&str], may_have_profiles: bool) {
        let Some(members) = value.as_object() else {
            let message = format!("`{}` is a table, not {}", path.last().unwrap_or(&""), shown(value));
            self.wrong(pointer, message, format!("write its settings below [{}]", path.join(".")));
            return;
        };
        for (key, inner) in members {
            let pointer = pointer.key(key);
            if may_have_profiles && **key == *PROFILES {
                self.profiles(inner, &pointer);
                continue;
            }
            let path: Vec<&str> = path.iter().copied().chain([&**key]).collect();
            let depth = |known: &str| known.split('/').count();
            match KEYS.iter().find(|key| is_prefix_of(key.path, &path)) {
                None => self.unknown(&pointer, &path, may_have_profiles),
                Some(key) if depth(key.path) == path.len() => self.setting(key.shape, inner, &pointer, &path),
                Some(_) => self.table(inner, &pointer, &path, false),
            }
        }
        if let (["machine", name], None, false) = (path, members.get("source"), pointer.starts_with(PROFILE))
        {
            let message = format!("the machine `{name}` has no source");
            let place = Place::Key(pointer.clone());
            let help = "say where its definition is: source = \"template.yaml#Order\"";
            self.found.push(Diagnostic::error(WRONG, place, message).help(help));
        }
    }

    fn profiles(&mut self, value: &Value, pointer: &Pointer) {
        let Some(profiles) = value.as_object() else {
            let message = format!("`{PROFILES}` is a table, not {}", shown(value));
            self.wrong(pointer, message, "name the profile: [profile.ci]".to_owned());
            return;
        };
        for (name, inner) in profiles {
            self.table(inner, &pointer.key(name), &[], false);
        }
    }

    fn unknown(&mut self, pointer: &Pointer, path: &[&str], may_have_profiles: bool) {
        let Some((key, above)) = path.split_last() else { return };
        let known = KEYS.iter().map(|key| key.path).filter(|known| is_prefix_of(known, above));
        let mut names: Vec<&str> = known.filter_map(|known| known.split('/').nth(above.len())).collect();
        names.extend(may_have_profiles.then_some(PROFILES));
        names.dedup();
        let message = match above {
            [] => format!("there is no setting `{key}`"),
            _ => format!("[{}] has no setting `{key}`", above.join(".")),
        };
        let help = match near(key, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are: {}", names.join(", ")),
        };
        let place = Place::Key(pointer.clone());
        self.found.push(Diagnostic::error(UNKNOWN, place, message).label("unknown setting").help(help));
    }

    fn wrong(&mut self, pointer: &Pointer, message: String, help: String) {
        self.found.push(Diagnostic::error(WRONG, Place::Value(pointer.clone()), message).help(help));
    }

    fn setting(&mut self, shape: Shape, value: &Value, pointer: &Pointer, path: &[&str]) {
        let key = path.last().copied().unwrap_or_default();
        if let FileCodes = shape {
            self.glob(key, Place::Key(pointer.clone()));
        }
        match (shape, value.as_array()) {
            (Texts | Globs | Codes | FileCodes, Some(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.item(shape, item, &pointer.index(at), key);
                }
            }
            (Globs | Codes | FileCodes, None) => {
                self.wrong(pointer, format!("`{key}` is a list, not {}", shown(value)), example(shape));
            }
            (_, _) => self.item(shape, value, pointer, key),
        }
    }

    /// Checks one value, or one of a list.
    fn item(&mut self, shape: Shape, value: &Value, pointer: &Pointer, key: &str) {
        let text = value.as_str();
        let fits = match shape {
            Version => value.as_i64() == Some(1),
            Boolean => value.as_bool().is_some(),
            Count => value.as_i64().is_some_and(|count| count >= 0),
            Size => text.is_some_and(|text| bytes(text).is_some()),
            Percentage => {
                let number = text.map_or_else(|| value.to_json(), str::to_owned);
                Percent::parse(&number).is_some()
            }
            Scalar => value.as_array().is_none() && value.as_object().is_none(),
            Text | Texts => text.is_some(),
            Expression if text.is_some() => {
                let found = Property::read((key, pointer), self.document, WRONG).1;
                let errors = found.into_iter().filter(|found| found.severity == Severity::Error);
                return self.found.extend(errors);
            }
            Expression => false,
            Folder => text.is_some_and(goes_down),
            Globs => match text {
                Some(glob) => return self.glob(glob, Place::Value(pointer.clone())),
                None => false,
            },
            Codes | FileCodes => text.is_some_and(levels::is_known),
            Account => text.is_some_and(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit())),
            Clock => text.is_some_and(|text| clock_speed(text).is_ok()),
            Time => text.is_some_and(|text| start_time(text).is_ok()),
            Word(words) => text.is_some_and(|text| words.contains(&text)),
        };
        if fits {
            return;
        }
        let help = match (shape, text) {
            (Codes | FileCodes, Some(code)) => levels::advice(code),
            (_, _) => example(shape),
        };
        self.wrong(pointer, format!("`{key}` cannot be {}", shown(value)), help);
    }

    fn glob(&mut self, glob: &str, place: Place) {
        if let Err(error) = Glob::new(glob) {
            let message = format!("`{glob}` is not a pattern of files: {}", error.kind());
            self.found.push(Diagnostic::error(WRONG, place, message).help(example(Globs)));
        }
    }
}

/// Whether `path` leads to a folder below the one it begins at.
fn goes_down(path: &str) -> bool {
    use std::path::{Component, Path};
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// What a value of this shape looks like.
fn example(shape: Shape) -> String {
    match shape {
        Version => "write version = 1".to_owned(),
        Text => "write a text in quotes".to_owned(),
        Expression => "write an expression in quotes: \"$status = 'SUCCEEDED'\"".to_owned(),
        Folder => "write the name of a folder beside the test files: \"__snapshots__\"".to_owned(),
        Boolean => "write true or false".to_owned(),
        Count => "write a whole number from 0".to_owned(),
        Size => "write it like \"512MB\" or \"2GB\"".to_owned(),
        Percentage => "write a number from 0 to 100, such as 80 or 79.5".to_owned(),
        Scalar => "write a text, a number, true or false".to_owned(),
        Texts => "write a text in quotes, or a list of texts".to_owned(),
        Globs => "write patterns such as [\"flows/**/*.asl.json\"]".to_owned(),
        Codes | FileCodes => {
            "write codes such as [\"SFN203\"], or the beginning of codes: [\"SFN2\"]".to_owned()
        }
        Account => "write twelve digits in quotes".to_owned(),
        Clock => "write \"virtual\", \"real\", or \"x\" and a number such as \"x60\"".to_owned(),
        Time => "write it like \"2026-01-31T12:00:00Z\"".to_owned(),
        Word(words) => format!("it is one of: {}", words.join(", ")),
    }
}

/// A value in a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "a table".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_json(),
    }
}
