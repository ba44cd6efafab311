//! How plain types are saved, and those of other rooms.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use crate::asl::machine::{StateId, Workflow};
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::{Array, Number, Object, Value};

use super::{Loader, Saved, Saver, Unreadable, saved};

macro_rules! whole_numbers {
    ($($name:ident),*) => {$(
        impl Saved for $name {
            fn save(&self, _: &mut Saver) -> Value {
                // A 64-bit number without a sign may be larger than one with a sign can be.
                Value::from(Number::from(*self as u64))
            }

            fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
                let number = from.as_number().and_then(Number::as_u64);
                let number = number.and_then(|number| $name::try_from(number).ok());
                number.ok_or_else(|| with.unreadable("a whole number of its size", from))
            }
        }
    )*};
}

whole_numbers!(u8, u32, u64, usize);

impl Saved for i64 {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(*self)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        from.as_i64().ok_or_else(|| with.unreadable("a whole number", from))
    }
}

impl Saved for f64 {
    fn save(&self, _: &mut Saver) -> Value {
        Number::from_f64(*self).map_or(Value::Null, Value::from)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        from.as_f64().ok_or_else(|| with.unreadable("a number", from))
    }
}

impl Saved for bool {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(*self)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        from.as_bool().ok_or_else(|| with.unreadable("true or false", from))
    }
}

impl Saved for Value {
    fn save(&self, to: &mut Saver) -> Value {
        to.value(self)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        with.value(from)
    }
}

impl Saved for Arc<str> {
    fn save(&self, to: &mut Saver) -> Value {
        to.value(&Value::String(Self::clone(self)))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        match with.value(from)? {
            Value::String(text) => Ok(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Err(with.unreadable("text", from))
            }
        }
    }
}

impl Saved for String {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(self.as_str())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        from.as_str().map(str::to_owned).ok_or_else(|| with.unreadable("text", from))
    }
}

impl Saved for Object {
    fn save(&self, to: &mut Saver) -> Value {
        to.value(&Value::Object(self.clone()))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        with.value(from)?.as_object().cloned().ok_or_else(|| with.unreadable("an object", from))
    }
}

impl Saved for Array {
    fn save(&self, to: &mut Saver) -> Value {
        to.value(&Value::Array(self.clone()))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        with.value(from)?.as_array().cloned().ok_or_else(|| with.unreadable("an array", from))
    }
}

impl Saved for Time {
    fn save(&self, _: &mut Saver) -> Value {
        Value::from(self.millis())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        i64::load(from, with).map(Self::from_millis)
    }
}

impl Saved for Chance {
    fn save(&self, to: &mut Saver) -> Value {
        self.position().save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        u64::load(from, with).map(Self::new)
    }
}

impl Saved for StateId {
    fn save(&self, to: &mut Saver) -> Value {
        self.0.save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let id = Self(u32::load(from, with)?);
        let exists = (id.0 as usize) < with.machine.states.len();
        if exists { Ok(id) } else { Err(with.unreadable("the number of a state", from)) }
    }
}

impl<T: Saved> Saved for Option<T> {
    fn save(&self, to: &mut Saver) -> Value {
        self.as_ref().map_or(Value::Null, |some| Value::from(vec![some.save(to)]))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        match from.as_array().map(|held| &**held) {
            Some([some]) => T::load(some, with).map(Some),
            _ if from.is_null() => Ok(None),
            Some(_) | None => Err(with.unreadable("something or nothing", from)),
        }
    }
}

impl<T: Saved> Saved for Box<T> {
    fn save(&self, to: &mut Saver) -> Value {
        self.as_ref().save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        T::load(from, with).map(Self::new)
    }
}

impl<T: Saved + Send + Sync + 'static> Saved for Arc<T> {
    fn save(&self, to: &mut Saver) -> Value {
        to.shared(self)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        with.shared(from)
    }
}

impl<T: Saved> Saved for Vec<T> {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(self.iter().map(|item| item.save(to)).collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let items = from.as_array().ok_or_else(|| with.unreadable("a list", from))?;
        items.iter().map(|item| T::load(item, with)).collect()
    }
}

impl<T: Saved> Saved for VecDeque<T> {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(self.iter().map(|item| item.save(to)).collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Vec::load(from, with).map(Self::from)
    }
}

impl<K: Saved + Ord, V: Saved> Saved for BTreeMap<K, V> {
    fn save(&self, to: &mut Saver) -> Value {
        let pairs = self.iter().map(|(key, value)| Value::from(vec![key.save(to), value.save(to)]));
        Value::from(pairs.collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Vec::<(K, V)>::load(from, with).map(Self::from_iter)
    }
}

impl<T: Saved + Ord> Saved for BTreeSet<T> {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(self.iter().map(|item| item.save(to)).collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Vec::load(from, with).map(Self::from_iter)
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(vec![self.0.save(to), self.1.save(to)])
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        match from.as_array().map(|held| &**held) {
            Some([first, second]) => Ok((A::load(first, with)?, B::load(second, with)?)),
            Some(_) | None => Err(with.unreadable("a pair", from)),
        }
    }
}

impl<T: Saved + Ord> Saved for BinaryHeap<Reverse<T>> {
    fn save(&self, to: &mut Saver) -> Value {
        let mut items: Vec<&T> = self.iter().map(|Reverse(item)| item).collect();
        items.sort();
        Value::from(items.into_iter().map(|item| item.save(to)).collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Ok(Vec::load(from, with)?.into_iter().map(Reverse).collect())
    }
}

impl<T: Saved, const N: usize> Saved for [T; N] {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(self.iter().map(|item| item.save(to)).collect::<Vec<_>>())
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Self::try_from(Vec::load(from, with)?).map_err(|_| with.unreadable("a list of its length", from))
    }
}

saved!(
    enum Workflow {
        Standard,
        Express,
    }
);
