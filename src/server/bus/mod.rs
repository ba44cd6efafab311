//! The event bus of a server: events in, executions of the machines that rules name out. Schedules are due on its clock.
//!
//! All of it happens on one thread, so that an event that starts a machine whose own events start another one is no
//! recursion. Delivery is at most once here; AWS delivers at least once.

mod starting;
mod timetable;

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::api::World;
use crate::events::emission::{Emitted, Envelope, NoStart, Reaction, react};
use crate::events::trigger::Rule;
use crate::services::clock::today;

use super::journal::{Journal, Weight};
use starting::start;
use timetable::Timetable;

/// How long the thread waits if no schedule is due.
const IDLE: Duration = Duration::from_secs(3600);

/// What comes to the bus.
enum Message {
    /// An event.
    Put(Box<Emitted>),
    /// There are other rules.
    Rules,
    /// It is over.
    Stop,
}

/// An event bus.
pub struct Bus {
    sender: Mutex<Sender<Message>>,
    rules: Arc<RwLock<Arc<Vec<Rule>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bus").finish_non_exhaustive()
    }
}

/// What the thread has.
struct Desk {
    world: Arc<World>,
    journal: Arc<Journal>,
    rules: Arc<RwLock<Arc<Vec<Rule>>>>,
}

/// A bus that has no world yet: what executions do can be put on it before there are any.
pub struct Opened {
    bus: Arc<Bus>,
    receiver: Receiver<Message>,
}

impl Bus {
    /// A bus without rules.
    #[must_use]
    pub fn open() -> Opened {
        let (sender, receiver) = mpsc::channel();
        let bus = Self { sender: Mutex::new(sender), rules: Arc::default(), thread: Mutex::default() };
        Opened { bus: Arc::new(bus), receiver }
    }

    /// Takes an event; what it starts, starts later.
    pub fn put(&self, emitted: Emitted) {
        self.send(Message::Put(Box::new(emitted)));
    }

    /// From now on there are these rules.
    pub fn replace(&self, rules: Vec<Rule>) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        self.send(Message::Rules);
    }

    /// The rules there are.
    #[must_use]
    pub fn rules(&self) -> Arc<Vec<Rule>> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends it: nothing is started any more.
    pub fn stop(&self) {
        self.send(Message::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // What panicked there has said so.
        let _ = thread.map(JoinHandle::join);
    }

    fn send(&self, message: Message) {
        // Nothing is delivered once it is over.
        let _ = self.sender.lock().unwrap_or_else(PoisonError::into_inner).send(message);
    }
}

impl Opened {
    /// The bus.
    #[must_use]
    pub fn bus(&self) -> &Arc<Bus> {
        &self.bus
    }

    /// Begins to deliver to machines of `world`.
    pub fn deliver(self, world: Arc<World>, journal: Arc<Journal>) -> io::Result<Arc<Bus>> {
        let Self { bus, receiver } = self;
        let desk = Desk { world, journal, rules: Arc::clone(&bus.rules) };
        let thread = std::thread::Builder::new().name("events".to_owned());
        let thread = thread.spawn(move || desk.work(&receiver))?;
        *bus.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(bus)
    }
}

impl Desk {
    fn work(&self, receiver: &Receiver<Message>) {
        let mut timetable = Timetable::new(self.world.config().clock);
        loop {
            let wait = timetable.wait().unwrap_or(IDLE).min(IDLE);
            match receiver.recv_timeout(wait) {
                Ok(Message::Put(emitted)) => self.deliver(&emitted),
                Ok(Message::Rules) => timetable.replace(self.known().as_slice()),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            for (rule, at) in timetable.due() {
                self.ring(&rule, at);
            }
        }
    }

    fn known(&self) -> Arc<Vec<Rule>> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Starts what the rules say of an event.
    fn deliver(&self, emitted: &Emitted) {
        let config = self.world.config();
        let envelope = Envelope { account: &config.account, region: &config.region, time: today() };
        for rule in self.known().iter() {
            match react(rule, emitted, &envelope) {
                Reaction::Starts(input) => start(&self.world, &self.journal, rule, &id(emitted), &input),
                Reaction::NoStart(why) => self.not_started(rule, &why),
                Reaction::Differs(_) | Reaction::Disabled | Reaction::OtherBus | Reaction::NoPattern => {}
            }
        }
    }

    fn not_started(&self, rule: &Rule, why: &NoStart) {
        let (code, words) = match why {
            NoStart::Nothing => return,
            NoStart::NotJson(text) => ("INVALID_JSON", format!("its input would not be JSON: {text}")),
            NoStart::TooLong => ("INVALID_INPUT", "its input would be longer than 256 kB".to_owned()),
            NoStart::Several(text) => ("INVALID_INPUT", format!("its input would be several values: {text}")),
        };
        let words = format!("rule {} starts nothing: {words}", rule.name);
        let members = [("rule", rule.name.as_str().into()), ("errorCode", code.into())];
        self.journal.say(Weight::Warning, &words, members);
    }

    /// Starts what is due by a schedule.
    fn ring(&self, rule: &Rule, at: crate::base::time::Time) {
        let config = self.world.config();
        let envelope = Envelope { account: &config.account, region: &config.region, time: at };
        let id = self.world.region(None, None).request_id();
        if let Some(input) = rule.scheduled(&id, &envelope) {
            start(&self.world, &self.journal, rule, &id, &input);
        }
    }
}

/// The id of an event.
fn id(emitted: &Emitted) -> String {
    let id = emitted.event.get("id").and_then(crate::base::value::Value::as_str);
    id.unwrap_or_default().to_owned()
}
