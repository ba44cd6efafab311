//! The JSON Schema of mock and test files (draft 2020-12), made of the tables in `fields/mod.rs`: what editors and other
//! programs know of the format is what the readers know.
//!
//! It refuses what the readers refuse, but for what no schema can say: expressions that are not JSONata, files that
//! cannot be read, positions that do not ascend, timestamps of days that do not exist.

use crate::base::schema::{DRAFT, join, list, number, object, reference, text, texts};
use crate::base::value::{Object, Value};

use super::fields::FILE;
use super::shape::{Case, Field, Members, Part, Rule, Shape};

const DURATION: &str = r"(\d+(\.\d+)?(ms|s|m|h|d))+";
/// Text that is no expression, is one, or begins with the marks of one as they are.
const BODY: &str = r"^([^{]|$|\{([^%]|$)|\{%%|\{%[\s\S]*%\}$)";
const FORMULA: &str = r"^\{%[^%][\s\S]*%\}$";
const TIMESTAMP: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$";

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let mut parts = Parts::default();
    let mut schema = Object::from_iter([
        ("$schema", text(DRAFT)),
        ("title", text("Mock and test file of sfn")),
        ("description", text("What the tasks of a state machine are answered, and tests of it.")),
    ]);
    join(&mut schema, parts.members(&FILE));
    schema.insert("$defs", parts.finish());
    schema.into()
}

/// The shapes that have a name in the schema, as far as they were met.
#[derive(Default)]
struct Parts {
    found: Vec<(&'static str, Value)>,
}

impl Parts {
    fn finish(self) -> Value {
        self.found.into_iter().collect::<Object>().into()
    }

    fn reference(&mut self, name: &'static str, make: impl FnOnce(&mut Self) -> Object) -> Object {
        if self.found.iter().all(|(known, _)| *known != name) {
            // Noted before it is made, since parts may be in each other.
            self.found.push((name, Value::Null));
            let made = Value::from(make(self));
            self.found.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, at)| *at = made.clone());
        }
        reference(name)
    }

    fn part(&mut self, part: &Part) -> Object {
        self.reference(part.name, |parts| parts.shape(part.shape))
    }

    fn shape(&mut self, shape: Shape) -> Object {
        match shape {
            Shape::Any => Object::new(),
            Shape::Body => self.reference("json", |_| body()),
            Shape::Text => of_type("string"),
            Shape::Name | Shape::Selector => with(of_type("string"), [("minLength", number(1))]),
            Shape::Message => pattern(BODY),
            Shape::MessageOrNull => with(pattern(BODY), [("type", texts(["string", "null"]))]),
            Shape::Bool => of_type("boolean"),
            Shape::True => Object::from_iter([("const", Value::from(true))]),
            Shape::Scalar => Object::from_iter([("type", texts(["string", "number", "boolean"]))]),
            Shape::Version => Object::from_iter([("const", number(1))]),
            Shape::Integer => of_type("integer"),
            Shape::Count => with(of_type("integer"), [("minimum", number(0))]),
            Shape::Status => with(of_type("integer"), [("minimum", number(100)), ("maximum", number(599))]),
            Shape::Duration => pattern(&format!("^{DURATION}$")),
            Shape::Interval => {
                let is_longer = Object::from_iter([("pattern", text("[1-9]"))]);
                with(pattern(&format!("^{DURATION}$")), [("allOf", list([is_longer]))])
            }
            Shape::Limit => pattern(&format!(r"^(<|<=|=|>=|>)\s*{DURATION}$")),
            Shape::Time => with(pattern(TIMESTAMP), [("format", text("date-time"))]),
            Shape::Position => {
                let written = with(pattern(r"^\d+(-\d+|\+)?$"), [("minimum", number(0))]);
                with(written, [("type", texts(["integer", "string"]))])
            }
            Shape::Formula => pattern(FORMULA),
            Shape::Object => of_type("object"),
            Shape::List => of_type("array"),
            Shape::Word(words) => Object::from_iter([("enum", texts(words.iter().copied()))]),
            Shape::ListOf(item) => with(of_type("array"), [("items", self.shape(*item).into())]),
            Shape::SomeOf(item) => {
                with(of_type("array"), [("minItems", number(1)), ("items", self.shape(*item).into())])
            }
            Shape::MapOf(value) => {
                with(of_type("object"), [("additionalProperties", self.shape(*value).into())])
            }
            Shape::SomeMapOf(value) => {
                let values = self.shape(*value).into();
                with(of_type("object"), [("minProperties", number(1)), ("additionalProperties", values)])
            }
            Shape::Fields(members) => self.members(members),
            Shape::Choice(cases, other) => self.choice(cases, *other),
            Shape::Part(part) => self.part(part),
            Shape::Read(shape) => self.shape(*shape),
        }
    }

    /// The cases exclude each other and the last shape: any of them is one of them.
    fn choice(&mut self, cases: &[(Case, Shape)], other: Shape) -> Object {
        let mut any: Vec<Object> = Vec::new();
        for (case, shape) in cases {
            let mut one = self.shape(*shape);
            join(&mut one, case_of(*case));
            any.push(one);
        }
        any.push(self.shape(other));
        Object::from_iter([("anyOf", list(any))])
    }

    fn members(&mut self, members: &Members) -> Object {
        let fields: Vec<(&str, Value)> =
            members.fields.iter().map(|field| (field.key, self.field(field).into())).collect();
        let required: Vec<&str> =
            members.fields.iter().filter(|field| field.is_required).map(|field| field.key).collect();
        let mut schema = of_type("object");
        schema.insert("properties", fields.into_iter().collect::<Object>().into());
        if !required.is_empty() {
            schema.insert("required", texts(required));
        }
        // Keys that begin with `x-` are left to other programs.
        schema.insert("patternProperties", object([("^x-", Value::from(true))]));
        schema.insert("additionalProperties", Value::from(false));
        members.rules.iter().for_each(|rule| join(&mut schema, rule_of(*rule)));
        schema
    }

    fn field(&mut self, field: &Field) -> Object {
        let mut schema = Object::from_iter([("description", text(field.about))]);
        join(&mut schema, self.shape(field.shape));
        if let Some(default) = field.default {
            let value = Value::parse(default).expect("the defaults of the tables are JSON");
            schema.insert("default", value);
        }
        schema
    }
}

fn of_type(name: &str) -> Object {
    Object::from_iter([("type", text(name))])
}

fn pattern(pattern: &str) -> Object {
    with(of_type("string"), [("pattern", text(pattern))])
}

fn with<const N: usize>(mut schema: Object, members: [(&str, Value); N]) -> Object {
    members.into_iter().for_each(|(key, value)| schema.insert(key, value));
    schema
}

/// JSON with expressions in it.
fn body() -> Object {
    let again = || Value::from(reference("json"));
    Object::from_iter([
        ("description", text("JSON; a string that is wholly `{% … %}` is JSONata over the call.")),
        ("pattern", text(BODY)),
        ("items", again()),
        ("additionalProperties", again()),
    ])
}

/// What a value must have that is of this case; objects say it themselves by what they require.
fn case_of(case: Case) -> Object {
    match case {
        Case::Text => of_type("string"),
        Case::Bool => of_type("boolean"),
        Case::Number => of_type("number"),
        Case::List => of_type("array"),
        Case::Has(_) => Object::new(),
    }
}

fn rule_of(rule: Rule) -> Object {
    let required = |keys: &[&str]| Object::from_iter([("required", texts(keys.iter().copied()))]);
    match rule {
        Rule::OneOf(keys) => Object::from_iter([("oneOf", list(keys.iter().map(|key| required(&[key]))))]),
        Rule::NotBoth(one, other) => Object::from_iter([("not", required(&[one, other]).into())]),
        Rule::Needs(key, other) => {
            Object::from_iter([("dependentRequired", object([(key, texts([other]))]))])
        }
        Rule::Some => Object::from_iter([("minProperties", number(1))]),
    }
}
