//! Calls that are out: a service that answers late, out of order, in parts, twice and never, and what the
//! clock does meanwhile.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use sfn::asl::machine::StateMachine;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::call::{Call, Reply, Signal, TaskError, Ticket};
use sfn::engine::dataset::{DataCall, DataReply};
use sfn::engine::history::Record;
use sfn::engine::{Fleet, Next, Outcome};
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::services::inbox::{Inbox, Sender};
use sfn::services::refusal::{CallLabel, Reason, Refusal};
use sfn::services::{Answer, Backend, DataStore, Promise, Service};
use sfn::session::host::Host;
use sfn::session::order::Text;
use sfn::session::{Halt, Limits, Observer, Order, Prepared, prepare};

const START: Time = Time::from_millis(1_767_225_600_000);

/// What a test service does with the calls of a state.
#[derive(Clone)]
enum Plan {
    /// Answers so many milliseconds later, from another thread.
    After(u64, Reply),
    /// Keeps the call until so many are kept, then answers all, the last one first.
    Reversed(usize),
    /// Sends all of these at once, but through the inbox.
    Parts(Vec<Reply>),
    /// Refuses through the inbox.
    Refuse,
    /// Answers at once.
    Now(Reply),
    /// Never answers.
    Never,
    /// Never answers, and stops the run.
    Stop,
}

/// A service that answers as planned, by the name of the state.
struct Planned {
    plans: BTreeMap<&'static str, Plan>,
    inbox: Inbox,
    kept: Vec<Ticket>,
    called: usize,
    cancelled: Vec<Ticket>,
}

fn answer(reply: Reply) -> Answer {
    Answer { reply, by: Some("the test".to_owned()) }
}

fn succeeded(text: &str) -> (i64, Signal) {
    (0, Signal::Succeeded(Value::from(text).into()))
}

#[expect(clippy::disallowed_methods, reason = "an answer that takes a few milliseconds of real time")]
fn later(sender: Sender, ticket: Ticket, ms: u64, reply: Reply) {
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(ms));
        sender.answer(ticket, Ok(answer(reply)));
    });
}

impl Service for Planned {
    fn call(&mut self, call: &Call, machine: &StateMachine) -> Result<Promise, Box<Refusal>> {
        let state = &machine.state(call.state).name;
        self.called += 1;
        match self.plans[&**state].clone() {
            Plan::Now(reply) => return Ok(Promise::Now(answer(reply))),
            Plan::After(ms, reply) => later(self.inbox.sender(), call.ticket, ms, reply),
            Plan::Parts(parts) => {
                parts
                    .into_iter()
                    .for_each(|reply| self.inbox.sender().answer(call.ticket, Ok(answer(reply))));
            }
            Plan::Reversed(count) => {
                self.kept.push(call.ticket);
                if self.kept.len() == count {
                    for ticket in self.kept.drain(..).rev() {
                        let reply = vec![succeeded(&format!("{}", ticket.0))];
                        self.inbox.sender().answer(ticket, Ok(answer(reply)));
                    }
                }
            }
            Plan::Refuse => self.inbox.sender().answer(call.ticket, Err(Box::new(refusal(state)))),
            Plan::Never => {}
            Plan::Stop => self.inbox.sender().stop(),
        }
        Ok(Promise::Later)
    }

    fn cancel(&mut self, ticket: Ticket) {
        self.cancelled.push(ticket);
    }
}

impl Backend for Planned {
    fn inbox(&self) -> &Inbox {
        &self.inbox
    }
}

impl DataStore for Planned {
    fn supply(&mut self, _: &DataCall, _: &StateMachine) -> Result<DataReply, Box<Refusal>> {
        unreachable!("no machine here reads data")
    }
}

fn refusal(state: &str) -> Refusal {
    Refusal {
        code: sfn::base::diag::Code::new("SFN401"),
        reason: Reason::Unanswered,
        call: CallLabel { state: state.into(), service: "lambda:invoke".to_owned(), number: 0 },
        message: "gone".to_owned(),
        args: None,
        facts: Vec::new(),
        help: Vec::new(),
        others: Vec::new(),
        at: None,
    }
}

/// The events as their names and milliseconds since the start.
#[derive(Default)]
struct Events(Vec<(String, i64)>);

impl Observer for Events {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            if let Record::Event(event) = record {
                let detail = format!("{:?}", event.detail);
                let name = detail.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
                self.0.push((name, event.at.millis() - START.millis()));
            }
        }
        Ok(())
    }
}

impl Events {
    /// When the first event of this name happened.
    fn at(&self, name: &str) -> i64 {
        self.0.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}: {:?}", self.0)).1
    }
}

/// What a run left.
struct Ran {
    ended: Result<Outcome, Halt>,
    events: Events,
    called: usize,
    cancelled: usize,
}

impl Ran {
    fn output(&self) -> String {
        match &self.ended {
            Ok(Outcome::Succeeded(output)) => output.text(),
            other => panic!("{other:?}"),
        }
    }
}

fn prepared(definition: &str, clock: ClockSpeed) -> Prepared {
    let order = Order {
        clock: Some(clock),
        start: Some(START),
        ..Order::new(Text::Given(Source::new("later.asl.json", definition)))
    };
    prepare(&order, &Settings::default()).unwrap_or_else(|error| panic!("{error:#?}"))
}

fn run(definition: &str, clock: ClockSpeed, limits: Limits, plans: &[(&'static str, Plan)]) -> Ran {
    let mut prepared = prepared(definition, clock);
    let plans = plans.iter().cloned().collect();
    let (inbox, kept, called, cancelled) = Default::default();
    let mut planned = Planned { plans, inbox, kept, called, cancelled };
    let (mut fleet, mut events) = (prepared.start(), Events::default());
    let host = Host {
        backend: &mut planned,
        clock: prepared.world.clock.as_mut(),
        limits,
        observer: &mut events,
        leader: None,
    };
    let ended = host.drive(&mut fleet).map(|()| fleet.outcome().unwrap().clone());
    Ran { ended, events, called: planned.called, cancelled: planned.cancelled.len() }
}

/// A Task of one definition.
fn task(name: &str, rest: &str) -> String {
    format!(
        r#""{name}": {{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"{rest}}}"#
    )
}

fn flow(start: &str, states: &[String]) -> String {
    format!(r#"{{"StartAt": "{start}", "States": {{{}}}}}"#, states.join(", "))
}

const END: &str = r#", "End": true"#;

/// Virtual time follows the wall while the call is out, and jumps over the Wait behind it.
#[test]
fn a_late_answer_takes_its_time() {
    let wait = r#""Wait": {"Type": "Wait", "Seconds": 31536, "End": true}"#.to_owned();
    let definition = flow("Slow", &[task("Slow", r#", "Next": "Wait""#), wait]);
    let plan = Plan::After(4, vec![succeeded("done")]);
    let ran = run(&definition, ClockSpeed::Virtual, Limits::default(), &[("Slow", plan)]);
    assert_eq!(ran.output(), r#""done""#);
    let took = ran.events.at("TaskSucceeded");
    assert!((4..30_000).contains(&took), "{took}");
    let jumped = ran.events.at("ExecutionSucceeded") - took;
    assert_eq!(jumped, 31_536_000);
    assert_eq!(ran.cancelled, 0);
}

fn parallel(branches: &[String]) -> String {
    let all = branches.join(", ");
    format!(
        r#"{{"StartAt": "Both", "States": {{"Both": {{"Type": "Parallel", "Branches": [{all}], "End": true}}}}}}"#
    )
}

#[test]
fn answers_may_come_out_of_order() {
    let branches: Vec<String> = ["A", "B", "C"].iter().map(|name| flow(name, &[task(name, END)])).collect();
    let plans: Vec<_> = ["A", "B", "C"].into_iter().map(|name| (name, Plan::Reversed(3))).collect();
    let ran = run(&parallel(&branches), ClockSpeed::Virtual, Limits::default(), &plans);
    assert_eq!(ran.output(), r#"["0","1","2"]"#);
}

/// What is mocked beside a call that is out waits for the wall, too; once nothing is out, time jumps.
#[test]
fn time_jumps_once_nothing_is_out() {
    let wait = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}"#;
    let branches = [flow("Slow", &[task("Slow", END)]), wait.to_owned()];
    let plan = Plan::After(3, vec![succeeded("done")]);
    let ran = run(&parallel(&branches), ClockSpeed::Virtual, Limits::default(), &[("Slow", plan)]);
    assert!((3..30_000).contains(&ran.events.at("TaskSucceeded")), "{:?}", ran.events.0);
    assert_eq!(ran.events.at("ExecutionSucceeded"), 3_600_000);
}

/// Time limits come due while the call is out; the service hears that its answer is not needed any more. On a clock that
/// runs a thousand times as fast, a busy machine may let a limit pass before the call is even made: then nobody is told.
#[test]
fn calls_that_are_never_answered_time_out() {
    let done = r#""Done": {"Type": "Pass", "End": true}"#.to_owned();
    let catch = r#""Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Done"}], "End": true"#;
    for limit in [r#""TimeoutSeconds": 5"#, r#""TimeoutSeconds": 900, "HeartbeatSeconds": 5"#] {
        let definition = flow("Lost", &[task("Lost", &format!(", {limit}, {catch}")), done.clone()]);
        let ran = run(&definition, ClockSpeed::Scaled(1000.0), Limits::default(), &[("Lost", Plan::Never)]);
        assert!(ran.output().contains("States.Timeout"), "{limit}");
        assert_eq!(ran.events.at("TaskTimedOut"), 5_000, "{limit}");
        assert_eq!(ran.cancelled, ran.called, "{limit}");
    }
}

/// The same on a virtual clock, of which a second is a second while a call is out: only the limit on real
/// time can show within milliseconds that the run waits and is not stuck.
#[test]
fn a_call_that_is_out_is_not_stuck() {
    let definition = flow("Lost", &[task("Lost", END)]);
    let limits = Limits { wall: Some(Duration::from_millis(3)), ..Limits::default() };
    let ran = run(&definition, ClockSpeed::Virtual, limits, &[("Lost", Plan::Never)]);
    assert!(matches!(ran.ended, Err(Halt::Wall(_))), "{:?}", ran.ended);
    assert_eq!(ran.cancelled, 1);
    let ran = run(&definition, ClockSpeed::Virtual, Limits::default(), &[("Lost", Plan::Stop)]);
    assert!(matches!(ran.ended, Err(Halt::Stopped)), "{:?}", ran.ended);
    let silent = vec![];
    let ran = run(&definition, ClockSpeed::Virtual, Limits::default(), &[("Lost", Plan::Now(silent))]);
    assert!(matches!(ran.ended, Err(Halt::Stuck(_))), "{:?}", ran.ended);
}

#[test]
fn a_late_refusal_stops_the_run() {
    let definition = flow("Lost", &[task("Lost", END)]);
    let ran = run(&definition, ClockSpeed::Virtual, Limits::default(), &[("Lost", Plan::Refuse)]);
    let Err(Halt::Refused(refused)) = &ran.ended else { panic!("{:?}", ran.ended) };
    assert_eq!((refused.refusal.message.as_str(), refused.state.0), ("gone", 0));
}

/// A job is submitted first and ends later; what comes after its end is ignored.
#[test]
fn an_answer_may_come_in_parts() {
    let definition = r#"{"StartAt": "Job", "States": {"Job": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "j"}}}}"#;
    let submitted = (0, Signal::Submitted(Value::empty_object().into()));
    let error = TaskError { error: Some("TooLate".into()), cause: None };
    let parts = vec![vec![submitted], vec![succeeded("done")], vec![(0, Signal::Failed(error))]];
    let ran = run(definition, ClockSpeed::Virtual, Limits::default(), &[("Job", Plan::Parts(parts))]);
    assert_eq!(ran.output(), r#""done""#);
    let names: Vec<_> = ran.events.0.iter().map(|(name, _)| name.as_str()).collect();
    let job = ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"];
    assert_eq!(&names[2..6], job, "{names:?}");
}

/// A late answer whose end lies ahead is not out any more: time jumps to its end.
#[test]
fn an_answer_may_arrive_before_it_is_due() {
    let definition = flow("Slow", &[task("Slow", END)]);
    let (_, signal) = succeeded("done");
    let plan = Plan::Parts(vec![vec![(3_600_000, signal)]]);
    let ran = run(&definition, ClockSpeed::Virtual, Limits::default(), &[("Slow", plan)]);
    assert_eq!(ran.output(), r#""done""#);
    let took = ran.events.at("TaskSucceeded");
    assert!((3_600_000..3_630_000).contains(&took), "{took}");
}

/// The time of an activity's task runs from when it was scheduled, and anew from when a worker takes it.
#[test]
fn a_worker_that_takes_a_task_late_has_all_its_time() {
    let definition = r#"{"StartAt": "Do", "States": {"Do": {"Type": "Task", "TimeoutSeconds": 3, "End": true,
        "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"}}}"#;
    let mut fleet: Fleet = prepared(definition, ClockSpeed::Virtual).start();
    let Next::Invoke(calls) = fleet.advance(START) else { panic!("it calls") };
    let ticket = calls[0].ticket;
    fleet.resolve(ticket, START, Vec::new());
    let Next::WaitUntil(due) = fleet.advance(START) else { panic!("its time runs") };
    assert_eq!(due, START.after(3_000));
    let taken = START.after(2_000);
    fleet.advance(taken);
    fleet.resolve(ticket, taken, vec![(0, Signal::Started { worker: None })]);
    let Next::WaitUntil(due) = fleet.advance(taken) else { panic!("its time runs anew") };
    assert_eq!(due, START.after(5_000));
    assert!(fleet.awaits(ticket));
    fleet.advance(due);
    assert!(!fleet.awaits(ticket) && matches!(fleet.outcome(), Some(Outcome::Failed(_))));
}
