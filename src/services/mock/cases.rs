//! `tests` of a mock file, as far as running one of them needs; the rest is checked and kept.

use std::sync::Arc;

use crate::base::value::Value;
use crate::services::refusal::Origin;

use super::codes;
use super::file::{self, Layer};
use super::reader::{Fetch, Node, Reader};
use super::shape::{self, TEST};

/// A test case.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// Its name.
    pub name: Arc<str>,
    /// The machine it belongs to, in a file of Step Functions Local.
    pub machine_name: Option<Arc<str>>,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `input`, or the contents of `input_file`.
    pub input: Option<Value>,
    /// What it lays over its file.
    pub layer: Layer,
    /// The whole test as written, expectations included.
    pub written: Value,
    /// Where.
    pub origin: Origin,
}

const KEYS: [&str; 8] =
    ["description", "machine", "input", "input_file", "context", "variables", "mocks", "defaults"];

/// Reads `tests`.
pub fn read(reader: &mut Reader, fetch: &mut Fetch, node: &Node) -> Vec<TestCase> {
    let Some(tests) = reader.object(node, "`tests`") else { return Vec::new() };
    if tests.is_empty() {
        reader.error(codes::MISSING, node, "`tests` is empty");
    }
    node.members().iter().filter_map(|(name, child)| test(reader, fetch, name, child)).collect()
}

fn test(reader: &mut Reader, fetch: &mut Fetch, name: &Arc<str>, node: &Node) -> Option<TestCase> {
    let what = format!("tests.{name}");
    let keys: Vec<&str> = KEYS.into_iter().chain(TEST.iter().map(|(key, ..)| *key)).collect();
    reader.known(node, "a test", &keys)?;
    shape::check_members(reader, node, &what, TEST);
    if let Some(rows) = node.get("each") {
        let mut keys = keys;
        keys.push("name");
        for (_, row) in rows.members() {
            if reader.known(&row, "a row of `each`", &keys).is_some() && row.get("name").is_none() {
                reader.error(codes::MISSING, &row, "a row of `each` lacks `name`");
            }
        }
    }
    let input = match (node.get("input"), node.get("input_file")) {
        (Some(input), None) => Some(input.value.clone()),
        (None, Some(file)) => reader.file(fetch, &file, "`input_file`"),
        (Some(_), Some(file)) => {
            reader.error(codes::KINDS, &file, "a test cannot have both `input` and `input_file`");
            None
        }
        (None, None) => None,
    };
    Some(TestCase {
        name: Arc::clone(name),
        machine_name: None,
        description: node.get("description").and_then(|node| reader.text(&node, "`description`")),
        input,
        layer: file::layer(reader, fetch, node),
        written: node.value.clone(),
        origin: Origin::new(reader.document(), &node.pointer, &what),
    })
}
