//! Values and spans out of the parser's events.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::anchor::{Anchors, Item};
use super::scalar::{key_text, tagged};
use super::{Dialect, Fault, MAX_SIZE, Rewrite, Scalar, Yaml, YamlFault};
use crate::base::locate::{Member, Shape, Tree};
use crate::base::value::{MAX_DEPTH, Object, Value};

/// How many members `<<` may bring in all.
const MAX_MERGED: usize = 1_000_000;

/// Takes the parser's events one after the other and builds the document of them.
pub(super) struct Builder<'t, 'r, 'f> {
    text: &'t str,
    rewrite: &'r mut Rewrite<'f>,
    dialect: Dialect,
    /// The duplicate keys of mappings, where the dialect lets them: bytes of the text.
    repeated: Vec<Range<usize>>,
    /// Where everything is in the text.
    tree: Tree,
    /// The values that aliases can name.
    anchors: Anchors,
    /// The sequences and mappings around what comes next, outermost first.
    open: Vec<Open>,
    /// The value of the document, once it is whole.
    root: Option<Item>,
    /// How many documents have begun: a second one is an error.
    documents: usize,
    /// How many members `<<` has brought in.
    merged: usize,
    /// The scalars that YAML's versions read differently: bytes of the text.
    ambiguous: Vec<Range<usize>>,
}

/// A sequence or mapping that has not ended yet.
struct Open {
    /// Where it begins in the text, in bytes.
    start: usize,
    /// Where its last part ends in the text, in bytes.
    end: usize,
    /// The number of its anchor; 0 if it has none.
    anchor: usize,
    /// How many levels are nested in it.
    height: usize,
    /// The object that its tag makes around it.
    wrap: Option<Wrap>,
    /// What is in it so far.
    body: Body,
}

/// The object that a tag makes around a value: its one key, and where the tag is.
struct Wrap {
    key: String,
    at: Range<usize>,
}

enum Body {
    Sequence { values: Vec<Value>, nodes: Vec<usize> },
    Mapping(Mapping),
}

/// A mapping that has not ended yet.
#[derive(Default)]
struct Mapping {
    members: Vec<(Arc<str>, Value)>,
    /// Where the members are in the text, in the order of `members`.
    spans: Vec<Member>,
    /// The place of each key in `members`.
    index: HashMap<Arc<str>, usize>,
    /// The key whose value comes next, and its bytes in the text.
    key: Option<(Arc<str>, Range<usize>)>,
    /// The values of `<<`, and their bytes in the text.
    merges: Vec<(Item, Range<usize>)>,
    /// Whether the value that comes next is that of `<<`.
    merging: bool,
}

type Done = Result<(), Fault>;

impl<'t, 'r, 'f> Builder<'t, 'r, 'f> {
    pub(super) fn new(text: &'t str, rewrite: &'r mut Rewrite<'f>, dialect: Dialect) -> Self {
        Self {
            text,
            rewrite,
            dialect,
            repeated: Vec::new(),
            tree: Tree::default(),
            anchors: Anchors::default(),
            open: Vec::new(),
            root: None,
            documents: 0,
            merged: 0,
            ambiguous: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Result<Yaml, Fault> {
        let Some(root) = self.root else { return Err(Fault { what: YamlFault::Empty, at: 0..0 }) };
        if root.value.json_size() > MAX_SIZE {
            return Err(Fault { what: YamlFault::Large, at: self.tree.span(root.node) });
        }
        self.tree.set_root(root.node);
        let Self { tree, ambiguous, repeated, .. } = self;
        Ok(Yaml { value: root.value, tree, ambiguous, repeated })
    }

    pub(super) fn event(&mut self, event: Event<'_>, at: Range<usize>) -> Done {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Fault { what: YamlFault::Second, at });
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), at),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::SequenceStart(anchor, tag) => {
                let body = Body::Sequence { values: Vec::new(), nodes: Vec::new() };
                self.start(anchor, tag.as_ref(), "seq", body, at)
            }
            Event::MappingStart(anchor, tag) => {
                self.start(anchor, tag.as_ref(), "map", Body::Mapping(Mapping::default()), at)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        at: Range<usize>,
    ) -> Done {
        let tag_at = at.start;
        let at = self.content(at, style, anchor != 0 || tag.is_some());
        let is_plain = style == ScalarStyle::Plain && tag.is_none();
        let mapping = self.open.last().and_then(Open::mapping);
        let is_key = mapping.is_some_and(|mapping| mapping.key.is_none() && !mapping.merging);
        let key = mapping.and_then(|mapping| mapping.key.as_ref()).map(|(key, _)| Arc::clone(key));
        if is_key && is_plain && text == "<<" {
            if let Some(Body::Mapping(mapping)) = self.open.last_mut().map(|open| &mut open.body) {
                mapping.merging = true;
            }
            return Ok(());
        }
        let scalar = Scalar { text, plain: is_plain, is_key, key: key.as_deref(), at: at.clone() };
        let replaced = (self.rewrite)(&scalar);
        if is_plain && replaced.is_none() && self.dialect.schema.differs(text, is_key) {
            self.ambiguous.push(at.clone());
        }
        if is_key {
            let name = replaced.as_ref().map_or(Cow::Borrowed(text), key_text);
            let value = Value::from(&*name);
            let node = self.tree.add(at.clone(), Shape::Leaf);
            self.anchors.set(anchor, &Item { value, node, height: 0 });
            return self.key(&name, at);
        }
        let value = match (replaced, tag) {
            (Some(value), _) => value,
            (None, Some(tag)) if tag.is_yaml_core_schema() => {
                tagged(text, &tag.suffix).map_err(|what| Fault { what, at: at.clone() })?
            }
            (None, Some(tag)) if !is_non_specific(tag) => {
                let wrap = self.wrap(tag, tag_at)?;
                let node = self.tree.add(at, Shape::Leaf);
                let item = self.wrapped(wrap, Item { value: Value::from(text), node, height: 0 });
                return self.put(anchor, item);
            }
            (None, None) if is_plain => {
                let value = self.dialect.schema.plain(text);
                value.ok_or_else(|| Fault { what: YamlFault::Number, at: at.clone() })?
            }
            (None, _) => Value::from(text),
        };
        let node = self.tree.add(at, Shape::Leaf);
        self.put(anchor, Item { value, node, height: 0 })
    }

    /// The span of a scalar without tag and anchor in front, without the first line of a block and the
    /// blanks and breaks behind it.
    fn content(&self, at: Range<usize>, style: ScalarStyle, has_properties: bool) -> Range<usize> {
        let mut start = at.start;
        if has_properties {
            start += self.properties(start);
            let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
            let text = self.text.get(start..at.end).unwrap_or_default();
            if let Some(line) = text.find('\n').filter(|_| is_block) {
                start += text.len() - text[line..].trim_start().len();
            }
        }
        let text = self.text.get(start..at.end).unwrap_or_default();
        let quoted = match style {
            ScalarStyle::SingleQuoted => quoted(text, '\''),
            ScalarStyle::DoubleQuoted => quoted(text, '"'),
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => None,
        };
        start..start + quoted.unwrap_or_else(|| text.trim_end().len())
    }

    /// How long the tags and anchors at `start` are, with the blanks behind them.
    fn properties(&self, start: usize) -> usize {
        let all = &self.text[start..];
        let mut rest = all;
        while rest.starts_with(['!', '&']) {
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest = rest[word..].trim_start();
        }
        all.len() - rest.len()
    }

    /// The span of the tag in front of the content at `start`, or at `start` itself.
    fn tag_near(&self, start: usize) -> Range<usize> {
        let content = start + self.properties(start);
        let before = self.text[..content].trim_end();
        let found = before.rfind('!').filter(|&tag| !before[tag..].contains(char::is_whitespace));
        let tag = found.unwrap_or(start);
        tag..before.len().max(tag)
    }

    fn alias(&mut self, anchor: usize, at: Range<usize>) -> Done {
        let Some(item) = self.anchors.get(anchor) else { return Err(Fault { what: YamlFault::Cycle, at }) };
        let mapping = self.open.last().and_then(Open::mapping);
        if mapping.is_some_and(|mapping| mapping.key.is_none() && !mapping.merging) {
            let name =
                item.value.as_str().ok_or_else(|| Fault { what: YamlFault::Key, at: at.clone() })?.to_owned();
            return self.key(&name, at);
        }
        if self.open.len() + item.height > MAX_DEPTH {
            return Err(Fault { what: YamlFault::Deep, at });
        }
        let (target, value, height) = (item.node, item.value.clone(), item.height);
        let node = self.tree.add(at, Shape::Alias(target));
        self.put(0, Item { value, node, height })
    }

    fn start(
        &mut self,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
        own: &str,
        body: Body,
        at: Range<usize>,
    ) -> Done {
        let is_own = |tag: &Tag| (tag.is_yaml_core_schema() && tag.suffix == own) || is_non_specific(tag);
        let wrap = match tag.filter(|tag| !is_own(tag)) {
            Some(tag) => Some(self.wrap(tag, at.start)?),
            None => None,
        };
        if self.open.iter().map(|open| 1 + usize::from(open.wrap.is_some())).sum::<usize>() >= MAX_DEPTH {
            return Err(Fault { what: YamlFault::Deep, at });
        }
        if self.open.last().and_then(Open::mapping).is_some_and(|m| m.key.is_none() && !m.merging) {
            return Err(Fault { what: YamlFault::Key, at });
        }
        let has_properties = anchor != 0 || tag.is_some();
        let start = at.start + if has_properties { self.properties(at.start) } else { 0 };
        self.open.push(Open { start, end: at.end, anchor, height: 0, wrap, body });
        Ok(())
    }

    fn end(&mut self, at: Range<usize>) -> Done {
        let Some(mut open) = self.open.pop() else { return Ok(()) };
        // The parser takes a comment behind the bracket along.
        if self.text[at.clone()].starts_with(['}', ']']) {
            open.end = at.start + 1;
        }
        let span = open.start..open.end.max(open.start);
        let (value, shape) = match open.body {
            Body::Sequence { values, nodes } => (Value::from(values), Shape::Array(nodes)),
            Body::Mapping(mut mapping) => {
                self.merge(&mut mapping)?;
                (Value::from(Object::from_unique(mapping.members)), Shape::Object(mapping.spans))
            }
        };
        let node = self.tree.add(span, shape);
        let item = Item { value, node, height: open.height + 1 };
        let item = match open.wrap {
            Some(wrap) => self.wrapped(wrap, item),
            None => item,
        };
        self.put(open.anchor, item)
    }

    /// What `tag`, near `start`, makes of the value behind it.
    fn wrap(&self, tag: &Tag, start: usize) -> Result<Wrap, Fault> {
        let (name, at) = (tag.to_string(), self.tag_near(start));
        match (self.dialect.tags)(&name) {
            Some(key) => Ok(Wrap { key, at }),
            None => Err(Fault { what: YamlFault::Tag(name), at }),
        }
    }

    fn wrapped(&mut self, wrap: Wrap, item: Item) -> Item {
        let span = self.tree.span(item.node);
        let whole = wrap.at.start.min(span.start)..span.end.max(wrap.at.end);
        let member = Member { name: wrap.key.as_str().into(), key: wrap.at, node: item.node };
        let node = self.tree.add(whole, Shape::Object(vec![member]));
        let value = Object::from_iter([(wrap.key, item.value)]);
        Item { value: value.into(), node, height: item.height + 1 }
    }

    fn key(&mut self, name: &str, at: Range<usize>) -> Done {
        let Some(Body::Mapping(mapping)) = self.open.last_mut().map(|open| &mut open.body) else {
            return Ok(());
        };
        if let Some(first) = mapping.index.get(name).and_then(|&first| mapping.spans.get(first)) {
            if !self.dialect.repeats {
                return Err(Fault { what: YamlFault::Duplicate(name.to_owned(), first.key.clone()), at });
            }
            self.repeated.push(at.clone());
        }
        mapping.key = Some((name.into(), at));
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, anchor: usize, item: Item) -> Done {
        self.anchors.set(anchor, &item);
        let span = self.tree.span(item.node);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(item);
            return Ok(());
        };
        open.end = open.end.max(span.end);
        open.height = open.height.max(item.height);
        match &mut open.body {
            Body::Sequence { values, nodes } => {
                values.push(item.value);
                nodes.push(item.node);
            }
            Body::Mapping(mapping) if mapping.merging => {
                mapping.merging = false;
                mapping.merges.push((item, span));
            }
            Body::Mapping(mapping) => {
                let Some((name, key)) = mapping.key.take() else { return Ok(()) };
                mapping.add(name, key, item.value, item.node);
            }
        }
        Ok(())
    }

    /// Adds what `<<` names: own members win, then what was named first.
    fn merge(&mut self, mapping: &mut Mapping) -> Done {
        for (item, at) in std::mem::take(&mut mapping.merges) {
            let wrong = || Fault { what: YamlFault::Merge, at: at.clone() };
            let single = [item.value.clone()];
            let (sources, nodes) = match &item.value {
                Value::Array(list) => (list.as_slice(), self.tree.elements(item.node).to_vec()),
                Value::Object(_) => (single.as_slice(), vec![item.node]),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return Err(wrong()),
            };
            for (source, node) in sources.iter().zip(nodes) {
                let members = source.as_object().ok_or_else(wrong)?;
                self.merged = self.merged.saturating_add(members.len());
                if self.merged > MAX_MERGED {
                    return Err(Fault { what: YamlFault::Large, at });
                }
                for ((name, value), span) in members.iter().zip(self.tree.members(node)) {
                    if !mapping.index.contains_key(name) {
                        mapping.add(Arc::clone(name), span.key.clone(), value.clone(), span.node);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Open {
    const fn mapping(&self) -> Option<&Mapping> {
        match &self.body {
            Body::Mapping(mapping) => Some(mapping),
            Body::Sequence { .. } => None,
        }
    }
}

impl Mapping {
    fn add(&mut self, name: Arc<str>, key: Range<usize>, value: Value, node: usize) {
        if let Some(&known) = self.index.get(&name) {
            self.spans[known] = Member { name: (&*name).into(), key, node };
            self.members[known] = (name, value);
            return;
        }
        self.spans.push(Member { name: (&*name).into(), key, node });
        self.index.insert(Arc::clone(&name), self.members.len());
        self.members.push((name, value));
    }
}

/// How long the scalar is that begins `text` with `quote`: the parser takes a comment behind it along.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote && (quote == '"' || chars.next_if(|&(_, next)| next == quote).is_none()) {
            return Some(at + 1);
        }
    }
    None
}

/// `!` alone: the scalar is text, the collection what it looks like.
fn is_non_specific(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!"
}
