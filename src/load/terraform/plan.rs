//! The machines of `terraform show -json`: of a plan, or of a state.

use super::MACHINE;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::load::cloudformation::workflow;
use crate::load::substitute::Names;
use crate::load::template::{Template, TemplateNode};
use crate::load::{Definition, Machine, Options, Rejected, asl, codes};

/// The machines of a plan, those of its modules included.
pub(super) fn plan(template: &Template, options: &Options) -> Vec<Machine> {
    let root = template.root();
    let modules = ["planned_values", "values"].iter().filter_map(|key| root.find(&[key, "root_module"]));
    let mut machines = Vec::new();
    let mut open: Vec<TemplateNode<'_>> = modules.take(1).collect();
    while let Some(module) = open.pop() {
        let resources = module.get("resources").into_iter().flat_map(TemplateNode::items);
        let found = resources.filter(|part| part.get("type").and_then(TemplateNode::as_str) == Some(MACHINE));
        machines.extend(found.map(|resource| machine(template, resource, options)));
        open.extend(module.get("child_modules").into_iter().flat_map(TemplateNode::items));
    }
    machines.sort_by(|one, other| one.id.cmp(&other.id));
    machines
}

fn machine(template: &Template, resource: TemplateNode<'_>, options: &Options) -> Machine {
    let text = |path: &[&str]| resource.find(path).and_then(TemplateNode::as_str);
    let id = text(&["address"]).or_else(|| text(&["name"])).unwrap_or(MACHINE).to_owned();
    let name = text(&["values", "name"]).or_else(|| text(&["name"])).unwrap_or(&id).to_owned();
    let workflow = text(&["values", "type"]).and_then(workflow);
    let definition = definition(template, resource, options);
    Machine { workflow, ..Machine::declared(id, name, definition, Vec::new()) }
}

fn definition(
    template: &Template,
    resource: TemplateNode<'_>,
    options: &Options,
) -> Result<Definition, Rejected> {
    let source = &template.source;
    let node = resource.find(&["values", "definition"]).map(TemplateNode::node);
    match node.as_ref().and_then(|node| node.as_text()) {
        Some(text) => asl::read_text(source, text.clone(), options, Names::default()),
        None => {
            let at = resource.at();
            let first = at.start..source.line_around(at.start).end.clamp(at.start, at.end.max(at.start));
            let diagnostic = Diagnostic::error(
                codes::LATER,
                Place::Text(first),
                "this plan does not know the definition yet",
            )
            .severity(Severity::Note)
            .note("it needs names that AWS gives to resources that do not exist yet")
            .help("name the .tf file instead: sfn makes such names up");
            Err(Rejected::new(source.clone(), diagnostic))
        }
    }
}
