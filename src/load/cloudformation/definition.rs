//! Where the definition of a machine is: in the template, as structure or as text, or in a file of its own.

use std::ops::Range;

use super::keys::Keys;
use super::scope::Scope;
use super::{KIND, asset, sam};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::load::node::{Body, Member, Node};
use crate::load::substitute::Names;
use crate::load::template::{self, TemplateNode};
use crate::load::{Definition, Files, Rejected, Unread, asl, codes};

/// The properties that may hold a definition, in SAM and in CloudFormation.
const PROPERTIES: [&str; 5] =
    ["DefinitionUri", "Definition", "DefinitionString", "DefinitionS3Location", "DefinitionUrl"];

/// Reads the definition of the machine `resource`.
pub(super) fn read<'t>(
    scope: &mut Scope<'t>,
    resource: TemplateNode<'t>,
    is_serverless: bool,
    files: &mut dyn Files,
) -> Result<Definition, Rejected> {
    let properties = resource.get("Properties");
    let bound = bound(scope, properties);
    let found = PROPERTIES.iter().find_map(|name| Some((*name, properties?.get(name)?)));
    match found {
        None => Err(match properties.and_then(|properties| properties.get("Fn::Transform")) {
            Some(transform) => unknown(&transform.node()),
            None => {
                let line = first_line(scope.source, resource);
                refusal(scope.source, &line, "this machine has no definition")
            }
        }),
        Some((name, part)) => {
            let node = part.node();
            let is_inline = matches!(name, "Definition" | "DefinitionString");
            let node = if is_inline { include(scope, node, files)? } else { node };
            scope.makes_text = is_serverless && name == "Definition";
            let mut keys = Keys::default();
            let node = if name == "Definition" { keys.read(node) } else { node };
            scope.escaped.clear();
            let value = scope.compute(&node);
            // What no substitution is given for stays as it is.
            let is_open = |name: &String| bound.iter().flatten().all(|(known, _)| known != name);
            let literal: Vec<String> =
                std::mem::take(&mut scope.escaped).into_iter().filter(is_open).collect();
            let names = Names { bound: bound.as_deref(), literal: if is_inline { &literal } else { &[] } };
            let value = if scope.makes_text { value.map(sam::sorted) } else { value };
            scope.makes_text = false;
            scope.note_texts();
            for (source, found) in keys.findings(is_serverless) {
                scope.report(&source, found);
            }
            match value {
                None => Err(refusal(scope.source, &node.at, "this machine has no definition")),
                Some(value) => one(scope, (name, &value), resource, names, files),
            }
        }
    }
}

fn one(
    scope: &mut Scope<'_>,
    (name, value): (&str, &Node),
    resource: TemplateNode<'_>,
    names: Names<'_>,
    files: &mut dyn Files,
) -> Result<Definition, Rejected> {
    match (name, &value.body) {
        // `aws cloudformation package` puts a place in S3 for the name of a local file.
        ("DefinitionUri" | "DefinitionUrl" | "DefinitionS3Location", Body::Text(path)) => {
            let source = fetch(scope, files, path.as_str(), value)?;
            asl::read(&source, scope.options, names)
        }
        ("DefinitionUri" | "DefinitionS3Location", _) => {
            let key = value.get("Key").and_then(Node::as_str);
            let source = asset::find(&scope.source.name, resource, key, files)
                .map_err(|refused| Rejected::new(scope.source.clone(), *refused))?;
            let source = source.ok_or_else(|| elsewhere(value))?;
            asl::read(&source, scope.options, names)
        }
        ("Definition", Body::Members(_)) => {
            asl::read_text(&value.source, value.to_json(), scope.options, names)
        }
        ("Definition" | "DefinitionString", Body::Text(text)) if is_unknown(text.as_str()) => {
            Err(unknown(value))
        }
        ("Definition" | "DefinitionString", Body::Text(text)) => {
            asl::read_text(&value.source, text.clone(), scope.options, names)
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
fn bound<'t>(scope: &mut Scope<'t>, properties: Option<TemplateNode<'t>>) -> Option<Vec<(String, String)>> {
    let given = properties?.get("DefinitionSubstitutions")?;
    let given = scope.value(given)?;
    let text = |node: &Node| node.to_string().unwrap_or_else(|| node.to_value().to_json());
    Some(given.members().iter().map(|member| (member.key.clone(), text(&member.value))).collect())
}

/// `node` with what `AWS::Include` brings in, at any depth. What other macros make shows only when it is
/// deployed.
fn include(scope: &mut Scope<'_>, node: Node, files: &mut dyn Files) -> Result<Node, Rejected> {
    let Node { source, at, body } = node;
    let body = match body {
        Body::Plain(_) | Body::Text(_) => body,
        Body::List(items) => {
            let items = items.into_iter().map(|item| include(scope, item, files));
            Body::List(items.collect::<Result<_, _>>()?)
        }
        Body::Members(members) => {
            let mut brought = None;
            let mut own = Vec::new();
            for member in members {
                if member.key == "Fn::Transform" {
                    brought = Some((included(scope, &member.value, files)?, member.value.at));
                } else {
                    own.push(Member { value: include(scope, member.value, files)?, ..member });
                }
            }
            match brought {
                Some((brought, _)) if own.is_empty() => return Ok(brought),
                Some((brought, at)) => {
                    let brought = brought.moved(&source, &at);
                    let is_new = |new: &&Member| own.iter().all(|member| member.key != new.key);
                    let new: Vec<_> = brought.members().iter().filter(is_new).cloned().collect();
                    own.extend(new);
                }
                None => {}
            }
            Body::Members(own)
        }
    };
    Ok(Node { source, at, body })
}

/// What `transform` brings in.
fn included(scope: &mut Scope<'_>, transform: &Node, files: &mut dyn Files) -> Result<Node, Rejected> {
    let is_include = transform.get("Name").and_then(Node::as_str) == Some("AWS::Include");
    let location = transform.get("Parameters").and_then(|parameters| parameters.get("Location"));
    let location = location.filter(|_| is_include).and_then(|location| scope.compute(location));
    let Some((location, path)) = location.as_ref().and_then(|node| Some((node, node.as_str()?))) else {
        return Err(unknown(transform));
    };
    let source = fetch(scope, files, path, location)?;
    Ok(template::read(&source, KIND.schema)?.root().node())
}

/// The file `path` that `node` names.
fn fetch(scope: &mut Scope<'_>, files: &mut dyn Files, path: &str, node: &Node) -> Result<Source, Rejected> {
    if path.starts_with("s3://") || path.starts_with("https://") {
        return Err(elsewhere(node));
    }
    if path.contains("${") {
        return Err(unknown(node));
    }
    let read = files.read(path, &node.source.name);
    if let Err(Unread::Missing { near: Some(near) }) = &read
        && let Some(written) = differs_in_case(path, near)
        && let Ok(source) = files.read(&written, &node.source.name)
    {
        let place = Place::Text(node.at.clone());
        let message = format!("the file is called {written}, which differs in upper and lower case");
        let warning = Diagnostic::error(codes::FILE, place, message)
            .severity(Severity::Warning)
            .note("it is found where the file system minds no case, and nowhere else")
            .help(format!("write {written}"));
        scope.report(&node.source, warning);
        return Ok(source);
    }
    read.map_err(|error| {
        let place = Place::Text(node.at.clone());
        let diagnostic =
            error.diagnostic(path, place).note("a path is relative to the folder of the template");
        Rejected::new(node.source.clone(), diagnostic)
    })
}

/// The name of the file `found` as `path` would have to be written, if they differ in case alone.
fn differs_in_case(path: &str, found: &str) -> Option<String> {
    let wanted = path.trim_start_matches("./");
    let end = found.get(found.len().checked_sub(wanted.len())?..)?;
    end.eq_ignore_ascii_case(wanted).then(|| end.to_owned())
}

fn elsewhere(node: &Node) -> Rejected {
    let note = later(&node.at, "this definition lies in S3, so it is not checked")
        .note("sfn reads local files, and assets that `cdk synth` left in cdk.out")
        .help("give sfn the definition's own file");
    Rejected::new(node.source.clone(), note)
}

/// What is said of a definition that shows only when it is deployed.
fn unknown(node: &Node) -> Rejected {
    let note = later(&node.at, "this definition is known only when it is deployed, so it is not checked")
        .help("give its parameters values with --param NAME=VALUE, or give sfn the definition's own file");
    Rejected::new(node.source.clone(), note)
}

fn later(at: &Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::error(codes::LATER, Place::Text(at.clone()), message).severity(Severity::Note)
}

/// Whether a text has no part that is known: a name without a value, or a dynamic reference.
fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    let is_name = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
    is_name || text.starts_with("{{resolve:")
}

fn refusal(source: &Source, at: &Range<usize>, message: &str) -> Rejected {
    let help = format!("give it one of {}", PROPERTIES[..4].join(", "));
    Rejected::new(source.clone(), refusal_of(at, message).help(help))
}

fn refusal_of(at: &Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::error(codes::SHAPE, Place::Text(at.clone()), message)
}

/// The line the resource begins in.
fn first_line(source: &Source, resource: TemplateNode<'_>) -> Range<usize> {
    let at = resource.at();
    at.start..source.line_around(at.start).end.clamp(at.start, at.end.max(at.start))
}
