//! JSON Schemas of what commands print for programs (draft 2020-12). They are written by hand beside the code that
//! prints; a test holds every document and every line of the fixtures against them, so that no member is missing here.

/// A schema.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// What it is called: mostly the command.
    pub name: &'static str,
    /// What it is of.
    pub about: &'static str,
    /// The schema.
    pub text: &'static str,
}

/// The schemas, in the order in which they are listed.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "events",
        about: "a line of `--format jsonl`, and of a saved run (--save-trace)",
        text: include_str!("events.json"),
    },
    Schema { name: "run", about: "`sfn run --format json`", text: include_str!("run.json") },
    Schema { name: "state", about: "`sfn state --format json`", text: include_str!("state.json") },
    Schema { name: "test", about: "`sfn test --format json`", text: include_str!("test.json") },
    Schema {
        name: "coverage",
        about: "`sfn test --coverage-format json`",
        text: include_str!("coverage.json"),
    },
    Schema { name: "trace", about: "`sfn trace FILE --format json`", text: include_str!("run.json") },
    Schema {
        name: "trace-diff",
        about: "`sfn trace FILE --diff FILE2 --format json`",
        text: include_str!("trace-diff.json"),
    },
    Schema { name: "validate", about: "`sfn validate --format json`", text: include_str!("validate.json") },
    Schema { name: "eval", about: "`sfn eval EXPR --format json`", text: include_str!("eval.json") },
    Schema { name: "list", about: "`sfn list --format json`", text: include_str!("list.json") },
    Schema {
        name: "mock-show",
        about: "`sfn mock show DEF STATE --format json`",
        text: include_str!("mock-show.json"),
    },
    Schema { name: "diff", about: "`sfn diff A B --format json`", text: include_str!("diff.json") },
];
