//! `Module`: the files of one folder, and everything they declare by its address.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser::{Error, parse_body};
use hcl_edit::structure::{Block, Body, Structure};

use super::expression::Home;
use super::label;
use crate::base::diag::{Diagnostic, Place};
use crate::base::source::Source;
use crate::load::{Files, Rejected, codes};

/// The files of a folder; the first is the one that was asked for.
pub(super) struct Module(Vec<(Source, Body)>);

/// What is at an address.
#[derive(Clone, Copy)]
pub(super) enum Item<'m> {
    /// A variable's value or a local one.
    Value(&'m Source, &'m Expression),
    /// A resource or a data source.
    Block(&'m Source, &'m Block),
}

/// How many files of a folder are read.
const MAX_FILES: usize = 200;
/// How long a file may be: no person writes more, and the parser is slow.
const MAX_TEXT_BYTES: usize = 4_000_000;

impl Module {
    /// Reads `source` and the files beside it; of those, what cannot be read is left out.
    pub(super) fn read(source: &Source, files: &mut dyn Files) -> Result<Self, Rejected> {
        let mut read = vec![(source.clone(), body(source)?)];
        let own = source.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let names = files.beside(&source.name);
        let is_part = |name: &&String| {
            (name.ends_with(".tf") || name.ends_with(".auto.tfvars") || *name == "terraform.tfvars")
                && **name != own
        };
        for name in names.iter().filter(is_part).take(MAX_FILES) {
            let Ok(beside) = files.read(name, &source.name) else { continue };
            if let Ok(body) = body(&beside) {
                read.push((beside, body));
            }
        }
        Ok(Self(read))
    }

    /// Reads the module in the folder of `home`; none if no file is there.
    pub(super) fn below(home: &Home, files: &mut dyn Files) -> Result<Option<Self>, Rejected> {
        let folder = |name: &str| format!("{}/{name}", home.folder);
        let root = &home.file;
        let above = std::path::Path::new(&**root).parent().unwrap_or(std::path::Path::new(""));
        let names = files.beside(&above.join(folder("main.tf")).display().to_string());
        let mut read = Vec::new();
        for name in
            names.iter().filter(|name| name.ends_with(".tf") || name.ends_with(".tofu")).take(MAX_FILES)
        {
            let Ok(source) = files.read(&folder(name), root) else { continue };
            let body = body(&source)?;
            read.push((source, body));
        }
        Ok((!read.is_empty()).then_some(Self(read)))
    }

    /// Whether a machine may be declared here, or in a module that is called from here.
    pub(super) fn may_declare(&self) -> bool {
        self.0.iter().any(|(source, _)| super::is_promising(&source.text))
    }

    /// The names of its files.
    pub(super) fn names(&self) -> impl Iterator<Item = Arc<str>> {
        self.0.iter().map(|(source, _)| Arc::clone(&source.name))
    }

    /// Its files, with what they declare.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Source, &Body)> {
        self.0.iter().map(|(source, body)| (source, body))
    }

    /// The file that was asked for.
    pub(super) fn own(&self) -> &Body {
        &self.0[0].1
    }

    /// Everything that can be referred to: `var.x`, `local.x`, `aws_sns_topic.x`, `data.aws_region.x`.
    pub(super) fn items(&self) -> BTreeMap<String, Item<'_>> {
        let mut items = BTreeMap::new();
        for (source, body) in &self.0 {
            for structure in body {
                match structure {
                    Structure::Block(block) => declare(source, block, &mut items),
                    Structure::Attribute(given) if source.name.ends_with(".tfvars") => {
                        items.insert(
                            format!("given.{}", given.key.as_str()),
                            Item::Value(source, &given.value),
                        );
                    }
                    Structure::Attribute(_) => {}
                }
            }
        }
        items
    }
}

fn declare<'m>(source: &'m Source, block: &'m Block, items: &mut BTreeMap<String, Item<'m>>) {
    match (block.ident.as_str(), block.labels.as_slice()) {
        ("locals", []) => {
            for local in block.body.attributes() {
                items.insert(format!("local.{}", local.key.as_str()), Item::Value(source, &local.value));
            }
        }
        ("variable", [name]) => {
            if let Some(default) = block.body.get_attribute("default") {
                items.insert(format!("var.{}", label(name)), Item::Value(source, &default.value));
            }
        }
        ("resource", [kind, name]) => {
            items.insert(format!("{}.{}", label(kind), label(name)), Item::Block(source, block));
        }
        ("data", [kind, name]) => {
            items.insert(format!("data.{}.{}", label(kind), label(name)), Item::Block(source, block));
        }
        _ => {}
    }
}

fn body(source: &Source) -> Result<Body, Rejected> {
    if source.text.len() > MAX_TEXT_BYTES {
        let diagnostic =
            Diagnostic::error(codes::LARGE, Place::Text(0..0), "this file is too large for Terraform code");
        return Err(Rejected::new(source.clone(), diagnostic));
    }
    parse_body(&source.text).map_err(|error| {
        let at = error.location().offset();
        Rejected::new(source.clone(), explain(&error, at..at + 1))
    })
}

/// The diagnostic for a text that is no HCL.
pub(super) fn explain(error: &Error, at: Range<usize>) -> Diagnostic {
    Diagnostic::error(codes::HCL, Place::Text(at), "this is not valid HCL").label(error.message())
}

/// Where an expression is.
pub(super) fn span(expression: &Expression) -> Range<usize> {
    expression.span().unwrap_or(0..0)
}
