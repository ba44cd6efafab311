//! `{key: value}`: builds an object; behind an expression it groups that expression's results by key.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::ast::{Group, Kind, Node};
use crate::expr::jsonata::budget::OBJECT;
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item, Members};
use crate::expr::jsonata::run::Run;
use crate::expr::jsonata::tuple::Tuple;

/// The items that share a key.
struct Bucket<T> {
    pair: usize,
    first: T,
    rest: Vec<T>,
}

impl Run<'_> {
    pub(super) fn group(&self, group: &Group, input: &Item, env: &Env) -> Res<Item> {
        if let Item::Tuples(tuples) = input {
            return self.group_tuples(group, tuples, env);
        }
        let Some(list) = input.as_list() else {
            return self.object(group, input, env);
        };
        match list.len() {
            0 => return self.object(group, &Item::Undefined, env),
            1 => return self.object(group, &list.get(0), env),
            _ => {}
        }
        let buckets =
            self.buckets(group, list.iter(), |expression, item| self.key(expression, item, env, group))?;
        let mut members = Members::with_capacity(buckets.len());
        for (key, bucket) in buckets {
            let data = if bucket.rest.is_empty() {
                bucket.first
            } else {
                let mut data = Builder::with_capacity(bucket.rest.len() + 1);
                data.extend(bucket.first);
                bucket.rest.into_iter().for_each(|item| data.extend(item));
                self.list(data, Flags::PLAIN)?
            };
            members.add(key, self.eval(&group.pairs[bucket.pair].1, &data, env)?);
        }
        self.finish_object(members)
    }

    /// An object from a single input.
    fn object(&self, group: &Group, input: &Item, env: &Env) -> Res<Item> {
        let mut keys: Vec<Option<Arc<str>>> = Vec::with_capacity(group.pairs.len());
        for (key, _) in &group.pairs {
            let key = self.key(key, input, env, group)?;
            if let Some(key) = &key
                && keys.iter().flatten().any(|known| known == key)
            {
                return Err(duplicate(key, group));
            }
            keys.push(key);
        }
        let (mut members, mut held) = (Members::with_capacity(keys.len()), 0);
        for (key, (_, value)) in keys.into_iter().zip(&group.pairs) {
            if let Some(key) = key {
                let item = self.eval(value, input, env)?;
                self.hold(&mut held, value, &item)?;
                members.add(key, item);
            }
        }
        self.finish_object(members)
    }

    fn finish_object(&self, members: Members) -> Res<Item> {
        self.budget.memory(OBJECT + members.len() * 2 * size_of::<Value>())?;
        self.nested(members.finish())
    }

    fn group_tuples(&self, group: &Group, tuples: &Rc<Vec<Tuple>>, env: &Env) -> Res<Item> {
        let buckets = self.buckets(group, tuples.iter(), |expression, tuple| {
            self.key(expression, &tuple.item, &self.frame(tuple, env), group)
        })?;
        let mut members = Members::with_capacity(buckets.len());
        for (key, bucket) in buckets {
            let joined = join(bucket.first.clone(), &bucket.rest);
            let frame = self.frame(&joined, env);
            members.add(key, self.eval(&group.pairs[bucket.pair].1, &joined.item, &frame)?);
        }
        self.finish_object(members)
    }

    /// Sorts items into buckets, in the order in which their keys first appear.
    fn buckets<T: Clone>(
        &self,
        group: &Group,
        items: impl Iterator<Item = T>,
        key: impl Fn(&Node, &T) -> Res<Option<Arc<str>>>,
    ) -> Res<IndexMap<Arc<str>, Bucket<T>>> {
        let mut buckets: IndexMap<Arc<str>, Bucket<T>> = IndexMap::new();
        for item in items {
            for (pair, (expression, _)) in group.pairs.iter().enumerate() {
                let Some(key) = key(expression, &item)? else {
                    continue;
                };
                self.budget.memory(size_of::<T>())?;
                match buckets.get_mut(&key) {
                    Some(bucket) if bucket.pair != pair => return Err(duplicate(&key, group)),
                    Some(bucket) => bucket.rest.push(item.clone()),
                    None => {
                        buckets.insert(key, Bucket { pair, first: item.clone(), rest: Vec::new() });
                    }
                }
            }
        }
        Ok(buckets)
    }

    fn key(&self, expression: &Node, input: &Item, env: &Env, group: &Group) -> Res<Option<Arc<str>>> {
        if let (Kind::Literal(Value::String(key)), true) =
            (&expression.kind, expression.predicates.is_empty() && expression.group.is_none())
        {
            return self.allowed(key, group).map(|()| Some(Arc::clone(key)));
        }
        let key = self.eval(expression, input, env)?;
        if let Item::Json(Value::String(key)) = key {
            return self.allowed(&key, group).map(|()| Some(key));
        }
        if !key.is_defined() {
            return Ok(None);
        }
        let error = Fault::new("T1003").at(expression.place).override_at(group.place);
        Err(match key.to_value() {
            Some(value) => error.value(value),
            None => error,
        })
    }

    /// The reference marks its functions with these keys and since 2.1 refuses them.
    fn allowed(&self, key: &str, group: &Group) -> Res<()> {
        if self.level == Level::Full && matches!(key, "_jsonata_lambda" | "_jsonata_function") {
            return Err(Fault::new("D1013").value(key).at(group.place));
        }
        Ok(())
    }
}

fn duplicate(key: &str, group: &Group) -> Box<Fault> {
    Fault::new("D1009").value(key).at(group.place)
}

/// Several tuples as one: each variable has all their values.
fn join(first: Tuple, rest: &[&Tuple]) -> Tuple {
    if rest.is_empty() {
        return first;
    }
    let all = |pick: &dyn Fn(&Tuple) -> Item| {
        let mut values = Builder::default();
        values.extend_defined(pick(&first));
        rest.iter().for_each(|tuple| values.extend_defined(pick(tuple)));
        values.finish(Flags::PLAIN)
    };
    let item = all(&|tuple| tuple.item.clone());
    let mut names: Vec<_> = Vec::new();
    for (name, _) in std::iter::once(&first).chain(rest.iter().copied()).flat_map(|tuple| &tuple.vars) {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    let value = |tuple: &Tuple, name| {
        tuple.vars.iter().find(|(known, _)| *known == name).map(|(_, item)| item.clone()).unwrap_or_default()
    };
    let vars = names.into_iter().map(|name| (name, all(&|tuple| value(tuple, name)))).collect();
    Tuple { item, vars }
}
