//! The error names that AWS itself uses, all of which begin with `States.`.

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct KnownError {
    /// Its name.
    pub name: &'static str,
    /// When it happens, in a sentence or two.
    pub about: &'static str,
    /// What a Retry or Catch sees of it.
    pub seen: Seen,
}

/// What names in a Retry or Catch match an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is no error but matches others.
    Wildcard,
    /// None.
    Never,
    /// Its own and `States.ALL`.
    ByAll,
    /// Its own, `States.ALL` and `States.TaskFailed`.
    ByTask,
}

impl KnownError {
    /// Whether a Retry or Catch can see it.
    #[must_use]
    pub fn is_catchable(&self) -> bool {
        self.seen != Seen::Never
    }
}

const fn seen(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, seen: Seen::ByTask }
}

const fn by_all(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, seen: Seen::ByAll }
}

const fn wildcard(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, seen: Seen::Wildcard }
}

const fn unseen(name: &'static str, about: &'static str) -> KnownError {
    KnownError { name, about, seen: Seen::Never }
}

/// All of them.
#[rustfmt::skip]
pub const ERRORS: &[KnownError] = &[
    wildcard("States.ALL", "The wildcard for every error that can be caught. It stands alone in its list and in the last rule. It does not match States.Runtime."),
    seen("States.TaskFailed", "A task failed. In a Retry or Catch it is a wildcard for every error of a task but States.Timeout."),
    by_all("States.Timeout", "A task took longer than TimeoutSeconds or missed a heartbeat, or the execution took longer than the machine's TimeoutSeconds; the latter cannot be caught."),
    by_all("States.HeartbeatTimeout", "A name for missed heartbeats that a rule may list. AWS reports them as States.Timeout, which matches, too."),
    seen("States.Permissions", "The role does not allow the call."),
    seen("States.DataLimitExceeded", "An input, output, result or variable is larger than 262,144 bytes. Keep large data in S3 and pass its key."),
    unseen("States.Runtime", "The execution cannot go on: a path finds nothing, an intrinsic function fails, no rule of a Choice matches. No Retry or Catch sees it, not even States.ALL. sfn run shows which path missed what."),
    seen("States.QueryEvaluationError", "A JSONata expression failed, gave nothing, or gave the wrong type."),
    unseen("States.IntrinsicFailure", "The specification's name for an intrinsic function that fails; AWS reports States.Runtime, which cannot be caught."),
    unseen("States.ParameterPathFailure", "The specification's name for a path in Parameters that finds nothing; AWS reports States.Runtime, which cannot be caught."),
    unseen("States.ResultPathMatchFailure", "The specification's name for a ResultPath that does not fit the input; AWS reports States.ReferencePathConflict."),
    unseen("States.ReferencePathConflict", "A ResultPath leads through a value that is neither an object nor an array."),
    seen("States.BranchFailed", "The specification's name for a failed branch of a Parallel; AWS reports the branch's own error."),
    unseen("States.NoChoiceMatched", "The specification's name for a Choice without a matching rule and without Default; AWS reports States.Runtime, which cannot be caught."),
    seen("States.ExceedToleratedFailureThreshold", "More items of a distributed Map failed than it tolerates."),
    seen("States.ItemReaderFailed", "A distributed Map could not read its items."),
    seen("States.ResultWriterFailed", "A distributed Map could not write its results."),
    seen("States.Http.Socket", "An HTTP task could not connect, or had no answer within 60 seconds."),
    seen("States.Http.AccessDenied", "An HTTP task may not use its connection."),
    seen("States.Http.StatusCode", "An HTTP task had an answer other than 2xx; the name ends in the number: States.Http.StatusCode.404."),
];

/// The error of that name. The name of an HTTP status stands for all of them.
#[must_use]
pub fn find(name: &str) -> Option<&'static KnownError> {
    let status = name.strip_prefix("States.Http.StatusCode.");
    let status = status.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()));
    let name = if status { "States.Http.StatusCode" } else { name };
    ERRORS.iter().find(|error| error.name.eq_ignore_ascii_case(name))
}
