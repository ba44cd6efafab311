//! The fields through which the data of a state flows, by language.

use crate::expr::jsonpath::{Path, ReferencePath};
use crate::expr::template::Template;

use super::expressions::{AppliedTo, Fields};

/// The data fields of a state, by language.
#[derive(Clone, Debug)]
pub enum Data {
    /// InputPath, Parameters, ResultSelector, ResultPath, OutputPath.
    JsonPath(Filters),
    /// Arguments, Output.
    Jsonata(Arguments),
}

impl Data {
    pub(super) fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        match self {
            Self::JsonPath(Filters {
                input_path,
                parameters,
                result_selector,
                result_path: _,
                output_path,
            }) => {
                fields.filter("InputPath", AppliedTo::Input, input_path);
                fields.template("Parameters", AppliedTo::Filtered, parameters.as_ref());
                fields.template("ResultSelector", AppliedTo::Result, result_selector.as_ref());
                fields.filter("OutputPath", AppliedTo::Output, output_path);
            }
            Self::Jsonata(Arguments { arguments, output }) => {
                fields.template("Arguments", AppliedTo::Filtered, arguments.as_ref());
                fields.template("Output", AppliedTo::Result, output.as_ref());
            }
        }
    }
}

/// The JSONPath fields through which data flows, in AWS's order. Absent paths mean `$`.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// `InputPath`.
    pub input_path: Filter,
    /// `Parameters`; for a Map this is `ItemSelector`, which is kept there.
    pub parameters: Option<Template>,
    /// `ResultSelector`.
    pub result_selector: Option<Template>,
    /// `ResultPath`.
    pub result_path: ResultPath,
    /// `OutputPath`.
    pub output_path: Filter,
}

/// `InputPath` or `OutputPath`.
#[derive(Clone, Debug, Default)]
pub enum Filter {
    /// `$`, or absent: everything.
    #[default]
    All,
    /// `null`: an empty object.
    Nothing,
    /// A path.
    Path(Path),
}

/// `ResultPath`.
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// `$`, or absent: the result replaces the input.
    #[default]
    Replace,
    /// `null`: the result is dropped.
    Discard,
    /// The result goes there.
    Put(ReferencePath),
}

/// The JSONata fields through which data flows.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// `Arguments`.
    pub arguments: Option<Template>,
    /// `Output`.
    pub output: Option<Template>,
}

/// A field that is written down or found out at run time.
#[derive(Clone, Debug)]
pub enum Dynamic<T> {
    /// Written in the definition.
    Fixed(T),
    /// The `…Path` form.
    Path(Path),
    /// A JSONata expression, or JSON that holds one.
    Expression(Template),
}

impl<'m> Fields<'_, 'm> {
    fn filter(&mut self, name: &str, applied: AppliedTo, filter: &'m Filter) {
        if let Filter::Path(path) = filter {
            self.path(name, applied, path);
        }
    }

    /// A field that may have a `…Path` form.
    pub(super) fn dynamic<T>(&mut self, name: &str, field: Option<&'m Dynamic<T>>) {
        match field {
            Some(Dynamic::Path(path)) => self.path(&format!("{name}Path"), AppliedTo::Filtered, path),
            Some(Dynamic::Expression(expression)) => {
                self.template(name, AppliedTo::Filtered, Some(expression));
            }
            Some(Dynamic::Fixed(_)) | None => {}
        }
    }
}
