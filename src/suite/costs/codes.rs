//! The codes of what `sfn cost` says of states.

use crate::base::diag::Severity::Note;
use crate::base::diag::{Code, Page};

/// A loop that asks whether something is done.
pub const POLLS: Code = Code::new("SFN701");
/// A Pass that could be a part of its neighbours.
pub const FOLDS: Code = Code::new("SFN702");
/// An inline Map of many items.
pub const DISTRIBUTES: Code = Code::new("SFN703");
/// A function is waited for longer than it can run.
pub const LONG: Code = Code::new("SFN704");
/// A call in Express that acts twice if it is made twice.
pub const TWICE: Code = Code::new("SFN705");
/// Branches that do what a topic does.
pub const FANS: Code = Code::new("SFN706");
/// Large data goes from state to state.
pub const CARRIES: Code = Code::new("SFN707");
/// An Express workflow without a log.
pub const SILENT: Code = Code::new("SFN708");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(
        POLLS,
        "poll-loop",
        Note,
        "A Wait, a call that asks and a Choice go round until something is done. Each round is three transitions: a job \
        of two hours that is asked for every 30 s costs 720 of them, and `.sync` costs one. Services without `.sync` can \
        return a task token (`.waitForTaskToken`), or their events can; while a state waits for that, nothing is billed.",
    ),
    Page::new(
        FOLDS,
        "pass-to-fold",
        Note,
        "A Pass calls nothing and is a transition all the same. What it adds can be added by `Parameters`, \
        `ResultSelector`, `ResultPath` or `Assign` of the state beside it, in JSONata by `Arguments` and `Output`. Keep it \
        where it makes the workflow easier to read, or where a Catch leads to it.",
    ),
    Page::new(
        DISTRIBUTES,
        "map-to-distribute",
        Note,
        "An inline Map counts a transition for each state of each item. A distributed Map with `ExecutionType` EXPRESS \
        counts one for the Map; each child execution is one request and its time, and takes many items with an \
        `ItemBatcher`. It has a history of its own, too, and is not bound by 25,000 events and 40 items at once.",
    ),
    Page::new(
        LONG,
        "fifteen-minutes",
        Note,
        "A Lambda function is ended after 900 s (15 minutes), whatever TimeoutSeconds of its state says. Give longer work to \
        ECS, Batch, Glue or CodeBuild with `.sync`, cut it into items of a Map, or return a task token from wherever it \
        is done.",
    ),
    Page::new(
        TWICE,
        "at-least-once",
        Note,
        "An Express workflow that is started asynchronously runs at least once: AWS may run it again, from its beginning. A \
        call that moves money, sends a message or starts a job then does so twice. Use a Standard workflow, or give the \
        call a key by which the other side knows it again: a condition in DynamoDB, a deduplication id in a FIFO queue, \
        an idempotency key in an HTTP request.",
    ),
    Page::new(
        FANS,
        "fan-out-by-states",
        Note,
        "Each branch of this Parallel does nothing but send. An SNS topic or an EventBridge rule sends one message to many, \
        retries each by itself, and a new receiver changes no workflow: one transition instead of one for each branch.",
    ),
    Page::new(
        CARRIES,
        "payload-through-states",
        Note,
        "Data that is passed from state to state is copied into the history at each, counts towards the memory of an \
        Express execution, and may not pass 256 KiB. Keep it in S3 or DynamoDB, pass on where it is, and cut results to \
        what is needed with `ResultSelector` or `Output`.",
    ),
    Page::new(
        SILENT,
        "express-without-log",
        Note,
        "AWS keeps no history of Express executions: what a run did is in its log, and only if it has one. Set the logging \
        of the machine to level ERROR at least; ALL writes some 2 to 4 events a state, which is paid for in CloudWatch Logs.",
    ),
];
