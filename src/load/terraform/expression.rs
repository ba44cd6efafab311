//! The value of an expression. An unknown value becomes `${name}`, which is replaced like any name in a
//! definition.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Conditional, Expression, ObjectKey};
use hcl_edit::template::Element;

use super::call::{Argument, Called};
use super::module::{Item, Module, span};
use super::operation::boolean;
use super::text::Edges;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::{Number, Value};
use crate::load::node::{Body, Member, Node};
use crate::load::reported::Reported;
use crate::load::traced::Traced;
use crate::load::{Files, Options, codes};

/// A text with expressions in it, and the file it came from.
pub(super) struct SourceText {
    pub(super) source: Source,
    pub(super) text: Traced,
}

impl SourceText {
    /// A whole file.
    pub(super) fn file(source: &Source) -> Self {
        Self { source: source.clone(), text: Traced::verbatim(&source.text, 0) }
    }

    /// The place in the file of a part of the text.
    pub(super) fn at(&self, part: Range<usize>) -> Range<usize> {
        self.text.source(part)
    }
}

/// The place of a module. Paths in its expressions begin at the folder of the root module, as for Terraform
/// that is run there.
#[derive(Clone)]
pub(super) struct Home {
    /// A file of the root module.
    pub(super) file: Arc<str>,
    /// The module's folder as seen from the root module, `.` for that one: `path.module`.
    pub(super) folder: String,
    /// The folders of the modules that call it, the root module first.
    pub(super) chain: Vec<String>,
}

/// What expressions can refer to.
pub(super) struct Scope<'m, 'f> {
    pub(super) options: &'m Options,
    pub(super) files: &'f mut dyn Files,
    pub(super) items: BTreeMap<String, Item<'m>>,
    /// The module's folder.
    pub(super) home: Home,
    /// The variables of a module that is called; none for the root module.
    pub(super) given: Option<&'m BTreeMap<String, Argument>>,
    /// The modules that were called so far.
    pub(super) called: Called,
    /// Names that are bound only here, the innermost last.
    pub(super) own: Vec<Frame>,
    /// Addresses that are being computed, which may not need themselves.
    pub(super) open: Vec<String>,
    /// The template files that are being rendered, the innermost last.
    pub(super) templates: Vec<Arc<str>>,
    /// How many things were wrong so far.
    pub(super) failures: usize,
    pub(super) steps: usize,
    findings: Reported,
}

/// Names that are bound where an expression is written.
pub(super) enum Frame {
    /// The variables of a template that is rendered, which sees nothing else.
    Template(BTreeMap<String, Node>),
    /// Those of one turn of a loop.
    Loop(BTreeMap<String, Node>),
}

/// How many values are computed at most.
const MAX_STEPS: usize = 200_000;
/// How many bytes of what is made count as one step.
pub(super) const STEP_BYTES: usize = 256;

impl<'m, 'f> Scope<'m, 'f> {
    pub(super) fn new(
        module: &'m Module,
        options: &'m Options,
        home: Home,
        files: &'f mut dyn Files,
    ) -> Self {
        let items = module.items();
        Self {
            options,
            files,
            items,
            home,
            given: None,
            called: Called::default(),
            own: Vec::new(),
            open: Vec::new(),
            templates: Vec::new(),
            failures: 0,
            steps: 0,
            findings: Reported::default(),
        }
    }

    /// The value that `name` has here.
    pub(super) fn bound(&self, name: &str) -> Option<&Node> {
        for frame in self.own.iter().rev() {
            match frame {
                Frame::Template(names) => return names.get(name),
                Frame::Loop(names) if names.contains_key(name) => return names.get(name),
                Frame::Loop(_) => {}
            }
        }
        None
    }

    /// Counts work.
    pub(super) fn spend(&mut self, work: usize) {
        self.steps = self.steps.saturating_add(work);
    }

    /// Whether the work was not too much so far.
    pub(super) const fn may_go_on(&self) -> bool {
        self.steps <= MAX_STEPS
    }

    /// The same; an error at `at` if it was.
    pub(super) fn may_go_on_at(&mut self, ground: &SourceText, at: &Range<usize>) -> bool {
        let may = self.may_go_on();
        if !may {
            self.refuse(ground, at, "this takes too many steps to compute", "make it smaller");
        }
        may
    }

    /// Forgets what was found since `mark`.
    pub(super) fn rollback(&mut self, mark: usize) {
        self.findings.truncate(mark);
    }

    /// How much was found so far.
    pub(super) const fn mark(&self) -> usize {
        self.findings.len()
    }

    /// What was found since the last time, once for each place.
    pub(super) fn findings(&mut self) -> Vec<(Document, Diagnostic)> {
        self.findings.take()
    }

    /// Puts back what [`Scope::findings`] gave.
    pub(super) fn restore(&mut self, findings: Vec<(Document, Diagnostic)>) {
        self.findings.restore(findings);
    }

    pub(super) fn refuse(
        &mut self,
        ground: &SourceText,
        at: &Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) {
        let diagnostic =
            Diagnostic::error(codes::FUNCTION, Place::Text(ground.at(at.clone())), message).help(help);
        self.report(&ground.source, diagnostic);
    }

    pub(super) fn report(&mut self, source: &Source, diagnostic: Diagnostic) {
        self.failures += usize::from(diagnostic.severity == Severity::Error);
        self.findings.add(source, diagnostic);
    }

    /// The value of `expression`, which is in `ground`.
    pub(super) fn compute(&mut self, ground: &SourceText, expression: &Expression) -> Node {
        let at = span(expression);
        if !self.may_go_on_at(ground, &at) {
            return self.unknown(ground, &at, "unknown");
        }
        let value = self.value(ground, expression, &at);
        let is_copy = matches!(
            expression,
            Expression::Variable(_) | Expression::Traversal(_) | Expression::FuncCall(_)
        );
        self.spend(1 + weight(&value, is_copy));
        value
    }

    fn value(&mut self, ground: &SourceText, expression: &Expression, at: &Range<usize>) -> Node {
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
            Expression::StringTemplate(template) => match template.as_single_element() {
                // Nothing around it: the value itself, whatever it is.
                Some(Element::Interpolation(part)) => self.compute(ground, &part.expr),
                Some(Element::Literal(_) | Element::Directive(_)) | None => {
                    let text = self.render(ground, template, Edges::QUOTED);
                    self.node(ground, at, Body::Text(text))
                }
            },
            Expression::HeredocTemplate(heredoc) => {
                let text = self.render(ground, &heredoc.template, Edges::PLAIN);
                self.node(ground, at, Body::Text(text))
            }
            Expression::Parenthesis(inner) => self.compute(ground, inner.inner()),
            Expression::Variable(name) => self.variable(ground, at, name.as_str()),
            Expression::Conditional(conditional) => self.conditional(ground, conditional),
            Expression::FuncCall(call) => self.call(ground, at, call),
            Expression::Traversal(traversal) => self.traverse(ground, at, traversal),
            Expression::UnaryOp(operation) => {
                let result = self.negate(ground, operation);
                result.map_or_else(|| self.unknown(ground, at, "unknown"), plain)
            }
            Expression::BinaryOp(operation) => {
                let result = self.operate(ground, operation);
                result.map_or_else(|| self.unknown(ground, at, "unknown"), plain)
            }
            Expression::ForExpr(each) => self.repeat(ground, at, each),
        }
    }

    pub(super) fn node(&self, ground: &SourceText, at: &Range<usize>, body: Body) -> Node {
        Node { source: ground.source.clone(), at: ground.at(at.clone()), body }
    }

    pub(super) fn unknown(&self, ground: &SourceText, at: &Range<usize>, name: &str) -> Node {
        Node::text(&ground.source, ground.at(at.clone()), placeholder(name))
    }

    fn string(&self, ground: &SourceText, at: &Range<usize>, text: &str) -> Node {
        let place = ground.at(at.clone());
        let raw = ground.source.text.get(place.clone()).unwrap_or_default();
        let text = Traced::written(text, raw, place.start);
        self.node(ground, at, Body::Text(text))
    }

    fn member(&mut self, ground: &SourceText, key: &ObjectKey, value: &Expression) -> Member {
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

    fn conditional(&mut self, ground: &SourceText, conditional: &Conditional) -> Node {
        let holds = self.holds(ground, &conditional.cond_expr);
        self.compute(ground, if holds { &conditional.true_expr } else { &conditional.false_expr })
    }

    /// Whether a condition holds; an unknown one does.
    pub(super) fn holds(&mut self, ground: &SourceText, condition: &Expression) -> bool {
        let value = self.compute(ground, condition).to_value();
        let is_open = value.as_str().is_some_and(|text| text.contains("${"));
        let holds = boolean(&value);
        if holds.is_none() && !is_open {
            let message = format!("a condition is true or false, not {}", value.type_name());
            self.refuse(ground, &span(condition), message, "compare it with something");
        }
        holds.unwrap_or(true)
    }
}

/// How much a value is to make; a copy is made down to the last part of it.
fn weight(value: &Node, is_copy: bool) -> usize {
    match &value.body {
        Body::Plain(_) => 0,
        Body::Text(text) => text.size().steps(STEP_BYTES),
        Body::List(items) if is_copy => items.iter().map(|item| 1 + weight(item, true)).sum(),
        Body::Members(members) if is_copy => {
            members.iter().map(|member| 1 + weight(&member.value, true)).sum()
        }
        Body::List(items) => items.len(),
        Body::Members(members) => members.len(),
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
