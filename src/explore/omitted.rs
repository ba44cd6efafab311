//! Which members an answer may well lack: those that APIs leave out in everyday use, as their references say. What a
//! model merely does not require is no reason to expect it: most models require nothing of answers.

use std::sync::Arc;

use crate::asl::resource::{Resource, Target};
use crate::base::value::Value;

/// An API and the member of its answer that is not there if nothing is found.
struct Row(&'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("dynamodb", "getItem", "Item"),
    Row("dynamodb", "putItem", "Attributes"),
    Row("dynamodb", "updateItem", "Attributes"),
    Row("dynamodb", "deleteItem", "Attributes"),
    Row("s3", "listObjectsV2", "Contents"),
    Row("s3", "listObjects", "Contents"),
    Row("sqs", "receiveMessage", "Messages"),
    Row("secretsmanager", "getSecretValue", "SecretString"),
    Row("cloudformation", "describeStacks", "Outputs"),
    Row("glue", "getCrawler", "LastCrawl"),
];

/// Members by which a list goes on: the last page has none.
const PAGES: &[&str] = &[
    "NextToken",
    "nextToken",
    "NextMarker",
    "Marker",
    "NextContinuationToken",
    "LastEvaluatedKey",
    "PaginationToken",
];

/// `answer` without one of the members that it may lack, for each of these.
pub fn less(resource: &Resource, answer: &Value) -> Vec<(Arc<str>, Value)> {
    let Target::Service { service, action, .. } = &resource.target else { return Vec::new() };
    let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
    let Some(members) = answer.as_object() else { return Vec::new() };
    let may_lack = |name: &str| {
        PAGES.contains(&name)
            || ROWS
                .iter()
                .any(|Row(api, call, member)| *api == service && **call == **action && *member == name)
    };
    let without = |name: &Arc<str>| {
        let mut less = members.clone();
        less.remove(name);
        (Arc::clone(name), Value::from(less))
    };
    members.iter().filter(|(name, _)| may_lack(name)).map(|(name, _)| without(name)).collect()
}
