//! `broken-property`: a run after which something is false that a test file or the settings say of every run.

use crate::base::diag::Severity;
use crate::base::interrupt::Interrupt;
use crate::base::value::Value;
use crate::engine::Outcome;
use crate::explore::ending::Ending;
use crate::explore::survey::Survey;
use crate::expr::property::Property;
use crate::session::Observer as _;
use crate::suite::facts::{Facts, Recorder};
use crate::suite::seen::Seen;
use crate::suite::suggest::Material;

use super::{Finder, Kind};

pub(in crate::explore) const KIND: Kind = Kind {
    name: "broken-property",
    about: "A test file (`properties:`) or sfn.toml ([properties], [machine.NAME.properties]) says what must hold of \
        every run, and after the run that is shown it does not: the expression gives false, or something that is not \
        true. The way is the shortest one that was found, with the members left out of its input and answers that do \
        not matter. Mend the definition, or the property. --write-tests keeps the run as a test that fails until then; \
        --property NAME looks for nothing else.",
    look,
    survey,
};

/// One way is enough for each.
fn survey(_: &Material, _: &Survey, finder: &mut Finder<'_>) {
    finder.keep_shortest();
}

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let properties = &ending.material.properties;
    let Some(last) = ending.path().last().filter(|_| !properties.is_empty()) else { return };
    let Some(facts) = facts(ending) else { return };
    let never = Interrupt::default();
    let seen = Seen::of(&facts, &never);
    for (number, property) in properties.iter().enumerate() {
        let Some(fault) = fault(&seen, property) else { continue };
        finder.found(last, &number.to_string(), Severity::Error, Some(ending), || {
            let (name, place) = (&property.name, property.place());
            match fault {
                Fault::False => format!("`{name}` of {place} does not hold: {}", ended(ending)),
                Fault::Unusable(words) => format!("`{name}` of {place}{words}"),
            }
        });
    }
}

/// Why a property does not hold.
enum Fault {
    /// It is false.
    False,
    /// It is neither true nor false, in words that follow its name.
    Unusable(String),
}

/// Whether `property` does not hold of this run.
pub(in crate::explore) fn is_broken(ending: &Ending<'_>, property: &Property) -> bool {
    let never = Interrupt::default();
    facts(ending).is_some_and(|facts| fault(&Seen::of(&facts, &never), property).is_some())
}

/// What the run came to; none of one that goes on.
fn facts(ending: &Ending<'_>) -> Option<Facts> {
    ending.outcome()?;
    let mut recorder = Recorder::new(ending.start().setup.start);
    for told in ending.told() {
        recorder.records(&told.own).and_then(|()| recorder.children(&told.children)).ok()?;
    }
    recorder.finish(&ending.material.machine, None).ok()
}

/// Why `property` does not hold of the run that is `seen`, if it does not.
fn fault(seen: &Seen<'_>, property: &Property) -> Option<Fault> {
    let (output, scope) = seen.bound();
    match property.eval(output, scope, Seen::now()) {
        Ok(Some(Value::Bool(false))) => Some(Fault::False),
        gave => seen.fault(property.text(), gave).map(Fault::Unusable),
    }
}

fn ended(ending: &Ending<'_>) -> String {
    let status = ending.outcome().map_or("", Outcome::status);
    match ending.failure().and_then(|failure| failure.error.error.as_deref()) {
        Some(error) => format!("the execution ends as {status} with `{error}`"),
        None => format!("the execution ends as {status}"),
    }
}
