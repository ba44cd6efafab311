//! Fields that have another name in the other language, by the object that holds them: both ways read these tables.

use crate::asl::parts::DefinitionPart;
use crate::base::value::Object;

/// Fields that a path finds in JSONPath and that are an expression in JSONata.
pub const BY_PATH: &[(&str, &[(&str, &str)])] = &[
    (
        "",
        &[
            ("TimeoutSecondsPath", "TimeoutSeconds"),
            ("HeartbeatSecondsPath", "HeartbeatSeconds"),
            ("SecondsPath", "Seconds"),
            ("TimestampPath", "Timestamp"),
            ("MaxConcurrencyPath", "MaxConcurrency"),
            ("ToleratedFailureCountPath", "ToleratedFailureCount"),
            ("ToleratedFailurePercentagePath", "ToleratedFailurePercentage"),
        ],
    ),
    ("/ItemReader/ReaderConfig", &[("MaxItemsPath", "MaxItems")]),
    (
        "/ItemBatcher",
        &[
            ("MaxItemsPerBatchPath", "MaxItemsPerBatch"),
            ("MaxInputBytesPerBatchPath", "MaxInputBytesPerBatch"),
        ],
    ),
];

/// Templates of the input, and what they are called in JSONata.
pub const TEMPLATES: &[(&str, &str, &str)] = &[
    ("", "Credentials", "Credentials"),
    ("", "ItemSelector", "ItemSelector"),
    ("/ItemReader", "Parameters", "Arguments"),
    ("/ItemBatcher", "BatchInput", "BatchInput"),
    ("/ResultWriter", "Parameters", "Arguments"),
];

/// Texts of a Fail state.
pub const TEXTS: [(&str, &str); 2] = [("ErrorPath", "Error"), ("CausePath", "Cause")];

/// The members of the object in `part` that `holder`, a part of these tables, leads to; none if it is not there.
pub fn object_at<'d>(part: &DefinitionPart<'d>, holder: &str) -> Option<&'d Object> {
    let mut members = part.members;
    for name in holder.split('/').filter(|name| !name.is_empty()) {
        members = members.get(name)?.as_object()?;
    }
    Some(members)
}
