//! The codes of what is said about mock and test files.

use crate::base::diag::Severity::{Error, Warning};
use crate::base::diag::{Code, Page};

/// Nothing answers a call.
pub const UNANSWERED: Code = Code::new("SFN401");
/// A list of answers has none left.
pub const EXHAUSTED: Code = Code::new("SFN402");
/// An answer does not fit the call it is given to.
pub const UNFIT: Code = Code::new("SFN403");
/// A key names a state that the machine does not have.
pub const NO_SUCH_STATE: Code = Code::new("SFN404");
/// An expression of an answer or a rule has no value of use for a call.
pub const VALUE: Code = Code::new("SFN405");
/// A task waits for an answer that will never come, and nothing limits its time.
pub const STUCK: Code = Code::new("SFN407");
/// This version cannot give the answer.
pub const NOT_AVAILABLE: Code = Code::new("SFN408");
/// An answer was never used.
pub const UNUSED_ANSWER: Code = Code::new("SFN409");
/// The text is no YAML, or no mock file at all.
pub const NO_MOCK_FILE: Code = Code::new("SFN410");
/// A key the file format does not know.
pub const UNKNOWN_KEY: Code = Code::new("SFN411");
/// A value of the wrong type, or a word that is not one of those allowed.
pub const WRONG_VALUE: Code = Code::new("SFN412");
/// Something is missing.
pub const MISSING: Code = Code::new("SFN413");
/// No duration.
pub const DURATION: Code = Code::new("SFN414");
/// An answer of no kind, or of two.
pub const KINDS: Code = Code::new("SFN415");
/// `at` out of order or overlapping.
pub const POSITIONS: Code = Code::new("SFN416");
/// A file that is named cannot be read.
pub const FILE: Code = Code::new("SFN417");
/// A string between `{%` and `%}` is no expression that could work.
pub const EXPRESSION: Code = Code::new("SFN418");
/// A run takes more memory than it may.
pub const MEMORY: Code = Code::new("SFN419");

/// A result is not what the API can answer.
pub const RESULT: Code = Code::new("SFN420");

/// A call would start or reach what the user does not allow.
pub const PERMISSION: Code = Code::new("SFN421");
/// A process that answers a call cannot be started, or what it prints is no answer.
pub const PROCESS: Code = Code::new("SFN422");

/// A server that answers a call cannot be reached, or what it answers is no answer.
pub const SERVER: Code = Code::new("SFN423");

/// No run can use an answer or a rule.
pub const UNREACHABLE: Code = Code::new("SFN424");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(UNANSWERED, "no-answer", Error,
        "A task made a call that nothing in the mock files answers, so the run stopped: exit code 5. States are \
        looked up first, by name, then services, from the full ARN to `*`. The message lists what was tried and \
        an answer to paste. `defaults: {unmatched: empty}` lets such calls return `{}`, `model` the smallest answer that \
        the model of the API allows.")
        .bad("mocks:\n  states: {}")
        .good("mocks:\n  states:\n    Charge Card: {return: {ok: true}}"),
    Page::new(EXHAUSTED, "no-answer-left", Error,
        "A list holds exactly the answers of the first calls, in order, and the state called once more than \
        that, or at a position that `at` leaves out. A retry is a call, and so is each turn of a polling loop; \
        in a Map each item counts for itself. `defaults: {exhausted: last}` repeats the last answer, \
        `exhausted: cycle` begins again.")
        .bad("Get Job:\n  - return: {state: RUNNING}\n  - return: {state: DONE}      # the state polls three times")
        .good("Get Job:\n  - {return: {state: RUNNING}, at: 0-1}\n  - {return: {state: DONE}, at: 2+}"),
    Page::new(UNFIT, "answer-does-not-fit", Error,
        "The answer is of a kind that this call cannot have: `payload` belongs to Lambda, `response` to HTTP and \
        API Gateway tasks, `callback` to `.waitForTaskToken` and activities; `submitted` needs a task that has \
        a first response. `return` fits every call.")
        .bad("Put Item: {payload: {ok: true}}     # dynamodb:putItem")
        .good("Put Item: {return: {}}"),
    Page::new(NO_SUCH_STATE, "no-such-state", Warning,
        "A key of `mocks.states` names a state that the machine does not have. Names are case-sensitive; `*` \
        stands for any characters. The answer is never used.")
        .bad("mocks:\n  states:\n    Chrage Card: {return: {}}")
        .good("mocks:\n  states:\n    Charge Card: {return: {}}"),
    Page::new(VALUE, "expression-failed", Error,
        "A `{% … %}` of an answer or a rule failed when the call was made, or gave nothing or a value that is of \
        no use there: a function, a delay that is no duration, a condition that is no boolean.")
        .bad("Price: {payload: {total: \"{% $args.qty * 2 %}\"}}    # the arguments have no qty")
        .good("Price: {payload: {total: \"{% $args.Payload.qty * 2 %}\"}}"),
    Page::new(STUCK, "waits-for-ever", Error,
        "Every task that is left waits for something that will not come: its mock answer is `hang` or a \
        callback that `never` comes, and nothing limits its time. On AWS the execution would wait for a year; \
        here it stops with exit code 5.")
        .bad("Ask Approval: {callback: {never: true}}      # the state has no TimeoutSeconds")
        .good("\"Ask Approval\": {\"Type\": \"Task\", …, \"TimeoutSeconds\": 86400}"),
    Page::new(NOT_AVAILABLE, "not-available", Error,
        "What should give an answer or items cannot, such as a Parquet file; or executions \
        start each other as if without an end. The run stops with exit code 6. Write the answer down as `return` or \
        `throw`.")
        .bad("Again: {execute: {machine: again.asl.json}}")
        .good("Again: {return: {Status: SUCCEEDED}}"),
    Page::new(UNUSED_ANSWER, "unused-answer", Warning,
        "Nobody asked for an answer during the run: perhaps the state was not reached, or another answer is \
        more specific. `defaults: {unused: allow}` says nothing, `unused: error` makes the run end with exit \
        code 1."),
    Page::new(NO_MOCK_FILE, "no-mock-file", Error,
        "The text is neither a mock file (YAML or JSON with `version: 1`) nor a MockConfigFile.json of Step \
        Functions Local, or it is no valid YAML at all.")
        .good("version: 1\nmocks:\n  states:\n    Charge Card: {return: {}}"),
    Page::new(UNKNOWN_KEY, "unknown-key", Error,
        "The format has no key of that name at this place, so what stands there would be ignored. Keys that \
        begin with `x-` are yours.")
        .bad("Charge Card: {retrun: {}}")
        .good("Charge Card: {return: {}}"),
    Page::new(WRONG_VALUE, "wrong-value", Error,
        "A value has the wrong type, or is none of the words that the key takes.")
        .bad("defaults: {unmatched: eror}")
        .good("defaults: {unmatched: error}"),
    Page::new(MISSING, "missing-key", Error,
        "Something that the format needs is missing, for instance `version`, or what a rule answers.")
        .bad("rules:\n  - when: {args: {id: 7}}")
        .good("rules:\n  - when: {args: {id: 7}}\n    do: {return: {}}"),
    Page::new(DURATION, "no-duration", Error,
        "A duration is a number with its unit: `300ms`, `5s`, `2m`, `1h30m`, `2d`.")
        .bad("delay: 5")
        .good("delay: 5s"),
    Page::new(KINDS, "kinds-of-answer", Error,
        "An answer is exactly one thing: it returns (`return`, `return_file`, `payload`, `response`), fails \
        (`throw`), never ends (`hang`), or comes back later (`callback`). This one is none of them, or two.")
        .bad("Charge Card: {return: {}, throw: Declined}")
        .good("Charge Card:\n  - throw: Declined\n  - return: {}"),
    Page::new(POSITIONS, "positions", Error,
        "`at` says which calls an answer is for, counted from 0: `0`, `1-2`, `3+`. Positions must rise and must \
        not overlap, and nothing can follow an open end.")
        .bad("- {return: 1, at: 0-2}\n- {return: 2, at: 1}")
        .good("- {return: 1, at: 0-2}\n- {return: 2, at: 3}"),
    Page::new(FILE, "file", Error,
        "A file that `extends`, `return_file`, `input_file` or `$file` names cannot be read, is no data, or \
        extends itself. Paths are relative to the file that names them."),
    Page::new(EXPRESSION, "expression", Error,
        "A `{% … %}` is no JSONata, or reads a variable that answers do not have. They see `$args`, `$input`, \
        `$item`, `$index`, `$call`, `$attempt`, `$error`, `$context`, `$vars` and `$token`. `{%% ` begins a \
        literal `{% `.")
        .bad("payload: {id: \"{% $arg.id %}\"}")
        .good("payload: {id: \"{% $args.id %}\"}"),
    Page::new(MEMORY, "memory", Error,
        "The executions of a run, their data, or the items that are read would take more memory than a run may have: \
        512 MB unless `--max-memory` or `max_memory` below `[run]` in `sfn.toml` says otherwise. Maps in Maps \
        multiply; AWS would take long for them, or end the execution. The run stops with exit code 6.")
        .good("sfn run order.asl.json --max-memory 2GB"),
    Page::new(RESULT, "wrong-result", Error,
        "A result in a mock file is not what the API can answer, by the model that AWS publishes of it: a value of the \
        wrong type, a word that is none of its values, a number or a length out of bounds. `validate: strict` asks \
        for required members, too; `validate: none`, beside the answer or in `defaults`, asks for nothing. A `.sync` \
        Task is given what the state sees when the job has ended.")
        .bad("Get Order: {return: {Item: {id: o-1}}}            # aws-sdk:dynamodb:getItem")
        .good("Get Order: {return: {Item: {id: {S: o-1}}}}"),
    Page::new(UNREACHABLE, "unreachable-answer", Warning,
        "`sfn mock lint` says so of what no run can use: a rule behind one that takes every call, an answer for a later \
        call than the state makes with all of its retries, a service that no Task calls, and an error such as \
        `States.Oops`, which nothing raises. It is often a name or a number that was changed in the definition alone.")
        .bad("rules:\n- {do: {return: 1}}\n- {when: {args: {id: 7}}, do: {return: 2}}")
        .good("rules:\n- {when: {args: {id: 7}}, do: {return: 2}}\n- {do: {return: 1}}"),
    Page::new(PERMISSION, "permission", Error,
        "An answer would start a process, reach a host or call AWS, which only the user of the command may allow: with \
        `--allow-run`, `--allow-net=HOST` or `--allow-aws=SERVICE`, or with `SFN_ALLOW=run,net=localhost`. A file of \
        the project never can; what `[permissions]` in `sfn.toml` names narrows what the user allows. Nothing was \
        started, and the run stops with exit code 5.")
        .good("sfn run order.asl.json --allow-run"),
    Page::new(PROCESS, "process", Error,
        "The process of a `run`, of a `lambda` or of a template's function could not be started, or that of a `run` ended \
        well but did not print JSON. It is given the \
        arguments of the call as JSON on standard input and prints the result on standard output; its log belongs on \
        standard error. An exit status other than 0 fails the Task: print `{\"errorType\": …, \"errorMessage\": …}` or \
        `{\"error\": …, \"cause\": …}` to say how.")
        .bad("Enrich: {run: {command: [sh, -c, \"echo done\"]}}")
        .good("Enrich: {run: {command: [sh, -c, \"echo '{\\\"done\\\": true}'\"]}}"),
    Page::new(SERVER, "server", Error,
        "The server of an `http` answer could not be reached, broke the connection, or answered well but not with JSON. \
        It is sent the arguments of the call as JSON and answers with the result; with `kind: lambda-rie` it is sent \
        the event of a Lambda function. A status other than 2xx fails the Task: `{\"errorType\": …, \"errorMessage\": …}` \
        or `{\"error\": …, \"cause\": …}` in the body says how.")
        .good("Enrich: {http: {url: \"http://localhost:9000/2015-03-31/functions/function/invocations\", kind: lambda-rie}}"),
];
