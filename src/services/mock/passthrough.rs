//! `passthrough`: the service itself answers the call, or an endpoint in its place.

use std::sync::Arc;

use crate::base::value::Value;

use super::destination::Passthrough;
use super::fields::PASSTHROUGH;
use super::reader::{MockReader, Node};

/// Reads `passthrough`.
pub fn read(reader: &mut MockReader, node: &Node) -> Passthrough {
    reader.check(PASSTHROUGH, node, "`passthrough`");
    let text = |key: &str| node.value.get(key).and_then(Value::as_str).map(Arc::from);
    Passthrough {
        endpoint: text("endpoint"),
        profile: text("profile"),
        region: text("region"),
        connection: None,
    }
}
