//! Servers that stand for services of AWS: what no mock answers goes there. As in Step Functions Local, a variable such
//! as `LAMBDA_ENDPOINT` names the one of a service; `--forward` names one for all the others.

use std::collections::BTreeMap;

use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::services::remote;

/// The services that Step Functions Local has variables for, with those.
pub const SERVICES: [(&str, &str); 9] = [
    ("lambda", "LAMBDA_ENDPOINT"),
    ("batch", "BATCH_ENDPOINT"),
    ("dynamodb", "DYNAMODB_ENDPOINT"),
    ("ecs", "ECS_ENDPOINT"),
    ("glue", "GLUE_ENDPOINT"),
    ("sagemaker", "SAGE_MAKER_ENDPOINT"),
    ("sns", "SNS_ENDPOINT"),
    ("sqs", "SQS_ENDPOINT"),
    ("events", "EVENTS_ENDPOINT"),
];

/// Endpoints by service, `*` for all that have none of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints(BTreeMap<String, String>);

impl Endpoints {
    /// Adds one; an error says what is wrong with its URL.
    pub fn add(&mut self, service: &str, url: &str) -> Result<(), String> {
        remote::url(url).map_err(|why| format!("`{url}` is no endpoint for {service}: {why}"))?;
        self.0.insert(service.to_owned(), url.trim_end_matches('/').to_owned());
        Ok(())
    }

    /// The hosts, which whoever names endpoints lets be reached.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        self.0.values().filter_map(|url| remote::url(url).ok()).map(|url| remote::host(&url)).collect()
    }

    /// A mock file that says the same, to lie below all others; none if there are none.
    #[must_use]
    pub fn mocks(&self) -> Option<Source> {
        if self.0.is_empty() {
            return None;
        }
        let object = |members: Vec<(String, Value)>| Value::from(members.into_iter().collect::<Object>());
        let passthrough = |url: &String| {
            let endpoint = Value::from(url.as_str());
            object(vec![("passthrough".to_owned(), object(vec![("endpoint".to_owned(), endpoint)]))])
        };
        let mut services = Vec::new();
        for (service, url) in &self.0 {
            if service == "*" {
                services.push(("*".to_owned(), passthrough(url)));
            } else {
                services.push((format!("{service}:*"), passthrough(url)));
                services.push((format!("aws-sdk:{service}:*"), passthrough(url)));
            }
        }
        let file = object(vec![
            ("version".to_owned(), 1_i64.into()),
            ("mocks".to_owned(), object(vec![("services".to_owned(), object(services))])),
        ]);
        Some(Source::new("endpoints.sfn.json", file.to_json()))
    }
}
