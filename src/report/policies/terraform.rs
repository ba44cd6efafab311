//! A policy document of Terraform's AWS provider.

use std::io::{self, Write};

use crate::policy::Home;
use crate::report::ink::control::escape_control;

use super::{Policy, deployed, literal};

const DATA: [&str; 3] = [
    "${data.aws_partition.current.partition}",
    "${data.aws_region.current.region}",
    "${data.aws_caller_identity.current.account_id}",
];

/// Writes it.
pub(super) fn write(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    if policy.statements.is_empty() {
        return writeln!(out, "# {} needs no permission.", escape_control(&policy.home.machine));
    }
    let arns: Vec<&String> = policy.statements.iter().flat_map(|one| &one.resources).collect();
    let is_used = |word: &str| arns.iter().any(|arn| deployed(arn, policy.home, DATA).contains(word));
    for (word, kind) in DATA.into_iter().zip(["aws_partition", "aws_region", "aws_caller_identity"]) {
        if is_used(word) {
            writeln!(out, "data \"{kind}\" \"current\" {{}}\n")?;
        }
    }
    writeln!(out, "data \"aws_iam_policy_document\" \"{}\" {{", label(&policy.home.machine))?;
    for (at, statement) in policy.statements.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "  statement {{")?;
        writeln!(out, "    actions   = {}", list(statement.actions.iter().map(|one| text(one))))?;
        let arns = statement.resources.iter().map(|arn| filled(arn, policy.home));
        writeln!(out, "    resources = {}", list(arns))?;
        for one in &statement.conditions {
            writeln!(out, "\n    condition {{\n      test     = {}", text(one.operator))?;
            writeln!(out, "      variable = {}", text(one.key))?;
            writeln!(out, "      values   = [{}]\n    }}", filled(&one.value, policy.home))?;
        }
        writeln!(out, "  }}")?;
    }
    writeln!(out, "}}")
}

fn list(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    match all.as_slice() {
        [one] => format!("[{one}]"),
        _ => format!("[\n      {},\n    ]", all.join(",\n      ")),
    }
}

/// A literal with what a deployment fills in; all else that would be filled in is text.
fn filled(arn: &str, home: &Home) -> String {
    let inner = literal(arn, '"').replace("${", "$${").replace("%{", "%%{");
    format!("\"{}\"", deployed(&inner, home, DATA))
}

fn text(text: &str) -> String {
    format!("\"{}\"", literal(text, '"'))
}

/// A name as Terraform takes it.
fn label(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if plain.starts_with(|c: char| c.is_ascii_digit()) { format!("_{plain}") } else { plain }
}
