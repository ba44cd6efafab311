//! The APIs of AWS that a Task can call as `aws-sdk:SERVICE:ACTION`: what they are called and which
//! parameters they take. Data alone: what AWS makes of a wrong call is for others to say.
//!
//! `build.py` writes `catalog.txt` from the models of AWS's own SDKs and describes its lines. The text is
//! never read as a whole: a service is found by bisection, and only its own lines are looked at.

use std::cmp::Ordering;

const CATALOG: &str = include_str!("catalog.txt");

/// What a service's lines begin with, and nothing else has.
const START: char = '@';

/// Why a text that is compiled in needs no errors.
const CHECKED: &str = "a test reads the whole catalogue";

/// The month of the models.
#[must_use]
pub fn age() -> &'static str {
    CATALOG.lines().next().expect(CHECKED)
}

/// Every service, by name.
pub fn services() -> impl Iterator<Item = Service> {
    CATALOG.split(START).skip(1).map(Service::new)
}

/// The service that resource ARNs call `name`.
#[must_use]
pub fn service(name: &str) -> Option<Service> {
    let (mut low, mut high) = (CATALOG.find(START)?, CATALOG.len());
    while low < high {
        // The block that the middle lies in.
        let start = CATALOG[..=low + (high - low) / 2].rfind(START).expect(CHECKED);
        let end = CATALOG[start + 1..].find(START).map_or(CATALOG.len(), |at| start + 1 + at);
        let block = &CATALOG[start + 1..end];
        match block[..block.find(' ').expect(CHECKED)].cmp(name) {
            Ordering::Equal => return Some(Service::new(block)),
            Ordering::Less => low = end,
            Ordering::Greater => high = start,
        }
    }
    None
}

/// One service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its name in resource ARNs: `dynamodb`.
    pub name: &'static str,
    /// What its errors begin with: `DynamoDb`.
    pub prefix: &'static str,
    /// Its name in the AWS CLI, if that is another by more than hyphens.
    pub cli: Option<&'static str>,
    /// How sure it is that Step Functions calls it.
    pub standing: Standing,
    parameters: &'static str,
    operations: &'static str,
}

/// How sure it is that Step Functions calls something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// AWS says so, or says nothing of it while it does of the service.
    Listed,
    /// The list of services that AWS publishes does not have it, perhaps because it is too new.
    Unlisted,
    /// AWS has closed it.
    Gone,
    /// AWS says that it does not.
    Unsupported,
    /// It does not: the API answers with a stream of events.
    Streaming,
}

impl Service {
    fn new(block: &'static str) -> Self {
        let (head, rest) = block.split_once('\n').expect(CHECKED);
        let (parameters, operations) = rest.split_once('\n').unwrap_or((rest, ""));
        let mut words = head.split(' ');
        let mut word = || words.next().expect(CHECKED);
        let (name, prefix, standing) = (word(), word(), Standing::of(word()));
        Self { name, prefix, cli: words.next(), standing, parameters, operations }
    }

    /// The names of its operations.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.operations.lines().map(|line| line.split(' ').next().unwrap_or(line))
    }

    /// The operation `action`, in exactly these letters.
    #[must_use]
    pub fn operation(&self, action: &str) -> Option<Operation> {
        self.operations.lines().find_map(|line| {
            let mut words = line.strip_prefix(action)?.strip_prefix(' ')?.split(' ');
            let ranges = words.next().filter(|ranges| *ranges != "-").unwrap_or_default();
            // What is said of the service holds of what nothing is said of.
            let standing = words.next().map_or(self.standing, Standing::of);
            Some(Operation { standing, table: self.parameters, ranges })
        })
    }
}

impl Standing {
    fn of(word: &str) -> Self {
        match word {
            "-" => Self::Listed,
            "new" => Self::Unlisted,
            "gone" => Self::Gone,
            "unsupported" => Self::Unsupported,
            "streaming" => Self::Streaming,
            _ => unreachable!("{CHECKED}"),
        }
    }
}

/// One operation of a service.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// How sure it is that Step Functions calls it.
    pub standing: Standing,
    table: &'static str,
    ranges: &'static str,
}

/// What an operation can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in `Parameters` and `Arguments`.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// Whether no call can be without it.
    pub is_required: bool,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Timestamp,
    /// An array.
    List,
    /// An object with keys as one likes.
    Map,
    /// An object with members of its own.
    Structure,
    /// Any JSON: binary data, documents.
    Any,
}

impl Operation {
    /// What it can be given, required parameters first.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        let table: Vec<&str> = self.table.split(' ').collect();
        let mut all = Vec::new();
        for range in self.ranges.split(',').filter(|range| !range.is_empty()) {
            let (is_required, range) = range.strip_prefix('!').map_or((false, range), |range| (true, range));
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let number = |digits: &str| digits.parse::<usize>().expect(CHECKED);
            all.extend(
                table[number(first)..=number(last)].iter().map(|entry| Parameter::new(entry, is_required)),
            );
        }
        all.sort_by_key(|parameter| !parameter.is_required);
        all
    }
}

impl Parameter {
    fn new(entry: &'static str, is_required: bool) -> Self {
        let (name, kind) = entry.split_once(':').unwrap_or((entry, ""));
        Self { name, kind: Kind::of(kind), is_required }
    }
}

impl Kind {
    fn of(letter: &str) -> Self {
        match letter {
            "" => Self::String,
            "i" => Self::Integer,
            "l" => Self::Long,
            "f" => Self::Float,
            "d" => Self::Double,
            "b" => Self::Boolean,
            "t" => Self::Timestamp,
            "L" => Self::List,
            "M" => Self::Map,
            "S" => Self::Structure,
            "*" => Self::Any,
            _ => unreachable!("{CHECKED}"),
        }
    }
}
