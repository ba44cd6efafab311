//! What was deployed last, and deploying again over it.

use std::collections::BTreeSet;

use crate::api::operations::call;
use crate::base::value::{Object, Value};
use crate::load::reads::{Reads, logged};
use crate::project::Error;
use crate::report::findings::error_lines;
use crate::server::journal::Weight;
use crate::server::parts::Parts;

use super::machine::arn;
use super::{Deployed, SharedTemplates};

/// What there is of the templates of a server.
pub struct Kept {
    templates: SharedTemplates,
    parts: Parts,
    machines: BTreeSet<String>,
}

impl Kept {
    /// Nothing yet.
    #[must_use]
    pub const fn new(templates: SharedTemplates, parts: Parts) -> Self {
        Self { templates, parts, machines: BTreeSet::new() }
    }

    /// Takes what was deployed: its rules are those of the bus now, and machines that no template has any more are gone.
    pub fn take(&mut self, deployed: Deployed) {
        let now: BTreeSet<String> = deployed.machines.iter().chain(&deployed.kept).cloned().collect();
        for gone in self.machines.difference(&now) {
            let region = self.parts.world.region(None, None);
            let request = Object::from_iter([("stateMachineArn", Value::from(arn(&region, gone)))]);
            // Somebody may have deleted it.
            if call(&region, "DeleteStateMachine", &request.into()).is_ok() {
                let words = format!("{gone}: deleted, as no template has it any more");
                self.parts.journal.say(Weight::Info, &words, [("machine", gone.as_str().into())]);
            }
        }
        self.machines = now;
        self.parts.meter.watch(deployed.alarms);
        self.parts.bus.replace(deployed.rules);
        self.parts.routes.replace(deployed.routes);
    }

    /// Deploys again, and says what was read. What does not check leaves what there was.
    pub fn again(&mut self) -> Reads {
        let (deployed, reads) = logged(|| self.templates.deploy(&self.parts.world, &self.parts.journal));
        match deployed {
            Ok(deployed) => {
                let findings = error_lines(&deployed.refused);
                let lines = findings.iter().chain(&deployed.failed);
                lines.for_each(|line| self.not_taken(line));
                self.take(deployed);
            }
            Err(Error::Found(found)) => error_lines(&found).iter().for_each(|line| self.not_taken(line)),
            Err(Error::Load { message, .. } | Error::Usage { message, .. } | Error::Late { message, .. }) => {
                self.not_taken(&message)
            }
        }
        reads
    }

    fn not_taken(&self, why: &str) {
        let words = format!("what was there before is kept: {why}");
        self.parts.journal.say(Weight::Warning, &words, []);
    }
}
