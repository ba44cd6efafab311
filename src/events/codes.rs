//! The codes of what can be wrong with the triggers of a template.

use crate::base::diag::Severity::Error;
use crate::base::diag::{Code, Page};

/// A pattern that AWS refuses.
pub const PATTERN: Code = Code::new("SFN901");
/// A schedule expression that AWS refuses.
pub const SCHEDULE: Code = Code::new("SFN902");
/// What a target is to get is written in a way that AWS refuses.
pub const INPUT: Code = Code::new("SFN903");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(PATTERN, "event-pattern", Error,
        "EventBridge refuses the pattern of a rule, in these words, when the stack is deployed. A pattern is an object \
        whose leaves are lists: `\"state\": [\"open\"]`, never `\"state\": \"open\"`. An element of a list is a value, or \
        an object with one operator: prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, cidr, exists.")
        .bad("EventPattern:\n  source: shop\n  detail: {total: [{numeric: [\"<\", 100, \">\", 5]}]}")
        .good("EventPattern:\n  source: [shop]\n  detail: {total: [{numeric: [\">\", 5, \"<\", 100]}]}"),
    Page::new(SCHEDULE, "schedule-expression", Error,
        "EventBridge refuses the expression, in these words. Rules take `rate(5 minutes)`, `rate(1 hour)` and `cron` with \
        six fields: minutes, hours, day of the month, month, day of the week (1 is Sunday), year. One of the two days has \
        to be `?`. EventBridge Scheduler takes `at(2030-01-02T03:04:05)` as well, and IANA names of time zones.")
        .bad("ScheduleExpression: cron(0 9 * * MON-FRI)")
        .good("ScheduleExpression: cron(0 9 ? * MON-FRI *)"),
    Page::new(INPUT, "target-input", Error,
        "EventBridge refuses what the target is to get, in these words. A target has one of Input (the text of a JSON \
        value), InputPath (`$`, names, `[0]`, `[*]`) and InputTransformer, or none of them: then it gets the whole event. \
        A template has to be JSON once its `<names>` have values, so text stands in quotes.")
        .bad("InputTransformer: {InputPathsMap: {id: $.detail.id}, InputTemplate: order <id>}")
        .good("InputTransformer: {InputPathsMap: {id: $.detail.id}, InputTemplate: '\"order <id>\"'}"),
];
