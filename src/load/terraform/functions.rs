//! The Lambda functions in Terraform's own language: `aws_lambda_function`, with the folder that `archive_file` packs
//! for it. Those of modules that are called are not looked at.

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Block;

use super::expression::{Home, Scope};
use super::label;
use super::module::Module;
use super::triggers::arguments;
use crate::base::source::Source;
use crate::load::lambda::{
    FunctionCode, IMAGE, IN_S3, LambdaFunction, UNKNOWN, add_variables, folder, number,
};
use crate::load::node::Node;
use crate::load::{Files, Options};

/// The provider's default for `timeout`, in seconds.
const TIMEOUT: u32 = 3;
/// Its default for `memory_size`, in MB.
const MEMORY: u32 = 128;

/// The functions that the files of the folder of `module` declare.
pub(super) fn functions(
    module: &Module,
    options: &Options,
    home: &Home,
    files: &mut dyn Files,
) -> Vec<LambdaFunction> {
    let mut functions = Vec::new();
    for (source, body) in module.files() {
        for block in body.blocks() {
            let Some(name) = named(block, "resource", "aws_lambda_function") else { continue };
            let mut scope = Scope::new(module, options, home.clone(), &mut *files);
            functions.push(function(&mut scope, source, block, name, module));
        }
    }
    functions
}

/// The name of a block of this sort: `resource "aws_lambda_function" "NAME"`.
fn named<'b>(block: &'b Block, sort: &str, kind: &str) -> Option<&'b str> {
    match block.labels.as_slice() {
        [own, name] if block.ident.as_str() == sort && label(own) == kind => Some(label(name)),
        _ => None,
    }
}

fn function(
    scope: &mut Scope<'_, '_>,
    source: &Source,
    block: &Block,
    name: &str,
    module: &Module,
) -> LambdaFunction {
    let value = arguments(scope, source, block, &[]);
    let known = |name: &str| text(&value, name);
    let (mut environment, mut unset) = (Vec::new(), Vec::new());
    let variables = value.get("environment").and_then(|environment| environment.get("variables"));
    add_variables(variables, &mut environment, &mut unset);
    let id = format!("aws_lambda_function.{name}");
    let names = match known("function_name") {
        Some(own) if own != name => vec![own, name.to_owned()],
        Some(_) | None => vec![name.to_owned()],
    };
    let is_image = known("package_type").as_deref() == Some("Image") || value.get("image_uri").is_some();
    let code = match (is_image, archive(block), known("filename")) {
        (true, _, _) => IMAGE,
        (false, Some(archive), _) => packed(scope, module, archive),
        (false, None, Some(file)) => folder(&file),
        (false, None, None) if value.get("s3_bucket").is_some() => IN_S3,
        (false, None, None) => UNKNOWN,
    };
    LambdaFunction {
        id,
        names,
        file: source.name.to_string(),
        code,
        handler: known("handler"),
        runtime: known("runtime"),
        environment,
        unset,
        timeout_seconds: number(value.get("timeout")).unwrap_or(TIMEOUT),
        memory_mb: number(value.get("memory_size")).unwrap_or(MEMORY),
        has_layers: value
            .get("layers")
            .is_some_and(|layers| layers.items().is_some_and(|all| !all.is_empty())),
    }
}

/// An argument whose value is known.
fn text(value: &Node, name: &str) -> Option<String> {
    value.get(name).and_then(Node::to_string).filter(|text| !text.contains("${"))
}

/// The `archive_file` whose result is the function's file: `data.archive_file.NAME.output_path`.
fn archive(block: &Block) -> Option<&str> {
    let Expression::Traversal(traversal) = &block.body.get_attribute("filename")?.value else { return None };
    let Expression::Variable(root) = &traversal.expr else { return None };
    let mut path = traversal.operators.iter().filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        TraversalOperator::Index(_)
        | TraversalOperator::LegacyIndex(_)
        | TraversalOperator::AttrSplat(_)
        | TraversalOperator::FullSplat(_) => None,
    });
    let is_data = root.as_str() == "data" && path.next() == Some("archive_file");
    path.next().filter(|_| is_data)
}

/// The folder that the archive `name` is packed of: `source_dir`, or that of `source_file`.
fn packed(scope: &mut Scope<'_, '_>, module: &Module, name: &str) -> FunctionCode {
    let declared = module.files().find_map(|(source, body)| {
        let block = body.blocks().find(|block| named(block, "data", "archive_file") == Some(name))?;
        Some((source, block))
    });
    let Some((source, block)) = declared else { return UNKNOWN };
    let value = arguments(scope, source, block, &[]);
    let file = text(&value, "source_file");
    let above = file.map(|file| file.rsplit_once('/').map_or(".", |(above, _)| above).to_owned());
    text(&value, "source_dir").or(above).map_or(UNKNOWN, |path| folder(&path))
}
