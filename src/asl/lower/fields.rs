//! Typed reading of one object's fields; whatever is wrong goes to the sink with its place.

use std::cell::RefCell;

use crate::asl::machine::{FlowId, Given, QueryLanguage, StateId};
use crate::base::diag::{Diagnostic, Place};
use crate::base::value::{Array, Object, Value};
use crate::expr::SyntaxError;
use crate::expr::jsonpath::{Path, ReferencePath};
use crate::expr::template::{Template, TemplateError, TemplateFault, escape};

use super::aws_location;
use super::collect::Outline;

/// One object of a definition.
pub(super) struct Fields<'a> {
    pub members: &'a Object,
    pub pointer: &'a str,
    /// The state it belongs to, for messages.
    state: Option<&'a str>,
    sink: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(
        members: &'a Object,
        pointer: &'a str,
        state: Option<&'a str>,
        sink: &'a RefCell<Vec<Diagnostic>>,
    ) -> Self {
        Self { members, pointer, state, sink }
    }

    /// The same state's inner object at `pointer`.
    pub(super) const fn inner<'b>(&'b self, members: &'b Object, pointer: &'b str) -> Fields<'b> {
        Fields { members, pointer, state: self.state, sink: self.sink }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    pub(super) fn place(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, escape(name))
    }

    fn context(&self) -> String {
        self.state.map_or_else(String::new, |state| format!(" in state `{state}`"))
    }

    pub(super) fn push(&self, diagnostic: Diagnostic) {
        self.sink.borrow_mut().push(diagnostic);
    }

    /// Reports at the value of `name`; `aws` is AWS's text, empty if unknown.
    pub(super) fn report(&self, code: &'static str, name: &str, message: &str, aws: &str) {
        self.report_at(code, Place::Value(self.place(name)), message, aws);
    }

    fn report_at(&self, code: &'static str, place: Place, message: &str, aws: &str) {
        let location = aws_location(place.pointer());
        let mut diagnostic = Diagnostic::error(code, place, format!("{message}{}", self.context()));
        if !aws.is_empty() {
            diagnostic = diagnostic.aws("SCHEMA_VALIDATION_FAILED", aws, location);
        }
        self.push(diagnostic);
    }

    /// Reports fields that must be there and are not, together as AWS does.
    pub(super) fn require(&self, names: &[&str]) -> bool {
        let missing: Vec<&str> = names.iter().copied().filter(|name| !self.has(name)).collect();
        if missing.is_empty() {
            return true;
        }
        let list = missing.join(", ");
        let ours = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let verb = if missing.len() == 1 { "is" } else { "are" };
        self.push(
            Diagnostic::error(
                "SFN101",
                Place::Key(self.pointer.to_owned()),
                format!("{ours} {verb} missing{}", self.context()),
            )
            .aws(
                "SCHEMA_VALIDATION_FAILED",
                format!("These fields are required: [{list}]"),
                aws_location(self.pointer),
            ),
        );
        false
    }

    /// Reports fields that exclude each other.
    pub(super) fn at_most_one(&self, names: &[&str]) {
        let present: Vec<&str> = names.iter().copied().filter(|name| self.has(name)).collect();
        if present.len() < 2 {
            return;
        }
        let list = present.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let aws = format!("There should only be one of the following fields: [{}]", present.join(", "));
        self.push(
            Diagnostic::error(
                "SFN106",
                Place::Key(self.place(present[1])),
                format!("{list} exclude each other{}", self.context()),
            )
            .help("keep one of them")
            .aws("SCHEMA_VALIDATION_FAILED", aws, aws_location(self.pointer)),
        );
    }

    fn wrong_type(&self, name: &str, wanted: &str, value: &Value) {
        let shown = shown(value);
        self.report(
            "SFN100",
            name,
            &format!("`{name}` must be {wanted}, not {} {shown}", value.type_name()),
            "",
        );
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let value = self.value(name)?;
        value.as_str().or_else(|| {
            self.wrong_type(name, "a string", value);
            None
        })
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let value = self.value(name)?;
        value.as_bool().or_else(|| {
            self.wrong_type(name, "true or false", value);
            None
        })
    }

    pub(super) fn object(&self, name: &str) -> Option<&'a Object> {
        let value = self.value(name)?;
        value.as_object().or_else(|| {
            self.wrong_type(name, "an object", value);
            None
        })
    }

    pub(super) fn list(&self, name: &str) -> Option<&'a Array> {
        let value = self.value(name)?;
        value.as_array().or_else(|| {
            self.wrong_type(name, "an array", value);
            None
        })
    }

    /// The objects of a list, each with its pointer.
    pub(super) fn objects(&self, name: &str) -> Vec<(String, &'a Object)> {
        let items = self.list(name).map_or(&[][..], |list| list.as_slice());
        let mut objects = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let pointer = format!("{}/{at}", self.place(name));
            match item.as_object() {
                Some(object) => objects.push((pointer, object)),
                None => self.report_at(
                    "SFN100",
                    Place::Value(pointer),
                    &format!(
                        "an element of `{name}` must be an object, not {} {}",
                        item.type_name(),
                        shown(item)
                    ),
                    "",
                ),
            }
        }
        objects
    }

    /// A whole number within limits, as a literal.
    pub(super) fn whole(&self, name: &str, least: u32, most: u32) -> Option<u32> {
        self.whole_value(name, self.value(name)?, least, most)
    }

    fn whole_value(&self, name: &str, value: &Value, least: u32, most: u32) -> Option<u32> {
        let Some(number) = value.as_number() else {
            self.wrong_type(name, "a whole number", value);
            return None;
        };
        let whole = number.as_i64().filter(|n| (i64::from(least)..=i64::from(most)).contains(n));
        if whole.is_none() {
            let aws = match number.as_f64() {
                n if n < f64::from(least) => format!("Minimum value is {least}"),
                n if n > f64::from(most) => format!("Maximum value is {most}"),
                _ => String::new(),
            };
            let text = format!("`{name}` must be a whole number from {least} to {most}, not {number}");
            self.report("SFN107", name, &text, &aws);
        }
        whole.and_then(|n| u32::try_from(n).ok())
    }

    /// A number within limits, fractions allowed.
    pub(super) fn number(&self, name: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.value(name)?;
        let Some(number) = value.as_f64() else {
            self.wrong_type(name, "a number", value);
            return None;
        };
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let aws = if number < least {
            format!("Minimum value is {least:?}")
        } else {
            format!("Maximum value is {most:?}")
        };
        let upper =
            if most == f64::MAX { "at least".to_owned() } else { format!("at most {most} and at least") };
        self.report("SFN107", name, &format!("`{name}` must be {upper} {least}, not {value}"), &aws);
        None
    }

    /// A whole number as a literal, by the `…Path` form, or (JSONata) as an expression.
    pub(super) fn given_whole(
        &self,
        name: &str,
        least: u32,
        most: u32,
        language: QueryLanguage,
    ) -> Option<Given<u32>> {
        let by_path = format!("{name}Path");
        self.at_most_one(&[name, &by_path]);
        if let Some(expression) = self.expression(name, language) {
            return expression.map(Given::Expression);
        }
        match self.value(name) {
            Some(value) => self.whole_value(name, value, least, most).map(Given::Fixed),
            None => self.reference(&by_path).map(Given::Path),
        }
    }

    /// In JSONata: the expression of `name`, if it is a string. `Some(None)` if it does not parse.
    pub(super) fn expression(&self, name: &str, language: QueryLanguage) -> Option<Option<Template>> {
        let value = self.value(name)?;
        let is_text = value.as_str().is_some();
        (language == QueryLanguage::Jsonata && is_text).then(|| self.jsonata(name))
    }

    /// A JSONPath.
    pub(super) fn path(&self, name: &str) -> Option<Path> {
        let text = self.text(name)?;
        match Path::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                self.syntax(&self.place(name), text, &error, "Value must be a valid JSONPath.");
                None
            }
        }
    }

    /// A path that names a single node.
    pub(super) fn reference(&self, name: &str) -> Option<Path> {
        let path = self.path(name)?;
        if let Some(why) = path.reference_error() {
            let text = format!("`{name}` must be a reference path (one single node): {why}");
            self.report("SFN302", name, &text, &format!("Value is not a Reference Path: {why}"));
            return None;
        }
        Some(path)
    }

    pub(super) fn result_path(&self, name: &str) -> Option<ReferencePath> {
        let text = self.text(name)?;
        match ReferencePath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                let aws = format!("Value is not a Reference Path: {}", error.message);
                self.syntax(&self.place(name), text, &error, &aws);
                None
            }
        }
    }

    pub(super) fn syntax(&self, pointer: &str, text: &str, error: &SyntaxError, aws: &str) {
        let place = Place::Within(pointer.to_owned(), error.span.clone());
        let mut diagnostic =
            Diagnostic::error("SFN300", place, format!("`{}` is not valid{}", clipped(text), self.context()))
                .label(error.message.clone());
        diagnostic.help.clone_from(&error.help);
        if !aws.is_empty() {
            diagnostic = diagnostic.aws("SCHEMA_VALIDATION_FAILED", aws, aws_location(pointer));
        }
        self.push(diagnostic);
    }

    /// A template in the state's language.
    pub(super) fn template(&self, name: &str, language: QueryLanguage) -> Option<Template> {
        match language {
            QueryLanguage::JsonPath => self.payload(name),
            QueryLanguage::Jsonata => self.jsonata(name),
        }
    }

    /// A JSONPath payload template.
    pub(super) fn payload(&self, name: &str) -> Option<Template> {
        self.templated(name, Template::payload(self.value(name)?))
    }

    /// JSON with `{% %}` expressions.
    pub(super) fn jsonata(&self, name: &str) -> Option<Template> {
        self.templated(name, Template::jsonata(self.value(name)?))
    }

    fn templated(&self, name: &str, read: Result<Template, Vec<TemplateError>>) -> Option<Template> {
        match read {
            Ok(template) => Some(template),
            Err(errors) => {
                for error in &errors {
                    self.template_error(name, error);
                }
                None
            }
        }
    }

    fn template_error(&self, name: &str, error: &TemplateError) {
        let pointer = format!("{}{}", self.place(name), error.pointer);
        let key = error.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        let root = aws_location(&self.place(name));
        let aws = format!(
            "The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call"
        );
        let diagnostic = match &error.fault {
            TemplateFault::NotAnObject => {
                let message = format!("`{name}` must be an object{}", self.context());
                Diagnostic::error("SFN100", Place::Value(pointer), message)
            }
            TemplateFault::NotText => {
                let message = format!("`{key}` must hold a path or an intrinsic function{}", self.context());
                Diagnostic::error("SFN303", Place::Value(pointer), message)
                    .help(format!(
                        "a key that ends in `.$` takes a string such as \"$.name\"; for a literal write `{}`",
                        key.trim_end_matches(".$")
                    ))
                    .aws("SCHEMA_VALIDATION_FAILED", aws, root)
            }
            TemplateFault::Twice => {
                let plain = key.trim_end_matches(".$");
                let message = format!("`{key}` and `{plain}` give the same field{}", self.context());
                Diagnostic::error("SFN304", Place::Key(pointer), message).help("keep one of them")
            }
            TemplateFault::Delimiters => {
                let message = format!("a JSONata expression needs both {{% and %}}{}", self.context());
                Diagnostic::error("SFN305", Place::Value(pointer), message)
                    .help("write \"{% … %}\", with nothing before or after")
            }
            TemplateFault::Jsonata(offset, error) => {
                let span = offset + error.span.start..offset + error.span.end;
                let location = aws_location(&pointer);
                let message = format!("JSONata: {}{}", error.message, self.context());
                Diagnostic::error("SFN301", Place::Within(pointer, span), message).label(error.code).aws(
                    "INVALID_JSONATA_EXPRESSION",
                    error.message.clone(),
                    location,
                )
            }
            TemplateFault::Syntax(syntax) => {
                let place = Place::Within(pointer, syntax.span.clone());
                let mut diagnostic = Diagnostic::error(
                    "SFN303",
                    place,
                    format!("the value of `{key}` is not valid{}", self.context()),
                )
                .label(syntax.message.clone())
                .aws("SCHEMA_VALIDATION_FAILED", aws, root);
                diagnostic.help.clone_from(&syntax.help);
                diagnostic
            }
        };
        self.push(diagnostic);
    }

    /// The state a transition names.
    pub(super) fn target(&self, name: &str, outline: &Outline<'_>, flow: FlowId) -> Option<StateId> {
        let target = self.text(name)?;
        let found = outline.target(flow, target);
        if found.is_none() {
            self.unknown_target(name, target, outline, flow);
        }
        found
    }

    pub(super) fn unknown_target(&self, name: &str, target: &str, outline: &Outline<'_>, flow: FlowId) {
        let near = outline
            .names(flow)
            .map(|known| (strsim::damerau_levenshtein(known, target), known))
            .filter(|(distance, known)| *distance <= 2.max(known.len() / 3))
            .min();
        let message = format!("`{name}` names a state that does not exist: {target}");
        let mut diagnostic =
            Diagnostic::error("SFN103", Place::Value(self.place(name)), message).label("no such state").aws(
                "MISSING_TRANSITION_TARGET",
                format!("Missing 'Next' target: {target}"),
                aws_location(&self.place(name)),
            );
        if outline.elsewhere(target) {
            diagnostic = diagnostic.note(format!("`{target}` stands in another scope: a transition cannot leave or enter a branch or an iteration"));
        } else if let Some((_, near)) = near {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.push(diagnostic);
    }

    /// `QueryLanguage`.
    pub(super) fn language(&self) -> Option<QueryLanguage> {
        match self.text("QueryLanguage")? {
            "JSONPath" => Some(QueryLanguage::JsonPath),
            "JSONata" => Some(QueryLanguage::Jsonata),
            other => {
                self.report(
                    "SFN107",
                    "QueryLanguage",
                    &format!("`QueryLanguage` must be \"JSONPath\" or \"JSONata\", not \"{other}\""),
                    "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]",
                );
                None
            }
        }
    }
}

/// A value short enough for a message.
fn shown(value: &Value) -> String {
    clipped(&value.to_json())
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
