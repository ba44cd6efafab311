//! Rows of Parquet as JSON. What AWS makes of most types is not known: where all readers that were tried agree, as they do;
//! else so that nothing is lost and no zone is claimed that the file does not have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use crate::base::value::{Number, Object, Value};

/// A row of `schema`.
pub fn row(row: &Row, schema: &Type) -> Value {
    let members = row.get_column_iter().zip(fields(schema));
    members.map(|((name, field), of)| (name.as_str(), value(field, of))).collect::<Object>().into()
}

fn fields(of: &Type) -> impl Iterator<Item = &Type> {
    let fields = if of.is_group() { of.get_fields() } else { &[] };
    fields.iter().map(|field| &**field)
}

fn value(field: &Field, of: &Type) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(yes) => Value::from(*yes),
        Field::Byte(number) => Value::from(i64::from(*number)),
        Field::Short(number) => Value::from(i64::from(*number)),
        Field::Int(number) => Value::from(i64::from(*number)),
        Field::Long(number) => of_long(*number, of),
        Field::UByte(number) => Value::from(i64::from(*number)),
        Field::UShort(number) => Value::from(i64::from(*number)),
        Field::UInt(number) => Value::from(i64::from(*number)),
        Field::ULong(number) => Value::from(Number::from(*number)),
        Field::Float16(number) => float(f64::from(number.to_f32())),
        // The shortest number that reads back as the same one.
        Field::Float(number) => float(number.to_string().parse().unwrap_or(f64::from(*number))),
        Field::Double(number) => float(*number),
        Field::Decimal(_) => Value::from(field.to_string()),
        Field::Str(text) => Value::from(&**text),
        Field::Bytes(bytes) => match (<[u8; 16]>::try_from(bytes.data()), logical(of)) {
            (Ok(bytes), Some(LogicalType::Uuid)) => Value::from(uuid(bytes)),
            _ => Value::from(STANDARD.encode(bytes.data())),
        },
        Field::Date(days) => Value::from(date(i64::from(*days))),
        Field::TimeMillis(at) => Value::from(time(i64::from(*at), 1_000)),
        Field::TimeMicros(at) => Value::from(time(*at, 1_000_000)),
        Field::TimestampMillis(at) => Value::from(timestamp(*at, 1_000, of)),
        Field::TimestampMicros(at) => Value::from(timestamp(*at, 1_000_000, of)),
        Field::Group(inner) => row(inner, of),
        Field::ListInternal(list) => {
            let items = list.elements().iter().map(|item| value(item, element(of)));
            items.collect::<Vec<_>>().into()
        }
        Field::MapInternal(map) => {
            let pair: Vec<&Type> = fields(of).next().into_iter().flat_map(fields).collect();
            let (of_key, of_value) = (pair.first().unwrap_or(&of), pair.get(1).unwrap_or(&of));
            let members = map.entries().iter().map(|(key, member)| {
                let key = match value(key, of_key) {
                    Value::String(text) => text,
                    other @ (Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::Array(_)
                    | Value::Object(_)) => other.to_json().into(),
                };
                (key, value(member, of_value))
            });
            members.collect::<Object>().into()
        }
    }
}

/// The type of the elements of a list: files of older writers leave out a level.
fn element(of: &Type) -> &Type {
    if of.get_basic_info().converted_type() != ConvertedType::LIST {
        return of;
    }
    let Some(repeated) = fields(of).next() else { return of };
    let is_wrapped = repeated.is_group() && repeated.get_fields().len() == 1 && repeated.name() != "array";
    if is_wrapped { &repeated.get_fields()[0] } else { repeated }
}

fn logical(of: &Type) -> Option<&LogicalType> {
    of.get_basic_info().logical_type_ref()
}

/// The reader knows no nanoseconds.
fn of_long(number: i64, of: &Type) -> Value {
    match logical(of) {
        Some(LogicalType::Timestamp(kind)) if kind.unit == TimeUnit::NANOS => {
            Value::from(timestamp(number, 1_000_000_000, of))
        }
        Some(LogicalType::Time(kind)) if kind.unit == TimeUnit::NANOS => {
            Value::from(time(number, 1_000_000_000))
        }
        _ => Value::from(number),
    }
}

fn float(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::from)
}

fn uuid(bytes: [u8; 16]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// `03:04:05.123`, of `unit` parts of a second since midnight.
fn time(at: i64, unit: i64) -> String {
    let (seconds, rest) = (at.div_euclid(unit), at.rem_euclid(unit));
    let digits = unit.ilog10() as usize;
    let (hours, minutes) = (seconds.div_euclid(3_600), seconds.rem_euclid(3_600) / 60);
    format!("{hours:02}:{minutes:02}:{:02}.{rest:0digits$}", seconds.rem_euclid(60))
}

/// `2024-01-02 03:04:05.123`, with `+00:00` if the column says that it is UTC.
fn timestamp(at: i64, unit: i64, of: &Type) -> String {
    let day = unit * 86_400;
    let zone = match logical(of) {
        Some(LogicalType::Timestamp(kind)) if kind.is_adjusted_to_u_t_c => "+00:00",
        _ => "",
    };
    format!("{} {}{zone}", date(at.div_euclid(day)), time(at.rem_euclid(day), unit))
}

/// `2024-01-02`, of days since 1970, by the rule of the Gregorian calendar: eras of 400 years that begin in March.
fn date(days: i64) -> String {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (of_month, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::{date, time};

    #[test]
    fn days_become_dates() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_724, "2024-01-02"),
            (19_782, "2024-02-29"),
            (11_016, "2000-02-29"),
            (-25_509, "1900-02-28"),
        ] {
            assert_eq!(date(days), text, "{days}");
        }
        assert_eq!(time(11_045_000_006, 1_000_000), "03:04:05.000006");
    }
}
