//! `callback`: what happens to a task token or an activity's task after it was handed out.

use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;

use super::body::Body;
use super::codes;
use super::duration;
use super::fields::CALLBACK;
use super::reader::{Fetch, MockReader, Node};
use super::shape::Shape;
use super::throw::{self, Throw};

/// What happens to a token.
#[derive(Clone, Debug)]
pub struct Callback {
    /// When the token comes back, in milliseconds after it was handed out.
    pub after: i64,
    /// How often a heartbeat is sent.
    pub heartbeat_every: Option<i64>,
    /// When heartbeats end, if not with the callback.
    pub heartbeat_until: Option<i64>,
    /// How it comes back.
    pub end: End,
}

/// How a token comes back.
#[derive(Clone, Debug)]
pub enum End {
    /// With a result.
    Success(Body),
    /// With an error.
    Failure(Throw),
    /// Not at all.
    Never,
}

const ENDS: [&str; 3] = ["success", "failure", "never"];

/// Reads `callback`.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Callback> {
    let members = reader.known(node, "`callback`", CALLBACK.fields)?;
    let mut time = |key: &str| node.get(key).and_then(|node| reader.duration(&node, &format!("`{key}`")));
    let after = time("after").unwrap_or(0);
    let heartbeat_until = time("heartbeat_until");
    if let Some(node) = node.get("heartbeat_every") {
        reader.check(Shape::Interval, &node, "`heartbeat_every`");
    }
    let heartbeat_every = node.value.get("heartbeat_every").and_then(Value::as_str).and_then(duration::parse);
    if heartbeat_until.is_some() && !members.contains("heartbeat_every") {
        let node = node.get("heartbeat_until")?;
        reader.error(codes::MISSING, &node, "`heartbeat_until` needs `heartbeat_every`");
    }
    let ends: Vec<&str> = ENDS.into_iter().filter(|end| members.contains(end)).collect();
    let [end] = ends[..] else {
        let message = match ends[..] {
            [first, second, ..] => format!("a callback cannot have both `{first}` and `{second}`"),
            _ => "this callback has no outcome".to_owned(),
        };
        let place = Place::Value(node.pointer.clone());
        let help = "give it one of `success: …`, `failure: …` and `never: true`";
        reader.say(Diagnostic::error(codes::KINDS, place, message).help(help));
        return None;
    };
    let child = node.get(end)?;
    let end = match end {
        "success" => End::Success(Body::read(reader, fetch, &child)),
        "failure" => End::Failure(throw::read(reader, fetch, &child, "`failure`")?),
        _ => {
            reader.check(Shape::True, &child, "`never`");
            End::Never
        }
    };
    Some(Callback { after, heartbeat_every, heartbeat_until, end })
}
