//! `Tree`: the shape of a text with the span of each value and key.
//!
//! It is flat, in one list, so that no text, however deep, makes a recursion; places are 32 bits wide,
//! since texts of more than 32 MB are refused.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::base::pointer;

/// Members of objects with more than so many are looked up in an index.
const INDEXED_ABOVE: usize = 32;

/// Spans of all values of one text.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    root: usize,
    /// The members of objects with many, by name, once one was looked for.
    index: OnceLock<BTreeMap<usize, Vec<usize>>>,
}

/// One value.
#[derive(Clone, Debug)]
pub struct Node {
    start: u32,
    end: u32,
    shape: Shape,
}

/// What a value consists of; children are named by their place in the list.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Null, a boolean, a number or a string.
    Leaf,
    /// A list.
    Array(Vec<usize>),
    /// Members.
    Object(Vec<Member>),
    /// Another name for a value elsewhere.
    Alias(usize),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, decoded.
    pub name: Box<str>,
    /// Where the key is.
    pub key: Range<usize>,
    /// The value.
    pub node: usize,
}

/// What a pointer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether the pointer leads to the end; else this is the nearest value above that exists.
    pub exact: bool,
    /// The span of the value.
    pub value: Range<usize>,
    /// The span of its key, if it is a member.
    pub key: Option<Range<usize>>,
}

impl Tree {
    /// Adds a value; its children must be there already.
    pub fn add(&mut self, span: Range<usize>, shape: Shape) -> usize {
        self.index = OnceLock::new();
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.nodes.push(Node { start: narrow(span.start), end: narrow(span.end), shape });
        self.nodes.len() - 1
    }

    /// Says which value is the whole text.
    pub const fn set_root(&mut self, root: usize) {
        self.root = root;
    }

    /// The value that is the whole text.
    #[must_use]
    pub const fn root(&self) -> usize {
        self.root
    }

    /// All values with their spans, in the order in which they were added: children before parents.
    pub fn nodes(&self) -> impl Iterator<Item = (Range<usize>, &Shape)> {
        self.nodes.iter().map(|node| (node.start as usize..node.end as usize, &node.shape))
    }

    /// The span of the value `node`.
    #[must_use]
    pub fn span(&self, node: usize) -> Range<usize> {
        self.nodes.get(node).map_or(0..0, |node| node.start as usize..node.end as usize)
    }

    /// The members of the value `node`, if it is an object or an alias of one.
    #[must_use]
    pub fn members(&self, node: usize) -> &[Member] {
        match self.shape(node) {
            Some(Shape::Object(members)) => members,
            Some(Shape::Leaf | Shape::Array(_) | Shape::Alias(_)) | None => &[],
        }
    }

    /// The elements of the value `node`, if it is an array or an alias of one.
    #[must_use]
    pub fn elements(&self, node: usize) -> &[usize] {
        match self.shape(node) {
            Some(Shape::Array(elements)) => elements,
            Some(Shape::Leaf | Shape::Object(_) | Shape::Alias(_)) | None => &[],
        }
    }

    fn shape(&self, node: usize) -> Option<&Shape> {
        match &self.nodes.get(node)?.shape {
            Shape::Alias(target) => self.nodes.get(*target).map(|target| &target.shape),
            shape @ (Shape::Leaf | Shape::Array(_) | Shape::Object(_)) => Some(shape),
        }
    }

    /// The same with every place moved by `to`.
    #[must_use]
    pub fn moved(mut self, to: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for node in &mut self.nodes {
            let span = to(node.start as usize..node.end as usize);
            (node.start, node.end) = (narrow(span.start), narrow(span.end));
            if let Shape::Object(members) = &mut node.shape {
                for member in members {
                    member.key = to(member.key.clone());
                }
            }
        }
        self
    }

    /// The first member of that name of the value `node`.
    fn member(&self, node: usize, name: &str) -> Option<&Member> {
        let members = self.members(node);
        if members.len() <= INDEXED_ABOVE {
            return members.iter().find(|member| *member.name == *name);
        }
        let node = match self.nodes.get(node)?.shape {
            Shape::Alias(target) => target,
            Shape::Leaf | Shape::Array(_) | Shape::Object(_) => node,
        };
        let sorted = self.index.get_or_init(|| self.sorted_members()).get(&node)?;
        let at = sorted.partition_point(|&member| *members[member].name < *name);
        sorted.get(at).map(|&member| &members[member]).filter(|member| *member.name == *name)
    }

    fn sorted_members(&self) -> BTreeMap<usize, Vec<usize>> {
        let objects = self.nodes.iter().enumerate().filter_map(|(node, found)| match &found.shape {
            Shape::Object(members) if members.len() > INDEXED_ABOVE => Some((node, members)),
            Shape::Leaf | Shape::Array(_) | Shape::Object(_) | Shape::Alias(_) => None,
        });
        objects
            .map(|(node, members)| {
                let mut sorted: Vec<usize> = (0..members.len()).collect();
                // Stable: of members with one name the first comes first.
                sorted.sort_by(|a, b| members[*a].name.cmp(&members[*b].name));
                (node, sorted)
            })
            .collect()
    }

    /// Follows a JSON Pointer as far as it leads.
    #[must_use]
    pub fn find(&self, pointer: &str) -> Found {
        let (mut node, mut key, mut exact) = (self.root, None, true);
        for token in pointer::tokens(pointer) {
            if let Some(member) = self.member(node, &token) {
                (node, key) = (member.node, Some(member.key.clone()));
            } else if let Some(&element) =
                token.parse().ok().and_then(|at: usize| self.elements(node).get(at))
            {
                (node, key) = (element, None);
            } else {
                exact = false;
                break;
            }
        }
        Found { exact, value: self.span(node), key }
    }
}
