//! The JSON Schema of `sfn.toml` (draft 2020-12), made of the table of its keys. What a schema cannot say, the reader
//! alone refuses: patterns of files and codes that are none.

use crate::base::schema::{DRAFT, join, list, number, object, reference, text, texts};
use crate::base::value::{Object, Value};
use crate::validate::levels;

use super::keys::{KEYS, Key, PROFILES, Shape};

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let mut schema = Object::from_iter([
        ("$schema", text(DRAFT)),
        ("title", text("Settings of sfn (sfn.toml)")),
        ("description", text("What holds for every command in a project.")),
    ]);
    let mut whole = table(&[], Place::File);
    let profile = Object::from_iter([
        ("description", text("Settings that win with `--profile NAME`, by the name.")),
        ("type", text("object")),
        ("additionalProperties", reference("settings").into()),
    ]);
    if let Some(Value::Object(properties)) = whole.get_mut("properties") {
        properties.insert(PROFILES, profile.into());
    }
    join(&mut schema, whole);
    schema.insert("$defs", object([("settings", table(&[], Place::Profile).into())]));
    schema.into()
}

/// Where a table is: a machine's needs no source in a profile.
#[derive(Clone, Copy, Debug)]
enum Place {
    File,
    Profile,
}

/// The table that is at `path`; its members are in the order of the rows.
fn table(path: &[&str], place: Place) -> Object {
    let mut members: Vec<&str> = Vec::new();
    for key in below(path) {
        let name = key.path.split('/').nth(path.len()).unwrap_or_default();
        if !members.contains(&name) {
            members.push(name);
        }
    }
    let mut schema = Object::from_iter([("type", text("object"))]);
    if let ["*"] = members[..] {
        schema.insert("additionalProperties", member(path, "*", place).into());
        return schema;
    }
    let properties: Object =
        members.iter().map(|name| (*name, Value::from(member(path, name, place)))).collect();
    schema.insert("properties", properties.into());
    schema.insert("additionalProperties", Value::from(false));
    if let (["machine", _], Place::File) = (path, place) {
        schema.insert("required", texts(["source"]));
    }
    schema
}

/// The member `name` of the table that is at `path`.
fn member(path: &[&str], name: &str, place: Place) -> Object {
    let whole: Vec<&str> = path.iter().copied().chain([name]).collect();
    match below(&whole).find(|key| key.path.split('/').count() == whole.len()) {
        Some(key) => setting(key),
        None => table(&whole, place),
    }
}

/// The settings in the table that is at `path`.
fn below<'p>(path: &'p [&'p str]) -> impl Iterator<Item = &'static Key> + 'p {
    let is_below =
        |key: &&Key| path.iter().zip(key.path.split('/')).filter(|(one, other)| **one == *other).count();
    KEYS.iter().filter(move |key| is_below(key) == path.len())
}

fn setting(key: &Key) -> Object {
    let mut schema = Object::from_iter([("description", text(key.about))]);
    join(&mut schema, shape(key.shape));
    if let Some(default) = key.default {
        schema.insert("default", Value::parse(default).expect("the defaults of the table are JSON"));
    }
    schema
}

fn shape(shape: Shape) -> Object {
    let of_type = |name: &str| Object::from_iter([("type", text(name))]);
    let pattern = |pattern: &str| Object::from_iter([("type", text("string")), ("pattern", text(pattern))]);
    let codes = || Object::from_iter([("enum", texts(levels::known()))]);
    let list_of = |items: Object| Object::from_iter([("type", text("array")), ("items", items.into())]);
    let with = |mut schema: Object, key: &str, value: i64| {
        schema.insert(key, value.into());
        schema
    };
    let any = |any: [Object; 2]| Object::from_iter([("anyOf", list(any))]);
    match shape {
        Shape::Version => Object::from_iter([("const", number(1))]),
        Shape::Text | Shape::Expression => of_type("string"),
        Shape::Folder => {
            let mut folder = with(of_type("string"), "minLength", 1);
            folder.insert("not", object([("pattern", text(r"^/|^\.(/|$)|(^|/)\.\.(/|$)"))]));
            folder
        }
        Shape::Boolean => of_type("boolean"),
        Shape::Count => with(of_type("integer"), "minimum", 0),
        Shape::Scalar => Object::from_iter([("type", texts(["string", "number", "boolean"]))]),
        Shape::Texts => any([of_type("string"), list_of(of_type("string"))]),
        Shape::Globs => list_of(of_type("string")),
        Shape::Codes | Shape::FileCodes => list_of(codes()),
        Shape::Size => pattern(r"^[0-9]+\s*([bB]|[kKmMgG]([iI]?[bB])?)?$"),
        Shape::Percentage => {
            let number = with(with(of_type("number"), "minimum", 0), "maximum", 100);
            any([number, pattern(r"^[0-9]{1,3}(\.[0-9]{1,2})?%?$")])
        }
        Shape::Account => pattern("^[0-9]{12}$"),
        Shape::Clock => pattern(r"^(virtual|real|x[0-9]+(\.[0-9]+)?)$"),
        Shape::Time => pattern(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"),
        Shape::Word(words) => Object::from_iter([("enum", texts(words.iter().copied()))]),
    }
}
