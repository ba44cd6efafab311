//! Integrations of HTTP APIs, `aws_apigatewayv2_integration`, in the words of CloudFormation.

use crate::load::node::{Body, Member, Node};

/// An integration in the words of CloudFormation; `machine` is the ARN of its machine, if that is known elsewhere.
pub(super) fn proxied(values: &Node, machine: Option<&str>) -> Node {
    let mut members = Vec::new();
    let mut put = |key: &str, value: Node| {
        members.push(Member { key: key.to_owned(), key_at: value.at.clone(), value });
    };
    if let Some(action) = values.get("integration_subtype") {
        put("IntegrationSubtype", action.clone());
    }
    if let Some(parameters) = values.get("request_parameters") {
        let mut all = parameters.members().to_vec();
        if let Some(machine) = machine.filter(|_| parameters.get("StateMachineArn").is_none()) {
            let value = Node::text(&parameters.source, parameters.at.clone(), machine);
            all.push(Member { key: "StateMachineArn".to_owned(), key_at: value.at.clone(), value });
        }
        put("RequestParameters", Node { body: Body::Members(all), ..parameters.clone() });
    }
    let responses = values.members().iter().filter(|member| member.key == "response_parameters");
    let responses = responses.flat_map(|member| {
        member.value.items().map_or_else(|| vec![&member.value], |items| items.iter().collect())
    });
    let responses = responses.filter_map(|response| {
        let (status, mappings) = (response.get("status_code")?.to_string()?, response.get("mappings")?);
        Some(Member { key: status, key_at: response.at.clone(), value: mappings.clone() })
    });
    let responses: Vec<Member> = responses.collect();
    if !responses.is_empty() {
        put("ResponseParameters", Node { body: Body::Members(responses), ..values.clone() });
    }
    Node { body: Body::Members(members), ..values.clone() }
}
