//! What happened, as test files write it down.

use std::path::Path;

/// The reference as a file in the folder of `file` writes it.
#[must_use]
pub fn beside(reference: &str, file: &Path) -> String {
    let folder = file.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    match reference.strip_prefix(&format!("{folder}/")).filter(|_| !folder.is_empty()) {
        Some(inside) => inside.to_owned(),
        None => reference.to_owned(),
    }
}
