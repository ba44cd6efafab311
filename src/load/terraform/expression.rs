//! The value of an expression. What nobody can know becomes `${name}`, which is replaced like any name in a
//! definition.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOp, BinaryOperator, Conditional, Expression, ObjectKey, UnaryOperator};

use super::super::node::{Body, Member, Node};
use super::super::traced::Traced;
use super::super::{Files, Options, codes};
use super::module::{Item, Module, span};
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::{Number, Value};

/// A text with expressions in it, and the file it came from.
pub(super) struct Ground {
    pub(super) source: Source,
    pub(super) text: Traced,
}

impl Ground {
    /// A whole file.
    pub(super) fn file(source: &Source) -> Self {
        Self { source: source.clone(), text: Traced::verbatim(&source.text, 0) }
    }

    /// The place in the file of a part of the text.
    pub(super) fn at(&self, part: Range<usize>) -> Range<usize> {
        self.text.source(part)
    }
}

/// What expressions can refer to.
pub(super) struct Scope<'m, 'f> {
    pub(super) options: &'m Options,
    pub(super) files: &'f mut dyn Files,
    pub(super) items: BTreeMap<String, Item<'m>>,
    /// Variables of the template that is rendered.
    pub(super) own: Vec<BTreeMap<String, Node>>,
    /// Addresses that are being computed, which may not need themselves.
    pub(super) open: Vec<String>,
    steps: usize,
    findings: Vec<(Document, Diagnostic)>,
}

/// How many values are computed at most.
const MAX_STEPS: usize = 200_000;

impl<'m, 'f> Scope<'m, 'f> {
    pub(super) fn new(module: &'m Module, options: &'m Options, files: &'f mut dyn Files) -> Self {
        let items = module.items();
        Self { options, files, items, own: Vec::new(), open: Vec::new(), steps: 0, findings: Vec::new() }
    }

    /// What there is to say, each thing once.
    pub(super) fn findings(&mut self) -> Vec<(Document, Diagnostic)> {
        std::mem::take(&mut self.findings)
    }

    pub(super) fn refuse(
        &mut self,
        ground: &Ground,
        at: &Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) {
        let diagnostic =
            Diagnostic::error(codes::FUNCTION, Place::Text(ground.at(at.clone())), message).help(help);
        self.say(&ground.source, diagnostic);
    }

    pub(super) fn say(&mut self, source: &Source, diagnostic: Diagnostic) {
        if self.findings.iter().all(|(_, found)| found.place != diagnostic.place) {
            self.findings.push((Document::unread(source.clone()), diagnostic));
        }
    }

    /// The value of `expression`, which stands in `ground`.
    pub(super) fn compute(&mut self, ground: &Ground, expression: &Expression) -> Node {
        let at = span(expression);
        if self.steps > MAX_STEPS {
            self.refuse(ground, &at, "this takes too many steps to compute", "make it smaller");
            return self.unknown(ground, &at, "unknown");
        }
        let value = self.value(ground, expression, &at);
        self.steps += 1 + match &value.body {
            Body::Plain(_) => 0,
            Body::Text(text) => text.as_str().len() / 256,
            Body::List(items) => items.len(),
            Body::Members(members) => members.len(),
        };
        value
    }

    fn value(&mut self, ground: &Ground, expression: &Expression, at: &Range<usize>) -> Node {
        let plain = |value: Value| Node::plain(&ground.source, ground.at(at.clone()), value);
        match expression {
            Expression::Null(_) => plain(Value::Null),
            Expression::Bool(value) => plain(Value::from(*value.value())),
            Expression::Number(value) => plain(number(value.value())),
            Expression::String(text) => self.string(ground, at, text.value()),
            Expression::Array(items) => {
                let items = items.iter().map(|item| self.compute(ground, item)).collect();
                self.node(ground, at, Body::List(items))
            }
            Expression::Object(object) => {
                let members =
                    object.iter().map(|(key, value)| self.member(ground, key, value.expr())).collect();
                self.node(ground, at, Body::Members(members))
            }
            Expression::StringTemplate(template) => {
                let text = self.render(ground, template, true);
                self.node(ground, at, Body::Text(text))
            }
            Expression::HeredocTemplate(heredoc) => {
                let text = self.render(ground, &heredoc.template, false);
                self.node(ground, at, Body::Text(text))
            }
            Expression::Parenthesis(inner) => self.compute(ground, inner.inner()),
            Expression::Variable(name) => self.variable(ground, at, name.as_str()),
            Expression::Conditional(conditional) => self.conditional(ground, conditional),
            Expression::FuncCall(call) => self.call(ground, at, call),
            Expression::Traversal(traversal) => self.traverse(ground, at, traversal),
            Expression::UnaryOp(operation) => {
                let value = self.compute(ground, &operation.expr).to_value();
                let result = match (operation.operator.value(), &value) {
                    (UnaryOperator::Not, Value::Bool(value)) => Some(Value::from(!value)),
                    (UnaryOperator::Neg, Value::Number(value)) => {
                        Number::from_f64(-value.as_f64()).map(Value::from)
                    }
                    (UnaryOperator::Not | UnaryOperator::Neg, _) => None,
                };
                result.map_or_else(|| self.unknown(ground, at, "unknown"), plain)
            }
            Expression::BinaryOp(operation) => {
                let result = self.operate(ground, operation);
                result.map_or_else(|| self.unknown(ground, at, "unknown"), plain)
            }
            Expression::ForExpr(_) => {
                let help =
                    "let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`";
                self.refuse(ground, at, "sfn does not compute `for` expressions", help);
                self.unknown(ground, at, "for")
            }
        }
    }

    pub(super) fn node(&self, ground: &Ground, at: &Range<usize>, body: Body) -> Node {
        Node { source: ground.source.clone(), at: ground.at(at.clone()), body }
    }

    pub(super) fn unknown(&self, ground: &Ground, at: &Range<usize>, name: &str) -> Node {
        Node::text(&ground.source, ground.at(at.clone()), placeholder(name))
    }

    fn string(&self, ground: &Ground, at: &Range<usize>, text: &str) -> Node {
        let place = ground.at(at.clone());
        let raw = ground.source.text.get(place.clone()).unwrap_or_default();
        let text = Traced::written(text, raw, place.start);
        self.node(ground, at, Body::Text(text))
    }

    fn member(&mut self, ground: &Ground, key: &ObjectKey, value: &Expression) -> Member {
        let (key, at) = match key {
            ObjectKey::Ident(name) => (name.as_str().to_owned(), name.span().unwrap_or(0..0)),
            ObjectKey::Expression(Expression::Variable(name)) => {
                (name.as_str().to_owned(), name.span().unwrap_or(0..0))
            }
            ObjectKey::Expression(expression) => {
                (self.compute(ground, expression).to_string().unwrap_or_default(), span(expression))
            }
        };
        Member { key, key_at: ground.at(at), value: self.compute(ground, value) }
    }

    /// A condition that nobody knows counts as true.
    fn conditional(&mut self, ground: &Ground, conditional: &Conditional) -> Node {
        let condition = self.compute(ground, &conditional.cond_expr);
        let is_false = match &condition.body {
            Body::Plain(value) => value.as_bool() == Some(false),
            Body::Text(text) => text.as_str() == "false",
            Body::List(_) | Body::Members(_) => false,
        };
        self.compute(ground, if is_false { &conditional.false_expr } else { &conditional.true_expr })
    }

    fn operate(&mut self, ground: &Ground, operation: &BinaryOp) -> Option<Value> {
        let one = self.compute(ground, &operation.lhs_expr).to_value();
        let other = self.compute(ground, &operation.rhs_expr).to_value();
        let is_unknown = |value: &Value| value.as_str().is_some_and(|text| text.contains("${"));
        if is_unknown(&one) || is_unknown(&other) {
            return None;
        }
        let numbers = || Some((one.as_f64()?, other.as_f64()?));
        let booleans = || Some((one.as_bool()?, other.as_bool()?));
        let whole = |number: f64| {
            let whole = number as i64;
            if whole as f64 == number {
                Some(Value::from(whole))
            } else {
                Number::from_f64(number).map(Value::from)
            }
        };
        match operation.operator.value() {
            BinaryOperator::Eq => Some(Value::from(one == other)),
            BinaryOperator::NotEq => Some(Value::from(one != other)),
            BinaryOperator::And => booleans().map(|(one, other)| Value::from(one && other)),
            BinaryOperator::Or => booleans().map(|(one, other)| Value::from(one || other)),
            BinaryOperator::Less => numbers().map(|(one, other)| Value::from(one < other)),
            BinaryOperator::LessEq => numbers().map(|(one, other)| Value::from(one <= other)),
            BinaryOperator::Greater => numbers().map(|(one, other)| Value::from(one > other)),
            BinaryOperator::GreaterEq => numbers().map(|(one, other)| Value::from(one >= other)),
            BinaryOperator::Plus => numbers().and_then(|(one, other)| whole(one + other)),
            BinaryOperator::Minus => numbers().and_then(|(one, other)| whole(one - other)),
            BinaryOperator::Mul => numbers().and_then(|(one, other)| whole(one * other)),
            BinaryOperator::Div => numbers().and_then(|(one, other)| whole(one / other)),
            BinaryOperator::Mod => numbers().and_then(|(one, other)| whole(one % other)),
        }
    }
}

fn number(number: &hcl_edit::Number) -> Value {
    let exact = number.as_i64().map(Value::from);
    exact.or_else(|| number.as_f64().and_then(Number::from_f64).map(Value::from)).unwrap_or_default()
}

/// `${name}`, with nothing in it that a name may not have.
pub(super) fn placeholder(name: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    let name: String = name.chars().map(|c| if is_part(c) { c } else { '-' }).collect();
    format!("${{{name}}}")
}

/// Whether a text is nothing but one placeholder.
pub(super) fn is_unknown(text: &str) -> bool {
    text.strip_prefix("${")
        .and_then(|text| text.strip_suffix('}'))
        .is_some_and(|name| !name.contains(['$', '{', '"']))
}
