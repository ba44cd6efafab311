//! What kind of file a text is, by its contents; its name decides only for `.tf` and programs.
//!
//! A kind of template is one row, in the folder of that kind, and one line of [`KINDS`].

use super::template::{self, Template};
use super::{
    Declaration, Files, LambdaFunction, Machine, Options, Rejected, Trigger, cloudformation, serverless,
    terraform,
};
use crate::base::source::Source;
use crate::base::value::Value;
use crate::base::yaml::Schema;

/// A kind of file that holds definitions among other things.
pub(super) struct TemplateKind {
    /// What the file is, for the headline: `this CloudFormation or SAM template`.
    pub(super) name: &'static str,
    /// Keys at the top of the file; one of them is enough to tell the kind. A file is looked at more closely only
    /// if its text contains one of them anywhere, so a word that every definition has would make all slow.
    pub(super) keys: &'static [&'static str],
    /// What plain scalars mean in its YAML.
    pub(super) schema: Schema,
    /// Whether a text of this kind may declare a machine, by the words in it: discovery reads no others.
    pub(super) is_promising: fn(&str) -> bool,
    /// The machines it declares.
    pub(super) machines: Machines,
    /// The Lambda functions it declares whose code may lie beside it.
    pub(super) functions: Functions,
    /// What starts its machines from outside.
    pub(super) triggers: Triggers,
    /// What it declares around its machines.
    pub(super) declarations: Declarations,
}

/// Finds the functions of a template.
type Functions = fn(&Template, &Options, &mut dyn Files) -> Vec<LambdaFunction>;

/// Finds the triggers of a template.
type Triggers = fn(&Template, &Options, &mut dyn Files) -> Vec<Trigger>;

/// Finds settings, versions, aliases and alarms of a template.
type Declarations = fn(&Template, &Options, &mut dyn Files) -> Vec<Declaration>;

/// Finds the machines of a template.
type Machines = fn(&Template, &Options, &mut dyn Files) -> Result<Vec<Machine>, Rejected>;

/// All kinds of templates. Of two whose keys a file has, the first is meant.
static KINDS: &[&TemplateKind] =
    &[&cloudformation::KIND, &serverless::KIND, &terraform::PLAN, &terraform::JSON];

/// What a file is.
pub(super) enum Content {
    /// A template, which was read.
    Template(&'static TemplateKind, Box<Template>),
    /// Terraform's own language.
    Hcl,
    /// A program, which would have to be run.
    Program,
    /// None of these: a definition, if anything.
    Definition,
}

/// What `source` is. A template that cannot be read is an error.
pub(super) fn identify(source: &Source) -> Result<Content, Rejected> {
    if is_hcl(source) {
        return Ok(Content::Hcl);
    }
    if has_ending(&source.name, &["ts", "js", "mjs", "cjs", "py"]) {
        return Ok(Content::Program);
    }
    // Most definitions have none of the words that templates have.
    if !KINDS.iter().flat_map(|kind| kind.keys).any(|key| source.text.contains(key)) {
        return Ok(Content::Definition);
    }
    let guess = of_text(&source.text);
    let template = match template::read(source, guess.map_or(Schema::Core, |kind| kind.schema)) {
        Ok(template) => template,
        Err(_) if guess.is_none() => return Ok(Content::Definition),
        Err(rejected) => return Err(rejected),
    };
    let Some(kind) = of_value(&template.value) else { return Ok(Content::Definition) };
    let is_read = kind.schema == template.schema;
    let template = if is_read { template } else { template::read(source, kind.schema)? };
    Ok(Content::Template(kind, Box::new(template)))
}

/// The kind of template that `value` is; none for a definition.
pub(super) fn of_value(value: &Value) -> Option<&'static TemplateKind> {
    of_keys(|key| value.get(key).is_some())
}

/// Whether it is worth while to look for machines in a file of this name and contents.
#[must_use]
pub fn looks_promising(source: &Source) -> bool {
    let text = &source.text;
    if is_hcl(source) {
        return terraform::is_promising(text);
    }
    (text.contains("StartAt") && text.contains("States"))
        || KINDS.iter().any(|kind| (kind.is_promising)(text))
}

fn of_keys(has: impl Fn(&str) -> bool) -> Option<&'static TemplateKind> {
    if has("StartAt") || has("States") {
        return None;
    }
    KINDS.iter().find(|kind| kind.keys.iter().any(|key| has(key))).copied()
}

/// The kind of a text that was not read yet, from the beginnings of its lines: keys of YAML at the top, keys
/// of JSON anywhere.
fn of_text(text: &str) -> Option<&'static TemplateKind> {
    let is_key = |rest: &str| rest.trim_start().starts_with(':');
    let yaml = |key: &str| text.lines().any(|line| line.strip_prefix(key).is_some_and(is_key));
    let json = |key: &str| {
        text.lines().any(|line| {
            let line = line.trim_start_matches([' ', '\t', '{']);
            let key = line.strip_prefix('"').and_then(|line| line.strip_prefix(key)?.strip_prefix('"'));
            key.is_some_and(is_key)
        })
    };
    of_keys(yaml).or_else(|| of_keys(json))
}

fn is_hcl(source: &Source) -> bool {
    has_ending(&source.name, &["tf", "tofu"])
        || source.text.lines().any(|line| line.starts_with("resource \"aws_"))
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = std::path::Path::new(name).extension();
    ending.is_some_and(|found| endings.iter().any(|ending| found == *ending))
}
