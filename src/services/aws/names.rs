//! What the errors of calls are called, and what their causes say, as Step Functions has them from the two SDKs that it
//! is built on: SDK integrations from the newer one, optimized ones from the older.

use crate::catalog::wire::Api;
use crate::engine::call::TaskError;

use super::decode::Spelling;
use super::fault::{ApiFault, ServiceFault};

/// An optimized service: in resource ARNs, before its errors, the class of errors that its model does not have, and in
/// causes (recorded for the first six; the rest by the names of the SDK).
struct Optimized(&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const OPTIMIZED: &[Optimized] = &[
    Optimized("lambda", "Lambda", "AWSLambdaException", "AWSLambda"),
    Optimized("dynamodb", "DynamoDB", "AmazonDynamoDBException", "AmazonDynamoDBv2"),
    Optimized("sns", "SNS", "AmazonSNSException", "AmazonSNS"),
    Optimized("sqs", "SQS", "AmazonSQSException", "AmazonSQS"),
    Optimized("states", "StepFunctions", "AWSStepFunctionsException", "AWSStepFunctions"),
    Optimized("ecs", "ECS", "AmazonECSException", "AmazonECS"),
    Optimized("athena", "Athena", "AmazonAthenaException", "AmazonAthena"),
    Optimized("batch", "Batch", "AWSBatchException", "AWSBatch"),
    Optimized("bedrock", "Bedrock", "AmazonBedrockException", "AmazonBedrock"),
    Optimized("codebuild", "CodeBuild", "AWSCodeBuildException", "AWSCodeBuild"),
    Optimized("databrew", "DataBrew", "AWSGlueDataBrewException", "AWSGlueDataBrew"),
    Optimized("eks", "EKS", "AmazonEKSException", "AmazonEKS"),
    Optimized("elasticmapreduce", "EMR", "AmazonElasticMapReduceException", "AmazonElasticMapReduce"),
    Optimized("emr-containers", "EMRContainers", "AmazonEMRContainersException", "AmazonEMRContainers"),
    Optimized("emr-serverless", "EMRServerless", "AWSEMRServerlessException", "AWSEMRServerless"),
    Optimized("events", "EventBridge", "AmazonEventBridgeException", "AmazonEventBridge"),
    Optimized("glue", "Glue", "AWSGlueException", "AWSGlue"),
    Optimized("mediaconvert", "MediaConvert", "AWSMediaConvertException", "AWSMediaConvert"),
    Optimized("sagemaker", "SageMaker", "AmazonSageMakerException", "AmazonSageMaker"),
];

/// What the errors of a service are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorNames {
    spelling: Spelling,
    /// What stands before the dot.
    prefix: String,
    /// What stands behind it for an error that the model does not have.
    other: String,
    /// What causes call the service.
    service: String,
}

impl ErrorNames {
    /// Those of an SDK integration, by the prefix that the catalogue has.
    #[must_use]
    pub fn sdk(prefix: &str) -> Self {
        Self {
            spelling: Spelling::Sdk,
            prefix: prefix.to_owned(),
            other: format!("{prefix}Exception"),
            service: prefix.to_owned(),
        }
    }

    /// Those of an optimized integration.
    #[must_use]
    pub fn optimized(service: &str) -> Option<Self> {
        let Optimized(_, prefix, other, shown) = OPTIMIZED.iter().find(|row| row.0 == service)?;
        Some(Self {
            spelling: Spelling::Optimized,
            prefix: (*prefix).to_owned(),
            other: (*other).to_owned(),
            service: (*shown).to_owned(),
        })
    }

    /// What stands before the dot of all its errors, and behind it for one that the model does not have.
    #[must_use]
    pub fn parts(self) -> (String, String) {
        (self.prefix, self.other)
    }

    /// What a state is told of `fault`.
    #[must_use]
    pub fn error(&self, api: &Api, fault: &ApiFault) -> TaskError {
        let (class, cause) = match fault {
            ApiFault::Client(message) | ApiFault::Unsigned(message) => {
                ("SdkClientException", message.clone())
            }
            ApiFault::Service(fault) => (self.class(api, fault), self.cause(fault)),
        };
        TaskError { error: Some(format!("{}.{class}", self.prefix).into()), cause: Some(cause.into()) }
    }

    fn class<'a>(&'a self, api: &'a Api, fault: &ServiceFault) -> &'a str {
        let known = api.error(&fault.code).or_else(|| api.error(fault.old_code.as_deref()?));
        known.map_or(&self.other, |(sdk, own)| match self.spelling {
            Spelling::Sdk => sdk,
            Spelling::Optimized => own,
        })
    }

    fn cause(&self, fault: &ServiceFault) -> String {
        let (service, status) = (&self.service, fault.status);
        let message = fault.message.as_deref().unwrap_or("null");
        let id = fault.request_id.as_deref().unwrap_or("null");
        match self.spelling {
            Spelling::Sdk => {
                let extended = fault.extended_id.as_ref();
                let extended = extended.map_or_else(String::new, |id| format!(", Extended Request ID: {id}"));
                let attempts = fault.attempts;
                format!(
                    "{message} (Service: {service}, Status Code: {status}, Request ID: {id}{extended}) \
                     (SDK Attempt Count: {attempts})"
                )
            }
            Spelling::Optimized => {
                let code = fault.old_code.as_ref().unwrap_or(&fault.code);
                format!(
                    "{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {id}; \
                     Proxy: null)"
                )
            }
        }
    }
}
