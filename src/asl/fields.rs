//! The field table: which field is in which object of a definition, in which query language, and
//! what it takes.
//!
//! Names of states and keys of payloads are not in it. A field that two objects share with different
//! shapes has a row for each.

use super::machine::QueryLanguage::{self, JsonPath, Jsonata};
use super::operators;
use super::rows::ByLength;
use crate::expr::PAYLOAD_BYTES;

/// The kinds of objects a definition is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// The definition itself.
    Machine,
    /// One of `Branches`.
    Branch,
    /// `ItemProcessor`, `Iterator`.
    Processor,
    /// `ProcessorConfig`.
    ProcessorConfig,
    /// A state whose `Type` is missing or unknown.
    Untyped,
    /// A Task.
    Task,
    /// A Pass.
    Pass,
    /// A Choice.
    Choice,
    /// A Wait.
    Wait,
    /// A Succeed.
    Succeed,
    /// A Fail.
    Fail,
    /// A Parallel.
    Parallel,
    /// A Map state, inline or distributed.
    Map,
    /// One of `Choices`.
    Rule,
    /// A rule inside `And`, `Or` or `Not`.
    InnerRule,
    /// One of `Retry`.
    Retrier,
    /// One of `Catch`.
    Catcher,
    /// `ItemReader`.
    ItemReader,
    /// `ReaderConfig`.
    ReaderConfig,
    /// `ItemBatcher`.
    ItemBatcher,
    /// `ResultWriter`.
    ResultWriter,
    /// `WriterConfig`.
    WriterConfig,
}

use ObjectKind::{
    Branch, Catcher, Choice, Fail, InnerRule, ItemBatcher, ItemReader, Machine, Map, Parallel, Pass,
    Processor, ProcessorConfig, ReaderConfig, ResultWriter, Retrier, Rule, Succeed, Task, Wait, WriterConfig,
};

/// The state types, in the order in which AWS lists them.
pub const TYPES: [(&str, ObjectKind); 8] = [
    ("Task", Task),
    ("Wait", Wait),
    ("Pass", Pass),
    ("Succeed", Succeed),
    ("Fail", Fail),
    ("Choice", Choice),
    ("Parallel", Parallel),
    ("Map", Map),
];

impl ObjectKind {
    /// The kind of state a `Type` names.
    #[must_use]
    pub fn of_type(written: &str) -> Option<Self> {
        TYPES.iter().find(|(name, _)| *name == written).map(|(_, owner)| *owner)
    }

    /// Whether it is a state.
    #[must_use]
    pub fn is_state(self) -> bool {
        self == Self::Untyped || TYPES.iter().any(|(_, owner)| *owner == self)
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Machine => "a definition",
            Branch => "a branch",
            Processor => "an item processor",
            ProcessorConfig => "`ProcessorConfig`",
            Self::Untyped => "a state",
            Task => "a Task",
            Pass => "a Pass",
            Choice => "a Choice",
            Wait => "a Wait",
            Succeed => "a Succeed",
            Fail => "a Fail",
            Parallel => "a Parallel",
            Map => "a Map",
            Rule => "a choice rule",
            InnerRule => "an inner choice rule",
            Retrier => "a retrier",
            Catcher => "a catcher",
            ItemReader => "`ItemReader`",
            ReaderConfig => "`ReaderConfig`",
            ItemBatcher => "`ItemBatcher`",
            ResultWriter => "`ResultWriter`",
            WriterConfig => "`WriterConfig`",
        }
    }

    /// The fields it cannot be without, in AWS's order.
    #[must_use]
    pub const fn required(self, language: QueryLanguage) -> &'static [&'static str] {
        match (self, language) {
            (Machine | Branch | Processor, _) => &["States", "StartAt"],
            (Self::Untyped, _) => &["Type"],
            (Task, _) => &["Resource"],
            (Choice, _) => &["Choices"],
            (Parallel, _) => &["Branches"],
            (Rule, JsonPath) => &["Next"],
            (Rule, Jsonata) => &["Condition", "Next"],
            (Retrier, _) => &["ErrorEquals"],
            (Catcher, _) => &["ErrorEquals", "Next"],
            (ItemReader, _) => &["Resource"],
            (
                Pass | Wait | Succeed | Fail | Map | InnerRule | ProcessorConfig | ReaderConfig | ItemBatcher
                | ResultWriter | WriterConfig,
                _,
            ) => &[],
        }
    }
}

/// What a field takes. An expression is allowed instead where [`Field::dynamic`] says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Anything: it is looked at elsewhere, if at all.
    Any,
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// An object.
    Object,
    /// An object with at least one member, each an object.
    States,
    /// An array of texts with at least one element.
    Texts,
    /// An array of objects with at least one element.
    Filled,
    /// An array of objects.
    Objects,
    /// A whole number from … to ….
    Whole(u32, u32),
    /// A number from … to ….
    Number(f64, f64),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A JSONPath, or null.
    Path,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The objects it is in.
    pub owners: &'static [ObjectKind],
    /// The query language it belongs to; `None` for both.
    pub language: Option<QueryLanguage>,
    /// What it takes.
    pub shape: Shape,
    /// Whether a JSONata state may give an expression instead.
    pub dynamic: bool,
}

/// The name of a field that the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name(&'static str);

impl Name {
    /// The name of a field of the table. `field!` calls it while compiling, so that reading a field that
    /// the table does not have is an error of the compiler.
    #[must_use]
    pub const fn of(name: &'static str) -> Self {
        let mut at = 0;
        while at < FIELDS.len() {
            if is_same(FIELDS[at].name.as_bytes(), name.as_bytes()) {
                return Self(name);
            }
            at += 1;
        }
        panic!("the table of fields has no row of this name: add one to FIELDS");
    }

    /// The name as it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The name of an operator, which is a field of a rule.
    #[must_use]
    pub fn of_operator(written: &str) -> Option<Self> {
        operators::OPERATORS.iter().find(|(name, ..)| *name == written).map(|(name, ..)| Self(name))
    }

    /// The name with `Path` behind it; the name itself for a field without such a form.
    #[must_use]
    pub fn path_form(self) -> Self {
        let is_form = |field: &&Field| field.name.strip_suffix("Path") == Some(self.0);
        FIELDS.iter().find(is_form).map_or(self, |field| Self(field.name))
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The [`Name`] of a field, which has to be in the table.
macro_rules! field {
    ($name:literal) => {
        // A constant with a name: those are worked out whenever the code is checked.
        {
            const NAME: $crate::asl::fields::Name = $crate::asl::fields::Name::of($name);
            NAME
        }
    };
}
pub(in crate::asl) use field;

/// The longest time AWS takes, in seconds.
pub const MAX_SECONDS: u32 = 99_999_999;

/// The row of the field `name` in `owner`. Comparison operators share one.
#[must_use]
pub fn find(owner: ObjectKind, name: &str) -> Option<&'static Field> {
    let mut rows = BY_LENGTH.of_length(name.len()).iter().map(|row| &FIELDS[*row]);
    let found = rows.find(|field| field.name == name && field.owners.contains(&owner));
    found.or_else(|| (RULES.contains(&owner) && operators::find(name).is_some()).then_some(&OPERATOR))
}

/// Every field of a definition is looked up more than once.
static BY_LENGTH: ByLength<{ FIELDS.len() }> = {
    let mut names = [""; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        names[row] = FIELDS[row].name;
        row += 1;
    }
    ByLength::of(&names)
};

/// The names of the fields of `owner` in `language`.
pub fn names(owner: ObjectKind, language: QueryLanguage) -> impl Iterator<Item = &'static str> {
    let compares = RULES.contains(&owner) && language == JsonPath;
    let operators = operators::OPERATORS.iter().filter(move |_| compares).map(|(name, ..)| *name);
    FIELDS
        .iter()
        .filter(move |field| {
            field.owners.contains(&owner) && field.language.is_none_or(|own| own == language)
        })
        .map(|field| field.name)
        .chain(operators)
}

/// The objects that have a field `name`, whatever their language.
pub fn owners(name: &str) -> impl Iterator<Item = ObjectKind> {
    FIELDS.iter().filter(move |field| field.name == name).flat_map(|field| field.owners.iter().copied())
}

const OPERATOR: Field =
    Field { name: "", owners: RULES, language: Some(JsonPath), shape: Shape::Any, dynamic: false };

/// Fields of which one at most may be there.
pub const EXCLUSIVE: &[(ObjectKind, &[&str])] = &[
    (Task, &["TimeoutSeconds", "TimeoutSecondsPath"]),
    (Task, &["HeartbeatSeconds", "HeartbeatSecondsPath"]),
    (Wait, &["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]),
    (Fail, &["Error", "ErrorPath"]),
    (Fail, &["Cause", "CausePath"]),
    (Map, &["ItemProcessor", "Iterator"]),
    (Map, &["ItemSelector", "Parameters"]),
    (Map, &["MaxConcurrency", "MaxConcurrencyPath"]),
    (Map, &["ToleratedFailureCount", "ToleratedFailureCountPath"]),
    (Map, &["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"]),
    (ReaderConfig, &["MaxItems", "MaxItemsPath"]),
    (ItemBatcher, &["MaxItemsPerBatch", "MaxItemsPerBatchPath"]),
    (ItemBatcher, &["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]),
];

const fn row(name: &'static str, owners: &'static [ObjectKind], shape: Shape) -> Field {
    Field { name, owners, language: None, shape, dynamic: false }
}

const fn path(name: &'static str, owners: &'static [ObjectKind]) -> Field {
    Field { name, owners, language: Some(JsonPath), shape: Shape::Path, dynamic: false }
}

const fn only(
    language: QueryLanguage,
    name: &'static str,
    owners: &'static [ObjectKind],
    shape: Shape,
) -> Field {
    Field { name, owners, language: Some(language), shape, dynamic: false }
}

const fn dynamic(name: &'static str, owners: &'static [ObjectKind], shape: Shape) -> Field {
    Field { name, owners, language: None, shape, dynamic: true }
}

const STATES: &[ObjectKind] = &[Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map];
const FLOWING: &[ObjectKind] = &[Task, Pass, Wait, Parallel, Map];
const FILTERED: &[ObjectKind] = &[Task, Pass, Choice, Wait, Succeed, Parallel, Map];
const RULES: &[ObjectKind] = &[Rule, InnerRule];
const MANY: f64 = f64::MAX;

/// The table.
pub const FIELDS: &[Field] = &[
    row("StartAt", &[Machine, Branch, Processor], Shape::Text),
    row("States", &[Machine, Branch, Processor], Shape::States),
    row("Comment", &[Machine, Branch, Processor, Rule, InnerRule, Retrier, Catcher], Shape::Text),
    row("Version", &[Machine], Shape::OneOf(&["1.0"])),
    row("QueryLanguage", &[Machine], Shape::OneOf(&["JSONPath", "JSONata"])),
    row("TimeoutSeconds", &[Machine], Shape::Whole(1, MAX_SECONDS)),
    row("ProcessorConfig", &[Processor], Shape::Object),
    row("Mode", &[ProcessorConfig], Shape::OneOf(&["INLINE", "DISTRIBUTED"])),
    row("ExecutionType", &[ProcessorConfig], Shape::OneOf(&["STANDARD", "EXPRESS"])),
    // Every state.
    row("Type", STATES, Shape::Text),
    row("Comment", STATES, Shape::Text),
    row("QueryLanguage", STATES, Shape::OneOf(&["JSONPath", "JSONata"])),
    row("Next", FLOWING, Shape::Text),
    row("End", FLOWING, Shape::Flag),
    path("InputPath", FILTERED),
    path("OutputPath", FILTERED),
    only(JsonPath, "Parameters", &[Task, Pass, Parallel, Map], Shape::Any),
    only(JsonPath, "ResultSelector", &[Task, Parallel, Map], Shape::Any),
    path("ResultPath", &[Task, Pass, Parallel, Map, Catcher]),
    only(Jsonata, "Arguments", &[Task, Parallel], Shape::Any),
    only(Jsonata, "Output", &[Task, Pass, Choice, Wait, Succeed, Parallel, Map, Rule, Catcher], Shape::Any),
    row("Assign", &[Task, Pass, Choice, Wait, Parallel, Map, Rule, Catcher], Shape::Object),
    row("Retry", &[Task, Parallel, Map], Shape::Objects),
    row("Catch", &[Task, Parallel, Map], Shape::Objects),
    // Task.
    row("Resource", &[Task], Shape::Text),
    dynamic("TimeoutSeconds", &[Task], Shape::Whole(1, MAX_SECONDS)),
    path("TimeoutSecondsPath", &[Task]),
    dynamic("HeartbeatSeconds", &[Task], Shape::Whole(1, MAX_SECONDS)),
    path("HeartbeatSecondsPath", &[Task]),
    row("Credentials", &[Task], Shape::Object),
    // Pass, Wait, Fail, Parallel.
    only(JsonPath, "Result", &[Pass], Shape::Any),
    dynamic("Seconds", &[Wait], Shape::Whole(0, MAX_SECONDS)),
    path("SecondsPath", &[Wait]),
    row("Timestamp", &[Wait], Shape::Text),
    path("TimestampPath", &[Wait]),
    row("Error", &[Fail], Shape::Text),
    path("ErrorPath", &[Fail]),
    row("Cause", &[Fail], Shape::Text),
    path("CausePath", &[Fail]),
    row("Branches", &[Parallel], Shape::Filled),
    // Map.
    row("ItemProcessor", &[Map], Shape::Object),
    row("Iterator", &[Map], Shape::Object),
    path("ItemsPath", &[Map]),
    only(Jsonata, "Items", &[Map], Shape::Any),
    row("ItemSelector", &[Map], Shape::Any),
    dynamic("MaxConcurrency", &[Map], Shape::Whole(0, MAX_SECONDS)),
    path("MaxConcurrencyPath", &[Map]),
    dynamic("ToleratedFailureCount", &[Map], Shape::Whole(0, u32::MAX)),
    path("ToleratedFailureCountPath", &[Map]),
    dynamic("ToleratedFailurePercentage", &[Map], Shape::Number(0.0, 100.0)),
    path("ToleratedFailurePercentagePath", &[Map]),
    row("Label", &[Map], Shape::Text),
    row("ItemReader", &[Map], Shape::Object),
    row("ItemBatcher", &[Map], Shape::Object),
    row("ResultWriter", &[Map], Shape::Object),
    row("Resource", &[ItemReader, ResultWriter], Shape::Text),
    only(JsonPath, "Parameters", &[ItemReader, ResultWriter], Shape::Any),
    only(Jsonata, "Arguments", &[ItemReader, ResultWriter], Shape::Any),
    row("ReaderConfig", &[ItemReader], Shape::Object),
    row("WriterConfig", &[ResultWriter], Shape::Object),
    row("InputType", &[ReaderConfig], Shape::OneOf(&["MANIFEST", "JSON", "CSV", "JSONL", "PARQUET"])),
    row("Transformation", &[ReaderConfig], Shape::OneOf(&["NONE", "LOAD_AND_FLATTEN"])),
    row("ManifestType", &[ReaderConfig], Shape::OneOf(&["ATHENA_DATA", "S3_INVENTORY"])),
    row("CSVDelimiter", &[ReaderConfig], Shape::OneOf(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])),
    row("CSVHeaderLocation", &[ReaderConfig], Shape::OneOf(&["FIRST_ROW", "GIVEN"])),
    row("CSVHeaders", &[ReaderConfig], Shape::Texts),
    row("ItemsPointer", &[ReaderConfig], Shape::Text),
    dynamic("MaxItems", &[ReaderConfig], Shape::Whole(0, 100_000_000)),
    path("MaxItemsPath", &[ReaderConfig]),
    dynamic("MaxItemsPerBatch", &[ItemBatcher], Shape::Whole(0, u32::MAX)),
    path("MaxItemsPerBatchPath", &[ItemBatcher]),
    dynamic("MaxInputBytesPerBatch", &[ItemBatcher], Shape::Whole(0, PAYLOAD_BYTES as u32)),
    path("MaxInputBytesPerBatchPath", &[ItemBatcher]),
    row("BatchInput", &[ItemBatcher], Shape::Any),
    row("Transformation", &[WriterConfig], Shape::OneOf(&["NONE", "COMPACT", "FLATTEN"])),
    row("OutputType", &[WriterConfig], Shape::OneOf(&["JSON", "JSONL"])),
    // Retry and Catch.
    row("ErrorEquals", &[Retrier, Catcher], Shape::Texts),
    row("IntervalSeconds", &[Retrier], Shape::Whole(1, MAX_SECONDS)),
    row("MaxAttempts", &[Retrier], Shape::Whole(0, MAX_SECONDS)),
    row("BackoffRate", &[Retrier], Shape::Number(1.0, MANY)),
    row("MaxDelaySeconds", &[Retrier], Shape::Whole(1, 31_622_400)),
    row("JitterStrategy", &[Retrier], Shape::OneOf(&["FULL", "NONE"])),
    row("Next", &[Rule, Catcher], Shape::Text),
    // Choice.
    row("Choices", &[Choice], Shape::Filled),
    row("Default", &[Choice], Shape::Text),
    only(Jsonata, "Condition", &[Rule], Shape::Any),
    only(JsonPath, "Variable", RULES, Shape::Text),
    only(JsonPath, "And", RULES, Shape::Filled),
    only(JsonPath, "Or", RULES, Shape::Filled),
    only(JsonPath, "Not", RULES, Shape::Object),
];

#[cfg(test)]
mod tests {
    use super::{FIELDS, Shape};
    use crate::load::made_up_number;

    /// The numbers that stand in for names without a value are on a floor below this table.
    #[test]
    fn made_up_numbers_fit_their_fields() {
        for field in FIELDS {
            let text = made_up_number(field.name);
            let number: f64 = text.parse().unwrap();
            let fits = match field.shape {
                Shape::Whole(from, to) => (f64::from(from)..=f64::from(to)).contains(&number),
                Shape::Number(from, to) => (from..=to).contains(&number),
                Shape::Any
                | Shape::Text
                | Shape::Flag
                | Shape::Object
                | Shape::States
                | Shape::Texts
                | Shape::Filled
                | Shape::Objects
                | Shape::OneOf(_)
                | Shape::Path => text == "0",
            };
            assert!(fits, "{text} in load/substitute/values.rs does not fit `{}`", field.name);
        }
    }
}
