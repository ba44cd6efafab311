//! What AWS asks for Step Functions, in US dollars by region, with the date of each price. A region without a price of its
//! own has that of all regions, else that of us-east-1, and says so.

/// Region, item, units a month from which it holds, price, unit, date, how sure it is; a line each, below a heading.
const PRICES: &str = include_str!("prices.tsv");

/// The region whose prices stand in for those that are not known.
const STANDARD: &str = "us-east-1";

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A state transition of a Standard workflow.
    Transition,
    /// The start of an Express execution.
    Request,
    /// A second of an Express execution with a GB of memory.
    GbSecond,
}

impl Item {
    const fn name(self) -> &'static str {
        match self {
            Self::Transition => "standard.transition",
            Self::Request => "express.request",
            Self::GbSecond => "express.gb_second",
        }
    }
}

/// A price from so many units a month on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tier {
    /// The units before it in a month.
    pub from: f64,
    /// US dollars for one unit.
    pub price: f64,
}

/// The prices of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// By the units of a month, ascending.
    pub tiers: Vec<Tier>,
    /// When they were looked up, the oldest of them.
    pub as_of: &'static str,
    /// Whether they are those of the region that was asked for.
    pub is_own: bool,
}

/// The prices of `item` in `region`.
#[must_use]
pub fn of(region: &str, item: Item) -> Prices {
    let own = tiers(region, item);
    let is_own = !own.is_empty();
    let rows = if is_own { own } else { tiers(STANDARD, item) };
    // A region may be known by its first tier only.
    let whole = tiers(STANDARD, item);
    let more = whole.iter().skip(rows.len()).copied();
    let all: Vec<(Tier, &'static str)> = rows.iter().copied().chain(more).collect();
    let as_of = all.iter().map(|(_, as_of)| *as_of).min().unwrap_or_default();
    Prices { tiers: all.into_iter().map(|(tier, _)| tier).collect(), as_of, is_own }
}

fn tiers(region: &str, item: Item) -> Vec<(Tier, &'static str)> {
    let rows = PRICES.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let (place, name, from) = (cells.next()?, cells.next()?, cells.next()?);
        let (price, _, as_of) = (cells.next()?, cells.next()?, cells.next()?);
        let is_wanted = place == region && name == item.name();
        is_wanted.then(|| Some((Tier { from: from.parse().ok()?, price: price.parse().ok()? }, as_of)))?
    });
    rows.collect()
}

impl Prices {
    /// What `units` in a month cost.
    #[must_use]
    pub fn cost(&self, units: f64) -> f64 {
        let ends = self.tiers.iter().skip(1).map(|tier| tier.from).chain([f64::INFINITY]);
        let part = |(tier, end): (&Tier, f64)| (units.min(end) - tier.from).max(0.0) * tier.price;
        self.tiers.iter().zip(ends).map(part).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, of};

    #[test]
    fn the_worked_examples_of_the_price_page_come_out() {
        // 400,000 transitions a month, of which 4,000 are free.
        let standard = of("us-east-1", Item::Transition).cost(400_000.0);
        assert!((standard - 9.90).abs() < 0.005, "{standard}");
        // A hundred million Express executions of 10 s with 64 MB: $100.00 and $382.97.
        let runs = 100e6;
        let requests = of("us-east-1", Item::Request).cost(runs);
        let seconds = of("us-east-1", Item::GbSecond).cost(runs * 10.0 * 64.0 / 1024.0);
        assert!((requests - 100.0).abs() < 1e-6 && (seconds - 382.97).abs() < 0.38, "{requests} {seconds}");
    }

    #[test]
    fn a_region_without_prices_has_those_of_another() {
        let (known, unknown) = (of("sa-east-1", Item::Transition), of("mars-1", Item::Transition));
        assert!(known.is_own && !unknown.is_own);
        assert!(known.tiers[0].price > unknown.tiers[0].price);
        assert_eq!(of("eu-west-1", Item::GbSecond).tiers.len(), 3);
    }
}
