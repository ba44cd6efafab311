//! Which values a reader must not see: those under keys that sound like credentials.

/// Parts of keys, lower case, whose values are hidden.
const WORDS: &[&str] = &["password", "secret", "token", "authorization", "apikey", "api-key", "api_key"];

/// Whether the value of `key` is hidden. A path counts as all its keys.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    // Most keys are shorter than the shortest word.
    key.len() >= 5 && {
        let key = key.to_lowercase();
        WORDS.iter().any(|word| key.contains(word))
    }
}
