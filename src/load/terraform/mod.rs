//! Terraform.
use super::template::Template;
use super::{Files, Machine, Options, Rejected};
use crate::base::source::Source;
pub(super) fn plan(_t: &Template, _o: &Options) -> Vec<Machine> {
    Vec::new()
}
pub(super) fn hcl(_t: &Source, _o: &Options, _f: &mut dyn Files) -> Result<Vec<Machine>, Rejected> {
    Ok(Vec::new())
}
