//! `sfn mock show`: which answer each call of a state gets, and why.

use std::io::{self, Write as _};

use crate::base::value::{Object, Value};
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::flags::pair;
use crate::cli::terminal::Stream;
use crate::engine::payload::Payload;
use crate::project::{files, one};
use crate::report::ink::control::Escaping;
use crate::report::searches::{Searches, human, json};
use crate::services::mock::SearchAnswer;
use crate::session::order::Text;
use crate::session::{Limits, Order};
use crate::suite::searched::searched;

/// Show which answer a state's calls get, and why.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn mock show order.asl.json 'Charge Card' -i '{\"orderId\": \"o-1\"}'    the state alone, with this input
  sfn mock show 'Charge Card' -t 'card declined'                      every call it makes in this test
  sfn mock show order.asl.json 'Reserve One' -t 'happy path' --call 2

Of the keys that are for a call, the most specific one answers, and of its rules the first that fits.

Exit codes:
  0 every call has an answer   1 the state makes no call   2 wrong flags   3 a file cannot be read
  5 a call has no answer")]
pub struct Args {
    /// The definition; without it, the only machine of the project
    #[arg(value_name = "DEF")]
    first: String,
    /// The name of the state
    #[arg(value_name = "STATE")]
    second: Option<String>,
    /// The input of the state, or of the test: JSON, @FILE, or `-` for standard input [default: {}]
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// Variables that are assigned before: a JSON object
    #[arg(long, value_name = "JSON|@FILE")]
    variables: Option<String>,
    /// Every call that the state makes in this test of the mock files
    #[arg(short = 't', long = "case", value_name = "NAME")]
    case: Option<String>,
    /// Only the calls with this number, from 1, as the state or each of its items counts them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    call: Option<u32>,
    /// A mock file (repeatable). Without any, those beside the definition are used
    #[arg(short, long = "mocks", value_name = "FILE", env = "SFN_MOCKS", hide_env_values = true)]
    mocks: Vec<String>,
    /// A value for ${NAME} in the definition (repeatable)
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = pair)]
    sub: Vec<(String, String)>,
    /// How to print it
    #[arg(long, value_name = "human|json", default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

/// The real time that the run may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = &context.project(None)?;
        let (definition, state) = match &self.second {
            Some(state) => (Some(self.first.as_str()), state),
            None => (None, &self.first),
        };
        let options = settings.options(self.sub.clone(), &[]);
        let reference = one::reference(definition, settings, &options)?;
        let input = self.input.as_deref().map(|text| files::json("--input", text)).transpose()?;
        let variables = self.variables.as_deref().map(|text| files::json("--variables", text)).transpose()?;
        let variables = match variables {
            Some((Value::Object(members), _)) => members,
            None => Object::new(),
            Some(_) => {
                return Err(Error::usage("--variables is no JSON object").help("write {\"order\": {…}}"));
            }
        };
        let order = Order {
            variables,
            input: input.map(|(value, text)| Payload::verbatim(value, text)),
            case: self.case.clone(),
            mocks: self.mocks.iter().filter(|file| !file.is_empty()).cloned().map(Text::File).collect(),
            substitutions: self.sub.clone(),
            limits: Limits { wall: Some(TIMEOUT), ..Limits::default() },
            ..Order::new(Text::File(reference))
        };
        let mut found = searched(&order, state, settings)?;
        if found.calls.is_empty() {
            return Err(self.no_call(&found));
        }
        if let Some(number) = self.call {
            found.calls.retain(|call| call.call.number + 1 == number);
            if found.calls.is_empty() {
                let message = format!("`{}` makes no call {number}", found.state);
                return Err(Error::Plain { exit: Exit::Negative, message, help: None });
            }
        }
        let out = &mut Escaping::new(io::stdout().lock());
        match &*self.format {
            "json" => json(out, &found)?,
            _ => human(out, &found, context.look.style(Stream::Out))?,
        }
        out.flush()?;
        let is_refused = found.calls.iter().any(|call| matches!(call.answer, SearchAnswer::Refused(_)));
        Ok(if is_refused { Exit::Unmocked } else { Exit::Ok })
    }

    /// The run was over before the state made a call.
    fn no_call(&self, found: &Searches) -> Error {
        let (what, help) = match &self.case {
            Some(case) => (format!(" in the test `{case}`"), "look at the run: sfn run DEF -t TEST -v"),
            None => (String::new(), "say what its input is, -i JSON, or in which test it is, -t NAME"),
        };
        let why = found.stopped.as_deref().and_then(|why| why.lines().next());
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        let message = format!("`{}` makes no call{what}{why}", found.state);
        Error::Plain { exit: Exit::Negative, message, help: Some(help.to_owned()) }
    }
}
