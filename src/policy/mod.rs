//! What a state machine must be allowed to do: the permissions its role needs, as narrow as its definition tells, and what a
//! role that somebody wrote lacks of them or has beyond them.
//!
//! Which call needs what is in tables: those of the optimized integrations in `optimized.rs`, by the Developer Guide's pages
//! on permissions and by what CDK and the service authorization reference add; those of SDK integrations in
//! `catalog/iam.rs`. Nothing here asks AWS.

mod calls;
mod collect;
mod compare;
mod given;
mod granted;
mod managed;
mod map;
mod named;
mod optimized;
mod resource;
mod role;
mod sdk;
mod statement;

use crate::asl::machine::{Kind, StateMachine};
use crate::base::value::Value;

pub use collect::{Condition, Home, Moment, Need, Needs, Note};
pub use compare::{Difference, Lack, Surplus, compare};
pub use granted::Granted;
pub use role::{Unread, of_document, of_machine};
pub use statement::{Statement, statements};

use collect::Collector;

/// What else a machine is set up with, which needs permissions, too.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Whether its events go to a log group.
    pub is_logged: bool,
    /// Whether it is traced by X-Ray.
    pub is_traced: bool,
    /// The customer's key that its data is encrypted with.
    pub key: Option<String>,
}

/// What `machine` needs, whose definition is `definition`.
#[must_use]
pub fn needs(machine: &StateMachine, definition: &Value, home: &Home, setup: &Setup) -> Needs {
    let mut out = Collector::new(home, definition);
    for state in &machine.states {
        out.enter(state);
        match &state.kind {
            Kind::Task(task) => calls::task(&mut out, state, task),
            Kind::Map(map) => map.distributed.iter().for_each(|far| map::distributed(&mut out, state, far)),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. } => {}
        }
    }
    out.leave();
    if setup.is_logged {
        out.at(Moment::Create, LOGS, "*");
    }
    if setup.is_traced {
        out.need(TRACES, "*");
    }
    if let Some(key) = &setup.key {
        let key = if key.starts_with("arn:") { key.clone() } else { home.arn("kms", &format!("key/{key}")) };
        let own = Condition::new(
            "StringEquals",
            "kms:EncryptionContext:aws:states:stateMachineArn",
            home.machine(),
        );
        out.need_if(KEYS, &key, own);
        if setup.is_logged {
            let logs = home.arn("logs", "*");
            out.need_if(
                "kms:GenerateDataKey",
                &key,
                Condition::new("StringEquals", "kms:EncryptionContext:SourceArn", logs),
            );
        }
    }
    out.done()
}

/// The log delivery is made with the machine: without these it cannot be created.
const LOGS: &str = "logs:CreateLogDelivery,logs:GetLogDelivery,logs:UpdateLogDelivery,logs:DeleteLogDelivery,\
    logs:ListLogDeliveries,logs:PutResourcePolicy,logs:DescribeResourcePolicies,logs:DescribeLogGroups";

const TRACES: &str =
    "xray:PutTraceSegments,xray:PutTelemetryRecords,xray:GetSamplingRules,xray:GetSamplingTargets";

const KEYS: &str = "kms:Decrypt,kms:GenerateDataKey";
