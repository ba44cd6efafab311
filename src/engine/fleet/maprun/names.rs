//! How Map Runs and child executions are called, and where the chance of each begins.

use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::chance::Chance;
use crate::base::time::Time;

use crate::engine::saving::saved;
use crate::engine::setup::{Called, ChildName, Setup, Span};

/// What the ARNs of a Map Run and its children are made of.
#[derive(Clone, Debug)]
pub struct Names {
    /// `arn:aws:states:us-east-1:123456789012`
    prefix: Arc<str>,
    /// `machine/label`
    labelled: Arc<str>,
    /// The child machine's ARN.
    machine: Arc<str>,
    /// The UUID of the run.
    pub run: Arc<str>,
    /// Where the chance of the children begins.
    seed: u64,
}

impl Names {
    pub fn new(setup: &Setup, label: Option<&str>, state: &str, chance: &Chance) -> Self {
        let prefix = setup.machine_arn.split(":stateMachine:").next().unwrap_or_default();
        let name = &setup.machine_name;
        let labelled = match label {
            Some(label) => format!("{name}/{label}"),
            None => format!("{name}/{}", label_of(state)),
        };
        Self {
            machine: format!("{prefix}:stateMachine:{labelled}").into(),
            prefix: prefix.into(),
            labelled: labelled.into(),
            run: chance.uuid().into(),
            seed: chance.bits(),
        }
    }

    /// The Map Run's ARN.
    pub fn arn(&self) -> Arc<str> {
        format!("{}:mapRun:{}:{}", self.prefix, self.labelled, self.run).into()
    }

    /// Names, seed and start of the child `number`. They do not depend on what other children do.
    pub fn setup(&self, number: u32, children: Workflow, parent: &Setup, start: Time) -> Setup {
        let chance = Chance::new(self.seed ^ u64::from(number).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let name = ChildName {
            prefix: Arc::clone(&self.prefix),
            labelled: Arc::clone(&self.labelled),
            workflow: children,
            seed: chance.position(),
        };
        Setup {
            machine_arn: Arc::clone(&self.machine),
            machine_name: Arc::clone(&parent.machine_name),
            role_arn: Arc::clone(&parent.role_arn),
            start,
            seed: name.seed_behind(),
            called: Called::Child(name),
            context: None,
            variables: None,
            record_context: false,
            span: Span::default(),
            count_waits: parent.count_waits,
            alone: None,
            keep_children: parent.keep_children,
            keep_failed: parent.keep_failed,
        }
    }
}

/// The label AWS gives a Map that has none is a UUID made from its name.
fn label_of(state: &str) -> String {
    let hash = state.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Chance::new(hash).name_uuid()
}

saved!(struct Names { prefix, labelled, machine, run, seed });
