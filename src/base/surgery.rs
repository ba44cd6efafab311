//! Changes to a text of JSON or YAML that leave all else in it byte for byte: a value set, a member taken out, a key
//! renamed. Places are JSON Pointers.

use std::ops::Range;

use super::locate::{Member, Shape, Tree, json};
use super::pointer::tokens;
use super::source::Format;
use super::value::Value;
use super::yaml;

/// How far a level is moved in where nothing shows it.
const INDENT: usize = 2;

/// A text that is changed.
pub struct Surgery {
    text: String,
    format: Format,
}

/// An object of the text, and how it is written.
struct Holder {
    span: Range<usize>,
    members: Vec<Member>,
    ends: Vec<usize>,
    is_flow: bool,
}

impl Surgery {
    /// The text `text`.
    #[must_use]
    pub const fn new(text: String, format: Format) -> Self {
        Self { text, format }
    }

    /// What it is now.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    fn tree(&self) -> Result<Tree, String> {
        match self.format {
            Format::Json => {
                json::scan(&self.text).map_err(|_| "the text is not JSON at the moment".to_owned())
            }
            Format::Yaml => yaml::read(&self.text, &mut |_| None)
                .map(|read| read.tree)
                .map_err(|_| "the text is not YAML at the moment".to_owned()),
        }
    }

    /// Makes `value` what is at `pointer`: in place of what is there, or as a new member or element behind the others.
    pub fn set(&mut self, pointer: &str, value: &Value) -> Result<(), String> {
        let tree = self.tree()?;
        let found = tree.find(pointer);
        if found.exact {
            let at = self.line_indent(found.key.as_ref().map_or(found.value.start, |key| key.start));
            let is_block = self.format == Format::Yaml
                && !self.text[found.value.clone()].starts_with(['{', '[', '"', '\'']);
            let written = if self.format == Format::Yaml { value.to_json() } else { self.written(value, at) };
            let range = if is_block { self.trimmed(found.value) } else { found.value };
            let is_below = |key: &Range<usize>| {
                range.is_empty() || self.text[key.end..range.start.max(key.end)].contains('\n')
            };
            match found.key.filter(|key| is_block && is_below(key)) {
                Some(key) => self.set_beside(&key, &range, &written),
                None => self.text.replace_range(range, &written),
            }
            return Ok(());
        }
        let (parent, name) = split(pointer).ok_or("there is nothing above the whole text")?;
        let held = tree.find(parent);
        if !held.exact {
            return Err(format!("there is nothing at {parent}"));
        }
        if self.text[held.value.clone()].starts_with('[') {
            return self.push(held.value, value);
        }
        let holder = self.holder(&tree, parent)?;
        self.insert(&holder, &name, value);
        Ok(())
    }

    /// Makes `written`, which stands below its key in a block of YAML, stand beside it: a text may not begin in the
    /// column of its key, as a list may.
    fn set_beside(&mut self, key: &Range<usize>, value: &Range<usize>, written: &str) {
        let line = self.text[key.end..].lines().next().unwrap_or_default();
        let comment = line.split_once(':').map_or("", |(_, comment)| comment).trim_end();
        // Nothing at all may be placed where the next thing stands.
        let end = if value.is_empty() { key.end + line.len() } else { value.end };
        let beside = format!(": {written}{comment}");
        self.text.replace_range(key.end..end, &beside);
    }

    /// A new element at the end of the array at `span`.
    fn push(&mut self, span: Range<usize>, value: &Value) -> Result<(), String> {
        let inner = &self.text[span.start + 1..span.end - 1];
        let indent = self.line_indent(span.start) + INDENT;
        let is_block = inner.contains('\n');
        let end = span.start + 1 + inner.trim_end().len();
        let comma = if inner.trim().is_empty() { "" } else { "," };
        let written = self.written(value, indent);
        let between = if is_block {
            format!("\n{}", " ".repeat(indent))
        } else if comma.is_empty() {
            String::new()
        } else {
            " ".to_owned()
        };
        self.text.insert_str(end, &format!("{comma}{between}{written}"));
        Ok(())
    }

    fn insert(&mut self, holder: &Holder, name: &str, value: &Value) {
        let key = Value::from(name).to_json();
        if self.format == Format::Yaml && !holder.is_flow {
            let (Some(first), Some(end)) = (holder.members.first(), holder.ends.last()) else { return };
            let indent = self.column(first.key.start);
            let end = self.text[..*end].trim_end().len();
            let key = if is_plain(name) { name.to_owned() } else { key };
            self.text.insert_str(end, &format!("\n{}{key}: {}", " ".repeat(indent), value.to_json()));
            return;
        }
        let Some((first, end)) = holder.members.first().zip(holder.ends.last()) else {
            let outer = self.line_indent(holder.span.start);
            let inner = outer + INDENT;
            let written = self.written(value, inner);
            let text = format!("{{\n{}{key}: {written}\n{}}}", " ".repeat(inner), " ".repeat(outer));
            self.text.replace_range(holder.span.clone(), &text);
            return;
        };
        let starts_line = self.starts_line(first.key.start);
        let indent = self.line_indent(first.key.start);
        let written = if starts_line { self.written(value, indent) } else { value.to_json() };
        let between = if starts_line { format!(",\n{}", " ".repeat(indent)) } else { ", ".to_owned() };
        self.text.insert_str(*end, &format!("{between}{key}: {written}"));
    }

    /// Takes out the member or element at `pointer`; nothing if it is not there.
    pub fn remove(&mut self, pointer: &str) -> Result<(), String> {
        let tree = self.tree()?;
        let found = tree.find(pointer);
        let Some((parent, name)) = split(pointer).filter(|_| found.exact) else { return Ok(()) };
        let holder = self.holder(&tree, parent)?;
        let Some(at) = holder.members.iter().position(|member| *member.name == *name) else {
            return Err("only members of objects can be taken out".to_owned());
        };
        let range = if self.format == Format::Yaml && !holder.is_flow {
            let start = self.text[..holder.members[at].key.start].rfind('\n').map_or(0, |at| at + 1);
            let key_end = holder.members[at].key.end;
            let end = if found.value.is_empty() { key_end } else { self.trimmed(found.value).end };
            start..self.text[end..].find('\n').map_or(self.text.len(), |length| end + length + 1)
        } else if at > 0 {
            holder.ends[at - 1]..holder.ends[at]
        } else if let Some(next) = holder.members.get(1) {
            holder.members[0].key.start..next.key.start
        } else {
            holder.span.start + 1..holder.span.end - 1
        };
        self.text.replace_range(range, "");
        Ok(())
    }

    /// Gives the member at `pointer` another name.
    pub fn rename(&mut self, pointer: &str, name: &str) -> Result<(), String> {
        let tree = self.tree()?;
        let found = tree.find(pointer);
        let Some(key) = found.key.filter(|_| found.exact) else {
            return Err(format!("there is nothing at {pointer}"));
        };
        let is_bare = self.format == Format::Yaml && !self.text[key.clone()].starts_with(['"', '\'']);
        let written = if is_bare && is_plain(name) { name.to_owned() } else { Value::from(name).to_json() };
        self.text.replace_range(key, &written);
        Ok(())
    }

    fn holder(&self, tree: &Tree, pointer: &str) -> Result<Holder, String> {
        let span = tree.find(pointer).value;
        let node = tree.nodes().position(|(at, shape)| at == span && !matches!(shape, Shape::Alias(_)));
        let Some(node) = node else { return Err(format!("there is nothing at {pointer}")) };
        let members = tree.members(node).to_vec();
        let ends = members.iter().map(|member| tree.span(member.node).end).collect();
        let is_flow = self.text[span.clone()].starts_with('{');
        Ok(Holder { span, members, ends, is_flow })
    }

    /// `value` as it stands in lines that are moved in by `indent`.
    fn written(&self, value: &Value, indent: usize) -> String {
        let is_short = value.as_object().is_none_or(|members| members.is_empty())
            && value.as_array().is_none_or(|items| items.iter().all(|item| item.as_object().is_none()));
        if is_short || self.format == Format::Yaml {
            return value.to_json();
        }
        value.to_json_pretty().replace('\n', &format!("\n{}", " ".repeat(indent)))
    }

    /// A span of YAML without the blank lines and the end of line behind it.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        span.start..span.start + self.text[span.clone()].trim_end().len()
    }

    fn column(&self, at: usize) -> usize {
        at - self.text[..at].rfind('\n').map_or(0, |line| line + 1)
    }

    fn line_indent(&self, at: usize) -> usize {
        let line = self.text[..at].rfind('\n').map_or(0, |line| line + 1);
        self.text[line..].len() - self.text[line..].trim_start_matches(' ').len()
    }

    fn starts_line(&self, at: usize) -> bool {
        self.text[..at].trim_end_matches([' ', '\t']).ends_with('\n')
    }
}

/// Whether a key of YAML needs no quotes.
fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
        && !name.ends_with(' ')
}

/// The pointer of what holds it, and the name in that.
fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, _) = pointer.rsplit_once('/')?;
    Some((parent, tokens(pointer).next_back()?.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, format: Format, change: impl Fn(&mut Surgery) -> Result<(), String>) -> String {
        let mut surgery = Surgery::new(text.to_owned(), format);
        change(&mut surgery).unwrap();
        surgery.finish()
    }

    #[test]
    fn only_the_touched_member_changes() {
        let text = "{\n    \"A\":   {\"Next\" : \"B\",  \"End\": true},\n    \"B\": 1 }";
        let set = |name: &'static str| move |s: &mut Surgery| s.set(name, &Value::from("C"));
        let json = |change: &dyn Fn(&mut Surgery) -> Result<(), String>| changed(text, Format::Json, change);
        assert_eq!(json(&set("/A/Next")), text.replace("\"B\", ", "\"C\", "));
        assert_eq!(json(&set("/A/Else")), text.replace("true}", "true, \"Else\": \"C\"}"));
        assert_eq!(json(&set("/C")), text.replace("1 }", "1,\n    \"C\": \"C\" }"));
        assert_eq!(json(&|s| s.remove("/A/End")), text.replace(",  \"End\": true", ""));
        assert_eq!(json(&|s| s.remove("/A/Next")), text.replace("\"Next\" : \"B\",  ", ""));
        assert_eq!(json(&|s| s.rename("/B", "D")), text.replace("\"B\": 1", "\"D\": 1"));
    }

    #[test]
    fn yaml_keeps_its_comments() {
        let text = "States:\n  A: # first\n    Type: Pass\n    Next: B # then\n  B:\n    Type: Succeed\n";
        let yaml = |change: &dyn Fn(&mut Surgery) -> Result<(), String>| changed(text, Format::Yaml, change);
        assert_eq!(
            yaml(&|s| s.set("/States/A/Next", &Value::from("C"))),
            text.replace("Next: B", "Next: \"C\"")
        );
        assert_eq!(yaml(&|s| s.remove("/States/A/Next")), text.replace("    Next: B # then\n", ""));
        assert_eq!(
            yaml(&|s| s.set("/States/B/Comment", &Value::from("x"))),
            text.replace("Type: Succeed\n", "Type: Succeed\n    Comment: \"x\"\n")
        );
        assert_eq!(yaml(&|s| s.rename("/States/B", "Last")), text.replace("  B:", "  Last:"));
        let list = "Rules:\n- And: # both\n  - A: 1\n  - B: 2\n  Next: C\n";
        let one = changed(list, Format::Yaml, |s| s.set("/Rules/0/And", &Value::from("x")));
        assert_eq!(one, "Rules:\n- And: \"x\" # both\n  Next: C\n");
        let empty = "A:\n  Path: # none\n  Next: C\n";
        let set = changed(empty, Format::Yaml, |s| s.set("/A/Path", &Value::from("x")));
        assert_eq!(set, "A:\n  Path: \"x\" # none\n  Next: C\n");
        let removed = changed(empty, Format::Yaml, |s| s.remove("/A/Path"));
        assert_eq!(removed, "A:\n  Next: C\n");
    }
}
