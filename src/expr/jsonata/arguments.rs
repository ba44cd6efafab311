//! Matches the arguments of a call against a signature, and puts the context in the place of one that is left
//! out where the signature has `-`.
//!
//! The reference turns a signature into a regular expression over one letter an argument. This is the
//! same machine spelled out: greedy, and looking ahead only where greed fails.

use crate::base::value::Value;

use super::error::{Fault, Res};
use super::item::{Builder, Flags, Item};
use super::signature::{Param, Signature};

impl Signature {
    /// The arguments as the function wants them.
    pub fn validate(&self, args: Vec<Item>, context: &Item) -> Res<Vec<Item>> {
        if self.fits_plainly(&args) {
            return self.as_they_are(args);
        }
        let letters: Vec<u8> = args.iter().map(letter).collect();
        let Some(taken) = self.fit(&letters) else {
            return Err(self.mismatch(&letters, &args));
        };
        let mut args = args.into_iter();
        let mut at = 0;
        let mut valid = Vec::with_capacity(self.params.len());
        for (param, count) in self.params.iter().zip(taken) {
            if count == 0 && param.context {
                valid.push(param.or_context(context, at + 1)?);
                continue;
            }
            // A parameter that takes nothing uses up an argument all the same: so does the reference.
            for _ in 0..count.max(1) {
                let arg = args.next().unwrap_or_default();
                at += 1;
                valid.push(if param.array { param.as_array(arg, at)? } else { arg });
            }
        }
        Ok(valid)
    }

    /// Whether each argument goes to the parameter at its place and the context is not needed.
    fn fits_plainly(&self, args: &[Item]) -> bool {
        args.len() <= self.params.len()
            && self.params.iter().all(|param| !param.many)
            && self.params.iter().zip(args).all(|(param, arg)| param.accepts(letter(arg)))
            && self.params[args.len()..].iter().all(|param| param.optional && !param.context)
    }

    fn as_they_are(&self, mut args: Vec<Item>) -> Res<Vec<Item>> {
        for (at, (param, arg)) in self.params.iter().zip(&mut args).enumerate() {
            if param.array {
                *arg = param.as_array(std::mem::take(arg), at + 1)?;
            }
        }
        Ok(args)
    }

    /// Whether the context might be used in place of an argument that is missing.
    pub fn may_use_context(&self, args: &[Item]) -> bool {
        !self.fits_plainly(args) && self.params.iter().any(|param| param.context)
    }

    /// How many arguments each parameter takes, if all can be given away: each as many as possible.
    fn fit(&self, letters: &[u8]) -> Option<Vec<usize>> {
        let mut taken = Vec::with_capacity(self.params.len());
        let mut at = 0;
        for param in &self.params {
            let count = param.fitting(&letters[at..]);
            if count < param.least() {
                return self.fit_looking_ahead(letters);
            }
            taken.push(count);
            at += count;
        }
        if at == letters.len() { Some(taken) } else { self.fit_looking_ahead(letters) }
    }

    /// The same where taking all one can get leaves too little for later parameters.
    fn fit_looking_ahead(&self, letters: &[u8]) -> Option<Vec<usize>> {
        let width = letters.len() + 1;
        let mut solvable = vec![false; (self.params.len() + 1) * width];
        solvable[self.params.len() * width + letters.len()] = true;
        for (row, param) in self.params.iter().enumerate().rev() {
            for at in 0..width {
                let counts = param.least()..=param.fitting(&letters[at..]);
                solvable[row * width + at] = counts.into_iter().any(|n| solvable[(row + 1) * width + at + n]);
            }
        }
        let mut at = 0;
        let mut taken = Vec::with_capacity(self.params.len());
        for (row, param) in self.params.iter().enumerate() {
            let mut counts = (param.least()..=param.fitting(&letters[at..])).rev();
            let count = counts.find(|n| solvable[(row + 1) * width + at + n])?;
            taken.push(count);
            at += count;
        }
        (at == letters.len()).then_some(taken)
    }

    /// The first argument that does not fit.
    fn mismatch(&self, letters: &[u8], args: &[Item]) -> Box<Fault> {
        let mut good = 0;
        for upto in 1..=self.params.len() {
            let prefix = Self { params: self.params[..upto].to_vec() };
            let longest = (0..=letters.len()).rev().find(|len| prefix.fit(&letters[..*len]).is_some());
            match longest {
                Some(len) => good = len,
                None => break,
            }
        }
        let error = Fault::new("T0410").param("index", good + 1);
        match args.get(good).and_then(Item::to_value) {
            Some(value) => error.value(value),
            None => error,
        }
    }
}

impl Param {
    /// How many arguments it needs: 1, or 0 if it is optional.
    fn least(&self) -> usize {
        usize::from(!self.optional)
    }

    /// How many of the next arguments it could take.
    fn fitting(&self, letters: &[u8]) -> usize {
        let most = if self.many { letters.len() } else { 1 };
        letters.iter().take(most).take_while(|letter| self.accepts(**letter)).count()
    }

    fn accepts(&self, letter: u8) -> bool {
        self.choice.as_deref().unwrap_or(self.accepts).bytes().any(|known| known == letter)
    }

    /// What is passed when the argument is missing.
    fn or_context(&self, context: &Item, index: usize) -> Res<Item> {
        if self.accepts(letter(context)) {
            return Ok(context.clone());
        }
        let error = Fault::new("T0411").param("index", index);
        Err(match context.to_value() {
            Some(value) => error.value(value),
            None => error,
        })
    }

    /// The argument as an array of the right items.
    fn as_array(&self, arg: Item, index: usize) -> Res<Item> {
        let kind = letter(&arg);
        if kind == b'm' {
            return Ok(arg);
        }
        let fits = match (&self.items, arg.as_list()) {
            (None, _) => true,
            (Some(items), Some(list)) => {
                let wanted = items.bytes().next();
                let mut found = list.iter().map(|item| letter(&item));
                found.next().is_none_or(|first| Some(first) == wanted && found.all(|next| next == first))
            }
            (Some(items), None) => items.as_bytes() == [kind],
        };
        if !fits {
            let plural = self.items.as_deref().map_or("", plural);
            let error = Fault::new("T0412").param("index", index).param("type", plural);
            return Err(match arg.to_value() {
                Some(value) => error.value(value),
                None => error,
            });
        }
        if kind == b'a' {
            return Ok(arg);
        }
        let mut list = Builder::default();
        list.push(arg);
        Ok(list.finish(Flags::PLAIN))
    }
}

/// The words the reference has for types of items.
fn plural(items: &str) -> &'static str {
    match items {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => "",
    }
}

/// The letter of an argument's type, `m` if it is missing.
fn letter(item: &Item) -> u8 {
    match item {
        Item::Undefined | Item::Tuples(_) | Item::Tail(_) => b'm',
        Item::NonFinite(_) => b'n',
        Item::List(..) | Item::Mixed(_) | Item::Range(_) => b'a',
        Item::Record(_) => b'o',
        Item::Function(_) => b'f',
        Item::Json(value) => match value {
            Value::Null => b'l',
            Value::Bool(_) => b'b',
            Value::Number(_) => b'n',
            Value::String(_) => b's',
            Value::Array(_) => b'a',
            Value::Object(_) => b'o',
        },
    }
}
