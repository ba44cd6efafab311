//! Calls of modules that lie in the same project: `source = "./modules/flow"`.
//!
//! The arguments are computed where the call is written and become the variables of the module; what went wrong
//! with one of them is reported only for machines that need it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use super::expression::{Frame, Home, Scope, SourceText};
use super::module::Module;
use super::operation::amount;
use super::{label, machines_of};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::Value;
use crate::load::node::{Body, Member, Node};
use crate::load::{Machine, Rejected, Unread, codes, lexical};

/// How deep modules may call each other.
const MAX_DEPTH: usize = 8;
/// How many modules are read for one file.
const MAX_MODULES: usize = 200;

/// An argument of a call, and what was found while it was computed.
#[derive(Clone)]
pub(super) struct Argument {
    pub(super) value: Node,
    pub(super) findings: Vec<(Document, Diagnostic)>,
}

/// The modules that were called on the way through a file.
#[derive(Default)]
pub(super) struct Called {
    /// How many were read.
    count: usize,
    /// The files of those that may declare machines, whether any are made of them or not.
    pub(super) files: Vec<Arc<str>>,
}

/// The folder that a call of a local module names.
pub(super) fn local(block: &Block) -> Option<&str> {
    let source = block.body.get_attribute("source")?.value.as_str()?;
    let is_local = matches!(source, "." | "..") || source.starts_with("./") || source.starts_with("../");
    is_local.then_some(source)
}

/// The machines of the local module that `block` calls in `source`.
pub(super) fn machines(scope: &mut Scope<'_, '_>, source: &Source, block: &Block) -> Vec<Machine> {
    let (Some(folder), Some(name)) = (local(block), block.labels.first()) else { return Vec::new() };
    let id = format!("module.{}", label(name));
    let module = match read(scope, source, block, folder) {
        Ok(module) => module,
        Err(rejected) if rejected.diagnostics.iter().all(|found| found.severity != Severity::Error) => {
            return Vec::new();
        }
        Err(rejected) => return vec![Machine::declared(id.clone(), id, Err(rejected), Vec::new())],
    };
    let Some(module) = module.filter(Module::may_declare) else { return Vec::new() };
    if !scope.home.below(folder).is_above() {
        scope.called.files.extend(module.names());
    }
    let mut machines = Vec::new();
    for (suffix, frame) in instances(scope, source, block) {
        scope.own.extend(frame);
        let given = arguments(scope, source, block);
        scope.own.clear();
        let home = scope.home.below(folder);
        let found = machines_of(&module, scope, home, &given);
        let is_single = found.len() == 1;
        machines.extend(found.into_iter().map(|mut machine| {
            machine.id =
                if is_single { format!("{id}{suffix}") } else { format!("{id}{suffix}.{}", machine.id) };
            machine.parts.extend(module.names());
            machine
        }));
    }
    machines
}

/// The files of the module; none if there are none, or if the folder is not there.
fn read(
    scope: &mut Scope<'_, '_>,
    source: &Source,
    block: &Block,
    folder: &str,
) -> Result<Option<Module>, Rejected> {
    let at = block.body.get_attribute("source").map_or(0..0, |source| super::module::span(&source.value));
    let refused = |message: String, help: &str| {
        let found = Diagnostic::error(codes::FUNCTION, Place::Text(at.clone()), message).help(help);
        Err(Rejected::new(source.clone(), found))
    };
    let home = scope.home.below(folder);
    if scope.home.chain.contains(&home.folder) || home.folder == scope.home.folder {
        return refused(format!("the module {folder} calls itself"), "take the call out of the module");
    }
    if scope.home.chain.len() >= MAX_DEPTH {
        let help = "call fewer, or let Terraform compute it: `terraform show -json`";
        return refused(format!("sfn reads modules that call each other at most {MAX_DEPTH} deep"), help);
    }
    scope.called.count += 1;
    if scope.called.count > MAX_MODULES {
        let help = "name one of the modules, or let Terraform compute it: `terraform show -json`";
        return refused(format!("sfn reads at most {MAX_MODULES} modules for one file"), help);
    }
    let probe = format!("{}/main.tf", home.folder);
    match scope.files.read(&probe, &scope.home.file) {
        Err(outside @ Unread::Outside { .. }) => {
            Err(Rejected::new(source.clone(), outside.diagnostic(folder, Place::Text(at))))
        }
        Ok(_) | Err(_) => Module::below(&home, &mut *scope.files),
    }
}

/// What `for_each` and `count` make of one block: what follows the address, and the names it sees. Nothing,
/// if the caller of the module has it make none; the root module shows one all the same, for its variables
/// may have other values when it is applied.
pub(super) fn instances(
    scope: &mut Scope<'_, '_>,
    source: &Source,
    block: &Block,
) -> Vec<(String, Option<Frame>)> {
    let text = SourceText::file(source);
    let bound = |name: &str, members: Vec<Member>, node: &Node| {
        let value = Node { body: Body::Members(members), ..node.clone() };
        Some(Frame::Loop(BTreeMap::from([(name.to_owned(), value)])))
    };
    let member = |key: &str, value: Node| Member { key: key.to_owned(), key_at: value.at.clone(), value };
    if let Some(each) = block.body.get_attribute("for_each") {
        let over = scope.compute(&text, &each.value);
        let pairs: Vec<(String, Node)> = match &over.body {
            Body::Members(members) => {
                members.iter().map(|member| (member.key.clone(), member.value.clone())).collect()
            }
            Body::List(items) => {
                items.iter().filter_map(|item| Some((item.to_string()?, item.clone()))).collect()
            }
            Body::Plain(_) | Body::Text(_) => Vec::new(),
        };
        let is_known = matches!(over.body, Body::Members(_) | Body::List(_));
        if !pairs.is_empty() || (is_known && scope.given.is_some()) {
            let one = |(key, value): (String, Node)| {
                let name = Node::text(&over.source, over.at.clone(), key.as_str());
                let frame = bound("each", vec![member("key", name), member("value", value)], &over);
                (format!("[\"{key}\"]"), frame)
            };
            return pairs.into_iter().take(MAX_MODULES).map(one).collect();
        }
    }
    if let Some(count) = block.body.get_attribute("count") {
        let turns = turns(scope, &text, &count.value);
        if scope.given.is_some() && turns == Some(0) {
            return Vec::new();
        }
        let turns = turns.unwrap_or(1).clamp(1, MAX_MODULES);
        let one = |index: usize| {
            let index_node = Node::plain(source, super::module::span(&count.value), Value::from(index));
            // One that is made or not, by a flag, keeps the name it would have without.
            let suffix = if turns == 1 { String::new() } else { format!("[{index}]") };
            (suffix, bound("count", vec![member("index", index_node.clone())], &index_node))
        };
        return (0..turns).map(one).collect();
    }
    vec![(String::new(), None)]
}

/// How many `count` makes, if that is known. What is wrong with it is no fault of a machine.
fn turns(scope: &mut Scope<'_, '_>, text: &SourceText, count: &Expression) -> Option<usize> {
    let before = scope.findings();
    let value = scope.compute(text, count).to_value();
    scope.restore(before);
    amount(&value).map(|count| count as usize)
}

/// The arguments of a call, each computed on its own.
fn arguments(scope: &mut Scope<'_, '_>, source: &Source, block: &Block) -> BTreeMap<String, Argument> {
    const META: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];
    let text = SourceText::file(source);
    let mut given = BTreeMap::new();
    for attribute in block.body.attributes().filter(|given| !META.contains(&given.key.as_str())) {
        let before = scope.findings();
        let value = scope.compute(&text, &attribute.value);
        let findings = scope.findings();
        scope.restore(before);
        given.insert(attribute.key.as_str().to_owned(), Argument { value, findings });
    }
    given
}

impl Home {
    /// The place of a module in `folder`, as seen from this one.
    fn below(&self, folder: &str) -> Self {
        let mut chain = self.chain.clone();
        chain.push(self.folder.clone());
        let folder = lexical(&std::path::Path::new(&self.folder).join(folder)).display().to_string();
        let folder = if folder.is_empty() { ".".to_owned() } else { folder };
        Self { file: Arc::clone(&self.file), folder, chain }
    }

    /// Whether it is above the root module: an example of a module calls that module, but does not own it.
    fn is_above(&self) -> bool {
        std::path::Path::new(&self.folder).components().all(|part| part == std::path::Component::ParentDir)
    }
}
