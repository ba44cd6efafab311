//! The format of mock and test files: every key, what its value looks like, and what it is for. The readers know the
//! keys from here, and so does the JSON Schema that `sfn schema mocks` prints: a key is added here alone.

mod answers;
mod cases;

use crate::services::mock::entry::VALIDATE_WORDS;
use crate::services::mock::layer::{EXHAUSTED_WORDS, UNMATCHED_WORDS, UNUSED_WORDS};
use crate::services::mock::shape::{Case, Field, Members, Part, Shape};

use answers::RESPONDER;
use cases::TEST_MEMBERS;

pub use answers::{
    ANSWER, CALLBACK, CONNECTION, EXECUTE, HTTP, LAMBDA, PASSTHROUGH, RECORDED, RESPONSE, RULE, RULES,
    RULES_KEYS, RUN, THROW, WHEN,
};
pub use cases::{CALLS, ROW, TEST};

/// A list of texts.
pub const TEXTS: Shape = Shape::ListOf(&Shape::Text);

/// Paths of values in snapshots.
pub const SELECTORS: Shape = Shape::ListOf(&Shape::Selector);

const VALIDATE: Shape = Shape::Word(&VALIDATE_WORDS);

/// A mock file.
pub const FILE: Members = Members {
    fields: &[
        Field::new("version", Shape::Version, "The version of the format.").required(),
        Field::new(
            "machine",
            Shape::Name,
            "The state machine that the tests run: PATH, or PATH#NAME where a template has several. The path begins \
             at the folder of this file.",
        ),
        Field::new(
            "extends",
            TEXTS,
            "Mock files that this one builds on, the later over the earlier; what this file says wins.",
        ),
        Field::new(
            "substitutions",
            Shape::MapOf(&Shape::Scalar),
            "Values for the `${Name}` of the definition that its template cannot tell.",
        ),
        Field::new("context", Shape::Object, CONTEXT),
        Field::new("variables", Shape::Object, VARIABLES),
        Field::new("defaults", DEFAULTS_OF, "What holds where an answer does not say otherwise."),
        Field::new("redact", SELECTORS, REDACT),
        Field::new("mocks", MOCKS_OF, "What calls are answered."),
        Field::new("properties", PROPERTIES, PROPERTIES_ARE),
        Field::new(
            "tests",
            Shape::SomeMapOf(&Shape::Part(&Part { name: "test", shape: Shape::Fields(&TEST_MEMBERS) })),
            "Test cases by their names.",
        ),
    ],
    rules: &[],
};

/// `properties`
pub const PROPERTIES: Shape = Shape::MapOf(&Shape::Name);

const PROPERTIES_ARE: &str = "What must hold of every run of the machine, by name: expressions as in `assert`, such as \
                              `{% 'Charge' in $succeeded and $status = 'FAILED' ? 'Refund' in $path : true %}`. Every \
                              test of a whole run must keep them, and `sfn explore` looks for runs that do not.";
const CONTEXT: &str = "Merged into the context object `$$`: Execution.Id, Execution.StartTime and so on.";
const VARIABLES: &str = "The variables that the run begins with, without the `$` of their names.";
const REDACT: &str = "Values of snapshots that vary: paths such as `output.order.id`, `..createdAt` (at any depth), \
                      `calls.Charge[*].id`.";
const DEFAULTS_OF: Shape = Shape::Part(&Part { name: "defaults", shape: Shape::Fields(&DEFAULTS) });
const MOCKS_OF: Shape = Shape::Part(&Part { name: "mocks", shape: Shape::Fields(&MOCKS) });

/// `defaults`
pub const DEFAULTS: Members = Members {
    fields: &[
        Field::new(
            "unmatched",
            Shape::Word(&UNMATCHED_WORDS),
            "What a call gets that nothing answers: the run stops (error), `{}` (empty), the smallest answer that \
             the service's model allows (model), or the service itself is asked (passthrough).",
        )
        .default("\"error\""),
        Field::new(
            "exhausted",
            Shape::Word(&EXHAUSTED_WORDS),
            "What a call gets for which a list has no answer left: the run stops (error), the last one again (last), \
             or from the first one again (cycle).",
        )
        .default("\"error\""),
        Field::new(
            "unused",
            Shape::Word(&UNUSED_WORDS),
            "What is said of answers that no call got.",
        )
        .default("\"warn\""),
        Field::new("validate", VALIDATE, VALIDATES).default("\"present\""),
        Field::new("delay", Shape::Duration, "How long answers take that do not say, on the run's own clock."),
        Field::new("seed", Shape::Integer, "The seed of UUIDs, random numbers and jitter."),
        Field::new("start_time", Shape::Time, "When the run begins, on its own clock."),
    ],
    rules: &[],
};

const VALIDATES: &str = "How strictly the result is checked against the service's API: all of it (strict), the members \
                         that are there (present), or not at all (none).";

/// `mocks`
pub const MOCKS: Members = Members {
    fields: &[
        Field::new(
            "states",
            Shape::MapOf(&RESPONDER),
            "Answers by the state that calls: its name, or a pattern with `*`. They win over `services`.",
        ),
        Field::new(
            "services",
            Shape::MapOf(&RESPONDER),
            "Answers by what is called, the more specific key first: a full ARN, `lambda:function:NAME`, \
             `activity:NAME`, `states:machine:NAME`, `dynamodb:putItem`, `aws-sdk:s3:*`, `*`.",
        ),
        Field::new(
            "items",
            Shape::MapOf(&Shape::Part(&Part { name: "items", shape: ITEMS })),
            "Items by the Map that processes them: they replace its ItemReader.",
        ),
        Field::new(
            "connections",
            Shape::MapOf(&Shape::Part(&Part { name: "connection", shape: CONNECTION })),
            "What stands for connections of EventBridge, by their names or ARNs: HTTP Tasks that are really sent use \
             them.",
        ),
        Field::new(
            "s3",
            Shape::MapOf(&Shape::Text),
            "Folders that stand for buckets, by the bucket: ItemReaders read and ResultWriters write there.",
        ),
    ],
    rules: &[],
};

/// A value of `mocks.items`
pub const ITEMS: Shape = Shape::Choice(&[(Case::List, Shape::List)], &Shape::Fields(&ITEMS_FILE));

const ITEMS_FILE: Members = Members {
    fields: &[
        Field::new("file", Shape::Text, "A file of items, read as the ItemReader's ReaderConfig says.")
            .required(),
        Field::new("limit", Shape::Count, "The most items that are taken of it."),
    ],
    rules: &[],
};
