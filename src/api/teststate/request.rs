//! The request of TestState, member by member (API reference, "TestState").

use crate::api::ApiError;
use crate::api::members::{Members, refuse};
use crate::asl::call_model::Strictness;
use crate::base::value::Value;

/// The most bytes of data.
const DATA: usize = 262_144;
/// The most bytes of a definition.
const DEFINITION: usize = 1_048_576;

/// How much of its work a state shows (`inspectionLevel`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing but its output.
    #[default]
    Info,
    /// Its data after each field.
    Debug,
    /// The request and response of an HTTP Task, too.
    Trace,
}

/// What a client asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// One state, or a whole machine if a state is named.
    pub definition: String,
    /// The state of the machine.
    pub state_name: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// The input as JSON text.
    pub input: Option<String>,
    /// How much is shown.
    pub level: Level,
    /// Whether secrets of HTTP Tasks are to be shown.
    pub reveals_secrets: bool,
    /// Variables as JSON text.
    pub variables: Option<String>,
    /// The context object as JSON text.
    pub context: Option<String>,
    /// What comes of the state's work.
    pub mock: Option<Mock>,
    /// What went before.
    pub configuration: Configuration,
}

/// `mock`
#[derive(Clone, Debug)]
pub struct Mock {
    /// A result as JSON text.
    pub result: Option<String>,
    /// An error: its name and its cause.
    pub error: Option<(Option<String>, Option<String>)>,
    /// How strictly the result is checked.
    pub strictness: Strictness,
}

/// `stateConfiguration`
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// How often the retrier that the error meets was used.
    pub retries: Option<u32>,
    /// The state inside a Map or Parallel that the error is said to come from.
    pub error_caused_by: Option<String>,
    /// How many iterations of a Map failed.
    pub failed_items: Option<u32>,
    /// What an `ItemReader` read, as it is in its source.
    pub items: Option<String>,
}

impl Request {
    /// Reads the JSON of a request. Members that TestState does not have are ignored, as AWS does.
    pub fn read(value: &Value) -> Result<Self, ApiError> {
        const LEVELS: [(&str, Level); 3] =
            [("INFO", Level::Info), ("DEBUG", Level::Debug), ("TRACE", Level::Trace)];
        let mut members = Members::of(value, "")?;
        let definition = members.text_within("definition", 1, DEFINITION)?.map(str::to_owned);
        if definition.is_none() {
            members.missing("definition");
        }
        let mut own = |name: &str, least: usize, most: usize| {
            members.text_within(name, least, most).map(|text| text.map(str::to_owned))
        };
        let role = own("roleArn", 1, 256)?;
        let input = own("input", 0, DATA)?;
        let variables = own("variables", 0, DATA)?;
        let context = own("context", 0, DATA)?;
        let state_name = own("stateName", 1, 80)?;
        let level = members.word("inspectionLevel", &LEVELS)?.unwrap_or_default();
        let reveals_secrets = members.flag("revealSecrets")?.unwrap_or(false);
        let (mock, of_mock) = members.get("mock").map(mock).transpose()?.unzip();
        let (configuration, of_configuration) =
            members.get("stateConfiguration").map(configuration).transpose()?.unzip();
        let mut broken = members.broken();
        broken.extend(of_mock.into_iter().flatten().chain(of_configuration.into_iter().flatten()));
        refuse(&broken)?;
        Ok(Self {
            definition: definition.unwrap_or_default(),
            state_name,
            role,
            input,
            level,
            reveals_secrets,
            variables,
            context,
            mock,
            configuration: configuration.unwrap_or_default(),
        })
    }
}

fn mock(value: &Value) -> Result<(Mock, Vec<String>), ApiError> {
    const MODES: [(&str, Strictness); 3] =
        [("STRICT", Strictness::Strict), ("PRESENT", Strictness::Present), ("NONE", Strictness::None)];
    let mut members = Members::of(value, "mock.")?;
    let result = members.text("result", DATA)?.map(str::to_owned);
    let strictness = members.word("fieldValidationMode", &MODES)?.unwrap_or(Strictness::Strict);
    let (mut error, mut broken) = (None, Vec::new());
    if let Some(value) = members.get("errorOutput") {
        let mut output = Members::of(value, "mock.errorOutput.")?;
        let name = output.text("error", 256)?.map(str::to_owned);
        let cause = output.text("cause", 32_768)?.map(str::to_owned);
        error = Some((name, cause));
        broken = output.broken();
    }
    let mut all = members.broken();
    all.append(&mut broken);
    Ok((Mock { result, error, strictness }, all))
}

fn configuration(value: &Value) -> Result<(Configuration, Vec<String>), ApiError> {
    let mut members = Members::of(value, "stateConfiguration.")?;
    let read = Configuration {
        retries: members.count("retrierRetryCount")?,
        error_caused_by: members.text_within("errorCausedByState", 1, 80)?.map(str::to_owned),
        failed_items: members.count("mapIterationFailureCount")?,
        items: members.text("mapItemReaderData", DATA)?.map(str::to_owned),
    };
    Ok((read, members.broken()))
}
