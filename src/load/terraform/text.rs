//! Text with `${}` in it: strings, heredocs, and files that are rendered.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_template;
use hcl_edit::template::{Element, Template};

use super::super::node::{Body, same};
use super::super::traced::Traced;
use super::expression::{Ground, Scope};
use super::module::{explain, span};

impl Scope<'_, '_> {
    /// The text of `template`; between quotes it has escapes.
    pub(super) fn render(&mut self, ground: &Ground, template: &Template, is_quoted: bool) -> Traced {
        let elements: Vec<&Element> = template.iter().collect();
        let mut out = Traced::default();
        for (index, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(literal) => {
                    let before = index.checked_sub(1).and_then(|at| elements.get(at));
                    let after = elements.get(index + 1);
                    let place = ground.at(literal.span().unwrap_or(0..0));
                    let raw = ground.source.text.get(place.clone()).unwrap_or_default();
                    let text = if is_quoted {
                        Traced::escaped(literal.value(), raw, place.start)
                    } else {
                        Traced::written(literal.value(), raw, place.start)
                    };
                    out.push(&stripped(
                        &text,
                        before.is_some_and(|e| strips(e).1),
                        after.is_some_and(|e| strips(e).0),
                    ));
                }
                Element::Interpolation(part) => {
                    let at = part.span().unwrap_or_else(|| span(&part.expr));
                    let value = self.compute(ground, &part.expr);
                    let is_call = matches!(part.expr, Expression::FuncCall(_));
                    match &value.body {
                        Body::Text(text) if is_call && same(&value.source, &ground.source) => out.push(text),
                        Body::Text(text) => out.push_made(text.as_str(), ground.at(at)),
                        Body::Plain(_) | Body::List(_) | Body::Members(_) => {
                            out.push_made(&value.to_value().to_json(), ground.at(at));
                        }
                    }
                }
                Element::Directive(directive) => {
                    let at = directive.span().unwrap_or(0..0);
                    let at = at.start..at.end.min(at.start + 2);
                    let help = "let Terraform render it: `terraform plan -out p && terraform show -json p > plan.json`";
                    self.refuse(ground, &at, "sfn does not render `%{ }` directives", help);
                }
            }
        }
        out
    }

    /// The text of a file, or of a part of one, that is a template itself.
    pub(super) fn render_text(&mut self, ground: &Ground) -> Option<Traced> {
        match parse_template(ground.text.as_str()) {
            Ok(template) => Some(self.render(ground, &template, false)),
            Err(error) => {
                let at = error.location().offset();
                self.say(&ground.source, explain(&error, ground.at(at..at + 1)));
                None
            }
        }
    }
}

/// Whether an element takes away the blanks before it and behind it.
fn strips(element: &Element) -> (bool, bool) {
    match element {
        Element::Interpolation(part) => (part.strip.strip_start(), part.strip.strip_end()),
        Element::Literal(_) | Element::Directive(_) => (false, false),
    }
}

fn stripped(text: &Traced, start: bool, end: bool) -> Traced {
    let all = text.as_str();
    let from = if start { all.len() - all.trim_start().len() } else { 0 };
    let to = if end { all.trim_end().len().max(from) } else { all.len() };
    text.slice(from..to)
}
