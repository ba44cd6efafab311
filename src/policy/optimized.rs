//! What optimized integrations need: the Developer Guide's pages "IAM policies for integrated services" of 2022 to 2026, and
//! where they lag, what CDK 2.276 and AWS's service authorization reference say.

use super::collect::{Collector, Condition, Moment};
use super::given::{Given, Known};
use super::named::{function, machine, pass, queue};
use super::resource::Found;

/// When a row holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// For every call.
    Call,
    /// For calls that wait for the job that they start.
    Job,
}
use For::{Call, Job};

/// Service, actions, when, the permissions with commas between them, and what they are on.
type Row = (&'static str, &'static [&'static str], For, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("glue", &["startJobRun"], Call, "glue:StartJobRun", "glue:@:job/{JobName}"),
    ("glue", &["startJobRun"], Job, "glue:GetJobRun,glue:GetJobRuns,glue:BatchStopJobRun", "glue:@:job/{JobName}"),
    ("databrew", &["startJobRun"], Call, "databrew:StartJobRun", "databrew:@:job/{Name}"),
    ("databrew", &["startJobRun"], Job, "databrew:ListJobRuns,databrew:StopJobRun", "databrew:@:job/{Name}"),
    ("codebuild", &["startBuild"], Call, "codebuild:StartBuild", "codebuild:@:project/{ProjectName}"),
    ("codebuild", &["startBuild"], Job, "codebuild:StopBuild,codebuild:BatchGetBuilds", "codebuild:@:project/{ProjectName}"),
    ("codebuild", &["startBuildBatch"], Call, "codebuild:StartBuildBatch", "codebuild:@:project/{ProjectName}"),
    ("codebuild", &["startBuildBatch"], Job, "codebuild:StopBuildBatch,codebuild:BatchGetBuildBatches", "codebuild:@:project/{ProjectName}"),
    ("codebuild", &["batchGetReports"], Call, "codebuild:BatchGetReports", "codebuild:@:report-group/*"),
    ("athena", &["startQueryExecution"], Call, "athena:StartQueryExecution", "athena:@:workgroup/{WorkGroup|primary}"),
    ("athena", &["startQueryExecution"], Call, "athena:GetDataCatalog", "athena:@:datacatalog/{QueryExecutionContext.Catalog|*}"),
    ("athena", &["startQueryExecution"], Job, "athena:StopQueryExecution,athena:GetQueryExecution", "athena:@:workgroup/{WorkGroup|primary}"),
    ("athena", &["stopQueryExecution"], Call, "athena:StopQueryExecution", "athena:@:workgroup/*"),
    ("athena", &["getQueryExecution"], Call, "athena:GetQueryExecution", "athena:@:workgroup/*"),
    ("athena", &["getQueryResults"], Call, "athena:GetQueryResults", "athena:@:workgroup/*"),
    ("athena", &["getQueryResults"], Call, "s3:GetObject", "s3:::*"),
    ("sagemaker", &["createEndpoint", "updateEndpoint"], Call, "", "sagemaker:@:endpoint/{EndpointName}"),
    ("sagemaker", &["createEndpoint", "updateEndpoint"], Call, "", "sagemaker:@:endpoint-config/{EndpointConfigName}"),
    ("sagemaker", &["createEndpointConfig"], Call, "", "sagemaker:@:endpoint-config/{EndpointConfigName}"),
    ("sagemaker", &["createModel"], Call, "", "sagemaker:@:model/{ModelName}"),
    ("elasticmapreduce", &["createCluster"], Call, "elasticmapreduce:RunJobFlow", "*"),
    ("elasticmapreduce", &["createCluster"], Job, "elasticmapreduce:DescribeCluster,elasticmapreduce:TerminateJobFlows", "*"),
    ("elasticmapreduce", &["addStep"], Call, "elasticmapreduce:AddJobFlowSteps", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["addStep"], Job, "elasticmapreduce:DescribeStep,elasticmapreduce:CancelSteps", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["terminateCluster"], Call, "elasticmapreduce:TerminateJobFlows", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["terminateCluster"], Job, "elasticmapreduce:DescribeCluster", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["cancelStep"], Call, "elasticmapreduce:CancelSteps", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["setClusterTerminationProtection"], Call, "elasticmapreduce:SetTerminationProtection", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["modifyInstanceFleetByName"], Call, "elasticmapreduce:ModifyInstanceFleet,elasticmapreduce:ListInstanceFleets", "elasticmapreduce:@:cluster/{ClusterId}"),
    ("elasticmapreduce", &["modifyInstanceGroupByName"], Call, "elasticmapreduce:ModifyInstanceGroups,elasticmapreduce:ListInstanceGroups", "elasticmapreduce:@:cluster/{ClusterId}"),
    // The slash stands behind the colon of the account.
    ("emr-containers", &["createVirtualCluster"], Call, "emr-containers:CreateVirtualCluster", "*"),
    ("emr-containers", &["deleteVirtualCluster"], Call, "emr-containers:DeleteVirtualCluster", "emr-containers:@:/virtualclusters/{Id}"),
    ("emr-containers", &["deleteVirtualCluster"], Job, "emr-containers:DescribeVirtualCluster", "emr-containers:@:/virtualclusters/{Id}"),
    ("emr-containers", &["startJobRun"], Call, "emr-containers:StartJobRun", "emr-containers:@:/virtualclusters/{VirtualClusterId}"),
    ("emr-containers", &["startJobRun"], Job, "emr-containers:DescribeJobRun,emr-containers:CancelJobRun", "emr-containers:@:/virtualclusters/{VirtualClusterId}/jobruns/*"),
    ("emr-serverless", &["createApplication"], Call, "emr-serverless:CreateApplication", "emr-serverless:@:/*"),
    ("emr-serverless", &["createApplication"], Job, "emr-serverless:GetApplication,emr-serverless:DeleteApplication", "emr-serverless:@:/applications/*"),
    ("emr-serverless", &["startApplication", "stopApplication", "deleteApplication", "startJobRun"], Call, "", "emr-serverless:@:/applications/{ApplicationId}"),
    ("emr-serverless", &["startApplication"], Job, "emr-serverless:GetApplication,emr-serverless:StopApplication", "emr-serverless:@:/applications/{ApplicationId}"),
    ("emr-serverless", &["stopApplication", "deleteApplication"], Job, "emr-serverless:GetApplication", "emr-serverless:@:/applications/{ApplicationId}"),
    ("emr-serverless", &["startJobRun"], Job, "emr-serverless:GetJobRun,emr-serverless:CancelJobRun", "emr-serverless:@:/applications/{ApplicationId}/jobruns/*"),
    ("emr-serverless", &["cancelJobRun"], Call, "", "emr-serverless:@:/applications/{ApplicationId}/jobruns/{JobRunId}"),
    ("emr-serverless", &["cancelJobRun"], Job, "emr-serverless:GetJobRun", "emr-serverless:@:/applications/{ApplicationId}/jobruns/{JobRunId}"),
    ("eks", &["createCluster"], Call, "eks:CreateCluster", "*"),
    ("eks", &["createCluster"], Job, "eks:DescribeCluster,eks:DeleteCluster", "eks:@:cluster/{Name}"),
    ("eks", &["deleteCluster"], Call, "eks:DeleteCluster", "eks:@:cluster/{Name}"),
    ("eks", &["deleteCluster"], Job, "eks:DescribeCluster", "eks:@:cluster/{Name}"),
    ("eks", &["createNodegroup"], Call, "eks:CreateNodegroup", "eks:@:cluster/{ClusterName}"),
    ("eks", &["createNodegroup"], Call, "ec2:DescribeSubnets", "*"),
    ("eks", &["createNodegroup"], Job, "eks:DescribeNodegroup,eks:DeleteNodegroup", "eks:@:nodegroup/{ClusterName}/{NodegroupName}/*"),
    ("eks", &["deleteNodegroup"], Call, "eks:DeleteNodegroup", "eks:@:nodegroup/{ClusterName}/{NodegroupName}/*"),
    ("eks", &["deleteNodegroup"], Job, "eks:DescribeNodegroup", "eks:@:nodegroup/{ClusterName}/{NodegroupName}/*"),
    ("eks", &["createFargateProfile"], Call, "eks:CreateFargateProfile", "eks:@:cluster/{ClusterName}"),
    ("eks", &["createFargateProfile"], Job, "eks:DescribeFargateProfile,eks:DeleteFargateProfile", "eks:@:fargateprofile/{ClusterName}/{FargateProfileName}/*"),
    ("eks", &["deleteFargateProfile"], Call, "eks:DeleteFargateProfile", "eks:@:fargateprofile/{ClusterName}/{FargateProfileName}/*"),
    ("eks", &["deleteFargateProfile"], Job, "eks:DescribeFargateProfile", "eks:@:fargateprofile/{ClusterName}/{FargateProfileName}/*"),
    ("bedrock", &["createModelCustomizationJob"], Call, "", "bedrock:@:custom-model/*"),
    ("bedrock", &["createModelCustomizationJob"], Call, "", "bedrock:@:model-customization-job/*"),
    ("bedrock", &["createModelCustomizationJob"], Job, "bedrock:GetModelCustomizationJob,bedrock:StopModelCustomizationJob", "bedrock:@:model-customization-job/*"),
    ("bedrockagentcore", &["invokeHarness"], Call, "bedrock-agentcore:InvokeHarness,bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:@:harness/{HarnessArn}"),
    ("mediaconvert", &["createJob"], Call, "mediaconvert:CreateJob", "mediaconvert:@:queues/{Queue|Default}"),
    ("lambda", &["listFunctions"], Call, "lambda:ListFunctions", "*"),
];

/// Where calls name roles that they pass on, and the service that these are passed to.
#[rustfmt::skip]
const PASSED: &[(&str, &[&str], &[&str], &str)] = &[
    ("ecs", &["runTask"], &["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"], "ecs-tasks.amazonaws.com"),
    ("sagemaker", &["createTrainingJob", "createProcessingJob", "createLabelingJob"], &["RoleArn"], "sagemaker.amazonaws.com"),
    ("sagemaker", &["createHyperParameterTuningJob"], &["TrainingJobDefinition.RoleArn"], "sagemaker.amazonaws.com"),
    ("sagemaker", &["createModel"], &["ExecutionRoleArn"], "sagemaker.amazonaws.com"),
    ("elasticmapreduce", &["createCluster"], &["ServiceRole", "JobFlowRole", "AutoScalingRole"], ""),
    ("emr-serverless", &["startJobRun"], &["ExecutionRoleArn"], "emr-serverless.amazonaws.com"),
    ("eks", &["createCluster"], &["RoleArn"], "eks.amazonaws.com"),
    ("eks", &["createNodegroup"], &["NodeRole"], "eks.amazonaws.com"),
    ("eks", &["createFargateProfile"], &["PodExecutionRoleArn"], "eks.amazonaws.com"),
    ("bedrock", &["createModelCustomizationJob"], &["RoleArn"], ""),
    ("mediaconvert", &["createJob"], &["Role"], "mediaconvert.amazonaws.com"),
];

/// The rules that Step Functions makes to hear of the end of jobs. Some are spelled `Event`, others `Events`.
#[rustfmt::skip]
const RULES: &[(&str, &[&str], &str)] = &[
    ("states", &["startExecution"], "StepFunctionsGetEventsForStepFunctionsExecutionRule"),
    ("ecs", &["runTask"], "StepFunctionsGetEventsForECSTaskRule"),
    ("batch", &["submitJob"], "StepFunctionsGetEventsForBatchJobsRule"),
    ("codebuild", &["startBuild"], "StepFunctionsGetEventForCodeBuildStartBuildRule"),
    ("codebuild", &["startBuildBatch"], "StepFunctionsGetEventForCodeBuildStartBuildBatchRule"),
    ("sagemaker", &["createTrainingJob"], "StepFunctionsGetEventsForSageMakerTrainingJobsRule"),
    ("sagemaker", &["createTransformJob"], "StepFunctionsGetEventsForSageMakerTransformJobsRule"),
    ("sagemaker", &["createHyperParameterTuningJob"], "StepFunctionsGetEventsForSageMakerTuningJobsRule"),
    ("sagemaker", &["createProcessingJob"], "StepFunctionsGetEventsForSageMakerProcessingJobsRule"),
    ("sagemaker", &["createLabelingJob"], "StepFunctionsGetEventsForSageMakerLabelingJobsRule"),
    ("elasticmapreduce", &["createCluster"], "StepFunctionsGetEventForEMRRunJobFlowRule"),
    ("elasticmapreduce", &["addStep"], "StepFunctionsGetEventForEMRAddJobFlowStepsRule"),
    ("elasticmapreduce", &["terminateCluster"], "StepFunctionsGetEventForEMRTerminateJobFlowsRule"),
    ("emr-serverless", &["createApplication", "startApplication", "stopApplication", "deleteApplication"],
        "StepFunctionsGetEventsForEMRServerlessApplicationRule"),
    ("emr-serverless", &["startJobRun", "cancelJobRun"], "StepFunctionsGetEventsForEMRServerlessJobRule"),
    ("mediaconvert", &["createJob"], "StepFunctionsGetEventsForMediaConvertJobRule"),
];

/// `events` calls on a rule.
const RULE: &str = "events:PutTargets,events:PutRule,events:DescribeRule";

/// What a call of `service:action` needs.
pub(super) fn call(out: &mut Collector<'_>, service: &str, action: &str, is_job: bool, given: &Given<'_>) {
    own(out, service, action, is_job, given);
    for (_, _, when, actions, form) in ROWS.iter().filter(|row| row.0 == service && row.1.contains(&action)) {
        if *when == Job && !is_job {
            continue;
        }
        let found = out.find(given, form);
        let named = format!("{service}:{}", capital(action));
        let moment = if *when == Job { Moment::Follow } else { Moment::Run };
        let actions = if actions.is_empty() { &named } else { *actions };
        out.add(moment, actions, &found.arn, found.is_open, &[]);
    }
    for (_, _, ways, to) in PASSED.iter().filter(|row| row.0 == service && row.1.contains(&action)) {
        ways.iter().for_each(|way| pass(out, given, way, to));
    }
    let rule = RULES.iter().find(|row| is_job && row.0 == service && row.1.contains(&action));
    if let Some((_, _, rule)) = rule {
        let rule = out.home.arn("events", &format!("rule/{rule}"));
        out.at(Moment::Create, RULE, &rule);
    }
}

/// `PutItem` for `putItem`.
pub(super) fn capital(action: &str) -> String {
    let mut letters = action.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What needs more than a row says.
fn own(out: &mut Collector<'_>, service: &str, action: &str, is_job: bool, given: &Given<'_>) {
    let on = |out: &mut Collector<'_>, actions: &str, found: &Found| {
        out.add(Moment::Run, actions, &found.arn, found.is_open, &[]);
    };
    match (service, action) {
        ("lambda", "invoke") => {
            let found = function(out, given);
            on(out, "lambda:InvokeFunction", &found);
        }
        ("states", "startExecution") => {
            let (machine, executions) = machine(out, given);
            on(out, "states:StartExecution", &machine);
            if is_job {
                let actions = "states:DescribeExecution,states:StopExecution";
                out.add(Moment::Follow, actions, &executions.arn, executions.is_open, &[]);
            }
        }
        ("dynamodb", _) => {
            let found = out.find(given, "dynamodb:@:table/{TableName}");
            on(out, &format!("dynamodb:{}", capital(action)), &found);
        }
        ("sqs", "sendMessage") => {
            let found = queue(out, given);
            on(out, "sqs:SendMessage", &found);
        }
        ("sns", "publish") => topic(out, given),
        ("events", "putEvents") => bus(out, given),
        ("ecs", "runTask") => container(out, is_job, given),
        ("batch", "submitJob") => batch(out, is_job, given),
        (
            "codebuild",
            "retryBuildBatch" | "stopBuild" | "stopBuildBatch" | "batchDeleteBuilds" | "deleteBuildBatch",
        ) => {
            let way = if action == "batchDeleteBuilds" { "Ids" } else { "Id" };
            let found = out.find(given, &format!("codebuild:@:project/{{{way}}}"));
            // A build's id is `PROJECT:UUID`.
            let arn = found.arn.splitn(7, ':').take(6).collect::<Vec<_>>().join(":");
            let found = if found.is_open { found } else { Found { arn, ..found } };
            on(out, &format!("codebuild:{}", capital(action)), &found);
            if is_job {
                on(out, "codebuild:StopBuildBatch,codebuild:BatchGetBuildBatches", &found);
            }
        }
        ("athena", "startQueryExecution") => query(out, given),
        ("sagemaker", _) => training(out, action, is_job, given),
        ("bedrock", "invokeModel") => model(out, given),
        ("mediaconvert", "createJob") if is_job => {
            let jobs = out.home.arn("mediaconvert", "jobs/*");
            let own = Condition::new("StringEquals", "aws:ResourceTag/ManagedByService", "AWSStepFunctions");
            out.add(Moment::Follow, "mediaconvert:GetJob,mediaconvert:CancelJob", &jobs, false, &[own]);
        }
        ("apigateway", "invoke") => gateway(out, given),
        ("http", "invoke") => web(out, given),
        ("eks", "call" | "runJob") => {
            out.note("no permission is needed: the role must be mapped in the cluster, by an access entry or aws-auth");
        }
        (_, _) => {}
    }
}

fn topic(out: &mut Collector<'_>, given: &Given<'_>) {
    let named = ["TopicArn", "TargetArn"].into_iter().find(|way| given.part(way).is_given());
    let found = match named {
        Some(way) => out.find(given, &format!("sns:@:{{{way}}}")),
        // A text message to a telephone is sent to no resource.
        None => Found::sure("*"),
    };
    out.add(Moment::Run, "sns:Publish", &found.arn, found.is_open, &[]);
}

fn bus(out: &mut Collector<'_>, given: &Given<'_>) {
    for entry in given.part("Entries").items() {
        let found = out.find(&entry, "events:@:event-bus/{EventBusName|default}");
        out.add(Moment::Run, "events:PutEvents", &found.arn, found.is_open, &[]);
    }
    if matches!(given.part("Entries"), Given::Absent) {
        out.need("events:PutEvents", &out.home.arn("events", "event-bus/default"));
    }
}

fn container(out: &mut Collector<'_>, is_job: bool, given: &Given<'_>) {
    let found = out.find(given, "ecs:@:task-definition/{TaskDefinition}");
    // A family without a revision is run as its latest; the bare family matches nothing.
    let has_revision = found.arn.split(':').count() > 6;
    let found = if has_revision || found.is_open { found } else { found.and(":*") };
    let cluster = match given.part("Cluster").text() {
        Known::Text(_) => {
            let cluster = out.find(given, "ecs:@:cluster/{Cluster}");
            vec![Condition::new("ArnEquals", "ecs:cluster", cluster.arn)]
        }
        Known::Prefix(..) | Known::Open(_) | Known::Absent => Vec::new(),
    };
    out.add(Moment::Run, "ecs:RunTask", &found.arn, found.is_open, &cluster);
    if given.part("Tags").is_given() || given.part("PropagateTags").is_given() {
        let own = Condition::new("StringEquals", "ecs:CreateAction", "RunTask");
        out.need_if("ecs:TagResource", &out.home.arn("ecs", "task/*"), own);
    }
    if is_job {
        out.at(Moment::Follow, "ecs:StopTask,ecs:DescribeTasks", "*");
    }
    out.note("the task definition may have a task role and an execution role: then `iam:PassRole` on each is needed, too");
}

fn batch(out: &mut Collector<'_>, is_job: bool, given: &Given<'_>) {
    let queue = out.find(given, "batch:@:job-queue/{JobQueue}");
    let found = out.find(given, "batch:@:job-definition/{JobDefinition}");
    let found = if found.arn.split(':').count() > 6 || found.is_open { found } else { found.and(":*") };
    for found in [queue, found] {
        out.add(Moment::Run, "batch:SubmitJob", &found.arn, found.is_open, &[]);
    }
    if is_job {
        out.at(Moment::Follow, "batch:DescribeJobs", "*");
        out.at(Moment::Follow, "batch:TerminateJob", &out.home.arn("batch", "job/*"));
    }
}

/// The tables of a query and where its results go are in no parameter that names them for sure.
fn query(out: &mut Collector<'_>, given: &Given<'_>) {
    const RESULTS: &str = "s3:GetBucketLocation,s3:GetObject,s3:ListBucket,s3:PutObject";
    const PARTS: &str = "s3:ListBucketMultipartUploads,s3:ListMultipartUploadParts,s3:AbortMultipartUpload";
    const TABLES: &str = "glue:GetTable,glue:GetPartitions";
    const MORE: &str =
        "glue:GetDatabase,glue:GetDatabases,glue:GetTables,glue:GetPartition,glue:BatchGetPartition";
    // Asked for only if Lake Formation guards the tables.
    out.at(Moment::Rarely, "lakeformation:GetDataAccess", "*");
    let place = given.part("ResultConfiguration.OutputLocation").text();
    let bucket = match &place {
        Known::Text(place) | Known::Prefix(place, _) if place.starts_with("s3://") => {
            place["s3://".len()..].split('/').next().filter(|bucket| !bucket.is_empty())
        }
        Known::Text(_) | Known::Prefix(..) | Known::Open(_) | Known::Absent => None,
    };
    if bucket.is_none() {
        out.note("where the results go is not written down, so that every bucket is granted for them");
    }
    for resource in [bucket.unwrap_or("*").to_owned(), format!("{}/*", bucket.unwrap_or("*"))] {
        let arn = out.home.arn("s3", &resource);
        out.add(Moment::Run, RESULTS, &arn, bucket.is_none(), &[]);
        out.add(Moment::Rarely, PARTS, &arn, bucket.is_none(), &[]);
    }
    let database = match given.part("QueryExecutionContext.Database").text() {
        Known::Text(name) => name,
        Known::Prefix(..) | Known::Open(_) | Known::Absent => "*".to_owned(),
    };
    let tables = format!("table/{database}/*");
    for resource in ["catalog".to_owned(), format!("database/{database}"), tables] {
        let arn = out.home.arn("glue", &resource);
        out.add(Moment::Run, TABLES, &arn, true, &[]);
        out.add(Moment::Rarely, MORE, &arn, true, &[]);
    }
    out.note("the tables that the query reads are granted whole; the buckets that hold their data are not known here");
}

fn training(out: &mut Collector<'_>, action: &str, is_job: bool, given: &Given<'_>) {
    let (way, kind) = match action {
        "createTrainingJob" => ("TrainingJobName", "training-job"),
        "createTransformJob" => ("TransformJobName", "transform-job"),
        "createProcessingJob" => ("ProcessingJobName", "processing-job"),
        "createLabelingJob" => ("LabelingJobName", "labeling-job"),
        "createHyperParameterTuningJob" => ("HyperParameterTuningJobName", "hyper-parameter-tuning-job"),
        _ => return,
    };
    // Names get suffixes, as AWS's own templates have it.
    let found = out.find(given, &format!("sagemaker:@:{kind}/{{{way}}}"));
    let found = if found.is_open { found } else { found.and("*") };
    let job = &action["create".len()..];
    let on =
        |out: &mut Collector<'_>, when, actions: &str| out.add(when, actions, &found.arn, found.is_open, &[]);
    on(out, Moment::Run, &format!("sagemaker:Create{job},sagemaker:AddTags"));
    out.need("sagemaker:ListTags", "*");
    if is_job {
        on(out, Moment::Follow, &format!("sagemaker:Describe{job},sagemaker:Stop{job}"));
    }
}

/// A foundation model has no account; an inference profile needs the model in each region that it leads to, too.
pub(super) fn model(out: &mut Collector<'_>, given: &Given<'_>) {
    const PROFILES: [&str; 8] = ["us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au.", "ca."];
    let (partition, region) = (out.home.partition.clone(), out.home.region.clone());
    let known = given.part("ModelId").text();
    let foundation =
        |region: &str, id: &str| format!("arn:{partition}:bedrock:{region}::foundation-model/{id}");
    let base = |id: &str| PROFILES.iter().find_map(|prefix| id.strip_prefix(prefix)).map(str::to_owned);
    let arns = match &known {
        Known::Text(arn) if arn.starts_with("arn:") => {
            let profile = arn.split_once(":inference-profile/").and_then(|(_, id)| base(id));
            std::iter::once(arn.clone()).chain(profile.map(|id| foundation("*", &id))).collect()
        }
        Known::Text(id) => match base(id) {
            Some(model) => {
                vec![out.home.arn("bedrock", &format!("inference-profile/{id}")), foundation("*", &model)]
            }
            None => vec![foundation(&region, id)],
        },
        Known::Prefix(..) | Known::Open(_) | Known::Absent => {
            out.tell_open("ModelId", &known);
            vec![foundation(&region, "*")]
        }
    };
    let is_open = !matches!(known, Known::Text(_));
    arns.iter().for_each(|arn| out.add(Moment::Run, "bedrock:InvokeModel", arn, is_open, &[]));
    for (way, action) in [("Input.S3Uri", "s3:GetObject"), ("Output.S3Uri", "s3:PutObject")] {
        if let Known::Text(uri) = given.part(way).text() {
            let object = out.home.arn("s3", uri.strip_prefix("s3://").unwrap_or(&uri));
            out.need(action, &object);
        }
    }
}

fn gateway(out: &mut Collector<'_>, given: &Given<'_>) {
    if given.part("AuthType").text() != Known::Text("IAM_ROLE".to_owned()) {
        out.note("no permission is needed, unless `AuthType` is `IAM_ROLE`");
        return;
    }
    let endpoint = match given.part("ApiEndpoint").text() {
        Known::Text(endpoint) => endpoint,
        Known::Prefix(..) | Known::Open(_) | Known::Absent => String::new(),
    };
    let api = endpoint.split('.').next().filter(|id| !id.is_empty()).unwrap_or("*").to_owned();
    let region = endpoint.split('.').nth(2).filter(|_| endpoint.contains(".execute-api."));
    let region = region.unwrap_or(&out.home.region).to_owned();
    let mut word = |way: &str| match given.part(way).text() {
        Known::Text(text) => text.trim_matches('/').to_owned(),
        known @ (Known::Prefix(..) | Known::Open(_) | Known::Absent) => {
            out.tell_open(way, &known);
            "*".to_owned()
        }
    };
    let path = if given.part("Path").is_given() { word("Path") } else { String::new() };
    let (stage, method) = (word("Stage"), word("Method"));
    let (partition, account) = (&out.home.partition, &out.home.account);
    let arn = format!("arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}");
    let is_open = arn.contains('*');
    // A message to whoever is connected to a WebSocket is a right of its own.
    let is_message = matches!(given.part("Path").text(), Known::Text(path) | Known::Prefix(path, _) if path.contains("@connections"));
    let action = if is_message { "execute-api:ManageConnections" } else { "execute-api:Invoke" };
    out.add(Moment::Run, action, &arn, is_open, &[]);
}

fn web(out: &mut Collector<'_>, given: &Given<'_>) {
    let mut conditions = Vec::new();
    if let Known::Text(method) = given.part("Method").text() {
        conditions.push(Condition::new("StringEquals", "states:HTTPMethod", method));
    }
    match given.part("ApiEndpoint").text() {
        Known::Text(url) => conditions.push(Condition::new("StringLike", "states:HTTPEndpoint", url)),
        Known::Prefix(url, _) => {
            conditions.push(Condition::new("StringLike", "states:HTTPEndpoint", format!("{url}*")));
        }
        known @ (Known::Open(_) | Known::Absent) => out.tell_open("ApiEndpoint", &known),
    }
    out.add(Moment::Run, "states:InvokeHTTPEndpoint", &out.home.machine(), false, &conditions);
    let ways = ["InvocationConfig.ConnectionArn", "Authentication.ConnectionArn"];
    let way = ways.into_iter().find(|way| given.part(way).is_given()).unwrap_or(ways[0]);
    let connection = out.find(given, &format!("events:@:connection/{{{way}}}"));
    out.add(Moment::Run, "events:RetrieveConnectionCredentials", &connection.arn, connection.is_open, &[]);
    // The secret is called as the connection is, with letters that are drawn when it is made.
    let name = connection.arn.split(":connection/").nth(1).and_then(|rest| rest.split('/').next());
    let secret =
        format!("secret:events!connection/{}", name.map_or("*".to_owned(), |name| format!("{name}/*")));
    let secret = if name == Some("*") { "secret:events!connection/*".to_owned() } else { secret };
    let arn = out.home.arn("secretsmanager", &secret);
    out.add(
        Moment::Run,
        "secretsmanager:GetSecretValue,secretsmanager:DescribeSecret",
        &arn,
        connection.is_open,
        &[],
    );
}
