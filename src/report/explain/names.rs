//! Errors that services report to a task, and what their names are made of. Those of AWS Step Functions
//! itself are in `asl::errors`.

/// One error.
#[derive(Clone, Copy, Debug)]
pub struct ServiceError {
    /// Its name.
    pub name: &'static str,
    /// When it comes, and what to do.
    pub about: &'static str,
}

const fn error(name: &'static str, about: &'static str) -> ServiceError {
    ServiceError { name, about }
}

/// The errors that definitions name most.
#[rustfmt::skip]
pub const ERRORS: &[ServiceError] = &[
    error("ApiGateway", "An API Gateway task had an answer other than 2xx; the name ends in the number: ApiGateway.403. The cause is the body as text."),
    error("AmazonECS.Unknown", "ecs:runTask answered, but named failures instead of a task, for instance for want of capacity. Reported with .sync and .waitForTaskToken; without them the call succeeds with the failures in its result."),
    error("Athena.AmazonAthenaException", "Athena refused a call for a reason that its model does not name."),
    error("Batch.AWSBatchException", "AWS Batch refused a call for a reason that its model does not name."),
    error("Batch.ServerException", "AWS Batch had a fault of its own. Retry it."),
    error("DynamoDB.AmazonDynamoDBException", "DynamoDB refused a call for a reason that its model does not name, such as a validation error or missing permissions."),
    error("DynamoDB.ConditionalCheckFailedException", "The ConditionExpression of a write did not hold. A retry will not help; a Catch decides what it means."),
    error("DynamoDB.ProvisionedThroughputExceededException", "DynamoDB throttled the call. Retry it with back-off and jitter."),
    error("ECS.AmazonECSException", "ECS refused a call for a reason that its model does not name."),
    error("ECS.ClientException", "ECS refused the call as wrong, for instance for an unknown task definition. A retry will not help."),
    error("EventBridge.FailedEntry", "events:putEvents answered, but refused at least one entry. The cause is the whole response, good entries included."),
    error("Events.ConnectionResource", "The EventBridge connection of an HTTP task cannot be used; what follows the name says why."),
    error("Exception", "A Lambda function written in Python or Java raised its plainest exception. The error of a function is the type it threw; the cause is JSON with errorMessage and errorType."),
    error("Error", "A Lambda function written for Node.js threw an Error. The error of a function is the name of what it threw; the cause is JSON with errorMessage and errorType."),
    error("Glue.AWSGlueException", "Glue refused a call for a reason that its model does not name."),
    error("Lambda.AWSLambdaException", "Lambda refused a call for a reason that its model does not name. AWS recommends to retry it, with Lambda.ServiceException, Lambda.SdkClientException and Lambda.TooManyRequestsException: 6 attempts, the first after 2 seconds, each wait twice as long."),
    error("Lambda.ClientExecutionTimeoutException", "The call of a function took longer than the client waits. Retry it if the function may run twice."),
    error("Lambda.ResourceNotFoundException", "There is no function, version or alias of that name. A retry will not help."),
    error("Lambda.SdkClientException", "Lambda could not be reached. Retry it: 6 attempts, the first after 2 seconds, each wait twice as long."),
    error("Lambda.ServiceException", "Lambda had a fault of its own. Retry it: 6 attempts, the first after 2 seconds, each wait twice as long."),
    error("Lambda.TooManyRequestsException", "Lambda throttled the call: too many functions run at once. Retry it: 6 attempts, the first after 2 seconds, each wait twice as long, best with \"JitterStrategy\": \"FULL\"."),
    error("Lambda.Unknown", "A function failed without naming an error type; running out of its own time is the usual reason. Out of memory and crashes may look so, too."),
    error("Runtime.ExitError", "The process of a Lambda function ended, for instance out of memory."),
    error("S3.NoSuchBucketException", "There is no such bucket. A retry will not help."),
    error("S3.NoSuchKeyException", "There is no such object, or the role may not list the bucket. A retry helps only if somebody is about to write it."),
    error("S3.S3Exception", "S3 refused a call for a reason that its model does not name, such as denied access."),
    error("SNS.InvalidParameterException", "SNS refused a parameter, for instance a message that is too long. A retry will not help."),
    error("SNS.NotFoundException", "There is no such topic. A retry will not help."),
    error("SQS.AmazonSQSException", "SQS refused a call for a reason that its model does not name, such as a queue that does not exist."),
    error("SQS.SdkClientException", "SQS could not be reached. Retry it."),
    error("SageMaker.AmazonSageMakerException", "SageMaker refused a call for a reason that its model does not name, throttling included."),
    error("Sandbox.Timedout", "A Lambda function ran out of its own time. Give it more, or less to do."),
    error("StepFunctions.ExecutionAlreadyExistsException", "An execution of that name exists with another input. Names are kept for 90 days."),
    error("StepFunctions.ExecutionLimitExceededException", "Too many executions are open. Retry it with back-off."),
    error("StepFunctions.StateMachineDoesNotExistException", "There is no such state machine. A retry will not help."),
];

/// What services are called in error names: by tasks such as `dynamodb:putItem`, then by `aws-sdk:` tasks.
pub const SERVICES: &[(&str, &str)] = &[
    ("DynamoDB", "DynamoDB, called as dynamodb:ACTION"),
    ("DynamoDb", "DynamoDB, called as aws-sdk:dynamodb:ACTION"),
    ("StepFunctions", "Step Functions, called as states:ACTION"),
    ("Sfn", "Step Functions, called as aws-sdk:sfn:ACTION"),
    ("SNS", "SNS, called as sns:ACTION"),
    ("Sns", "SNS, called as aws-sdk:sns:ACTION"),
    ("SQS", "SQS, called as sqs:ACTION"),
    ("Sqs", "SQS, called as aws-sdk:sqs:ACTION"),
    ("ECS", "ECS, called as ecs:ACTION"),
    ("Ecs", "ECS, called as aws-sdk:ecs:ACTION"),
    ("Lambda", "Lambda"),
    ("S3", "S3"),
];

/// The error of that name; one that ends in a number is found by any number.
pub fn find(name: &str) -> Option<&'static ServiceError> {
    let stem = name.strip_prefix("ApiGateway.").map(|_| "ApiGateway");
    let stem =
        stem.or_else(|| name.strip_prefix("Events.ConnectionResource.").map(|_| "Events.ConnectionResource"));
    let name = stem.unwrap_or(name);
    ERRORS.iter().find(|error| error.name == name)
}

/// What is to be said of an error of a known service that has no page of its own.
pub fn by_service(name: &str) -> Option<String> {
    let (service, error) = name.split_once('.')?;
    let (_, from) = SERVICES.iter().find(|(known, _)| *known == service)?;
    let is_error = error.ends_with("Exception") && error.bytes().all(|b| b.is_ascii_alphanumeric());
    is_error.then(|| {
        format!(
            "{from}, answered with the error {error}. The part before the dot tells how the service was called: \
             an error of `dynamodb:putItem` begins with `DynamoDB.`, one of `aws-sdk:dynamodb:putItem` with \
             `DynamoDb.`, and every name ends in `Exception`. The service's own documentation says when it comes."
        )
    })
}
