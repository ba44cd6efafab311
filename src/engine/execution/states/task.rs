//! Task: makes a call and handles what is answered.
//!
//! Scheduled in one turn, started in the next, then whatever the world says. Time limits run from the
//! start, or from the schedule if no worker takes the task; a heartbeat puts off its own limit only.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::errors::{Trigger, names};
use crate::asl::machine::{Kind, State, StateId, Task};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::time::Time;
use crate::base::value::Value;

use crate::engine::call::{Call, Signal, Step, TaskError};
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::agenda::{Wake, WakeKind};
use crate::engine::execution::arguments::completed;
use crate::engine::execution::core::Execution;
use crate::engine::execution::data::StateResult;
use crate::engine::execution::failure::{Failure, Reason};
use crate::engine::execution::history::{Detail, Scheduled};
use crate::engine::execution::quota::{self, too_large};
use crate::engine::execution::strand::{Phase, TaskRun};
use crate::engine::payload::Payload;

/// A task's fields, once they are evaluated.
struct TaskParams {
    args: Payload,
    context: Value,
    timeout_seconds: Option<u32>,
    heartbeat_seconds: Option<u32>,
    role: Option<Value>,
    token: Option<Arc<str>>,
}

impl Execution {
    pub(super) fn schedule(&mut self, id: StrandId, state: &State, task: &Task) -> Result<(), Failure> {
        let params = self.params(id, state, task)?;
        if self.missing.contains(&self.strands[id].state) {
            let words = format!("The activity {} does not exist.", task.resource.arn);
            return Err(Failure::new(names::RUNTIME, self.eval(id, state).prefix() + &words));
        }
        let ticket = self.new_ticket();
        let owner = self.strands[id].state;
        self.event(
            id,
            Detail::TaskScheduled(Box::new(Scheduled {
                state: owner,
                ticket,
                args: params.args.clone(),
                timeout_seconds: params.timeout_seconds,
                heartbeat_seconds: params.heartbeat_seconds,
                role: params.role,
            })),
        );
        self.strands[id].phase = Phase::Task(Box::new(TaskRun {
            ticket,
            started: false,
            timeout_seconds: params.timeout_seconds,
            heartbeat_seconds: params.heartbeat_seconds,
            heartbeat_due: self.now,
            signals: VecDeque::new(),
        }));
        self.tickets.insert(ticket, id);
        let strand = &self.strands[id];
        self.calls.push(Call {
            ticket,
            state: owner,
            after: strand.before,
            resource: task.resource.clone(),
            args: params.args.value().clone(),
            input: strand.input.value().clone(),
            path: self.path(id),
            item: strand.item.as_ref().map(|item| item.value.clone()),
            retry_count: strand.retry_count,
            error: strand.retried.as_ref().map(Failure::output),
            context: params.context,
            variables: Value::from(strand.variables.visible()),
            at: self.now,
            timeout_seconds: params.timeout_seconds,
            heartbeat_seconds: params.heartbeat_seconds,
            token: params.token,
        });
        self.strands.invalidate_wakes(id);
        if !matches!(task.resource.target, Target::Activity(_)) {
            let epoch = self.strands.epoch(id);
            self.agenda.now(Wake { strand: id, epoch, what: WakeKind::TaskStarts });
        }
        Ok(())
    }

    fn params(&self, id: StrandId, state: &State, task: &Task) -> Result<TaskParams, Failure> {
        // Recorded for `.sync`, too, where an answer to the token ends the wait for the job.
        let has_token = task.resource.pattern != Pattern::RequestResponse
            || matches!(task.resource.target, Target::Activity(_));
        let token: Option<Arc<str>> = has_token.then(|| task_token(&self.chance).into());
        let eval = self.eval(id, state).with_token(token.as_deref());
        let received = eval.received()?;
        let timeout =
            task.timeout.as_ref().map(|given| eval.whole("TimeoutSeconds", given, received.value()));
        let timeout_seconds = timeout.transpose()?;
        let heartbeat =
            task.heartbeat.as_ref().map(|given| eval.whole("HeartbeatSeconds", given, received.value()));
        let heartbeat_seconds = heartbeat.transpose()?;
        let args = eval.arguments()?;
        eval.within_quota(&args)?;
        eval.check_arguments(task, args.value())?;
        let args = completed(task, args.value()).unwrap_or_else(|| args.value().clone());
        let role = match &task.credentials {
            Some(template) => {
                let bindings = eval.view.bindings(received.value());
                eval.template("/Credentials", template, &bindings)?.get("RoleArn").cloned()
            }
            None => None,
        };
        let context = crate::expr::Scope::context(&eval.view);
        Ok(TaskParams { args: args.into(), context, timeout_seconds, heartbeat_seconds, role, token })
    }

    /// The branches and items around a strand, outermost first.
    pub fn path(&self, id: StrandId) -> Vec<Step> {
        let mut path = Vec::new();
        let mut at = id;
        while let Some((parent, step)) = self.strands[at].parent {
            path.push(step);
            at = parent;
        }
        path.reverse();
        path
    }

    pub fn task_starts(&mut self, id: StrandId) {
        self.started(id, None);
    }

    fn started(&mut self, id: StrandId, worker: Option<Arc<str>>) {
        let state = self.strands[id].state;
        self.event(id, Detail::TaskStarted { state, worker });
        let now = self.now;
        let epoch = self.strands.epoch(id);
        let wake = |what| Wake { strand: id, epoch, what };
        let Phase::Task(run) = &mut self.strands[id].phase else {
            return;
        };
        run.started = true;
        if let Some(seconds) = run.timeout_seconds {
            self.agenda.at(now.after(i64::from(seconds) * 1000), wake(WakeKind::TaskTimeout));
        }
        if let Some(seconds) = run.heartbeat_seconds {
            run.heartbeat_due = now.after(i64::from(seconds) * 1000);
            self.agenda.at(run.heartbeat_due, wake(WakeKind::Heartbeat));
        }
    }

    /// No worker takes the activity's task: its time runs out all the same, as recorded on AWS, where no
    /// ActivityStarted comes before that ActivityTimedOut. Heartbeats are a worker's business.
    pub fn never_started(&mut self, id: StrandId, since: Time) {
        let wake = Wake { strand: id, epoch: self.strands.epoch(id), what: WakeKind::TaskTimeout };
        if let Phase::Task(run) = &self.strands[id].phase
            && let Some(seconds) = run.timeout_seconds
        {
            self.agenda.at(since.after(i64::from(seconds) * 1000), wake);
        }
    }

    /// Notes when the next signal is due.
    pub fn await_signal(&mut self, id: StrandId) {
        let epoch = self.strands.epoch(id);
        if let Phase::Task(run) = &self.strands[id].phase
            && let Some((at, _)) = run.signals.front()
        {
            let wake = Wake { strand: id, epoch, what: WakeKind::Signal };
            if *at <= self.now { self.agenda.now(wake) } else { self.agenda.at(*at, wake) }
        }
    }

    /// The next signal of the strand's task is due.
    pub fn on_signal(&mut self, id: StrandId) {
        let Phase::Task(run) = &mut self.strands[id].phase else {
            return;
        };
        let Some((_, signal)) = run.signals.pop_front() else {
            return;
        };
        let state = self.strands[id].state;
        match signal {
            Signal::Started { worker } => {
                // The time that ran while no worker had taken it counts no more.
                self.strands.invalidate_wakes(id);
                self.started(id, worker);
            }
            Signal::Submitted(output) => {
                self.event(id, Detail::TaskSubmitted { state, output });
            }
            Signal::Heartbeat => self.heartbeat(id),
            Signal::Succeeded(output) => return self.task_succeeded(id, output),
            Signal::Failed(error) => {
                self.event(id, Detail::TaskFailed { state, error: error.clone() });
                return self.fail(id, error.into());
            }
            Signal::SubmitFailed(error) => {
                self.event(id, Detail::TaskSubmitFailed { state, error: error.clone() });
                return self.fail(id, error.into());
            }
        }
        self.await_signal(id);
    }

    fn task_succeeded(&mut self, id: StrandId, output: Payload) {
        let state = self.strands[id].state;
        let size = output.size();
        if size > quota::PAYLOAD {
            let described = self.machine.state(state);
            let pointer = described.pointer.clone();
            let failure = too_large(&self.answering(state)).because(
                state,
                pointer,
                Reason::TooLarge { size, quota: quota::PAYLOAD },
            );
            self.event(id, Detail::TaskFailed { state, error: failure.error.clone() });
            return self.fail(id, failure);
        }
        self.event(id, Detail::TaskSucceeded { state, output: output.clone() });
        self.drop_task(id);
        self.strands.invalidate_wakes(id);
        let machine = Arc::clone(&self.machine);
        self.complete(id, machine.state(state), StateResult::Output(output));
    }

    /// Who answers the task, as AWS names it in texts about sizes: a service, or a function's ARN.
    fn answering(&self, state: StateId) -> String {
        let described = self.machine.state(state);
        if let Kind::Task(task) = &described.kind {
            answering(&task.resource)
        } else {
            described.name.to_string()
        }
    }

    /// Records that the task has run out of time. What falls due at the same moment comes before its state
    /// fails: AWS records every task of a Map that times out, and ends the Map then.
    pub fn task_runs_out(&mut self, id: StrandId, missed_heartbeat: bool) {
        let state = self.strands[id].state;
        self.event(id, Detail::TaskTimedOut { state });
        self.drop_task(id);
        self.strands.invalidate_wakes(id);
        let epoch = self.strands.epoch(id);
        self.agenda.now(Wake { strand: id, epoch, what: WakeKind::TimedOut { missed_heartbeat } });
    }

    /// Fails the state of a task that has run out of time.
    pub fn task_timed_out(&mut self, id: StrandId, missed_heartbeat: bool) {
        let error = TaskError { error: Some(names::TIMEOUT.into()), cause: None };
        let trigger = if missed_heartbeat { Trigger::Heartbeat } else { Trigger::Work };
        self.fail(id, Failure::from(error).triggered_by(trigger));
    }

    fn heartbeat(&mut self, id: StrandId) {
        let now = self.now;
        if let Phase::Task(run) = &mut self.strands[id].phase
            && let Some(seconds) = run.heartbeat_seconds
        {
            run.heartbeat_due = now.after(i64::from(seconds) * 1000);
        }
    }

    /// Times the task out unless a heartbeat came since this check was noted.
    pub fn check_heartbeat(&mut self, id: StrandId) {
        let epoch = self.strands.epoch(id);
        let Phase::Task(run) = &self.strands[id].phase else {
            return;
        };
        if run.heartbeat_due > self.now {
            let due = run.heartbeat_due;
            self.agenda.at(due, Wake { strand: id, epoch, what: WakeKind::Heartbeat });
        } else {
            self.task_runs_out(id, true);
        }
    }
}

fn answering(resource: &Resource) -> String {
    match &resource.target {
        Target::Function(_) | Target::Activity(_) => resource.arn.to_string(),
        Target::Service { service, .. } => service.to_string(),
    }
}

/// A task token: opaque text, made from the execution's own chance.
fn task_token(chance: &crate::base::chance::Chance) -> String {
    let random = format!("{}{}{}", chance.uuid(), chance.uuid(), chance.uuid());
    format!("AQCEAAAAKgAAAAMAAAAAAAAAA{}", random.replace('-', ""))
}
