//! Which type of workflow fits a machine, where transitions could be saved, and the pitfalls that cost money. What the
//! types promise comes first, money last.

use crate::asl::machine::{Dynamic, FlowId, Kind, State, StateId, StateMachine, Task, Workflow};
use crate::asl::resource::{Pattern, Target};
use crate::base::amount::{count, plural, size};
use crate::base::diag::Code;
use crate::report::costs::{Advice, Bill};

use super::codes;
use super::keeps_history;
use super::usage::Usage;

/// From so many items on, a Map is worth being distributed.
const MANY_ITEMS: usize = 40;
/// From so many bytes on, data is worth lying in S3.
const LARGE: usize = 64 << 10;
/// How long a Lambda function runs at most, in seconds.
const FUNCTION_SECONDS: u32 = 900;
/// From so many branches on that do nothing but send, one topic does the same.
const FANS_OUT: usize = 3;

/// Why a machine cannot be an Express workflow, if it cannot.
pub(super) fn cannot_be_express(machine: &StateMachine) -> Option<String> {
    machine.states.iter().find_map(|state| {
        let what = match &state.kind {
            Kind::Task(task) => match (task.resource.pattern, &task.resource.target) {
                (Pattern::Sync | Pattern::SyncJson, _) => "waits for a job (`.sync`)",
                (Pattern::Callback, _) => "waits for a task token",
                (Pattern::RequestResponse, Target::Activity(_)) => "is an activity",
                (Pattern::RequestResponse, Target::Function(_) | Target::Service { .. }) => return None,
            },
            Kind::Map(map) if map.distributed.is_some() => "is a distributed Map",
            Kind::Map(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. } => return None,
        };
        Some(format!("`{}` {what}, which only Standard can", state.name))
    })
}

/// The type that fits, and why.
pub(super) fn fits(
    machine: &StateMachine,
    bills: &[Bill],
    cannot: Option<String>,
) -> (Workflow, Vec<String>) {
    if let Some(why) = cannot {
        return (Workflow::Standard, vec![why]);
    }
    if let Some(long) = bills.iter().find(|bill| bill.express.is_none()) {
        return (
            Workflow::Standard,
            vec![format!("{} takes longer than the five minutes of Express", long.name)],
        );
    }
    let effects: Vec<&State> = machine.states.iter().filter(|state| acts(state)).collect();
    if let Some(first) = effects.first() {
        let why = format!(
            "Express runs at least once: `{}`{} could be called twice for one start; Standard runs each step once",
            first.name,
            if effects.len() > 1 { format!(" and {} more", effects.len() - 1) } else { String::new() }
        );
        let mut all = vec![
            why,
            "Standard keeps the history of each execution for 90 days, Express only in logs".to_owned(),
        ];
        all.extend(
            cheaper(bills).map(|how| format!("if calls may be repeated, Express would cost less: {how}")),
        );
        return (Workflow::Standard, all);
    }
    match cheaper(bills) {
        Some(how) => (Workflow::Express, vec![
            "nothing needs Standard: no job, token or distributed Map, no call that must not happen twice, all under five minutes".to_owned(),
            how,
        ]),
        None => (Workflow::Standard, vec!["Standard costs no more for these runs".to_owned()]),
    }
}

/// What Express would cost beside Standard, if it is less.
fn cheaper(bills: &[Bill]) -> Option<String> {
    let standard: f64 = bills.iter().map(|bill| bill.standard).sum();
    let express: f64 = bills.iter().map(|bill| bill.express.unwrap_or(f64::INFINITY)).sum();
    (express < standard).then(|| {
        let runs = bills.len() as f64;
        format!("{:.2} USD instead of {:.2} on average", express / runs, standard / runs)
    })
}

/// Whether a state calls something whose effect counts twice if it is called twice.
fn acts(state: &State) -> bool {
    let Kind::Task(task) = &state.kind else { return false };
    match &task.resource.target {
        Target::Function(_) => true,
        Target::Activity(_) => false,
        Target::Service { service, action, .. } => {
            let reads = ["get", "list", "describe", "query", "scan", "head", "batchGet", "detect", "search"];
            let writes_by_key = **service == *"dynamodb" && matches!(&**action, "putItem" | "deleteItem");
            !writes_by_key && !reads.iter().any(|read| action.starts_with(read))
        }
    }
}

/// What advice is given from.
pub(super) struct Ground<'g> {
    pub machine: &'g StateMachine,
    pub usages: &'g [&'g Usage],
    /// What a transition costs, in USD.
    pub transition: f64,
    /// Whether executions are logged, where that is known.
    pub is_logged: Option<bool>,
}

/// Everything worth saying, by state.
pub(super) fn advice(ground: &Ground<'_>) -> Vec<Advice> {
    let mut all = Vec::new();
    for (at, state) in (0..).zip(&ground.machine.states) {
        for (code, text) in ground.of_state(StateId(at), state) {
            all.push(Advice { code: code.as_str(), state: state.name.to_string(), text });
        }
    }
    all.extend(ground.carries());
    if !ground.is_standard() && ground.is_logged == Some(false) {
        let text =
            "an Express workflow without a log leaves no history: nobody can see what a run did".to_owned();
        all.push(Advice { code: codes::SILENT.as_str(), state: String::new(), text });
    }
    all
}

impl Ground<'_> {
    fn is_standard(&self) -> bool {
        keeps_history(self.machine.workflow)
    }

    /// How often the state is entered in a run at most.
    fn entered(&self, id: StateId) -> u64 {
        self.usages.iter().filter_map(|usage| usage.states.get(&id)).copied().max().unwrap_or(0)
    }

    /// What is worth saying of one state.
    fn of_state(&self, id: StateId, state: &State) -> Vec<(Code, String)> {
        let found = match &state.kind {
            Kind::Wait(_) if state.flow == FlowId(0) => vec![self.polls(id)],
            Kind::Pass { .. } => vec![self.folds(id)],
            Kind::Map(map) if map.distributed.is_none() => vec![self.distributes(id)],
            Kind::Task(task) => vec![outlasts(task), self.repeats(state)],
            Kind::Parallel { branches } => vec![self.fans_out(branches)],
            Kind::Map(_) | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }

    /// A Wait that is entered again and again asks whether something is done.
    fn polls(&self, id: StateId) -> Option<(Code, String)> {
        let entered = self.entered(id);
        if !self.is_standard() || entered <= 2 {
            return None;
        }
        let with_it =
            self.usages.iter().filter_map(|usage| usage.states.get(&id).map(|count| (count, usage)));
        let rounds: u64 = with_it
            .max_by_key(|(count, _)| **count)
            .map_or(0, |(_, usage)| usage.states.values().filter(|count| **count >= entered).sum());
        let money = rounds as f64 * self.transition * 1e6;
        let text = format!(
            "is entered {entered} times in a run, in a loop of {rounds} transitions ({money:.2} USD a million runs): \
             let the call wait with `.sync` or `.waitForTaskToken`"
        );
        Some((codes::POLLS, text))
    }

    /// A Pass is a transition that calls nothing.
    fn folds(&self, id: StateId) -> Option<(Code, String)> {
        let entered = self.entered(id);
        (self.is_standard() && entered > 0).then(|| {
            let money = dollars(entered as f64 * self.transition * 1e6);
            let text = format!(
                "is a transition of {money} a million runs that calls nothing: what it makes can be made in the state \
                 before it or after it"
            );
            (codes::FOLDS, text)
        })
    }

    /// A Map over many items costs a transition a state.
    fn distributes(&self, id: StateId) -> Option<(Code, String)> {
        let items = self.usages.iter().filter_map(|usage| usage.items.get(&id)).copied().max().unwrap_or(0);
        (self.is_standard() && items >= MANY_ITEMS).then(|| {
            let text = format!(
                "has {}: distributed over Express child executions, each batch is one request instead of a transition a \
                 state",
                plural(items, "item")
            );
            (codes::DISTRIBUTES, text)
        })
    }

    /// Express may make a call twice.
    fn repeats(&self, state: &State) -> Option<(Code, String)> {
        (!self.is_standard() && acts(state)).then(|| {
            let text = "Express runs at least once, so this call may be made twice for one start";
            (codes::TWICE, text.to_owned())
        })
    }

    /// Branches that do nothing but send.
    fn fans_out(&self, branches: &[FlowId]) -> Option<(Code, String)> {
        let only_send = branches.iter().all(|flow| only_sends(self.machine, *flow));
        (branches.len() >= FANS_OUT && only_send).then(|| {
            let text = format!(
                "sends in {} branches, {} transitions: a topic with as many subscriptions is one call",
                branches.len(),
                branches.len() + 1
            );
            (codes::FANS, text)
        })
    }

    /// Much data goes from state to state.
    fn carries(&self) -> Option<Advice> {
        let (bytes, state) = self.usages.iter().map(|usage| usage.data).max_by_key(|(bytes, _)| *bytes)?;
        let state = self.machine.state(state.filter(|_| bytes >= LARGE)?).name.to_string();
        let text = format!(
            "has {} of data, which each state takes on and logs again: keep it in S3 and pass on its key",
            size(bytes)
        );
        Some(Advice { code: codes::CARRIES.as_str(), state, text })
    }
}

/// A time limit that is longer than a Lambda function can run.
fn outlasts(task: &Task) -> Option<(Code, String)> {
    let is_function =
        matches!(task.resource.target, Target::Function(_)) || task.resource.is("lambda", "invoke");
    let Some(Dynamic::Fixed(seconds)) = task.timeout else { return None };
    let is_answered = task.resource.pattern == Pattern::RequestResponse;
    (is_function && is_answered && seconds > FUNCTION_SECONDS).then(|| {
        let text =
            format!("waits for {seconds} s, and a Lambda function runs for {FUNCTION_SECONDS} s at most");
        (codes::LONG, text)
    })
}

/// Whether a branch is one call that sends something.
fn only_sends(machine: &StateMachine, flow: FlowId) -> bool {
    let state = machine.state(machine.flow(flow).start);
    let Kind::Task(task) = &state.kind else { return false };
    let sends = [("sns", "publish"), ("sqs", "sendMessage"), ("events", "putEvents")];
    state.next.is_none() && sends.iter().any(|(service, action)| task.resource.is(service, action))
}

fn dollars(amount: f64) -> String {
    if amount < 1000.0 { format!("{amount:.2} USD") } else { format!("{} USD", count(amount as usize)) }
}
