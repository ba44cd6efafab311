//! What SDK integrations need: the action of the same name, or those that AWS calls otherwise, on what the parameters name of
//! the types of resources that the service authorization reference has for it.

use crate::catalog::iam::{self, Action, ResourceType};

use super::collect::{Collector, Moment};
use super::given::{Given, Known};
use super::named::{function, machine, queue};
use super::optimized::{capital, model};
use super::resource::{Found, is_arn};

/// What a call of `aws-sdk:service:action` needs.
pub(super) fn call(out: &mut Collector<'_>, service: &str, action: &str, given: &Given<'_>) {
    let prefix = iam::prefix(service).unwrap_or(service);
    let names: Vec<String> = match (service, action) {
        ("dynamodb", "executeStatement") => {
            statement(given).map_or_else(|| known(service, action), |one| vec![one])
        }
        ("dynamodb", "transactWriteItems") => written(given),
        ("apigateway" | "apigatewayv2", _) => {
            out.note("calls of API Gateway are granted by path and method, which are not told apart here");
            vec!["apigateway:*".to_owned()]
        }
        (_, _) => known(service, action),
    };
    let own = format!("{prefix}:{}", capital(action));
    let names =
        if names.is_empty() && iam::exceptions(service, action).is_none() { vec![own] } else { names };
    for name in names {
        one(out, service, action, &name, given);
    }
    passed(out, &format!("{prefix}:{}", capital(action)), given);
    files(out, service, given, 0);
}

/// Some services read and write files in S3 with the rights of the role that calls them.
fn files(out: &mut Collector<'_>, service: &str, given: &Given<'_>, depth: usize) {
    const DEEP: usize = 4;
    if !["rekognition", "textract", "transcribe", "polly", "comprehend", "translate"].contains(&service) {
        return;
    }
    for (name, part) in given.members() {
        let form = match name {
            "S3Object" => Some(("s3:GetObject", "s3:::{S3Object.Bucket}/{S3Object.Name}".to_owned())),
            "OutputBucketName" | "OutputS3BucketName" => Some(("s3:PutObject", format!("s3:::{{{name}}}/*"))),
            _ => None,
        };
        if let Some((action, form)) = form {
            let found = out.find(given, &form);
            out.add(Moment::Run, action, &found.arn, found.is_open, &[]);
        }
        let uri = match (name, part.text()) {
            ("MediaFileUri", Known::Text(uri)) => {
                uri.strip_prefix("s3://").map(|rest| Found::sure(out.home.arn("s3", rest)))
            }
            ("MediaFileUri", known @ (Known::Prefix(..) | Known::Open(_))) => {
                out.tell_open(name, &known);
                Some(Found { arn: out.home.arn("s3", "*"), is_open: true })
            }
            (_, _) => None,
        };
        if let Some(found) = uri {
            out.add(Moment::Run, "s3:GetObject", &found.arn, found.is_open, &[]);
        }
        if depth < DEEP {
            files(out, service, &part, depth + 1);
        }
    }
}

fn known(service: &str, action: &str) -> Vec<String> {
    iam::exceptions(service, action).into_iter().flatten().map(str::to_owned).collect()
}

/// One permission.
fn one(out: &mut Collector<'_>, service: &str, action: &str, name: &str, given: &Given<'_>) {
    if service == "bedrockruntime" && name == "bedrock:InvokeModel" {
        return model(out, given);
    }
    let own = match (service, name) {
        ("lambda", "lambda:InvokeFunction") => Some(vec![function(out, given)]),
        ("sqs", _) if given.part("QueueUrl").is_given() => Some(vec![queue(out, given)]),
        ("sfn", "states:StartExecution" | "states:StartSyncExecution") => Some(vec![machine(out, given).0]),
        ("sfn", "states:ListExecutions") if given.part("StateMachineArn").is_given() => {
            Some(vec![machine(out, given).0])
        }
        ("s3", _) => objects(out, action, name, given),
        ("dynamodb", _) => tables(out, action, given),
        ("eventbridge", "events:PutEvents") => {
            let entries = given.part("Entries").items();
            let found =
                entries.iter().map(|entry| out.find(entry, "events:@:event-bus/{EventBusName|default}"));
            Some(found.collect())
        }
        ("ssm", _) if given.part("Name").is_given() && name.contains("Parameter") => {
            Some(vec![parameter(out, given)])
        }
        ("secretsmanager", _) if given.part("SecretId").is_given() => Some(vec![secret(out, given)]),
        ("kms", _) if given.part("KeyId").is_given() => Some(vec![key(out, given)]),
        (_, _) => None,
    };
    let found = own.unwrap_or_else(|| by_types(out, name, given));
    for found in found {
        out.add(Moment::Run, name, &found.arn, found.is_open, &[]);
    }
}

/// What the reference says of `name`, filled in with what the parameters say.
fn by_types(out: &mut Collector<'_>, name: &str, given: &Given<'_>) -> Vec<Found> {
    let Some(action) = iam::action(name) else {
        if name != "apigateway:*" {
            out.note(format!(
                "`{name}` is not in AWS's reference of {}: it may be called otherwise",
                "permissions"
            ));
        }
        return vec![Found::sure("*")];
    };
    let types: Vec<ResourceType> = action.types().collect();
    let filled: Vec<Option<Found>> = types.iter().map(|one| fill(out, one, given)).collect();
    let is_any = filled.iter().any(Option::is_some);
    let mut required = Vec::new();
    for (one, filled) in types.iter().zip(filled) {
        let found = filled.or_else(|| one.is_required.then(|| any(out, one)));
        required.extend(found);
    }
    if is_any {
        return required;
    }
    if types.is_empty() {
        return vec![Found::sure("*")];
    }
    out.note(format!("no parameter says which resource `{}` is for", action.name));
    if required.is_empty() { vec![Found { arn: "*".to_owned(), is_open: true }] } else { required }
}

/// All resources of a type.
fn any(out: &Collector<'_>, one: &ResourceType) -> Found {
    Found {
        arn: form(out, one.arn, &mut |_| Some("*".to_owned())).unwrap_or_else(|| "*".to_owned()),
        is_open: true,
    }
}

/// The ARN `arn` with each `${Name}` as `value` says.
fn form(out: &Collector<'_>, arn: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let (mut made, mut rest) = (String::new(), arn);
    while let Some((before, (name, after))) =
        rest.split_once("${").and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        made.push_str(before);
        made.push_str(&match name {
            "Partition" => out.home.partition.clone(),
            "Region" => out.home.region.clone(),
            "Account" => out.home.account.clone(),
            _ => value(name)?,
        });
        rest = after;
    }
    Some(made + rest)
}

/// The resource of type `one` that a parameter names: by an ARN of its form, or by a name that stands last in it.
fn fill(out: &mut Collector<'_>, one: &ResourceType, given: &Given<'_>) -> Option<Found> {
    let fixed = one.arn.split(':').nth(5).unwrap_or_default().split("${").next().unwrap_or_default();
    let service = one.arn.split(':').nth(2).unwrap_or_default();
    for (_, part) in given.members() {
        if let Known::Text(text) = part.text()
            && is_arn(&text)
            && text.split(':').nth(2) == Some(service)
            && text.split(':').nth(5).is_some_and(|resource| resource.starts_with(fixed))
        {
            return Some(Found::sure(text));
        }
    }
    let last = one.arn.rsplit_once("${").and_then(|(_, name)| name.split('}').next())?;
    let names = [last, one.name];
    let member = |wanted: &str| {
        let mut all = given.members().into_iter();
        all.find(|(name, _)| plain(name) == plain(wanted) && !is_list(name))
    };
    let (way, _) = names.iter().find_map(|name| member(name))?;
    let mut is_open = false;
    let arn = form(out, one.arn, &mut |name| {
        let found = if name == last {
            given.members().into_iter().find(|(own, _)| *own == way)
        } else {
            member(name)
        };
        Some(match found.map(|(_, part)| part.text()) {
            Some(Known::Text(text)) => text
                .rsplit_once(fixed)
                .map_or(text.clone(), |(_, id)| if is_arn(&text) { id.to_owned() } else { text.clone() }),
            Some(Known::Prefix(text, _)) if !is_arn(&text) => {
                is_open = true;
                format!("{text}*")
            }
            Some(Known::Prefix(..) | Known::Open(_) | Known::Absent) | None => {
                is_open = true;
                "*".to_owned()
            }
        })
    })?;
    if is_open {
        out.tell_open(way, &given.part(way).text());
    }
    Some(Found { arn, is_open })
}

fn is_list(name: &str) -> bool {
    name.ends_with("Names") || name.ends_with("Ids") || name.ends_with("Arns")
}

/// A name without what all names end in, so that `Cluster`, `ClusterName` and `ClusterId` are one.
fn plain(name: &str) -> String {
    let lower: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let cut = ["identifier", "name", "arn", "id"].iter().find_map(|end| lower.strip_suffix(end));
    cut.filter(|cut| !cut.is_empty()).unwrap_or(&lower).to_owned()
}

/// Calls about objects name them; all others are about the bucket.
fn objects(out: &mut Collector<'_>, action: &str, name: &str, given: &Given<'_>) -> Option<Vec<Found>> {
    if !given.part("Bucket").is_given() && !given.part("DestinationBucket").is_given() {
        return None;
    }
    let is_about = |kind: &str| {
        iam::action(name).is_some_and(|action: Action| action.types().any(|one| one.name == kind))
    };
    Some(match (action, name) {
        ("copyObject", "s3:GetObject") => {
            let source = given.part("CopySource").text();
            match &source {
                Known::Text(source) => vec![Found::sure(out.home.arn("s3", source.trim_start_matches('/')))],
                Known::Prefix(..) | Known::Open(_) | Known::Absent => {
                    out.tell_open("CopySource", &source);
                    vec![Found { arn: out.home.arn("s3", "*"), is_open: true }]
                }
            }
        }
        ("deleteObjects", _) => vec![out.find(given, "s3:::{Bucket}/*")],
        (_, _) if is_about("object") => vec![out.find(given, "s3:::{Bucket}/{Key}")],
        (_, _) if is_about("bucket") => vec![out.find(given, "s3:::{Bucket}")],
        (_, _) => return None,
    })
}

/// A query by an index needs the index alone; calls for many tables name each.
fn tables(out: &mut Collector<'_>, action: &str, given: &Given<'_>) -> Option<Vec<Found>> {
    let named = |out: &mut Collector<'_>, all: Vec<&str>| {
        let tables = all.into_iter().map(|name| {
            Found::sure(if is_arn(name) {
                name.to_owned()
            } else {
                out.home.arn("dynamodb", &format!("table/{name}"))
            })
        });
        tables.collect::<Vec<_>>()
    };
    match action {
        "query" | "scan" if given.part("IndexName").is_given() => {
            Some(vec![out.find(given, "dynamodb:@:table/{TableName}/index/{IndexName}")])
        }
        "batchGetItem" | "batchWriteItem" => {
            let requests = given.part("RequestItems");
            let names: Vec<&str> = requests.members().iter().map(|(name, _)| *name).collect();
            if names.is_empty() {
                Some(vec![out.find(given, "dynamodb:@:table/{RequestItems}")])
            } else {
                Some(named(out, names))
            }
        }
        "transactWriteItems" | "transactGetItems" => {
            let items = given.part("TransactItems").items();
            let inner = items.iter().flat_map(|item| match item {
                Given::Written(_) => item.members().into_iter().map(|(_, part)| part).collect(),
                Given::Open(_) | Given::Absent => vec![item.clone()],
            });
            let inner: Vec<Given<'_>> = inner.collect();
            Some(inner.iter().map(|part| out.find(part, "dynamodb:@:table/{TableName}")).collect())
        }
        _ if given.part("TableName").is_given() => {
            Some(vec![out.find(given, "dynamodb:@:table/{TableName}")])
        }
        _ => None,
    }
}

/// The action of a PartiQL statement, by its first word.
fn statement(given: &Given<'_>) -> Option<String> {
    let (Known::Text(text) | Known::Prefix(text, _)) = given.part("Statement").text() else { return None };
    let verb = text.split_whitespace().next()?.to_ascii_lowercase();
    let known = ["Select", "Insert", "Update", "Delete"];
    known
        .iter()
        .find(|known| known.eq_ignore_ascii_case(&verb))
        .map(|known| format!("dynamodb:PartiQL{known}"))
}

/// The actions of a transaction, by its items.
fn written(given: &Given<'_>) -> Vec<String> {
    const KINDS: [(&str, &str); 4] = [
        ("Put", "PutItem"),
        ("Update", "UpdateItem"),
        ("Delete", "DeleteItem"),
        ("ConditionCheck", "ConditionCheckItem"),
    ];
    let items = given.part("TransactItems").items();
    let is_written = items.iter().all(|item| matches!(item, Given::Written(_)));
    let has = |kind: &str| !is_written || items.iter().any(|item| item.part(kind).is_given());
    KINDS.iter().filter(|(kind, _)| has(kind)).map(|(_, action)| format!("dynamodb:{action}")).collect()
}

/// A parameter's ARN has one slash before its name, whether that begins with one or not.
fn parameter(out: &mut Collector<'_>, given: &Given<'_>) -> Found {
    let found = out.find(given, "ssm:@:parameter/{Name}");
    Found { arn: found.arn.replacen("parameter//", "parameter/", 1), ..found }
}

/// A secret's ARN ends in six letters that are drawn when it is made.
fn secret(out: &mut Collector<'_>, given: &Given<'_>) -> Found {
    let found = out.find(given, "secretsmanager:@:secret:{SecretId}");
    let is_name = matches!(given.part("SecretId").text(), Known::Text(text) if !is_arn(&text));
    if is_name { found.and("-??????") } else { found }
}

/// An alias is no resource that a key's use can be granted on.
fn key(out: &mut Collector<'_>, given: &Given<'_>) -> Found {
    match given.part("KeyId").text() {
        Known::Text(id) if id.contains("alias/") => {
            out.note("an alias cannot be granted: name the key, or add a condition `kms:RequestAlias`");
            Found { arn: out.home.arn("kms", "key/*"), is_open: true }
        }
        Known::Text(_) | Known::Prefix(..) | Known::Open(_) | Known::Absent => {
            out.find(given, "kms:@:key/{KeyId}")
        }
    }
}

/// `iam:PassRole` on every role that a call is given which passes roles on.
fn passed(out: &mut Collector<'_>, name: &str, given: &Given<'_>) {
    let passes = iam::action(name).is_some_and(|action| action.dependent().any(|one| one == "iam:PassRole"));
    roles(out, given, passes, 0);
}

fn roles(out: &mut Collector<'_>, given: &Given<'_>, passes: bool, depth: usize) {
    const DEEP: usize = 4;
    for (name, part) in given.members() {
        let is_role = name.ends_with("RoleArn") || name.ends_with("Role");
        if is_role && passes {
            let found = out.find(given, &format!("iam::{}:role/{{{name}}}", out.home.account));
            out.add(Moment::Run, "iam:PassRole", &found.arn, found.is_open, &[]);
        } else if is_role && matches!(part.text(), Known::Text(text) if text.contains(":role/")) {
            out.note(format!("`{name}` is given a role: perhaps `iam:PassRole` on it is needed, too"));
        }
        if depth < DEEP {
            roles(out, &part, passes, depth + 1);
        }
    }
}
