//! How a fleet is written down and read again, for a store that outlives the program.
//!
//! The saved form is a [`Value`], to be kept as JSON. Payloads may share data many times over (a run that
//! nests its input forty times has 2^40 members on paper), so each container in memory is written once, in
//! a list, and named by its place there.

mod basics;
mod failure;
mod loader;
mod saver;

pub use loader::{Loader, Unreadable};
pub use saver::Saver;

use crate::base::value::Value;

/// Something that can be written down and read again.
pub trait Saved: Sized {
    /// Writes it down.
    fn save(&self, to: &mut Saver) -> Value;
    /// Reads it again.
    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable>;
}

/// Says how a type is saved: a struct as an object of all its fields, an enum as a list of the variant's
/// name and what it holds. A field that is left out does not compile.
macro_rules! saved {
    (struct $name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::engine::saving::Saved for $name {
            fn save(&self, to: &mut $crate::engine::saving::Saver) -> $crate::base::value::Value {
                let Self { $($field),* } = self;
                let fields = [$((stringify!($field), $crate::engine::saving::Saved::save($field, to))),*];
                $crate::base::value::Value::from($crate::base::value::Object::from_iter(fields))
            }

            fn load(
                from: &$crate::base::value::Value,
                with: &$crate::engine::saving::Loader,
            ) -> Result<Self, $crate::engine::saving::Unreadable> {
                Ok(Self { $($field: with.field(from, stringify!($field))?),* })
            }
        }
    };
    (number $name:ident) => {
        impl $crate::engine::saving::Saved for $name {
            fn save(&self, to: &mut $crate::engine::saving::Saver) -> $crate::base::value::Value {
                $crate::engine::saving::Saved::save(&self.0, to)
            }

            fn load(
                from: &$crate::base::value::Value,
                with: &$crate::engine::saving::Loader,
            ) -> Result<Self, $crate::engine::saving::Unreadable> {
                Ok(Self($crate::engine::saving::Saved::load(from, with)?))
            }
        }
    };
    (enum $name:ident {
        $($variant:ident $(( $($item:ident),* ))? $({ $($field:ident),* })?),* $(,)?
    }) => {
        impl $crate::engine::saving::Saved for $name {
            fn save(&self, to: &mut $crate::engine::saving::Saver) -> $crate::base::value::Value {
                let _ = &to;
                $crate::base::value::Value::from(match self {
                    $(Self::$variant $(( $($item),* ))? $({ $($field),* })? => vec![
                        $crate::base::value::Value::from(stringify!($variant)),
                        $($($crate::engine::saving::Saved::save($item, to)),*)?
                        $($($crate::engine::saving::Saved::save($field, to)),*)?
                    ],)*
                })
            }

            fn load(
                from: &$crate::base::value::Value,
                with: &$crate::engine::saving::Loader,
            ) -> Result<Self, $crate::engine::saving::Unreadable> {
                let (name, mut held) = with.variant(from)?;
                // There are enums whose variants hold nothing.
                let _ = &mut held;
                let read = match name {
                    $(stringify!($variant) => Self::$variant
                        $(( $(with.next(&mut held, stringify!($item))?),* ))?
                        $({ $($field: with.next(&mut held, stringify!($field))?),* })?,)*
                    _ => return Err(with.unreadable(stringify!($name), from)),
                };
                Ok(read)
            }
        }
    };
}

pub(in crate::engine) use saved;
