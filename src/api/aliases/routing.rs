//! `routingConfiguration`: one or two versions of one machine, whose weights come to a hundred (texts recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::world::{Machine, Route};
use crate::base::value::Value;

/// Why it is refused, for programs.
const REASON: &str = "INVALID_ROUTING_CONFIGURATION";

/// What a request asks for.
#[derive(Debug)]
pub struct Routing {
    /// The name of the machine.
    pub machine: String,
    /// The versions.
    pub routes: Vec<Route>,
    /// Their ARNs.
    pub arns: Vec<String>,
}

/// The entries of a request, whose constraints were looked at.
pub fn asked<'v>(members: &mut Members<'v>) -> Result<Option<Vec<(&'v str, i64)>>, ApiError> {
    let Some(list) = members.list("routingConfiguration")? else { return Ok(None) };
    let mut entries = Vec::new();
    let mut broken = Vec::new();
    for (at, item) in list.iter().enumerate() {
        let mut inside = Members::of(item, "")?;
        let arn = inside.arn("stateMachineVersionArn")?;
        let weight = inside.within("weight", 0, 100)?;
        if weight.is_none() {
            inside.missing("weight");
        }
        let given = item.get("weight").and_then(Value::as_i64);
        entries.push((arn, given.or(weight).unwrap_or(0)));
        let place = format!(" at 'routingConfiguration.{}.member.", at + 1);
        broken.extend(inside.broken().into_iter().map(|words| words.replacen(" at '", &place, 1)));
    }
    if !(1..=2).contains(&entries.len()) {
        let items = entries.iter().map(|(arn, weight)| {
            format!("RoutingConfigurationListItem(stateMachineVersionArn={arn}, weight={weight})")
        });
        let shown = format!("[{}]", items.collect::<Vec<_>>().join(", "));
        let bound = if entries.is_empty() { "greater than or equal to 1" } else { "less than or equal to 2" };
        members.breaks("routingConfiguration", Some(&shown), &format!("Member must have length {bound}"));
    }
    members.also(broken);
    Ok(Some(entries))
}

impl Routing {
    /// What these entries ask for, as far as that can be said without looking at any machine.
    pub fn of(entries: &[(&str, i64)]) -> Result<Self, ApiError> {
        let refuse = |what: &str, received: &[String]| {
            let words =
                format!("Routing configuration must contain {what}. Received: [{}]", received.join(", "));
            Err(ApiError::validation(words).because(REASON))
        };
        let arns: Vec<String> = entries.iter().map(|(arn, _)| (*arn).to_owned()).collect();
        let mut found = Vec::new();
        for arn in &arns {
            match Arn::parse(arn)? {
                Arn::Version(name, number) => found.push((name, number)),
                Arn::Machine(_) | Arn::Alias(..) | Arn::Labelled(..) => {
                    return refuse("state machine version ARNs", &arns);
                }
                other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
                    return Err(other.refused());
                }
            }
        }
        if found.len() == 2 && found[0] == found[1] {
            return refuse("distinct state machine version ARNs", &arns);
        }
        if found.len() == 2 && found[0].0 != found[1].0 {
            return refuse("state machine version ARNs for the same state machine", &arns);
        }
        let weights: Vec<i64> = entries.iter().map(|(_, weight)| *weight).collect();
        if weights.iter().sum::<i64>() != 100 {
            let words = format!("Sum of routing configuration weights must equal 100. Received: {weights:?}");
            return Err(ApiError::validation(words).because(REASON));
        }
        let routes = found.iter().zip(&weights).map(|((_, version), weight)| Route {
            version: *version,
            weight: u32::try_from(*weight).unwrap_or(0),
        });
        let machine = found.first().map_or("", |(name, _)| name);
        Ok(Self { machine: machine.to_owned(), routes: routes.collect(), arns })
    }

    /// Refuses versions that `machine` does not have.
    pub fn check(&self, machine: &Machine) -> Result<(), ApiError> {
        for (route, arn) in self.routes.iter().zip(&self.arns) {
            if !machine.versions.contains_key(&route.version) {
                return Err(ApiError::resource(arn));
            }
        }
        Ok(())
    }
}

/// As responses have it.
pub fn shown(machine: &Machine, routes: &[Route]) -> Value {
    let item = |route: &Route| {
        crate::api::shape::object([
            ("stateMachineVersionArn", Some(format!("{}:{}", machine.arn, route.version).into())),
            ("weight", Some(i64::from(route.weight).into())),
        ])
    };
    routes.iter().map(item).collect::<Vec<_>>().into()
}
