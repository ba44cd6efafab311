//! The codes of failing executions: SFN5xx.

use crate::base::diag::Severity::Error;
use crate::base::diag::{Code, Page};

/// A state failed and nothing took the error.
pub const FAILED: Code = Code::new("SFN500");
/// A path finds nothing.
pub const MISSING: Code = Code::new("SFN501");
/// A variable was never assigned.
pub const UNASSIGNED: Code = Code::new("SFN502");
/// An intrinsic function failed.
pub const INTRINSIC: Code = Code::new("SFN510");
/// A JSONata expression failed.
pub const JSONATA: Code = Code::new("SFN511");
/// A JSONata expression returned nothing.
pub const UNDEFINED: Code = Code::new("SFN512");
/// No rule of a Choice matched.
pub const NO_RULE: Code = Code::new("SFN520");
/// A value that the field cannot use.
pub const UNUSABLE: Code = Code::new("SFN530");
/// Data beyond a quota.
pub const TOO_LARGE: Code = Code::new("SFN540");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(FAILED, "execution-failed", Error,
        "A state failed, no Retry was left and no Catch took the error, so the execution failed; or a Fail \
        state ended it; or it ran out of time or of history events as a whole. The message names the error and \
        the rules that were looked at. `sfn explain` knows most error names.")
        .bad("\"Charge\": {\"Type\": \"Task\", …, \"End\": true}")
        .good("\"Charge\": {\"Type\": \"Task\", …, \"End\": true,\n  \"Retry\": [{\"ErrorEquals\": [\"Lambda.TooManyRequestsException\"]}],\n  \"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Undo\"}]}"),
    Page::new(MISSING, "path-finds-nothing", Error,
        "A JSONPath found nothing in the data it was asked of. On AWS this is States.Runtime, which no Retry \
        and no Catch sees. The message shows the data at that point and, if an earlier state threw the value \
        away, which one.")
        .bad("\"amount.$\": \"$.order.total\"      {\"order\": {\"totals\": {\"net\": 40}}}")
        .good("\"amount.$\": \"$.order.totals.net\""),
    Page::new(UNASSIGNED, "variable-not-assigned", Error,
        "A path reads a variable that no state on the way there has in `Assign`. Inside a Map or Parallel \
        outer variables can be read, and inner ones are gone when it ends.")
        .bad("\"total.$\": \"$sum\"")
        .good("\"Assign\": {\"sum.$\": \"$.total\"}      in a state before it"),
    Page::new(INTRINSIC, "intrinsic-failed", Error,
        "An intrinsic function cannot work with the arguments it was given: the wrong type, an index outside \
        the array, text that is no JSON. On AWS this is States.Runtime, which cannot be caught.")
        .bad("States.ArrayGetItem($.items, 3)      three items, counted from 0")
        .good("States.ArrayGetItem($.items, 2)"),
    Page::new(JSONATA, "jsonata-failed", Error,
        "A JSONata expression failed. On AWS this is States.QueryEvaluationError, which Retry and Catch see. \
        The note has JSONata's own code and words.")
        .bad("{% price * qty %}      price is \"9.90\"")
        .good("{% $number(price) * qty %}"),
    Page::new(UNDEFINED, "jsonata-undefined", Error,
        "A JSONata expression gave nothing where a value is needed: a name in it is not there. On AWS this is \
        States.QueryEvaluationError.")
        .bad("{% $states.input.total %}      the input has no total")
        .good("{% $exists($states.input.total) ? $states.input.total : 0 %}"),
    Page::new(NO_RULE, "no-choice-matched", Error,
        "No rule of a Choice held and it has no Default. AWS reports States.Runtime, which cannot be caught. A \
        comparison of different types is false and no error, which is the usual reason; the message shows each \
        rule with the value it saw.")
        .bad("{\"Variable\": \"$.stock\", \"NumericGreaterThan\": 0, …}      stock is \"5\"")
        .good("\"Default\": \"Sold Out\""),
    Page::new(UNUSABLE, "unusable-value", Error,
        "A field was given a value that it cannot use: a Map over something that is no array, a number of \
        seconds that is none, an Assign that is no object.")
        .bad("\"ItemsPath\": \"$.order\"      an object")
        .good("\"ItemsPath\": \"$.order.items\""),
    Page::new(TOO_LARGE, "too-much-data", Error,
        "Data is larger than AWS allows: 262,144 bytes for an input, an output or a result, and for the \
        variables of one Assign; more for all variables together. AWS reports States.DataLimitExceeded. Keep \
        large data in S3 and pass its key, or leave out what nobody reads (ResultSelector, ResultPath, \
        OutputPath)."),
];
