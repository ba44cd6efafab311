//! Operations on the tags of machines and activities: TagResource, UntagResource and ListTagsForResource. Versions,
//! aliases and executions have none (recorded).

use std::collections::BTreeMap;

use crate::base::value::Value;

use super::arn::Arn;
use super::error::{ApiError, Origin};
use super::members::Members;
use super::shape::{object, text};
use super::world::{Region, Resources};

/// The most tags of a resource.
const MOST: usize = 50;

/// `tags` of a request; an error in the second place breaks no constraint and is said after those that do.
pub fn asked_tags(members: &mut Members<'_>) -> Result<Result<BTreeMap<String, String>, ApiError>, ApiError> {
    let mut tags = BTreeMap::new();
    let mut broken = Vec::new();
    for (at, item) in members.list("tags")?.unwrap_or_default().iter().enumerate() {
        let mut inside = Members::of(item, "")?;
        let key = inside.shown("key", 1, 128)?;
        let value = inside.shown("value", 0, 256)?;
        let place = format!(" at 'tags.{}.member.", at + 1);
        broken.extend(inside.broken().into_iter().map(|words| words.replacen(" at '", &place, 1)));
        tags.insert(key.unwrap_or_default().to_owned(), value.unwrap_or_default().to_owned());
    }
    members.also(broken);
    let is_system = tags.keys().any(|key| key.starts_with("aws:"));
    if is_system {
        let words = "Caller is an end user and not allowed to mutate system tags";
        return Ok(Err(ApiError::new("AccessDeniedException", words).from(Origin::Common)));
    }
    Ok(if tags.len() > MOST { Err(too_many()) } else { Ok(tags) })
}

fn too_many() -> ApiError {
    ApiError::new("TooManyTags", format!("A resource has at most {MOST} tags"))
}

/// The tags of the machine or activity that `arn` names.
fn tags<'r>(resources: &'r mut Resources, arn: &str) -> Result<&'r mut BTreeMap<String, String>, ApiError> {
    let found = match Arn::parse(arn)? {
        Arn::Machine(name) => resources.machines.get_mut(name).map(|machine| &mut machine.tags),
        Arn::Activity(name) => resources.activities.get_mut(name).map(|activity| &mut activity.tags),
        Arn::Version(..)
        | Arn::Alias(..)
        | Arn::Labelled(..)
        | Arn::Execution(..)
        | Arn::Express(_)
        | Arn::MapRun(_) => None,
    };
    found.ok_or_else(|| ApiError::resource(arn))
}

/// TagResource.
pub fn tag(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("resourceArn")?;
    if members.get("tags").is_none() {
        members.missing("tags");
    }
    let added = asked_tags(&mut members)?;
    members.finish()?;
    let added = added?;
    let mut resources = region.lock();
    let known = tags(&mut resources, arn)?;
    let mut all = known.clone();
    all.extend(added);
    if all.len() > MOST {
        return Err(too_many());
    }
    *known = all;
    Ok(Value::empty_object())
}

/// UntagResource.
pub fn untag(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("resourceArn")?;
    let keys = members.list("tagKeys")?;
    if keys.is_none() {
        members.missing("tagKeys");
    }
    members.finish()?;
    let mut resources = region.lock();
    let known = tags(&mut resources, arn)?;
    for key in keys.unwrap_or_default().iter().filter_map(Value::as_str) {
        known.remove(key);
    }
    Ok(Value::empty_object())
}

/// ListTagsForResource: of a version that is there, none.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("resourceArn")?;
    members.finish()?;
    let mut resources = region.lock();
    if let Arn::Version(name, number) = Arn::parse(arn)?
        && resources.version(name, number, arn).is_ok()
    {
        return Ok(object([("tags", Some(Vec::new().into()))]));
    }
    let known = tags(&mut resources, arn)?;
    let tags: Vec<Value> =
        known.iter().map(|(key, value)| object([("key", text(key)), ("value", text(value))])).collect();
    Ok(object([("tags", Some(tags.into()))]))
}
