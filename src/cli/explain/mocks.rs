//! What the codes about mock and test files mean: SFN4xx.

use crate::base::diag::Severity::{Error, Warning};
use crate::report::explain::{Page, page};

/// The pages.
pub const PAGES: &[Page] = &[
    page("SFN401", "no-answer", Error,
        "A task made a call that nothing in the mock files answers, so the run stopped: exit code 5. States are \
        looked up first, by name, then services, from the full ARN to `*`. The message lists what was tried and \
        an answer to paste. `defaults: {unmatched: empty}` lets such calls return `{}`.")
        .bad("mocks:\n  states: {}")
        .good("mocks:\n  states:\n    Charge Card: {return: {ok: true}}"),
    page("SFN402", "no-answer-left", Error,
        "A list holds exactly the answers of the first calls, in order, and the state called once more than \
        that, or at a position that `at` leaves out. A retry is a call, and so is each turn of a polling loop; \
        in a Map each item counts for itself. `defaults: {exhausted: last}` repeats the last answer, \
        `exhausted: cycle` begins again.")
        .bad("Get Job:\n  - return: {state: RUNNING}\n  - return: {state: DONE}      # the state polls three times")
        .good("Get Job:\n  - {return: {state: RUNNING}, at: 0-1}\n  - {return: {state: DONE}, at: 2+}"),
    page("SFN403", "answer-does-not-fit", Error,
        "The answer is of a kind that this call cannot have: `payload` belongs to Lambda, `response` to HTTP and \
        API Gateway tasks, `callback` to `.waitForTaskToken` and activities; `submitted` needs a task that has \
        a first response. `return` fits every call.")
        .bad("Put Item: {payload: {ok: true}}     # dynamodb:putItem")
        .good("Put Item: {return: {}}"),
    page("SFN404", "no-such-state", Warning,
        "A key of `mocks.states` names a state that the machine does not have. Names are case-sensitive; `*` \
        stands for any characters. The answer is never used.")
        .bad("mocks:\n  states:\n    Chrage Card: {return: {}}")
        .good("mocks:\n  states:\n    Charge Card: {return: {}}"),
    page("SFN405", "expression-failed", Error,
        "A `{% … %}` of an answer or a rule failed when the call was made, or gave nothing or a value that is of \
        no use there: a function, a delay that is no duration, a condition that is no boolean.")
        .bad("Price: {payload: {total: \"{% $args.qty * 2 %}\"}}    # the arguments have no qty")
        .good("Price: {payload: {total: \"{% $args.Payload.qty * 2 %}\"}}"),
    page("SFN407", "waits-for-ever", Error,
        "Every task that is left waits for something that will not come: its mock answer is `hang` or a \
        callback that `never` comes, and nothing limits its time. On AWS the execution would wait for a year; \
        here it stops with exit code 5.")
        .bad("Ask Approval: {callback: {never: true}}      # the state has no TimeoutSeconds")
        .good("\"Ask Approval\": {\"Type\": \"Task\", …, \"TimeoutSeconds\": 86400}"),
    page("SFN408", "not-available", Error,
        "The kind of answer is known but not available in this version, for instance a process, a container or \
        the service itself. The run stops with exit code 6. Write the answer down as `return` or `throw`.")
        .bad("Enrich: {run: {command: [node, enrich.mjs]}}")
        .good("Enrich: {return: {enriched: true}}"),
    page("SFN409", "unused-answer", Warning,
        "Nobody asked for an answer during the run: perhaps the state was not reached, or another answer is \
        more specific. `defaults: {unused: allow}` says nothing, `unused: error` makes the run end with exit \
        code 1."),
    page("SFN410", "no-mock-file", Error,
        "The text is neither a mock file (YAML or JSON with `version: 1`) nor a MockConfigFile.json of Step \
        Functions Local, or it is no valid YAML at all.")
        .good("version: 1\nmocks:\n  states:\n    Charge Card: {return: {}}"),
    page("SFN411", "unknown-key", Error,
        "The format has no key of that name at this place, so what stands there would be ignored. Keys that \
        begin with `x-` are yours.")
        .bad("Charge Card: {retrun: {}}")
        .good("Charge Card: {return: {}}"),
    page("SFN412", "wrong-value", Error,
        "A value has the wrong type, or is none of the words that the key takes.")
        .bad("defaults: {unmatched: eror}")
        .good("defaults: {unmatched: error}"),
    page("SFN413", "missing-key", Error,
        "Something that the format needs is missing, for instance `version`, or what a rule answers.")
        .bad("rules:\n  - when: {args: {id: 7}}")
        .good("rules:\n  - when: {args: {id: 7}}\n    do: {return: {}}"),
    page("SFN414", "no-duration", Error,
        "A duration is a number with its unit: `300ms`, `5s`, `2m`, `1h30m`, `2d`.")
        .bad("delay: 5")
        .good("delay: 5s"),
    page("SFN415", "kinds-of-answer", Error,
        "An answer is exactly one thing: it returns (`return`, `return_file`, `payload`, `response`), fails \
        (`throw`), never ends (`hang`), or comes back later (`callback`). This one is none of them, or two.")
        .bad("Charge Card: {return: {}, throw: Declined}")
        .good("Charge Card:\n  - throw: Declined\n  - return: {}"),
    page("SFN416", "positions", Error,
        "`at` says which calls an answer is for, counted from 0: `0`, `1-2`, `3+`. Positions must rise and must \
        not overlap, and nothing can follow an open end.")
        .bad("- {return: 1, at: 0-2}\n- {return: 2, at: 1}")
        .good("- {return: 1, at: 0-2}\n- {return: 2, at: 3}"),
    page("SFN417", "file", Error,
        "A file that `extends`, `return_file`, `input_file` or `$file` names cannot be read, is no data, or \
        extends itself. Paths are relative to the file that names them."),
    page("SFN418", "expression", Error,
        "A `{% … %}` is no JSONata, or reads a variable that answers do not have. They see `$args`, `$input`, \
        `$item`, `$index`, `$call`, `$attempt`, `$error`, `$context`, `$vars` and `$token`. `{%% ` begins a \
        literal `{% `.")
        .bad("payload: {id: \"{% $arg.id %}\"}")
        .good("payload: {id: \"{% $args.id %}\"}"),
];
