//! Parts that many responses have: objects without members that are not there, times, and pages of lists.

use crate::base::time::Time;
use crate::base::value::{Number, Object, Value};

use super::ApiError;
use super::members::Members;

/// An object of the members that are there.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let there = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Object::from_iter(there).into()
}

/// A text as a member.
pub(super) fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

/// A time as AWS writes it: seconds since 1970, with milliseconds.
pub(super) fn seconds(at: Time) -> Option<Value> {
    Number::from_f64(at.millis() as f64 / 1000.0).map(Value::from)
}

/// A list that AWS hands out page by page.
#[derive(Debug)]
pub(super) struct Pages {
    /// The most items of a page.
    size: usize,
    /// Behind which item the page begins; none for the first page.
    after: Option<String>,
}

/// How many items a page has if the request does not say.
const DEFAULT: i64 = 100;

impl Pages {
    /// What a request with `maxResults` and `nextToken` of at most so many characters asks for. The operation's name
    /// is a part of its tokens, so that none serves another one.
    pub(super) fn asked(members: &mut Members<'_>, operation: &str, most: usize) -> Result<Self, ApiError> {
        let size = members.within("maxResults", 0, 1000)?.filter(|size| *size > 0).unwrap_or(DEFAULT);
        let token = members.shown("nextToken", 1, most)?;
        let after = match token.filter(|token| token.chars().count() <= most) {
            Some(token) => Some(after(token, operation).ok_or_else(ApiError::token)?),
            None => None,
        };
        Ok(Self { size: usize::try_from(size).unwrap_or(1), after })
    }

    /// One page of `items`, which have keys in a fixed order of the list, and the token of the next page. `begins` says
    /// how many items stand before the one behind a key, that one included, even if it is gone.
    pub(super) fn of<T>(
        &self,
        operation: &str,
        items: impl Iterator<Item = (String, T)>,
    ) -> (Vec<T>, Option<Value>) {
        self.within(operation, (usize::MAX, &|_| 0), items)
    }

    /// The same, of so many bytes at most unless the first item alone has more. `bytes` says how many an item has.
    pub(super) fn within<T>(
        &self,
        operation: &str,
        (most, bytes): (usize, &dyn Fn(&T) -> usize),
        items: impl Iterator<Item = (String, T)>,
    ) -> (Vec<T>, Option<Value>) {
        let mut page = Vec::new();
        let (mut last, mut taken) = (None, 0_usize);
        for (key, item) in items {
            taken = taken.saturating_add(bytes(&item));
            if page.len() == self.size || taken > most && !page.is_empty() {
                let token = last.map(|key: String| token(&key, operation));
                return (page, token.map(Value::from));
            }
            page.push(item);
            last = Some(key);
        }
        (page, None)
    }

    /// The most items of a page.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// The key of the last item of the page before.
    pub(super) fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }
}

/// What AWS's tokens begin with (recorded).
const TOKEN: &str = "AwBsAAAAKgAAAAIA";

fn token(key: &str, operation: &str) -> String {
    use base64::Engine as _;
    let inside = format!("{operation} {key}");
    format!("{TOKEN}{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(inside))
}

fn after(token: &str, operation: &str) -> Option<String> {
    use base64::Engine as _;
    let inside = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.strip_prefix(TOKEN)?).ok()?;
    let inside = String::from_utf8(inside).ok()?;
    let (known, key) = inside.split_once(' ')?;
    (known == operation).then(|| key.to_owned())
}

/// `{"included": true}`
pub(super) fn included() -> Value {
    object([("included", Some(true.into()))])
}
