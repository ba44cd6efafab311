//! Jobs that a `.sync` Task waits for, answered by a server in AWS's place: how each is begun and asked for, what its
//! end is, and what of it the state sees.

use sfn::base::value::Value;

use crate::cli::Folder;
use crate::server::{Received, Server, answer, json};

/// A job: the resource and its parameters; what begins it, and the answer to that; what it is asked for with, and the
/// answers while it goes on, once it has succeeded and once it has failed; what the state sees.
struct Job {
    resource: &'static str,
    parameters: &'static str,
    begun: (&'static str, &'static str),
    asked: &'static str,
    /// With `STATUS` in it.
    about: &'static str,
    /// While it goes on, at its good end, at its bad end.
    statuses: [&'static str; 3],
    /// The part of `about` that the state sees, as its path in the answer to the Task: `{"Cluster"`.
    seen: &'static str,
}

const fn job(
    (resource, parameters): (&'static str, &'static str),
    begun: (&'static str, &'static str),
    (asked, about): (&'static str, &'static str),
    statuses: [&'static str; 3],
    seen: &'static str,
) -> Job {
    Job { resource, parameters, begun, asked, about, statuses, seen }
}

#[rustfmt::skip]
const JOBS: &[Job] = &[
    job(("athena:startQueryExecution", r#"{"QueryString": "q"}"#), ("AmazonAthena.StartQueryExecution", r#"{"QueryExecutionId": "q1"}"#),
        (r#"AmazonAthena.GetQueryExecution {"QueryExecutionId":"q1"}"#, r#"{"QueryExecution": {"Status": {"State": "STATUS"}}}"#),
        ["RUNNING", "SUCCEEDED", "FAILED"], r#"{"QueryExecution":{"Status":{"State":"STATUS"}}}"#),
    job(("batch:submitJob", r#"{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}"#), ("POST /v1/submitjob", r#"{"jobId": "j1", "jobName": "n"}"#),
        (r#"POST /v1/describejobs {"jobs":["j1"]}"#, r#"{"jobs": [{"jobId": "j1", "status": "STATUS"}]}"#),
        ["RUNNING", "SUCCEEDED", "FAILED"], r#"{"JobId":"j1","Status":"STATUS"}"#),
    job(("bedrock:createModelCustomizationJob", r#"{"BaseModelIdentifier": "b", "CustomModelName": "c", "HyperParameters": {}, "JobName": "j", "OutputDataConfig": {"S3Uri": "s3://o"}, "RoleArn": "r", "TrainingDataConfig": {"S3Uri": "s3://t"}}"#),
        ("POST /model-customization-jobs", r#"{"jobArn": "arn:j"}"#),
        ("GET /model-customization-jobs/arn%3Aj ", r#"{"jobArn": "arn:j", "status": "STATUS"}"#),
        ["InProgress", "Completed", "Failed"], r#"{"JobArn":"arn:j","Status":"STATUS"}"#),
    job(("codebuild:startBuild", r#"{"ProjectName": "p"}"#), ("CodeBuild_20161006.StartBuild", r#"{"build": {"id": "b1"}}"#),
        (r#"CodeBuild_20161006.BatchGetBuilds {"ids":["b1"]}"#, r#"{"builds": [{"id": "b1", "buildStatus": "STATUS"}]}"#),
        ["IN_PROGRESS", "SUCCEEDED", "FAILED"], r#"{"Build":{"BuildStatus":"STATUS","Id":"b1"}}"#),
    job(("codebuild:startBuildBatch", r#"{"ProjectName": "p"}"#), ("CodeBuild_20161006.StartBuildBatch", r#"{"buildBatch": {"id": "b1"}}"#),
        (r#"CodeBuild_20161006.BatchGetBuildBatches {"ids":["b1"]}"#, r#"{"buildBatches": [{"id": "b1", "buildBatchStatus": "STATUS"}]}"#),
        ["IN_PROGRESS", "SUCCEEDED", "STOPPED"], r#"{"BuildBatch":{"BuildBatchStatus":"STATUS","Id":"b1"}}"#),
    job(("codebuild:retryBuildBatch", r#"{"Id": "b0"}"#), ("CodeBuild_20161006.RetryBuildBatch", r#"{"buildBatch": {"id": "b1"}}"#),
        (r#"CodeBuild_20161006.BatchGetBuildBatches {"ids":["b1"]}"#, r#"{"buildBatches": [{"id": "b1", "buildBatchStatus": "STATUS"}]}"#),
        ["IN_PROGRESS", "SUCCEEDED", "FAULT"], r#"{"BuildBatch":{"BuildBatchStatus":"STATUS","Id":"b1"}}"#),
    job(("databrew:startJobRun", r#"{"Name": "n"}"#), ("POST /jobs/n/startJobRun", r#"{"RunId": "r1"}"#),
        ("GET /jobs/n/jobRun/r1 ", r#"{"RunId": "r1", "State": "STATUS"}"#),
        ["RUNNING", "SUCCEEDED", "FAILED"], r#"{"RunId":"r1","State":"STATUS"}"#),
    job(("ecs:runTask", r#"{"Cluster": "c", "TaskDefinition": "t"}"#), ("AmazonEC2ContainerServiceV20141113.RunTask", r#"{"tasks": [{"taskArn": "arn:t"}], "failures": []}"#),
        (r#"AmazonEC2ContainerServiceV20141113.DescribeTasks {"cluster":"c","tasks":["arn:t"]}"#, r#"{"tasks": [{"taskArn": "arn:t", "STATUS, "containers": [{"exitCode": EXIT}]}]}"#),
        ["RUNNING", "STOPPED", "STOPPED!"], ""),
    job(("eks:createCluster", r#"{"Name": "c", "RoleArn": "r", "ResourcesVpcConfig": {}}"#), ("POST /clusters", r#"{"cluster": {"name": "c"}}"#),
        ("GET /clusters/c ", r#"{"cluster": {"name": "c", "status": "STATUS"}}"#),
        ["CREATING", "ACTIVE", "FAILED"], r#"{"Cluster":{"Name":"c","Status":"STATUS"}}"#),
    job(("eks:createFargateProfile", r#"{"ClusterName": "c", "FargateProfileName": "f", "PodExecutionRoleArn": "r"}"#),
        ("POST /clusters/c/fargate-profiles", r#"{"fargateProfile": {"fargateProfileName": "f"}}"#),
        ("GET /clusters/c/fargate-profiles/f ", r#"{"fargateProfile": {"status": "STATUS"}}"#),
        ["CREATING", "ACTIVE", "CREATE_FAILED"], r#"{"FargateProfile":{"Status":"STATUS"}}"#),
    job(("eks:createNodegroup", r#"{"ClusterName": "c", "NodegroupName": "n", "Subnets": [], "NodeRole": "r"}"#),
        ("POST /clusters/c/node-groups", r#"{"nodegroup": {"nodegroupName": "n"}}"#),
        ("GET /clusters/c/node-groups/n ", r#"{"nodegroup": {"status": "STATUS"}}"#),
        ["CREATING", "ACTIVE", "CREATE_FAILED"], r#"{"Nodegroup":{"Status":"STATUS"}}"#),
    job(("eks:deleteCluster", r#"{"Name": "c"}"#), ("DELETE /clusters/c", r#"{"cluster": {"name": "c"}}"#),
        ("GET /clusters/c ", r#"{"cluster": {"name": "c", "status": "STATUS"}}"#),
        ["DELETING", "GONE", "FAILED"], r#"{"Cluster":{"Name":"c","Status":"DELETING"}}"#),
    job(("eks:deleteFargateProfile", r#"{"ClusterName": "c", "FargateProfileName": "f"}"#),
        ("DELETE /clusters/c/fargate-profiles/f", r#"{"fargateProfile": {"fargateProfileName": "f"}}"#),
        ("GET /clusters/c/fargate-profiles/f ", r#"{"fargateProfile": {"status": "STATUS"}}"#),
        ["DELETING", "GONE", "DELETE_FAILED"], r#"{"FargateProfile":{"Status":"DELETING"}}"#),
    job(("eks:deleteNodegroup", r#"{"ClusterName": "c", "NodegroupName": "n"}"#), ("DELETE /clusters/c/node-groups/n", r#"{"nodegroup": {"nodegroupName": "n"}}"#),
        ("GET /clusters/c/node-groups/n ", r#"{"nodegroup": {"status": "STATUS"}}"#),
        ["DELETING", "GONE", "DELETE_FAILED"], r#"{"Nodegroup":{"Status":"DELETING"}}"#),
    job(("elasticmapreduce:createCluster", r#"{"Name": "n", "Instances": {"KeepJobFlowAliveWhenNoSteps": true}}"#),
        ("ElasticMapReduce.RunJobFlow", r#"{"JobFlowId": "j-1"}"#),
        (r#"ElasticMapReduce.DescribeCluster {"ClusterId":"j-1"}"#, r#"{"Cluster": {"Id": "j-1", "Status": {"State": "STATUS"}}}"#),
        ["BOOTSTRAPPING", "WAITING", "TERMINATED_WITH_ERRORS"], r#"{"Cluster":{"Id":"j-1","Status":{"State":"STATUS"}},"ClusterId":"j-1"}"#),
    job(("elasticmapreduce:addStep", r#"{"ClusterId": "j-1", "Step": {"Name": "s", "HadoopJarStep": {"Jar": "x"}}}"#),
        ("ElasticMapReduce.AddJobFlowSteps", r#"{"StepIds": ["s-1"]}"#),
        (r#"ElasticMapReduce.DescribeStep {"ClusterId":"j-1","StepId":"s-1"}"#, r#"{"Step": {"Id": "s-1", "Status": {"State": "STATUS"}}}"#),
        ["RUNNING", "COMPLETED", "CANCELLED"], r#"{"Step":{"Id":"s-1","Status":{"State":"STATUS"}}}"#),
    job(("elasticmapreduce:terminateCluster", r#"{"ClusterId": "j-1"}"#), ("ElasticMapReduce.TerminateJobFlows", ""),
        (r#"ElasticMapReduce.DescribeCluster {"ClusterId":"j-1"}"#, r#"{"Cluster": {"Status": {"State": "STATUS"}}}"#),
        ["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"], r#"{"Cluster":{"Status":{"State":"STATUS"}}}"#),
    job(("emr-containers:startJobRun", r#"{"VirtualClusterId": "v"}"#), ("POST /virtualclusters/v/jobruns", r#"{"id": "r1", "virtualClusterId": "v"}"#),
        ("GET /virtualclusters/v/jobruns/r1 ", r#"{"jobRun": {"id": "r1", "state": "STATUS"}}"#),
        ["RUNNING", "COMPLETED", "FAILED"], r#"{"Id":"r1","State":"STATUS"}"#),
    job(("emr-containers:deleteVirtualCluster", r#"{"Id": "v"}"#), ("DELETE /virtualclusters/v", r#"{"id": "v"}"#),
        ("GET /virtualclusters/v ", r#"{"virtualCluster": {"id": "v", "state": "STATUS"}}"#),
        ["TERMINATING", "TERMINATED", "UNKNOWN"], r#"{"Id":"v","State":"STATUS"}"#),
    job(("emr-serverless:startJobRun", r#"{"ApplicationId": "a", "ExecutionRoleArn": "r"}"#), ("POST /applications/a/jobruns", r#"{"applicationId": "a", "jobRunId": "r1"}"#),
        ("GET /applications/a/jobruns/r1 ", r#"{"jobRun": {"jobRunId": "r1", "state": "STATUS"}}"#),
        ["RUNNING", "SUCCESS", "FAILED"], r#"{"JobRunId":"r1","State":"STATUS"}"#),
    job(("emr-serverless:cancelJobRun", r#"{"ApplicationId": "a", "JobRunId": "r1"}"#), ("DELETE /applications/a/jobruns/r1", r#"{"applicationId": "a", "jobRunId": "r1"}"#),
        ("GET /applications/a/jobruns/r1 ", r#"{"jobRun": {"jobRunId": "r1", "state": "STATUS"}}"#),
        ["CANCELLING", "CANCELLED", "FAILED"], r#"{"JobRunId":"r1","State":"STATUS"}"#),
    job(("emr-serverless:createApplication", r#"{"ReleaseLabel": "l", "Type": "SPARK"}"#), ("POST /applications", r#"{"applicationId": "a"}"#),
        ("GET /applications/a ", r#"{"application": {"applicationId": "a", "state": "STATUS"}}"#),
        ["CREATING", "CREATED", "TERMINATED"], r#"{"ApplicationId":"a","State":"STATUS"}"#),
    job(("emr-serverless:startApplication", r#"{"ApplicationId": "a"}"#), ("POST /applications/a/start", ""),
        ("GET /applications/a ", r#"{"application": {"applicationId": "a", "state": "STATUS"}}"#),
        ["STARTING", "STARTED", "STOPPED"], r#"{"ApplicationId":"a","State":"STATUS"}"#),
    job(("emr-serverless:stopApplication", r#"{"ApplicationId": "a"}"#), ("POST /applications/a/stop", ""),
        ("GET /applications/a ", r#"{"application": {"applicationId": "a", "state": "STATUS"}}"#),
        ["STOPPING", "STOPPED", "TERMINATED"], r#"{"ApplicationId":"a","State":"STATUS"}"#),
    job(("emr-serverless:deleteApplication", r#"{"ApplicationId": "a"}"#), ("DELETE /applications/a", ""),
        ("GET /applications/a ", r#"{"application": {"applicationId": "a", "state": "STATUS"}}"#),
        ["STOPPED", "TERMINATED", "STARTED"], r#"{"ApplicationId":"a","State":"STATUS"}"#),
    job(("glue:startJobRun", r#"{"JobName": "j"}"#), ("AWSGlue.StartJobRun", r#"{"JobRunId": "r1"}"#),
        (r#"AWSGlue.GetJobRun {"JobName":"j","RunId":"r1"}"#, r#"{"JobRun": {"Id": "r1", "JobRunState": "STATUS"}}"#),
        ["RUNNING", "SUCCEEDED", "TIMEOUT"], r#"{"Id":"r1","JobRunState":"STATUS"}"#),
    job(("mediaconvert:createJob", r#"{"Role": "r", "Settings": {}}"#), ("POST /2017-08-29/jobs", r#"{"job": {"id": "m1"}}"#),
        ("GET /2017-08-29/jobs/m1 ", r#"{"job": {"id": "m1", "status": "STATUS"}}"#),
        ["PROGRESSING", "COMPLETE", "ERROR"], r#"{"Job":{"Id":"m1","Status":"STATUS"}}"#),
    job(("sagemaker:createHyperParameterTuningJob", r#"{"HyperParameterTuningJobName": "h", "HyperParameterTuningJobConfig": {}}"#),
        ("SageMaker.CreateHyperParameterTuningJob", r#"{"HyperParameterTuningJobArn": "arn:h"}"#),
        (r#"SageMaker.DescribeHyperParameterTuningJob {"HyperParameterTuningJobName":"h"}"#, r#"{"HyperParameterTuningJobStatus": "STATUS"}"#),
        ["InProgress", "Completed", "Failed"], r#"{"HyperParameterTuningJobStatus":"STATUS"}"#),
    job(("sagemaker:createLabelingJob", r#"{"LabelingJobName": "l", "LabelAttributeName": "a", "InputConfig": {}, "OutputConfig": {}, "RoleArn": "r", "HumanTaskConfig": {}}"#),
        ("SageMaker.CreateLabelingJob", r#"{"LabelingJobArn": "arn:l"}"#),
        (r#"SageMaker.DescribeLabelingJob {"LabelingJobName":"l"}"#, r#"{"LabelingJobStatus": "STATUS"}"#),
        ["Initializing", "Completed", "Failed"], r#"{"LabelingJobStatus":"STATUS"}"#),
    job(("sagemaker:createProcessingJob", r#"{"ProcessingJobName": "p", "ProcessingResources": {}, "AppSpecification": {}, "RoleArn": "r"}"#),
        ("SageMaker.CreateProcessingJob", r#"{"ProcessingJobArn": "arn:p"}"#),
        (r#"SageMaker.DescribeProcessingJob {"ProcessingJobName":"p"}"#, r#"{"ProcessingJobStatus": "STATUS"}"#),
        ["InProgress", "Completed", "Stopped"], r#"{"ProcessingJobStatus":"STATUS"}"#),
    job(("sagemaker:createTrainingJob", r#"{"TrainingJobName": "t", "AlgorithmSpecification": {}, "RoleArn": "r", "OutputDataConfig": {}, "StoppingCondition": {}}"#),
        ("SageMaker.CreateTrainingJob", r#"{"TrainingJobArn": "arn:t"}"#),
        (r#"SageMaker.DescribeTrainingJob {"TrainingJobName":"t"}"#, r#"{"TrainingJobStatus": "STATUS"}"#),
        ["InProgress", "Completed", "Failed"], r#"{"TrainingJobStatus":"STATUS"}"#),
    job(("sagemaker:createTransformJob", r#"{"TransformJobName": "t", "ModelName": "m", "TransformInput": {}, "TransformOutput": {}, "TransformResources": {}}"#),
        ("SageMaker.CreateTransformJob", r#"{"TransformJobArn": "arn:t"}"#),
        (r#"SageMaker.DescribeTransformJob {"TransformJobName":"t"}"#, r#"{"TransformJobStatus": "STATUS"}"#),
        ["InProgress", "Completed", "Failed"], r#"{"TransformJobStatus":"STATUS"}"#),
    job(("states:startExecution", r#"{"StateMachineArn": "arn:m"}"#), ("AWSStepFunctions.StartExecution", r#"{"executionArn": "arn:e"}"#),
        (r#"AWSStepFunctions.DescribeExecution {"executionArn":"arn:e"}"#, r#"{"executionArn": "arn:e", "status": "STATUS"}"#),
        ["RUNNING", "SUCCEEDED", "TIMED_OUT"], r#"{"ExecutionArn":"arn:e","Status":"STATUS"}"#),
];

/// What a request asks for: its target, or method and path; and whether it begins the job.
fn name(request: &Received) -> String {
    request.header("x-amz-target").map_or_else(|| request.line.clone(), str::to_owned)
}

/// The answers of one job whose end is `end`: it goes on at the first question.
fn serve(job: &'static Job, end: &'static str) -> Server {
    let count = std::sync::atomic::AtomicU32::new(0);
    Server::new(move |request| {
        if name(request) == job.begun.0 && count.load(std::sync::atomic::Ordering::Relaxed) == 0 {
            count.store(1, std::sync::atomic::Ordering::Relaxed);
            return json("200 OK", job.begun.1);
        }
        let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let status = if number == 1 { job.statuses[0] } else { end };
        if status == "GONE" {
            let gone = r#"{"__type": "ResourceNotFoundException", "message": "gone"}"#;
            return answer("404 Not Found", &["x-amzn-errortype: ResourceNotFoundException"], gone);
        }
        json("200 OK", &told(job.about, status))
    })
}

/// What is said of a job with this status; a task of ECS fails by what its container exits with.
fn told(about: &str, status: &str) -> String {
    let (status, exit) = status.strip_suffix('!').map_or((status, "0"), |status| (status, "3"));
    let last = format!("lastStatus\": \"{status}\"");
    about.replace("\"STATUS,", &format!("\"{last},")).replace("STATUS", status).replace("EXIT", exit)
}

/// How a run with such a job ends: its output, or the error and the cause.
fn ended(job: &'static Job, end: &'static str) -> (String, Vec<Received>) {
    let server = serve(job, end);
    let definition = format!(
        r#"{{"StartAt": "Job", "States": {{"Job": {{"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::{}.sync", "Parameters": {}}}}}}}"#,
        job.resource, job.parameters
    );
    let mocks = format!(
        "version: 1\nmocks: {{states: {{Job: {{passthrough: {{endpoint: \"{}\"}}}}}}}}\n",
        server.url()
    );
    let folder = Folder::new("jobs", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let ended = folder.sfn(&["run", "w.asl.json", "--allow-net=localhost", "--json"]);
    let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}: {}", job.resource, ended.err));
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or("none").to_owned();
    let said = match ended.code {
        Some(0) => value.get("output").unwrap().to_json(),
        _ => format!("{} {}", text("error"), text("cause")),
    };
    (said, server.received())
}

#[test]
fn every_job_is_begun_asked_for_and_ended() {
    for job in JOBS {
        let [_, good, bad] = job.statuses;
        let (output, received) = ended(job, good);
        let asked = |request: &Received| format!("{} {}", name(request), request.body);
        assert_eq!(name(&received[0]), job.begun.0, "{}", job.resource);
        assert!(received.len() == 3, "{}: {received:?}", job.resource);
        assert!(
            received[1..].iter().all(|request| asked(request) == job.asked),
            "{}: {received:?}",
            job.resource
        );
        if !job.seen.is_empty() {
            assert_eq!(output, job.seen.replace("STATUS", good), "{}", job.resource);
        }
        let (error, _) = ended(job, bad);
        let cause =
            error.strip_prefix("States.TaskFailed ").unwrap_or_else(|| panic!("{}: {error}", job.resource));
        assert!(cause.contains(bad.trim_end_matches('!')), "{}: {cause}", job.resource);
    }
}

#[test]
fn the_table_has_every_job_that_a_task_may_wait_for() {
    let source = crate::fixture("../src/asl/call_model/jobs.rs");
    let rows = source.lines().filter_map(|line| line.trim().strip_prefix("job(\""));
    let known = rows.map(|row| {
        row.splitn(2, "\", \"").map(|part| part.split('"').next().unwrap()).collect::<Vec<_>>().join(":")
    });
    let missing: Vec<String> = known.filter(|name| !JOBS.iter().any(|job| job.resource == *name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
