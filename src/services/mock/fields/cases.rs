//! Tests: the values of `tests`.

use crate::services::mock::cases::PART_WORDS;
use crate::services::mock::expect::STATUS_WORDS;
use crate::services::mock::shape::{Case, Field, Members, Part, Rule, Shape};

use super::{CONTEXT, DEFAULTS_OF, MOCKS_OF, REDACT, SELECTORS, TEXTS, VARIABLES};

/// A test.
pub(super) const TEST_MEMBERS: Members = Members { fields: &TEST, rules: ONE_INPUT };
/// A row of `each`.
const ROW_MEMBERS: Members = Members { fields: &ROW, rules: ONE_INPUT };
const ONE_INPUT: &[Rule] = &[Rule::NotBoth("input", "input_file")];

/// The members that a test and a row of its table have.
const COMMON: [Field; 17] = [
    Field::new("description", Shape::Read(&Shape::Text), "What it is about, for people."),
    Field::new(
        "machine",
        Shape::Read(&Shape::Name),
        "The state machine it runs instead of the file's: PATH or PATH#NAME.",
    ),
    Field::new("input", Shape::Any, "The input."),
    Field::new("input_file", Shape::Read(&Shape::Text), "A file, JSON or YAML, that holds the input."),
    Field::new("context", Shape::Read(&Shape::Object), CONTEXT),
    Field::new("variables", Shape::Read(&Shape::Object), VARIABLES),
    Field::new("mocks", Shape::Read(&MOCKS_OF), "Answers that win over those of the file, key by key."),
    Field::new("defaults", Shape::Read(&DEFAULTS_OF), "Defaults that win over those of the file."),
    Field::new("state", Shape::Text, "The state that is run alone, as TestState does."),
    Field::new("from", Shape::Text, "The state to begin with; the input is its input."),
    Field::new("until", Shape::Text, "The state to end with."),
    Field::new("expect", Shape::Part(&Part { name: "expect", shape: EXPECT }), "What must hold of the run."),
    Field::new("snapshot", SNAPSHOT, "What is kept in a file and compared with: all (true), or these parts."),
    Field::new("redact", SELECTORS, REDACT),
    Field::new("tags", TEXTS, "Words to choose tests by: `sfn test -k tag:slow`."),
    Field::new(
        "skip",
        Shape::Choice(&[(Case::Text, Shape::Text)], &Shape::Bool),
        "Whether it is left out, or why it is.",
    )
    .default("false"),
    Field::new("only", Shape::Bool, "Whether the other tests are left out.").default("false"),
];

/// The members of a test.
pub const TEST: [Field; 18] = with(Field::new(
    "each",
    Shape::SomeOf(&Shape::Part(&Part { name: "row", shape: Shape::Read(&Shape::Fields(&ROW_MEMBERS)) })),
    "A table: the test runs once for each row, whose members win over its own.",
));

/// The members of a row of its table.
pub const ROW: [Field; 18] = with(Field::new("name", Shape::Any, "What the row is called.").required());

/// The common members and one more.
const fn with(last: Field) -> [Field; 18] {
    let (mut all, mut at) = ([last; 18], 0);
    while at < COMMON.len() {
        all[at] = COMMON[at];
        at += 1;
    }
    all
}

const SNAPSHOT: Shape =
    Shape::Choice(&[(Case::List, Shape::ListOf(&Shape::Word(&PART_WORDS)))], &Shape::Bool);

/// `expect` of a test
const EXPECT: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new(
            "status",
            Shape::Word(&STATUS_WORDS),
            "How it ends; the last two are of a state that runs alone.",
        ),
        Field::new("output", Shape::Any, "A part of the output: what is not named does not matter."),
        Field::new("output_exact", Shape::Any, "The whole output."),
        Field::new(
            "error",
            Shape::Choice(&[(Case::Text, Shape::Text)], &Shape::Fields(&EXPECTED_ERROR)),
            "The error it ends with: its name, or more of it.",
        ),
        Field::new("path", TEXTS, "States that are entered in this order, others between them."),
        Field::new("path_exact", TEXTS, "All states that are entered, in order."),
        Field::new("visited", TEXTS, "States that are entered."),
        Field::new("not_visited", TEXTS, "States that are not entered."),
        Field::new("next", Shape::Text, "The state that would come next, where a part is run."),
        Field::new(
            "calls",
            Shape::MapOf(&Shape::Read(&Shape::Choice(
                &[(Case::Number, Shape::Count)],
                &Shape::Fields(&CALLS),
            ))),
            "What is called, by the state that calls: how often, or with what.",
        ),
        Field::new("duration", Shape::Limit, "How long it takes on its own clock: `< 10s`, `>= 1h30m`."),
        Field::new("events", Shape::Count, "How many events its history has."),
        Field::new("variables", Shape::Object, "A part of the variables at the end."),
        Field::new(
            "alarms",
            TEXTS,
            "The alarms of its template on metrics of `AWS/States` that the run raises, by name: these and no others.",
        ),
        Field::new(
            "assert",
            TEXTS,
            "Expressions that must be true: `{% $output.total > 0 %}`. They see $input, $output, $status, $path, $visited \
             and $succeeded (states that were entered, and left without an error, in branches too), $calls, $variables, \
             $error and $errors: State, Error and Cause of every state that failed, in child executions too.",
        ),
    ],
    rules: &[],
});

const EXPECTED_ERROR: Members = Members {
    fields: &[
        Field::new("name", Shape::Text, "Its name."),
        Field::new("cause", Shape::Any, "Its cause: a part of it if it is JSON."),
        Field::new("state", Shape::Text, "The state that raised it."),
    ],
    rules: &[],
};

/// A value of `expect.calls`
pub const CALLS: Members = Members {
    fields: &[
        Field::new("times", Shape::Count, "How many calls there are."),
        Field::new("args", Shape::Any, "A part of the arguments of each."),
        Field::new("all_args", Shape::List, "A part of the arguments of the first, the second and so on."),
    ],
    rules: &[],
};
