//! The mock files of an order: which they are, what is read from them, and the test case that is meant.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::source::Source;
use crate::base::value::Value;
use crate::load::{self, Reach};
use crate::project::definitions::Chosen;
use crate::project::mock_files::MockFiles;
use crate::project::settings::Settings;
use crate::project::{self, Error};
use crate::services::mock::{MockFile, TestCase, quick};

use super::order::{Order, Text};

/// The mock files of a run, read.
pub(super) struct Mocking {
    /// What they say.
    pub(super) file: Arc<MockFile>,
    /// Their names.
    pub(super) names: Vec<String>,
    /// The file that would be found without being named, as seen from the working folder.
    pub(super) to_write: Option<String>,
    /// The states of the other machines of the definition's file, for which answers may lie here too.
    pub(super) elsewhere: BTreeSet<String>,
}

impl Mocking {
    /// Reads the mock files that `order` names, else those that belong to its definition: `chosen`, as far as
    /// it could be read without them. What the caller has `read` of them is not read again.
    pub(super) fn read(
        order: &Order,
        reach: &Reach,
        chosen: Option<&Chosen>,
        read: Option<Arc<MockFile>>,
    ) -> Result<Self, Error> {
        let places = match (&order.definition, chosen) {
            (Text::Given(_), _) => None,
            (Text::File(_), Some(chosen)) => Some(MockFiles::of(chosen)),
            (Text::File(name), None) if name == "-" => None,
            (Text::File(name), None) => Some(MockFiles::beside(name)),
        };
        let beside = places.as_ref().filter(|_| order.mocks.is_empty()).map(MockFiles::found);
        let (file, names) = match read {
            Some(file) => (file, order.mocks.iter().map(|text| text.name().to_owned()).collect()),
            None => files(order, reach, beside.into_iter().flatten().collect())?,
        };
        let to_write = places.and_then(|places| places.to_write());
        let others = chosen.map_or(&[][..], |chosen| &chosen.others);
        let definitions = others.iter().filter_map(|other| other.definition.as_ref().ok());
        let mut elsewhere = BTreeSet::new();
        definitions.for_each(|definition| add_states(definition.document.value(), &mut elsewhere));
        Ok(Self { file, names, to_write, elsewhere })
    }

    /// The test case that `order` names.
    pub(super) fn case(&self, order: &Order) -> Result<Option<&TestCase>, Error> {
        let machine = order.names.machine.as_deref();
        order.case.as_ref().map(|name| self.select(name, machine)).transpose()
    }

    fn select(&self, name: &str, machine: Option<&str>) -> Result<&TestCase, Error> {
        self.file.case(name, machine).map_err(|error| {
            let place = match self.names.is_empty() {
                true => "no mock file was given".to_owned(),
                false => self.names.iter().map(|name| load::shown(name)).collect::<Vec<_>>().join(", "),
            };
            if !error.machines.is_empty() {
                let machines = error.machines.join(", ");
                return Error::usage(format!("several machines have a test case `{name}`: {machines}"))
                    .help("say which one with --machine-name");
            }
            let help = match (&error.near, error.known.is_empty()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, true) => format!("there are no test cases ({place})"),
                (None, false) => format!("there are: {}", error.known.join(", ")),
            };
            Error::usage(format!("there is no test case `{name}`")).help(help)
        })
    }
}

/// Reads the mock files of these names, later ones winning; with the names.
pub fn mock_files(names: &[String], settings: &Settings) -> Result<(Arc<MockFile>, Vec<String>), Error> {
    mock_files_over(None, names, settings)
}

/// The same over what `lowest` says.
pub fn mock_files_over(
    lowest: Option<Source>,
    names: &[String],
    settings: &Settings,
) -> Result<(Arc<MockFile>, Vec<String>), Error> {
    let named = names.iter().cloned().map(Text::File);
    let mocks = lowest.into_iter().map(Text::Given).chain(named).collect();
    let order = Order { mocks, ..Order::new(Text::File(String::new())) };
    files(&order, &reach(&order, settings), Vec::new())
}

/// Reads the mock files that `order` names, or those `beside` its definition; with their names.
fn files(order: &Order, reach: &Reach, beside: Vec<String>) -> Result<(Arc<MockFile>, Vec<String>), Error> {
    let (mut names, mut sources) = (Vec::new(), Vec::new());
    for name in beside {
        sources.push(project::files::read_found(reach, &name)?);
        names.push(name);
    }
    for text in order.mocks.iter().cloned() {
        let (name, source) = match text {
            Text::File(name) => (name.clone(), project::files::read(&name)?),
            Text::Given(source) => (source.name.to_string(), source),
        };
        names.push(name);
        sources.push(source);
    }
    for (state, answer) in &order.quick {
        let source = quick(state, answer);
        sources.push(source.map_err(|wrong| Error::load(wrong.message).help(wrong.help))?);
    }
    let file = MockFile::read(&sources, &mut |path, from| project::files::read_from(reach, path, from))
        .map_err(Error::Found)?;
    Ok((Arc::new(file), names))
}

/// The files that the definition and the mock files may name.
pub(super) fn reach(order: &Order, settings: &Settings) -> Reach {
    Reach::around(definition(order), &settings.readable())
}

fn definition(order: &Order) -> &str {
    match &order.definition {
        Text::File(name) => name.as_str(),
        Text::Given(source) => &source.name,
    }
}

/// The machine that `order` names, read with `options`; none if it cannot be read so, or is not in a file.
pub(super) fn choose(order: &Order, options: &load::Options) -> Option<Chosen> {
    match &order.definition {
        // Standard input can be read once only.
        Text::File(name) if name != "-" && !name.starts_with("-#") => {
            crate::project::definitions::choose(name, options).ok()
        }
        Text::File(_) | Text::Given(_) => None,
    }
}

/// Adds the names of all states of a definition, those in branches and items among them.
pub(super) fn add_states(machine: &Value, names: &mut BTreeSet<String>) {
    let Some(states) = machine.get("States").and_then(Value::as_object) else { return };
    for (name, state) in states {
        names.insert(name.to_string());
        inner_machines(state).for_each(|inner| add_states(inner, names));
    }
}

/// The machines in a state: those of its branches, and that of its items.
pub(super) fn inner_machines(state: &Value) -> impl Iterator<Item = &Value> {
    let branches = state.get("Branches").and_then(Value::as_array);
    let items = ["ItemProcessor", "Iterator"].into_iter().filter_map(|field| state.get(field));
    branches.into_iter().flat_map(|all| all.iter()).chain(items)
}
