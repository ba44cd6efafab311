//! Statements of the CDK, in TypeScript: `stateMachine` is the construct.

use std::io::{self, Write};

use crate::policy::Statement;

use super::{Policy, deployed};

const TOKENS: [&str; 3] = ["${Aws.PARTITION}", "${Aws.REGION}", "${Aws.ACCOUNT_ID}"];

/// Writes it.
pub(super) fn write(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    if policy.statements.is_empty() {
        return writeln!(out, "// {} needs no permission.", policy.home.machine);
    }
    writeln!(out, "import {{ Aws, aws_iam as iam }} from 'aws-cdk-lib';")?;
    for statement in policy.statements {
        writeln!(out, "\nstateMachine.addToRolePolicy(new iam.PolicyStatement({{")?;
        list(out, "actions", statement.actions.iter().map(|one| text(one)))?;
        list(
            out,
            "resources",
            statement.resources.iter().map(|arn| text(&deployed(arn, policy.home, TOKENS))),
        )?;
        conditions(out, statement, policy)?;
        writeln!(out, "}}));")?;
    }
    Ok(())
}

fn list(out: &mut dyn Write, key: &str, all: impl Iterator<Item = String>) -> io::Result<()> {
    writeln!(out, "  {key}: [")?;
    for one in all {
        writeln!(out, "    {one},")?;
    }
    writeln!(out, "  ],")
}

fn conditions(out: &mut dyn Write, statement: &Statement, policy: Policy<'_>) -> io::Result<()> {
    let mut operators: Vec<&str> = statement.conditions.iter().map(|one| one.operator).collect();
    operators.dedup();
    if operators.is_empty() {
        return Ok(());
    }
    writeln!(out, "  conditions: {{")?;
    for operator in operators {
        writeln!(out, "    {operator}: {{")?;
        for one in statement.conditions.iter().filter(|one| one.operator == operator) {
            let value = text(&deployed(&one.value, policy.home, TOKENS));
            writeln!(out, "      {}: {value},", text(one.key))?;
        }
        writeln!(out, "    }},")?;
    }
    writeln!(out, "  }},")
}

/// A literal of TypeScript: with backticks if there are tokens in it.
fn text(text: &str) -> String {
    let is_template = TOKENS.iter().any(|token| text.contains(token));
    let plain = text.replace('\\', "\\\\");
    if is_template {
        format!("`{}`", plain.replace('`', "\\`"))
    } else {
        format!("'{}'", plain.replace('\'', "\\'"))
    }
}
