//! REST APIs: a template by the type of the body makes the request, and one by the status of the answer makes what the
//! client gets.

use super::velocity::{Made, NOT_JSON, Seen, Template};
use super::{Given, View, problem};
use crate::base::value::{Object, Value};
use crate::expr::matches_whole;

/// The templates of a route.
#[derive(Clone, Debug)]
pub struct Mapping {
    request: Vec<(String, Template)>,
    /// What becomes of a body of another type.
    otherwise: Otherwise,
    responses: Vec<Response>,
}

/// What becomes of a body whose type has no template (`PassthroughBehavior`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Otherwise {
    /// It is the request.
    Passes,
    /// It is refused.
    Refused,
}

#[derive(Clone, Debug)]
struct Response {
    /// Which statuses of Step Functions it is for; all that no other is for, if it has none.
    pattern: Option<String>,
    status: u16,
    template: Option<Template>,
}

const JSON: &str = "application/json";

impl Mapping {
    /// Those of a trigger's properties. Without any, the body of a request is the input of the machine `target`, as
    /// serverless-step-functions has it.
    pub fn read(properties: &Value, target: &str) -> Result<Self, String> {
        let templates = match properties.get("RequestTemplates").map(templates) {
            Some(templates) => templates?,
            None => {
                let text = format!(
                    r#"{{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")", "stateMachineArn": "{target}"}}"#
                );
                vec![(JSON.to_owned(), text)]
            }
        };
        let request = templates
            .into_iter()
            .map(|(kind, text)| Ok((kind, read(&text)?)))
            .collect::<Result<Vec<_>, String>>()?;
        let otherwise = match properties.get("PassthroughBehavior").and_then(Value::as_str) {
            Some("NEVER" | "never") => Otherwise::Refused,
            Some("WHEN_NO_TEMPLATES" | "when_no_templates") if !request.is_empty() => Otherwise::Refused,
            Some(_) | None => Otherwise::Passes,
        };
        let responses = properties.get("Responses").and_then(Value::as_array);
        let responses = responses.into_iter().flat_map(|all| all.iter()).map(response);
        let mut responses = responses.collect::<Result<Vec<_>, String>>()?;
        if properties.get("RequestTemplates").is_none() && responses.is_empty() {
            let of = |status: u16| Response { pattern: Some(status.to_string()), status, template: None };
            responses = vec![of(200), of(400)];
        }
        Ok(Self { request, otherwise, responses })
    }

    /// The request as a text; the error is what the client gets at once.
    pub fn request(&self, view: &View<'_>) -> Result<String, Given> {
        let kind = view.header("content-type").unwrap_or_else(|| JSON.to_owned());
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some((_, template)) = self.request.iter().find(|(known, _)| *known == kind) else {
            return match self.otherwise {
                Otherwise::Passes => Ok(view.received.body.clone()),
                Otherwise::Refused => Err(problem(415, "Unsupported Media Type")),
            };
        };
        match evaluated(template, view, &view.received.body) {
            Ok(made) => Ok(made.text),
            Err(why) if why.starts_with(NOT_JSON) => Err(problem(400, &why)),
            Err(why) => Err(failed(&why)),
        }
    }

    /// What the client gets.
    pub fn response(&self, view: &View<'_>, status: u16, body: &str) -> Given {
        let text = status.to_string();
        let meant = |response: &&Response| {
            response.pattern.as_ref().is_some_and(|pattern| matches_whole(pattern, &text))
        };
        let found = self.responses.iter().find(meant);
        let found = found.or_else(|| self.responses.iter().find(|response| response.pattern.is_none()));
        let Some(response) = found else { return problem(500, "Internal server error") };
        let made = match &response.template {
            None => Ok(Made { text: body.to_owned(), ..Made::default() }),
            Some(template) => evaluated(template, view, body),
        };
        let made = match made {
            Ok(made) => made,
            Err(why) => return failed(&why),
        };
        let status = made.overrides.get("status");
        let status = status.and_then(|status| status.as_i64().or_else(|| status.as_str()?.parse().ok()));
        let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(response.status);
        let mut headers = vec![("content-type".to_owned(), JSON.to_owned())];
        let own = made.overrides.get("header").and_then(Value::as_object);
        for (name, value) in own.into_iter().flat_map(Object::iter) {
            let name = name.to_lowercase();
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value.as_str().map_or_else(|| value.to_json(), str::to_owned)));
        }
        Given { status, headers, body: made.text }
    }
}

/// API Gateway says nothing of what is wrong with a template but in its log; here the client is told.
fn failed(why: &str) -> Given {
    let mut given = problem(500, "Internal server error");
    given.headers.push(("x-sfn-error".to_owned(), why.replace(|c: char| !(' '..='~').contains(&c), " ")));
    given
}

fn templates(value: &Value) -> Result<Vec<(String, String)>, String> {
    let members = value.as_object().ok_or("RequestTemplates is no map")?.iter();
    members
        .map(|(kind, text)| {
            let text = text.as_str().ok_or_else(|| format!("the template for {kind} is no text"))?;
            Ok((kind.to_ascii_lowercase(), text.to_owned()))
        })
        .collect()
}

fn read(text: &str) -> Result<Template, String> {
    Template::read(text).map_err(|broken| format!("its mapping template is not understood: {broken}"))
}

fn response(value: &Value) -> Result<Response, String> {
    let status = value.get("StatusCode");
    let status = status.and_then(|status| status.as_i64().or_else(|| status.as_str()?.parse().ok()));
    let template = value.get("ResponseTemplates").and_then(Value::as_object);
    let template =
        template.and_then(|all| all.get(JSON).or_else(|| all.values().next())?.as_str().map(str::to_owned));
    Ok(Response {
        pattern: value
            .get("SelectionPattern")
            .and_then(Value::as_str)
            .filter(|one| !one.is_empty())
            .map(str::to_owned),
        status: status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
        template: template.map(|text| read(&text)).transpose()?,
    })
}

fn evaluated(template: &Template, view: &View<'_>, body: &str) -> Result<Made, String> {
    let query = view.received.query.iter().map(|(name, _)| {
        (
            name.as_str(),
            Value::from(
                view.received
                    .query
                    .iter()
                    .rev()
                    .find(|(known, _)| known == name)
                    .map_or("", |(_, value)| value),
            ),
        )
    });
    let headers =
        view.received.headers.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
    let path = view.path.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
    let parameters = Object::from_iter([
        ("path", Value::from(path.collect::<Object>())),
        ("querystring", query.collect::<Object>().into()),
        ("header", headers.collect::<Object>().into()),
    ]);
    let seen =
        Seen { body, parameters: parameters.into(), context: view.context(), stage: Value::empty_object() };
    template.evaluate(&seen)
}
