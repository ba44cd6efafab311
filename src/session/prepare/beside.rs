//! What lies beside a run: the file that real answers are written to, and the states of machines that it may start.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::project::definitions;
use crate::services::mock::{Layer, MachineFile, Shelf, TestCase};
use crate::session::mocking::add_states;
use crate::session::order::Order;

use super::Stage;
use super::machines::Machines;

/// How many machines are looked at for their states.
const MOST: usize = 50;

impl Stage<'_> {
    /// Where real answers are written to: to the test, else to the last mock file, or to the one that would be found.
    pub(super) fn shelf(&self, case: Option<&TestCase>) -> Option<Shelf> {
        let machine: Arc<str> = self.definition.name().into();
        if let Some(case) = case {
            let file = Arc::clone(&case.origin.document().source().name);
            let layer = case.origin.pointer().clone();
            return Some(Shelf { file, layer, machine, is_case: true });
        }
        let file = self.mocking.names.last().or(self.mocking.to_write.as_ref())?;
        Some(Shelf { file: file.as_str().into(), layer: Pointer::root(), machine, is_case: false })
    }

    /// The states for which `layer` may have answers beside those of the machine: those of the other machines of its
    /// file, and of machines that it may start. These are read only if there is an answer for none of the first.
    pub(super) fn elsewhere(&self, layer: &Layer) -> BTreeSet<String> {
        let mut known = self.mocking.elsewhere.clone();
        if layer.check_against(&self.machine, &known).is_empty() {
            return known;
        }
        let executed = layer.executed().filter(|file| file.mocks.is_none() && self.may_read(file));
        let executed = executed.map(|file| file.reference.clone());
        let machines: BTreeSet<String> = executed.chain(self.started()).take(MOST).collect();
        for reference in machines {
            let machines = definitions::machines_at(&reference, &self.options).unwrap_or_default();
            let definitions = machines.iter().filter_map(|machine| machine.definition.as_ref().ok());
            definitions.for_each(|definition| add_states(definition.document.value(), &mut known));
        }
        known
    }

    /// Whether the file of a machine that an answer names lies where the project may name something.
    fn may_read(&self, file: &MachineFile) -> bool {
        let own = Path::new(&*file.by).parent().unwrap_or(Path::new(""));
        let (path, _) = definitions::split(&file.reference);
        self.reach.clone().and(own).resolve(Path::new(path)).is_ok()
    }

    /// The machines that Tasks name and that are known without an answer.
    fn started(&self) -> Vec<String> {
        let order = Order::new(self.definition.clone());
        let machines = Machines::of(&order, &self.settings, &self.options, &self.machine);
        let Some(machines) = machines else { return Vec::new() };
        let written = self.machine.states.iter().filter_map(|state| {
            let state = self.document.value().pointer(&state.pointer)?;
            let given = state.get("Parameters").or_else(|| state.get("Arguments"))?;
            given.get("StateMachineArn")?.as_str()
        });
        written.filter_map(|arn| machines.reference(arn)).collect()
    }
}
