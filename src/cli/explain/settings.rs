//! What the codes about `sfn.toml` mean: SFN03x.

use crate::base::diag::Severity::Error;
use crate::report::explain::{Page, page};

/// The pages.
pub const PAGES: &[Page] = &[
    page("SFN030", "settings-syntax", Error,
        "The settings file is no valid TOML. Text stands in quotes, a table begins with its name in brackets \
        and stands once.")
        .bad("region = eu-west-1")
        .good("region = \"eu-west-1\""),
    page("SFN031", "unknown-setting", Error,
        "There is no setting of that name, so what stands there would be ignored. Settings of a profile have \
        the names they have outside of it: `[profile.ci]` and `run.seed = 1`.")
        .bad("[validate]\ndenied = [\"warnings\"]")
        .good("[validate]\ndeny = [\"warnings\"]"),
    page("SFN032", "wrong-setting", Error,
        "A setting has a value that it cannot have: of the wrong type, none of its words, a code that nothing \
        has, a pattern that cannot be read.")
        .bad("[aws]\naccount = 123456789012")
        .good("[aws]\naccount = \"123456789012\""),
];
