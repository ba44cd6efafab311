//! Requests of many kinds, signed with made-up credentials, for others to check.

use sfn::base::chance::Chance;
use sfn::base::value::{Object, Value};
use sfn::services::aws::sign::{Signatory, Signers};
use sfn::services::remote::{HttpClient, HttpRequest, Method, Url};

const SERVICES: [&str; 6] = ["dynamodb", "s3", "sqs", "execute-api", "lambda", "iam"];
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD];
const PARTS: [&str; 10] = [
    "plain",
    "a%20b",
    "arn%3Aaws%3Ax",
    "%C3%A9",
    "a~b_c-d.e",
    "%2F",
    "a%2Bb",
    "%25",
    "a%3Db%26c",
    "%28x%29%27%2A",
];

/// So many requests with what was signed, as JSON.
pub fn signed(count: usize) -> String {
    let chance = Chance::new(7);
    let draw = move |most: usize| usize::try_from(chance.bits() % most as u64).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (signers, client) = (Signers::default(), HttpClient::default());
    let mut all = Vec::new();
    for number in 0..count {
        let (service, region) = (SERVICES[number % SERVICES.len()], ["us-east-1", "eu-central-1"][draw(2)]);
        let path: String = (0..draw(4)).map(|_| format!("/{}", PARTS[draw(PARTS.len())])).collect();
        let query: Vec<String> =
            (0..draw(4)).map(|at| format!("q{}={}", draw(3), PARTS[(at + draw(9)) % 10])).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let url = format!(
            "https://{service}.{region}.amazonaws.com{}{query}",
            if path.is_empty() { "/" } else { &path }
        );
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if draw(2) == 0 {
            headers.push(("x-amz-target".to_owned(), "T.Do  It".to_owned()));
        }
        let body = if draw(3) == 0 { String::new() } else { format!("{{\"n\":{number},\"é\":1}}") };
        let mut request = HttpRequest {
            method: METHODS[draw(METHODS.len())].clone(),
            url: Url::parse(&url).unwrap(),
            headers,
            body: body.clone().into_bytes(),
            limit: None,
            most: 0,
        };
        let signing = signers.sign(&mut request, (service, region), &Signatory::Nobody, (&client, None));
        runtime.block_on(signing).unwrap();
        let headers = request.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        all.push(Value::from(Object::from_iter([
            ("service", Value::from(service)),
            ("region", Value::from(region)),
            ("method", Value::from(request.method.as_str())),
            ("url", Value::from(request.url.as_str())),
            ("headers", headers.collect::<Object>().into()),
            ("body", Value::from(body)),
        ])));
    }
    Value::from(all).to_json()
}
