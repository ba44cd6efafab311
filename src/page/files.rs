//! The files of the page, which the program holds: no step builds them, and nothing comes from elsewhere.

use super::{Answer, nothing};

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What stands for the token in the page.
const TOKEN: &str = "TOKEN";

macro_rules! files {
    ($($name:literal $kind:ident,)*) => {
        /// Every file, with its type.
        pub const FILES: &[(&str, &str, &str)] = &[$((concat!("/", $name), $kind, include_str!(concat!("web/", $name)))),*];
    };
}

files! {
    "index.html" HTML,
    "page.css" STYLE,
    "parts.css" STYLE,
    "app.js" SCRIPT,
    "api.js" SCRIPT,
    "compare.js" SCRIPT,
    "dom.js" SCRIPT,
    "edit.js" SCRIPT,
    "form.js" SCRIPT,
    "graph.js" SCRIPT,
    "here.js" SCRIPT,
    "inspector.js" SCRIPT,
    "items.js" SCRIPT,
    "keys.js" SCRIPT,
    "lists.js" SCRIPT,
    "live.js" SCRIPT,
    "mocks.js" SCRIPT,
    "model.js" SCRIPT,
    "panes.js" SCRIPT,
    "pending.js" SCRIPT,
    "run.js" SCRIPT,
    "start.js" SCRIPT,
    "stepper.js" SCRIPT,
    "stepping.js" SCRIPT,
    "store.js" SCRIPT,
    "text.js" SCRIPT,
    "timeline.js" SCRIPT,
    "trial.js" SCRIPT,
    "value.js" SCRIPT,
    "words.js" SCRIPT,
}

/// The file at `path`; none if it is none of them.
pub(super) fn file(path: &str, token: &str) -> Option<Answer> {
    let path = if matches!(path, "" | "/") { "/index.html" } else { path };
    if path.starts_with("/api/") {
        return None;
    }
    let Some((_, kind, text)) = FILES.iter().find(|(name, ..)| *name == path) else { return Some(nothing()) };
    let text = if *kind == HTML { text.replacen(TOKEN, token, 1) } else { (*text).to_owned() };
    Some(Answer { status: 200, kind, save_as: None, body: text.into_bytes() })
}
