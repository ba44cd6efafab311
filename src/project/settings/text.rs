//! The text of a settings file, TOML, as a document that knows the place of each key and value.

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::locate::{Member, Shape, Tree};
use crate::base::source::{Format, Source};
use crate::base::value::{Number, Object, Value};

use super::codes::SYNTAX;

/// Reads `source`. Dates and times become text, as the command line takes them.
pub fn read(source: Source) -> Result<Document, Box<(Document, Diagnostic)>> {
    let text = std::sync::Arc::clone(&source.text);
    match DeTable::parse(&text) {
        Ok(table) => {
            let mut tree = Tree::default();
            let (value, root) = object(table.get_ref(), table.span(), &mut tree);
            tree.set_root(root);
            Ok(Document::new(source, Format::Yaml, value, None, Some(tree)))
        }
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let found = Diagnostic::error(SYNTAX, Place::Text(at), "this is not valid TOML")
                .label(error.message().replace('\n', "; "));
            Err(Box::new((Document::unread(source), found)))
        }
    }
}

fn object(table: &DeTable<'_>, span: std::ops::Range<usize>, tree: &mut Tree) -> (Value, usize) {
    let (mut members, mut places) = (Object::new(), Vec::new());
    for (key, inner) in table {
        let (inner, node) = value(inner, tree);
        members.insert(key.get_ref().as_ref(), inner);
        places.push(Member { name: key.get_ref().as_ref().into(), key: key.span(), node });
    }
    (members.into(), tree.add(span, Shape::Object(places)))
}

fn value(written: &Spanned<DeValue<'_>>, tree: &mut Tree) -> (Value, usize) {
    let value = match written.get_ref() {
        DeValue::Table(table) => return object(table, written.span(), tree),
        DeValue::Array(items) => {
            let (values, nodes): (Vec<_>, Vec<_>) = items.iter().map(|item| value(item, tree)).unzip();
            return (values.into(), tree.add(written.span(), Shape::Array(nodes)));
        }
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => integer(number),
        DeValue::Float(number) => {
            let float = number.as_str().parse().ok().and_then(Number::from_f64);
            float.map_or_else(|| Value::from(number.as_str()), Value::from)
        }
        DeValue::Boolean(is) => Value::from(*is),
        DeValue::Datetime(time) => Value::from(time.to_string()),
    };
    (value, tree.add(written.span(), Shape::Leaf))
}

/// The number, or its text if it does not fit.
fn integer(number: &DeInteger<'_>) -> Value {
    i64::from_str_radix(number.as_str(), number.radix())
        .map_or_else(|_| Value::from(number.to_string()), Value::from)
}
