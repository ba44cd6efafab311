//! Names without a value: what checking makes of the values that were made up for them.

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::ValueSource;
use crate::load::codes::{PLACEHOLDER, UNBOUND};
use crate::project::definitions::Definition;
use crate::validate::rules::{no_end, unknown_target, unreachable};

/// Makes warnings of the errors that are about made-up values.
pub fn downgrade_guesses(definition: &mut Definition) {
    let (document, found) = (&definition.loaded.document, &mut definition.checked.diagnostics);
    let guesses: Vec<bool> = found.iter().map(|found| document.guessed(found).is_some()).collect();
    let leads_nowhere =
        |(found, is_guess): (&Diagnostic, &bool)| *is_guess && found.code == unknown_target::RULE.code;
    let is_lost = found.iter().zip(&guesses).any(leads_nowhere);
    for (found, is_guess) in found.iter_mut().zip(guesses) {
        // As long as it is unknown where one state leads, it is unknown which states are reached.
        let follows = [unreachable::RULE.code, no_end::RULE.code].contains(&found.code);
        if is_guess || (is_lost && follows) {
            found.severity = found.severity.max(Severity::Warning);
            found.fix = None;
        }
    }
}

/// Makes an error of every name without a value.
pub fn refuse(definition: &mut Definition) {
    let found = &mut definition.checked.diagnostics;
    for found in found.iter_mut().filter(|found| [PLACEHOLDER, UNBOUND].contains(&found.code)) {
        found.severity = Severity::Error;
    }
    let made_up = definition.loaded.document.substitutions().iter();
    for made in made_up.filter(|made| made.origin == ValueSource::Placeholder) {
        let place = Place::Text(made.at.clone());
        if found.iter().all(|found| found.place != place) {
            let message = format!("`${{{}}}` has no value", made.name);
            found.push(
                Diagnostic::error(PLACEHOLDER, place, message)
                    .help(format!("set it in sfn.toml [substitutions] or with --sub {}=VALUE", made.name)),
            );
        }
    }
}
