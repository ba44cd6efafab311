//! Text with `${}` in it: strings, heredocs, and files that are rendered.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_template;
use hcl_edit::template::{Directive, Element, Interpolation, Strip, Template};

use crate::load::node::{Body, same};
use crate::load::traced::Traced;

use super::directive::strips;
use super::expression::{Scope, SourceText};
use super::module::{explain, span};

/// How a template is written, and what is around it.
#[derive(Clone, Copy)]
pub(super) struct Edges {
    writing: Writing,
    /// Whether the blanks at its start go, and those at its end.
    strips: (bool, bool),
}

#[derive(Clone, Copy)]
enum Writing {
    /// As it reads.
    Plain,
    /// Between quotes, with escapes.
    Quoted,
    /// The same inside of a directive, where the parser leaves the escapes to us.
    Inner,
}

impl Edges {
    pub(super) const QUOTED: Self = Self { writing: Writing::Quoted, strips: (false, false) };
    pub(super) const PLAIN: Self = Self { writing: Writing::Plain, strips: (false, false) };

    /// The same between the markers `start` and `end`.
    pub(super) fn between(self, start: Strip, end: Strip) -> Self {
        let writing = match self.writing {
            Writing::Plain => Writing::Plain,
            Writing::Quoted | Writing::Inner => Writing::Inner,
        };
        Self { writing, strips: (strips(start).1, strips(end).0) }
    }
}

impl Scope<'_, '_> {
    /// The text of `template`.
    pub(super) fn render(&mut self, ground: &SourceText, template: &Template, edges: Edges) -> Traced {
        let mut out = Traced::default();
        self.parts(ground, template, edges, &mut out);
        out
    }

    /// Adds the text of `template` to `out`.
    pub(super) fn parts(&mut self, ground: &SourceText, template: &Template, edges: Edges, out: &mut Traced) {
        let elements: Vec<&Element> = template.iter().collect();
        for (index, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(literal) => {
                    let before = index.checked_sub(1).and_then(|at| elements.get(at));
                    let after = elements.get(index + 1);
                    let place = ground.at(literal.span().unwrap_or(0..0));
                    let raw = ground.source.text.get(place.clone()).unwrap_or_default();
                    let text = match edges.writing {
                        Writing::Plain => Traced::written(literal.value(), raw, place.start),
                        Writing::Quoted => Traced::escaped(literal.value(), raw, place.start),
                        Writing::Inner => Traced::escaped(&unescaped(literal.value()), raw, place.start),
                    };
                    let start = before.map_or(edges.strips.0, |element| marker(element).1);
                    let end = after.map_or(edges.strips.1, |element| marker(element).0);
                    out.push(&stripped(&text, start, end));
                }
                Element::Interpolation(part) => self.interpolate(ground, part, out),
                Element::Directive(directive) => self.direct(ground, directive, edges, out),
            }
        }
    }

    fn interpolate(&mut self, ground: &SourceText, part: &Interpolation, out: &mut Traced) {
        let at = part.span().unwrap_or_else(|| span(&part.expr));
        let value = self.compute(ground, &part.expr);
        if !self.may_go_on_at(ground, &at) {
            return;
        }
        let is_call = matches!(part.expr, Expression::FuncCall(_));
        match &value.body {
            Body::Text(text) if is_call && same(&value.source, &ground.source) => out.push(text),
            Body::Text(text) => out.push_made(text.as_str(), ground.at(at)),
            Body::Plain(_) | Body::List(_) | Body::Members(_) => {
                out.push_made(&value.to_value().to_json(), ground.at(at));
            }
        }
    }

    /// The text of a file, or of a part of one, that is a template itself.
    pub(super) fn render_text(&mut self, ground: &SourceText) -> Option<Traced> {
        self.spend(1 + ground.text.as_str().len() / 64);
        match parse_template(ground.text.as_str()) {
            Ok(template) => Some(self.render(ground, &template, Edges::PLAIN)),
            Err(error) => {
                let at = error.location().offset();
                self.report(&ground.source, explain(&error, ground.at(at..at + 1)));
                None
            }
        }
    }
}

/// What a text means that was written between quotes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let code = |digits: usize| {
            let code = u32::from_str_radix(escape.get(1..=digits)?, 16).ok()?;
            Some((char::from_u32(code)?, 1 + digits))
        };
        let read = match escape.chars().next() {
            Some('n') => Some(('\n', 1)),
            Some('r') => Some(('\r', 1)),
            Some('t') => Some(('\t', 1)),
            Some(c @ ('"' | '\\')) => Some((c, 1)),
            Some('u') => code(4),
            Some('U') => code(8),
            Some(_) | None => None,
        };
        let (c, len) = read.unwrap_or(('\\', 0));
        out.push(c);
        rest = &escape[len..];
    }
    out + rest
}

/// Whether an element takes away the blanks before it and behind it.
fn marker(element: &Element) -> (bool, bool) {
    match element {
        Element::Interpolation(part) => strips(part.strip),
        Element::Literal(_) => (false, false),
        Element::Directive(directive) => match &**directive {
            Directive::If(choice) => (strips(choice.if_expr.strip).0, strips(choice.endif_expr.strip).1),
            Directive::For(each) => (strips(each.for_expr.strip).0, strips(each.endfor_expr.strip).1),
        },
    }
}

fn stripped(text: &Traced, start: bool, end: bool) -> Traced {
    let all = text.as_str();
    let from = if start { all.len() - all.trim_start().len() } else { 0 };
    let to = if end { all.trim_end().len().max(from) } else { all.len() };
    text.slice(from..to)
}
