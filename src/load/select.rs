//! Which of several machines is meant: by logical id, name, construct path or Terraform address.

use crate::base::near::near;

use super::Machine;

/// Why no machine could be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSelected {
    /// The ids of the machines there are.
    pub known: Vec<String>,
    /// The id that was probably meant.
    pub near: Option<String>,
}

/// The machine that `selector` names; without one, the only machine there is.
pub fn select(mut machines: Vec<Machine>, selector: Option<&str>) -> Result<Machine, NotSelected> {
    let at = match selector {
        None if machines.len() == 1 => Some(0),
        None => None,
        Some(selector) => position(&machines, selector),
    };
    if let Some(at) = at {
        return Ok(machines.swap_remove(at));
    }
    let near = selector.and_then(|selector| meant(&machines, selector));
    Err(NotSelected { known: machines.into_iter().map(|machine| machine.id).collect(), near })
}

/// An id first, then a name or a path, if only one machine has it.
fn position(machines: &[Machine], selector: &str) -> Option<usize> {
    let only = |fits: &dyn Fn(&Machine) -> bool| {
        let mut found = machines.iter().enumerate().filter(|(_, machine)| fits(machine));
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Some(at),
            _ => None,
        }
    };
    machines
        .iter()
        .position(|machine| machine.id == selector)
        .or_else(|| only(&|machine| machine.name == selector))
        .or_else(|| only(&|machine| machine.path.as_deref() == Some(selector)))
        .or_else(|| only(&|machine| machine.id.rsplit('.').next() == Some(selector)))
        .or_else(|| {
            only(&|machine| {
                machine.path.as_ref().is_some_and(|path| path.rsplit('/').next() == Some(selector))
            })
        })
}

/// The id, name or path that `selector` was probably meant to be.
fn meant(machines: &[Machine], selector: &str) -> Option<String> {
    let names =
        machines.iter().flat_map(|machine| [Some(&machine.id), Some(&machine.name), machine.path.as_ref()]);
    near(selector, names.flatten().map(String::as_str)).map(str::to_owned)
}
