//! `passthrough`: the service itself answers the call, or an endpoint in its place.

use std::sync::Arc;

use crate::base::value::Value;

use super::destination::Passthrough;
use super::reader::{MockReader, Node};
use super::record_mode::RecordMode;
use super::shape::Shape;

/// Reads `passthrough`, or `recorded`, which has this shape, as `what` says.
pub fn read(reader: &mut MockReader, node: &Node, (shape, what): (Shape, &str)) -> Passthrough {
    reader.check(shape, node, what);
    let text = |key: &str| node.value.get(key).and_then(Value::as_str).map(Arc::from);
    Passthrough {
        endpoint: text("endpoint"),
        profile: text("profile"),
        region: text("region"),
        connection: None,
        token_port: node
            .value
            .get("token_port")
            .and_then(Value::as_i64)
            .and_then(|port| u16::try_from(port).ok()),
        record: node.value.get("record").and_then(mode),
    }
}

fn mode(written: &Value) -> Option<RecordMode> {
    let word = written.as_str().or_else(|| (written.as_bool() == Some(true)).then_some("once"));
    word.and_then(RecordMode::find)
}
