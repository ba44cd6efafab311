//! The Serverless Framework with the plugin serverless-step-functions.
use super::template::Template;
use super::{Files, Machine, Options};
pub(super) fn machines(_t: &Template, _o: &Options, _f: &mut dyn Files) -> Vec<Machine> {
    Vec::new()
}
