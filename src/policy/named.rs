//! Which function, queue, machine or role a call is given: what has more than one way of being named.

use super::collect::{Collector, Condition, Moment};
use super::given::{Given, Known};
use super::resource::{Found, is_arn};

/// The function that a call is given. A qualified call needs the qualified ARN exactly, an unqualified one the plain ARN.
pub(super) fn function(out: &mut Collector<'_>, given: &Given<'_>) -> Found {
    let (name, qualifier) = (given.part("FunctionName"), given.part("Qualifier").text());
    let found = match name.text() {
        Known::Text(text) if !is_arn(&text) => {
            // `name`, `name:qualifier`, `ACCOUNT:function:name[:qualifier]`.
            match text.split_once(":function:") {
                Some((account, name)) => {
                    let (partition, region) = (&out.home.partition, &out.home.region);
                    Found::sure(format!("arn:{partition}:lambda:{region}:{account}:function:{name}"))
                }
                None => Found::sure(out.home.arn("lambda", &format!("function:{text}"))),
            }
        }
        Known::Text(_) | Known::Prefix(..) | Known::Open(_) | Known::Absent => {
            out.find(given, "lambda:@:function:{FunctionName}")
        }
    };
    let is_qualified = found.arn.split(':').count() > 7 || found.is_open;
    match qualifier {
        Known::Text(qualifier) if !is_qualified => found.and(&format!(":{qualifier}")),
        Known::Prefix(..) | Known::Open(_) if !is_qualified => {
            out.tell_open("Qualifier", &qualifier);
            Found { is_open: true, ..found.and(":*") }
        }
        Known::Text(_) | Known::Prefix(..) | Known::Open(_) | Known::Absent => found,
    }
}

/// The queue of a URL: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, in older forms, or with another host.
pub(super) fn queue(out: &mut Collector<'_>, given: &Given<'_>) -> Found {
    let known = given.part("QueueUrl").text();
    let Known::Text(url) = &known else {
        out.tell_open("QueueUrl", &known);
        return Found { arn: out.home.arn("sqs", "*"), is_open: true };
    };
    if is_arn(url) {
        return Found::sure(url.clone());
    }
    let bare = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let parts: Vec<&str> = bare.split('/').collect();
    let &[host, .., account, name] = parts.as_slice() else {
        return Found::sure(out.home.arn("sqs", bare.rsplit('/').next().unwrap_or(bare)));
    };
    let labels: Vec<&str> = host.split('.').collect();
    let region = match labels.as_slice() {
        ["sqs", region, "amazonaws", ..] | [region, "queue", "amazonaws", ..] => *region,
        _ => &out.home.region,
    };
    Found::sure(format!("arn:{}:sqs:{region}:{account}:{name}", out.home.partition))
}

/// The machine that is started, and the ARNs of its executions: without version or alias, which neither has.
pub(super) fn machine(out: &mut Collector<'_>, given: &Given<'_>) -> (Found, Found) {
    let found = out.find(given, "states:@:stateMachine:{StateMachineArn}").cut(7);
    let executions = found.arn.replacen(":stateMachine:", ":execution:", 1);
    let executions = Found { arn: format!("{executions}:*"), is_open: found.is_open };
    (found, executions)
}

/// `iam:PassRole` on the role that `way` of the call names, if it names one; `to` is the service that it is passed to.
pub(super) fn pass(out: &mut Collector<'_>, given: &Given<'_>, way: &str, to: &str) {
    let role = given.part(way);
    // Some take a role, others the name of its instance profile: both are called as the role is.
    if role.is_given() && !(matches!(role, Given::Open(ref by) if by == "the state's input")) {
        let found = out.find(given, &format!("iam::{}:role/{{{way}}}", out.home.account));
        let to = (!to.is_empty()).then(|| Condition::new("StringEquals", "iam:PassedToService", to));
        out.add(Moment::Run, "iam:PassRole", &found.arn, found.is_open, to.as_slice());
    }
}
