//! SFN208: express runs twice.

use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN208"),
    name: "express-runs-twice",
    severity: Severity::Warning,
    about: "An asynchronous Express workflow runs at least once, so every step may run twice. Starting a job \
        twice costs money or does damage. Use a Standard workflow, or give the job a name of its own so \
        that the second start fails.",
    examples: Some(examples!("SFN208", "json")),
    workflow: Workflow::Express,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    if machine.workflow == Workflow::Standard {
        return;
    }
    for state in &machine.states {
        let Kind::Task(task) = &state.kind else { continue };
        if JOBS.iter().any(|(service, action)| task.resource.is(service, action)) {
            let message =
                format!("`{}` may start its job twice: Express runs at least once", clipped(&state.name));
            found.push(
                RULE.at(Place::Value(state.pointer.key("Resource")), message)
                    .help("use a Standard workflow for jobs"),
            );
        }
    }
}

/// Actions that start something anew each time.
const JOBS: [(&str, &str); 7] = [
    ("batch", "submitJob"),
    ("ecs", "runTask"),
    ("glue", "startJobRun"),
    ("databrew", "startJobRun"),
    ("codebuild", "startBuild"),
    ("elasticmapreduce", "createCluster"),
    ("mediaconvert", "createJob"),
];
