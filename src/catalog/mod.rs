//! The APIs of AWS that a Task can call as `aws-sdk:SERVICE:ACTION`: what they are called and what they
//! take, down to the innermost member. Data alone: what AWS makes of a wrong call is for others to say.
//!
//! `build.py` writes `catalog.txt` from the models of AWS's own SDKs and describes its lines. The text is
//! never read as a whole: a service is found by bisection, and only the lines asked for are looked at.

mod structure;

use std::cmp::Ordering;

pub use structure::{Kind, Member, Shape, Structure};

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
    operations: &'static str,
    structures: &'static str,
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
        let (operations, structures) = rest.split_once("\n\n").unwrap_or_default();
        let mut words = head.split(' ');
        let mut word = || words.next().expect(CHECKED);
        let (name, prefix, standing) = (word(), word(), Standing::of(word()));
        Self { name, prefix, cli: words.next(), standing, operations, structures }
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
            let input = words.next().filter(|start| *start != "-");
            // What is said of the service holds of what nothing is said of.
            let standing = words.next().map_or(self.standing, Standing::of);
            Some(Operation { standing, input: input.map(|start| Structure::at(self.structures, start)) })
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
    /// What it can be given, if anything.
    pub input: Option<Structure>,
}
