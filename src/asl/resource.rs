//! A Task's `Resource`, parsed: who is called and by which integration pattern.

use std::sync::Arc;

/// What a Task calls. See "Service integrations" in the Step Functions Developer Guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// As written.
    pub arn: Arc<str>,
    /// Who answers.
    pub target: Target,
    /// When the state goes on.
    pub pattern: Pattern,
}

/// Who answers a Task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A Lambda function by its own ARN; holds the function's name.
    Function(Arc<str>),
    /// An activity, polled by workers; holds its name.
    Activity(Arc<str>),
    /// A service integration.
    Service {
        /// `resourceType` in the history: `sqs`, `aws-sdk:s3`.
        service: Arc<str>,
        /// The API action: `sendMessage`.
        action: Arc<str>,
        /// `resource` in the history: the action with the pattern's suffix.
        resource: Arc<str>,
    },
}

/// When a Task's state goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// On the answer to the call.
    RequestResponse,
    /// When the job that the call started has ended; results are JSON text where the API has text.
    Sync,
    /// The same with results as JSON values.
    SyncJson,
    /// When the task token is returned.
    Callback,
}

impl Pattern {
    /// The suffix in a resource ARN, with its dot; empty for request-response.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::RequestResponse => "",
            Self::Sync => ".sync",
            Self::SyncJson => ".sync:2",
            Self::Callback => ".waitForTaskToken",
        }
    }
}

impl Resource {
    /// Parses an ARN; `None` if it is none of the forms a Task may name.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':');
        let (Some("arn"), Some(_partition), Some(service), Some(_region), Some(_account), Some(rest)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let (target, pattern) = match (service, rest.split_once(':')?) {
            ("lambda", ("function", name)) => {
                let name = name.split(':').next().unwrap_or(name);
                (Target::Function(name.into()), Pattern::RequestResponse)
            }
            // Workers of Simple Workflow: the specification's own example, which AWS still takes.
            ("swf", ("task", name)) => {
                let (service, action) = ("swf".into(), "task".into());
                (Target::Service { service, action, resource: name.into() }, Pattern::RequestResponse)
            }
            ("states", ("activity", name)) => (Target::Activity(name.into()), Pattern::RequestResponse),
            ("states", (first, tail)) => integration(first, tail)?,
            _ => return None,
        };
        Some(Self { arn: arn.into(), target, pattern })
    }

    /// How a trace or a mock file calls it: `lambda:invoke`, `aws-sdk:s3:getObject`,
    /// `lambda:function:NAME`, `activity:NAME`; without the pattern's suffix.
    #[must_use]
    pub fn short_name(&self) -> String {
        match &self.target {
            Target::Function(name) => format!("lambda:function:{name}"),
            Target::Activity(name) => format!("activity:{name}"),
            Target::Service { service, action, .. } => format!("{service}:{action}"),
        }
    }

    /// Whether it is the integration `service:action`, whatever the pattern.
    #[must_use]
    pub fn is(&self, service: &str, action: &str) -> bool {
        matches!(&self.target, Target::Service { service: s, action: a, .. } if **s == *service && **a == *action)
    }
}

fn integration(first: &str, tail: &str) -> Option<(Target, Pattern)> {
    let (service, resource) = match first {
        "aws-sdk" => {
            let (service, resource) = tail.split_once(':')?;
            (format!("aws-sdk:{service}"), resource)
        }
        _ => (first.to_owned(), tail),
    };
    let (action, pattern) = match resource.split_once('.') {
        None => (resource, Pattern::RequestResponse),
        Some((action, "sync")) => (action, Pattern::Sync),
        Some((action, "sync:2")) => (action, Pattern::SyncJson),
        Some((action, "waitForTaskToken")) => (action, Pattern::Callback),
        Some(_) => return None,
    };
    if service.is_empty() || action.is_empty() || action.contains(':') {
        return None;
    }
    let target =
        Target::Service { service: service.into(), action: action.into(), resource: resource.into() };
    Some((target, pattern))
}
