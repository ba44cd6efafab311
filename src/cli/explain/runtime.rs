//! What the codes of failing executions mean: SFN5xx.

use crate::base::diag::Severity::Error;
use crate::report::explain::{Page, page};

/// The pages.
pub const PAGES: &[Page] = &[
    page("SFN500", "execution-failed", Error,
        "A state failed, no Retry was left and no Catch took the error, so the execution failed; or a Fail \
        state ended it; or it ran out of time or of history events as a whole. The message names the error and \
        the rules that were looked at. `sfn explain` knows most error names.")
        .bad("\"Charge\": {\"Type\": \"Task\", …, \"End\": true}")
        .good("\"Charge\": {\"Type\": \"Task\", …, \"End\": true,\n  \"Retry\": [{\"ErrorEquals\": [\"Lambda.TooManyRequestsException\"]}],\n  \"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Undo\"}]}"),
    page("SFN501", "path-finds-nothing", Error,
        "A JSONPath found nothing in the data it was asked of. On AWS this is States.Runtime, which no Retry \
        and no Catch sees. The message shows the data at that point and, if an earlier state threw the value \
        away, which one.")
        .bad("\"amount.$\": \"$.order.total\"      {\"order\": {\"totals\": {\"net\": 40}}}")
        .good("\"amount.$\": \"$.order.totals.net\""),
    page("SFN502", "variable-not-assigned", Error,
        "A path reads a variable that no state on the way there has in `Assign`. Inside a Map or Parallel \
        outer variables can be read, and inner ones are gone when it ends.")
        .bad("\"total.$\": \"$sum\"")
        .good("\"Assign\": {\"sum.$\": \"$.total\"}      in a state before it"),
    page("SFN510", "intrinsic-failed", Error,
        "An intrinsic function cannot work with the arguments it was given: the wrong type, an index outside \
        the array, text that is no JSON. On AWS this is States.Runtime, which cannot be caught.")
        .bad("States.ArrayGetItem($.items, 3)      three items, counted from 0")
        .good("States.ArrayGetItem($.items, 2)"),
    page("SFN511", "jsonata-failed", Error,
        "A JSONata expression failed. On AWS this is States.QueryEvaluationError, which Retry and Catch see. \
        The note has JSONata's own code and words.")
        .bad("{% price * qty %}      price is \"9.90\"")
        .good("{% $number(price) * qty %}"),
    page("SFN512", "jsonata-undefined", Error,
        "A JSONata expression gave nothing where a value is needed: a name in it is not there. On AWS this is \
        States.QueryEvaluationError.")
        .bad("{% $states.input.total %}      the input has no total")
        .good("{% $exists($states.input.total) ? $states.input.total : 0 %}"),
    page("SFN520", "no-choice-matched", Error,
        "No rule of a Choice held and it has no Default. AWS reports States.Runtime, which cannot be caught. A \
        comparison of different types is false and no error, which is the usual reason; the message shows each \
        rule with the value it saw.")
        .bad("{\"Variable\": \"$.stock\", \"NumericGreaterThan\": 0, …}      stock is \"5\"")
        .good("\"Default\": \"Sold Out\""),
    page("SFN530", "unusable-value", Error,
        "A field was given a value that it cannot use: a Map over something that is no array, a number of \
        seconds that is none, an Assign that is no object.")
        .bad("\"ItemsPath\": \"$.order\"      an object")
        .good("\"ItemsPath\": \"$.order.items\""),
    page("SFN540", "too-much-data", Error,
        "Data is larger than AWS allows: 262,144 bytes for an input, an output or a result, and for the \
        variables of one Assign; more for all variables together. AWS reports States.DataLimitExceeded. Keep \
        large data in S3 and pass its key, or leave out what nobody reads (ResultSelector, ResultPath, \
        OutputPath)."),
];
