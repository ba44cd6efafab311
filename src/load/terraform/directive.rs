//! `%{ if }` and `%{ for }` in a template: which of its parts are rendered, and how often.

use hcl_edit::template::{Directive, ForDirective, IfDirective, Strip};

use crate::load::traced::Traced;

use super::expression::{STEP_BYTES, Scope, SourceText};
use super::repeat::Loop;
use super::text::Edges;

impl Scope<'_, '_> {
    /// Adds what `directive` gives to `out`.
    pub(super) fn direct(
        &mut self,
        ground: &SourceText,
        directive: &Directive,
        edges: Edges,
        out: &mut Traced,
    ) {
        match directive {
            Directive::If(choice) => self.choose(ground, choice, edges, out),
            Directive::For(each) => self.render_each(ground, each, edges, out),
        }
    }

    fn choose(&mut self, ground: &SourceText, choice: &IfDirective, edges: Edges, out: &mut Traced) {
        let (yes, no, end) = (&choice.if_expr, choice.else_expr.as_ref(), choice.endif_expr.strip);
        let between = no.map_or(end, |no| no.strip);
        if self.holds(ground, &yes.cond_expr) {
            self.parts(ground, &yes.template, edges.between(yes.strip, between), out);
        } else if let Some(no) = no {
            self.parts(ground, &no.template, edges.between(no.strip, end), out);
        }
    }

    fn render_each(&mut self, ground: &SourceText, each: &ForDirective, edges: Edges, out: &mut Traced) {
        let (each, end) = (&each.for_expr, each.endfor_expr.strip);
        let edges = edges.between(each.strip, end);
        let key = each.key_var.as_ref().map(|key| key.as_str());
        let over = Loop { key, value: each.value_var.as_str(), over: &each.collection_expr };
        self.each(ground, &over, &mut |scope| {
            let before = out.size().steps(STEP_BYTES);
            scope.parts(ground, &each.template, edges, out);
            scope.spend(1 + out.size().steps(STEP_BYTES) - before);
        });
    }
}

/// Whether the marker takes away the blanks in front of it, and those behind it.
pub(super) fn strips(strip: Strip) -> (bool, bool) {
    (strip.strip_start(), strip.strip_end())
}
