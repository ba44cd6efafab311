//! Typed reading of one object's fields.
//!
//! A field of the wrong type or out of range reads as absent: that is reported by the rules, which check
//! every field by the field table. Reported here is what only parsing and resolving find out.

use std::cell::RefCell;

use crate::asl::codes;
use crate::asl::fields::{self, Name, ObjectKind, Shape, field};
use crate::asl::machine::{Dynamic, QueryLanguage, ResultPath};
use crate::base::diag::{Code, Diagnostic, Place};
use crate::base::pointer::{self, Pointer};
use crate::base::value::{Array, Object, Value};
use crate::expr::jsonata::{self, Level};
use crate::expr::jsonpath::{Path, ReferencePath, Root};
use crate::expr::template::{Template, TemplateError, TemplateFault};
use crate::expr::{SyntaxError, advice};

use super::states;

/// What AWS says of a path that is no reference path.
const NO_REFERENCE: &str = "Value is not a Reference Path";

/// One object of a definition.
pub(super) struct Fields<'a> {
    pub members: &'a Object,
    pub pointer: &'a Pointer,
    /// What it is.
    pub kind: ObjectKind,
    /// The state it belongs to, for messages.
    state: Option<&'a str>,
    sink: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(
        kind: ObjectKind,
        members: &'a Object,
        pointer: &'a Pointer,
        state: Option<&'a str>,
        sink: &'a RefCell<Vec<Diagnostic>>,
    ) -> Self {
        Self { members, pointer, kind, state, sink }
    }

    /// The same state's inner object at `pointer`.
    pub(super) const fn inner<'b>(
        &'b self,
        kind: ObjectKind,
        members: &'b Object,
        pointer: &'b Pointer,
    ) -> Fields<'b> {
        Fields { members, pointer, kind, state: self.state, sink: self.sink }
    }

    pub(super) fn has(&self, name: Name) -> bool {
        self.members.contains(&name)
    }

    pub(super) fn value(&self, name: Name) -> Option<&'a Value> {
        self.members.get(&name)
    }

    pub(super) fn place(&self, name: Name) -> Pointer {
        self.pointer.key(&name)
    }

    pub(super) fn context(&self) -> String {
        self.state.map_or_else(String::new, |state| format!(" (state `{state}`)"))
    }

    pub(super) fn push(&self, diagnostic: Diagnostic) {
        self.sink.borrow_mut().push(diagnostic);
    }

    /// Reports text that is no timestamp.
    pub(super) fn no_timestamp(&self, name: Name, text: &str) {
        let message = format!("\"{text}\" is not a timestamp: write it like 2026-01-31T12:00:00Z");
        let by_path = name.path_form();
        let meant = if text.starts_with("$states.") {
            Some(format!("write {{% {text} %}}"))
        } else if text.starts_with('$') && by_path != name {
            Some(format!("write \"{by_path}\": \"{text}\""))
        } else {
            None
        };
        let place = self.place(name);
        let words = "String does not match RFC3339 timestamp";
        let mut found = Diagnostic::error(
            codes::TIMESTAMP,
            Place::Value(place.clone()),
            format!("{message}{}", self.context()),
        )
        .aws("SCHEMA_VALIDATION_FAILED", words, place.aws());
        found.help = meant;
        self.push(found);
    }

    /// Reports at the value of `name`; `aws` is AWS's text, empty if unknown.
    pub(super) fn report(&self, code: Code, name: Name, message: &str, aws: &str) {
        self.report_at(code, Place::Value(self.place(name)), message, aws);
    }

    fn report_at(&self, code: Code, place: Place, message: &str, aws: &str) {
        let location = pointer::aws(place.pointer());
        let mut diagnostic = Diagnostic::error(code, place, format!("{message}{}", self.context()));
        if !aws.is_empty() {
            diagnostic = diagnostic.aws("SCHEMA_VALIDATION_FAILED", aws, location);
        }
        self.push(diagnostic);
    }

    /// Reports `text`, the value of a field that is an expression or a boolean, which is neither.
    pub(super) fn report_no_expression(&self, name: Name, text: &str) {
        let inside = text.trim();
        let (what, help) = if inside.starts_with("{%") && inside.ends_with("%}") {
            let (what, help) = delimiters(text);
            (what.to_owned(), help.to_owned())
        } else {
            let bare = inside.trim_start_matches("{%").trim_end_matches("%}").trim();
            let what = format!("`{name}` must be an expression in {{% %}} or a boolean");
            (what, format!("write \"{{% {} %}}\"", clipped(bare)))
        };
        let place = Place::Value(self.place(name));
        self.push(
            Diagnostic::error(codes::DELIMITERS, place, format!("{what}{}", self.context())).help(help),
        );
    }

    pub(super) fn text(&self, name: Name) -> Option<&'a str> {
        self.value(name)?.as_str()
    }

    pub(super) fn flag(&self, name: Name) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    pub(super) fn object(&self, name: Name) -> Option<&'a Object> {
        self.value(name)?.as_object()
    }

    pub(super) fn list(&self, name: Name) -> Option<&'a Array> {
        self.value(name)?.as_array()
    }

    /// The objects of a list, each with its pointer; `None` if something else is in it.
    pub(super) fn objects(&self, name: Name) -> Option<Vec<(Pointer, &'a Object)>> {
        let (list, items) = (self.place(name), self.list(name)?.as_slice().iter().enumerate());
        items.map(|(at, item)| Some((list.index(at), item.as_object()?))).collect()
    }

    /// What the field table says that `name` takes.
    fn shape(&self, name: Name) -> Shape {
        fields::find(self.kind, &name).map_or(Shape::Any, |field| field.shape)
    }

    /// A whole number within the limits of the field table, as a literal.
    pub(super) fn whole(&self, name: Name) -> Option<u32> {
        let Shape::Whole(least, most) = self.shape(name) else { return None };
        let whole = self.value(name)?.as_number()?.as_i64()?;
        u32::try_from(whole).ok().filter(|whole| (least..=most).contains(whole))
    }

    /// A number within the limits of the field table, fractions allowed.
    pub(super) fn number(&self, name: Name) -> Option<f64> {
        let Shape::Number(least, most) = self.shape(name) else { return None };
        self.value(name)?.as_f64().filter(|number| (least..=most).contains(number))
    }

    /// A whole number as a literal, by the `…Path` form, or (JSONata) as an expression.
    pub(super) fn given_whole(&self, name: Name, language: QueryLanguage) -> Option<Dynamic<u32>> {
        if let Some(expression) = self.expression(name, language) {
            return expression.map(Dynamic::Expression);
        }
        match (self.has(name), language) {
            (true, _) => self.whole(name).map(Dynamic::Fixed),
            (false, QueryLanguage::JsonPath) => self.reference(name.path_form()).map(Dynamic::Path),
            (false, QueryLanguage::Jsonata) => None,
        }
    }

    /// In JSONata: the expression of `name`, if it is a string. `Some(None)` if it does not parse.
    pub(super) fn expression(&self, name: Name, language: QueryLanguage) -> Option<Option<Template>> {
        let value = self.value(name)?;
        let is_text = value.as_str().is_some();
        (language == QueryLanguage::Jsonata && is_text).then(|| self.jsonata(name))
    }

    /// A JSONPath.
    pub(super) fn path(&self, name: Name) -> Option<Path> {
        self.parsed(name, "Value must be a valid JSONPath.")
    }

    fn parsed(&self, name: Name, aws: &str) -> Option<Path> {
        let text = self.text(name)?;
        match Path::parse(text) {
            Ok(path) => Some(path),
            Err(mut error) => {
                if text.trim_start().starts_with("States.") {
                    error.help = Some(computed_before(name, text));
                }
                self.syntax(&self.place(name), text, &error, aws);
                None
            }
        }
    }

    /// That `name` cannot hold a call of the intrinsic function `function`.
    pub(super) fn no_text(&self, name: Name, function: &str) {
        let message = format!("`{name}` takes only intrinsic functions that give text, not `{function}`");
        let place = Place::Value(self.place(name));
        let help = "wrap it: States.JsonToString(…) and States.Format('{}', …) make text of anything";
        self.push(
            Diagnostic::error(codes::PATH_SYNTAX, place, format!("{message}{}", self.context()))
                .help(help)
                .aws("SCHEMA_VALIDATION_FAILED", "Value must be a valid JSONPath.", self.place(name).aws()),
        );
    }

    /// The left or right side of a comparison: a path that names a single node, wherever it starts.
    pub(super) fn operand(&self, name: Name) -> Option<Path> {
        let aws = match self.text(name)?.starts_with('$') {
            true => NO_REFERENCE,
            false => "Value is not a Reference Path: Reference path didn't start with '$'",
        };
        self.single(name, self.parsed(name, aws)?)
    }

    /// A path that names a single node, in the input or a variable.
    pub(super) fn reference(&self, name: Name) -> Option<Path> {
        let path = self.parsed(name, NO_REFERENCE)?;
        if matches!(path.root(), Root::Context) {
            let message = format!("`{name}` cannot read the context object");
            self.report(codes::REFERENCE_PATH, name, &message, NO_REFERENCE);
            return None;
        }
        self.single(name, path)
    }

    fn single(&self, name: Name, path: Path) -> Option<Path> {
        let Some(what) = path.beyond_reference() else { return Some(path) };
        let message = format!("`{name}` must name a single node, but `{}` has {what}", clipped(path.text()));
        self.report(codes::REFERENCE_PATH, name, &message, NO_REFERENCE);
        None
    }

    pub(super) fn result_path(&self, name: Name) -> Option<ReferencePath> {
        let text = self.text(name)?;
        match ReferencePath::parse(text) {
            Ok(path) => Some(path),
            Err(mut error) => {
                if text.trim_start().starts_with("States.") {
                    let help = format!(
                        "`{name}` takes no intrinsic functions: it is a fixed path, such as $.result"
                    );
                    error.help = Some(help);
                }
                self.syntax(&self.place(name), text, &error, NO_REFERENCE);
                None
            }
        }
    }

    pub(super) fn syntax(&self, pointer: &Pointer, text: &str, error: &SyntaxError, aws: &str) {
        let place = Place::Within(pointer.clone(), error.span.clone());
        let mut diagnostic = Diagnostic::error(
            codes::PATH_SYNTAX,
            place,
            format!("`{}` is not valid{}", clipped(text), self.context()),
        )
        .label(error.message.clone());
        diagnostic.help.clone_from(&error.help);
        if !aws.is_empty() {
            diagnostic = diagnostic.aws("SCHEMA_VALIDATION_FAILED", aws, pointer.aws());
        }
        self.push(diagnostic);
    }

    /// A template in the state's language.
    pub(super) fn template(&self, name: Name, language: QueryLanguage) -> Option<Template> {
        match language {
            QueryLanguage::JsonPath => self.payload(name),
            QueryLanguage::Jsonata => self.jsonata(name),
        }
    }

    /// A JSONPath payload template.
    pub(super) fn payload(&self, name: Name) -> Option<Template> {
        let value = self.value(name)?;
        match value {
            Value::Object(_) => self.templated(name, Template::payload(value)),
            Value::Array(_) => self.elements(name, value),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Some(Template::Fixed(value.clone()))
            }
        }
    }

    /// A template that is an array: AWS takes it, though the specification asks for an object. It is read
    /// as the one member of an object.
    fn elements(&self, name: Name, value: &Value) -> Option<Template> {
        let holder = Value::from(Object::from_iter([("", value.clone())]));
        let read = Template::payload(&holder).map_err(|mut errors| {
            for error in &mut errors {
                error.pointer = error.pointer.strip("/").unwrap_or_default();
            }
            errors
        });
        match self.templated(name, read)? {
            Template::Object(mut members) => members.pop().map(|member| member.value),
            Template::Fixed(_)
            | Template::Path(_)
            | Template::Call(_)
            | Template::Jsonata(_)
            | Template::Array(_) => Some(Template::Fixed(value.clone())),
        }
    }

    /// JSON with `{% %}` expressions.
    pub(super) fn jsonata(&self, name: Name) -> Option<Template> {
        let template = self.templated(name, Template::jsonata(self.value(name)?))?;
        let (at, context) = (self.place(name), self.context());
        let refusals = states::refusals(self.kind, &name, &template, self.value(name)?, &at, &context);
        let is_fine = refusals.is_empty();
        refusals.into_iter().for_each(|refusal| self.push(refusal));
        is_fine.then_some(template)
    }

    fn templated(&self, name: Name, read: Result<Template, Vec<TemplateError>>) -> Option<Template> {
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

    fn template_error(&self, name: Name, error: &TemplateError) {
        let pointer = self.place(name).join(&error.pointer);
        let key = error.pointer.last().unwrap_or_default();
        let root = self.place(name).aws();
        let aws = format!(
            "The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call"
        );
        let diagnostic = match &error.fault {
            TemplateFault::NotAnObject => {
                let message = format!("`{name}` must be an object{}", self.context());
                Diagnostic::error(codes::WRONG_TYPE, Place::Value(pointer), message)
            }
            TemplateFault::NotText => {
                let message = format!("`{key}` must hold a path or an intrinsic function{}", self.context());
                Diagnostic::error(codes::PAYLOAD, Place::Value(pointer), message)
                    .help(format!(
                        "a key that ends in `.$` takes a string such as \"$.name\"; for a literal write `{}`",
                        key.trim_end_matches(".$")
                    ))
                    .aws("SCHEMA_VALIDATION_FAILED", aws, root)
            }
            TemplateFault::Twice => {
                let plain = key.trim_end_matches(".$");
                let message = format!("`{key}` and `{plain}` give the same field{}", self.context());
                Diagnostic::error(codes::PAYLOAD_TWICE, Place::Key(pointer), message).help("keep one of them")
            }
            TemplateFault::Delimiters => {
                let written = self.value(name).and_then(|value| value.pointer(error.pointer.as_str()));
                let (what, help) = delimiters(written.and_then(Value::as_str).unwrap_or_default());
                let message = format!("{what}{}", self.context());
                Diagnostic::error(codes::DELIMITERS, Place::Value(pointer), message).help(help)
            }
            TemplateFault::Jsonata { offset, text, error } => {
                self.jsonata_error(pointer, *offset, text, error)
            }
            TemplateFault::Syntax(syntax) => {
                let place = Place::Within(pointer, syntax.span.clone());
                let mut diagnostic = Diagnostic::error(
                    codes::PAYLOAD,
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

    fn jsonata_error(
        &self,
        pointer: Pointer,
        offset: usize,
        text: &str,
        error: &jsonata::Error,
    ) -> Diagnostic {
        let span = offset + error.span.start..offset + error.span.end;
        let location = pointer.aws();
        let (code, aws) = match error.kind {
            jsonata::Kind::Unsupported => (codes::JSONATA_UNSUPPORTED, "UNSUPPORTED_JSONATA_EXPRESSION"),
            jsonata::Kind::Syntax
            | jsonata::Kind::Evaluation
            | jsonata::Kind::Limit(_)
            | jsonata::Kind::Internal
            | jsonata::Kind::UnsupportedResult => (codes::JSONATA_SYNTAX, "INVALID_JSONATA_EXPRESSION"),
        };
        let place = Place::Within(pointer, span);
        advice::diagnostic(code, place, text, Level::Aws, error).aws(aws, error.message.clone(), location)
    }
}

/// `Some(None)` if the field is absent, `None` if it is there and wrong.
pub(super) fn optional<T>(present: bool, read: impl FnOnce() -> Option<T>) -> Option<Option<T>> {
    if present { read().map(Some) } else { Some(None) }
}

/// `ResultPath`; absent, it means `$`.
pub(super) fn result_path(fields: &Fields<'_>) -> Option<ResultPath> {
    match fields.value(field!("ResultPath")) {
        None => Some(ResultPath::Replace),
        Some(Value::Null) => Some(ResultPath::Discard),
        Some(_) => {
            let path = fields.result_path(field!("ResultPath"))?;
            Some(if path.is_root() { ResultPath::Replace } else { ResultPath::Put(path) })
        }
    }
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What to do where an intrinsic function is in the place of a path.
fn computed_before(name: Name, call: &str) -> String {
    let call = clipped(call.trim());
    format!(
        "`{name}` takes no intrinsic functions: compute the value in a state before, for instance a Pass with \
         \"value.$\": \"{call}\", and write $.value here"
    )
}

/// What is wrong with a text that begins or ends like an expression and is none, and how to mend it.
fn delimiters(text: &str) -> (&'static str, &'static str) {
    let inside = text.trim();
    if !(inside.starts_with("{%") && inside.ends_with("%}")) {
        return (
            "a JSONata expression needs both {% and %}",
            "write \"{% … %}\", with nothing before or after",
        );
    }
    let (before, after) = (!text.starts_with("{%"), !text.ends_with("%}"));
    match (before, after) {
        (false, true) if text.ends_with('\n') => (
            "a line break follows `%}`, so this is text and no expression",
            "in YAML `|` and `>` leave a line break at the end: write `|-` or `>-`",
        ),
        (false, true) => {
            ("a blank follows `%}`, so AWS takes this for no expression", "remove the blank behind `%}`")
        }
        (true, _) | (false, false) => (
            "a blank stands before `{%`, so AWS takes this for no expression",
            "remove the blank before `{%`",
        ),
    }
}
