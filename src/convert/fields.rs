//! Fields that have another name in the other language, by the object that holds them: both ways read these tables.

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
