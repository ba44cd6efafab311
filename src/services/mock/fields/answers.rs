//! Answers: the values of `mocks.states` and `mocks.services`.

use crate::services::mock::entry::{AnswerKey, PER_WORDS};
use crate::services::mock::http::{KIND_WORDS, METHODS};
use crate::services::mock::record_mode::MODE_WORDS;
use crate::services::mock::shape::{Case, Field, Members, Part, Rule, Shape};

use super::{VALIDATE, VALIDATES};

/// A value of `mocks.states` or `mocks.services`.
pub(super) const RESPONDER: Shape = Shape::Part(&Part {
    name: "responder",
    shape: Shape::Choice(&[(Case::Has(RULES_KEYS), Shape::Fields(&RULES))], &ANSWERS_OF),
});

/// An answer, or a list of such.
const ANSWERS_OF: Shape = Shape::Choice(&[(Case::List, Shape::SomeOf(&ANSWER_OF))], &ANSWER_OF);
const ANSWER_OF: Shape = Shape::Part(&Part { name: "answer", shape: Shape::Fields(&ANSWER) });

/// The keys that make the value of a state's key a list of rules.
pub const RULES_KEYS: &[&str] = &["rules", "per"];

/// Answers by rules.
pub const RULES: Members = Members {
    fields: &[
        Field::new(
            "per",
            Shape::Word(&PER_WORDS),
            "Within what calls are counted: each item of a Map and each branch (item), or the whole execution, as \
             Step Functions Local does (execution).",
        )
        .default("\"item\""),
        Field::new("validate", VALIDATE, VALIDATES),
        Field::new(
            "rules",
            Shape::SomeOf(&Shape::Part(&Part { name: "rule", shape: Shape::Fields(&RULE) })),
            "The first one that matches a call answers it.",
        )
        .required(),
    ],
    rules: &[],
};

/// One of `rules`.
pub const RULE: Members = Members {
    fields: &[
        Field::new("name", Shape::Text, "What messages call it."),
        Field::new(
            "when",
            Shape::Choice(&[(Case::Text, Shape::Formula)], &Shape::Fields(&WHEN)),
            "The calls it is for: all that is given must hold. Without it, every call.",
        ),
        Field::new("do", ANSWERS_OF, "What they get: one answer for all, or a list of answers in order.")
            .required(),
    ],
    rules: &[],
};

/// `when`
pub const WHEN: Members = Members {
    fields: &[
        Field::new("args", Shape::Any, "A part of the arguments: objects by subset, lists item by item."),
        Field::new("input", Shape::Any, "A part of the state's input."),
        Field::new("item", Shape::Any, "A part of the item of the Map that is being processed."),
        Field::new("context", Shape::Object, "A part of the context object."),
        Field::new("index", Shape::Count, "The number of the item, from 0."),
        Field::new("exact", Shape::Bool, "Whether the values must be equal, not only contain what is given.")
            .default("false"),
        Field::new("expr", Shape::Formula, "An expression that must be true: `{% $args.qty > 100 %}`."),
    ],
    rules: &[Rule::Some],
};

/// An answer: what kind it is, which the keys of `AnswerKey` say, and what goes beside it.
pub const ANSWER: Members = Members {
    fields: &[
        Field::new("return", Shape::Body, "The result as the service gives it to the state."),
        Field::new(
            "return_file",
            Shape::Text,
            "A file, JSON or YAML, that holds the result; nothing in it is an expression.",
        ),
        Field::new(
            "payload",
            Shape::Body,
            "What a Lambda function returns; lambda:invoke wraps it: {ExecutedVersion, Payload, StatusCode}.",
        ),
        Field::new(
            "response",
            Shape::Fields(&RESPONSE),
            "An HTTP response; one that is not 2xx is an error such as States.Http.StatusCode.402.",
        ),
        Field::new("throw", THROW_OF, "The error that the call ends with: its name, or name and cause."),
        Field::new("hang", Shape::True, "Nothing comes back: the task runs into its timeout."),
        Field::new(
            "callback",
            Shape::Fields(&CALLBACK),
            "What happens to the task token of `.waitForTaskToken`, or to an activity's task.",
        ),
        Field::new(
            "run",
            RUN,
            "A program that is given the arguments on its standard input and prints the result; needs --allow-run.",
        ),
        Field::new(
            "lambda",
            LAMBDA,
            "The handler of a Lambda function, run as Lambda runs it; needs --allow-run.",
        ),
        Field::new(
            "http",
            HTTP,
            "A server that is sent the arguments and answers with the result; needs --allow-net.",
        ),
        Field::new("execute", EXECUTE, "A state machine that runs in place of the one that is started."),
        Field::new("passthrough", PASSTHROUGH, "The service itself is asked."),
        Field::new(
            "at",
            Shape::Position,
            "Which calls it is for, from 0: `0`, `1-2`, or `3+` for all from that one.",
        ),
        Field::new("delay", Shape::Duration, "How long it takes, on the run's own clock: `300ms`, `1h30m`."),
        Field::new("validate", VALIDATE, VALIDATES),
        Field::new(
            "submitted",
            Shape::Body,
            "The response of the first call of a `.sync` or `.waitForTaskToken` task, as TaskSubmitted shows it.",
        ),
        Field::new("worker", Shape::Text, "The name of the worker that takes the task of an activity."),
        Field::new(
            "recorded",
            RECORDED,
            "That it was recorded (`record`), and of whom: who is asked if it is recorded anew.",
        ),
    ],
    rules: &[
        Rule::OneOf(AnswerKey::NAMES),
        Rule::NotBoth("worker", "hang"),
        Rule::NotBoth("recorded", "passthrough"),
    ],
};

/// `response`
pub const RESPONSE: Members = Members {
    fields: &[
        Field::new("status", Shape::Status, "The status, such as 200.").required(),
        Field::new("headers", Shape::Object, "The headers: each value is text or a list of texts."),
        Field::new("body", Shape::Body, "The body."),
    ],
    rules: &[],
};

const THROW_OF: Shape = Shape::Part(&Part {
    name: "throw",
    shape: Shape::Choice(&[(Case::Text, Shape::Message)], &Shape::Fields(&THROW)),
});

/// `throw`, and `failure` of a callback.
pub const THROW: Members = Members {
    fields: &[
        Field::new("error", Shape::MessageOrNull, "The error's name, as Retry and Catch see it."),
        Field::new("cause", Shape::Body, "The cause; what is not text becomes JSON text."),
        Field::new(
            "message",
            Shape::Message,
            "What a Lambda function says of its error: the cause becomes {errorType, errorMessage}. Elsewhere the cause.",
        ),
    ],
    rules: &[Rule::NotBoth("cause", "message")],
};

/// `callback`
pub const CALLBACK: Members = Members {
    fields: &[
        Field::new("after", Shape::Duration, "When it comes back, after the token was handed out.")
            .default("\"0s\""),
        Field::new("heartbeat_every", Shape::Interval, "How often a heartbeat is sent."),
        Field::new("heartbeat_until", Shape::Duration, "When heartbeats end, if not with the callback."),
        Field::new("success", Shape::Body, "It comes back with this result."),
        Field::new("failure", THROW_OF, "It comes back with this error."),
        Field::new("never", Shape::True, "It never comes back."),
    ],
    rules: &[
        Rule::OneOf(&["success", "failure", "never"]),
        Rule::Needs("heartbeat_until", "heartbeat_every"),
    ],
};

/// `run`
pub const RUN: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new("command", Shape::SomeOf(&Shape::Text), "The program and its arguments.").required(),
        Field::new("cwd", Shape::Text, "The folder it runs in; without it, that of this file."),
        Field::new("env", Shape::MapOf(&Shape::Text), "Variables of its environment."),
        Field::new("timeout", Shape::Duration, "The longest it may take, on a real clock."),
    ],
    rules: &[],
});

/// `lambda`
pub const LAMBDA: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new("handler", Shape::Name, "The handler, as Lambda names it: `app.handler`."),
        Field::new(
            "runtime",
            Shape::Name,
            "`python`, `nodejs` or `provided` (an executable `bootstrap`), with a version or without.",
        )
        .required(),
        Field::new("dir", Shape::Text, "The folder of its code; without it, that of this file."),
        Field::new("env", Shape::MapOf(&Shape::Text), "Variables of its environment."),
        Field::new("timeout", Shape::Duration, "The longest that one call may take, on a real clock.")
            .default("\"3s\""),
        Field::new("memory", Shape::Count, "The memory that it is said to have, in MB.").default("128"),
    ],
    rules: &[],
});

/// `http`
pub const HTTP: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new("url", Shape::Message, "The URL.").required(),
        Field::new("method", Shape::Word(&METHODS), "The method.").default("\"POST\""),
        Field::new("headers", Shape::Object, "Headers of the request."),
        Field::new(
            "kind",
            Shape::Word(&KIND_WORDS),
            "What answers: any server (plain), or a container with Lambda's runtime interface emulator (lambda-rie).",
        )
        .default("\"plain\""),
        Field::new("timeout", Shape::Duration, "The longest it may take, on a real clock."),
    ],
    rules: &[],
});

/// `execute`
pub const EXECUTE: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new("machine", Shape::Text, "The state machine: PATH or PATH#NAME.").required(),
        Field::new("mocks", Shape::Text, "The mock file of its tasks."),
    ],
    rules: &[],
});

const ENDPOINT: Field = Field::new("endpoint", Shape::Text, "The URL to ask instead of AWS's own.");
const PROFILE: Field = Field::new("profile", Shape::Text, "The profile of the AWS settings.");
const REGION: Field = Field::new("region", Shape::Text, "The region.");
const TOKEN_PORT: Field = Field::new(
    "token_port",
    Shape::Count,
    "For `.waitForTaskToken`: the port of this machine at which SendTaskSuccess and its like are taken meanwhile.",
);
const RECORD: Field = Field::new(
    "record",
    Shape::Choice(&[(Case::Bool, Shape::Bool)], &Shape::Word(&MODE_WORDS)),
    "Whether answers are written into this file: once (or true) what is not recorded yet, new calls beyond \
     that as well, all every time, none only what is recorded is given.",
)
.default("false");

/// `passthrough`
pub const PASSTHROUGH: Shape =
    Shape::Fields(&Members { fields: &[ENDPOINT, PROFILE, REGION, TOKEN_PORT, RECORD], rules: &[] });

/// `recorded`
pub const RECORDED: Shape = Shape::Fields(&Members {
    fields: &[
        ENDPOINT,
        PROFILE,
        REGION,
        TOKEN_PORT,
        RECORD,
        Field::new(
            "machine",
            Shape::Text,
            "In a test: the machine whose state it is, if the run started it.",
        ),
    ],
    rules: &[],
});

/// A value of `mocks.connections`
pub const CONNECTION: Shape = Shape::Fields(&Members {
    fields: &[
        Field::new("api_key", Shape::Fields(&API_KEY), "It authorizes by a header."),
        Field::new("basic", Shape::Fields(&BASIC), "It authorizes by name and password."),
        Field::new("oauth", Shape::Fields(&OAUTH), "It authorizes by a token that a server hands out."),
        Field::new("headers", Shape::Object, "Headers that it adds."),
        Field::new("query", Shape::Object, "What it adds to the query."),
        Field::new("body", Shape::Object, "What it adds to the body."),
    ],
    rules: &[
        Rule::NotBoth("api_key", "basic"),
        Rule::NotBoth("api_key", "oauth"),
        Rule::NotBoth("basic", "oauth"),
    ],
});

const API_KEY: Members = Members {
    fields: &[
        Field::new("name", Shape::Text, "The header's name.").required(),
        Field::new("value", Shape::Text, "Its value.").required(),
    ],
    rules: &[],
};

const BASIC: Members = Members {
    fields: &[
        Field::new("username", Shape::Text, "The name.").required(),
        Field::new("password", Shape::Text, "The password.").required(),
    ],
    rules: &[],
};

const OAUTH: Members = Members {
    fields: &[
        Field::new("url", Shape::Text, "The URL that hands out tokens for a client's credentials.")
            .required(),
        Field::new("client_id", Shape::Text, "The client's id.").required(),
        Field::new("client_secret", Shape::Text, "The client's secret.").required(),
        Field::new("body", Shape::Object, "What else is in the form that is sent, such as `scope`."),
    ],
    rules: &[],
};

#[cfg(test)]
mod tests {
    use super::{ANSWER, AnswerKey};

    #[test]
    fn every_kind_of_answer_is_a_field() {
        let kinds = AnswerKey::NAMES;
        let fields: Vec<&str> = ANSWER.fields.iter().map(|field| field.key).take(kinds.len()).collect();
        assert_eq!(fields, kinds);
    }
}
