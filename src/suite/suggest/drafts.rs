//! Which tests may take a way through a state: candidates, the likely ones first. Whether one does is found out by
//! running it.

use std::sync::Arc;

use crate::asl::machine::{Choice, Dynamic, Kind, Map, State, StateId, Task};
use crate::base::value::{Object, Value};
use crate::expr::jsonata::Expression;
use crate::suite::coverage::errors;
use crate::suite::coverage::forecast::Open;
use crate::suite::coverage::goals::Goal;

use super::base::{Draft, Material, one, waits_for_token};
use super::origin;
use super::solve::{self, Plan, Solver, Wish};

impl Material<'_> {
    /// Candidates for a way.
    pub fn drafts(&self, open: Open) -> Vec<Draft> {
        let Open { state: id, goal, .. } = open;
        let state = self.machine.state(id);
        match (goal, &state.kind) {
            (Goal::Rule(at), Kind::Choice(choice)) => self.chosen(id, choice, Some(at)),
            (Goal::Default, Kind::Choice(choice)) => self.chosen(id, choice, None),
            (Goal::Caught(_) | Goal::Exhausted(_), _) => self.failing(id, goal, false),
            (Goal::Retried(_), _) => self.failing(id, goal, true),
            (Goal::TimedOut, Kind::Task(task)) => self.late(state, task),
            (Goal::HeartbeatMissed, Kind::Task(task)) => vec![self.silent(state, task)],
            (Goal::NoItems, Kind::Map(map)) => self.items(id, map, 0),
            (Goal::AllItems | Goal::Next, Kind::Map(map)) => self.items(id, map, 1),
            (Goal::SomeItems, Kind::Map(_)) => self.inside(id, |state, error| {
                let again = self.again(state)?;
                let failing = Object::from_iter([("when", one("index", 0_i64)), ("do", one("throw", error))]);
                let rules = vec![Value::from(failing), one("do", again)];
                Some(one("rules", rules))
            }),
            (Goal::ItemsFailed, Kind::Map(map)) => self.items_failing(id, map),
            (Goal::BranchFailed, _) => self.inside(id, |_, error| Some(one("throw", error))),
            (Goal::Next, Kind::Task(_)) => {
                let answer = self.shaped.get(&state.name);
                answer.map(|answer| self.base.draft().answer(state, answer)).into_iter().collect()
            }
            (
                Goal::Next
                | Goal::Rule(_)
                | Goal::Default
                | Goal::NoItems
                | Goal::AllItems
                | Goal::SomeItems
                | Goal::ItemsFailed
                | Goal::TimedOut
                | Goal::HeartbeatMissed
                | Goal::Uncaught,
                _,
            ) => Vec::new(),
        }
    }

    /// Candidates in which no rule of the Choice `id` matches, whether it has a `Default` or not.
    pub fn unmatched(&self, id: StateId) -> Vec<Draft> {
        match &self.machine.state(id).kind {
            Kind::Choice(choice) => self.chosen(id, choice, None),
            Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => Vec::new(),
        }
    }

    /// The answer that a state had in the base.
    fn again(&self, id: StateId) -> Option<Value> {
        self.base.answer(self.head, self.machine, id)
    }

    fn chosen(&self, id: StateId, choice: &Choice, at: Option<usize>) -> Vec<Draft> {
        let Some(seen) = self.base.log.seen.get(&id) else { return Vec::new() };
        let plans = Solver { state: self.machine.state(id), seen }.plans(choice, at);
        self.planned(id, &plans)
    }

    /// Tests of the whole machine for each plan, then of what begins with the state, then of it alone.
    fn planned(&self, id: StateId, plans: &[Plan]) -> Vec<Draft> {
        let Some(seen) = self.base.log.seen.get(&id) else { return Vec::new() };
        let whole = plans.iter().flat_map(|plan| origin::drafts(self, id, plan));
        let parts = plans.iter().filter_map(|plan| origin::part(self, id, seen, plan));
        whole.chain(parts.flatten()).collect()
    }

    /// The error of `goal`, once if `once`, else at every call; then with a cause in JSON, as catchers may read one.
    fn failing(&self, id: StateId, goal: Goal, once: bool) -> Vec<Draft> {
        let Some(error) = errors::leading_to(self.machine.state(id), goal) else { return Vec::new() };
        let name = || Value::from(Arc::clone(&error));
        let sample = || Value::from("sample");
        let cause =
            [("Error", name()), ("Cause", sample()), ("errorType", name()), ("errorMessage", sample())];
        let with_cause = [("error", name()), ("cause", Value::from(Object::from_iter(cause)))];
        let throws = [one("throw", name()), one("throw", Object::from_iter(with_cause))];
        throws.iter().flat_map(|throw| self.throwing(id, throw, once)).collect()
    }

    fn throwing(&self, id: StateId, throw: &Value, once: bool) -> Vec<Draft> {
        let state = self.machine.state(id);
        let failing = |id: StateId| {
            if !once {
                return Some(throw.clone());
            }
            let at = |answer: &Value, calls: &str| {
                let mut members = answer.as_object().cloned()?;
                members.insert("at", Value::from(calls));
                Some(Value::from(members))
            };
            Some(Value::from(vec![at(throw, "0")?, at(&self.again(id)?, "1+")?]))
        };
        match state.kind {
            Kind::Task(_) => {
                failing(id).map(|answer| self.base.draft().answer(state, &answer)).into_iter().collect()
            }
            Kind::Map(_) | Kind::Parallel { .. } => self.inside(id, |inner, _| failing(inner)),
            Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => Vec::new(),
        }
    }

    /// A test for each Task inside of a state that the base entered, with the answer that is made of it and an error
    /// that nothing takes there.
    fn inside(&self, id: StateId, answer: impl Fn(StateId, Arc<str>) -> Option<Value>) -> Vec<Draft> {
        let is_inside = |task: &StateId| {
            let mut around = self.machine.flow(self.machine.state(*task).flow).owner;
            while let Some(owner) = around.filter(|owner| *owner != id) {
                around = self.machine.flow(self.machine.state(owner).flow).owner;
            }
            around == Some(id)
        };
        let tasks = self.base.log.order.iter().copied().filter(is_inside);
        let draft = |task: StateId| {
            let state = self.machine.state(task);
            matches!(state.kind, Kind::Task(_)).then_some(())?;
            let answer = answer(task, errors::untaken(state)?)?;
            Some(self.base.draft().answer(state, &answer))
        };
        tasks.filter_map(draft).collect()
    }

    fn late(&self, state: &State, task: &Task) -> Vec<Draft> {
        let alive = |seconds: &u32| {
            let members =
                [("never", Value::from(true)), ("heartbeat_every", Value::from(format!("{seconds}s")))];
            one("callback", Object::from_iter(members))
        };
        let every = match &task.heartbeat {
            Some(Dynamic::Fixed(seconds)) => (seconds / 2).max(1),
            Some(Dynamic::Path(_) | Dynamic::Expression(_)) | None => 1,
        };
        let hang = one("hang", true);
        let answers = if waits_for_token(&task.resource) && task.heartbeat.is_some() {
            vec![alive(&every), hang]
        } else {
            vec![hang]
        };
        answers.iter().map(|answer| self.base.draft().answer(state, answer)).collect()
    }

    fn silent(&self, state: &State, task: &Task) -> Draft {
        let answer = match waits_for_token(&task.resource) {
            true => one("callback", one("never", true)),
            false => one("hang", true),
        };
        self.base.draft().answer(state, &answer)
    }

    /// Tests in which a Map has no items, or at least so many.
    fn items(&self, id: StateId, map: &Map, least: usize) -> Vec<Draft> {
        let state = self.machine.state(id);
        if map.distributed.as_ref().is_some_and(|distributed| distributed.reader.is_some()) {
            let items = std::iter::repeat_n(Value::empty_object(), least).collect::<Vec<_>>();
            let mut draft = self.base.draft();
            draft.put(&["mocks", "items", &state.name], &Value::from(items));
            return vec![draft];
        }
        let plans: Vec<Plan> = self.item_plan(id, map, least).into_iter().collect();
        self.planned(id, &plans)
    }

    fn item_plan(&self, id: StateId, map: &Map, least: usize) -> Option<Plan> {
        let seen = self.base.log.seen.get(&id)?;
        let solver = Solver { state: self.machine.state(id), seen };
        let (place, route) = match (&map.items, &map.items_path) {
            (Some(items), _) => {
                let path = solve::jsonata(items).and_then(Expression::value_path)?;
                solve::value_path(&path)?
            }
            (None, Some(path)) => solver.path(path)?,
            (None, None) => (solve::Place::Input, Vec::new()),
        };
        let items = match least {
            0 => Some(Value::from(Vec::new())),
            _ => solve::at_least(super::route::get(&seen.input, &route), least),
        };
        Some(vec![Wish { place, route, value: Some(items?) }])
    }

    /// Tests in which more items fail than a Map tolerates.
    fn items_failing(&self, id: StateId, map: &Map) -> Vec<Draft> {
        let plain = self.inside(id, |_, error| Some(one("throw", error)));
        let tolerated = match &map.tolerated_count {
            Some(Dynamic::Fixed(count)) => usize::try_from(*count).unwrap_or(usize::MAX),
            Some(Dynamic::Path(_) | Dynamic::Expression(_)) | None => 0,
        };
        let more = self.items(id, map, tolerated.saturating_add(1));
        let failing = |draft: &Draft| {
            let mocks = plain.first()?.test.get("mocks")?.get("states")?.clone();
            let mut draft = draft.clone();
            for (state, answer) in mocks.as_object()? {
                draft.put(&["mocks", "states", state], answer);
            }
            Some(draft)
        };
        let both = more.iter().filter(|draft| draft.alone.is_none()).filter_map(failing);
        let both: Vec<Draft> = if tolerated > 0 { both.collect() } else { Vec::new() };
        plain.iter().cloned().chain(both).collect()
    }
}
