//! A conversion and its proof: what does something else on a way that both run on is not converted, and both are run
//! again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::asl::machine::{QueryLanguage, StateMachine};
use crate::base::diag::Severity;
use crate::base::document::Document;
use crate::convert::{self, Conversion, Outcome};
use crate::engine::payload::Payload;
use crate::explore::{self, Bounds, Proof};
use crate::load;
use crate::project::definitions::{self, Definition};
use crate::project::settings::Settings;
use crate::services::clock::real_now;
use crate::suite::suggest::Material;
use crate::validate::Depth;

use crate::cli::error::Error;
use crate::cli::exit::Exit;

/// So often states are taken back before what is left is said to be unproven.
const MOST_ROUNDS: usize = 12;
/// The most forks of a proof.
const MOST_FORKS: u64 = 4_000;

/// What to run both definitions on.
pub struct Order<'o> {
    /// The machine, as commands name it.
    pub reference: &'o str,
    /// An input, if one is given.
    pub input: Option<&'o Payload>,
    /// Mock and test files.
    pub mocks: &'o [String],
    /// The settings.
    pub settings: &'o Settings,
    /// How definitions are read.
    pub options: &'o load::Options,
    /// How long it may take; nothing is run without it.
    pub wall: Option<Duration>,
}

/// What came of it.
pub struct Done {
    /// The conversion.
    pub conversion: Conversion,
    /// What running both showed, if they were run; else why not.
    pub proof: Result<Proof, String>,
}

/// Converts `document`, which is `definition` as it is written.
pub fn convert(
    definition: &Definition,
    document: &Document,
    to: QueryLanguage,
    order: &Order<'_>,
) -> Result<Done, Error> {
    let mut kept = BTreeMap::new();
    let began = real_now();
    let left = || order.wall.unwrap_or_default().saturating_sub(began.elapsed());
    let until = began.checked_add(left() / 2);
    let Order { reference, input, mocks, settings, .. } = *order;
    let mut material = order.wall.map(|_| Material::gather(reference, input, mocks, until, settings));
    let mut rounds = 0;
    loop {
        rounds += 1;
        let conversion = convert::convert(document, to, &kept).map_err(|why| {
            let message = format!("cannot convert {}: {why}", document.source().shown);
            Error::Plain { exit: Exit::Unsupported, message, help: None }
        })?;
        let none = |why: &str| Ok(Err(why.to_owned()));
        let is_changed = conversion.states.iter().any(|state| matches!(state.outcome, Outcome::Converted(_)));
        if !is_changed {
            return Ok(Done {
                conversion,
                proof: Err("there is nothing to run: no state is converted".to_owned()),
            });
        }
        let checked = checked(&conversion, definition, document, order)?;
        let proof: Result<Result<Proof, String>, BTreeMap<String, String>> = match (checked, &mut material) {
            (Err(refused), _) => Err(refused),
            (Ok(_), None) => none("nothing was run, as it was asked for (--no-proof)"),
            (Ok(_), Some(Err(error))) => none(&format!("nothing could be run: {}", words(error))),
            (Ok(machine), Some(Ok((material, responders)))) => {
                let bounds = Bounds { forks: MOST_FORKS, wall: left(), ..Bounds::default() };
                let proof = explore::prove(material, responders, &machine, bounds);
                if proof.differences.is_empty() || rounds >= MOST_ROUNDS {
                    Ok(Ok(proof))
                } else {
                    let name = |id| machine.state(id).name.to_string();
                    Err(proof.differences.iter().map(|(id, why)| (name(*id), why.clone())).collect())
                }
            }
        };
        match proof {
            Ok(proof) => return Ok(Done { conversion, proof }),
            Err(back) if back.keys().all(|name| kept.contains_key(name)) => {
                // What differs is not what was converted: there is nothing to take back.
                let why = back
                    .into_iter()
                    .next()
                    .map_or_else(String::new, |(name, why)| format!("`{name}`: {why}"));
                return Ok(Done { conversion, proof: Err(format!("both do not do the same: {why}")) });
            }
            Err(back) => kept.extend(back),
        }
    }
}

fn words(error: &crate::project::Error) -> String {
    match error {
        crate::project::Error::Usage { message, .. }
        | crate::project::Error::Load { message, .. }
        | crate::project::Error::Late { message, .. } => message.clone(),
        crate::project::Error::Found(found) => {
            found.first().map_or_else(String::new, |(_, diagnostic)| diagnostic.message.clone())
        }
    }
}

/// The converted machine; the states that it could not be with, each with the reason.
fn checked(
    conversion: &Conversion,
    definition: &Definition,
    document: &Document,
    order: &Order<'_>,
) -> Result<Result<Arc<StateMachine>, BTreeMap<String, String>>, Error> {
    let source = document.source().with_text(conversion.text.as_str());
    let read = definitions::of_source(&source, order.options, Some(definition.workflow), Depth::Errors)?;
    if let (Some(machine), false) = (&read.checked.machine, read.is_refused()) {
        return Ok(Ok(Arc::new(machine.clone())));
    }
    let mut refused = BTreeMap::new();
    let errors = read.checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    for found in errors {
        let place = found.place.pointer();
        let holds = conversion.states.iter().filter(|state| {
            matches!(state.outcome, Outcome::Converted(_)) && place.starts_with(state.pointer.as_str())
        });
        if let Some(state) = holds.max_by_key(|state| state.pointer.as_str().len()) {
            refused.insert(state.name.clone(), format!("converted, it would be refused: {}", found.message));
        }
    }
    if refused.is_empty() {
        return Err(crate::project::Error::Found(read.findings()).into());
    }
    Ok(Err(refused))
}
