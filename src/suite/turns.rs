//! Which way a run took, and where its time went.

use std::collections::BTreeMap;

use crate::asl::machine::Kind;
use crate::engine::history::{Branch, Transition};
use crate::report::ink::amount::{plural, span};
use crate::report::tests::Mark;

use super::compare::shown as told;
use super::trail::{Place, Read};
use super::why::{Lines, MOST, Why, shown, why};

impl Why {
    /// How the visit with this number, from 0, on the way of the machine itself was left: where two ways part.
    pub fn parting(&self, number: usize) -> Lines {
        let mut visits = self.trail.steps().filter(|(_, step)| step.branch == Branch(0));
        visits
            .nth(number)
            .and_then(|(place, _)| self.left(place))
            .map(|line| why(&line))
            .into_iter()
            .collect()
    }

    /// Where the run could have gone another way: how each Choice, and each state that failed, was left last.
    pub fn turns(&self) -> Lines {
        let mut last: BTreeMap<_, Place> = BTreeMap::new();
        for (place, step) in self.trail.steps() {
            match step.way {
                Some(Transition::Rule(..) | Transition::Default(_) | Transition::Caught(..)) => {
                    last.insert(step.state, place);
                }
                Some(Transition::Next(_)) | None => {}
            }
        }
        let mut places: Vec<Place> = last.into_values().collect();
        places.sort_unstable();
        places.into_iter().rev().take(MOST).filter_map(|place| Some(why(&self.left(place)?))).collect()
    }

    /// `in Stock OK?, rule 2 leads to Reserve; .stock is 5`
    fn left(&self, place: Place) -> Option<String> {
        let step = self.trail.step(place);
        let name = self.name(place);
        Some(match step.way? {
            Transition::Next(None) => format!("{name} is the end"),
            Transition::Next(Some(next)) => format!("in {name}, Next leads to {}", self.name_of(next)),
            Transition::Rule(rule, next) => {
                let number = rule + 1;
                format!("in {name}, rule {number} leads to {}{}", self.name_of(next), self.saw(place))
            }
            Transition::Default(next) => {
                format!(
                    "in {name}, no rule matched, Default leads to {}{}",
                    self.name_of(next),
                    self.saw(place)
                )
            }
            Transition::Caught(catcher, next) => {
                let error = step.error.as_deref().unwrap_or_default();
                format!("in {name}, Catch {} took {error} and leads to {}", catcher + 1, self.name_of(next))
            }
        })
    }

    /// What a Choice decided by: `; .stock is 5, $limit is 3`.
    fn saw(&self, place: Place) -> String {
        let Kind::Choice(_) = self.machine.state(self.trail.step(place).state).kind else {
            return String::new();
        };
        let reads = self.trail.reads(&self.machine, place, "");
        let values = reads.iter().take(MOST).map(|read| {
            let value = self.trail.value(place, read);
            let is = |name: &str| value.map_or("nothing".to_owned(), |value| told(name, value));
            match read {
                Read::Variable(name) => format!("${name} is {}", is(name)),
                Read::Input(pointer) => format!("{} is {}", shown(pointer), is(&shown(pointer))),
            }
        });
        let values = values.collect::<Vec<_>>().join(", ");
        if values.is_empty() { values } else { format!("; {values}") }
    }

    /// Where the time went.
    pub fn duration(&self) -> Lines {
        #[derive(Default)]
        struct Spent {
            took: i64,
            calls: usize,
            retries: usize,
        }
        let mut states: BTreeMap<&str, Spent> = BTreeMap::new();
        for (_, step) in self.trail.steps() {
            let spent = states.entry(self.name_of(step.state)).or_default();
            spent.took += step.took;
            spent.calls += step.calls;
            spent.retries += step.retries;
        }
        let mut states: Vec<_> = states.into_iter().filter(|(_, spent)| spent.took > 0).collect();
        states.sort_by_key(|(_, spent)| std::cmp::Reverse(spent.took));
        let line = |(name, spent): (&str, Spent)| {
            let mut line = format!("{name} took {}", span(spent.took));
            if spent.calls > 0 {
                line.push_str(&format!(", {}", plural(spent.calls, "call")));
            }
            if spent.retries > 0 {
                line.push_str(&format!(", {} tried again", plural(spent.retries, "time")));
            }
            (Mark::Same, line)
        };
        let mut lines: Lines = states.into_iter().take(MOST).map(line).collect();
        lines.extend(self.turns());
        lines
    }
}
