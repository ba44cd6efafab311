//! What a `.sync` Task ends with: the API that Step Functions asks how the job is, and the part of its answer
//! that the state sees (Developer Guide, "Integrating services"; recorded for `states` and `ecs`).

/// A job of an optimized integration.
pub(super) struct Job {
    service: &'static str,
    action: &'static str,
    /// The API that is asked until the job has ended: a service and an action of the catalogue.
    pub(super) polled: (&'static str, &'static str),
    /// What the state sees.
    pub(super) seen: Seen,
}

/// What a state sees of a job that has ended.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// The whole answer of the API that is asked.
    Whole,
    /// This member of it.
    Member(&'static str),
    /// The one item of this list in it.
    Item(&'static str),
    /// What the call that began the job would answer.
    Call,
    /// It is not known for sure.
    Unknown,
}

const fn job(
    service: &'static str,
    action: &'static str,
    polled: (&'static str, &'static str),
    seen: Seen,
) -> Job {
    Job { service, action, polled, seen }
}

#[rustfmt::skip]
const JOBS: &[Job] = &[
    job("athena", "startQueryExecution", ("athena", "getQueryExecution"), Seen::Whole),
    job("batch", "submitJob", ("batch", "describeJobs"), Seen::Item("Jobs")),
    job("bedrock", "createModelCustomizationJob", ("bedrock", "getModelCustomizationJob"), Seen::Whole),
    job("codebuild", "startBuild", ("codebuild", "batchGetBuilds"), Seen::Call),
    job("codebuild", "startBuildBatch", ("codebuild", "batchGetBuildBatches"), Seen::Call),
    job("codebuild", "retryBuildBatch", ("codebuild", "batchGetBuildBatches"), Seen::Call),
    job("ecs", "runTask", ("ecs", "describeTasks"), Seen::Item("Tasks")),
    job("eks", "createCluster", ("eks", "describeCluster"), Seen::Whole),
    job("eks", "deleteCluster", ("eks", "describeCluster"), Seen::Whole),
    job("eks", "createFargateProfile", ("eks", "describeFargateProfile"), Seen::Whole),
    job("eks", "deleteFargateProfile", ("eks", "describeFargateProfile"), Seen::Whole),
    job("eks", "createNodegroup", ("eks", "describeNodegroup"), Seen::Whole),
    job("eks", "deleteNodegroup", ("eks", "describeNodegroup"), Seen::Whole),
    job("elasticmapreduce", "createCluster", ("emr", "describeCluster"), Seen::Unknown),
    job("elasticmapreduce", "addStep", ("emr", "describeStep"), Seen::Unknown),
    job("elasticmapreduce", "terminateCluster", ("emr", "describeCluster"), Seen::Unknown),
    job("emr-containers", "deleteVirtualCluster", ("emrcontainers", "describeVirtualCluster"), Seen::Unknown),
    job("emr-containers", "startJobRun", ("emrcontainers", "describeJobRun"), Seen::Unknown),
    job("emr-serverless", "createApplication", ("emrserverless", "getApplication"), Seen::Unknown),
    job("emr-serverless", "startApplication", ("emrserverless", "getApplication"), Seen::Unknown),
    job("emr-serverless", "stopApplication", ("emrserverless", "getApplication"), Seen::Unknown),
    job("emr-serverless", "deleteApplication", ("emrserverless", "getApplication"), Seen::Unknown),
    job("emr-serverless", "startJobRun", ("emrserverless", "getJobRun"), Seen::Unknown),
    job("emr-serverless", "cancelJobRun", ("emrserverless", "getJobRun"), Seen::Unknown),
    job("glue", "startJobRun", ("glue", "getJobRun"), Seen::Member("JobRun")),
    job("mediaconvert", "createJob", ("mediaconvert", "getJob"), Seen::Whole),
    job("sagemaker", "createHyperParameterTuningJob", ("sagemaker", "describeHyperParameterTuningJob"), Seen::Whole),
    job("sagemaker", "createLabelingJob", ("sagemaker", "describeLabelingJob"), Seen::Whole),
    job("sagemaker", "createProcessingJob", ("sagemaker", "describeProcessingJob"), Seen::Whole),
    job("sagemaker", "createTrainingJob", ("sagemaker", "describeTrainingJob"), Seen::Whole),
    job("sagemaker", "createTransformJob", ("sagemaker", "describeTransformJob"), Seen::Whole),
    job("states", "startExecution", ("sfn", "describeExecution"), Seen::Whole),
];

/// The job that `service:action` begins, if it is known.
pub(super) fn find(service: &str, action: &str) -> Option<&'static Job> {
    JOBS.iter().find(|job| job.service == service && job.action == action)
}

#[cfg(test)]
mod tests {
    use super::{JOBS, Job, Seen};
    use crate::asl::integrations::verdict;
    use crate::asl::verdict::Verdict;

    #[test]
    fn every_job_is_asked_for_by_an_api_that_there_is() {
        for Job { polled: (service, action), seen, .. } in JOBS {
            let operation = crate::catalog::service(service).and_then(|service| service.operation(action));
            let output = operation.and_then(|operation| operation.output);
            let output = output.unwrap_or_else(|| panic!("{service}:{action}"));
            if let Seen::Member(name) | Seen::Item(name) = seen {
                assert!(output.member(name).is_some(), "{service}:{action} {name}");
            }
        }
        for Job { service, action, .. } in JOBS {
            let sync = format!("arn:aws:states:::{service}:{action}.sync");
            assert!(matches!(verdict(&sync), Verdict::Callable), "{sync}");
        }
    }
}
