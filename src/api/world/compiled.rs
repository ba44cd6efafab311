//! A definition that was checked, and what executions of it are started from.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::ApiError;
use crate::asl::machine::{Kind, QueryLanguage, StateMachine};
use crate::base::document::Document;
use crate::project;
use crate::services::mock::{DeclaredMachines, MockFile};
use crate::session::{Order, Stage, Template};

/// A definition that was checked.
pub struct Compiled {
    stage: Stage<'static>,
    order: Order,
    mocks: Arc<MockFile>,
    machines: DeclaredMachines,
    /// Whether a round of an execution takes next to no time.
    is_light: bool,
    /// What was prepared so far, by the test case that answers calls.
    templates: Mutex<BTreeMap<Option<String>, Arc<Template>>>,
}

impl Compiled {
    /// The machine of `stage`, run as `order` says with these mocks; its executions may start `machines`.
    pub fn new(
        stage: Stage<'static>,
        order: Order,
        mocks: Arc<MockFile>,
        machines: DeclaredMachines,
    ) -> Self {
        let is_light = is_light(stage.machine());
        Self { stage, order, mocks, machines, is_light, templates: Mutex::default() }
    }

    /// Whether a round of an execution takes next to no time: nothing is called, nothing is done for many items, and no
    /// expression goes on for long.
    pub const fn is_light(&self) -> bool {
        self.is_light
    }

    /// The machine.
    pub const fn machine(&self) -> &Arc<StateMachine> {
        self.stage.machine()
    }

    /// The definition.
    pub const fn document(&self) -> &Document {
        self.stage.document()
    }

    /// What executions are started from, with the answers of this test case over those of the mock files.
    pub fn template(&self, case: Option<&str>) -> Result<Arc<Template>, ApiError> {
        let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        let key = case.map(str::to_owned);
        if let Some(known) = templates.get(&key) {
            return Ok(Arc::clone(known));
        }
        let machine = self.order.names.machine.as_deref();
        let case = case.map(|name| {
            self.mocks.case(name, machine).map_err(|error| {
                let known = if error.known.is_empty() { "none".to_owned() } else { error.known.join(", ") };
                ApiError::validation(format!("no mock file has the test case '{name}'; there are: {known}"))
            })
        });
        let template = Template::new(&self.stage, &self.order, case.transpose()?, self.machines.clone());
        let template = Arc::new(template.map_err(|error| unusable(&error))?);
        templates.insert(key, Arc::clone(&template));
        Ok(template)
    }
}

fn is_light(machine: &StateMachine) -> bool {
    machine.states.iter().all(|state| {
        let is_plain = match &state.kind {
            Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => true,
            Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_) => false,
        };
        is_plain && state.language() == QueryLanguage::JsonPath
    })
}

/// The mocks do not fit the machine.
fn unusable(error: &project::Error) -> ApiError {
    let why = match error {
        project::Error::Found(found) => {
            found.first().map_or_else(String::new, |(_, found)| found.sentence().into_owned())
        }
        project::Error::Load { message, .. }
        | project::Error::Usage { message, .. }
        | project::Error::Late { message, .. } => message.clone(),
    };
    ApiError::validation(format!("the mock files of the server do not fit this machine: {why}"))
}
