//! The picture as a page that needs nothing else: it loads nothing and runs nothing, whatever a definition says. Below
//! the picture all states stand in a table, for those who read better than they see.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::base::amount::plural;
use crate::report::findings::junit::escaped;
use crate::report::ink::control::escape_control;

use super::Drawing;
use super::model::Region;
use super::paint::Paint;
use super::svg;

const STYLE: &str = "
body{margin:0;padding:16px;background:#f4f5f7;color:#1a1f28;font:13px/19px system-ui,sans-serif}
h1{font-size:15px;margin:0 0 12px}
main{overflow:auto}
table{border-collapse:collapse;margin-top:12px}
th,td{text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-top:1px solid #dfe2e8;font-weight:400}
thead th{color:#586173}
@media(prefers-color-scheme:dark){body{background:#0e1116;color:#e2e6ed}th,td{border-color:#262d38}thead th{color:#9aa4b5}}
";

pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let graph = drawing.graph;
    let title = safe(&graph.title);
    let policy = format!(
        "default-src 'none'; style-src {} {}; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(&svg::style())
    );
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>")?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<main>")?;
    svg::write(out, drawing)?;
    writeln!(out, "</main>\n<details>\n<summary>{}</summary>", plural(graph.states, "state"))?;
    writeln!(
        out,
        "<table>\n<thead><tr><th>state</th><th>what it does</th><th>leads to</th></tr></thead>\n<tbody>"
    )?;
    rows(out, &graph.root, drawing.paint, 0)?;
    writeln!(out, "</tbody>\n</table>\n</details>\n</body>\n</html>")
}

fn rows(out: &mut dyn Write, region: &Region, paint: Option<&Paint>, depth: usize) -> io::Result<()> {
    for (at, node) in region.nodes.iter().enumerate() {
        let ways = region.ways.iter().filter(|way| way.from == at).map(|way| {
            let words = svg::words(way);
            let words = if words.is_empty() { words } else { format!(" ({words})") };
            safe(&format!("{}{words}", region.nodes[way.to].name))
        });
        let mark = paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let mark = mark.map_or(String::new(), |paint| format!(", {}", paint.mark.words()));
        writeln!(
            out,
            "<tr><th scope=\"row\">{}{}</th><td>{}{mark}</td><td>{}</td></tr>",
            "&emsp;".repeat(depth),
            safe(&node.name),
            safe(&node.detail),
            ways.collect::<Vec<_>>().join("<br>")
        )?;
        node.inner.iter().try_for_each(|inner| rows(out, inner, paint, depth + 1))?;
    }
    Ok(())
}

fn safe(text: &str) -> String {
    escaped(&escape_control(text))
}

/// What a policy calls a style of this text.
fn digest(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}
