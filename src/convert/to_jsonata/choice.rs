//! Rules of a Choice: `Variable` and its operator become a `Condition`.
//!
//! A comparison of the wrong types is false in JSONPath and an error in JSONata, so types are asked for first. A
//! `Variable` that is not there ends the execution in JSONPath, and makes most comparisons false in JSONata: the first
//! that looks at it asks whether it is there. [`Seen`] knows which were asked for by the time a test is reached.

use std::collections::BTreeSet;

use crate::asl::machine::{Operator, Quality, Relation};
use crate::asl::operators;
use crate::asl::parts::DefinitionPart;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use crate::convert::edit::{Draft, Refusal, others};

use super::call::escaped;
use super::scope::Scope;
use super::text::Text;

/// What looks like a time of day in RFC 3339.
const TIMESTAMP: &str = r"/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/";

/// The members of a rule that say what it tests, beside operators.
const TESTS: [&str; 4] = ["Variable", "And", "Or", "Not"];

/// The paths that lead to something by the time a test is reached.
type Seen = BTreeSet<String>;

/// Makes a `Condition` of each rule of the Choice `part`.
pub fn rules(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let all = part.members.get("Choices").and_then(Value::as_array);
    // A rule is reached when those above did not hold: what they looked at first is there.
    let mut seen = Seen::new();
    for (at, rule) in all.iter().flat_map(|all| all.as_slice()).enumerate() {
        let Some(members) = rule.as_object() else { continue };
        let place = part.place("Choices").index(at);
        let text = whole(members, &place, scope, &mut seen)?;
        let own: Vec<&str> = members
            .keys()
            .map(|key| &**key)
            .filter(|key| TESTS.contains(key) || operators::find(key).is_some())
            .collect();
        let first = own.first().copied().unwrap_or("Variable");
        let condition = Value::from(super::text::field(&text));
        draft.set(place.key(first), condition);
        draft.remove(members, &place, &others(&own, first));
        draft.rename(place.key(first), "Condition");
        if let Some(assign) = members.get("Assign") {
            scope.in_place(assign, &place.key("Assign"), draft)?;
        }
    }
    Ok(())
}

/// The condition of a rule. A single comparison gives nothing, which fails, if what it looks at is not there.
fn whole(members: &Object, pointer: &Pointer, scope: Scope<'_>, seen: &mut Seen) -> Result<String, Refusal> {
    let Some(compared) = Compared::of(members, pointer, scope)? else {
        return Ok(test(members, pointer, scope, seen)?.text);
    };
    let open: Vec<String> =
        compared.paths().filter(|path| !is_seen(seen, path)).map(|path| format!("$exists({path})")).collect();
    if compared.operator == Operator::Is(Quality::Present) {
        seen.extend(compared.shows(false));
        return Ok(compared.text(seen)?.text);
    }
    seen.extend(compared.paths().map(str::to_owned));
    let text = compared.text(seen)?;
    if open.is_empty() {
        return Ok(text.text);
    }
    Ok(format!("{} ? {}", open.join(" and "), text.text))
}

/// A test inside of others: true, false, or a failure.
fn test(members: &Object, pointer: &Pointer, scope: Scope<'_>, seen: &mut Seen) -> Result<Text, Refusal> {
    if let Some(compared) = Compared::of(members, pointer, scope)? {
        let text = compared.text(seen)?;
        if compared.operator != Operator::Is(Quality::Present) {
            compared.paths().for_each(|path| _ = seen.insert(path.to_owned()));
        }
        return Ok(text);
    }
    if let Some(Value::Object(inner)) = members.get("Not") {
        let inner = test(inner, &pointer.key("Not"), scope, seen)?;
        return Ok(Text::sure(format!("$not({})", inner.text)));
    }
    for (field, word, present) in [("And", " and ", true), ("Or", " or ", false)] {
        let Some(list) = members.get(field).and_then(Value::as_array) else { continue };
        let mut all = Vec::new();
        let mut inside = seen.clone();
        for (at, inner) in list.as_slice().iter().enumerate() {
            let Some(inner) = inner.as_object() else { continue };
            let mut own = inside.clone();
            let place = pointer.key(field).index(at);
            all.push(test(inner, &place, scope, &mut own)?.tight());
            let compared = Compared::of(inner, &place, scope)?;
            if compared.is_some() || at == 0 {
                inside.clone_from(&own);
            }
            inside.extend(compared.and_then(|compared| compared.shows(present)));
            if at == 0 {
                // It is reached whenever this one is.
                *seen = own;
            }
        }
        let text = Text::sure(all.join(word));
        return Ok(if all.len() > 1 { text.loose() } else { text });
    }
    Err(Refusal::new(pointer, "this rule has no test"))
}

fn is_seen(seen: &Seen, path: &str) -> bool {
    seen.iter().any(|known| {
        known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// `Variable` and an operator.
struct Compared {
    operator: Operator,
    variable: String,
    operand: Operand,
    pointer: Pointer,
}

enum Operand {
    Fixed(Value),
    Path(String),
}

impl Compared {
    fn of(members: &Object, pointer: &Pointer, scope: Scope<'_>) -> Result<Option<Self>, Refusal> {
        let Some(variable) = members.get("Variable") else { return Ok(None) };
        let found = members.iter().find_map(|(key, value)| Some((key, value, operators::find(key)?)));
        let Some((key, value, (operator, by_path))) = found else { return Ok(None) };
        let variable = scope.path(variable, &pointer.key("Variable"))?.tight();
        let place = pointer.key(key);
        let operand = if by_path {
            Operand::Path(scope.path(value, &place)?.tight())
        } else {
            Operand::Fixed(value.clone())
        };
        Ok(Some(Self { operator, variable, operand, pointer: place }))
    }

    /// The paths that have to lead to something.
    fn paths(&self) -> impl Iterator<Item = &str> {
        let other = match &self.operand {
            Operand::Path(path) => Some(path.as_str()),
            Operand::Fixed(_) => None,
        };
        std::iter::once(self.variable.as_str()).chain(other)
    }

    /// The path that leads to something if the answer is `holds`.
    fn shows(&self, holds: bool) -> Option<String> {
        let Operand::Fixed(Value::Bool(expected)) = &self.operand else { return None };
        let is_presence = self.operator == Operator::Is(Quality::Present);
        (is_presence && *expected == holds).then(|| self.variable.clone())
    }

    /// The test, where the paths in `seen` lead to something.
    fn text(&self, seen: &Seen) -> Result<Text, Refusal> {
        let need = |path: &str| if is_seen(seen, path) { path.to_owned() } else { Text::path(path).needed() };
        let is_equality = matches!(
            self.operator,
            Operator::Boolean | Operator::String(Relation::Equals) | Operator::Numeric(Relation::Equals)
        );
        let (variable, plain) = (need(&self.variable), &self.variable);
        // What was asked for once is there the second time. Both sides of an order have to be there before either is
        // looked at.
        let (head, left) = match &self.operand {
            Operand::Path(_) if !is_equality => (self.presence(seen), plain),
            Operand::Path(_) | Operand::Fixed(_) => (String::new(), &variable),
        };
        let right = self.right(&need)?;
        let typed = |kind: &str, sign: &str| {
            let of_right = match &self.operand {
                Operand::Path(path) => format!(" and $type({path}) = \"{kind}\""),
                Operand::Fixed(_) => String::new(),
            };
            let right = self.plain_right(&right);
            Text::sure(format!("{head}$type({left}) = \"{kind}\"{of_right} and {plain} {sign} {right}"))
                .loose()
        };
        Ok(match self.operator {
            Operator::Is(quality) => self.quality(quality, left),
            Operator::Boolean | Operator::String(Relation::Equals) | Operator::Numeric(Relation::Equals) => {
                let kind = match self.operator {
                    Operator::Boolean => "boolean",
                    Operator::String(_) => "string",
                    Operator::Numeric(_) | Operator::Timestamp(_) | Operator::Matches | Operator::Is(_) => {
                        "number"
                    }
                };
                match &self.operand {
                    Operand::Fixed(_) => Text::sure(format!("{left} = {right}")).loose(),
                    Operand::Path(_) => {
                        Text::sure(format!("{left} = {right} and $type({plain}) = \"{kind}\"")).loose()
                    }
                }
            }
            Operator::String(relation) => typed("string", sign(relation)),
            Operator::Numeric(relation) => typed("number", sign(relation)),
            Operator::Timestamp(relation) => self.times(relation, left, &head),
            Operator::Matches => self.matches(left)?,
        })
    }

    fn right(&self, need: &dyn Fn(&str) -> String) -> Result<String, Refusal> {
        match &self.operand {
            Operand::Path(path) => Ok(need(path)),
            Operand::Fixed(value) => Text::literal(value).map(|text| text.text).ok_or_else(|| {
                Refusal::new(&self.pointer, format!("`{value}` is a number that JSONata does not hold"))
            }),
        }
    }

    fn plain_right<'t>(&'t self, right: &'t str) -> &'t str {
        match &self.operand {
            Operand::Path(path) => path,
            Operand::Fixed(_) => right,
        }
    }

    fn quality(&self, quality: Quality, left: &str) -> Text {
        let expected = matches!(&self.operand, Operand::Fixed(Value::Bool(true)));
        let sign = if expected { "=" } else { "!=" };
        let kind = |kind: &str| Text::sure(format!("$type({left}) {sign} \"{kind}\"")).loose();
        let negated = |text: String| {
            if expected { Text::sure(text).loose() } else { Text::sure(format!("$not({text})")) }
        };
        match quality {
            Quality::Null => Text::sure(format!("{left} {sign} null")).loose(),
            Quality::Present => negated(format!("$exists({})", self.variable)),
            Quality::Numeric => kind("number"),
            Quality::String => kind("string"),
            Quality::Boolean => kind("boolean"),
            Quality::Timestamp => negated(is_time(left, &self.variable)),
        }
    }

    fn times(&self, relation: Relation, left: &str, head: &str) -> Text {
        let (guard, right) = match &self.operand {
            Operand::Path(path) => (format!(" and {}", is_time(path, path)), path.clone()),
            Operand::Fixed(value) => (String::new(), value.to_json()),
        };
        let variable = &self.variable;
        let times = format!("$toMillis({variable}) {} $toMillis({right})", sign(relation));
        Text::sure(format!("{head}{}{guard} and {times}", is_time(left, variable))).loose()
    }

    /// Tests that fail unless all paths lead to something.
    fn presence(&self, seen: &Seen) -> String {
        let open = self.paths().filter(|path| !is_seen(seen, path));
        open.map(|path| format!("$exists({}) and ", Text::path(path).needed())).collect()
    }

    fn matches(&self, left: &str) -> Result<Text, Refusal> {
        let Operand::Fixed(Value::String(pattern)) = &self.operand else {
            return Err(Refusal::new(&self.pointer, "its pattern is found at run time"));
        };
        let mut regex = String::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            regex += &match letter {
                '*' => r"[\s\S]*".to_owned(),
                '\\' => escaped(letters.next().unwrap_or('\\')),
                other => escaped(other),
            };
        }
        let variable = &self.variable;
        Ok(Text::sure(format!("$type({left}) = \"string\" and $contains({variable}, /^{regex}$/)")).loose())
    }
}

/// Whether `first` is a time; it is called `again` once it is known to be there.
fn is_time(first: &str, again: &str) -> String {
    format!("$type({first}) = \"string\" and $contains({again}, {TIMESTAMP})")
}

const fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equals => "=",
        Relation::Less => "<",
        Relation::Greater => ">",
        Relation::LessOrEqual => "<=",
        Relation::GreaterOrEqual => ">=",
    }
}
