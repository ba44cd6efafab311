//! The members of a request by the constraints of the API's model. All that break one are named in one message, as
//! AWS does ("1 validation error detected: …", recorded); a value of the wrong JSON type ends the reading at once.

use crate::base::value::{Object, Value};

use super::error::{ApiError, Origin};

/// Reads the members of an object, and notes which break a constraint.
pub(super) struct Members<'v> {
    object: &'v Object,
    /// What stands before the names of members in messages: `mock.`
    within: &'static str,
    broken: Vec<String>,
}

impl<'v> Members<'v> {
    /// Those of the request itself, or of the structure `within` in it.
    pub(super) fn of(value: &'v Value, within: &'static str) -> Result<Self, ApiError> {
        let object = value.as_object().ok_or_else(|| wrong_type(value, "a structure"))?;
        Ok(Self { object, within, broken: Vec::new() })
    }

    /// What stands there, unless it is null.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A text of at most so many bytes; its own is never shown.
    pub(super) fn text(&mut self, name: &str, most: usize) -> Result<Option<&'v str>, ApiError> {
        self.text_within(name, 0, most)
    }

    /// The same that has so many at least.
    pub(super) fn text_within(
        &mut self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<&'v str>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| wrong_type(value, "a String"))?;
        if text.len() > most {
            let words = format!("Member must have length less than or equal to {most}");
            self.breaks(name, None, &words);
        } else if text.len() < least {
            let words = format!("Member must have length greater than or equal to {least}");
            self.breaks(name, None, &words);
        }
        Ok(Some(text))
    }

    /// A text of so many characters, which messages may show.
    pub(super) fn shown(
        &mut self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<&'v str>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| wrong_type(value, "a String"))?;
        let length = text.chars().count();
        if length > most {
            let words = format!("Member must have length less than or equal to {most}");
            self.breaks(name, Some(text), &words);
        } else if length < least {
            let words = format!("Member must have length greater than or equal to {least}");
            self.breaks(name, Some(text), &words);
        }
        Ok(Some(text))
    }

    /// The same, which has to be there; empty if it is not, which is noted.
    pub(super) fn required(&mut self, name: &str, least: usize, most: usize) -> Result<&'v str, ApiError> {
        let text = self.shown(name, least, most)?;
        if text.is_none() {
            self.missing(name);
        }
        Ok(text.unwrap_or_default())
    }

    /// An ARN of at most 256 characters, which has to be there.
    pub(super) fn arn(&mut self, name: &str) -> Result<&'v str, ApiError> {
        self.required(name, 1, 256)
    }

    /// A whole number within these bounds.
    pub(super) fn within(&mut self, name: &str, least: i64, most: i64) -> Result<Option<i64>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_number().filter(|number| number.is_integer());
        let number =
            number.and_then(|number| number.as_i64()).ok_or_else(|| wrong_type(value, "an Integer"))?;
        let words = if number > most {
            format!("Member must have value less than or equal to {most}")
        } else if number < least {
            format!("Member must have value greater than or equal to {least}")
        } else {
            return Ok(Some(number));
        };
        self.breaks(name, Some(&number.to_string()), &words);
        Ok(Some(number.clamp(least, most)))
    }

    /// A percentage, from 0 to 100.
    pub(super) fn percentage(&mut self, name: &str) -> Result<Option<f64>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_f64().ok_or_else(|| wrong_type(value, "a Float"))?;
        let words = if number > 100.0 {
            "Member must have value less than or equal to 100"
        } else if number < 0.0 {
            "Member must have value greater than or equal to 0"
        } else {
            return Ok(Some(number));
        };
        self.breaks(name, Some(&value.to_json()), words);
        Ok(None)
    }

    /// A list of at most so many.
    pub(super) fn list(&mut self, name: &str) -> Result<Option<&'v [Value]>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value {
            Value::Array(items) => Ok(Some(items.as_slice())),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(wrong_type(value, "a list"))
            }
        }
    }

    /// The members of the structure `name`, which messages call `within`; what is broken in it is to be handed to
    /// [`Self::also`].
    pub(super) fn inside(&self, name: &str, within: &'static str) -> Result<Option<Self>, ApiError> {
        self.get(name).map(|value| Members::of(value, within)).transpose()
    }

    /// Notes what is broken elsewhere in the request.
    pub(super) fn also(&mut self, broken: Vec<String>) {
        self.broken.extend(broken);
    }

    /// The error about all that is broken, if anything is.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        refuse(&self.broken)
    }

    /// One of these words.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name, usize::MAX)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let words = format!("Member must satisfy enum value set: [{}]", all.join(", "));
            self.breaks(name, Some(text), &words);
        }
        Ok(found)
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<u32>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_number().filter(|number| number.is_integer());
        let number =
            number.and_then(|number| number.as_i64()).ok_or_else(|| wrong_type(value, "an Integer"))?;
        if number < 0 {
            let words = "Member must have value greater than or equal to 0";
            self.breaks(name, Some(&number.to_string()), words);
        }
        Ok(Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX)))
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong_type(value, "a Boolean"))
    }

    /// A member that there has to be is not there.
    pub(super) fn missing(&mut self, name: &str) {
        self.breaks(name, Some("null"), "Member must not be null");
    }

    /// Notes that the member `name`, with `value` if it may be shown, breaks a constraint.
    pub(super) fn breaks(&mut self, name: &str, value: Option<&str>, constraint: &str) {
        let value = match value {
            Some("null") => "Value null".to_owned(),
            Some(value) => format!("Value '{value}'"),
            None => "Value".to_owned(),
        };
        let within = self.within;
        self.broken.push(format!("{value} at '{within}{name}' failed to satisfy constraint: {constraint}"));
    }

    /// The constraints that are broken.
    pub(super) fn broken(self) -> Vec<String> {
        self.broken
    }
}

/// The error for these broken constraints, if there are any.
pub(super) fn refuse(broken: &[String]) -> Result<(), ApiError> {
    match broken {
        [] => Ok(()),
        [one] => Err(constraint(format!("1 validation error detected: {one}"))),
        all => {
            let words = format!("{} validation errors detected: {}", all.len(), all.join("; "));
            Err(constraint(words))
        }
    }
}

fn constraint(words: String) -> ApiError {
    ApiError::validation(words).from(Origin::Constraint)
}

/// AWS's words for JSON that the protocol cannot read so.
fn wrong_type(value: &Value, wanted: &str) -> ApiError {
    let found = match value {
        Value::Array(_) => return unreadable("Start of list found where not expected"),
        Value::Object(_) => return unreadable("Start of structure or map found where not expected."),
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
    };
    unreadable(format!("{found} can not be converted to {wanted}"))
}

fn unreadable(words: impl Into<String>) -> ApiError {
    ApiError::new("SerializationException", words).from(Origin::Common)
}
