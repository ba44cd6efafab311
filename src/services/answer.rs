//! What a service says to a call: at once, or that it will.

use crate::engine::call::Reply;

use super::executions::Within;

/// When a call is answered.
#[derive(Debug)]
pub enum Promise {
    /// Now; the times in the answer are milliseconds after the call.
    Now(Answer),
    /// Later, by a message to the inbox of the run. Until then, virtual time passes as real time does.
    Later,
    /// Now, by another execution of the same run, whoever drives it: it is started, described, stopped, or its token
    /// answered.
    Within(Box<Within>),
}

/// How a call will be answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The signals, ascending by time.
    pub reply: Reply,
    /// What answered, for people: `order.sfn.yaml:42 states.Charge Card`; none if it is not worth saying.
    pub by: Option<String>,
}
