//! `[...]`.

use crate::expr::jsonata::ast::{Array, Kind};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::{Builder, Flags, Item, Range};
use crate::expr::jsonata::run::Run;

impl Run<'_> {
    /// An array: what is undefined is left out, lists are joined, inner arrays stay arrays.
    pub(super) fn array(&self, array: &Array, input: &Item, env: &Env) -> Res<Item> {
        let flags = Flags { cons: array.cons, ..Flags::PLAIN };
        let (mut built, mut held) = (Builder::default(), 0);
        for node in &array.items {
            let item = self.eval(node, input, env)?;
            self.hold(&mut held, node, &item)?;
            let inner = matches!(node.kind, Kind::Array(_));
            if let (Item::Range(range), 1, false) = (&item, array.items.len(), array.cons || inner) {
                return Ok(Item::Range(Range { sequence: false, ..*range }));
            }
            if inner && item.is_defined() {
                built.push(item);
            } else {
                self.budget.memory(item.as_list().map_or(0, |list| list.len() * 8))?;
                built.extend_defined(item);
            }
        }
        let list = self.list(built, flags)?;
        self.nested(list)
    }
}
