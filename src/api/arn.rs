//! ARNs of Step Functions: made of names, and taken apart (API reference; labelled and Express forms recorded).

use super::ApiError;

/// What an ARN of Step Functions names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arn<'a> {
    /// `…:stateMachine:NAME`
    Machine(&'a str),
    /// `…:stateMachine:NAME:7`
    Version(&'a str, u32),
    /// `…:stateMachine:NAME:PROD`
    Alias(&'a str, &'a str),
    /// `…:stateMachine:NAME/LABEL`: the processor of a distributed Map.
    Labelled(&'a str, &'a str),
    /// `…:execution:NAME:EXECUTION`; of a Map Run's child, NAME has a label behind a slash.
    Execution(&'a str, &'a str),
    /// `…:express:NAME:EXECUTION:UUID`; the same.
    Express(&'a str),
    /// `…:activity:NAME`
    Activity(&'a str),
    /// `…:mapRun:NAME/LABEL:UUID`
    MapRun(&'a str),
}

impl<'a> Arn<'a> {
    /// What `text` names.
    pub fn parse(text: &'a str) -> Result<Self, ApiError> {
        let prefix = || ApiError::arn(format!("Invalid ARN prefix: {text}"));
        let parts: Vec<&str> = text.splitn(7, ':').collect();
        let ["arn", _, "states", _, _, kind, rest] = parts.as_slice() else { return Err(prefix()) };
        if rest.is_empty() {
            return Err(prefix());
        }
        let (name, behind) =
            rest.split_once(':').map_or((*rest, None), |(name, behind)| (name, Some(behind)));
        match (*kind, behind) {
            ("stateMachine", None) => Ok(match name.split_once('/') {
                Some((name, label)) => Self::Labelled(name, label),
                None => Self::Machine(name),
            }),
            ("stateMachine", Some(behind)) => Ok(match behind.parse() {
                Ok(number) => Self::Version(name, number),
                Err(_) => Self::Alias(name, behind),
            }),
            ("execution", Some(execution)) => Ok(Self::Execution(name, execution)),
            ("express", Some(_)) => Ok(Self::Express(name)),
            ("activity", None) => Ok(Self::Activity(name)),
            ("mapRun", Some(_)) => Ok(Self::MapRun(name)),
            _ => Err(prefix()),
        }
    }

    /// Its type, as the ARN has it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Machine(_) | Self::Version(..) | Self::Alias(..) | Self::Labelled(..) => "stateMachine",
            Self::Execution(..) => "execution",
            Self::Express(_) => "express",
            Self::Activity(_) => "activity",
            Self::MapRun(_) => "mapRun",
        }
    }

    /// It names something of another type than the operation takes.
    #[must_use]
    pub fn refused(&self) -> ApiError {
        ApiError::arn(format!("Resource type not valid in this context: {}", self.kind()))
    }
}

/// The last name in an ARN: that of a machine or an activity in its own.
#[must_use]
pub fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or_default()
}

/// The operation takes no ARN of a Map's processor (the words for an execution are recorded).
#[must_use]
pub fn labelled(what: &str) -> ApiError {
    ApiError::validation(format!("Labeled {what} ARNs are not supported for this API"))
        .because("API_DOES_NOT_SUPPORT_LABELED_ARNS")
}

/// Refuses a name of a machine, an execution or an activity that AWS would not take.
pub fn check_name(name: &str) -> Result<(), ApiError> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c);
    if name.is_empty() || name.chars().count() > 80 || name.contains(is_bad) {
        return Err(ApiError::new("InvalidName", format!("Invalid Name: '{name}'")));
    }
    Ok(())
}
