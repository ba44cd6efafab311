//! The optimized integrations that take more or other things than one API of the same name: what the
//! Developer Guide says of each ("Integrating services", as of September 2026).

use crate::asl::resource::Resource;

use super::is_job;

/// What one integration takes.
pub(super) struct Row {
    service: &'static str,
    action: &'static str,
    /// The API whose input it takes, too.
    pub(super) api: Option<(&'static str, &'static str)>,
    /// Its own members, in the words of the catalogue.
    pub(super) members: &'static str,
    /// Those of them that must be objects of lists.
    pub(super) lists: &'static [&'static str],
    /// Whether headers that HTTP keeps to itself end the call.
    pub(super) guards_headers: bool,
    /// Whether AWS has added members before, or the guide's list is no full one.
    pub(super) may_grow: bool,
}

const fn row_of(service: &'static str, action: &'static str, members: &'static str) -> Row {
    Row { service, action, api: None, members, lists: &[], guards_headers: false, may_grow: false }
}

impl Row {
    const fn with(self, service: &'static str, action: &'static str) -> Self {
        Self { api: Some((service, action)), ..self }
    }

    const fn lists(self, lists: &'static [&'static str]) -> Self {
        Self { lists, ..self }
    }

    const fn guarding_headers(self) -> Self {
        Self { guards_headers: true, ..self }
    }

    const fn growing(self) -> Self {
        Self { may_grow: true, ..self }
    }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row_of("apigateway", "invoke", "!ApiEndpoint !Method Headers:ML Stage Path QueryParameters:ML \
        RequestBody:* AllowNullValues:b AuthType").lists(&["Headers", "QueryParameters"]),
    row_of("bedrock", "invokeModel", "Input:M Output:M").with("bedrockruntime", "invokeModel"),
    // The API wants a RuntimeSessionId, too; an example of the guide has none.
    row_of("bedrockagentcore", "invokeHarness", "!HarnessArn !Messages:LM* RuntimeSessionId \
        SystemPrompt:LM* Model:* Tools:LM* Skills:LM* AllowedTools:L MaxIterations:i MaxTokens:i \
        TimeoutSeconds:i ActorId").growing(),
    row_of("eks", "call", "!ClusterName !CertificateAuthority !Endpoint !Method !Path QueryParameters:ML \
        RequestBody:*").lists(&["QueryParameters"]),
    row_of("eks", "runJob", "!ClusterName !CertificateAuthority !Endpoint !Job:M* Namespace LogOptions:M*"),
    row_of("elasticmapreduce", "addStep", "!ClusterId !Step:M* ExecutionRoleArn").growing(),
    row_of("elasticmapreduce", "cancelStep", "!ClusterId !StepId").growing(),
    row_of("elasticmapreduce", "createCluster", "").with("emr", "runJobFlow"),
    row_of("elasticmapreduce", "modifyInstanceFleetByName",
        "!ClusterId !InstanceFleetName !InstanceFleet:M*").growing(),
    row_of("elasticmapreduce", "modifyInstanceGroupByName",
        "!ClusterId !InstanceGroupName !InstanceGroup:M*").growing(),
    row_of("elasticmapreduce", "setClusterTerminationProtection", "!ClusterId !TerminationProtected:b")
        .growing(),
    row_of("elasticmapreduce", "terminateCluster", "!ClusterId").growing(),
    row_of("http", "invoke", "!ApiEndpoint !Method InvocationConfig:M Authentication:M Headers:M* \
        QueryParameters:* RequestBody:* Transform:M*").guarding_headers().growing(),
];

/// Headers that an HTTP Task cannot send (seen on AWS in September 2026; Developer Guide, "Call HTTPS APIs").
const GUARDED: [&str; 31] = [
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "referer",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Whether an HTTP Task cannot send a header of this name, in lower case.
pub(super) fn is_guarded(header: &str) -> bool {
    let prefixes = ["x-forwarded-", "x-amz-", "x-amzn-"];
    header == "warning"
        || GUARDED.contains(&header)
        || prefixes.iter().any(|prefix| header.starts_with(prefix))
}

/// What is known of an integration beyond the API that it is called after.
pub(super) fn row(service: &str, action: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.service == service && row.action == action)
}

/// Members of the API that AWS refuses in a call of `resource`.
pub(super) fn reserved(resource: &Resource) -> &'static [&'static str] {
    if resource.is("ecs", "runTask") && is_job(resource) {
        &["Count", "StartedBy"]
    } else if resource.is("elasticmapreduce", "createCluster") {
        &["Steps"]
    } else {
        &[]
    }
}

/// Members of the service's APIs that take any JSON, although the API has text there.
pub(super) fn json(service: &str) -> &'static [&'static str] {
    match service {
        "events" => &["Detail"],
        "sns" => &["Message"],
        "sqs" => &["MessageBody"],
        "states" => &["Input"],
        _ => &[],
    }
}

/// The same of SDK integrations: the only member that AWS's own samples give objects, beside those that the
/// catalogue knows.
pub(super) fn sdk_json(service: &str) -> &'static [&'static str] {
    if service == "eventbridge" { &["Detail"] } else { &[] }
}

/// Members that take any JSON but a bare number, which AWS refuses as no STRING (reported in 2023).
pub(super) fn payload(resource: &Resource) -> &'static [&'static str] {
    if resource.is("lambda", "invoke") { &["Payload"] } else { &[] }
}

/// Members of which a call of `resource` needs one: those that its guide or its API asks for in words, as no
/// model does. What AWS says when a machine is created without one is not known.
pub(super) fn one_of(resource: &Resource) -> &'static [&'static str] {
    if resource.is("http", "invoke") {
        &["InvocationConfig", "Authentication"]
    } else if resource.is("bedrock", "invokeModel") {
        &["Body", "Input"]
    } else if resource.is("sns", "publish") || resource.is("aws-sdk:sns", "publish") {
        &["TopicArn", "TargetArn", "PhoneNumber"]
    } else {
        &[]
    }
}
