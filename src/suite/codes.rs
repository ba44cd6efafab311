//! The codes of what is said about snapshots.

use crate::base::diag::Severity::{Error, Warning};
use crate::base::diag::{Code, Page};

/// A run is not what its snapshot says.
pub const DIFFERS: Code = Code::new("SFN601");
/// A test asks for a snapshot and has none.
pub const MISSING: Code = Code::new("SFN602");
/// A snapshot file cannot be read.
pub const NO_SNAPSHOT: Code = Code::new("SFN603");
/// A snapshot of a newer version.
pub const NEWER: Code = Code::new("SFN604");
/// A snapshot that belongs to no test.
pub const ORPHAN: Code = Code::new("SFN605");
/// A snapshot cannot be written.
pub const UNWRITTEN: Code = Code::new("SFN606");

/// What they mean.
pub const PAGES: &[Page] = &[
    Page::new(DIFFERS, "snapshot-differs", Error,
        "The test has a snapshot, and this run was something else. The page shows each part that differs: what is gone \
        with `-`, what is new with `+`, what changed with `~`. If the change is meant, accept it: `sfn review` shows \
        the changed snapshots one by one, `sfn test -u always` accepts all. In CI (the variable CI is set) and with \
        --check nothing is written, and the change is only reported."),
    Page::new(MISSING, "no-snapshot", Error,
        "The test asks for a snapshot and has none yet, so nothing was compared. `sfn test` writes one that waits for \
        review beside the test (`.snap.new`); `sfn review` accepts it, and so does `sfn test -u always`. In CI and with \
        --check none is written: run the test on your own machine and commit the `.snap` file.")
        .bad("tests:\n  happy path:\n    snapshot: [output, path]     # and no __snapshots__/order/happy-path.snap")
        .good("$ sfn test && sfn review        # or: sfn test -u always"),
    Page::new(NO_SNAPSHOT, "unreadable-snapshot", Error,
        "A snapshot file is not what sfn writes: it was edited, or a merge left its marks in it. It is left as it is. \
        Correct it, or remove it and accept the snapshot anew."),
    Page::new(NEWER, "newer-snapshot", Error,
        "A newer version of sfn wrote the snapshot, in a format that this one does not know. Update sfn; the file is \
        not touched, not even by -u always."),
    Page::new(ORPHAN, "snapshot-without-test", Warning,
        "No test asks for this snapshot: its test was renamed, removed, or has no `snapshot` any more. `sfn test \
        --unreferenced delete` removes such files, `--unreferenced reject` makes them a failure. They are looked for \
        only when no test is left out by a filter."),
    Page::new(UNWRITTEN, "snapshot-not-written", Error,
        "A snapshot cannot be written: the folder is read-only, the disk is full, or a link leads the folder out of the \
        repository. What was there before is still there, whole."),
];
