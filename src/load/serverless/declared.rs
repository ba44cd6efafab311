//! The settings of machines in serverless-step-functions.

use std::rc::Rc;

use super::variable::Variables;
use super::{Scope, entries, resources};
use crate::load::declared::{Declaration, DeclarationKind, settings};
use crate::load::node::{Body, Member, Node};
use crate::load::template::Template;
use crate::load::{Files, Options};

/// The plugin's words that differ from those of AWS.
const WORDS: [(&str, &str); 3] = [
    ("role", "roleArn"),
    ("loggingConfig", "loggingConfiguration"),
    ("tracingConfig", "tracingConfiguration"),
];

/// The machines of the service that `template` configures.
pub(super) fn declared(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Declaration> {
    let region = Variables::new(template, options, files).region();
    let options = &options.deployed_to(region);
    let mut variables = Variables::new(template, options, files);
    let Some(declared) = variables.lookup(&["stepFunctions", "stateMachines"]) else { return Vec::new() };
    let machines = entries(&mut variables, declared);
    let declared = Rc::new(resources(template, &mut variables, &machines));
    let mut found = Vec::new();
    for machine in &machines {
        let Node { source, at, .. } = &machine.value;
        let mut scope = Scope::new(template, options, Rc::clone(&declared));
        let kept = machine.value.members().iter().filter(|member| !is_large(&member.key));
        let members = kept.filter_map(|member| {
            let key = WORDS.iter().find(|(word, _)| *word == member.key).map_or(&*member.key, |(_, own)| own);
            let value = scope.compute(&variables.resolve(&member.value))?;
            Some(Member { key: key.to_owned(), key_at: member.key_at.clone(), value })
        });
        let node = Node { source: source.clone(), at: at.clone(), body: Body::Members(members.collect()) };
        let name = machine.name.clone().unwrap_or_else(|| machine.key.clone());
        let properties = settings(&node);
        found.push(Declaration { id: machine.key.clone(), kind: DeclarationKind::Machine, name, properties });
    }
    found
}

fn is_large(key: &str) -> bool {
    matches!(key, "definition" | "events")
}
