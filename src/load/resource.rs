//! Names and ARNs of resources that do not exist yet: always the same for the same template.
//!
//! One row a type that definitions speak of; every other type gets a name and an ARN made from the words of
//! its own.

use super::Options;

/// A type of resource.
struct Row {
    /// CloudFormation's name.
    cloudformation: &'static str,
    /// Terraform's name.
    terraform: &'static str,
    /// The property that names it, in CloudFormation and in Terraform.
    name: [&'static str; 2],
    /// What `Ref` and Terraform's `id` give.
    id: Id,
    /// The service in its ARN.
    service: &'static str,
    /// The last part of its ARN, `*` being the name.
    resource: &'static str,
}

/// What a resource is replaced by.
#[derive(Clone, Copy)]
enum Id {
    Name,
    Arn,
    Url,
}

const fn row(
    cloudformation: &'static str,
    terraform: &'static str,
    name: [&'static str; 2],
    id: Id,
    service: &'static str,
    resource: &'static str,
) -> Row {
    Row { cloudformation, terraform, name, id, service, resource }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("AWS::Lambda::Function", "aws_lambda_function", ["FunctionName", "function_name"], Id::Name, "lambda", "function:*"),
    row("AWS::Serverless::Function", "", ["FunctionName", ""], Id::Name, "lambda", "function:*"),
    row("AWS::Lambda::Version", "", ["", ""], Id::Arn, "lambda", "function:*:1"),
    row("AWS::Lambda::Alias", "aws_lambda_alias", ["", "name"], Id::Arn, "lambda", "function:*:live"),
    row("AWS::SNS::Topic", "aws_sns_topic", ["TopicName", "name"], Id::Arn, "sns", "*"),
    row("AWS::SQS::Queue", "aws_sqs_queue", ["QueueName", "name"], Id::Url, "sqs", "*"),
    row("AWS::DynamoDB::Table", "aws_dynamodb_table", ["TableName", "name"], Id::Name, "dynamodb", "table/*"),
    row("AWS::DynamoDB::GlobalTable", "", ["TableName", ""], Id::Name, "dynamodb", "table/*"),
    row("AWS::Serverless::SimpleTable", "", ["TableName", ""], Id::Name, "dynamodb", "table/*"),
    row("AWS::S3::Bucket", "aws_s3_bucket", ["BucketName", "bucket"], Id::Name, "s3", "*"),
    row("AWS::StepFunctions::StateMachine", "aws_sfn_state_machine", ["StateMachineName", "name"], Id::Arn, "states", "stateMachine:*"),
    row("AWS::Serverless::StateMachine", "", ["Name", ""], Id::Arn, "states", "stateMachine:*"),
    row("AWS::StepFunctions::StateMachineAlias", "aws_sfn_alias", ["Name", "name"], Id::Arn, "states", "stateMachine:machine:*"),
    row("AWS::StepFunctions::Activity", "aws_sfn_activity", ["Name", "name"], Id::Arn, "states", "activity:*"),
    row("AWS::Events::EventBus", "aws_cloudwatch_event_bus", ["Name", "name"], Id::Name, "events", "event-bus/*"),
    row("AWS::Events::Connection", "aws_cloudwatch_event_connection", ["Name", "name"], Id::Name, "events", "connection/*/00000000-0000-0000-0000-000000000000"),
    row("AWS::Events::Rule", "aws_cloudwatch_event_rule", ["Name", "name"], Id::Name, "events", "rule/*"),
    row("AWS::IAM::Role", "aws_iam_role", ["RoleName", "name"], Id::Name, "iam", "role/*"),
    row("AWS::Batch::JobQueue", "aws_batch_job_queue", ["JobQueueName", "name"], Id::Arn, "batch", "job-queue/*"),
    row("AWS::Batch::JobDefinition", "aws_batch_job_definition", ["JobDefinitionName", "name"], Id::Arn, "batch", "job-definition/*:1"),
    row("AWS::ECS::Cluster", "aws_ecs_cluster", ["ClusterName", "name"], Id::Name, "ecs", "cluster/*"),
    row("AWS::ECS::TaskDefinition", "aws_ecs_task_definition", ["Family", "family"], Id::Arn, "ecs", "task-definition/*:1"),
    row("AWS::Glue::Job", "aws_glue_job", ["Name", "name"], Id::Name, "glue", "job/*"),
    row("AWS::Glue::Crawler", "aws_glue_crawler", ["Name", "name"], Id::Name, "glue", "crawler/*"),
    row("AWS::Glue::Database", "aws_glue_catalog_database", ["", "name"], Id::Name, "glue", "database/*"),
    row("AWS::Athena::WorkGroup", "aws_athena_workgroup", ["Name", "name"], Id::Name, "athena", "workgroup/*"),
    row("AWS::SecretsManager::Secret", "aws_secretsmanager_secret", ["Name", "name"], Id::Arn, "secretsmanager", "secret:*"),
    row("AWS::Kinesis::Stream", "aws_kinesis_stream", ["Name", "name"], Id::Name, "kinesis", "stream/*"),
    row("AWS::KinesisFirehose::DeliveryStream", "aws_kinesis_firehose_delivery_stream", ["DeliveryStreamName", "name"], Id::Name, "firehose", "deliverystream/*"),
    row("AWS::CodeBuild::Project", "aws_codebuild_project", ["Name", "name"], Id::Name, "codebuild", "project/*"),
    row("AWS::SSM::Parameter", "aws_ssm_parameter", ["Name", "name"], Id::Name, "ssm", "parameter/*"),
    row("AWS::Logs::LogGroup", "aws_cloudwatch_log_group", ["LogGroupName", "name"], Id::Name, "logs", "log-group:*"),
    row("AWS::CloudWatch::Alarm", "aws_cloudwatch_metric_alarm", ["AlarmName", "alarm_name"], Id::Name, "cloudwatch", "alarm:*"),
    row("AWS::KMS::Key", "aws_kms_key", ["", ""], Id::Name, "kms", "key/*"),
    row("AWS::EKS::Cluster", "aws_eks_cluster", ["Name", "name"], Id::Name, "eks", "cluster/*"),
    row("AWS::SageMaker::Endpoint", "aws_sagemaker_endpoint", ["EndpointName", "name"], Id::Name, "sagemaker", "endpoint/*"),
    row("AWS::ElasticLoadBalancingV2::TargetGroup", "aws_lb_target_group", ["Name", "name"], Id::Arn, "elasticloadbalancing", "targetgroup/*/0000000000000000"),
    row("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb", ["Name", "name"], Id::Arn, "elasticloadbalancing", "loadbalancer/app/*/0000000000000000"),
];

/// A resource a template describes.
pub(super) struct Resource<'r> {
    /// Its type, in CloudFormation's or in Terraform's words.
    pub(super) kind: &'r str,
    /// Its name.
    pub(super) name: &'r str,
}

/// The properties that name a resource of this type.
pub(super) fn name_property(kind: &str) -> Option<&'static str> {
    let row = find(kind)?;
    let name = row.name[usize::from(kind.starts_with("aws_"))];
    (!name.is_empty()).then_some(name)
}

fn find(kind: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.cloudformation == kind || row.terraform == kind)
}

impl Resource<'_> {
    /// What `Ref` gives.
    pub(super) fn id(&self, options: &Options) -> String {
        match find(self.kind).map(|row| row.id) {
            Some(Id::Arn) => self.arn(options),
            Some(Id::Url) => self.url(options),
            Some(Id::Name) | None => self.name.to_owned(),
        }
    }

    fn url(&self, options: &Options) -> String {
        let (region, suffix, account) = (options.region(), options.url_suffix(), options.account());
        format!("https://sqs.{region}.{suffix}/{account}/{}", self.name)
    }

    fn arn(&self, options: &Options) -> String {
        let made;
        let (service, resource) = match find(self.kind) {
            Some(row) => (row.service, row.resource),
            None => {
                made = self.words();
                (made.0.as_str(), made.1.as_str())
            }
        };
        let (region, account) = match service {
            "s3" => ("", ""),
            "iam" => ("", options.account()),
            _ => (options.region(), options.account()),
        };
        let resource = resource.replacen('*', self.name, 1);
        format!("arn:{}:{service}:{region}:{account}:{resource}", options.partition())
    }

    /// Service and resource for a type without a row: `AWS::Foo::Bar` and `aws_foo_bar` are `foo`, `bar/*`.
    fn words(&self) -> (String, String) {
        let kind = self.kind.replace("::", "_").to_lowercase();
        let mut words = kind.splitn(3, '_').skip(1);
        let service = words.next().unwrap_or("custom").to_owned();
        let resource = words.next().unwrap_or("resource").replace('_', "-");
        (service, format!("{resource}/*"))
    }

    /// An attribute, named as in CloudFormation or in Terraform, if it is known.
    pub(super) fn attribute(&self, name: &str, options: &Options) -> Option<String> {
        let plain = name.replace('_', "").to_lowercase();
        let named = name_property(self.kind).map(|property| property.replace('_', "").to_lowercase());
        Some(match plain.as_str() {
            "arn" | "topicarn" | "qualifiedarn" | "jobqueuearn" | "jobdefinitionarn"
            | "taskdefinitionarn" | "functionarn" => self.arn(options),
            "streamarn" => format!("{}/stream/2026-01-01T00:00:00.000", self.arn(options)),
            "queueurl" | "url" if self.kind.to_lowercase().contains("sqs") => self.url(options),
            "name" | "queuename" | "topicname" | "functionname" | "tablename" | "bucket" => {
                self.name.to_owned()
            }
            "id" => self.id(options),
            _ if named.as_deref() == Some(&plain) => self.name.to_owned(),
            _ => return None,
        })
    }
}
