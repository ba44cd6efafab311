//! Metrics added up, for scrapers: the text format of Prometheus.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::metrics::{Dimensions, Point};

/// Points added up, and what there is just now.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    sums: BTreeMap<(Cow<'static, str>, Dimensions), (i64, u64)>,
    gauges: BTreeMap<&'static str, i64>,
}

impl Totals {
    /// Adds a point.
    pub fn add(&mut self, point: &Point) {
        let key = (point.name.clone(), point.dimensions.clone());
        let sums = self.sums.entry(key).or_default();
        sums.0 = sums.0.saturating_add(point.value);
        sums.1 += 1;
    }

    /// There are so many more, or fewer, of what `name` counts.
    pub fn shift(&mut self, name: &'static str, by: i64) {
        *self.gauges.entry(name).or_default() += by;
    }

    /// Writes sums and numbers of samples in the text format of Prometheus, sorted:
    /// `aws_states_executions_failed_sum`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut series: Vec<(String, String, (i64, u64))> = self
            .sums
            .iter()
            .map(|((name, dimensions), sums)| (snake(name), labels(dimensions), *sums))
            .collect();
        series.sort();
        let mut last = String::new();
        for (name, label, (sum, count)) in series {
            if name != last {
                writeln!(out, "# TYPE aws_states_{name} summary")?;
                last.clone_from(&name);
            }
            writeln!(out, "aws_states_{name}_sum{label} {sum}\naws_states_{name}_count{label} {count}")?;
        }
        for (name, value) in &self.gauges {
            let name = snake(name);
            writeln!(out, "# TYPE aws_states_{name} gauge\naws_states_{name} {value}")?;
        }
        Ok(())
    }
}

/// Writes one number in the text format of Prometheus for each of some dimensions: `aws_states_version_count{…} 2`.
pub fn write_gauge(
    out: &mut dyn Write,
    name: &str,
    numbers: impl IntoIterator<Item = (Dimensions, i64)>,
) -> io::Result<()> {
    let name = snake(name);
    writeln!(out, "# TYPE aws_states_{name} gauge")?;
    let mut numbers = numbers.into_iter();
    numbers.try_for_each(|(of, number)| writeln!(out, "aws_states_{name}{} {number}", labels(&of)))
}

/// `{state_machine_arn="…"}`, nothing without dimensions.
fn labels(dimensions: &Dimensions) -> String {
    if dimensions.is_empty() {
        return String::new();
    }
    let label = |(name, value): &(&str, Arc<str>)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        format!("{}=\"{value}\"", snake(name))
    };
    format!("{{{}}}", dimensions.iter().map(label).collect::<Vec<_>>().join(","))
}

/// `ExecutionsTimedOut` as `executions_timed_out`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
