//! Where the definition of a machine is: in the template, as structure or as text, or in a file of its own.

use std::ops::Range;

use super::super::node::{Body, Node};
use super::super::template::{self, Part};
use super::super::{Definition, Files, Rejected, asl, codes};
use super::scope::Scope;
use crate::base::diag::{Diagnostic, Place};
use crate::base::source::Source;

/// The properties that may hold a definition, in SAM and in CloudFormation.
const PROPERTIES: [&str; 5] =
    ["DefinitionUri", "Definition", "DefinitionString", "DefinitionS3Location", "DefinitionUrl"];

/// Reads the definition of the machine `resource`.
pub(super) fn read<'t>(
    scope: &mut Scope<'t>,
    resource: Part<'t>,
    files: &mut dyn Files,
) -> Result<Definition, Rejected> {
    let properties = resource.get("Properties");
    let bound = bound(scope, properties);
    let found = PROPERTIES.iter().find_map(|name| Some((*name, properties?.get(name)?)));
    match found {
        None => {
            Err(refusal(scope.source, &first_line(scope.source, resource), "this machine has no definition"))
        }
        Some((name, part)) => {
            let node = part.node();
            let node = if name == "Definition" { include(scope, node, files)? } else { node };
            match scope.compute(&node) {
                None => Err(refusal(scope.source, &node.at, "this machine has no definition")),
                Some(value) => one(scope, (name, &value), resource, bound.as_deref(), files),
            }
        }
    }
}

fn one(
    scope: &Scope<'_>,
    (name, value): (&str, &Node),
    resource: Part<'_>,
    bound: Option<&[(String, String)]>,
    files: &mut dyn Files,
) -> Result<Definition, Rejected> {
    match (name, &value.body) {
        ("DefinitionUri" | "DefinitionUrl", Body::Text(path)) => {
            let source = fetch(files, path.as_str(), value)?;
            asl::read(&source, scope.options, bound)
        }
        ("DefinitionUri" | "DefinitionS3Location", _) => {
            let source = asset(scope, value, resource, files)?;
            asl::read(&source, scope.options, bound)
        }
        ("Definition", Body::Members(_)) => {
            asl::read_text(&value.source, value.to_json(), scope.options, bound)
        }
        ("Definition" | "DefinitionString", Body::Text(text)) => {
            asl::read_text(&value.source, text.clone(), scope.options, bound)
        }
        ("DefinitionString", Body::Members(_)) => {
            let diagnostic = refusal_of(&value.at, "`DefinitionString` must be text")
                .help("call the property `Definition`, or write the text with `Fn::ToJsonString`");
            Err(Rejected::new(value.source.clone(), diagnostic))
        }
        _ => Err(refusal(&value.source, &value.at, "a definition is an object")),
    }
}

/// `DefinitionSubstitutions`; none if the machine has no such property.
fn bound<'t>(scope: &mut Scope<'t>, properties: Option<Part<'t>>) -> Option<Vec<(String, String)>> {
    let given = properties?.get("DefinitionSubstitutions")?;
    let given = scope.value(given)?;
    let text = |node: &Node| node.to_string().unwrap_or_else(|| node.to_value().to_json());
    Some(given.members().iter().map(|member| (member.key.clone(), text(&member.value))).collect())
}

/// What `AWS::Include` brings in; every other value as it is.
fn include(scope: &mut Scope<'_>, node: Node, files: &mut dyn Files) -> Result<Node, Rejected> {
    let Some(transform) = node.get("Fn::Transform").filter(|_| node.members().len() == 1) else {
        return Ok(node);
    };
    if transform.get("Name").and_then(Node::as_str) != Some("AWS::Include") {
        return Ok(node);
    }
    let location = transform.get("Parameters").and_then(|parameters| parameters.get("Location"));
    let Some(location) = location.and_then(|location| scope.compute(location)) else { return Ok(node) };
    let Some(path) = location.as_str() else { return Ok(node) };
    let source = fetch(files, path, &location)?;
    Ok(template::read(&source)?.root().node())
}

/// The file `path` that `node` names.
fn fetch(files: &mut dyn Files, path: &str, node: &Node) -> Result<Source, Rejected> {
    if path.starts_with("s3://") || path.starts_with("https://") {
        return Err(elsewhere(node));
    }
    files.read(path, &node.source.name).map_err(|error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        let why = if is_missing { "there is no such file".to_owned() } else { error.to_string() };
        let message = format!("cannot read {path}: {why}");
        let diagnostic = Diagnostic::error(codes::FILE, Place::Text(node.at.clone()), message)
            .note("a path is relative to the folder of the template");
        Rejected::new(node.source.clone(), diagnostic)
    })
}

/// The local file that CDK is going to upload.
fn asset(
    scope: &Scope<'_>,
    location: &Node,
    resource: Part<'_>,
    files: &mut dyn Files,
) -> Result<Source, Rejected> {
    let from = &scope.source.name;
    if let Some(path) = resource.find(&["Metadata", "aws:asset:path"]).and_then(Part::as_str)
        && let Ok(source) = files.read(path, from)
    {
        return Ok(source);
    }
    let Some(key) = location.get("Key").and_then(Node::as_str) else { return Err(elsewhere(location)) };
    let file = key.rsplit('/').next().unwrap_or(key);
    let (hash, ending) = file.split_once('.').map_or((file, ""), |(hash, ending)| (hash, ending));
    let listed = listed(from, hash, files);
    let guesses = [format!("asset.{file}"), format!("asset.{hash}"), format!("asset.{hash}.asl.{ending}")];
    listed
        .into_iter()
        .chain(guesses)
        .find_map(|path| files.read(&path, from).ok())
        .ok_or_else(|| elsewhere(location))
}

/// The file that `<Stack>.assets.json` names for `hash`.
fn listed(template: &str, hash: &str, files: &mut dyn Files) -> Option<String> {
    let file = template.rsplit(['/', '\\']).next()?;
    let stack = file.strip_suffix(".template.json")?;
    let assets = files.read(&format!("{stack}.assets.json"), template).ok()?;
    let assets = template::read(&assets).ok()?;
    let path = assets.root().find(&["files", hash, "source", "path"])?;
    path.as_str().map(str::to_owned)
}

fn elsewhere(node: &Node) -> Rejected {
    let diagnostic = refusal_of(&node.at, "this definition lies in S3")
        .note("sfn reads local files, and assets that `cdk synth` left in cdk.out")
        .help("give sfn the definition's own file");
    Rejected::new(node.source.clone(), diagnostic)
}

fn refusal(source: &Source, at: &Range<usize>, message: &str) -> Rejected {
    let help = format!("give it one of {}", PROPERTIES[..4].join(", "));
    Rejected::new(source.clone(), refusal_of(at, message).help(help))
}

fn refusal_of(at: &Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::error(codes::SHAPE, Place::Text(at.clone()), message)
}

/// The line the resource begins in.
fn first_line(source: &Source, resource: Part<'_>) -> Range<usize> {
    let at = resource.at();
    at.start..source.line_around(at.start).end.clamp(at.start, at.end.max(at.start))
}
