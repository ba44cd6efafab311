//! Jobs that a `.sync` Task waits for: which API is asked how they are, and when they have ended. Step Functions asks
//! about once a minute, this asks sooner (Developer Guide, "Integrating services"; recorded for `states` and `ecs`).

use std::time::Duration;

use tokio::time::sleep;

use crate::base::value::{Object, Value};
use crate::catalog::wire::Api;

use super::{ApiCall, ApiClient, ApiFault, ServiceFault, Site, Spelling};

/// How long it is waited before the first question; each wait is half as long again, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(5);

/// A job of an optimized integration.
#[derive(Debug)]
pub struct Job {
    service: &'static str,
    action: &'static str,
    /// The API that is asked: a service and an action of the catalogue.
    polled: (&'static str, &'static str),
    /// What it is asked with: `RunId=result.JobRunId`, `Jobs[]=result.JobId` for a list of one.
    with: &'static str,
    /// The part of the answer that the state sees, by its path.
    seen: &'static str,
    /// Where the status is in that.
    status: &'static str,
    /// What it is while the job goes on, and once it has succeeded; anything else is a failure.
    going: &'static str,
    good: &'static str,
    /// The member that holds what the state sees, if it does not see it bare.
    within: Option<&'static str>,
    /// A member that is a copy of a part of what the state sees: its name and the part.
    copied: Option<Names>,
    /// Whether it has succeeded once the API does not find it any more.
    ends_gone: bool,
}

type Names = (&'static str, &'static str);

const fn job(
    names: Names,
    polled: Names,
    with: &'static str,
    seen: &'static str,
    ends: [&'static str; 3],
) -> Job {
    let ((service, action), [status, going, good]) = (names, ends);
    Job {
        service,
        action,
        polled,
        with,
        seen,
        status,
        going,
        good,
        within: None,
        copied: None,
        ends_gone: false,
    }
}

impl Job {
    const fn within(self, member: &'static str) -> Self {
        Self { within: Some(member), ..self }
    }

    const fn copying(self, member: &'static str, from: &'static str) -> Self {
        Self { copied: Some((member, from)), ..self }
    }

    const fn until_gone(self) -> Self {
        Self { ends_gone: true, ..self }
    }
}

const SAGEMAKER: &str = "InProgress Stopping";

#[rustfmt::skip]
const JOBS: &[Job] = &[
    job(("athena", "startQueryExecution"), ("athena", "getQueryExecution"), "QueryExecutionId=result.QueryExecutionId",
        "", ["QueryExecution.Status.State", "QUEUED RUNNING", "SUCCEEDED"]),
    job(("batch", "submitJob"), ("batch", "describeJobs"), "Jobs[]=result.JobId",
        "Jobs.0", ["Status", "SUBMITTED PENDING RUNNABLE STARTING RUNNING", "SUCCEEDED"]),
    job(("bedrock", "createModelCustomizationJob"), ("bedrock", "getModelCustomizationJob"), "JobIdentifier=result.JobArn",
        "", ["Status", "InProgress Stopping", "Completed"]),
    job(("codebuild", "startBuild"), ("codebuild", "batchGetBuilds"), "Ids[]=result.Build.Id",
        "Builds.0", ["BuildStatus", "IN_PROGRESS", "SUCCEEDED"]).within("Build"),
    job(("codebuild", "startBuildBatch"), ("codebuild", "batchGetBuildBatches"), "Ids[]=result.BuildBatch.Id",
        "BuildBatches.0", ["BuildBatchStatus", "IN_PROGRESS", "SUCCEEDED"]).within("BuildBatch"),
    job(("codebuild", "retryBuildBatch"), ("codebuild", "batchGetBuildBatches"), "Ids[]=result.BuildBatch.Id",
        "BuildBatches.0", ["BuildBatchStatus", "IN_PROGRESS", "SUCCEEDED"]).within("BuildBatch"),
    job(("databrew", "startJobRun"), ("databrew", "describeJobRun"), "Name=arguments.Name RunId=result.RunId",
        "", ["State", "STARTING RUNNING STOPPING", "SUCCEEDED"]),
    job(("ecs", "runTask"), ("ecs", "describeTasks"), "Cluster=arguments.Cluster Tasks[]=result.Tasks.0.TaskArn",
        "Tasks.0", ["LastStatus", "PROVISIONING PENDING ACTIVATING RUNNING DEACTIVATING STOPPING DEPROVISIONING", "STOPPED"]),
    job(("eks", "createCluster"), ("eks", "describeCluster"), "Name=arguments.Name",
        "", ["Cluster.Status", "CREATING PENDING UPDATING", "ACTIVE"]),
    job(("eks", "createFargateProfile"), ("eks", "describeFargateProfile"),
        "ClusterName=arguments.ClusterName FargateProfileName=arguments.FargateProfileName",
        "", ["FargateProfile.Status", "CREATING", "ACTIVE"]),
    job(("eks", "createNodegroup"), ("eks", "describeNodegroup"),
        "ClusterName=arguments.ClusterName NodegroupName=arguments.NodegroupName",
        "", ["Nodegroup.Status", "CREATING UPDATING", "ACTIVE"]),
    job(("eks", "deleteCluster"), ("eks", "describeCluster"), "Name=arguments.Name",
        "", ["Cluster.Status", "ACTIVE UPDATING PENDING DELETING", "DELETED"]).until_gone(),
    job(("eks", "deleteFargateProfile"), ("eks", "describeFargateProfile"),
        "ClusterName=arguments.ClusterName FargateProfileName=arguments.FargateProfileName",
        "", ["FargateProfile.Status", "ACTIVE DELETING", "DELETED"]).until_gone(),
    job(("eks", "deleteNodegroup"), ("eks", "describeNodegroup"),
        "ClusterName=arguments.ClusterName NodegroupName=arguments.NodegroupName",
        "", ["Nodegroup.Status", "ACTIVE UPDATING DEGRADED DELETING", "DELETED"]).until_gone(),
    job(("elasticmapreduce", "createCluster"), ("emr", "describeCluster"), "ClusterId=result.JobFlowId",
        "", ["Cluster.Status.State", "STARTING BOOTSTRAPPING RUNNING", "WAITING"]).copying("ClusterId", "Cluster.Id"),
    job(("elasticmapreduce", "addStep"), ("emr", "describeStep"),
        "ClusterId=arguments.JobFlowId StepId=result.StepIds.0",
        "", ["Step.Status.State", "PENDING CANCEL_PENDING RUNNING", "COMPLETED"]),
    job(("elasticmapreduce", "terminateCluster"), ("emr", "describeCluster"), "ClusterId=arguments.JobFlowIds.0",
        "", ["Cluster.Status.State", "STARTING BOOTSTRAPPING RUNNING WAITING TERMINATING", "TERMINATED"]),
    job(("emr-containers", "deleteVirtualCluster"), ("emrcontainers", "describeVirtualCluster"), "Id=arguments.Id",
        "VirtualCluster", ["State", "RUNNING ARRESTED TERMINATING", "TERMINATED"]),
    job(("emr-containers", "startJobRun"), ("emrcontainers", "describeJobRun"),
        "VirtualClusterId=arguments.VirtualClusterId Id=result.Id",
        "JobRun", ["State", "PENDING SUBMITTED RUNNING CANCEL_PENDING", "COMPLETED"]),
    job(("emr-serverless", "createApplication"), ("emrserverless", "getApplication"),
        "ApplicationId=result.ApplicationId", "Application", ["State", "CREATING", "CREATED"]),
    job(("emr-serverless", "startApplication"), ("emrserverless", "getApplication"),
        "ApplicationId=arguments.ApplicationId", "Application", ["State", "CREATED STARTING", "STARTED"]),
    job(("emr-serverless", "stopApplication"), ("emrserverless", "getApplication"),
        "ApplicationId=arguments.ApplicationId", "Application", ["State", "STARTED STOPPING", "STOPPED"]),
    job(("emr-serverless", "deleteApplication"), ("emrserverless", "getApplication"),
        "ApplicationId=arguments.ApplicationId", "Application", ["State", "CREATED STOPPING STOPPED", "TERMINATED"])
        .until_gone(),
    job(("emr-serverless", "cancelJobRun"), ("emrserverless", "getJobRun"),
        "ApplicationId=arguments.ApplicationId JobRunId=arguments.JobRunId",
        "JobRun", ["State", "SUBMITTED PENDING SCHEDULED RUNNING CANCELLING QUEUED", "CANCELLED"]),
    job(("emr-serverless", "startJobRun"), ("emrserverless", "getJobRun"),
        "ApplicationId=arguments.ApplicationId JobRunId=result.JobRunId",
        "JobRun", ["State", "SUBMITTED PENDING SCHEDULED RUNNING CANCELLING QUEUED", "SUCCESS"]),
    job(("glue", "startJobRun"), ("glue", "getJobRun"), "JobName=arguments.JobName RunId=result.JobRunId",
        "JobRun", ["JobRunState", "STARTING RUNNING STOPPING WAITING", "SUCCEEDED"]),
    job(("mediaconvert", "createJob"), ("mediaconvert", "getJob"), "Id=result.Job.Id",
        "", ["Job.Status", "SUBMITTED PROGRESSING", "COMPLETE"]),
    job(("sagemaker", "createHyperParameterTuningJob"), ("sagemaker", "describeHyperParameterTuningJob"),
        "HyperParameterTuningJobName=arguments.HyperParameterTuningJobName",
        "", ["HyperParameterTuningJobStatus", SAGEMAKER, "Completed"]),
    job(("sagemaker", "createLabelingJob"), ("sagemaker", "describeLabelingJob"),
        "LabelingJobName=arguments.LabelingJobName", "", ["LabelingJobStatus", "Initializing InProgress Stopping", "Completed"]),
    job(("sagemaker", "createProcessingJob"), ("sagemaker", "describeProcessingJob"),
        "ProcessingJobName=arguments.ProcessingJobName", "", ["ProcessingJobStatus", SAGEMAKER, "Completed"]),
    job(("sagemaker", "createTrainingJob"), ("sagemaker", "describeTrainingJob"),
        "TrainingJobName=arguments.TrainingJobName", "", ["TrainingJobStatus", SAGEMAKER, "Completed"]),
    job(("sagemaker", "createTransformJob"), ("sagemaker", "describeTransformJob"),
        "TransformJobName=arguments.TransformJobName", "", ["TransformJobStatus", SAGEMAKER, "Completed"]),
    job(("states", "startExecution"), ("sfn", "describeExecution"), "ExecutionArn=result.ExecutionArn",
        "", ["Status", "RUNNING PENDING_REDRIVE", "SUCCEEDED"]),
];

/// How a job ended.
#[derive(Clone, Debug)]
pub struct JobEnd {
    /// What the state sees.
    pub seen: Value,
    /// Whether it succeeded.
    pub is_good: bool,
}

impl Job {
    /// The job that `service:action` begins, if there is one that can be waited for.
    #[must_use]
    pub fn find(service: &str, action: &str) -> Option<&'static Self> {
        JOBS.iter().find(|job| job.service == service && job.action == action)
    }

    /// Asks how the job is that was begun with `arguments` and answered with `result`, until it has ended.
    pub async fn wait(
        &self,
        client: &ApiClient,
        site: &Site,
        arguments: &Value,
        result: &Value,
    ) -> Result<JobEnd, ApiFault> {
        let (service, action) = self.polled;
        let api = Api::of(service).ok_or_else(|| ApiFault::Client(format!("there is no API {service}")))?;
        let call = ApiCall {
            service: service.to_owned(),
            action: action.to_owned(),
            arguments: self.question(arguments, result),
            spelling: Spelling::Optimized,
            site: site.clone(),
        };
        let (mut pause, mut last) = (FIRST, result.clone());
        loop {
            sleep(pause).await;
            let answer = match client.call(&api, &call).await {
                Err(ApiFault::Service(fault)) if self.ends_gone && is_gone(&fault) => {
                    return Ok(JobEnd { seen: last, is_good: true });
                }
                answer => answer?,
            };
            if let Some(seen) = at(&answer.value, self.seen) {
                last = seen.clone();
            }
            if let Some(end) = self.end(&answer.value) {
                return Ok(end);
            }
            pause = (pause + pause / 2).min(LONGEST);
        }
    }

    fn question(&self, arguments: &Value, result: &Value) -> Value {
        let mut question = Object::new();
        for (name, from) in self.with.split(' ').filter_map(|pair| pair.split_once('=')) {
            let (holder, path) = from.split_once('.').unwrap_or((from, ""));
            let holder = if holder == "result" { result } else { arguments };
            let Some(value) = at(holder, path).cloned() else { continue };
            match name.strip_suffix("[]") {
                Some(name) => question.insert(name, vec![value].into()),
                None => question.insert(name, value),
            }
        }
        question.into()
    }

    /// What `answer` says of the end; none if the job goes on.
    fn end(&self, answer: &Value) -> Option<JobEnd> {
        let seen = at(answer, self.seen)?;
        let status = at(seen, self.status).and_then(Value::as_str)?;
        if self.going.split(' ').any(|word| word == status) {
            return None;
        }
        let is_good = status == self.good && (self.service != "ecs" || ended_well(seen));
        let seen = match self.within {
            Some(member) => Object::from_iter([(member, seen.clone())]).into(),
            None => seen.clone(),
        };
        let seen = match (self.copied, seen) {
            (Some((member, part)), Value::Object(mut members)) => {
                let copy = at(&Value::from(members.clone()), part).cloned();
                copy.into_iter().for_each(|copy| members.insert(member, copy));
                Value::from(members)
            }
            (_, seen) => seen,
        };
        Some(JobEnd { seen, is_good })
    }
}

/// Whether what was asked for is not there.
fn is_gone(fault: &ServiceFault) -> bool {
    fault.status == 404 || fault.code == "ResourceNotFoundException"
}

/// Whether all containers of a task of ECS ran and ended with 0.
fn ended_well(task: &Value) -> bool {
    let containers = task.get("Containers").and_then(Value::as_array);
    containers.is_some_and(|all| all.iter().all(|one| one.get("ExitCode").and_then(Value::as_i64) == Some(0)))
}

/// The value at `path`, its steps joined by dots.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(value, |value, step| match step.parse() {
        Ok(index) => value.at(index),
        Err(_) => value.get(step),
    })
}

#[cfg(test)]
mod tests {
    use super::{JOBS, at};
    use crate::base::value::Value;
    use crate::catalog::wire::Api;

    #[test]
    fn every_job_is_asked_for_by_an_api_with_these_members() {
        for job in JOBS {
            let (service, action) = job.polled;
            let api = Api::of(service).unwrap();
            let operation = api.operation(action).unwrap_or_else(|| panic!("{service}:{action}"));
            for pair in job.with.split(' ') {
                let name = pair.split('=').next().unwrap().trim_end_matches("[]");
                let known = operation.input().unwrap().members().any(|member| member.own_name() == name);
                assert!(known, "{service}:{action} {name}");
            }
        }
        let value = Value::parse(r#"{"a": [{"b": 1}]}"#).unwrap();
        assert_eq!(at(&value, "a.0.b").and_then(Value::as_i64), Some(1));
    }
}
