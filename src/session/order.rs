//! `Order`: what is to be run, as plain data. Whatever an order leaves open is decided by the test case it
//! names, by its mock files, by the settings of the project, in that order, and then by a default.

use crate::asl::machine::Workflow;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::Object;
use crate::engine::alone::Alone;
use crate::engine::payload::Payload;
use crate::project::clock::ClockSpeed;
use crate::services::local::Workers;
use crate::services::mock::Cassette;

use super::host::Limits;

/// A run that is to be made.
#[derive(Clone, Debug)]
pub struct Order {
    /// The definition, or a template that holds it.
    pub definition: Text,
    /// The workflow type to run as; that of the template, else STANDARD, if none is given.
    pub workflow: Option<Workflow>,
    /// Values for `${NAME}` in the definition; they win over those of mock files.
    pub substitutions: Vec<(String, String)>,
    /// Values for parameters of the template.
    pub parameters: Vec<(String, String)>,
    /// The mock files, of which later ones win; those beside the definition if none is given.
    pub mocks: Vec<Text>,
    /// One answer for a state each, as the state's name and what `--mock` takes for it: JSON, or a kind of
    /// answer and its value (`throw:X`). They win over all mock files.
    pub quick: Vec<(String, String)>,
    /// The test case to take input, mocks, context and part from.
    pub case: Option<String>,
    /// The input; that of the test case, else `{}`, if none is given.
    pub input: Option<Payload>,
    /// The state to begin with.
    pub from: Option<String>,
    /// The state to end with.
    pub until: Option<String>,
    /// How the state runs that the run begins and ends with, if it runs alone.
    pub alone: Option<Alone>,
    /// How time passes.
    pub clock: Option<ClockSpeed>,
    /// When the run starts, on its own clock.
    pub start: Option<Time>,
    /// The seed of everything random.
    pub seed: Option<u64>,
    /// Members that replace those of the context object.
    pub context: Object,
    /// Variables that are assigned before the run, over those of mock files.
    pub variables: Object,
    /// Names that end up in ARNs and in the context object.
    pub names: Names,
    /// Whether every state's context object is recorded.
    pub records_context: bool,
    /// Whether what is written to buckets goes to their folders, and results for a bucket without one below the
    /// project; else the run keeps it to itself.
    pub writes_buckets: bool,
    /// How long the run may go on.
    pub limits: Limits,
    /// Makes the real calls that settings permit; runs that share it share processes that wait for work.
    pub workers: Workers,
    /// What real answers are recorded on, as mock files ask for it; nothing is recorded without one.
    pub cassette: Option<Cassette>,
}

/// Names that end up in ARNs and in the context object.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The execution's name; drawn from the seed if none is given.
    pub execution: Option<String>,
    /// The machine's name; that of its file or of the template if none is given.
    pub machine: Option<String>,
    /// The account, 12 digits.
    pub account: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The ARN of the execution role; made from the account if none is given.
    pub role: Option<String>,
}

/// A text that an order needs.
#[derive(Clone, Debug)]
pub enum Text {
    /// A file by its path, `-` for standard input. A definition may be a reference such as
    /// `template.yaml#Order`, or the name of a machine in the settings.
    File(String),
    /// The text itself, under the name that findings are to call it.
    Given(Source),
}

impl Text {
    /// The path of the file, or what the text is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File(name) => name,
            Self::Given(source) => &source.name,
        }
    }
}

impl Order {
    /// An order for `definition` that leaves all else open.
    #[must_use]
    pub fn new(definition: Text) -> Self {
        Self {
            definition,
            workflow: None,
            substitutions: Vec::new(),
            parameters: Vec::new(),
            mocks: Vec::new(),
            quick: Vec::new(),
            case: None,
            input: None,
            from: None,
            until: None,
            alone: None,
            clock: None,
            start: None,
            seed: None,
            context: Object::new(),
            variables: Object::new(),
            names: Names::default(),
            records_context: false,
            writes_buckets: true,
            limits: Limits::default(),
            workers: Workers::default(),
            cassette: None,
        }
    }
}
