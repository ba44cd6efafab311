//! `Breakpoint`: where a run is to stop: at a state, at an error, or where a condition holds.

use std::fmt;

use crate::asl::errors::names;
use crate::asl::machine::{StateId, StateMachine};
use crate::base::near::near;

/// Where a run is to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breakpoint {
    /// Before this state is entered.
    State(StateId, String),
    /// Before a state fails with this error; with any, if it is `States.ALL`.
    Error(String),
    /// Before a state is entered while this JSONata is true: of this state, if one is named.
    Condition(Option<StateId>, String),
}

impl Breakpoint {
    /// What `text` says: the name of a state of `machine`; an error's name, perhaps behind `error:`; JSONata between
    /// `{%` and `%}`, perhaps behind the name of a state and `if`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str, machine: &StateMachine) -> Result<Self, String> {
        let text = text.trim();
        if let Some(id) = state(text, machine) {
            return Ok(Self::State(id, text.to_owned()));
        }
        if text.starts_with("{%") {
            return condition(text).map(|condition| Self::Condition(None, condition));
        }
        if let Some((name, rest)) = text.split_once(" if ")
            && let Some(id) = state(name.trim(), machine)
        {
            return condition(rest).map(|condition| Self::Condition(Some(id), condition));
        }
        let error = text.strip_prefix("error:").map(str::trim);
        if let Some(error) = error.or_else(|| looks_like_error(text, machine).then_some(text)) {
            return match error {
                "" => Err("`error:` needs the name of an error, such as error:States.Timeout".to_owned()),
                _ => Ok(Self::Error(error.to_owned())),
            };
        }
        let known = machine.states.iter().map(|state| &*state.name);
        let help = match near(text, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write a state, an error such as States.Timeout or error:Declined, or a condition such \
                     as '{% $states.input.total > 100 %}' or 'Charge Card if {% $tries > 2 %}'"
                .to_owned(),
        };
        Err(format!("there is no state `{text}`; {help}"))
    }

    /// Whether an error of this name stops the run.
    #[must_use]
    pub fn takes_error(&self, error: &str) -> bool {
        match self {
            Self::Error(name) => name == names::ALL || name == error,
            Self::State(..) | Self::Condition(..) => false,
        }
    }
}

impl fmt::Display for Breakpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(_, name) => write!(to, "{name}"),
            Self::Error(name) => write!(to, "error {name}"),
            Self::Condition(_, condition) => write!(to, "{{% {condition} %}}"),
        }
    }
}

fn state(name: &str, machine: &StateMachine) -> Option<StateId> {
    let at = machine.states.iter().position(|state| &*state.name == name)?;
    u32::try_from(at).ok().map(StateId)
}

/// The condition without its marks, which it may lack; it must be JSONata.
fn condition(text: &str) -> Result<String, String> {
    let text = text.trim();
    let inner = text.strip_prefix("{%").map_or(text, |text| text.strip_suffix("%}").unwrap_or(text)).trim();
    match crate::expr::jsonata::Expression::parse(inner, crate::expr::jsonata::Level::Full) {
        Ok(_) => Ok(inner.to_owned()),
        Err(error) => Err(format!("the condition `{inner}` is not JSONata: {error}")),
    }
}

/// Whether it is written as errors are, or one that the machine names.
fn looks_like_error(text: &str, machine: &StateMachine) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_dotted = text.contains('.') && text.split('.').all(is_word);
    is_dotted || machine.states.iter().any(|state| named_errors(state).any(|known| known == text))
}

/// The errors that the catchers and retriers of a state name.
fn named_errors(state: &crate::asl::machine::State) -> impl Iterator<Item = &str> {
    let retried = state.retry.iter().flat_map(|retrier| retrier.errors.iter());
    let caught = state.catch.iter().flat_map(|catcher| catcher.errors.iter());
    retried.chain(caught).map(|name| &**name)
}
