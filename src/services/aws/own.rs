//! Actions of optimized integrations that are others of their APIs: what the API is given instead, and what the state
//! sees of its answer (Developer Guide, "Call Amazon EMR" and "EMR Serverless").

use crate::base::value::{Object, Value};

/// A name that stands for an id, which is asked for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// The action of the same service that lists them.
    pub action: &'static str,
    /// The list in its answer.
    pub list: &'static str,
    /// The argument that holds the name.
    pub name: &'static str,
    /// The argument that holds what is changed, which lacks the id.
    pub holder: &'static str,
    /// What the id is called there.
    pub id: &'static str,
}

const FLEET: LookUp = LookUp {
    action: "listInstanceFleets",
    list: "InstanceFleets",
    name: "InstanceFleetName",
    holder: "InstanceFleet",
    id: "InstanceFleetId",
};
const GROUP: LookUp = LookUp {
    action: "listInstanceGroups",
    list: "InstanceGroups",
    name: "InstanceGroupName",
    holder: "InstanceGroup",
    id: "InstanceGroupId",
};

/// What is asked for before `service:action` is called, if something is.
#[must_use]
pub fn look_up(service: &str, action: &str) -> Option<LookUp> {
    match (service, action) {
        ("elasticmapreduce", "modifyInstanceFleetByName") => Some(FLEET),
        ("elasticmapreduce", "modifyInstanceGroupByName") => Some(GROUP),
        _ => None,
    }
}

/// The action of the API that `service:action` calls, and what that is given for `arguments`; none if both are as the
/// Task has them.
#[must_use]
pub fn call(service: &str, action: &str, arguments: &Object) -> Option<(&'static str, Object)> {
    if service != "elasticmapreduce" {
        return None;
    }
    let given = |key: &str| arguments.get(key).cloned().unwrap_or_default();
    let one = |key: &str| Value::from(vec![given(key)]);
    let (action, members) = match action {
        "createCluster" => return Some(("runJobFlow", arguments.clone())),
        "addStep" => {
            let role = arguments.get("ExecutionRoleArn").map(|role| ("ExecutionRoleArn", role.clone()));
            let step = [("JobFlowId", given("ClusterId")), ("Steps", one("Step"))];
            ("addJobFlowSteps", step.into_iter().chain(role).collect::<Vec<_>>())
        }
        "cancelStep" => ("cancelSteps", vec![("ClusterId", given("ClusterId")), ("StepIds", one("StepId"))]),
        "terminateCluster" => ("terminateJobFlows", vec![("JobFlowIds", one("ClusterId"))]),
        "setClusterTerminationProtection" => {
            let protected = ("TerminationProtected", given("TerminationProtected"));
            ("setTerminationProtection", vec![("JobFlowIds", one("ClusterId")), protected])
        }
        "modifyInstanceFleetByName" => {
            let fleet = ("InstanceFleet", given("InstanceFleet"));
            ("modifyInstanceFleet", vec![("ClusterId", given("ClusterId")), fleet])
        }
        "modifyInstanceGroupByName" => {
            let groups = ("InstanceGroups", one("InstanceGroup"));
            ("modifyInstanceGroups", vec![("ClusterId", given("ClusterId")), groups])
        }
        _ => return None,
    };
    Some((action, Object::from_iter(members)))
}

/// What the state sees of the `result` that the API gave for `arguments` of the Task.
#[must_use]
pub fn answer(service: &str, action: &str, arguments: &Object, result: Object) -> Object {
    let first = |list: &str| result.get(list).and_then(|list| list.at(0)).cloned().unwrap_or_default();
    match (service, action) {
        ("elasticmapreduce", "createCluster") => {
            let member = |(key, value): &(std::sync::Arc<str>, Value)| {
                let name = if **key == *"JobFlowId" { "ClusterId".into() } else { key.clone() };
                (name, value.clone())
            };
            result.iter().map(member).collect()
        }
        ("elasticmapreduce", "addStep") => Object::from_iter([("StepId", first("StepIds"))]),
        ("elasticmapreduce", "cancelStep") => {
            Object::from_iter([("CancelStepsInfo", first("CancelStepsInfoList"))])
        }
        ("emr-serverless", "startApplication" | "stopApplication" | "deleteApplication") => {
            let id = arguments.get("ApplicationId").cloned().unwrap_or_default();
            Object::from_iter([("ApplicationId", id)])
        }
        _ => result,
    }
}

/// Why `service:action` is called by no API, if that is so.
#[must_use]
pub fn unserved(service: &str, action: &str) -> Option<&'static str> {
    match (service, action) {
        ("eks", "call" | "runJob") => Some(
            "it speaks to the Kubernetes cluster itself, whose certificate and token no API of AWS stands for",
        ),
        ("bedrockagentcore", "invokeHarness") => {
            Some("its API answers in a stream of events, of which Step Functions makes the result itself")
        }
        _ => None,
    }
}
