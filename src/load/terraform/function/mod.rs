//! The functions of Terraform that definitions are made with: one table, a file a family.
//!
//! A function is computed if what it needs is known. If not, its result is a made-up value, and a
//! warning says so; an argument that can never fit is an error.

mod call;
mod collection;
mod encoding;
mod format;
mod kind;
mod lazy;
mod number;
mod set;
mod text;

use std::ops::Range;

use hcl_edit::expr::FuncCall;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::load::codes;
use crate::load::node::{Body, Node};

use super::expression::{STEP_BYTES, Scope, SourceText};
use super::module::span;
use call::{Call, Refusal, Returned};

/// A function.
struct Function {
    name: &'static str,
    /// How many arguments it takes, at least and at most.
    takes: (usize, usize),
    run: Run,
}

enum Run {
    /// From its arguments alone.
    Pure(fn(&Call<'_>) -> Returned),
    /// From the files, or from arguments that may be wrong.
    Scoped(fn(&mut Scope<'_, '_>, &SourceText, &FuncCall) -> Option<Node>),
}

const fn pure(name: &'static str, takes: (usize, usize), run: fn(&Call<'_>) -> Returned) -> Function {
    Function { name, takes, run: Run::Pure(run) }
}

const fn scoped(
    name: &'static str,
    takes: (usize, usize),
    run: fn(&mut Scope<'_, '_>, &SourceText, &FuncCall) -> Option<Node>,
) -> Function {
    Function { name, takes, run: Run::Scoped(run) }
}

const ANY_NUMBER: usize = usize::MAX;

/// Every function, by name.
#[rustfmt::skip]
const FUNCTIONS: &[Function] = &[
    pure("abs", (1, 1), number::abs),
    pure("abspath", (1, 1), kind::same),
    pure("alltrue", (1, 1), set::alltrue),
    pure("anytrue", (1, 1), set::anytrue),
    pure("base64decode", (1, 1), encoding::base64decode),
    pure("base64encode", (1, 1), encoding::base64encode),
    pure("basename", (1, 1), text::basename),
    scoped("can", (1, 1), lazy::can),
    pure("ceil", (1, 1), number::ceil),
    pure("chomp", (1, 1), text::chomp),
    pure("chunklist", (2, 2), collection::chunklist),
    pure("coalesce", (1, ANY_NUMBER), collection::coalesce),
    pure("coalescelist", (1, ANY_NUMBER), collection::coalescelist),
    pure("compact", (1, 1), collection::compact),
    pure("concat", (0, ANY_NUMBER), collection::concat),
    pure("contains", (2, 2), set::contains),
    pure("dirname", (1, 1), text::dirname),
    pure("distinct", (1, 1), set::distinct),
    pure("element", (2, 2), collection::element),
    pure("endswith", (2, 2), text::endswith),
    scoped("file", (1, 1), lazy::file),
    pure("flatten", (1, 1), collection::flatten),
    pure("floor", (1, 1), number::floor),
    pure("format", (1, ANY_NUMBER), format::format),
    pure("formatlist", (1, ANY_NUMBER), format::formatlist),
    pure("indent", (2, 2), text::indent),
    pure("index", (2, 2), collection::index),
    pure("join", (2, 2), text::join),
    scoped("jsondecode", (1, 1), lazy::decode),
    pure("jsonencode", (1, 1), encoding::jsonencode),
    pure("keys", (1, 1), collection::keys),
    pure("length", (1, 1), collection::length),
    pure("lookup", (2, 3), collection::lookup),
    pure("lower", (1, 1), text::lower),
    pure("max", (1, ANY_NUMBER), number::max),
    pure("md5", (1, 1), encoding::md5),
    pure("merge", (0, ANY_NUMBER), collection::merge),
    pure("min", (1, ANY_NUMBER), number::min),
    pure("nonsensitive", (1, 1), kind::same),
    pure("one", (1, 1), collection::one),
    pure("parseint", (2, 2), number::parseint),
    pure("pathexpand", (1, 1), kind::same),
    pure("range", (1, 3), number::range),
    pure("replace", (3, 3), text::replace),
    pure("reverse", (1, 1), collection::reverse),
    pure("sensitive", (1, 1), kind::same),
    pure("setintersection", (1, ANY_NUMBER), set::intersection),
    pure("setproduct", (1, ANY_NUMBER), set::product),
    pure("setsubtract", (2, 2), set::subtract),
    pure("setunion", (0, ANY_NUMBER), set::union),
    pure("sha1", (1, 1), encoding::sha1),
    pure("sha256", (1, 1), encoding::sha256),
    pure("slice", (3, 3), collection::slice),
    pure("sort", (1, 1), set::sort),
    pure("split", (2, 2), text::split),
    pure("startswith", (2, 2), text::startswith),
    pure("strcontains", (2, 2), text::strcontains),
    pure("strrev", (1, 1), text::strrev),
    pure("substr", (3, 3), text::substr),
    pure("sum", (1, 1), number::sum),
    scoped("templatefile", (2, 2), lazy::templatefile),
    pure("title", (1, 1), text::title),
    pure("tobool", (1, 1), kind::tobool),
    pure("tolist", (1, 1), kind::tolist),
    pure("tomap", (1, 1), kind::same),
    pure("tonumber", (1, 1), kind::tonumber),
    pure("toset", (1, 1), set::toset),
    pure("tostring", (1, 1), kind::tostring),
    pure("trim", (2, 2), text::trim),
    pure("trimprefix", (2, 2), text::trimprefix),
    pure("trimspace", (1, 1), text::trimspace),
    pure("trimsuffix", (2, 2), text::trimsuffix),
    scoped("try", (1, ANY_NUMBER), lazy::attempt),
    pure("upper", (1, 1), text::upper),
    pure("urlencode", (1, 1), encoding::urlencode),
    pure("values", (1, 1), collection::values),
    scoped("yamldecode", (1, 1), lazy::decode),
    pure("zipmap", (2, 2), collection::zipmap),
];

const PLAN: &str = "let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`";

impl Scope<'_, '_> {
    pub(super) fn call(&mut self, ground: &SourceText, at: &Range<usize>, call: &FuncCall) -> Node {
        let name = call.name.name.as_str();
        let found = FUNCTIONS.binary_search_by(|function| function.name.cmp(name));
        let function = found.ok().map(|found| &FUNCTIONS[found]).filter(|_| !call.name.is_namespaced());
        let done = match function {
            None => {
                self.warn(
                    ground,
                    at,
                    format!("sfn does not compute `{name}`: a made-up value stands for it"),
                );
                None
            }
            Some(Function { run: Run::Scoped(run), takes, .. }) => {
                if self.takes(ground, at, name, *takes, call.args.len()) {
                    run(self, ground, call)
                } else {
                    None
                }
            }
            Some(Function { run: Run::Pure(run), takes, .. }) => {
                let arguments = self.arguments(ground, call);
                // Before the call, too: calls inside of calls may double a text each.
                if self.takes(ground, at, name, *takes, arguments.len())
                    && self.affords(ground, at, name, &arguments)
                {
                    let given = run(&Call { ground, at, arguments: &arguments });
                    self.settled(ground, at, call, given)
                } else {
                    None
                }
            }
        };
        done.unwrap_or_else(|| self.unknown(ground, at, name))
    }

    /// Whether there is room for what `name` makes of `arguments`.
    fn affords(&mut self, ground: &SourceText, at: &Range<usize>, name: &str, arguments: &[Node]) -> bool {
        if name == "jsonencode" {
            self.spend(arguments.iter().map(|argument| argument.json_size().steps(STEP_BYTES)).sum());
        }
        self.may_go_on_at(ground, at)
    }

    /// The values of the arguments; `...` spreads the last one.
    fn arguments(&mut self, ground: &SourceText, call: &FuncCall) -> Vec<Node> {
        let mut arguments: Vec<Node> =
            call.args.iter().map(|argument| self.compute(ground, argument)).collect();
        if call.args.expand_final()
            && let Some(Node { body: Body::List(_), .. }) = arguments.last()
            && let Some(Node { body: Body::List(items), .. }) = arguments.pop()
        {
            arguments.extend(items);
        }
        arguments
    }

    fn takes(
        &mut self,
        ground: &SourceText,
        at: &Range<usize>,
        name: &str,
        (least, most): (usize, usize),
        given: usize,
    ) -> bool {
        let fits = (least..=most).contains(&given);
        if !fits {
            let wanted = match (least, most) {
                (least, ANY_NUMBER) => format!("at least {least}"),
                (least, most) if least == most => least.to_string(),
                (least, most) => format!("{least} to {most}"),
            };
            let message = format!("`{name}` takes {wanted} arguments, not {given}");
            self.refuse(ground, at, message, "see the documentation of Terraform's functions");
        }
        fits
    }

    fn settled(
        &mut self,
        ground: &SourceText,
        at: &Range<usize>,
        call: &FuncCall,
        given: Returned,
    ) -> Option<Node> {
        let name = call.name.name.as_str();
        match given {
            Ok(value) => Some(value),
            Err(Refusal::Unknown) => {
                let message =
                    format!("`{name}` needs a value that is not known: a made-up one stands for its result");
                self.warn(ground, at, message);
                None
            }
            Err(Refusal::Unsupported) => {
                let message =
                    format!("sfn does not compute this use of `{name}`: a made-up value stands for it");
                self.warn(ground, at, message);
                None
            }
            Err(Refusal::BadArgument(index, words)) => {
                let at = call.args.get(index).map_or_else(|| at.clone(), span);
                self.refuse(ground, &at, format!("`{name}` {words}"), "change the argument");
                None
            }
        }
    }

    fn warn(&mut self, ground: &SourceText, at: &Range<usize>, message: String) {
        let place = Place::Text(ground.at(at.clone()));
        let warning = Diagnostic::error(codes::LATER, place, message).severity(Severity::Warning);
        self.report(&ground.source, warning.help(PLAN));
    }
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;

    #[test]
    fn every_function_is_found_and_used_in_a_fixture() {
        assert!(FUNCTIONS.is_sorted_by(|one, next| one.name < next.name));
        let used = include_str!("../../../../fixtures/templates/terraform-functions/main.tf");
        for function in FUNCTIONS {
            assert!(used.contains(&format!("{}(", function.name)), "{}", function.name);
        }
    }
}
