//! Statements of the CDK, in TypeScript: `stateMachine` is the construct.

use std::io::{self, Write};

use crate::policy::{Home, Statement};
use crate::report::ink::control::escape_control;

use super::{Policy, deployed, literal};

const TOKENS: [&str; 3] = ["${Aws.PARTITION}", "${Aws.REGION}", "${Aws.ACCOUNT_ID}"];

/// Writes it.
pub(super) fn write(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    if policy.statements.is_empty() {
        return writeln!(out, "// {} needs no permission.", escape_control(&policy.home.machine));
    }
    writeln!(out, "import {{ Aws, aws_iam as iam }} from 'aws-cdk-lib';")?;
    for statement in policy.statements {
        writeln!(out, "\nstateMachine.addToRolePolicy(new iam.PolicyStatement({{")?;
        list(out, "actions", statement.actions.iter().map(|one| plain(one)))?;
        list(out, "resources", statement.resources.iter().map(|arn| text(arn, policy.home)))?;
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
            let value = text(&one.value, policy.home);
            writeln!(out, "      {}: {value},", plain(one.key))?;
        }
        writeln!(out, "    }},")?;
    }
    writeln!(out, "  }},")
}

/// A literal of TypeScript: with backticks if a deployment fills something in.
fn text(arn: &str, home: &Home) -> String {
    if deployed(arn, home, TOKENS) == arn {
        return plain(arn);
    }
    let inner = literal(arn, '`').replace("${", "\\${");
    format!("`{}`", deployed(&inner, home, TOKENS))
}

fn plain(text: &str) -> String {
    format!("'{}'", literal(text, '\''))
}
