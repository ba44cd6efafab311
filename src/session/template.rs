//! `Template`: a machine that was checked once and is started often. What every execution has in common is prepared; an
//! execution adds its names, its start and its chance.

use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::machine::StateMachine;
use crate::base::time::Time;
use crate::engine::payload::Payload;
use crate::engine::{Called, Fleet, Setup};
use crate::project::Error;
use crate::services::mock::{DeclaredMachines, MockContext, TestCase};

use super::order::Order;
use super::prepare::Stage;
use super::route::{Router, Starts};

/// A machine that is ready to be started.
pub struct Template {
    machine: Arc<StateMachine>,
    setup: Setup,
    /// What the routers of executions are copies of.
    router: Mutex<Router>,
}

/// What is an execution's own.
#[derive(Clone, Debug)]
pub struct Birth {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its input.
    pub input: Payload,
    /// When it starts.
    pub start: Time,
    /// What everything random in it is drawn from.
    pub seed: u64,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("machine", &self.setup.machine_name).finish_non_exhaustive()
    }
}

impl Template {
    /// The machine of `stage` as `order` says, with the answers of a test case; its executions may start `machines`.
    pub fn new(
        stage: &Stage<'_>,
        order: &Order,
        case: Option<&TestCase>,
        machines: DeclaredMachines,
    ) -> Result<Self, Error> {
        let mut prepared = stage.prepare(order, case)?;
        let router = &mut prepared.world.router;
        router.mocks = router.mocks.clone().within(MockContext { machines, ..MockContext::default() });
        Ok(Self {
            machine: prepared.machine,
            setup: Setup { keep_children: true, keep_failed: true, ..prepared.setup },
            router: Mutex::new(prepared.world.router),
        })
    }

    /// An execution, and what answers its calls; it starts others as `starts` does.
    #[must_use]
    pub fn start(&self, birth: Birth, starts: Option<Arc<dyn Starts>>) -> (Fleet, Router) {
        let Birth { arn, name, input, start, seed } = birth;
        let own = self.setup.clone();
        let setup = Setup { called: Called::Given(arn, name), start, seed, ..own };
        let router = self.router.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (Fleet::start(Arc::clone(&self.machine), input, setup), router.starting(starts))
    }
}
