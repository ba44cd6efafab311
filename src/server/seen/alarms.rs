//! Looks at the alarms of templates again and again, and tells what changes: to the journal, and as the event of
//! CloudWatch to the bus, so that a rule may start a machine.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::base::value::{Object, Value};
use crate::events::emission::{Emitted, Envelope};
use crate::observe::alarm::Change;
use crate::observe::alarms::AlarmState;
use crate::server::journal::Weight;
use crate::server::parts::Parts;
use crate::services::clock::today;

/// How often alarms are looked at: the shortest period there is.
const EVERY: Duration = Duration::from_secs(10);

/// Looks until it is dropped.
pub struct Alarms {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Alarms {
    /// Begins to look.
    pub fn begin(parts: Parts) -> io::Result<Self> {
        let (end, ended) = mpsc::channel();
        let thread = std::thread::Builder::new().name("alarms".to_owned());
        let thread = thread.spawn(move || look(&parts, &ended))?;
        Ok(Self { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Alarms {
    fn drop(&mut self) {
        drop(self.end.take());
        // What panicked there has said so.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn look(parts: &Parts, ended: &Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(EVERY) {
        parts.meter.look().iter().for_each(|(name, change)| tell(parts, name, change));
    }
}

fn tell(parts: &Parts, name: &str, change: &Change) {
    let weight = if change.to == AlarmState::Alarm { Weight::Warning } else { Weight::Info };
    let words = format!("alarm {name}: {} (was {})", change.to.name(), change.from.name());
    let members = [("alarm", name.into()), ("state", change.to.name().into())];
    parts.journal.say(weight, &words, members);
    let config = parts.world.config();
    let envelope = Envelope { account: &config.account, region: &config.region, time: change.at };
    let id = parts.world.region(None, None).request_id();
    if let Ok(emitted) = Emitted::read(&event(name, change, &envelope, &id), &envelope) {
        parts.bus.put(Emitted { bus: Some("default".to_owned()), ..emitted });
    }
}

/// The event of CloudWatch about a change.
fn event(name: &str, change: &Change, envelope: &Envelope<'_>, id: &str) -> Value {
    let state = |state: AlarmState| {
        let at = Value::from(today().iso_millis());
        Value::from(Object::from_iter([("value", Value::from(state.name())), ("timestamp", at)]))
    };
    let arn = format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", envelope.region, envelope.account);
    let detail = Object::from_iter([
        ("alarmName", Value::from(name)),
        ("state", state(change.to)),
        ("previousState", state(change.from)),
    ]);
    Object::from_iter([
        ("id", Value::from(id)),
        ("detail-type", "CloudWatch Alarm State Change".into()),
        ("source", "aws.cloudwatch".into()),
        ("resources", vec![Value::from(arn)].into()),
        ("detail", detail.into()),
    ])
    .into()
}
