//! Pictures of a definition: what is drawn, where everything is, and one file a format.

pub mod covered;
pub mod flagged;
pub mod layout;
pub mod merged;
pub mod model;
pub mod paint;
pub mod svg;

mod cells;
mod dot;
mod font;
mod html;
mod human;
mod json;
mod kind;
mod mermaid;
mod outline;
mod shown;
mod words;

use std::io::{self, Write};
use std::path::Path;

use crate::report::ink::style::Style;

use layout::Direction;
use model::Graph;
use paint::Paint;

/// What is drawn, and how.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'d> {
    /// The definition.
    pub graph: &'d Graph,
    /// What is shown on it besides.
    pub paint: Option<&'d Paint>,
    /// Where the machine goes on.
    pub direction: Direction,
    /// What a terminal can show.
    pub style: Style,
}

/// One format of pictures.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// The endings of files that are meant to be in it.
    pub endings: &'static [&'static str],
    /// Writes a picture.
    pub write: fn(&mut dyn Write, Drawing<'_>) -> io::Result<()>,
}

/// Text for Mermaid.
pub const MERMAID: Format = Format {
    name: "mermaid",
    about: "text that GitHub and many others draw",
    endings: &["mmd", "mermaid"],
    write: mermaid::write,
};

/// A picture.
pub const SVG: Format = Format { name: "svg", about: "a picture", endings: &["svg"], write: svg::write };

/// Every format; the first is for people.
pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        about: "boxes and lines in the terminal",
        endings: &["txt"],
        write: human::write,
    },
    Format { name: "ascii", about: "the same in plain ASCII", endings: &[], write: human::ascii },
    MERMAID,
    Format { name: "dot", about: "text for Graphviz", endings: &["dot", "gv"], write: dot::write },
    SVG,
    Format { name: "html", about: "a page with the picture", endings: &["html", "htm"], write: html::write },
    Format {
        name: "json",
        about: "where everything is, in one document",
        endings: &["json"],
        write: json::write,
    },
];

/// The format of that name.
#[must_use]
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The format that the ending of a file's name asks for.
#[must_use]
pub fn for_file(path: &Path) -> Option<&'static Format> {
    let ending = path.extension()?.to_str()?;
    FORMATS.iter().find(|format| format.endings.contains(&ending))
}

/// Writes a picture for a page of Markdown, unless it has more states than such pages draw.
pub fn markdown(out: &mut dyn Write, graph: &Graph, paint: &Paint) -> io::Result<()> {
    if graph.states > MOST_OF_PAGE {
        return Ok(());
    }
    let style = Style { colour: false, unicode: true, width: 100 };
    writeln!(out, "```mermaid")?;
    mermaid::write(out, Drawing { graph, paint: Some(paint), direction: Direction::Down, style })?;
    writeln!(out, "```\n")
}

/// Where everything is, twice: on a wide page, and on a narrow one where branches stand below each other. Nothing if
/// it would take too much memory.
#[must_use]
pub fn page_layouts(graph: &Graph) -> Option<[Vec<u8>; 2]> {
    if !layout::is_within_bounds(graph) {
        return None;
    }
    let wide = svg::laid(graph, Direction::Down).ok()?;
    let narrow =
        layout::Metrics { is_stacked: true, node: (150, 42), gap: 16, ..svg::metrics(Direction::Down) };
    Some([json::document(graph, None, &wide), json::document(graph, None, &layout::layout(graph, &narrow))])
}

/// GitHub draws 50,000 characters of Mermaid at most.
pub const MOST_OF_PAGE: usize = 120;

/// What text for other programs calls the node with this number.
fn name_of(at: usize) -> String {
    format!("s{at}")
}
