//! A test that takes one way through a machine, the one that is asked for: `Charge Card/Catch 2`.

use crate::asl::machine::{State, StateId, StateMachine};
use crate::base::near::near;
use crate::load::shown_reference;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::suite::coverage::forecast::{Open, words};
use crate::suite::coverage::goals::{self, Goal};
use crate::suite::coverage::{Collector, Covered};
use crate::suite::{How, LastResults, collect, run};

use super::Suggestions;
use super::search::Search;

/// The test for the way `wanted` through the machine that `reference` names: made from a test of the project that
/// passes, and run before it is suggested. Without one that takes it, the way is left open in words.
pub fn aim(reference: &str, wanted: &str, how: How<'_>, settings: &Settings) -> Result<Suggestions, Error> {
    let untested = Covered::of(&settings.reference(reference)?, settings)?;
    let open = open(&untested.machine, wanted)
        .map_err(|help| Error::usage(format!("no way is called `{wanted}` here")).help(help))?;
    let mut cases = collect(&[], &[], &LastResults::default(), settings)?.cases;
    cases.retain(|case| untested.is_run_by(case));
    let collector = Collector::default();
    let results = run(&cases, How { coverage: Some(&collector), ..how });
    let covered = collector.gather(&cases).into_iter().next().unwrap_or(untested);
    let Some(search) = Search::of(&covered, &cases, &results, settings) else {
        let message = format!("no test of {} can be run", shown_reference(reference));
        return Err(Error::load(message).help("sfn validate says what is wrong"));
    };
    let found = search.aim(open);
    let lacking =
        format!("{}, which no test was found for", words(covered.machine.state(open.state), open.goal));
    Ok(match found.tests.is_empty() {
        true => Suggestions { open: vec![lacking], ..found },
        false => found,
    })
}

/// The way that `wanted` names; else what it may have meant.
fn open(machine: &StateMachine, wanted: &str) -> Result<Open, String> {
    let all = machine.states.iter().enumerate();
    let all = all.filter_map(|(at, state)| Some((StateId(u32::try_from(at).ok()?), state)));
    let of = |name: &str| all.clone().find(|(_, state)| *state.name == *name);
    // A name may have a slash in it, and so may the name of a way.
    for (at, _) in wanted.match_indices('/') {
        let Some((id, state)) = of(&wanted[..at]) else { continue };
        let goals = goals::of_state(state);
        let word = wanted[at + 1..].trim();
        if let Some(goal) = goals.iter().copied().find(|goal| is_called(*goal, state, word)) {
            return Ok(Open { state: id, goal, covers: 0 });
        }
        let names: Vec<String> = goals.iter().map(|goal| goal.name(state)).collect();
        return Err(match names.is_empty() {
            true => format!("nothing can happen in {} but that it ends the run", state.name),
            false => format!("ways through {} are: {}", state.name, names.join(", ")),
        });
    }
    let name = wanted.split('/').next().unwrap_or_default();
    let meant = near(name, machine.states.iter().map(|state| &*state.name));
    Err(match (meant, of(wanted)) {
        (_, Some((_, state))) => {
            let names: Vec<String> = goals::of_state(state).iter().map(|goal| goal.name(state)).collect();
            format!(
                "name a way through it, such as '{}/{}'",
                state.name,
                names.first().map_or("", |name| name)
            )
        }
        (Some(meant), None) => format!("did you mean `{meant}`?"),
        (None, None) => "write it as 'STATE/WAY', for instance 'Charge Card/Catch 2'".to_owned(),
    })
}

/// Whether `word` is what reports or documents call a way.
fn is_called(goal: Goal, state: &State, word: &str) -> bool {
    let names = [goal.name(state), goal.label(state), goal.id()];
    names.iter().any(|name| name.eq_ignore_ascii_case(word))
}
