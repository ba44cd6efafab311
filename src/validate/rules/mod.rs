//! The rules, one a file: what is wrong, why, a bad and a good example, and how it is found.
//!
//! Every code has a row in [`RULES`], also those that reading and compiling a definition report, so that
//! `sfn explain` knows them all. `express_time.rs` is a model of a rule that looks at a compiled machine. `sfn explain`
//! without a code lists all codes: a new rule takes the next free number of its hundred, and a test holds that
//! none is used twice.

/// The examples of a rule: files of their own.
macro_rules! examples {
    ($code:literal, $format:literal) => {
        super::Examples {
            bad: include_str!(concat!("../../../fixtures/validate/", $code, "/bad.asl.", $format)),
            good: include_str!(concat!("../../../fixtures/validate/", $code, "/good.asl.", $format)),
            format: $format,
        }
    };
}

pub(crate) mod absent_context;
pub(crate) mod absent_token;
pub(crate) mod attribute_name;
pub(crate) mod catch_loses_input;
pub(crate) mod definition_size;
pub(crate) mod delimiters;
pub(crate) mod distributed;
pub(crate) mod doubtful_api;
pub(crate) mod doubtful_parameter;
pub(crate) mod downgrade;
pub(crate) mod duplicate_key;
pub(crate) mod duplicate_name;
pub(crate) mod empty;
pub(crate) mod encoding;
pub(crate) mod endless_poll;
pub(crate) mod error_name;
pub(crate) mod exclusive;
pub(crate) mod express;
pub(crate) mod express_time;
pub(crate) mod express_twice;
pub(crate) mod failing_call;
pub(crate) mod forgotten_braces;
pub(crate) mod forgotten_suffix;
pub(crate) mod forgotten_token;
pub(crate) mod hcl;
pub(crate) mod heartbeat;
pub(crate) mod hidden_failure;
pub(crate) mod impossible_path;
pub(crate) mod json;
pub(crate) mod jsonata_syntax;
pub(crate) mod jsonata_unsupported;
pub(crate) mod known_later;
pub(crate) mod label;
pub(crate) mod lambda_retry;
pub(crate) mod lambda_time;
pub(crate) mod language_mix;
pub(crate) mod large_literal;
pub(crate) mod lenient_json;
pub(crate) mod list_member;
pub(crate) mod lost_input;
pub(crate) mod misplaced_field;
pub(crate) mod missing_field;
pub(crate) mod missing_file;
pub(crate) mod missing_parameter;
pub(crate) mod no_definition;
pub(crate) mod no_end;
pub(crate) mod no_machine;
pub(crate) mod no_transition;
pub(crate) mod old_boolean;
pub(crate) mod operator;
pub(crate) mod other_kind;
mod other_reading;
pub(crate) mod out_of_range;
mod outside_project;
pub(crate) mod parameter_type;
pub(crate) mod path_as_text;
pub(crate) mod path_syntax;
pub(crate) mod payload;
pub(crate) mod payload_twice;
pub(crate) mod placeholder;
pub(crate) mod reader_resource;
pub(crate) mod reference_path;
pub(crate) mod resource;
pub(crate) mod retry_delay;
pub(crate) mod role_arn;
pub(crate) mod same_item;
pub(crate) mod shadowed_rule;
pub(crate) mod similar_names;
pub(crate) mod state_name;
pub(crate) mod state_type;
pub(crate) mod states_all;
pub(crate) mod states_field;
pub(crate) mod static_result;
pub(crate) mod timestamp;
pub(crate) mod too_large;
pub(crate) mod unassigned;
pub(crate) mod unbound_name;
pub(crate) mod unbounded_map;
pub(crate) mod uncomputed;
pub(crate) mod unknown_allowance;
pub(crate) mod unknown_api;
pub(crate) mod unknown_field;
pub(crate) mod unknown_function;
pub(crate) mod unknown_parameter;
pub(crate) mod unknown_target;
pub(crate) mod unreachable;
pub(crate) mod unused_allowance;
pub(crate) mod unused_value;
pub(crate) mod variable_name;
pub(crate) mod wrong_operand;
pub(crate) mod wrong_type;
pub(crate) mod yaml;

use crate::asl::machine::{StateMachine, Workflow};
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer;
use crate::catalog;

use super::calls::Verdict;
use super::definition::Definition;
use super::shapes::Misshapen;

/// The code AWS gives most of its findings.
pub(super) const SCHEMA: &str = "SCHEMA_VALIDATION_FAILED";

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its code, for instance `SFN103`.
    pub code: Code,
    /// A short name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Why it matters, in one paragraph.
    pub about: &'static str,
    /// A definition it finds something in, and the same corrected; `None` if text alone cannot show it.
    pub examples: Option<Examples>,
    /// The workflow type of the examples.
    pub workflow: Workflow,
    /// AWS's code and text for the same, if AWS refuses it and they are known.
    pub aws: Option<(&'static str, &'static str)>,
    pub(super) finder: Finder,
}

/// A definition that breaks a rule, and the same corrected.
#[derive(Clone, Copy, Debug)]
pub struct Examples {
    /// The broken one.
    pub bad: &'static str,
    /// The corrected one.
    pub good: &'static str,
    /// `json` or `yaml`.
    pub format: &'static str,
}

/// Who finds it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Finder {
    /// The loader.
    Loading,
    /// Lowering.
    Compiling,
    /// Another rule, along the way.
    ByAnotherRule,
    /// A look at the definition as written.
    Definition(fn(&Definition<'_>, &mut Vec<Diagnostic>)),
    /// A look at one field that does not have its shape.
    Shape(fn(&Misshapen<'_>) -> Option<Diagnostic>),
    /// A look at one fault in what a Task passes; the first rule that words it has it.
    Call(fn(&Verdict<'_>) -> Option<Diagnostic>),
    /// A look at a definition without errors.
    Machine(fn(&Definition<'_>, &StateMachine, &mut Vec<Diagnostic>)),
}

impl Rule {
    /// A finding of this rule.
    fn at(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.code, place, message).severity(self.severity)
    }
}

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        /// Every rule, by code.
        pub const RULES: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    json,
    yaml,
    duplicate_key,
    no_definition,
    other_kind,
    encoding,
    too_large,
    unused_value,
    placeholder,
    old_boolean,
    lenient_json,
    unbound_name,
    missing_file,
    uncomputed,
    no_machine,
    hcl,
    known_later,
    outside_project,
    other_reading,
    unknown_allowance,
    unused_allowance,
    wrong_type,
    missing_field,
    state_type,
    unknown_target,
    no_transition,
    duplicate_name,
    exclusive,
    out_of_range,
    resource,
    operator,
    empty,
    downgrade,
    states_all,
    express,
    timestamp,
    unknown_field,
    misplaced_field,
    language_mix,
    unreachable,
    no_end,
    state_name,
    heartbeat,
    label,
    distributed,
    role_arn,
    reader_resource,
    variable_name,
    retry_delay,
    definition_size,
    unknown_api,
    missing_parameter,
    unknown_parameter,
    parameter_type,
    forgotten_suffix,
    static_result,
    lambda_retry,
    lost_input,
    impossible_path,
    catch_loses_input,
    express_time,
    express_twice,
    lambda_time,
    large_literal,
    unbounded_map,
    endless_poll,
    shadowed_rule,
    error_name,
    path_as_text,
    forgotten_token,
    similar_names,
    forgotten_braces,
    list_member,
    same_item,
    attribute_name,
    hidden_failure,
    doubtful_api,
    doubtful_parameter,
    absent_token,
    absent_context,
    path_syntax,
    jsonata_syntax,
    reference_path,
    payload,
    payload_twice,
    delimiters,
    failing_call,
    states_field,
    jsonata_unsupported,
    unassigned,
    unknown_function,
    wrong_operand,
}

/// The rule of that code, in any case of letters.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// The code of the rule that `word` is the code or the name of; else `word` itself.
pub(super) fn named(word: &str) -> &str {
    RULES.iter().find(|rule| rule.name == word).map_or(word, |rule| rule.code.as_str())
}

/// `found` with the words of AWS's schema check about `pointer`; none if they are unknown.
fn schema(found: Diagnostic, words: impl Into<String>, pointer: &str) -> Diagnostic {
    let words = words.into();
    if words.is_empty() { found } else { found.aws(SCHEMA, words, pointer::aws(pointer)) }
}

/// An error by what the catalogue knows of APIs; AWS may have more by now.
fn by_catalog(error: Diagnostic) -> Diagnostic {
    let note = format!("AWS's APIs are known as of {}; see `sfn explain {}`", catalog::as_of(), error.code);
    error.note(note)
}

/// ` (state X)`, if `part` belongs to a state.
fn within(part: &DefinitionPart<'_>) -> String {
    part.state.map_or_else(String::new, |state| format!(" (state `{state}`)"))
}

/// `a`, `b` and `c`
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A text short enough for a message.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
