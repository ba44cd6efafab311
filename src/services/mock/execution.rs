//! Calls that another execution of the same run answers: `execute`, machines of the project that are started without any
//! mock, and what Step Functions' own API does with executions and tokens.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::diag::Diagnostic;
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::services::executions::{Asked, NewExecution};
use crate::services::refusal::{CallLabel, Refusal};

use super::Mocks;
use super::codes;
use super::destination::MachineFile;
use super::entry::MockAnswer;
use super::refusing::{Tried, faulty};

/// A call that another execution of the run answers.
#[derive(Clone, Debug)]
pub struct ExecutionCall {
    /// What the call wants.
    pub wanted: Wanted,
    /// What to say if no execution can be meant.
    pub otherwise: Box<Refusal>,
}

/// What a call wants of the other executions.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// One that runs this machine.
    Start(MachineName, NewExecution),
    /// What [`Asked::of`] says.
    Other,
}

/// A machine that is to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MachineName {
    /// The machine of this ARN.
    Arn(Arc<str>),
    /// What an answer names.
    File(MachineFile),
}

/// Finds out whether the machine of an ARN is known.
type Knows = dyn Fn(&str) -> bool + Send + Sync;

/// The machines of the project that may be started without any mock.
#[derive(Clone, Default)]
pub struct DeclaredMachines(Option<Arc<Knows>>);

impl std::fmt::Debug for DeclaredMachines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeclaredMachines")
    }
}

impl DeclaredMachines {
    /// Those that `knows` knows by their ARNs.
    #[must_use]
    pub fn new(knows: Arc<Knows>) -> Self {
        Self(Some(knows))
    }

    /// Whether the machine of this ARN is one of them.
    pub(super) fn knows(&self, arn: &str) -> bool {
        self.0.as_ref().is_some_and(|knows| knows(arn))
    }
}

impl Mocks {
    /// What the other executions of the run are asked for a `call` that no mock answers; none if it is no such call.
    pub(super) fn by_execution(
        &self,
        call: &Call,
        machine: &StateMachine,
        label: &CallLabel,
        tried: &[Tried],
    ) -> Option<ExecutionCall> {
        let wanted = match NewExecution::of(call) {
            Some(how) => {
                let arn = call.args.get("StateMachineArn").and_then(Value::as_str)?;
                self.context.machines.knows(arn).then(|| Wanted::Start(MachineName::Arn(arn.into()), how))?
            }
            None => Asked::of(call).map(|_| Wanted::Other)?,
        };
        let otherwise = Box::new(self.unanswered(call, machine, label.clone(), tried));
        Some(ExecutionCall { wanted, otherwise })
    }
}

/// What `execute` of `entry` asks for `call`.
pub(super) fn executed(
    entry: &MockAnswer,
    file: &MachineFile,
    call: &Call,
    label: CallLabel,
) -> Result<ExecutionCall, Box<Refusal>> {
    let unfit = |message: String, help: &str| {
        let found = Diagnostic::error(codes::UNFIT, entry.origin.place(), message).help(help);
        Box::new(faulty(found, label.clone(), &entry.origin))
    };
    let Some(how) = NewExecution::of(call) else {
        let message = format!("`execute` cannot answer {}", call.resource.short_name());
        let help = "use `return` with the result: only calls that start an execution have one that runs";
        return Err(unfit(message, help));
    };
    if let Some(key) = [("delay", entry.delay.is_some()), ("submitted", entry.submitted.is_some())]
        .into_iter()
        .find_map(|(key, is_there)| is_there.then_some(key))
    {
        let message = format!("`{key}` has no meaning beside `execute`");
        let help = "remove it: the execution that runs takes its own time and has its own response";
        return Err(unfit(message, help));
    }
    let otherwise =
        unfit("the machine cannot be started here".to_owned(), "name its definition in `machine`");
    Ok(ExecutionCall { wanted: Wanted::Start(MachineName::File(file.clone()), how), otherwise })
}
