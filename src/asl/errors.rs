//! The error names that AWS itself uses, all of which begin with `States.`, and which rules of Retry and
//! Catch an error meets: the only table of both. The engine, the rules and `sfn explain` ask it.
//!
//! Sources: Developer Guide "Handling errors in Step Functions workflows"; where recorded executions differ
//! from it (`States.DataLimitExceeded` of a Task, `States.Runtime`), the recordings.

/// The names that this program itself raises or compares.
pub mod names {
    /// Wildcard: see `MatchedBy`.
    pub const ALL: &str = "States.ALL";
    /// Wildcard for errors of tasks: see `MatchedBy`.
    pub const TASK_FAILED: &str = "States.TaskFailed";
    /// A task or the execution ran out of time, or a heartbeat was missed.
    pub const TIMEOUT: &str = "States.Timeout";
    /// Accepted in Retry and Catch for missed heartbeats; AWS reports `States.Timeout`.
    pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
    /// The state could not be executed; never caught.
    pub const RUNTIME: &str = "States.Runtime";
    /// A payload or variables beyond AWS's quota.
    pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
    /// `ResultPath` cannot be applied; never caught.
    pub const REFERENCE_PATH_CONFLICT: &str = "States.ReferencePathConflict";
    /// Accepted in Retry and Catch of a Parallel; AWS reports the branch's own error.
    pub const BRANCH_FAILED: &str = "States.BranchFailed";
    /// A JSONata expression failed.
    pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
    /// More items of a distributed Map failed than it tolerates.
    pub const EXCEED_TOLERATED_FAILURE_THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
    /// A distributed Map could not read its items.
    pub const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
    /// A distributed Map could not write its results.
    pub const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
    /// The answer of an HTTP task was another than 2xx: this, a dot and the three digits of its status.
    pub const HTTP_STATUS: &str = "States.Http.StatusCode";
    /// An HTTP task could not connect.
    pub const HTTP_SOCKET: &str = "States.Http.Socket";
}

/// One of AWS's own errors.
#[derive(Clone, Copy, Debug)]
pub struct KnownError {
    /// Its name.
    pub name: &'static str,
    /// When it happens, in a sentence or two.
    pub about: &'static str,
    /// Which names in a Retry or Catch match it.
    pub matched_by: MatchedBy,
}

/// Which names in a Retry or Catch match an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// It is no error but a name that matches others.
    Wildcard,
    /// AWS reports another one in its place, so that naming it has no effect.
    Unreported,
    /// None: it ends the execution, through every Parallel and Map around the state.
    Never,
    /// Its own and `States.ALL`.
    ByAll,
    /// Its own, `States.ALL` and `States.TaskFailed`.
    ByTask,
    /// Its own; the result of a Task also `States.ALL` and `States.TaskFailed` (recorded twice, against the
    /// Developer Guide, which excepts it from `States.ALL` everywhere).
    ByTaskResult,
}

/// Where an error came up, as far as that decides which rules it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaisedIn {
    /// In the state whose rules are asked.
    State(Trigger),
    /// In a branch of that state, a Parallel.
    Branch(Trigger),
}

/// What raised an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The work of a state, its fields or the answer to a call.
    Work,
    /// A Task whose worker was silent for longer than its heartbeat; AWS names that `States.Timeout`, too.
    Heartbeat,
    /// Data that outgrew a quota elsewhere than in the result of a Task.
    Quota,
    /// A Map Run that broke; it has an event of its own for that.
    MapRun,
}

impl RaisedIn {
    /// What raised it.
    #[must_use]
    pub const fn trigger(self) -> Trigger {
        match self {
            Self::State(trigger) | Self::Branch(trigger) => trigger,
        }
    }
}

impl KnownError {
    /// Whether a rule of a Retry or Catch that names it can have an effect.
    #[must_use]
    pub const fn is_catchable(&self) -> bool {
        !matches!(self.matched_by, MatchedBy::Never | MatchedBy::Unreported)
    }
}

/// Whether no Retry and no Catch sees the error `name`; `None` is one without a name.
#[must_use]
pub fn is_fatal(name: Option<&str>) -> bool {
    matched_by(name) == MatchedBy::Never
}

/// Whether a rule with `rule` in its `ErrorEquals` takes the error `name`, which came up at `origin`. Names
/// are compared exactly. `None` is an error without a name, which only `States.ALL` takes.
#[must_use]
pub fn is_match(rule: &str, name: Option<&str>, origin: RaisedIn) -> bool {
    let matched = matched_by(name);
    let is_result = origin.trigger() != Trigger::Quota;
    match (rule, matched) {
        (_, MatchedBy::Never) => false,
        (names::ALL, MatchedBy::ByTaskResult) => is_result,
        (names::ALL, _) => true,
        (names::TASK_FAILED, MatchedBy::ByAll) => false,
        (names::TASK_FAILED, MatchedBy::ByTaskResult) => is_result,
        (names::TASK_FAILED, _) => name.is_some(),
        (names::HEARTBEAT_TIMEOUT, _) if origin.trigger() == Trigger::Heartbeat => true,
        (names::BRANCH_FAILED, _) if matches!(origin, RaisedIn::Branch(_)) => true,
        (rule, _) => name == Some(rule),
    }
}

/// Whether a Task's rule with the name `earlier` takes all that a later one with `later` could take, and
/// certainly so: what `States.TaskFailed` takes of AWS's own errors is documented but hardly recorded.
#[must_use]
pub fn covers(earlier: &str, later: &str) -> bool {
    let is_own = later.starts_with("States.");
    earlier == later || !is_own && is_match(earlier, Some(later), RaisedIn::State(Trigger::Work))
}

/// An error that is none of AWS's own is one of a task.
fn matched_by(name: Option<&str>) -> MatchedBy {
    let own = name.filter(|name| name.starts_with("States."));
    let known = own.and_then(|name| ERRORS.iter().find(|error| error.name == name));
    known.map_or(MatchedBy::ByTask, |known| known.matched_by)
}

const fn seen(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::ByTask }
}

const fn by_all(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::ByAll }
}

const fn task_result(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::ByTaskResult }
}

const fn wildcard(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::Wildcard }
}

const fn unseen(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::Never }
}

const fn unreported(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, matched_by: MatchedBy::Unreported }
}

/// All of them.
#[rustfmt::skip]
pub const ERRORS: &[KnownError] = &[
    wildcard(names::ALL, "The wildcard for every error that can be caught. It stands alone in its list and in the last rule. It does not match States.Runtime."),
    seen(names::TASK_FAILED, "A task failed. In a Retry or Catch it is a wildcard for every error of a task but States.Timeout."),
    by_all(names::TIMEOUT, "A task took longer than TimeoutSeconds or missed a heartbeat, or the execution took longer than the machine's TimeoutSeconds; the latter cannot be caught."),
    by_all(names::HEARTBEAT_TIMEOUT, "A name for missed heartbeats that a rule may list. AWS reports them as States.Timeout, which matches, too."),
    seen("States.Permissions", "The role does not allow the call."),
    task_result(names::DATA_LIMIT_EXCEEDED, "An input, output, result or variable is larger than 262,144 bytes. Keep large data in S3 and pass its key."),
    unseen(names::RUNTIME, "The execution cannot go on: a path finds nothing, an intrinsic function fails, no rule of a Choice matches. No Retry or Catch sees it, not even States.ALL. sfn run shows which path missed what."),
    seen(names::QUERY_EVALUATION_ERROR, "A JSONata expression failed, gave nothing, or gave the wrong type."),
    unreported("States.IntrinsicFailure", "The specification's name for an intrinsic function that fails; AWS reports States.Runtime, which cannot be caught."),
    unreported("States.ParameterPathFailure", "The specification's name for a path in Parameters that finds nothing; AWS reports States.Runtime, which cannot be caught."),
    unreported("States.ResultPathMatchFailure", "The specification's name for a ResultPath that does not fit the input; AWS reports States.ReferencePathConflict."),
    unseen(names::REFERENCE_PATH_CONFLICT, "A ResultPath leads through a value that is neither an object nor an array."),
    seen(names::BRANCH_FAILED, "The specification's name for a failed branch of a Parallel; AWS reports the branch's own error."),
    unreported("States.NoChoiceMatched", "The specification's name for a Choice without a matching rule and without Default; AWS reports States.Runtime, which cannot be caught."),
    seen(names::EXCEED_TOLERATED_FAILURE_THRESHOLD, "More items of a distributed Map failed than it tolerates."),
    seen(names::ITEM_READER_FAILED, "A distributed Map could not read its items."),
    seen(names::RESULT_WRITER_FAILED, "A distributed Map could not write its results."),
    seen(names::HTTP_SOCKET, "An HTTP task could not connect, or had no answer within 60 seconds."),
    seen("States.Http.AccessDenied", "An HTTP task may not use its connection."),
    seen(names::HTTP_STATUS, "An HTTP task had an answer other than 2xx; the name ends in the number: States.Http.StatusCode.404."),
];

/// The error of that name. The name of one HTTP status is found for each of them.
#[must_use]
pub fn find(name: &str) -> Option<&'static KnownError> {
    let status = name.strip_prefix(names::HTTP_STATUS).and_then(|rest| rest.strip_prefix('.'));
    let status = status.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()));
    let name = if status { names::HTTP_STATUS } else { name };
    ERRORS.iter().find(|error| error.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{RaisedIn, Trigger, covers, is_match, names};

    #[test]
    fn rules_take_what_was_recorded() {
        let work = RaisedIn::State(Trigger::Work);
        let takes = |rule, name| is_match(rule, Some(name), work);
        assert!(takes("States.ALL", "States.DataLimitExceeded"), "the result of a Task");
        assert!(takes("States.TaskFailed", "Lambda.ResourceNotFoundException"));
        assert!(!takes("States.TaskFailed", "States.Timeout"));
        assert!(!takes("States.ALL", "States.Runtime") && !takes("States.Runtime", "States.Runtime"));
        assert!(is_match("States.ALL", None, work) && !is_match("States.TaskFailed", None, work));
        assert!(!takes("State.ALL", "Oops"), "an ordinary name");
    }

    #[test]
    fn the_origin_decides_beside_the_name() {
        let quota = RaisedIn::Branch(Trigger::Quota);
        let limit = Some(names::DATA_LIMIT_EXCEEDED);
        assert!(!is_match("States.ALL", limit, quota) && !is_match("States.TaskFailed", limit, quota));
        assert!(is_match("States.DataLimitExceeded", limit, quota));
        assert!(is_match("States.BranchFailed", limit, quota));
        let silent = RaisedIn::Branch(Trigger::Heartbeat);
        assert!(is_match("States.HeartbeatTimeout", Some("States.Timeout"), silent));
    }

    #[test]
    fn a_wildcard_covers_the_errors_of_services_only() {
        assert!(covers("States.TaskFailed", "Lambda.Unknown") && covers("A", "A"));
        assert!(!covers("States.TaskFailed", "States.Timeout") && !covers("A", "B"));
    }
}
