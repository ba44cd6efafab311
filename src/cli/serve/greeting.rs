//! What a server says when it begins: where it is, and how to reach it.

use std::io::Write as _;

use crate::base::value::Value;
use crate::cli::terminal::Stderr;
use crate::server::Ready;
use crate::server::journal::{Journal, Weight};

/// Says where the server is. Tools that start LocalStack wait for the line `Ready.`, which stands alone.
pub fn say(journal: &Journal, ready: &Ready) {
    let urls: Vec<String> = ready.addresses.iter().map(|address| format!("http://{address}")).collect();
    let addresses: Value = urls.iter().map(|url| Value::from(url.as_str())).collect::<Vec<_>>().into();
    journal.say(Weight::Info, &format!("listening on {}", urls.join(" and ")), [("addresses", addresses)]);
    if let Some(deployed) = &ready.deployed {
        journal.say(Weight::Info, deployed, []);
    }
    ready.routes.iter().for_each(|route| journal.say(Weight::Info, route, []));
    let mut out = Stderr::default();
    if !journal.has_requests()
        && let Some(url) = urls.first()
    {
        // What cannot be said is no reason not to serve.
        let _ = writeln!(out, "  AWS_ENDPOINT_URL_SFN={url} aws stepfunctions list-state-machines");
    }
    let _ = writeln!(out, "Ready.");
}
