//! The APIs of AWS that a Task can call as `aws-sdk:SERVICE:ACTION`: what they are called, what they take and
//! what they answer, down to the innermost member. It is data alone: what AWS does with a wrong call is in
//! `asl/call_model`.
//!
//! `catalog.txt` is generated: `build.py` writes it from the models of AWS's own SDKs and describes its lines;
//! never edit it by hand. (The `.ignore` file beside it keeps `rg` from searching it.) The text is never read as
//! a whole: a service is found in its index, and only the lines asked for are looked at.

pub mod iam;
pub mod prices;
mod structure;
pub mod wire;

use std::cmp::Ordering;

pub use structure::{ApiKind, Limits, Member, Shape, Structure};

const CATALOG: &str = include_str!("catalog.txt");

/// What a service's block begins with, and nothing else has.
const START: char = '@';

/// Why a text that is compiled in needs no errors.
const CHECKED: &str = "a test reads the whole catalogue";

/// The month of the models, as `2026-01`.
#[must_use]
pub fn as_of() -> &'static str {
    head().0
}

/// Every service, by name.
pub fn services() -> impl Iterator<Item = Service> {
    let index = head().1;
    index.split_inclusive('\n').scan(0, move |at, line| {
        let start = *at;
        *at += line.len();
        Some(Service::of_line(index, start))
    })
}

/// The service that resource ARNs call `name`.
#[must_use]
pub fn service(name: &str) -> Option<Service> {
    let index = head().1;
    let (mut low, mut high) = (0, index.len());
    while low < high {
        // The line around the middle.
        let middle = low + (high - low) / 2;
        let start = index[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = index[middle..].find('\n').map_or(index.len(), |at| middle + at + 1);
        let line = &index[start..end];
        match line[..line.find(' ').expect(CHECKED)].cmp(name) {
            Ordering::Equal => return Some(Service::of_line(index, start)),
            Ordering::Less => low = end,
            Ordering::Greater => high = start,
        }
    }
    None
}

/// The month, the index and the blocks. Blocks are long, so that they are never searched for a service.
fn head() -> (&'static str, &'static str, &'static str) {
    let (head, rest) = CATALOG.split_once('\n').expect(CHECKED);
    let (as_of, length) = head.rsplit_once(' ').expect(CHECKED);
    let (index, blocks) = rest.split_at(length.parse().expect(CHECKED));
    (as_of, index, &blocks[1..])
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
    pub support: Support,
    /// A line for each operation: its name, and where its input, its output and the names of its errors begin in
    /// `structures`, in bytes.
    operations: &'static str,
    /// A line for each structure.
    structures: &'static str,
}

/// How sure it is that Step Functions calls something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// AWS's list of supported services has the service, and no exception for this operation.
    Listed,
    /// AWS's list of supported services does not have it, perhaps because it is too new.
    Unlisted,
    /// AWS has closed it.
    Gone,
    /// AWS's list says that it is not supported.
    Unsupported,
    /// It is not supported: the API answers with a stream of events.
    Streaming,
}

impl Service {
    /// The service whose line starts at byte `at` of the index.
    fn of_line(index: &'static str, at: usize) -> Self {
        let mut lines = index[at..].lines().map(|line| {
            let start = line.rsplit(' ').next().unwrap_or_default();
            start.parse::<usize>().expect(CHECKED)
        });
        let blocks = head().2;
        let start = lines.next().expect(CHECKED);
        let end = lines.next().unwrap_or(blocks.len());
        Self::new(&blocks[start + START.len_utf8()..end])
    }

    fn new(block: &'static str) -> Self {
        let (head, rest) = block.split_once('\n').expect(CHECKED);
        let (operations, structures) = rest.split_once("\n\n").unwrap_or_default();
        let mut words = head.split(' ');
        let mut word = || words.next().expect(CHECKED);
        let (name, prefix, support) = (word(), word(), Support::of(word()));
        Self { name, prefix, cli: words.next(), support, operations, structures }
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
            let mut start = || words.next().filter(|start| *start != "-");
            let (input, output, errors) = (start(), start(), start());
            let structure = |start: Option<_>| start.map(|start| Structure::at(self.structures, start));
            let errors = errors.map_or("", |start| structure::line(self.structures, start));
            // An operation without a word of its own is supported as its service is.
            let support = words.next().map_or(self.support, Support::of);
            Some(Operation { support, input: structure(input), output: structure(output), errors })
        })
    }
}

impl Support {
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
    pub support: Support,
    /// What it can be given, if anything.
    pub input: Option<Structure>,
    /// What it can answer, if anything.
    pub output: Option<Structure>,
    /// The names of its errors, in one text.
    errors: &'static str,
}

impl Operation {
    /// The names of the errors that its model knows, without the prefix of the service:
    /// `ConditionalCheckFailedException`.
    pub fn errors(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.errors.split('\t').filter(|name| !name.is_empty())
    }
}
