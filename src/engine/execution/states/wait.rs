//! Wait: seconds, or until a timestamp. One in the past is over at once.

use crate::asl::machine::{Dynamic, State, WaitFor};
use crate::base::time::Time;
use crate::base::value::{Number, Value};
use crate::expr::jsonpath::Path;

use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::agenda::{Wake, WakeKind};
use crate::engine::execution::core::Execution;
use crate::engine::execution::data::{StateEval, StateResult};
use crate::engine::execution::failure::{Failure, Reason};

/// The longest delay AWS takes, in seconds.
const MAX_WAIT_SECONDS: i64 = i32::MAX as i64;

impl Execution {
    pub(super) fn wait(&mut self, id: StrandId, state: &State, wait: &WaitFor) -> Result<(), Failure> {
        let eval = self.eval(id, state);
        let received = eval.received()?;
        let now = self.now;
        let (field, seconds, until) = match wait {
            WaitFor::Seconds(given) => {
                let seconds = seconds(&eval, given, received.value())?;
                (name_of(given, "Seconds"), seconds, now.after(seconds.saturating_mul(1000)))
            }
            WaitFor::Timestamp(given) => {
                let until = timestamp(&eval, given, received.value())?;
                (name_of(given, "Timestamp"), until.millis().saturating_sub(now.millis()) / 1000, until)
            }
        };
        if seconds > MAX_WAIT_SECONDS {
            let reason = Reason::TooLong { seconds, most: MAX_WAIT_SECONDS };
            return Err(eval.runtime(&field, "Wait state delay is too long.", reason));
        }
        let delay = until.since(now);
        if delay <= 0 {
            self.waited(id);
        } else {
            self.spare_deadline(delay);
            self.strands.invalidate_wakes(id);
            let epoch = self.strands.epoch(id);
            self.agenda.at(until, Wake { strand: id, epoch, what: WakeKind::Resume });
        }
        Ok(())
    }

    /// Puts off the end of an Express execution by a wait that is not to count.
    fn spare_deadline(&mut self, delay: i64) {
        if !self.is_standard() && !self.setup.count_waits && self.program.timeout_seconds.is_none() {
            self.deadline = self.deadline.after(delay);
        }
    }

    /// The wait is over.
    pub fn waited(&mut self, id: StrandId) {
        let machine = std::sync::Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        match self.eval(id, state).received() {
            Ok(received) => self.complete(id, state, StateResult::PassThrough(received)),
            Err(failure) => self.fail(id, failure),
        }
    }
}

/// The pointer of a field, which has another name if it is a path.
fn name_of<T>(given: &Dynamic<T>, name: &str) -> String {
    match given {
        Dynamic::Path(_) => format!("/{name}Path"),
        Dynamic::Fixed(_) | Dynamic::Expression(_) => format!("/{name}"),
    }
}

fn seconds(eval: &StateEval<'_>, given: &Dynamic<u32>, input: &Value) -> Result<i64, Failure> {
    const FIELD: &str = "/SecondsPath";
    match given {
        Dynamic::Fixed(seconds) => Ok(i64::from(*seconds)),
        Dynamic::Expression(template) => eval.seconds(template),
        Dynamic::Path(path) => {
            let value = found(eval, FIELD, "SecondsPath", path, input)?;
            let number = match value.as_str() {
                Some(text) => text.parse::<i64>().ok(),
                None => value.as_number().filter(|number| number.is_integer()).and_then(Number::as_i64),
            };
            let trouble = match number {
                Some(seconds) if seconds >= 0 => return Ok(seconds),
                Some(_) => "references a negative value",
                None => "cannot be parsed as a long value",
            };
            Err(refused(eval, FIELD, "SecondsPath", trouble, path, value))
        }
    }
}

fn timestamp(eval: &StateEval<'_>, given: &Dynamic<Time>, input: &Value) -> Result<Time, Failure> {
    const FIELD: &str = "/TimestampPath";
    match given {
        Dynamic::Fixed(time) => Ok(*time),
        Dynamic::Expression(template) => eval.timestamp(template),
        Dynamic::Path(path) => {
            let value = found(eval, FIELD, "TimestampPath", path, input)?;
            let trouble = "does not reference a valid ISO-8601 extended offset date-time format string";
            value
                .as_str()
                .and_then(Time::parse)
                .ok_or_else(|| refused(eval, FIELD, "TimestampPath", trouble, path, value))
        }
    }
}

fn found(
    eval: &StateEval<'_>,
    field: &str,
    name: &str,
    path: &Path,
    input: &Value,
) -> Result<Value, Failure> {
    let bindings = eval.view.bindings(input);
    path.eval(&bindings).map_err(|missing| {
        let text = format!("The {name} parameter does not reference an input value: {}", path.text());
        eval.missing(field, &text, missing, &bindings)
    })
}

fn refused(
    eval: &StateEval<'_>,
    field: &str,
    name: &str,
    trouble: &str,
    path: &Path,
    value: Value,
) -> Failure {
    let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    let text = format!("The {name} parameter {trouble}: {} == {shown}", path.text());
    eval.runtime(field, &text, Reason::Unusable { value })
}
