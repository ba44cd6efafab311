//! `for`: one turn for each element of a list or member of a map.
//!
//! An unknown value counts as a list of one element.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::expr::{Expression, ForExpr};

use crate::base::value::Value;
use crate::load::node::{Body, Member, Node};

use super::expression::{Frame, Scope, SourceText, is_unknown};
use super::module::span;

/// The names of a loop, and what it goes over.
pub(super) struct Loop<'e> {
    pub(super) key: Option<&'e str>,
    pub(super) value: &'e str,
    pub(super) over: &'e Expression,
}

/// The map that a `for` expression makes.
#[derive(Default)]
struct Made {
    members: Vec<Member>,
    /// Where each key is among them.
    places: BTreeMap<String, usize>,
}

impl Scope<'_, '_> {
    /// Does `turn` with the names of the loop bound, once for each element.
    pub(super) fn each(&mut self, ground: &SourceText, each: &Loop<'_>, turn: &mut dyn FnMut(&mut Self)) {
        let over = self.compute(ground, each.over);
        for (key, value) in self.turns(ground, each.over, over) {
            if !self.may_go_on() {
                break;
            }
            let key = each.key.map(|name| (name.to_owned(), key));
            let names = key.into_iter().chain([(each.value.to_owned(), value)]);
            self.own.push(Frame::Loop(names.collect()));
            turn(self);
            self.own.pop();
        }
    }

    fn turns(&mut self, ground: &SourceText, over: &Expression, value: Node) -> Vec<(Node, Node)> {
        let Node { source, at, body } = value;
        let counted = |(index, item): (usize, Node)| {
            let key = Node::plain(&item.source, item.at.clone(), Value::from(index));
            (key, item)
        };
        match body {
            Body::List(items) => items.into_iter().enumerate().map(counted).collect(),
            Body::Members(mut members) => {
                members.sort_by(|one, other| one.key.cmp(&other.key));
                let turn = |member: Member| {
                    let key = Node::text(&source, member.key_at, member.key);
                    (key, member.value)
                };
                members.into_iter().map(turn).collect()
            }
            Body::Text(text) if is_unknown(text.as_str()) => {
                vec![counted((0, Node { source, at, body: Body::Text(text) }))]
            }
            Body::Text(_) | Body::Plain(_) => {
                let help = "give it a list or a map";
                self.refuse(ground, &span(over), "`for` cannot go over this", help);
                Vec::new()
            }
        }
    }

    /// The list or the map that a `for` expression makes.
    pub(super) fn repeat(&mut self, ground: &SourceText, at: &Range<usize>, each: &ForExpr) -> Node {
        let intro = &each.intro;
        let key = intro.key_var.as_ref().map(|key| key.as_str());
        let over = Loop { key, value: intro.value_var.as_str(), over: &intro.collection_expr };
        let (mut items, mut made) = (Vec::new(), Made::default());
        self.each(ground, &over, &mut |scope| {
            if each.cond.as_ref().is_some_and(|condition| !scope.holds(ground, &condition.expr)) {
                return;
            }
            match &each.key_expr {
                None => items.push(scope.compute(ground, &each.value_expr)),
                Some(key) => scope.keyed(ground, key, each, &mut made),
            }
        });
        let body = if each.key_expr.is_some() { Body::Members(made.members) } else { Body::List(items) };
        self.node(ground, at, body)
    }

    /// Adds one member to a map; with `...`, those of one key become a list.
    fn keyed(&mut self, ground: &SourceText, key: &Expression, each: &ForExpr, made: &mut Made) {
        let at = span(key);
        let Some(name) = self.compute(ground, key).to_string() else {
            self.refuse(ground, &at, "a key must be text", "make it text with tostring()");
            return;
        };
        let value = self.compute(ground, &each.value_expr);
        match made.places.get(&name).and_then(|place| made.members.get_mut(*place)) {
            Some(known) if each.grouping => {
                if let Body::List(items) = &mut known.value.body {
                    items.push(value);
                }
            }
            Some(_) => {
                let message = format!("the key `{name}` is made twice");
                self.refuse(ground, &at, message, "group the values: put ... behind the value");
            }
            None => {
                let value =
                    if each.grouping { self.node(ground, &at, Body::List(vec![value])) } else { value };
                made.places.insert(name.clone(), made.members.len());
                made.members.push(Member { key: name, key_at: ground.at(at), value });
            }
        }
    }
}
