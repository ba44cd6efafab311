//! What a Task can call: the optimized integrations with their patterns, and who judges an ARN. The SDK
//! integrations are judged in [`sdk`].

use crate::base::near::near;
use crate::catalog;

use super::resource::{Pattern, Resource, Target};
use super::sdk;
use super::verdict::{Reason, Verdict};

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

/// Whether a Task can call what `arn` names.
#[must_use]
pub fn verdict(arn: &str) -> Verdict {
    let refused = |words: &str, help: Option<String>| Verdict::Refused(Reason::new(words, help));
    let Some(resource) = Resource::parse(arn) else {
        let help = "write a function's ARN, arn:aws:states:::SERVICE:ACTION, \
                    or arn:aws:states:::aws-sdk:SERVICE:ACTION";
        return refused("not the ARN of something that can be called", Some(help.to_owned()));
    };
    if let Some(doubt) = doubtful_arn(arn) {
        return Verdict::Doubtful(doubt);
    }
    match &resource.target {
        Target::Function(name) if name.is_empty() || arn.ends_with(':') => {
            refused("the function's name or alias is missing", None)
        }
        Target::Activity(name) if name.is_empty() => refused("the activity's name is missing", None),
        Target::Function(_) | Target::Activity(_) => Verdict::Callable,
        Target::Service { service, .. } if **service == *"swf" => Verdict::Callable,
        Target::Service { service, action, .. } => match service.strip_prefix("aws-sdk:") {
            Some(service) => sdk::verdict(service, action, resource.pattern),
            None => optimized(service, action, resource.pattern),
        },
    }
}

/// AWS's partitions, each a set of regions that knows nothing of the others.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"];

/// Why an ARN is probably none, if AWS has no such partition; what AWS says of it is not known.
#[must_use]
pub fn doubtful_partition(arn: &str) -> Option<Reason> {
    let partition = arn.strip_prefix("arn:")?.split(':').next()?;
    (!PARTITIONS.contains(&partition) && !partition.contains("${")).then(|| {
        let help = "write arn:aws:…, or aws-cn or aws-us-gov there".to_owned();
        Reason::new(format!("`{partition}` is not a partition of AWS"), Some(help))
    })
}

/// Why an ARN of the right form is probably none; what AWS says of it is not known.
fn doubtful_arn(arn: &str) -> Option<Reason> {
    if let Some(doubt) = doubtful_partition(arn) {
        return Some(doubt);
    }
    let mut parts = arn.split(':').skip(2);
    let service = parts.next()?;
    let lacks_place = service == "lambda" && parts.take(2).any(str::is_empty);
    lacks_place.then(|| {
        let help = "write arn:aws:lambda:REGION:ACCOUNT:function:NAME".to_owned();
        Reason::new("a function's ARN has a region and an account", Some(help))
    })
}

fn optimized(service: &str, action: &str, pattern: Pattern) -> Verdict {
    let sdk = || {
        let name = sdk_name(service);
        catalog::service(name)?.operation(action)?;
        Some(format!("call it as arn:aws:states:::aws-sdk:{name}:{action}"))
    };
    if !OPTIMIZED.iter().any(|row| row.service == service) {
        let words = format!("`{service}` has no optimized integration");
        let services = OPTIMIZED.iter().map(|row| row.service);
        let meant = || near(service, services).map(|known| format!("did you mean `{known}`?"));
        return Verdict::Refused(Reason::new(words, sdk().or_else(meant)));
    }
    let Some(row) = OPTIMIZED.iter().find(|row| row.service == service && row.actions.contains(&action))
    else {
        let words = format!("`{service}` has no optimized integration `{action}`");
        return Verdict::Refused(Reason::new(words, near_action(service, action).or_else(sdk)));
    };
    let fits = match pattern {
        Pattern::RequestResponse => true,
        Pattern::Sync => row.job,
        Pattern::SyncJson => service == "states",
        Pattern::Callback => row.token,
    };
    if fits {
        return Verdict::Callable;
    }
    let words = format!("`{service}:{action}` does not take `{}`", pattern.suffix());
    Verdict::Refused(Reason::new(words, None))
}

/// What the SDK integrations call the service of an optimized one.
#[must_use]
pub fn sdk_name(service: &str) -> &str {
    match service {
        "elasticmapreduce" => "emr",
        "emr-containers" => "emrcontainers",
        "emr-serverless" => "emrserverless",
        "events" => "eventbridge",
        "states" => "sfn",
        own => own,
    }
}

fn near_action(service: &str, action: &str) -> Option<String> {
    let actions = OPTIMIZED.iter().filter(|row| row.service == service).flat_map(|row| row.actions);
    near(action, actions.copied()).map(|known| format!("did you mean `{known}`?"))
}
