//! `connections`: what stands for the connections of EventBridge that HTTP Tasks name: how they authorize, and what
//! they add to each request.

use std::sync::Arc;

use crate::base::value::{Object, Value};

use super::fields::CONNECTION;
use super::reader::{MockReader, Node};

/// A connection.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// How it authorizes.
    pub authorization: Authorization,
    /// Headers that it adds.
    pub headers: Object,
    /// What it adds to the query.
    pub query: Object,
    /// What it adds to the body.
    pub body: Object,
}

/// How a connection authorizes.
#[derive(Clone, Debug, Default)]
pub enum Authorization {
    /// Not at all.
    #[default]
    None,
    /// By a header of this name and value.
    ApiKey(Arc<str>, Arc<str>),
    /// By name and password.
    Basic(Arc<str>, Arc<str>),
    /// By a token that a server hands out for a client's id and secret.
    OAuth(Box<OAuth>),
}

/// Where a token comes from.
#[derive(Clone, Debug)]
pub struct OAuth {
    /// The URL that is asked.
    pub url: Arc<str>,
    /// `client_id`
    pub id: Arc<str>,
    /// `client_secret`
    pub secret: Arc<str>,
    /// What else is in the form.
    pub body: Object,
}

/// Reads the connection `name`.
pub fn read(reader: &mut MockReader, name: &str, node: &Node) -> Option<Connection> {
    reader.check(CONNECTION, node, &format!("connections.{name}"));
    let object = |key: &str| node.value.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
    let text = |holder: &Value, key: &str| holder.get(key).and_then(Value::as_str).map(Arc::from);
    let part = |key: &str| node.value.get(key);
    let authorization = match (part("api_key"), part("basic"), part("oauth")) {
        (Some(key), ..) => Authorization::ApiKey(text(key, "name")?, text(key, "value")?),
        (None, Some(basic), _) => Authorization::Basic(text(basic, "username")?, text(basic, "password")?),
        (None, None, Some(oauth)) => Authorization::OAuth(Box::new(OAuth {
            url: text(oauth, "url")?,
            id: text(oauth, "client_id")?,
            secret: text(oauth, "client_secret")?,
            body: oauth.get("body").and_then(Value::as_object).cloned().unwrap_or_default(),
        })),
        (None, None, None) => Authorization::None,
    };
    Some(Connection {
        authorization,
        headers: object("headers"),
        query: object("query"),
        body: object("body"),
    })
}
