//! What a machine must be allowed to do, as a policy in the words of whoever deploys it, and what a role lacks or has too
//! much of.

mod cdk;
mod check;
mod json;
mod sam;
mod terraform;

use std::io::{self, Write};

use crate::policy::{Home, Statement};

pub use check::{human, json as check_json};

/// A policy that is to be printed.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'p> {
    /// Its statements; if there are none, nothing is needed.
    pub statements: &'p [Statement],
    /// Where the machine is.
    pub home: &'p Home,
    /// What the machine is called in its template.
    pub id: &'p str,
    /// What resources of the template are called, by ARN.
    pub names: &'p [(String, String)],
}

/// A way of writing policies.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&mut dyn Write, Policy<'_>) -> io::Result<()>,
}

/// The formats.
pub const FORMATS: &[Format] = &[
    Format { name: "json", about: "a policy document", write: json::write },
    Format {
        name: "sam",
        about: "`Policies` of a machine of SAM, or of a role of CloudFormation",
        write: sam::write,
    },
    Format { name: "cdk", about: "statements of the CDK, in TypeScript", write: cdk::write },
    Format { name: "tf", about: "a policy document of Terraform", write: terraform::write },
];

/// `text` between quotes of JSON's kind, of which all these languages take the escapes of line ends and of characters
/// by number. What a definition has in its texts must not end one, nor begin a line.
fn literal(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            c if c == quote || c == '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// An ARN with what a deployment fills in: its partition, region and account, each as `words` has them.
fn deployed(arn: &str, home: &Home, words: [&str; 3]) -> String {
    let mut parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let ["arn", partition, _, region, account, ..] = parts.as_mut_slice() {
        for (part, (own, word)) in [partition, region, account].into_iter().zip([
            (&home.partition, words[0]),
            (&home.region, words[1]),
            (&home.account, words[2]),
        ]) {
            if *part == own.as_str() {
                *part = word;
            }
        }
    }
    parts.join(":")
}
