//! How paths are shown: without `.` and `..`, from the root of the repository around the working folder, or
//! from the working folder where there is none. Annotations of code hosts begin there, and what is shown does not
//! depend on how a path was written.

use std::path::{Component, Path};

use super::paths::{followed, here_and_repository, lexical};

/// `path`, as seen from the working folder, as it is shown. One that is not below that root stays as it is but for
/// its `.` and `..`; so does `<stdin>`.
#[must_use]
pub fn shown(path: &str) -> String {
    if path.starts_with('<') {
        return path.to_owned();
    }
    let (here, root) = here_and_repository();
    let root = &root;
    let written = lexical(Path::new(path));
    let whole = lexical(&here.join(path));
    let inside = whole.strip_prefix(root).map(Path::to_owned).ok();
    // A folder on the way may be a link to one inside.
    let inside = inside.or_else(|| {
        let real = followed(written.parent().filter(|_| written.is_absolute())?).join(written.file_name()?);
        real.strip_prefix(root).map(Path::to_owned).ok()
    });
    slashed(&inside.unwrap_or(written))
}

/// What the user means by `reference`, a path perhaps with `#MACHINE` behind it: one that leads nowhere from the
/// working folder was perhaps copied from what is shown, so it is followed from the root of the repository.
#[must_use]
pub fn meant(reference: &str) -> String {
    let exists = |path: &Path| path.exists() || path.is_symlink();
    let (path, rest) = match reference.split_once('#').filter(|_| !exists(Path::new(reference))) {
        Some((path, _)) => reference.split_at(path.len()),
        None => (reference, ""),
    };
    let (here, root) = here_and_repository();
    let is_elsewhere = !path.is_empty() && Path::new(path).is_relative() && !exists(Path::new(path));
    let Some(inside) = here.strip_prefix(&root).ok().filter(|_| is_elsewhere && exists(&root.join(path)))
    else {
        return reference.to_owned();
    };
    let up = inside.components().map(|_| Component::ParentDir).collect::<std::path::PathBuf>();
    format!("{}{rest}", up.join(path).display())
}

/// `path` with slashes between its parts, wherever it runs; `.` if it is empty.
fn slashed(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        return ".".to_owned();
    }
    let is_plain = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
    if !path.components().all(|part| is_plain(&part)) {
        return path.display().to_string();
    }
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}

/// A reference like `a/../template.yaml#Order` as it is shown.
#[must_use]
pub fn shown_reference(reference: &str) -> String {
    match reference.rsplit_once('#') {
        Some((path, selector)) if !Path::new(reference).exists() => format!("{}#{selector}", shown(path)),
        Some(_) | None => shown(reference),
    }
}

/// The same for a path that is no text.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    shown(&path.display().to_string())
}
