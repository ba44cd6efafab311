//! What a Task can call: the optimized integrations with their patterns, and the services of the AWS SDK
//! integrations.
//!
//! Actions of the SDK integrations are not known here, only how they are written.

use crate::base::near::near;
use crate::catalog;

use super::resource::{Pattern, Resource, Target};

/// Actions of one optimized service that share their patterns.
struct Optimized {
    service: &'static str,
    actions: &'static [&'static str],
    /// `.sync`
    job: bool,
    /// `.waitForTaskToken`
    token: bool,
}

const fn plain(service: &'static str, actions: &'static [&'static str]) -> Optimized {
    Optimized { service, actions, job: false, token: false }
}

const fn job(service: &'static str, actions: &'static [&'static str]) -> Optimized {
    Optimized { service, actions, job: true, token: false }
}

const fn token(service: &'static str, actions: &'static [&'static str]) -> Optimized {
    Optimized { service, actions, job: false, token: true }
}

const fn all(service: &'static str, actions: &'static [&'static str]) -> Optimized {
    Optimized { service, actions, job: true, token: true }
}

#[rustfmt::skip]
const OPTIMIZED: &[Optimized] = &[
    token("apigateway", &["invoke"]),
    job("athena", &["startQueryExecution"]),
    plain("athena", &["stopQueryExecution", "getQueryExecution", "getQueryResults"]),
    job("batch", &["submitJob"]),
    token("bedrock", &["invokeModel"]),
    job("bedrock", &["createModelCustomizationJob"]),
    plain("bedrockagentcore", &["invokeHarness"]),
    job("codebuild", &["startBuild", "startBuildBatch", "retryBuildBatch"]),
    plain("codebuild", &["stopBuild", "stopBuildBatch", "batchDeleteBuilds", "deleteBuildBatch", "batchGetReports"]),
    job("databrew", &["startJobRun"]),
    plain("dynamodb", &["getItem", "putItem", "updateItem", "deleteItem"]),
    all("ecs", &["runTask"]),
    job("eks", &["createCluster", "deleteCluster", "createFargateProfile", "deleteFargateProfile",
        "createNodegroup", "deleteNodegroup"]),
    all("eks", &["runJob"]),
    token("eks", &["call"]),
    job("elasticmapreduce", &["createCluster", "addStep", "terminateCluster"]),
    plain("elasticmapreduce", &["cancelStep", "setClusterTerminationProtection", "modifyInstanceFleetByName",
        "modifyInstanceGroupByName"]),
    plain("emr-containers", &["createVirtualCluster"]),
    job("emr-containers", &["deleteVirtualCluster", "startJobRun"]),
    job("emr-serverless", &["createApplication", "startApplication", "stopApplication", "deleteApplication",
        "startJobRun", "cancelJobRun"]),
    token("events", &["putEvents"]),
    job("glue", &["startJobRun"]),
    plain("http", &["invoke"]),
    token("lambda", &["invoke"]),
    // Undocumented, yet AWS takes it.
    plain("lambda", &["listFunctions"]),
    job("mediaconvert", &["createJob"]),
    job("sagemaker", &["createTrainingJob", "createTransformJob", "createProcessingJob", "createLabelingJob",
        "createHyperParameterTuningJob"]),
    plain("sagemaker", &["createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint"]),
    token("sns", &["publish"]),
    token("sqs", &["sendMessage"]),
    all("states", &["startExecution"]),
];

/// Parameters without which AWS refuses a call of an optimized integration.
const REQUIRED: &[(&str, &str, &[&str])] = &[
    ("apigateway", "invoke", &["ApiEndpoint", "Method"]),
    ("athena", "startQueryExecution", &["QueryString"]),
    ("batch", "submitJob", &["JobName", "JobQueue", "JobDefinition"]),
    ("codebuild", "startBuild", &["ProjectName"]),
    ("databrew", "startJobRun", &["Name"]),
    ("ecs", "runTask", &["TaskDefinition"]),
    ("eks", "runJob", &["ClusterName", "CertificateAuthority", "Endpoint", "Job"]),
    ("events", "putEvents", &["Entries"]),
    ("glue", "startJobRun", &["JobName"]),
    ("http", "invoke", &["ApiEndpoint", "Method"]),
    ("lambda", "invoke", &["FunctionName"]),
    ("states", "startExecution", &["StateMachineArn"]),
];

/// The parameters that a call of `resource` cannot be without, as far as they are known.
#[must_use]
pub fn required(resource: &Resource) -> &'static [&'static str] {
    REQUIRED
        .iter()
        .find(|(service, action, _)| resource.is(service, action))
        .map_or(&[], |(_, _, names)| names)
}

/// Why a resource cannot be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCallable {
    /// A few words for the place itself.
    pub reason: String,
    /// What to write instead, if that is clear.
    pub help: Option<String>,
}

/// Whether a Task can call what `arn` names.
pub fn callable(arn: &str) -> Result<(), NotCallable> {
    let because = |reason: &str, help: Option<String>| Err(NotCallable { reason: reason.to_owned(), help });
    let Some(resource) = Resource::parse(arn) else {
        let help = "write a function's ARN, arn:aws:states:::SERVICE:ACTION, \
                    or arn:aws:states:::aws-sdk:SERVICE:ACTION";
        return because("not the ARN of something that can be called", Some(help.to_owned()));
    };
    let (service, action) = match &resource.target {
        Target::Function(name) => {
            return if name.is_empty() || arn.ends_with(':') {
                because("the function's name or alias is missing", None)
            } else {
                Ok(())
            };
        }
        Target::Activity(_) => return Ok(()),
        Target::Service { service, .. } if **service == *"swf" => return Ok(()),
        Target::Service { service, action, .. } => (&**service, &**action),
    };
    if let Some(sdk) = service.strip_prefix("aws-sdk:") {
        return by_sdk(sdk, action, resource.pattern);
    }
    if !OPTIMIZED.iter().any(|row| row.service == service) {
        let help = known(service).then(|| format!("call it as arn:aws:states:::aws-sdk:{service}:{action}"));
        return because(&format!("`{service}` has no optimized integration"), help);
    }
    let Some(row) = OPTIMIZED.iter().find(|row| row.service == service && row.actions.contains(&action))
    else {
        let reason = format!("`{service}` has no optimized integration `{action}`");
        let sdk = known(service).then(|| format!("call it as arn:aws:states:::aws-sdk:{service}:{action}"));
        return because(&reason, near_action(service, action).or(sdk));
    };
    let fits = match resource.pattern {
        Pattern::RequestResponse => true,
        Pattern::Sync => row.job,
        Pattern::SyncJson => service == "states",
        Pattern::Callback => row.token,
    };
    if fits {
        return Ok(());
    }
    let suffix = resource.pattern.suffix();
    because(&format!("`{service}:{action}` does not take `{suffix}`"), None)
}

fn by_sdk(service: &str, action: &str, pattern: Pattern) -> Result<(), NotCallable> {
    let because = |reason: String, help: Option<String>| Err(NotCallable { reason, help });
    if !known(service) {
        let lower = service.to_lowercase();
        let help = known(&lower).then(|| format!("services are written in lower case: `{lower}`"));
        return because(format!("AWS has no service `{service}`"), help);
    }
    if !action.starts_with(|c: char| c.is_ascii_lowercase()) {
        let mut letters = action.chars();
        let camel: String =
            letters.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(letters).collect();
        return because(
            "actions begin with a lower-case letter".to_owned(),
            Some(format!("did you mean `{camel}`?")),
        );
    }
    match pattern {
        Pattern::RequestResponse | Pattern::Callback => Ok(()),
        Pattern::Sync | Pattern::SyncJson => {
            because(format!("SDK integrations do not take `{}`", pattern.suffix()), None)
        }
    }
}

fn known(service: &str) -> bool {
    catalog::service(service).is_some()
}

fn near_action(service: &str, action: &str) -> Option<String> {
    let actions = OPTIMIZED.iter().filter(|row| row.service == service).flat_map(|row| row.actions);
    near(action, actions.copied()).map(|known| format!("did you mean `{known}`?"))
}
