//! What a run of a machine costs: the transitions, time and memory of its tests, or of one input, as money for Standard and
//! for Express workflows; which of both fits, and where transitions could be saved. A run on this machine takes as long
//! as its mocks say.

mod advice;
pub mod codes;
mod usage;

use std::collections::BTreeSet;

use crate::asl::machine::Workflow;
use crate::base::time::Time;
use crate::catalog::prices::{self, Item};
use crate::engine::payload::Payload;
use crate::load::{DeclarationKind, shown_reference};
use crate::project::Error;
use crate::project::settings::Settings;
use crate::report::costs::{Bill, Costs};
use crate::session::order::Text;
use crate::session::{Order, Prepared, Stage};

use super::attempt::prepared;
use super::collect::check_named;
use super::coverage::Covered;
use super::{LastResults, START, collect};

use usage::Usage;

/// What is measured, and what a month is to be.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The only input; those of the tests if there is none.
    pub input: Option<&'r Payload>,
    /// Mock and test files; those of the project if there are none.
    pub mocks: &'r [String],
    /// The region whose prices are asked for; that of the machine if none is given.
    pub region: Option<&'r str>,
    /// How many executions a month has.
    pub runs: u64,
    /// The memory of an Express execution in MB, if it is not to be estimated.
    pub memory: Option<u32>,
    /// Whether the start and the end of an execution count as transitions, too.
    pub counts_ends: bool,
}

/// What executions of the machine that `reference` names cost.
pub fn costs(reference: &str, request: Request<'_>, settings: &Settings) -> Result<Costs, Error> {
    let reference = settings.reference(reference)?;
    let covered = Covered::of(&reference, settings)?;
    check_named(request.mocks, settings)?;
    let mut measured = Measured::default();
    if let Some(input) = request.input {
        let order = Order {
            mocks: request.mocks.iter().map(|path| Text::File(path.clone())).collect(),
            input: Some(input.clone()),
            start: Time::parse(START),
            ..Order::new(Text::File(reference.clone()))
        };
        let stage = Stage::read(&order, settings)?;
        measured.is_logged = is_logged(&stage);
        measured.add("the input that was given", stage.prepare(&order, None)?);
    } else {
        for case in collect(request.mocks, &[], &LastResults::default(), settings)?.cases {
            let (Ok(stage), Some(test)) = (&case.stage, &case.test) else {
                measured.unread.insert(case.file.clone());
                continue;
            };
            let is_whole = test.state.is_none() && test.from.is_none() && test.until.is_none();
            if covered.is_run_by(&case) && case.is_to_run() && is_whole {
                measured.is_logged = is_logged(stage);
                measured.add(&case.name, prepared(stage, &case.order, test).map_err(Error::load)?);
            }
        }
    }
    if measured.runs.is_empty() {
        let message = match measured.unfinished.as_slice() {
            [] => {
                format!("no run of {} can be measured: there is no test of it", shown_reference(&reference))
            }
            some => {
                format!("no run of {} comes to its end: {}", shown_reference(&reference), some.join(", "))
            }
        };
        let help = "`sfn test` says what is wrong with tests; write one, give an input with -i and mocks with -m, or let `sfn explore --write-tests FILE` write \
                    tests and name them with -m";
        return Err(Error::load(message).help(help));
    }
    Ok(bill(&covered, &reference, request, &measured))
}

/// Runs that were measured.
#[derive(Default)]
struct Measured {
    runs: Vec<(String, Usage)>,
    /// Those that did not come to an end.
    unfinished: Vec<String>,
    /// Test files that are wrong, whichever machine they are about.
    unread: BTreeSet<String>,
    region: String,
    /// Whether the template gives the machine a log; none if it is no template.
    is_logged: Option<bool>,
}

impl Measured {
    fn add(&mut self, name: &str, prepared: Prepared) {
        self.region.clone_from(&prepared.region);
        match Usage::of(prepared) {
            Some(usage) => self.runs.push((name.to_owned(), usage)),
            None => self.unfinished.push(name.to_owned()),
        }
    }
}

/// Whether the machine of a template writes a log.
fn is_logged(stage: &Stage<'_>) -> Option<bool> {
    let declared = stage.declared();
    let machine = declared.iter().find(|one| one.kind == DeclarationKind::Machine)?;
    let words = ["Logging", "LoggingConfiguration", "loggingConfiguration", "logging_configuration"];
    Some(words.iter().any(|word| machine.properties.get(word).is_some()))
}

fn bill(covered: &Covered, reference: &str, request: Request<'_>, measured: &Measured) -> Costs {
    let region = request.region.unwrap_or(&measured.region);
    let [transition, start, second] =
        [Item::Transition, Item::Request, Item::GbSecond].map(|item| prices::of(region, item));
    let machine = &covered.machine;
    let definition = covered.definition().json_size();
    let cannot_be_express = advice::cannot_be_express(machine);
    let runs = request.runs as f64;
    let bills = measured.runs.iter().map(|(name, usage)| {
        let ends = if request.counts_ends { 2 } else { 0 };
        let transitions = usage.transitions + usage.child_transitions + ends;
        let memory = request.memory.map_or_else(|| usage.memory(definition), f64::from);
        let gb_seconds = usage::gb_seconds(memory, usage.ms);
        let children =
            start.cost(usage.child_requests as f64 * runs) + second.cost(usage.child_gb_seconds * runs);
        let is_short = usage.ms <= crate::engine::EXPRESS_SECONDS * 1000;
        Bill {
            name: name.clone(),
            transitions,
            child_requests: usage.child_requests,
            ms: usage.ms,
            memory_mb: usage::billed_mb(memory),
            gb_seconds,
            standard: transition.cost(transitions as f64 * runs) + children,
            express: (is_short && cannot_be_express.is_none())
                .then(|| start.cost(runs) + second.cost(gb_seconds * runs)),
        }
    });
    let bills: Vec<Bill> = bills.collect();
    let usages: Vec<&Usage> = measured.runs.iter().map(|(_, usage)| usage).collect();
    let (fits, why) = advice::fits(machine, &bills, cannot_be_express);
    Costs {
        machine: shown_reference(reference),
        region: region.to_owned(),
        as_of: [transition.as_of, start.as_of, second.as_of].into_iter().min().unwrap_or_default(),
        is_own: transition.is_own,
        workflow: machine.workflow.name(),
        executions: request.runs,
        bills,
        unfinished: measured.unfinished.clone(),
        fits: fits.name(),
        why,
        advice: advice::advice(&advice::Ground {
            machine,
            usages: &usages,
            transition: transition.tiers.last().map_or(0.0, |tier| tier.price),
            is_logged: measured.is_logged,
        }),
    }
}

/// Whether a machine of this type keeps the history of its executions.
const fn keeps_history(workflow: Workflow) -> bool {
    matches!(workflow, Workflow::Standard)
}
