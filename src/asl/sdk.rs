//! The SDK integrations: whether `aws-sdk:SERVICE:ACTION` can be called, by the catalogue of AWS's APIs.
//!
//! The catalogue may be older than AWS, and AWS's own list older than the catalogue: what only one of them
//! has is doubtful, and only what neither has is unknown.

use crate::base::near::near;
use crate::catalog::{self, Service, Support};

use super::resource::Pattern;
use super::verdict::{Reason, Verdict};

/// Whether a Task can call `action` of `service`.
pub(super) fn verdict(service: &str, action: &str, pattern: Pattern) -> Verdict {
    let Some(known) = catalog::service(service) else {
        return Verdict::Unknown(Reason::new(
            format!("AWS has no service `{service}`"),
            near_service(service),
        ));
    };
    match pattern {
        Pattern::RequestResponse | Pattern::Callback => {}
        Pattern::Sync | Pattern::SyncJson => {
            let words = format!("SDK integrations do not take `{}`", pattern.suffix());
            return Verdict::Refused(Reason::new(words, None));
        }
    }
    let Some(operation) = known.operation(action) else {
        if known.actions().next().is_none() {
            return by_standing(&known, action, known.support);
        }
        let words = format!("`{service}` has no action `{action}`");
        let why = Reason::new(words, near_action(&known, action));
        // Of a service in doubt, this much is, too.
        return if known.support == Support::Listed { Verdict::Unknown(why) } else { Verdict::Doubtful(why) };
    };
    by_standing(&known, action, operation.support)
}

fn by_standing(service: &Service, action: &str, support: Support) -> Verdict {
    let name = service.name;
    match support {
        Support::Listed => Verdict::Callable,
        Support::Unlisted => Verdict::Doubtful(Reason::new(
            format!("`{name}` is not among the services AWS lists for SDK integrations"),
            Some("see whether AWS takes it before you rely on it".to_owned()),
        )),
        Support::Gone => Verdict::Doubtful(Reason::new(
            if service.support == Support::Gone {
                format!("AWS has closed `{name}`")
            } else {
                format!("AWS has closed `{name}:{action}`")
            },
            None,
        )),
        Support::Unsupported => {
            Verdict::Refused(Reason::new(format!("Step Functions does not support `{name}:{action}`"), None))
        }
        Support::Streaming => {
            let words = format!("`{name}:{action}` answers by a stream of events, which no Task can read");
            // `converse` for `converseStream`
            let plain = service.actions().find(|other| *other != action && action.starts_with(other));
            let why = Reason::new(words, plain.map(|plain| format!("call `{plain}`")));
            if service.support == Support::Listed { Verdict::Refused(why) } else { Verdict::Doubtful(why) }
        }
    }
}

/// The service that was meant, perhaps by its name in the AWS CLI.
fn near_service(written: &str) -> Option<String> {
    let lower = written.to_lowercase();
    let name = catalog::services()
        .find(|service| service.cli == Some(&*lower))
        .or_else(|| catalog::service(&lower.replace('-', "")))
        .map(|service| service.name)
        .or_else(|| near(written, catalog::services().map(|service| service.name)))?;
    Some(format!("did you mean `aws-sdk:{name}`?"))
}

/// The action that was meant, perhaps that of a service with a longer name.
fn near_action(service: &Service, written: &str) -> Option<String> {
    if let Some(action) = near(written, service.actions()) {
        return Some(format!("did you mean `{action}`?"));
    }
    let is_kin = |other: &Service| other.name != service.name && other.name.starts_with(service.name);
    catalog::services()
        .filter(is_kin)
        .find(|other| other.operation(written).is_some())
        .map(|other| format!("did you mean `aws-sdk:{}:{written}`?", other.name))
}
