//! What some policies that AWS manages grant, as far as machines get by on them; of all others the statements are with AWS.

/// The name of a policy, and what it allows on everything: actions with commas between them.
const MANAGED: &[(&str, &str)] = &[
    ("AdministratorAccess", "*"),
    ("PowerUserAccess", "*"),
    ("AWSLambdaRole", "lambda:InvokeFunction"),
    ("AWSLambda_FullAccess", "lambda:*"),
    ("AWSStepFunctionsFullAccess", "states:*"),
    ("AmazonDynamoDBFullAccess", "dynamodb:*"),
    (
        "AmazonDynamoDBReadOnlyAccess",
        "dynamodb:Get*,dynamodb:BatchGetItem,dynamodb:Query,dynamodb:Scan,dynamodb:List*,dynamodb:Describe*",
    ),
    ("AmazonS3FullAccess", "s3:*"),
    ("AmazonS3ReadOnlyAccess", "s3:Get*,s3:List*,s3:Describe*"),
    ("AmazonSNSFullAccess", "sns:*"),
    ("AmazonSQSFullAccess", "sqs:*"),
    ("AmazonEventBridgeFullAccess", "events:*"),
    ("AmazonECS_FullAccess", "ecs:*"),
    ("AWSBatchFullAccess", "batch:*"),
    ("AmazonBedrockFullAccess", "bedrock:*"),
    ("AmazonRekognitionFullAccess", "rekognition:*"),
    (
        "AmazonRekognitionReadOnlyAccess",
        "rekognition:CompareFaces,rekognition:Detect*,rekognition:List*,rekognition:SearchFaces*,rekognition:Get*,rekognition:RecognizeCelebrities",
    ),
    ("AmazonForecastFullAccess", "forecast:*"),
    ("AmazonSageMakerFullAccess", "sagemaker:*"),
    ("AmazonAthenaFullAccess", "athena:*"),
    ("AmazonTextractFullAccess", "textract:*"),
    ("AmazonSESFullAccess", "ses:*"),
    ("AmazonPollyFullAccess", "polly:*"),
    ("AmazonTranscribeFullAccess", "transcribe:*"),
    ("TranslateFullAccess", "translate:*"),
    ("ComprehendFullAccess", "comprehend:*"),
    ("CloudWatchLogsFullAccess", "logs:*"),
    (
        "AWSXrayWriteOnlyAccess",
        "xray:PutTraceSegments,xray:PutTelemetryRecords,xray:GetSamplingRules,xray:GetSamplingTargets",
    ),
    (
        "AWSXRayDaemonWriteAccess",
        "xray:PutTraceSegments,xray:PutTelemetryRecords,xray:GetSamplingRules,xray:GetSamplingTargets",
    ),
    ("AWSLambdaBasicExecutionRole", "logs:CreateLogGroup,logs:CreateLogStream,logs:PutLogEvents"),
];

/// What the policy of this name, or with an ARN that ends in it, allows.
pub(super) fn actions(named: &str) -> Option<Vec<String>> {
    let name = named.rsplit('/').next().unwrap_or(named);
    let (_, actions) = MANAGED.iter().find(|(known, _)| *known == name)?;
    Some(actions.split(',').map(str::to_owned).collect())
}
