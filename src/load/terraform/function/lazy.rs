//! Functions that need more than the values of their arguments: files, and what may go wrong.

use std::sync::Arc;

use hcl_edit::expr::{Expression, FuncCall};

use crate::base::diag::Place;
use crate::base::value::Value;
use crate::base::yaml::Schema;
use crate::load::node::{Body, Node};
use crate::load::template;
use crate::load::terraform::expression::{Scope, SourceText};
use crate::load::terraform::module::span;
use crate::load::traced::Traced;

/// How deep templates may include each other.
const MAX_TEMPLATES: usize = 16;

/// The text of a file, which keeps its own places.
pub(super) fn file(scope: &mut Scope<'_, '_>, ground: &SourceText, call: &FuncCall) -> Option<Node> {
    let path = call.args.get(0)?;
    let (path, at) = (scope.compute(ground, path), span(path));
    let path = path.as_str()?;
    if path.contains("${") {
        let help = "give the variable a value with --param NAME=VALUE";
        scope.refuse(ground, &at, format!("the name of this file is not known: {path}"), help);
        return None;
    }
    let home = Arc::clone(&scope.home.file);
    match scope.files.read(path, &home) {
        Ok(source) => {
            let body = Body::Text(Traced::verbatim(&source.text, 0));
            Some(Node { at: 0..source.text.len(), source, body })
        }
        Err(error) => {
            let place = Place::Text(ground.at(at));
            let diagnostic = error.diagnostic(path, place);
            scope.report(&ground.source, diagnostic);
            None
        }
    }
}

pub(super) fn templatefile(scope: &mut Scope<'_, '_>, ground: &SourceText, call: &FuncCall) -> Option<Node> {
    let file = file(scope, ground, call)?;
    let vars = scope.compute(ground, call.args.get(1)?);
    // One that includes itself never ends, for a template sees no more than it is given.
    let name = file.source.name.clone();
    if scope.templates.contains(&name) || scope.templates.len() >= MAX_TEMPLATES {
        let at = call.args.get(0).map_or(0..0, span);
        let (words, help) = if scope.templates.contains(&name) {
            (format!("the template {name} includes itself"), "take it out of the templates that it includes")
        } else {
            (format!("templates include each other more than {MAX_TEMPLATES} deep"), "include fewer")
        };
        scope.refuse(ground, &at, words, help);
        return None;
    }
    scope.templates.push(name);
    let rendered = scope.render_with(file, Some(vars));
    scope.templates.pop();
    rendered
}

/// The value that a text is, with its places if it is a whole file.
pub(super) fn decode(scope: &mut Scope<'_, '_>, ground: &SourceText, call: &FuncCall) -> Option<Node> {
    let value = scope.compute(ground, call.args.get(0)?);
    let text = value.as_str()?;
    let is_file = text == &*value.source.text;
    let source = if is_file { value.source.clone() } else { value.source.with_text(text) };
    match template::read(&source, Schema::Core) {
        Ok(read) if is_file => Some(read.root().node()),
        Ok(read) => Some(read.root().node().moved(&value.source, &value.at)),
        Err(rejected) => {
            for mut found in rejected.diagnostics {
                if !is_file {
                    found.place = Place::Text(value.at.clone());
                }
                scope.report(&value.source, found);
            }
            None
        }
    }
}

/// `try`: the first argument that nothing is wrong with.
pub(super) fn attempt(scope: &mut Scope<'_, '_>, ground: &SourceText, call: &FuncCall) -> Option<Node> {
    let given = call.args.iter().find_map(|argument| tried(scope, ground, argument));
    if given.is_none() {
        let at = call.args.iter().last().map_or(0..0, span);
        scope.refuse(ground, &at, "`try` finds none of its arguments right", "add one that always is");
    }
    given
}

pub(super) fn can(scope: &mut Scope<'_, '_>, ground: &SourceText, call: &FuncCall) -> Option<Node> {
    let argument = call.args.get(0)?;
    let can = tried(scope, ground, argument).is_some();
    Some(Node::plain(&ground.source, ground.at(span(argument)), Value::from(can)))
}

/// The value of `argument` if nothing goes wrong; what is said is forgotten if something does.
fn tried(scope: &mut Scope<'_, '_>, ground: &SourceText, argument: &Expression) -> Option<Node> {
    let (mark, failures) = (scope.mark(), scope.failures);
    let value = scope.compute(ground, argument);
    if scope.failures == failures {
        return Some(value);
    }
    scope.rollback(mark);
    scope.failures = failures;
    None
}
