//! What lies beside a run: the file that real answers are written to, and the states of machines that it may start.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::project::definitions;
use crate::services::mock::{Holder, Layer, MachineFile, Shelf, TestCase};
use crate::session::mocking::{add_states, inner_machines};
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
            return Some(Shelf { file, layer, machine, holder: Holder::Case });
        }
        let file = self.mocking.names.last().or(self.mocking.to_write.as_ref())?;
        Some(Shelf { file: file.as_str().into(), layer: Pointer::root(), machine, holder: Holder::Run })
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
        let starts = self.starts();
        let mut waiting: Vec<String> = executed.chain(started(self.document.value(), &starts)).collect();
        let mut seen = BTreeSet::new();
        while let Some(reference) = waiting.pop().filter(|_| seen.len() < MOST) {
            if !seen.insert(reference.clone()) {
                continue;
            }
            let machines = definitions::machines_at(&reference, &self.options).unwrap_or_default();
            for definition in machines.iter().filter_map(|machine| machine.definition.as_ref().ok()) {
                add_states(definition.document.value(), &mut known);
                waiting.extend(started(definition.document.value(), &starts));
            }
        }
        known
    }

    /// Whether the file of a machine that an answer names lies where the project may name something.
    fn may_read(&self, file: &MachineFile) -> bool {
        let own = Path::new(&*file.by).parent().unwrap_or(Path::new(""));
        let (path, _) = definitions::split(&file.reference);
        self.reach.clone().and(own).resolve(Path::new(path)).is_ok()
    }

    /// The machines that may be started without an answer.
    fn starts(&self) -> Option<Machines> {
        let order = Order::new(self.definition.clone());
        Machines::of(&order, &self.settings, &self.options, &self.machine)
    }
}

/// The machines that Tasks of this definition name, as far as `machines` knows them.
fn started(definition: &Value, machines: &Option<Machines>) -> Vec<String> {
    let Some(machines) = machines else { return Vec::new() };
    let mut names = Vec::new();
    add_started(definition, &mut names);
    names.into_iter().filter_map(|arn| machines.reference(arn)).collect()
}

fn add_started<'d>(machine: &'d Value, names: &mut Vec<&'d str>) {
    let states = machine.get("States").and_then(Value::as_object);
    for state in states.into_iter().flat_map(|states| states.values()) {
        let given = state.get("Parameters").or_else(|| state.get("Arguments"));
        names.extend(given.and_then(|given| given.get("StateMachineArn")?.as_str()));
        inner_machines(state).for_each(|inner| add_started(inner, names));
    }
}
