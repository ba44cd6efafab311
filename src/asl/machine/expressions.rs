//! Every expression of a state, with its place and what it is applied to. Each type of this folder hands over
//! its own.

use crate::base::pointer::Pointer;
use crate::expr::intrinsics::Call;
use crate::expr::jsonata;
use crate::expr::jsonpath::Path;
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

/// Visits every expression of a template that stands at `pointer`.
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
