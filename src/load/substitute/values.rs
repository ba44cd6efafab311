//! The value of a name: what the user gave, else what AWS calls a pseudo parameter, else a placeholder
//! that lets the definition run.

use std::ops::Range;

use super::expression::Wanted;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::{Substitution, ValueSource};
use crate::base::near::Suggestions;
use crate::base::value::Value;
use crate::base::yaml::plain;
use crate::load::{Options, codes};

/// Where a name is.
pub(super) enum Slot<'a> {
    /// Inside text.
    Text(Text<'a>),
    /// Where a value must be, as that of this key or in an expression that is.
    Bare(Option<&'a str>),
    /// Where an expression must have a value with members.
    Object,
}

impl<'a> Slot<'a> {
    /// The place of a text, in which an expression may want something else.
    pub(super) const fn of(wanted: Wanted, text: Text<'a>) -> Self {
        match wanted {
            Wanted::Text => Self::Text(text),
            Wanted::Value => Self::Bare(text.key),
            Wanted::Object => Self::Object,
        }
    }
}

/// A place inside text.
pub(super) struct Text<'a> {
    /// The key the text is the value of.
    pub(super) key: Option<&'a str>,
    /// Whether the text begins with the name.
    pub(super) first: bool,
    /// Whether the text is the name and nothing else.
    pub(super) whole: bool,
}

/// What a template says of the `${Name}` in a definition.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names<'n> {
    /// The values it gives them, if it has a list of such.
    pub(crate) bound: Option<&'n [(String, String)]>,
    /// Names that are deployed as they are, and are no names then.
    pub(crate) literal: &'n [String],
}

/// The values for one text, and a record of those that were used.
pub(crate) struct Values<'o> {
    options: &'o Options,
    /// What the template says, if there is one; the user's values win.
    names: Names<'o>,
    used: Vec<Substitution>,
    /// Which of the used ones are made-up numbers.
    numbers: Vec<usize>,
}

/// Numbers that AWS accepts in a field whose name has no value; `0` in all others. A heartbeat must be shorter than
/// a timeout, and a longest delay longer than the first. The table of fields (`asl/fields.rs`) is on a floor above;
/// a test there holds that each number fits its field.
const NUMBERS: [(&str, &str); 5] = [
    ("TimeoutSeconds", "60"),
    ("HeartbeatSeconds", "1"),
    ("IntervalSeconds", "1"),
    ("MaxDelaySeconds", "2"),
    ("BackoffRate", "1"),
];

/// Fields that hold a number in every state, beside those of [`NUMBERS`]: a name without a value is a number there
/// in YAML, if bare, and in Terraform.
const COUNTS: [&str; 3] = ["Seconds", "MaxAttempts", "MaxConcurrency"];

impl<'o> Values<'o> {
    pub(crate) const fn new(options: &'o Options, names: Names<'o>) -> Self {
        Self { options, names, used: Vec::new(), numbers: Vec::new() }
    }

    /// What was replaced so far, in the order of the text.
    pub(crate) fn substitutions(&self) -> &[Substitution] {
        &self.used
    }

    /// Whether `${name}` is text that is deployed as it is.
    pub(super) fn is_literal(&self, name: &str) -> bool {
        self.names.literal.iter().any(|literal| literal == name) && self.given(name).is_none()
    }

    /// What to write for the `name` at `at`.
    pub(super) fn get(&mut self, name: &str, slot: &Slot<'_>, at: Range<usize>) -> String {
        let (value, origin) = if let Some(value) = self.given(name) {
            (value.to_owned(), ValueSource::Given)
        } else if let Some(value) = self.pseudo(name) {
            (value, ValueSource::Pseudo)
        } else {
            let value = match slot {
                Slot::Text(text) => self.placeholder(name, text),
                Slot::Bare(key) => {
                    self.numbers.push(self.used.len());
                    made_up_number(key.unwrap_or_default()).to_owned()
                }
                Slot::Object => "{}".to_owned(),
            };
            (value, ValueSource::Placeholder)
        };
        self.used.push(Substitution { name: name.to_owned(), value: value.clone(), origin, at });
        value
    }

    /// The value of a plain YAML scalar that is nothing but `name`.
    pub(super) fn bare(&mut self, name: &str, key: Option<&str>, at: Range<usize>) -> Value {
        let is_known = self.given(name).is_some() || self.pseudo(name).is_some();
        if !is_known && key.is_some_and(is_count) {
            let value = self.get(name, &Slot::Bare(key), at);
            return plain(&value).unwrap_or_default();
        }
        let given = self.given(name).is_some();
        let text = self.get(name, &Slot::Text(Text { key, first: true, whole: true }), at);
        if !given {
            return Value::from(text);
        }
        let json = if text.starts_with(['{', '[', '"']) { Value::parse(&text).ok() } else { None };
        json.or_else(|| plain(&text)).unwrap_or_else(|| Value::from(text))
    }

    fn given(&self, name: &str) -> Option<&'o str> {
        let bound = self.names.bound.unwrap_or_default().iter();
        bound
            .chain(&self.options.shared)
            .chain(&self.options.substitutions)
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !is_name(value))
    }

    /// `${AWS::Region}`, `${region}`, `${AWS_REGION}` and the like.
    fn pseudo(&self, name: &str) -> Option<String> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let plain = plain.strip_prefix("aws").filter(|rest| !rest.is_empty()).unwrap_or(&plain);
        Some(match plain {
            "partition" => self.options.partition().to_owned(),
            "region" => self.options.region().to_owned(),
            "account" | "accountid" => self.options.account().to_owned(),
            "urlsuffix" => self.options.url_suffix().to_owned(),
            _ => return None,
        })
    }

    /// A `Resource` must be an ARN, so it gets a Lambda function's; everything else gets the name itself.
    fn placeholder(&self, name: &str, text: &Text<'_>) -> String {
        let function = without_arn(name);
        let is_resource = text.key == Some("Resource") && text.first && (text.whole || function.is_some());
        if !is_resource {
            return name.to_owned();
        }
        let function: String = function
            .unwrap_or(name)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        let (partition, region, account) =
            (self.options.partition(), self.options.region(), self.options.account());
        format!("arn:{partition}:lambda:{region}:{account}:function:{function}")
    }

    /// What is worth saying about the values: numbers that were made up, and names that do not occur.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let made_up = self.numbers.iter().filter_map(|&at| self.used.get(at)).map(|used| {
            let message = format!("`${{{}}}` has no value: the number {} is used", used.name, used.value);
            Diagnostic::error(codes::PLACEHOLDER, Place::Text(used.at.clone()), message)
                .severity(Severity::Note)
                .help(format!("give it one with --sub {}=NUMBER", used.name))
        });
        let suggestions = Suggestions::default();
        let given = self.options.substitutions.iter();
        let unused = given.filter(|(name, _)| self.used.iter().all(|used| used.name != *name));
        made_up
            .chain(unused.map(|(name, _)| self.unused(name, &suggestions)))
            .chain(self.unbound(&suggestions))
            .collect()
    }

    /// Names that the template ought to give a value and does not.
    fn unbound<'a>(&'a self, suggestions: &'a Suggestions) -> impl Iterator<Item = Diagnostic> + 'a {
        let bound = self.names.bound.filter(|bound| !bound.is_empty());
        let is_known =
            move |name: &str| bound.is_none_or(|bound| bound.iter().any(|(known, _)| known == name));
        let missing =
            move |used: &&Substitution| used.origin == ValueSource::Placeholder && !is_known(&used.name);
        self.used.iter().filter(missing).map(move |used| {
            let name = &used.name;
            let near =
                suggestions.near(name, bound.unwrap_or_default().iter().map(|(known, _)| known.as_str()));
            let message = format!("the template gives `${{{name}}}` no value");
            let diagnostic = Diagnostic::error(codes::UNBOUND, Place::Text(used.at.clone()), message)
                .severity(Severity::Warning)
                .note("AWS leaves the text as it is");
            match near {
                Some(known) => diagnostic.help(format!("did you mean `${{{known}}}`?")),
                None => diagnostic.help("add it to `DefinitionSubstitutions`"),
            }
        })
    }

    fn unused(&self, name: &str, suggestions: &Suggestions) -> Diagnostic {
        let names = self.used.iter().filter(|used| used.origin != ValueSource::Given).map(|used| &*used.name);
        let near = suggestions.near(name, names);
        let meant = near.and_then(|near| self.used.iter().find(|used| used.name == near));
        let at = meant.map_or(0..0, |used| used.at.clone());
        let diagnostic = Diagnostic::error(
            codes::UNUSED,
            Place::Text(at),
            format!("nothing here is called `${{{name}}}`"),
        )
        .severity(Severity::Warning);
        match near {
            Some(near) => diagnostic.help(format!("did you mean --sub {near}=…?")),
            None => diagnostic.help(format!("remove --sub {name}")),
        }
    }
}

/// Whether the field `key` holds a number in every state.
pub(in crate::load) fn is_count(key: &str) -> bool {
    number(Some(key)).is_some() || COUNTS.contains(&key)
}

/// The number that takes the place of a name without a value in the field `key`, where a number must be.
#[must_use]
pub fn made_up_number(key: &str) -> &'static str {
    number(Some(key)).unwrap_or("0")
}

fn number(key: Option<&str>) -> Option<&'static str> {
    NUMBERS.iter().find(|(known, _)| key == Some(known)).map(|&(_, number)| number)
}

/// `Foo` for `FooArn`, `foo` for `foo_arn`.
fn without_arn(name: &str) -> Option<&str> {
    let stem = ["Arn", "ARN", "arn"].iter().find_map(|ending| name.strip_suffix(ending))?;
    let stem = stem.trim_end_matches(['_', '-', '.', ':']);
    (!stem.is_empty()).then_some(stem)
}

/// Whether a value is nothing but a name that has no value itself.
fn is_name(value: &str) -> bool {
    value.starts_with("${") && super::names(value).next().is_some_and(|at| at == (0..value.len()))
}
