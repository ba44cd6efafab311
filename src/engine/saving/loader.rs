//! `Loader`: reads what a [`super::Saver`] wrote.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::value::{Array, Object, Value};

use super::Saved;

/// Why a saved fleet cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// What is at hand while something is read.
pub struct Loader {
    /// The machine the saved executions run.
    pub machine: Arc<StateMachine>,
    values: Vec<Value>,
    shared: Array,
    read: RefCell<BTreeMap<usize, Arc<dyn Any + Send + Sync>>>,
}

impl Loader {
    /// Reads the two lists a [`super::Saver`] wrote.
    pub fn new(machine: Arc<StateMachine>, values: &Value, shared: &Value) -> Result<Self, Unreadable> {
        let lists = values.as_array().zip(shared.as_array().cloned());
        let Some((flat, shared)) = lists else {
            return Err(Unreadable("its lists of shared values are missing".to_owned()));
        };
        let mut loader = Self { machine, values: Vec::new(), shared, read: RefCell::default() };
        for value in flat.iter() {
            let value = loader.whole(value)?;
            loader.values.push(value);
        }
        Ok(loader)
    }

    /// A value of the list with everything it names put in.
    fn whole(&self, flat: &Value) -> Result<Value, Unreadable> {
        Ok(match flat {
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item));
                items.collect::<Result<Vec<_>, _>>()?.into()
            }
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| Ok((Arc::clone(key), self.value(value)?)));
                members.collect::<Result<Object, Unreadable>>()?.into()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => flat.clone(),
        })
    }

    /// A payload's value, from its form.
    pub fn value(&self, form: &Value) -> Result<Value, Unreadable> {
        let Some([place]) = form.as_array().map(|name| &**name) else { return Ok(form.clone()) };
        let place = place.as_i64().and_then(|place| usize::try_from(place).ok());
        let value = place.and_then(|place| self.values.get(place));
        value.cloned().ok_or_else(|| self.unreadable("a value", form))
    }

    /// Something shared that is no payload, from its form.
    pub fn shared<T: Saved + Send + Sync + 'static>(&self, form: &Value) -> Result<Arc<T>, Unreadable> {
        let place = usize::load(form, self)?;
        let known = self.read.borrow().get(&place).cloned();
        if let Some(known) = known {
            return known.downcast().map_err(|_| self.unreadable("something shared", form));
        }
        let form = self.shared.get(place).ok_or_else(|| self.unreadable("something shared", form))?;
        let read = Arc::new(T::load(form, self)?);
        self.read.borrow_mut().insert(place, Arc::<T>::clone(&read));
        Ok(read)
    }

    /// A field of a struct.
    pub fn field<T: Saved>(&self, from: &Value, name: &str) -> Result<T, Unreadable> {
        let form = from.get(name).ok_or_else(|| Unreadable(format!("the field `{name}` is missing")))?;
        T::load(form, self).map_err(|Unreadable(text)| Unreadable(format!("{name}: {text}")))
    }

    /// The name of an enum's variant, and what it holds.
    pub fn variant<'a>(&self, from: &'a Value) -> Result<(&'a str, std::slice::Iter<'a, Value>), Unreadable> {
        let mut held = from.as_array().map(|held| held.iter()).unwrap_or_default();
        match held.next().and_then(Value::as_str) {
            Some(name) => Ok((name, held)),
            None => Err(self.unreadable("a variant", from)),
        }
    }

    /// The next thing a variant holds.
    pub fn next<T: Saved>(
        &self,
        held: &mut std::slice::Iter<'_, Value>,
        name: &str,
    ) -> Result<T, Unreadable> {
        let form = held.next().ok_or_else(|| Unreadable(format!("the field `{name}` is missing")))?;
        T::load(form, self).map_err(|Unreadable(text)| Unreadable(format!("{name}: {text}")))
    }

    /// The error for a form that is not one of a `wanted`.
    pub fn unreadable(&self, wanted: &str, form: &Value) -> Unreadable {
        let mut text = form.to_json();
        if let Some((end, _)) = text.char_indices().nth(80) {
            text.truncate(end);
            text.push('…');
        }
        Unreadable(format!("{text} is not {wanted}"))
    }
}
