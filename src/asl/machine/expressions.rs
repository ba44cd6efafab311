//! Every expression of a state, with its place and what it is applied to. Each type of this folder hands over
//! its own.

use std::collections::BTreeSet;

use crate::base::pointer::{Pointer, push_key};
use crate::expr::intrinsics::Call;
use crate::expr::jsonata;
use crate::expr::jsonpath::{Path, Root};
use crate::expr::template::Template;

/// One expression.
#[derive(Clone, Copy, Debug)]
pub enum Expression<'m> {
    /// A JSONPath.
    Path(&'m Path),
    /// An intrinsic function.
    Call(&'m Call),
    /// JSONata.
    Jsonata(&'m jsonata::Expression),
}

impl Expression<'_> {
    /// The variables it reads, each once. What it calls as a function is none of them.
    #[must_use]
    pub fn variables(self) -> BTreeSet<String> {
        let of = |path: &Path| match path.root() {
            Root::Variable(name) => Some(name.to_string()),
            Root::Input | Root::Context => None,
        };
        match self {
            Self::Path(path) => of(path).into_iter().collect(),
            Self::Call(call) => call.paths().filter_map(of).collect(),
            Self::Jsonata(expression) => {
                let analysis = expression.analysis();
                let called = |name: &str| analysis.unknown_functions.iter().any(|call| call.name == name);
                let read = analysis.variables.iter().map(|read| read.name.clone());
                read.filter(|name| !called(name)).collect()
            }
        }
    }

    /// The parts that it reads of what `$` is in JSONPath, and `$states.input` in JSONata, as JSON Pointers: as far
    /// as names lead.
    #[must_use]
    pub fn parts_of_input(self) -> BTreeSet<String> {
        let of = |path: &Path| match path.root() {
            Root::Input => Some(pointer(path.names().0.into_iter())),
            Root::Variable(_) | Root::Context => None,
        };
        match self {
            Self::Path(path) => of(path).into_iter().collect(),
            Self::Call(call) => call.paths().filter_map(of).collect(),
            Self::Jsonata(expression) => {
                let reads = expression.analysis().states.iter().filter(|read| read.name == "input");
                let rest = reads.filter_map(|read| expression.text().get(read.span.end..));
                rest.map(|rest| pointer(names_behind(rest))).collect()
            }
        }
    }
}

fn pointer<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.fold(String::new(), |mut pointer, name| {
        push_key(&mut pointer, name);
        pointer
    })
}

/// The plain names that follow in JSONata: `a` and `b` in `.a.b[0] + 1`.
fn names_behind(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let behind = rest.strip_prefix('.')?;
        let end = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
        let (name, next) = behind.split_at(end);
        rest = next;
        Some(name).filter(|name| !name.is_empty() && !next.starts_with('('))
    })
}

/// What `$` is in a JSONPath state's field. (JSONata has all of it side by side in `$states`.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedTo {
    /// The input of the state.
    Input,
    /// What `InputPath` let through.
    Filtered,
    /// The result of the state's work.
    Result,
    /// What `ResultPath` made of input and result.
    Output,
    /// The error that was caught.
    Error,
}

/// Gets the place of each expression, what it is applied to, and the expression.
pub type Visit<'v, 'm> = &'v mut dyn FnMut(&Pointer, AppliedTo, Expression<'m>);

/// Visits every expression of the template at `pointer`.
pub fn of_template<'m>(
    template: &'m Template,
    pointer: &Pointer,
    visit: &mut dyn FnMut(&Pointer, Expression<'m>),
) {
    match template {
        Template::Fixed(_) => {}
        Template::Path(path) => visit(pointer, Expression::Path(path)),
        Template::Call(call) => visit(pointer, Expression::Call(call)),
        Template::Jsonata(expression) => visit(pointer, Expression::Jsonata(expression)),
        Template::Object(members) => {
            for member in members {
                of_template(&member.value, &pointer.key(&member.written), visit);
            }
        }
        Template::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                of_template(item, &pointer.index(at), visit);
            }
        }
    }
}

/// The fields of a state, a rule or a catcher. Places are written only for what is there.
pub(super) struct Fields<'v, 'm> {
    /// The pointer of what has the fields.
    holder: Pointer,
    visit: Visit<'v, 'm>,
}

impl<'v, 'm> Fields<'v, 'm> {
    pub(super) fn new(holder: Pointer, visit: Visit<'v, 'm>) -> Self {
        Self { holder, visit }
    }

    /// The object in the field `name`.
    pub(super) fn inner(&mut self, name: &str) -> Fields<'_, 'm> {
        Fields { holder: self.holder.key(name), visit: self.visit }
    }

    /// The object at `holder`.
    pub(super) fn at(&mut self, holder: Pointer) -> Fields<'_, 'm> {
        Fields { holder, visit: self.visit }
    }

    pub(super) fn path(&mut self, name: &str, applied: AppliedTo, path: &'m Path) {
        (self.visit)(&self.holder.key(name), applied, Expression::Path(path));
    }

    pub(super) fn template(&mut self, name: &str, applied: AppliedTo, found: Option<&'m Template>) {
        if let Some(found) = found {
            of_template(found, &self.holder.key(name), &mut |pointer, expression| {
                (self.visit)(pointer, applied, expression);
            });
        }
    }
}
