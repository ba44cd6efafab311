//! How failures are saved, with what our own messages need: expressions are written as text and parsed
//! again.

use std::ops::Range;
use std::sync::Arc;

use crate::asl::errors::{RaisedIn, Trigger};
use crate::asl::machine::StateMachine;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::engine::execution::failure::{Failure, Reason, Why};
use crate::expr::intrinsics::{self, INTRINSICS};
use crate::expr::jsonata::{self, Expression, Level, Limit};
use crate::expr::jsonpath::Missing;

use super::{Loader, Saved, Saver, Unreadable, saved};

impl Failure {
    /// Written down by itself, with what it shares: `{"failure", "values", "shared"}`. [`Self::from_value`] reads it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut saver = Saver::default();
        let failure = self.save(&mut saver);
        let (values, shared) = saver.into_lists();
        Value::from(Object::from_iter([("failure", failure), ("values", values), ("shared", shared)]))
    }

    /// Reads what [`Self::to_value`] wrote down of a run of this machine.
    ///
    /// # Errors
    ///
    /// If it is not such a value.
    pub fn from_value(value: &Value, machine: &Arc<StateMachine>) -> Result<Self, Unreadable> {
        let part = |name: &str| value.get(name).unwrap_or(&Value::Null);
        let with = Loader::new(Arc::clone(machine), part("values"), part("shared"))?;
        Self::load(part("failure"), &with)
    }
}

saved!(struct Failure { error, why, origin });
saved!(
    enum RaisedIn {
        State(trigger),
        Branch(trigger),
    }
);
saved!(
    enum Trigger {
        Work,
        Heartbeat,
        Quota,
        MapRun,
    }
);
saved!(struct Why { state, pointer, reason });
saved!(enum Reason {
    Missing { missing, searched },
    Intrinsic { failure, input },
    Jsonata { expression, error },
    Undefined { expression },
    NoRule { input },
    Unusable { value },
    TooLong { seconds, most },
    TooLarge { size, quota },
    Variables { size, quota },
    Refused { reasons, inside, value },
});
saved!(
    enum Limit {
        Time,
        Memory,
        Stack,
        Interrupted,
    }
);

impl Saved for Pointer {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(self.as_str())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        from.as_str().map(Self::from).ok_or_else(|| with.unreadable("a JSON Pointer", from))
    }
}

impl Saved for Missing {
    fn save(&self, to: &mut Saver) -> Value {
        let (why, found) = self.why_parts();
        let path = Value::from(self.path().text());
        Value::from(vec![path, self.resolved().save(to), Value::from(why), to.value(&found)])
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let read = || {
            let [path, at, why, found] = &**from.as_array()? else { return None };
            let at = usize::load(at, with).ok()?;
            Self::from_parts(path.as_str()?, at, why.as_str()?, with.value(found).ok()?)
        };
        read().ok_or_else(|| with.unreadable("why a path found nothing", from))
    }
}

saved!(
    enum Level {
        Full,
        Aws,
    }
);

impl Saved for Expression {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(vec![self.level().save(to), Value::from(self.text())])
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let read = || {
            let [level, text] = &**from.as_array()? else { return None };
            Self::parse(text.as_str()?, Level::load(level, with).ok()?).ok()
        };
        read().ok_or_else(|| with.unreadable("a JSONata expression", from))
    }
}

impl Saved for intrinsics::Failure {
    fn save(&self, to: &mut Saver) -> Value {
        match self {
            Self::Path(missing) => Value::from(vec![missing.save(to)]),
            Self::Invalid { call, name, detail } => {
                Value::from(vec![call.save(to), Value::from(*name), detail.save(to)])
            }
        }
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let wrong = || with.unreadable("why an intrinsic function failed", from);
        match from.as_array().map(|held| &**held) {
            Some([missing]) => Missing::load(missing, with).map(Self::Path),
            Some([call, name, detail]) => {
                let row = INTRINSICS.iter().find(|row| Some(row.name) == name.as_str()).ok_or_else(wrong)?;
                let detail = Option::load(detail, with)?;
                Ok(Self::Invalid { call: String::load(call, with)?, name: row.name, detail })
            }
            Some(_) | None => Err(wrong()),
        }
    }
}

impl Saved for Range<usize> {
    fn save(&self, to: &mut Saver) -> Value {
        (self.start, self.end).save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        <(usize, usize)>::load(from, with).map(|(start, end)| start..end)
    }
}

impl Saved for Box<str> {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(&**self)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        String::load(from, with).map(Into::into)
    }
}

impl Saved for jsonata::Kind {
    fn save(&self, to: &mut Saver) -> Value {
        match self {
            Self::Syntax => Value::from("Syntax"),
            Self::Unsupported => Value::from("Unsupported"),
            Self::Evaluation => Value::from("Evaluation"),
            Self::Limit(limit) => limit.save(to),
            Self::Internal => Value::from("Internal"),
            Self::UnsupportedResult => Value::from("UnsupportedResult"),
        }
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        match from.as_str() {
            Some("Syntax") => Ok(Self::Syntax),
            Some("Unsupported") => Ok(Self::Unsupported),
            Some("Evaluation") => Ok(Self::Evaluation),
            Some("Internal") => Ok(Self::Internal),
            Some("UnsupportedResult") => Ok(Self::UnsupportedResult),
            Some(_) | None => Limit::load(from, with).map(Self::Limit),
        }
    }
}

impl Saved for jsonata::Error {
    fn save(&self, to: &mut Saver) -> Value {
        let Self { code, message, position, span, opened, token, value, kind } = self;
        Value::from(vec![
            Value::from(*code),
            message.save(to),
            position.save(to),
            span.save(to),
            opened.save(to),
            token.save(to),
            value.save(to),
            kind.save(to),
        ])
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let wrong = || with.unreadable("an error of JSONata", from);
        let Some([code, message, position, span, opened, token, value, kind]) =
            from.as_array().map(|held| &**held)
        else {
            return Err(wrong());
        };
        Ok(Self {
            code: code.as_str().and_then(Self::known_code).ok_or_else(wrong)?,
            message: Saved::load(message, with)?,
            position: Saved::load(position, with)?,
            span: Saved::load(span, with)?,
            opened: Saved::load(opened, with)?,
            token: Saved::load(token, with)?,
            value: Saved::load(value, with)?,
            kind: Saved::load(kind, with)?,
        })
    }
}
