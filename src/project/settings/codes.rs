//! The codes of what is wrong with a settings file: SFN03x.

use crate::base::diag::Severity::Error;
use crate::base::diag::{Code, Page};

/// Not valid TOML.
pub const SYNTAX: Code = Code::new("SFN030");
/// No setting has that name.
pub const UNKNOWN: Code = Code::new("SFN031");
/// A value that the setting cannot have.
pub const WRONG: Code = Code::new("SFN032");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(SYNTAX, "settings-syntax", Error,
        "The settings file is no valid TOML. Text stands in quotes, a table begins with its name in brackets \
        and stands once.")
        .bad("region = eu-west-1")
        .good("region = \"eu-west-1\""),
    Page::new(UNKNOWN, "unknown-setting", Error,
        "There is no setting of that name, so what stands there would be ignored. Settings of a profile have \
        the names they have outside of it: `[profile.ci]` and `run.seed = 1`.")
        .bad("[validate]\ndenied = [\"warnings\"]")
        .good("[validate]\ndeny = [\"warnings\"]"),
    Page::new(WRONG, "wrong-setting", Error,
        "A setting has a value that it cannot have: of the wrong type, none of its words, a code that nothing \
        has, a pattern that cannot be read.")
        .bad("[aws]\naccount = 123456789012")
        .good("[aws]\naccount = \"123456789012\""),
];
