//! What a role lacks of what a machine needs, and what it has beyond it.

use std::sync::Arc;

use crate::base::near::near;
use crate::catalog::iam;

use super::collect::{Home, Moment, Need, Needs};
use super::granted::{Granted, Names, Verdict, fits, without_unknown};

/// A permission that a role lacks.
#[derive(Clone, Debug)]
pub struct Lack {
    /// What.
    pub need: Need,
    /// The states that need it; none if it is the machine itself.
    pub states: Vec<Arc<str>>,
    /// Whether a statement denies it.
    pub is_denied: bool,
    /// What comes of it, in AWS's words where it says something.
    pub aws: String,
}

/// Something that a role is granted beyond what is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// The actions as written.
    pub actions: Vec<String>,
    /// What they are granted on, as written.
    pub resources: Vec<String>,
    /// Why it is too much.
    pub why: String,
}

/// What a role lacks and has beyond.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What it lacks.
    pub lacks: Vec<Lack>,
    /// What it has too much of.
    pub surplus: Vec<Surplus>,
    /// What cannot be told.
    pub doubts: Vec<String>,
    /// How many permissions are needed.
    pub needed: usize,
}

/// Compares `needs` with what is granted.
#[must_use]
pub fn compare(needs: &Needs, granted: &Granted, home: &Home) -> Difference {
    let mut out = Difference::default();
    for named in &granted.unread {
        out.doubts.push(format!("what `{named}` grants is not known here: it was left out"));
    }
    if granted.rules.iter().any(|rule| rule.has_conditions) {
        out.doubts.push("conditions were taken to be met".to_owned());
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for need in &needs.all {
        let key = (need.action.as_str(), need.resource.as_str());
        if let Some(lack) = out.lacks.iter_mut().find(|one| (&*one.need.action, &*one.need.resource) == key) {
            lack.states.extend(
                need.state.iter().filter(|state| !lack.states.contains(state)).cloned().collect::<Vec<_>>(),
            );
            continue;
        }
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let verdict = granted.verdict(&need.action, &need.resource, need.is_open);
        match verdict {
            Verdict::Allowed => {}
            Verdict::Perhaps => out.doubts.push(format!(
                "`{}` is granted for a part of `{}`: which resource it is, a run finds out",
                need.action, need.resource
            )),
            Verdict::Denied | Verdict::Missing if need.when == Moment::Rarely => {}
            Verdict::Denied | Verdict::Missing => {
                let is_denied = verdict == Verdict::Denied;
                let aws = consequence(need, granted.role.as_deref(), home, is_denied);
                let states = need.state.iter().cloned().collect();
                out.lacks.push(Lack { need: need.clone(), states, is_denied, aws });
            }
        }
    }
    out.needed = seen.len();
    out.surplus = surplus(needs, granted);
    out
}

/// What comes of a lack: AWS's text, or what is seen instead.
fn consequence(need: &Need, role: Option<&str>, home: &Home, is_denied: bool) -> String {
    let role = role.unwrap_or("ROLE");
    match need.when {
        Moment::Create if need.action.starts_with("events:") => {
            let arn = home.arn("iam", &format!("role/{role}"));
            format!("'{arn}' is not authorized to create managed-rule.")
        }
        Moment::Create => {
            "The state machine IAM Role is not authorized to access the Log Destination".to_owned()
        }
        Moment::Run | Moment::Follow | Moment::Rarely => {
            let why = if is_denied {
                "with an explicit deny in an identity-based policy".to_owned()
            } else {
                format!("because no identity-based policy allows the {} action", need.action)
            };
            format!(
                "User: arn:{}:sts::{}:assumed-role/{role}/SESSION is not authorized to perform: {} on resource: {} {why}",
                home.partition, home.account, need.action, need.resource
            )
        }
    }
}

fn surplus(needs: &Needs, granted: &Granted) -> Vec<Surplus> {
    let mut found: Vec<Surplus> = Vec::new();
    for rule in granted.rules.iter().filter(|rule| rule.is_allowed) {
        let (Names::These(actions), Names::These(resources)) = (&rule.actions, &rule.resources) else {
            continue;
        };
        let mut of_rule: Vec<Surplus> = Vec::new();
        for resource in resources {
            for action in actions {
                let asked: Vec<&Need> =
                    needs.all.iter().filter(|need| fits(action, &need.action, true)).collect();
                let Some(why) = too_much(action, resource, &asked) else { continue };
                let same =
                    of_rule.iter_mut().find(|one| one.why == why && one.resources == [resource.as_str()]);
                match same {
                    Some(one) => one.actions.push(action.clone()),
                    None => of_rule.push(Surplus {
                        actions: vec![action.clone()],
                        resources: vec![resource.clone()],
                        why,
                    }),
                }
            }
        }
        for one in of_rule {
            let same = |known: &&mut Surplus| known.why == one.why && known.actions == one.actions;
            match found.iter_mut().find(same) {
                Some(known) => known.resources.extend(one.resources),
                None => found.push(one),
            }
        }
    }
    found
}

/// Why a grant is too much, if it is; `asked` are the needs that its action is for.
fn too_much(action: &str, resource: &str, asked: &[&Need]) -> Option<String> {
    let prefix = action.split(':').next().unwrap_or_default();
    if !action.contains(['*', '?']) && iam::is_prefix(prefix) && iam::action(action).is_none() {
        let known: Vec<&str> = iam::actions(prefix).map(|one| one.name).collect();
        let name = action.split(':').nth(1).unwrap_or_default();
        let meant = near(name, known).map(|meant| format!(": did you mean `{prefix}:{meant}`?"));
        return Some(format!("IAM has no such action{}", meant.unwrap_or_default()));
    }
    if asked.is_empty() {
        return Some("no state needs it".to_owned());
    }
    let here: Vec<&&Need> = asked.iter().filter(|need| touches(resource, &need.resource)).collect();
    if here.is_empty() {
        return Some("no state needs it there".to_owned());
    }
    if action.contains('*') {
        let mut names: Vec<&str> = here.iter().map(|need| need.action.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let is_any_more = iam::actions(prefix).any(|one| {
            let name = format!("{prefix}:{}", one.name);
            fits(action, &name, true) && !names.iter().any(|known| known.eq_ignore_ascii_case(&name))
        });
        if is_any_more || prefix == "*" {
            return Some(format!("only {} is needed of it", names.join(", ")));
        }
    }
    let is_wider = here
        .iter()
        .all(|need| fits(resource, &need.resource, false) && !fits(&need.resource, resource, false));
    is_wider.then(|| {
        let mut names: Vec<&str> = here.iter().map(|need| need.resource.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        format!("wider than needed: {}", names.join(", "))
    })
}

/// Whether a pattern and another one, of which one is a part of the other, have something in common.
fn touches(granted: &str, needed: &str) -> bool {
    fits(granted, needed, false) || fits(needed, &without_unknown(granted), false)
}
