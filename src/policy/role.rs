//! The policies of a machine's role, as a template writes them.

use crate::base::value::Value;
use crate::catalog::iam;
use crate::load::{Declaration, DeclarationKind};

use super::collect::Home;
use super::granted::{Granted, texts};
use super::managed;

/// Why the permissions of a role are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The template has no such machine.
    NoMachine,
    /// The role is elsewhere.
    Elsewhere(String),
    /// The machine names no role, and whoever deploys it makes one.
    NoRole,
}

/// What a policy document says: the document itself, or with what the API of IAM puts around it.
#[must_use]
pub fn of_document(value: &Value) -> Option<Granted> {
    let around = ["PolicyDocument", "Document"].iter().find_map(|name| value.get(name));
    let inner = around.or_else(|| value.get("PolicyVersion").and_then(|version| version.get("Document")));
    let document = inner.unwrap_or(value);
    document.get("Statement")?;
    let role = value.get("RoleName").and_then(Value::as_str).map(str::to_owned);
    let mut granted = Granted { role, ..Granted::default() };
    granted.add(document);
    Some(granted)
}

/// What the machine `id` is granted by what a template declares.
pub fn of_machine(id: &str, declared: &[Declaration], home: &Home) -> Result<Granted, Unread> {
    let is_own = |one: &&Declaration| one.kind == DeclarationKind::Machine && one.id == id;
    let machine = &declared.iter().find(is_own).ok_or(Unread::NoMachine)?.properties;
    let mut granted = Granted::default();
    let named = ["RoleArn", "Role", "role_arn", "roleArn"].iter().find_map(|name| machine.get(name));
    match named.and_then(Value::as_str) {
        Some(named) => role(&mut granted, named, declared, home)?,
        None => {
            let policies = machine.get("Policies");
            // SAM deploys a role that is allowed nothing. The plugin of the Serverless Framework, whose words begin
            // with small letters, makes one of its own.
            let is_small = |key: &str| key.starts_with(|c: char| c.is_ascii_lowercase());
            if machine.as_object().is_some_and(|members| members.keys().any(|key| is_small(key))) {
                return Err(Unread::NoRole);
            }
            policies.into_iter().for_each(|policies| attached(&mut granted, policies, declared, home));
            // SAM grants traces to the role that it makes.
            let traces =
                ["Tracing", "TracingConfiguration"].iter().find_map(|name| machine.get(name)?.get("Enabled"));
            if traces.is_some_and(|flag| flag.as_bool() == Some(true) || flag.as_str() == Some("true")) {
                policy_named(&mut granted, "AWSXrayWriteOnlyAccess", declared);
            }
        }
    }
    // A connector attaches its policy to whichever role there is.
    machine.get("Connectors").into_iter().for_each(|connectors| connected(&mut granted, connectors));
    Ok(granted)
}

/// The role that `named` is the ARN or the name of.
fn role(granted: &mut Granted, named: &str, declared: &[Declaration], home: &Home) -> Result<(), Unread> {
    let name = named.rsplit('/').next().unwrap_or(named).to_owned();
    let is_it =
        |one: &&Declaration| one.kind == DeclarationKind::Role && (one.name == name || one.id == name);
    let found = declared.iter().find(is_it).ok_or_else(|| Unread::Elsewhere(named.to_owned()))?;
    granted.role = Some(found.name.clone());
    for word in ["Policies", "inline_policy"] {
        if let Some(policies) = found.properties.get(word) {
            attached(granted, policies, declared, home);
        }
    }
    for word in ["ManagedPolicyArns", "managed_policy_arns"] {
        for named in found.properties.get(word).map(texts).unwrap_or_default() {
            policy_named(granted, &named, declared);
        }
    }
    let names_it = |value: Option<&Value>| {
        let all = value.map(texts).unwrap_or_default();
        all.iter().any(|one| one.rsplit('/').next() == Some(&*found.name) || *one == found.id)
    };
    for policy in declared.iter().filter(|one| one.kind == DeclarationKind::Policy) {
        let properties = &policy.properties;
        if ["Roles", "RoleName", "role", "roles"].iter().any(|word| names_it(properties.get(word))) {
            match properties.get("policy_arn").and_then(Value::as_str) {
                Some(named) => policy_named(granted, named, declared),
                None => document(granted, properties),
            }
        }
    }
    Ok(())
}

/// The document of a policy: as a value, or as text.
fn document(granted: &mut Granted, policy: &Value) {
    match ["PolicyDocument", "policy"].iter().find_map(|word| policy.get(word)) {
        Some(Value::String(text)) => {
            if let Ok(value) = Value::parse(text) {
                granted.add(&value);
            } else {
                granted.unread.push("a document that is not known here".to_owned());
            }
        }
        Some(value) => granted.add(value),
        None => granted.add(policy),
    }
}

/// A policy by its ARN or name: one of the template, or one of AWS's.
fn policy_named(granted: &mut Granted, named: &str, declared: &[Declaration]) {
    let name = named.rsplit('/').next().unwrap_or(named);
    let is_it =
        |one: &&Declaration| one.kind == DeclarationKind::Policy && (one.name == name || one.id == name);
    match (managed::actions(named), declared.iter().find(is_it)) {
        (Some(actions), _) => granted.allow(actions, vec!["*".to_owned()]),
        (None, Some(policy)) => document(granted, &policy.properties),
        (None, None) => granted.unread.push(named.to_owned()),
    }
}

/// `Policies`: names, documents, policy templates of SAM, and what a role has inside of it.
fn attached(granted: &mut Granted, policies: &Value, declared: &[Declaration], home: &Home) {
    match policies {
        Value::Array(all) => all.iter().for_each(|one| attached(granted, one, declared, home)),
        Value::String(named) => policy_named(granted, named, declared),
        Value::Object(members) => {
            let is_document =
                ["Statement", "PolicyDocument", "policy"].iter().any(|word| members.contains(word));
            if is_document {
                return document(granted, policies);
            }
            for (name, given) in members {
                template(granted, name, given, home);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A policy template of SAM.
fn template(granted: &mut Granted, name: &str, given: &Value, home: &Home) {
    let mut is_known = false;
    for (actions, resources) in iam::template(name) {
        is_known = true;
        let resources = resources.split(' ').map(|form| filled(form, given, home)).collect();
        granted.allow(actions.split(',').map(str::to_owned).collect(), resources);
    }
    if !is_known {
        granted.unread.push(name.to_owned());
    }
}

/// The ARN of a template's resource, with what its parameters are given.
fn filled(form: &str, given: &Value, home: &Home) -> String {
    let mut text = form.replace('@', &format!("{}:{}", home.region, home.account));
    for (name, value) in given.as_object().into_iter().flatten() {
        text = text.replace(&format!("${{{name}}}"), value.as_str().unwrap_or("*"));
    }
    if text == "*" || text.starts_with("arn:") { text } else { format!("arn:{}:{text}", home.partition) }
}

/// What SAM grants a machine that a connector leads from, by the service it leads to, for `Read` and for `Write`; in the words
/// of its profiles (aws-sam-translator 1.110).
#[rustfmt::skip]
const CONNECTED: [(&str, &str, &str); 7] = [
    ("lambda", "", "lambda:InvokeAsync,lambda:InvokeFunction"),
    ("sqs", "sqs:ReceiveMessage,sqs:GetQueueAttributes", "sqs:DeleteMessage,sqs:SendMessage,sqs:ChangeMessageVisibility,sqs:PurgeQueue"),
    ("sns", "", "sns:Publish"),
    ("events", "", "events:PutEvents"),
    ("dynamodb", "dynamodb:GetItem,dynamodb:Query,dynamodb:Scan,dynamodb:BatchGetItem,dynamodb:ConditionCheckItem,dynamodb:PartiQLSelect",
        "dynamodb:PutItem,dynamodb:UpdateItem,dynamodb:DeleteItem,dynamodb:BatchWriteItem,dynamodb:PartiQLDelete,dynamodb:PartiQLInsert,dynamodb:PartiQLUpdate"),
    ("s3", "s3:GetObject,s3:GetObjectAcl,s3:GetObjectVersion,s3:ListBucket,s3:ListBucketVersions", "s3:PutObject,s3:PutObjectAcl,s3:DeleteObject,s3:AbortMultipartUpload"),
    ("states", "states:DescribeExecution", "states:StartExecution,states:StopExecution,events:PutTargets,events:PutRule,events:DescribeRule"),
];

/// `Connectors`, with the ARNs that the reader of templates put beside their ids.
fn connected(granted: &mut Granted, connectors: &Value) {
    for (_, connector) in connectors.as_object().into_iter().flatten() {
        let permissions = connector.get("Permissions").map(texts).unwrap_or_default();
        for arn in connector.get("Arns").map(texts).unwrap_or_default() {
            let service = arn.split(':').nth(2).unwrap_or_default();
            let Some((_, read, write)) = CONNECTED.iter().find(|row| row.0 == service) else { continue };
            for (word, actions) in [("Read", read), ("Write", write)] {
                if permissions.iter().any(|one| one == word) && !actions.is_empty() {
                    let rest = if matches!(service, "s3" | "dynamodb") { "/*" } else { ":*" };
                    let mut resources = vec![arn.clone(), format!("{arn}{rest}")];
                    if service == "states" {
                        resources.push(arn.replacen(":stateMachine:", ":execution:", 1) + ":*");
                    }
                    granted.allow(actions.split(',').map(str::to_owned).collect(), resources);
                }
            }
        }
    }
}
