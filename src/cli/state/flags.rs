//! The flags of `sfn state`: what TestState can be asked, and what the run is set up with.

use std::time::Duration;

use crate::api::teststate::{Configuration, Mock, Request};
use crate::asl::call_model::Strictness;
use crate::cli::flags::pair;
use crate::cli::run::wall;
use crate::project::{self, files};
use crate::session::order::{Names, Text};
use crate::session::{Limits, Order};

/// What TestState can be told of a state.
#[derive(clap::Args, Clone, Debug)]
#[group(id = "StateTest", multiple = true)]
#[command(next_help_heading = "As in a request of TestState")]
pub struct StateTest {
    /// What comes of its work: the result of a Task, Map or Parallel
    #[arg(long, value_name = "JSON|@FILE", conflicts_with = "error")]
    pub mock: Option<String>,
    /// What its work fails with, the cause behind a colon
    #[arg(long, value_name = "ERROR[:CAUSE]")]
    pub error: Option<String>,
    /// How strictly the result is checked against the model of the API [default: present]
    #[arg(long, value_enum, value_name = "HOW", requires = "mock")]
    pub validate: Option<Validate>,
    /// How often the retrier was used before that its error meets
    #[arg(long, value_name = "N")]
    pub retry_count: Option<u32>,
    /// How many iterations of the Map failed
    #[arg(long, value_name = "N", requires = "mock")]
    pub iteration_failures: Option<u32>,
    /// What the ItemReader of the Map has read, as it is in its source
    #[arg(long, value_name = "TEXT|@FILE")]
    pub items: Option<String>,
    /// Variables that are assigned before it: a JSON object
    #[arg(long, value_name = "JSON|@FILE")]
    pub variables: Option<String>,
    /// The whole context object `$$`, instead of one that is made
    #[arg(long, value_name = "JSON|@FILE")]
    pub context: Option<String>,
}

/// How strictly a result is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Validate {
    /// What the model requires has to be there, too
    Strict,
    /// What is there has to be as the model says
    Present,
    /// Not at all
    None,
}

/// How much is shown of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Inspect {
    /// What it changed
    Info,
    /// Every field the data went through
    Debug,
    /// Everything
    Trace,
}

impl StateTest {
    /// The request that these flags are parts of.
    pub fn request(&self) -> Result<Request, project::Error> {
        let json = |flag: &str, given: &Option<String>| {
            given.as_deref().map(|text| files::json(flag, text).map(|(_, text)| text)).transpose()
        };
        let strictness = match self.validate.unwrap_or(Validate::Present) {
            Validate::Strict => Strictness::Strict,
            Validate::Present => Strictness::Present,
            Validate::None => Strictness::None,
        };
        let error = self.error.as_deref().map(|text| match text.split_once(':') {
            Some((name, cause)) => (Some(name.to_owned()), Some(cause.trim_start().to_owned())),
            None => (Some(text.to_owned()), None),
        });
        let result = json("--mock", &self.mock)?;
        let items = self.items.as_deref().map(|text| match text.strip_prefix('@') {
            Some(path) => files::read(path).map(|source| source.text.to_string()),
            None => Ok(text.to_owned()),
        });
        Ok(Request {
            variables: json("--variables", &self.variables)?,
            context: json("--context", &self.context)?,
            mock: (result.is_some() || error.is_some()).then_some(Mock { result, error, strictness }),
            configuration: Configuration {
                retries: self.retry_count,
                failed_items: self.iteration_failures,
                items: items.transpose()?,
                ..Configuration::default()
            },
            ..Request::default()
        })
    }
}

/// What the run of a state is set up with beside its test.
#[derive(clap::Args, Clone, Debug)]
pub struct RunSetup {
    /// A mock file (repeatable). Without any, those beside the definition are used
    #[arg(short, long = "mocks", value_name = "FILE", env = "SFN_MOCKS", hide_env_values = true)]
    mocks: Vec<String>,
    /// A value for ${NAME} in the definition (repeatable)
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = pair)]
    pub sub: Vec<(String, String)>,
    /// A value for a parameter of the template (repeatable)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = pair)]
    pub param: Vec<(String, String)>,
    /// Seed for UUIDs, random numbers and jitter [default: 1]
    #[arg(long, value_name = "N", env = "SFN_SEED", hide_env_values = true)]
    seed: Option<u64>,
    /// Stop after this much real time, with exit code 124
    #[arg(long, value_name = "DURATION", value_parser = wall)]
    timeout: Option<Duration>,
    /// The account [default: 123456789012]
    #[arg(long, value_name = "ID", help_heading = "Names in ARNs and the context object")]
    account: Option<String>,
    /// The region [default: us-east-1]
    #[arg(long, value_name = "REGION", help_heading = "Names in ARNs and the context object")]
    region: Option<String>,
    /// The execution role's ARN [default: made from the account]
    #[arg(long, value_name = "ARN", help_heading = "Names in ARNs and the context object")]
    role: Option<String>,
}

impl RunSetup {
    /// An order for the definition `reference` with all this.
    pub fn order(&self, reference: String) -> Order {
        let Self { mocks, sub, param, seed, timeout, account, region, role } = self.clone();
        Order {
            substitutions: sub,
            parameters: param,
            mocks: mocks.into_iter().filter(|file| !file.is_empty()).map(Text::File).collect(),
            seed,
            names: Names { account, region, role, ..Names::default() },
            limits: Limits { wall: timeout, ..Limits::default() },
            ..Order::new(Text::File(reference))
        }
    }
}
