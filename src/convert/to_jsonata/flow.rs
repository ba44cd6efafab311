//! The data of a state on its way: InputPath, Parameters, ResultSelector, ResultPath and OutputPath become Arguments,
//! Items and Output; Assign and the templates stay where they are.

use crate::asl::fields::ObjectKind;
use crate::asl::parts::DefinitionPart;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::jsonpath::{Path, Root, Step};

use crate::convert::edit::{Draft, Refusal, others};

use super::path::{self, Absent};
use super::scope::Scope;
use super::template::literal;
use super::text::{Text, name};
use super::{choice, is_choice, result_path};

/// The flow of a state.
pub struct Flow<'f, 'd> {
    /// The state.
    pub part: &'f DefinitionPart<'d>,
    /// What `InputPath` lets through.
    pub scope: Scope<'f>,
}

/// What a state gives before `ResultPath`.
enum Produced<'d> {
    /// What an expression gives.
    Text(Text),
    /// What this field says, a template or, for a `Result`, a literal.
    Field(&'static str, &'d Value),
}

const RAW: &str = "$states.input";

impl<'d> Flow<'_, 'd> {
    /// Adds the changes.
    pub fn convert(&self, draft: &mut Draft) -> Result<(), Refusal> {
        let work = Text::sure("$states.result");
        match self.part.kind {
            ObjectKind::Task | ObjectKind::Parallel => {
                self.arguments("Arguments", draft)?;
                self.worked(&work, draft)
            }
            ObjectKind::Map => {
                self.items(draft)?;
                self.worked(&work, draft)
            }
            ObjectKind::Pass => self.passed(draft),
            ObjectKind::Choice | ObjectKind::Wait | ObjectKind::Succeed => {
                self.output(&Produced::Text(self.scope.input.clone()), (RAW, self.scope), draft)?;
                self.assign(self.scope, draft)?;
                if is_choice(self.part) { choice::rules(self.part, self.scope, draft) } else { Ok(()) }
            }
            ObjectKind::Fail
            | ObjectKind::Machine
            | ObjectKind::Branch
            | ObjectKind::Processor
            | ObjectKind::ProcessorConfig
            | ObjectKind::Untyped
            | ObjectKind::Rule
            | ObjectKind::InnerRule
            | ObjectKind::Retrier
            | ObjectKind::Catcher
            | ObjectKind::ItemReader
            | ObjectKind::ReaderConfig
            | ObjectKind::ItemBatcher
            | ObjectKind::ResultWriter
            | ObjectKind::WriterConfig => Ok(()),
        }
    }

    fn field(&self, name: &str) -> Option<&'d Value> {
        self.part.members.get(name)
    }

    /// What a Task or Parallel is given.
    fn arguments(&self, to: &str, draft: &mut Draft) -> Result<(), Refusal> {
        if let Some(template) = self.field("Parameters") {
            let place = self.part.place("Parameters");
            self.scope.in_place(template, &place, draft)?;
            draft.rename(place, to);
        } else if self.field("InputPath").is_some() && self.scope.input.text != RAW {
            draft.set(self.part.place(to), self.scope.input.field());
        }
        Ok(())
    }

    /// The items of a Map, and what is made of each.
    fn items(&self, draft: &mut Draft) -> Result<(), Refusal> {
        if let Some(template) = self.field("Parameters") {
            let place = self.part.place("Parameters");
            self.scope.in_place(template, &place, draft)?;
            draft.rename(place, "ItemSelector");
        }
        if self.field("ItemReader").is_some() {
            draft.remove(self.part.members, &self.part.pointer, &["ItemsPath"]);
            return Ok(());
        }
        let items = match self.field("ItemsPath") {
            Some(path) => self.scope.path(path, &self.part.place("ItemsPath"))?,
            None => self.scope.input.clone(),
        };
        if items.text == RAW {
            draft.remove(self.part.members, &self.part.pointer, &["ItemsPath"]);
        } else {
            let to = ("Items", items.field());
            draft.become_one(self.part.members, &self.part.pointer, &["ItemsPath"], to);
        }
        Ok(())
    }

    /// What comes of work: ResultSelector, ResultPath, OutputPath, Assign.
    fn worked(&self, work: &Text, draft: &mut Draft) -> Result<(), Refusal> {
        let scope = Scope { input: work, notes: self.scope.notes };
        let produced = match self.field("ResultSelector") {
            Some(template) => Produced::Field("ResultSelector", template),
            None => Produced::Text(work.clone()),
        };
        self.output(&produced, (&work.text, scope), draft)?;
        self.assign(scope, draft)
    }

    fn passed(&self, draft: &mut Draft) -> Result<(), Refusal> {
        let result = self.field("Result").filter(|result| !result.is_null());
        let produced = match (result, self.field("Parameters")) {
            (Some(result), _) => Produced::Field("Result", result),
            (None, Some(template)) => Produced::Field("Parameters", template),
            (None, None) => Produced::Text(self.scope.input.clone()),
        };
        self.output(&produced, (RAW, self.scope), draft)?;
        if self.field("Assign").is_none() {
            return Ok(());
        }
        let whole = self.whole(&produced, self.scope)?;
        let whole = if whole.text.starts_with('{') { whole.loose() } else { whole };
        self.assign(Scope { input: &whole, notes: self.scope.notes }, draft)
    }

    fn assign(&self, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
        let Some(assign) = self.field("Assign") else { return Ok(()) };
        scope.in_place(assign, &self.part.place("Assign"), draft)
    }

    fn whole(&self, produced: &Produced<'_>, scope: Scope<'_>) -> Result<Text, Refusal> {
        match produced {
            Produced::Text(text) => Ok(text.clone()),
            Produced::Field("Result", value) => Text::literal(value).ok_or_else(|| {
                Refusal::new(&self.part.place("Result"), "a number in it is too large for JSONata")
            }),
            Produced::Field(field, value) => scope.whole(value, &self.part.place(field)),
        }
    }

    /// Makes `Output` of what was produced, where `$` in a template is that of `scope`. `default` is what a state
    /// without `Output` gives.
    fn output(
        &self,
        produced: &Produced<'_>,
        (default, scope): (&str, Scope<'_>),
        draft: &mut Draft,
    ) -> Result<(), Refusal> {
        const FIELDS: [&str; 6] =
            ["ResultPath", "ResultSelector", "Result", "OutputPath", "Parameters", "InputPath"];
        let (members, pointer) = (self.part.members, &self.part.pointer);
        let is_pass = self.part.kind == ObjectKind::Pass;
        let own: Vec<&str> = if is_pass { FIELDS.to_vec() } else { others(&FIELDS, "Parameters") };
        let put = if is_choice(self.part) { None } else { result_path(members, pointer)? };
        let out = self.field("OutputPath").filter(|path| path.as_str().is_none_or(|path| path.trim() != "$"));
        if let (None, None, Produced::Field(field, value)) = (&put, out, produced) {
            let place = pointer.key(field);
            if *field == "Result" {
                texts(value, &place)?;
            } else {
                scope.in_place(value, &place, draft)?;
            }
            draft.remove(members, pointer, &others(&own, field));
            draft.rename(place, "Output");
            return Ok(());
        }
        let found = self.found(produced, scope, put.as_deref(), out)?;
        if found.text == default {
            draft.remove(members, pointer, &own);
            return Ok(());
        }
        if is_choice(self.part) {
            let rules =
                self.field("Choices").and_then(Value::as_array).map_or(0, |rules| rules.as_slice().len());
            (0..rules)
                .for_each(|at| draft.set(self.part.place("Choices").index(at).key("Output"), found.field()));
        }
        draft.become_one(members, pointer, &own, ("Output", found.field()));
        Ok(())
    }

    /// What the state passes on, as an expression.
    fn found(
        &self,
        produced: &Produced<'_>,
        scope: Scope<'_>,
        put: Option<&[String]>,
        out: Option<&Value>,
    ) -> Result<Text, Refusal> {
        let out_place = self.part.place("OutputPath");
        let path = match out {
            None => None,
            Some(Value::Null) => return Ok(Text::sure("{}")),
            Some(text) => {
                let text = text.as_str().unwrap_or_default();
                Some(Path::parse(text).map_err(|error| Refusal::new(&out_place, error.message))?)
            }
        };
        let Some(path) = path else {
            return match put {
                None => self.whole(produced, scope),
                Some([]) => Ok(Text::sure(RAW)),
                Some(names) => merged(RAW, names, &self.whole(produced, scope)?, &self.part.pointer),
            };
        };
        let select = |from: &Text| {
            path::convert(&path, &Scope { input: from, notes: scope.notes }, Absent::Fails)
                .map_err(|why| Refusal::new(&out_place, why))
        };
        let first = match (path.root(), path.steps().next()) {
            (Root::Input, Some(Step::Name(first))) => Some(first),
            (Root::Input | Root::Context | Root::Variable(_), _) => None,
        };
        match (put, first) {
            (None, _) => select(&self.bracketed(produced, scope)?),
            // What ResultPath did not touch is in the input, what it put there is the result.
            (Some(names), Some(first)) if names.first().is_none_or(|name| name != first) => {
                select(&Text::sure(RAW))
            }
            (Some([name]), Some(_)) => {
                let root = path.text().trim_end();
                let rest = root
                    .strip_prefix(&format!("$.{name}"))
                    .filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
                match rest.map(|rest| Path::parse(&format!("${rest}"))) {
                    Some(Ok(rest)) => path::convert(
                        &rest,
                        &Scope { input: &self.bracketed(produced, scope)?, notes: scope.notes },
                        Absent::Fails,
                    )
                    .map_err(|why| Refusal::new(&out_place, why)),
                    Some(Err(_)) | None => select(&merged(
                        RAW,
                        std::slice::from_ref(name),
                        &self.whole(produced, scope)?,
                        &out_place,
                    )?),
                }
            }
            (Some(names), _) => select(&merged(RAW, names, &self.whole(produced, scope)?, &out_place)?),
        }
    }

    /// What was produced, so that a path can follow it.
    fn bracketed(&self, produced: &Produced<'_>, scope: Scope<'_>) -> Result<Text, Refusal> {
        let whole = self.whole(produced, scope)?;
        Ok(if whole.text.starts_with('{') && whole.text != "{}" { whole.loose() } else { whole })
    }
}

/// Makes `Output` of a catcher's `ResultPath`.
pub fn put(members: &Object, pointer: &Pointer, error: &Text, draft: &mut Draft) -> Result<(), Refusal> {
    let found = match result_path(members, pointer)? {
        None => {
            draft.remove(members, pointer, &["ResultPath"]);
            return Ok(());
        }
        Some(names) if names.is_empty() => Text::sure(RAW),
        Some(names) => merged(RAW, &names, error, pointer)?,
    };
    draft.become_one(members, pointer, &["ResultPath"], ("Output", found.field()));
    Ok(())
}

/// `base` with `value` at the end of `names`; objects on the way that are not there are made.
fn merged(base: &str, names: &[String], value: &Text, pointer: &Pointer) -> Result<Text, Refusal> {
    let Some((first, rest)) = names.split_first() else { return Ok(value.clone()) };
    let inner = if rest.is_empty() {
        value.needed()
    } else {
        let step = name(first)
            .ok_or_else(|| Refusal::new(pointer, format!("`{first}` is no name that JSONata can say")))?;
        merged(&format!("{base}.{step}"), rest, value, pointer)?.text
    };
    Ok(Text::sure(format!("$merge([{base}, {{{}: {inner}}}])", Value::from(first.as_str()).to_json())))
}

/// Refuses texts in a literal that JSONata would read as expressions.
fn texts(value: &Value, pointer: &Pointer) -> Result<(), Refusal> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => literal(text, pointer),
        Value::Array(items) => {
            (items.as_slice().iter().enumerate()).try_for_each(|(at, item)| texts(item, &pointer.index(at)))
        }
        Value::Object(members) => members.iter().try_for_each(|(key, value)| texts(value, &pointer.key(key))),
    }
}
