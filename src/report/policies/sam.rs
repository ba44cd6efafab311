//! `Policies` for a template: ARNs are those of its own resources, or made with the partition, region and account it is
//! deployed to.

use std::io::{self, Write};

use crate::policy::{Home, Statement};

use super::{Policy, deployed, literal};

const PSEUDO: [&str; 3] = ["${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}"];

/// Writes it.
pub(super) fn write(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    if policy.statements.is_empty() {
        return writeln!(out, "Policies: []");
    }
    writeln!(out, "Policies:\n  - Version: \"2012-10-17\"\n    Statement:")?;
    policy.statements.iter().try_for_each(|one| statement(out, one, policy))
}

fn statement(out: &mut dyn Write, statement: &Statement, policy: Policy<'_>) -> io::Result<()> {
    writeln!(out, "      - Effect: Allow")?;
    list(out, "Action", &statement.actions)?;
    let arns: Vec<String> = statement.resources.iter().map(|arn| resource(arn, policy)).collect();
    list(out, "Resource", &arns)?;
    if statement.conditions.is_empty() {
        return Ok(());
    }
    writeln!(out, "        Condition:")?;
    let mut operators: Vec<&str> = Vec::new();
    for one in &statement.conditions {
        if operators.contains(&one.operator) {
            continue;
        }
        operators.push(one.operator);
        writeln!(out, "          {}:", one.operator)?;
        for one in statement.conditions.iter().filter(|other| other.operator == one.operator) {
            let value =
                if one.value.starts_with("arn:") { resource(&one.value, policy) } else { quoted(&one.value) };
            writeln!(out, "            {}: {value}", quoted(one.key))?;
        }
    }
    Ok(())
}

fn list(out: &mut dyn Write, key: &str, all: &[String]) -> io::Result<()> {
    if let [one] = all {
        return writeln!(out, "        {key}: {one}");
    }
    writeln!(out, "        {key}:")?;
    all.iter().try_for_each(|one| writeln!(out, "          - {one}"))
}

/// An ARN as the template can say it best.
fn resource(arn: &str, policy: Policy<'_>) -> String {
    let Policy { home, id, names, .. } = policy;
    // A role that names the machine which needs the role is a circle.
    let own = home.machine();
    let is_near = |known: &str| known != own && name_of(known).is_none_or(|name| name != id);
    let best = names.iter().filter(|(known, _)| is_near(known)).find_map(|(known, word)| {
        let rest = arn.strip_prefix(known.as_str())?;
        (rest.is_empty() || rest.starts_with(['/', ':'])).then_some((word, rest))
    });
    if let Some((word, rest)) = best {
        return match (rest, word.contains('.')) {
            ("", true) => format!("!GetAtt {word}"),
            ("", false) => format!("!Ref {word}"),
            (_, _) => format!("!Sub \"${{{word}}}{}\"", escaped(rest)),
        };
    }
    if let Some(text) = of_executions(arn, home, names, &is_near) {
        return text;
    }
    let text = deployed(&escaped(arn), home, PSEUDO);
    if text == "*" {
        "\"*\"".to_owned()
    } else if text == arn {
        quoted(arn)
    } else {
        format!("!Sub \"{text}\"")
    }
}

fn name_of(machine: &str) -> Option<&str> {
    machine.split_once(":stateMachine:").map(|(_, name)| name)
}

/// Executions are called as the machine is, whose name the template may leave to CloudFormation.
fn of_executions(
    arn: &str,
    home: &Home,
    names: &[(String, String)],
    is_near: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (before, rest) = arn.split_once(":execution:")?;
    let (word, name) = names.iter().find_map(|(known, word)| {
        let name = name_of(known).filter(|_| is_near(known))?;
        rest.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', '/'])).then_some((word, name))
    })?;
    let before = deployed(&format!("{before}:x"), home, PSEUDO);
    let before = before.strip_suffix(":x")?;
    Some(format!("!Sub \"{before}:execution:${{{word}.Name}}{}\"", escaped(&rest[name.len()..])))
}

/// A text in double quotes, if YAML needs them.
fn quoted(text: &str) -> String {
    let is_plain =
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '-' | '_' | '.'))
            && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_plain { text.to_owned() } else { format!("\"{}\"", literal(text, '"')) }
}

/// `text` inside of double quotes of YAML and of `Fn::Sub`.
fn escaped(text: &str) -> String {
    literal(text, '"').replace("${", "${!")
}
