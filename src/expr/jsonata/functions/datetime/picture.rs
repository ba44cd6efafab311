//! Date and time pictures (`[Y0001]-[M01]-[D01]`), as XPath's `format-dateTime` has them.

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::functions::integer::{Case, Form, Picture as Integer};

/// A picture of more bytes than this is refused.
const MAX_PICTURE_BYTES: usize = 4096;

/// A text as it is, or a component of the time.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal(String),
    Marker(Marker),
}

/// `[...]`
#[derive(Clone, Debug)]
pub(super) struct Marker {
    pub component: char,
    /// Written as a name, in this case.
    pub names: Option<Case>,
    /// Written as a number, in this notation.
    pub integer: Option<Integer>,
    /// `t`: an offset of nothing is `Z`.
    pub zulu: bool,
    pub most: Option<usize>,
    /// How many digits of a year are shown.
    pub year_digits: Option<usize>,
    /// How many digits are read: at least and at most.
    pub width: Option<(usize, usize)>,
}

/// The presentation of a component that has none of its own.
fn usual(component: char) -> Option<&'static str> {
    Some(match component {
        'Y' | 'M' | 'D' | 'd' | 'W' | 'w' | 'X' | 'x' | 'H' | 'h' | 'f' => "1",
        'F' | 'P' | 'C' | 'E' => "n",
        'm' | 's' => "01",
        'Z' | 'z' => "01:01",
        _ => return None,
    })
}

/// Takes a picture apart.
pub(super) fn parse(picture: &str, level: Level) -> Res<Vec<Part>> {
    if picture.len() > MAX_PICTURE_BYTES {
        return Err(Fault::new("D3135"));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = picture;
    while let Some(open) = rest.find('[') {
        literal(&rest[..open], &mut parts);
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('[') {
            parts.push(Part::Literal("[".to_owned()));
            rest = after;
            continue;
        }
        let close = rest.find(']').ok_or_else(|| Fault::new("D3135"))?;
        let text: String = rest[..close].split_whitespace().collect();
        let marker = marker(&text, level)?;
        if let (Some(_), true, Some(Part::Marker(previous))) =
            (&marker.integer, is_counted(&marker), parts.last_mut())
        {
            separate(previous, level);
        }
        parts.push(Part::Marker(marker));
        rest = &rest[close + 1..];
    }
    literal(rest, &mut parts);
    Ok(parts)
}

fn literal(text: &str, parts: &mut Vec<Part>) {
    if !text.is_empty() {
        parts.push(Part::Literal(text.replace("]]", "]")));
    }
}

fn is_counted(marker: &Marker) -> bool {
    !matches!(marker.component, 'Z' | 'z')
}

/// A number right before another one is read with exactly as many digits as it must have.
fn separate(previous: &mut Marker, level: Level) {
    if level == Level::Full
        && let Some(Form::Digits(digits)) = previous.integer.as_ref().map(|integer| &integer.form)
    {
        previous.width = Some((digits.mandatory, digits.mandatory));
    }
}

fn marker(text: &str, level: Level) -> Res<Marker> {
    let component = text.chars().next().unwrap_or(' ');
    let unknown = || Fault::new("D3132").value(component.to_string());
    let body = text.get(component.len_utf8()..).unwrap_or_default();
    let (presentation, widths) = match body.rsplit_once(',') {
        Some((presentation, widths)) => (presentation, Some(widths)),
        None => (body, None),
    };
    let (least, most) = widths.map_or((None, None), width);
    let (mut first, mut second) = (presentation, None);
    if presentation.chars().count() > 1
        && let Some(last) = presentation.chars().last().filter(|last| "atco".contains(*last))
    {
        second = Some(last);
        first = &presentation[..presentation.len() - 1];
    }
    if presentation.is_empty() {
        first = usual(component).ok_or_else(unknown)?;
    }
    let mut marker = Marker {
        component,
        names: None,
        integer: None,
        zulu: second == Some('t'),
        most,
        year_digits: None,
        width: None,
    };
    if first.starts_with("Nn") {
        marker.names = Some(Case::Title);
    } else if first.starts_with('n') {
        marker.names = Some(Case::Lower);
    } else if first.starts_with('N') {
        marker.names = Some(Case::Upper);
    } else if "YMDdFWwXxHhmsf".contains(component) {
        let mut integer = Integer::parse(first)?;
        integer.ordinal = second == Some('o');
        marker.integer = Some(integer);
        measure(&mut marker, least, level);
    }
    if matches!(component, 'Z' | 'z') {
        marker.integer = Some(Integer::parse(first)?);
    }
    Ok(marker)
}

/// How wide a number is written and read.
fn measure(marker: &mut Marker, least: Option<usize>, level: Level) {
    let Some(Form::Digits(digits)) = marker.integer.as_mut().map(|integer| &mut integer.form) else {
        return;
    };
    digits.mandatory = digits.mandatory.max(least.unwrap_or(0));
    let date = matches!(marker.component, 'Y' | 'M' | 'D');
    if !(marker.component == 'Y' || (level == Level::Aws && date)) {
        return;
    }
    let shown = match marker.most {
        Some(most) => {
            digits.mandatory = most;
            Some(most)
        }
        None => Some(digits.mandatory + digits.optional).filter(|shown| *shown >= 2),
    };
    if marker.component == 'Y' {
        marker.year_digits = shown;
    }
    // 2.0.6 reads years, months and days with the very number of digits they are written with.
    if let (Level::Aws, Some(shown)) = (level, shown) {
        marker.width = Some((shown.saturating_sub(digits.optional), shown));
    }
}

/// `least-most`, `*` meaning no bound.
fn width(text: &str) -> (Option<usize>, Option<usize>) {
    let bound = |text: &str| text.parse::<usize>().ok().map(|n| n.min(MAX_PICTURE_BYTES));
    let (least, most) = text.split_once('-').unwrap_or((text, "*"));
    (bound(least), bound(most))
}
