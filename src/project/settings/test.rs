//! `[test]`: what `sfn test` does where no flag says otherwise.

use std::path::PathBuf;

use crate::base::percent::Percent;

use super::Settings;

impl Settings {
    /// Whether `key` of `[test]` is true.
    pub fn test_flag(&self, key: &str) -> bool {
        self.get(&format!("/test/{key}")).is_some_and(|value| value.as_bool() == Some(true))
    }

    /// The text at `key` of `[test]`.
    pub fn test_text(&self, key: &str) -> Option<&str> {
        self.text(&format!("/test/{key}"))
    }

    /// The number at `key` of `[test]`, if it is above 0.
    pub fn test_count(&self, key: &str) -> Option<u16> {
        let count = self.get(&format!("/test/{key}"))?.as_i64()?;
        u16::try_from(count).ok().filter(|count| *count > 0)
    }

    /// `[test] coverage-min`; 0 asks for nothing.
    pub fn coverage_min(&self) -> Option<Percent> {
        let minimum = self.get("/test/coverage-min")?;
        let text = minimum.as_str().map_or_else(|| minimum.to_json(), str::to_owned);
        Percent::parse(&text).filter(|minimum| minimum.hundredths() > 0)
    }

    /// The path at `key` of `[test]`, as seen from the working folder.
    pub fn test_path(&self, key: &str) -> Option<PathBuf> {
        self.test_text(key).map(|path| self.path(path).into())
    }
}
