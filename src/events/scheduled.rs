//! What a machine gets when its schedule is due.

use super::emission::Envelope;
use super::input::{Delivery, TargetInput};
use super::pattern::read_event;
use super::trigger::Rule;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::load::TriggerKind;

impl Rule {
    /// The input of the execution that starts as it is due at the time of `envelope`; `id` is that of the event. None if
    /// what it hands over is not JSON, or nothing.
    #[must_use]
    pub fn scheduled(&self, id: &str, envelope: &Envelope<'_>) -> Option<String> {
        let is_scheduler = self.kind == TriggerKind::Schedule;
        let event = self.notice(id, envelope);
        if let (true, TargetInput::Constant(text)) = (is_scheduler, &self.input) {
            let filled = self.filled(text, id, envelope);
            return read_event(&filled).is_ok().then_some(filled);
        }
        match self.input.deliver(&event, &self.origin(envelope)) {
            Delivery::Body(body) => read_event(&body).is_ok().then_some(body),
            Delivery::Nothing | Delivery::NotJson(_) | Delivery::TooLong => None,
        }
    }

    /// The event of a rule has its ARN as resource and an empty detail; that of Scheduler a detail that is text (captured).
    fn notice(&self, id: &str, envelope: &Envelope<'_>) -> Value {
        let is_scheduler = self.kind == TriggerKind::Schedule;
        let arn = if is_scheduler { self.schedule_arn(envelope) } else { self.origin(envelope).rule_arn };
        let resources: Value = vec![Value::from(arn)].into();
        Object::from_iter([
            ("version", Value::from("0")),
            ("id", id.into()),
            ("detail-type", "Scheduled Event".into()),
            ("source", if is_scheduler { "aws.scheduler" } else { "aws.events" }.into()),
            ("account", envelope.account.into()),
            ("time", whole(envelope.time).into()),
            ("region", envelope.region.into()),
            ("resources", resources),
            ("detail", if is_scheduler { "{}".into() } else { Value::empty_object() }),
        ])
        .into()
    }

    fn schedule_arn(&self, envelope: &Envelope<'_>) -> String {
        let group = self.properties.value().get("GroupName").and_then(Value::as_str).unwrap_or("default");
        let Envelope { account, region, .. } = envelope;
        format!("arn:aws:scheduler:{region}:{account}:schedule/{group}/{}", self.name)
    }

    /// The input of a schedule with what Scheduler puts in for its own words.
    fn filled(&self, text: &str, id: &str, envelope: &Envelope<'_>) -> String {
        let words = [
            ("<aws.scheduler.schedule-arn>", self.schedule_arn(envelope)),
            ("<aws.scheduler.scheduled-time>", whole(envelope.time)),
            ("<aws.scheduler.execution-id>", id.to_owned()),
            ("<aws.scheduler.attempt-number>", "1".to_owned()),
        ];
        words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    }
}

/// A time in whole seconds.
fn whole(time: Time) -> String {
    Time::from_millis(time.millis().div_euclid(1000) * 1000).iso()
}
