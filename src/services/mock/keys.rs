//! The keys of answers: state names and service names, both with `*` as a wildcard, and
//! which of several that match is the more specific one.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::value::Value;

/// Whether a key is a pattern rather than a name.
#[must_use]
pub fn is_glob(key: &str) -> bool {
    key.contains('*')
}

/// How specific a key is; the smaller wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    tier: u8,
    glob: bool,
    literal: Reverse<usize>,
}

/// The rank of a state's key: names before globs, longer globs before shorter ones.
#[must_use]
pub fn state_rank(key: &str) -> Rank {
    Rank { tier: 0, glob: is_glob(key), literal: literal(key) }
}

/// The rank of a service's key: full ARN, then one function, activity or machine, then one action, then
/// patterns.
#[must_use]
pub fn service_rank(key: &str) -> Rank {
    let named = ["lambda:function:", "activity:", "states:machine:"].iter().any(|kind| key.starts_with(kind));
    let tier = match (key.starts_with("arn:"), named, is_glob(key)) {
        (true, _, _) => 0,
        (false, true, _) => 1,
        (false, false, false) => 2,
        (false, false, true) => 3,
    };
    Rank { tier, glob: is_glob(key), literal: literal(key) }
}

fn literal(key: &str) -> Reverse<usize> {
    Reverse(key.chars().filter(|&c| c != '*').count())
}

/// All the names by which `mocks.services` may speak of a call, without repetition.
#[must_use]
pub fn names(resource: &Resource, args: &Value) -> Vec<String> {
    let mut names = vec![resource.arn.to_string(), resource.short_name()];
    match &resource.target {
        Target::Function(name) => {
            let qualified = resource.arn.split_once(":function:").map_or(&**name, |(_, tail)| tail);
            names.push(format!("lambda:function:{qualified}"));
        }
        Target::Activity(_) => {}
        Target::Service { service, resource: written, .. } => {
            names.push(format!("{service}:{written}"));
            if let Some(bare) = resource.arn.strip_suffix(resource.pattern.suffix()) {
                names.push(bare.to_owned());
            }
            names.extend(called_function(resource, args));
            names.extend(started_machine(resource, args));
        }
    }
    let mut seen: Vec<String> = Vec::with_capacity(names.len());
    names.into_iter().for_each(|name| {
        if !seen.contains(&name) {
            seen.push(name);
        }
    });
    seen
}

/// The function that `lambda:invoke` calls, by the name, partial ARN or ARN in its arguments.
fn called_function(resource: &Resource, args: &Value) -> Vec<String> {
    if !resource.is("lambda", "invoke") && !resource.is("aws-sdk:lambda", "invoke") {
        return Vec::new();
    }
    let Some(given) = args.get("FunctionName").and_then(Value::as_str) else { return Vec::new() };
    let qualified = match given.split_once("function:") {
        Some((_, tail)) => tail,
        None => given,
    };
    let (name, qualifier) = match qualified.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (qualified, args.get("Qualifier").and_then(Value::as_str)),
    };
    let mut names = vec![format!("lambda:function:{name}")];
    names.extend(qualifier.map(|qualifier| format!("lambda:function:{name}:{qualifier}")));
    names.extend(given.starts_with("arn:").then(|| given.to_owned()));
    names
}

/// The machine that `startExecution` starts, by the ARN in its arguments.
fn started_machine(resource: &Resource, args: &Value) -> Vec<String> {
    const STARTERS: [(&str, &str); 4] = [
        ("states", "startExecution"),
        ("states", "startSyncExecution"),
        ("aws-sdk:sfn", "startExecution"),
        ("aws-sdk:sfn", "startSyncExecution"),
    ];
    if !STARTERS.iter().any(|(service, action)| resource.is(service, action)) {
        return Vec::new();
    }
    let Some(arn) = args.get("StateMachineArn").and_then(Value::as_str) else { return Vec::new() };
    let qualified = arn.split_once(":stateMachine:").map_or(arn, |(_, tail)| tail);
    let name = qualified.split(':').next().unwrap_or(qualified);
    let mut names = vec![format!("states:machine:{name}"), arn.to_owned()];
    names.extend((name != qualified).then(|| format!("states:machine:{qualified}")));
    names
}

/// A state's answer in a mock file that a user could start from, by what is called.
#[must_use]
pub fn sample(resource: &Resource) -> &'static str {
    let is = |service, action| resource.is(service, action);
    match (&resource.target, resource.pattern) {
        (Target::Function(_), _) => "{payload: {}}",
        (Target::Service { .. }, Pattern::Callback) => "{callback: {success: {}}}",
        (Target::Service { .. }, _) if is("lambda", "invoke") => "{payload: {}}",
        (Target::Service { .. }, _) if is("http", "invoke") || is("apigateway", "invoke") => {
            "{response: {status: 200, body: {}}}"
        }
        (Target::Activity(_) | Target::Service { .. }, _) => "{return: {}}",
    }
}

/// A key as YAML needs it written.
#[must_use]
pub fn yaml_key(name: &str) -> Arc<str> {
    let plain = name.starts_with(|c: char| c.is_alphabetic())
        && !name.ends_with(' ')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/'))
        && !matches!(
            name.to_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain { name.into() } else { Value::from(name).to_json().into() }
}
