//! Routes of API Gateway that call Step Functions: routes of HTTP APIs, methods of REST APIs, the OpenAPI documents of
//! both, and the `Api` events of SAM's machines.
//!
//! All become one model. A route of an HTTP API has `RequestParameters` and `ResponseParameters`; one of a REST API has
//! `RequestTemplates`, `Responses` (`SelectionPattern`, `StatusCode`, `ResponseTemplates`) and `PassthroughBehavior`.

use std::collections::BTreeMap;

use super::{Declared, Scope};
use crate::base::value::Value;
use crate::load::node::{Body, Member, Node};
use crate::load::trigger::{Gathered, Trigger, TriggerKind};

/// What stands before an operation in the URI of an integration.
const ACTION: &str = ":states:action/";
/// What stands before an operation in the subtype of an integration.
const SUBTYPE: &str = "StepFunctions-";
/// The member of an OpenAPI operation that says what is called.
const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// Where a route is: its API, its method and its path.
pub(in crate::load) struct Spot<'s> {
    /// The logical id of the API.
    pub(in crate::load) api: &'s str,
    /// In capitals, `ANY` for all.
    pub(in crate::load) method: &'s str,
    /// `/orders/{id}`
    pub(in crate::load) path: &'s str,
}

impl Spot<'_> {
    fn put(&self, gathered: &mut Gathered, action: &str) {
        for (name, text) in
            [("Action", action), ("Api", self.api), ("Method", self.method), ("Path", self.path)]
        {
            gathered.put_text(name, text);
        }
    }
}

/// The route `AWS::ApiGatewayV2::Route` of these properties.
pub(super) fn http(
    scope: &mut Scope<'_>,
    declared: &BTreeMap<String, Declared<'_>>,
    id: &str,
    properties: &Node,
) -> Option<Trigger> {
    let text = |name: &str| properties.get(name).and_then(Node::to_string);
    let (key, target) = (text("RouteKey")?, text("Target")?);
    let integration = declared.get(target.strip_prefix("integrations/")?)?.properties?;
    let integration = scope.compute(&integration.node())?;
    let api = text("ApiId").unwrap_or_default();
    subtype(id, &of_key(&api, &key), &integration)
}

/// The method and the path of a route key: `POST /orders`, or `$default` for all that no other route takes.
pub(in crate::load) fn of_key<'s>(api: &'s str, key: &'s str) -> Spot<'s> {
    let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
    Spot { api, method, path: path.trim() }
}

/// The route that calls what an integration of an HTTP API names.
pub(in crate::load) fn subtype(id: &str, spot: &Spot<'_>, integration: &Node) -> Option<Trigger> {
    let action = integration.get("IntegrationSubtype").and_then(Node::to_string)?;
    let parameters = integration.get("RequestParameters")?;
    let mut gathered = Gathered::new(&integration.source, integration.at.clone());
    gathered.take(integration, &[("RequestParameters", "RequestParameters")]);
    gathered.take(integration, &[("ResponseParameters", "ResponseParameters")]);
    spot.put(&mut gathered, action.strip_prefix(SUBTYPE)?);
    let named = ["StateMachineArn", "ExecutionArn"];
    let target = named.iter().find_map(|name| parameters.get(name).and_then(Node::to_string));
    gathered.trigger(id.to_owned(), TriggerKind::Route, target)
}

/// The route `AWS::ApiGateway::Method` of these properties.
pub(super) fn rest(
    scope: &mut Scope<'_>,
    declared: &BTreeMap<String, Declared<'_>>,
    id: &str,
    properties: &Node,
) -> Option<Trigger> {
    let text = |name: &str| properties.get(name).and_then(Node::to_string);
    let (method, api) = (text("HttpMethod")?.to_uppercase(), text("RestApiId").unwrap_or_default());
    let mut path = String::new();
    let mut resource = text("ResourceId").unwrap_or_default();
    // A resource has its parent's id; the root has none that a template declares.
    for _ in 0..declared.len() {
        let Some(properties) = declared.get(&resource).and_then(|found| found.properties) else { break };
        let Some(parent) = scope.compute(&properties.node()) else { break };
        let part = parent.get("PathPart").and_then(Node::to_string).unwrap_or_default();
        path = format!("/{part}{path}");
        resource = parent.get("ParentId").and_then(Node::to_string).unwrap_or_default();
    }
    let path = if path.is_empty() { "/" } else { &path };
    templates(id, &Spot { api: &api, method: &method, path }, properties.get("Integration")?)
}

/// The routes of an OpenAPI document, the body of the API `api`.
pub(super) fn documented(api: &str, body: &Node) -> Vec<Trigger> {
    let mut routes = Vec::new();
    for path in body.get("paths").map(Node::members).unwrap_or_default() {
        for operation in path.value.members() {
            let Some(integration) = operation.value.get(INTEGRATION) else { continue };
            let method = match operation.key.as_str() {
                "x-amazon-apigateway-any-method" => "ANY".to_owned(),
                method => method.to_uppercase(),
            };
            let spot = Spot { api, method: &method, path: &path.key };
            let id = format!("{api} {method} {}", path.key);
            let integration = capitalized(integration);
            routes.extend(subtype(&id, &spot, &integration).or_else(|| templates(&id, &spot, &integration)));
        }
    }
    routes
}

/// An integration of an OpenAPI document in the words of CloudFormation.
fn capitalized(integration: &Node) -> Node {
    let member = |member: &Member| {
        let key = capital(&member.key);
        let is_list = key == "Responses";
        let value = if is_list { listed(&member.value) } else { member.value.clone() };
        Member { key, key_at: member.key_at.clone(), value }
    };
    let body = Body::Members(integration.members().iter().map(member).collect());
    Node { body, ..integration.clone() }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The responses of an OpenAPI document, by patterns of the backend's status, as a list.
fn listed(responses: &Node) -> Node {
    let response = |member: &Member| {
        let mut members: Vec<Member> = member
            .value
            .members()
            .iter()
            .map(|inner| Member { key: capital(&inner.key), ..inner.clone() })
            .collect();
        if member.key != "default" {
            let value = Node::text(&member.value.source, member.key_at.clone(), member.key.as_str());
            members.push(Member { key: "SelectionPattern".to_owned(), key_at: member.key_at.clone(), value });
        }
        Node { body: Body::Members(members), ..member.value.clone() }
    };
    let items = responses.members().iter().map(response).collect();
    Node { body: Body::List(items), ..responses.clone() }
}

/// The route that calls the operation in the URI of an integration of a REST API.
fn templates(id: &str, spot: &Spot<'_>, integration: &Node) -> Option<Trigger> {
    let uri = integration.get("Uri").and_then(Node::to_string)?;
    let (_, action) = uri.split_once(ACTION)?;
    let mut gathered = Gathered::new(&integration.source, integration.at.clone());
    let names = [
        ("RequestTemplates", "RequestTemplates"),
        ("PassthroughBehavior", "PassthroughBehavior"),
        ("Responses", "Responses"),
        ("IntegrationResponses", "Responses"),
    ];
    gathered.take(integration, &names);
    spot.put(&mut gathered, action);
    let templates = integration.get("RequestTemplates").map(Node::members).unwrap_or_default();
    let target = templates.iter().find_map(|template| machine_in(template.value.as_str()?));
    gathered.trigger(id.to_owned(), TriggerKind::Route, target)
}

/// The ARN of the machine that a template names, or whose execution it names.
fn machine_in(template: &str) -> Option<String> {
    let (at, word) = [":stateMachine:", ":execution:"]
        .into_iter()
        .find_map(|word| template.find(word).map(|at| (at, word)))?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '/' | '.');
    let start = template[..at].rfind(|c| !is_part(c)).map_or(0, |before| before + 1);
    let after = &template[at + word.len()..];
    let name = after.split(|c| !is_part(c)).next().unwrap_or_default();
    // Behind the name of a machine stands that of its execution.
    let name = if word == ":execution:" { name.split(':').next().unwrap_or_default() } else { name };
    let before = template.get(start..at)?;
    (!name.is_empty()).then(|| format!("{before}:stateMachine:{name}"))
}

/// What SAM makes of an `Api` event (aws-sam-translator 1.115.0): StartExecution, whatever type the machine has, with
/// the body of the request as the input.
pub(super) fn event(gathered: &mut Gathered, properties: &Node, machine: &str) {
    let text = |name: &str| properties.get(name).and_then(Node::to_string);
    let method = text("Method").unwrap_or_default().to_uppercase();
    let api = text("RestApiId").unwrap_or_else(|| "ServerlessRestApi".to_owned());
    let path = text("Path").unwrap_or_default();
    Spot { api: &api, method: &method, path: &path }.put(gathered, "StartExecution");
    let unescaped = if text("UnescapeMappingTemplate").is_some_and(|is_so| is_so == "true") {
        r#".replaceAll("\\'","'")"#
    } else {
        ""
    };
    let template = format!(
        r#"{{"input": "$util.escapeJavaScript($input.json('$')){unescaped}", "stateMachineArn": "{machine}"}}"#
    );
    let (source, at) = (&properties.source, properties.at.clone());
    let made = |value: Value| Node::plain(source, at.clone(), value);
    let object = |members: Vec<(&str, Node)>| {
        let member = |(key, value): (&str, Node)| Member { key: key.to_owned(), key_at: at.clone(), value };
        let body = Body::Members(members.into_iter().map(member).collect());
        Node { source: source.clone(), at: at.clone(), body }
    };
    let response = |status: &'static str| {
        object(vec![("SelectionPattern", made(status.into())), ("StatusCode", made(status.into()))])
    };
    let responses = Node { body: Body::List(vec![response("200"), response("400")]), ..object(Vec::new()) };
    gathered.put("RequestTemplates", object(vec![("application/json", made(template.into()))]));
    gathered.put("Responses", responses);
}
