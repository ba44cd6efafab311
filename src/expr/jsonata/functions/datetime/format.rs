//! Times as text.

use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::functions::integer::{Case, Form, Picture as Integer};

use super::civil::Moment;
use super::picture::{Marker, Part};
use super::{DAYS, MONTHS};

/// A moment after a picture; `zone` is hours times 100 plus minutes.
pub(super) fn write(millis: i64, parts: &[Part], zone: i64) -> Res<String> {
    let (hours, minutes) = (zone.div_euclid(100), zone % 100);
    let moment = Moment::new(millis + (60 * hours + minutes) * 60_000);
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Marker(marker) => out.push_str(&component(marker, moment, hours, minutes)?),
        }
    }
    Ok(out)
}

/// The number of a component; names have none.
pub(super) fn number(component: char, at: Moment) -> Option<i64> {
    Some(match component {
        'Y' => at.year,
        'M' => at.month + 1,
        'D' => at.day,
        'd' => at.day_of_year(),
        'F' => at.weekday(),
        'W' => at.week_of_year(),
        'w' => at.week_of_month(),
        'X' => at.week_year(),
        'x' => at.week_month(),
        'H' => at.hour(),
        'h' => (at.hour() + 11) % 12 + 1,
        'm' => at.minute(),
        's' => at.second(),
        'f' => at.milli(),
        _ => return None,
    })
}

fn component(marker: &Marker, at: Moment, hours: i64, minutes: i64) -> Res<String> {
    let Some(mut value) = number(marker.component, at) else {
        return match marker.component {
            'Z' | 'z' => offset(marker, hours, minutes),
            'P' => {
                let half = if at.hour() >= 12 { "pm" } else { "am" };
                Ok(if marker.names == Some(Case::Upper) { half.to_uppercase() } else { half.to_owned() })
            }
            'C' | 'E' => Ok("ISO".to_owned()),
            other => Err(Fault::new("D3132").value(other.to_string())),
        };
    };
    if let Some(case) = marker.names {
        return name(marker, value, case);
    }
    if let Some(digits) = marker.year_digits {
        value %= 10_i64.saturating_pow(u32::try_from(digits).unwrap_or(u32::MAX));
    }
    marker.integer.as_ref().map_or(Ok(String::new()), |integer| integer.write(value as f64))
}

fn name(marker: &Marker, value: i64, case: Case) -> Res<String> {
    let at = usize::try_from(value - 1).unwrap_or(0);
    let name = match marker.component {
        'M' | 'x' => MONTHS[at],
        'F' => DAYS[at],
        other => return Err(Fault::new("D3133").value(other.to_string())),
    };
    let name = case.apply(name.to_owned());
    Ok(name.chars().take(marker.most.unwrap_or(usize::MAX)).collect())
}

/// `+01:00` and its other forms.
fn offset(marker: &Marker, hours: i64, minutes: i64) -> Res<String> {
    let offset = hours * 100 + minutes;
    if offset == 0 && marker.zulu {
        return Ok("Z".to_owned());
    }
    let Some(integer) = &marker.integer else {
        return Ok(String::new());
    };
    let digits = match &integer.form {
        Form::Digits(digits) => Some((digits.regular.is_some(), digits.mandatory)),
        Form::Letters(_) | Form::Roman(_) | Form::Words(_) | Form::Sequence(_) => None,
    };
    let text = match digits {
        Some((true, _) | (false, 3 | 4)) => integer.write(offset as f64)?,
        Some((false, 1 | 2)) => {
            let tail = if minutes == 0 {
                String::new()
            } else {
                format!(":{}", Integer::parse("00")?.write(minutes as f64)?)
            };
            integer.write(hours as f64)? + &tail
        }
        Some((false, digits)) => return Err(Fault::new("D3134").value(digits)),
        None => return Err(Fault::new("D3134")),
    };
    let sign = if offset >= 0 { "+" } else { "" };
    let zone = if marker.component == 'z' { "GMT" } else { "" };
    Ok(format!("{zone}{sign}{text}"))
}
