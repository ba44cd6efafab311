//! The flags of `sfn serve`. Each can be given by the environment as well, as images and test suites do.

use std::net::{IpAddr, Ipv4Addr};

use crate::cli::flags;
use crate::project::clock::{ClockSpeed, clock_speed};
use crate::server::journal::JournalFormat;
use crate::server::{MAX_BODY, MAX_CONNECTIONS};

use super::store::StoreArgs;

/// Serve the API of AWS Step Functions on this machine.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn serve                               on http://127.0.0.1:8083, as Step Functions Local
  sfn serve --port 4566 --port 8083       on several ports
  sfn serve template.yaml --watch         with the machines, rules and schedules of a template
  sfn serve -m order.sfn.yaml             a mock file answers what tasks call
  AWS_ENDPOINT_URL_SFN=http://127.0.0.1:8083 aws stepfunctions list-state-machines

Without --db nothing is stored: what was made is gone when the server ends.")]
pub struct Args {
    /// Templates, definitions or folders whose machines are served, with what starts them
    #[arg(value_name = "TEMPLATE", env = "SFN_TEMPLATES", hide_env_values = true, value_delimiter = ',')]
    pub templates: Vec<String>,
    /// Deploy templates again when they change
    #[arg(long, env = "SFN_WATCH", hide_env_values = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub watch: bool,
    /// A value for a parameter of the templates
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub param: Vec<(String, String)>,
    /// The port, 0 for any that is free (repeatable)
    #[arg(
        long,
        value_name = "PORT",
        env = "SFN_PORT",
        hide_env_values = true,
        default_value = "8083",
        value_delimiter = ','
    )]
    pub port: Vec<u16>,
    /// The address to listen on; any but a loopback address lets other machines in
    #[arg(long, value_name = "ADDRESS", env = "SFN_HOST", hide_env_values = true, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// A mock file (repeatable; later ones win)
    #[arg(short, long = "mocks", value_name = "FILE", env = "SFN_MOCKS", hide_env_values = true)]
    pub mocks: Vec<String>,
    /// How time passes: waits take no time, real time, or time N times as fast [default: real, or by `WAIT_TIME_SCALE`]
    #[arg(long, value_name = "virtual|real|xN", env = "SFN_CLOCK", hide_env_values = true, value_parser = clock_speed)]
    pub clock: Option<ClockSpeed>,
    /// The account of clients whose access key is not an account
    #[arg(
        long,
        value_name = "ID",
        env = "AWS_ACCOUNT_ID",
        hide_env_values = true,
        default_value = "123456789012"
    )]
    pub account: String,
    /// The region of clients that do not sign for one
    #[arg(
        long,
        value_name = "REGION",
        env = "AWS_DEFAULT_REGION",
        hide_env_values = true,
        default_value = "us-east-1"
    )]
    pub region: String,
    /// Seed for names, ids, random numbers and jitter [default: another one each time]
    #[arg(long, value_name = "N", env = "SFN_SEED", hide_env_values = true)]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub store: StoreArgs,
    /// Write the events about changes of status here, a line each, or POST each to a URL
    #[arg(long, value_name = "URL|FILE", env = "SFN_EVENTS_TO", hide_env_values = true)]
    pub events_to: Option<String>,
    /// Write the log records of CloudWatch here, as each machine's logging asks for them
    #[arg(long, value_name = "URL|FILE", env = "SFN_LOGS_TO", hide_env_values = true)]
    pub logs_to: Option<String>,
    /// Write every execution here as spans of OpenTelemetry (OTLP, JSON), a document a line, or POST each to a collector
    #[arg(long, value_name = "URL|FILE", env = "SFN_TRACE_OUT", hide_env_values = true)]
    pub trace_out: Option<String>,
    /// Write metrics here in CloudWatch's embedded format, a line each; `GET /metrics` has them for Prometheus
    #[arg(long, value_name = "URL|FILE", env = "SFN_EMF_TO", hide_env_values = true)]
    pub emf_to: Option<String>,
    /// A server that runs the functions which no mock answers, as `LAMBDA_ENDPOINT` of Step Functions Local; variables such
    /// as `DYNAMODB_ENDPOINT` name those of other services
    #[arg(long, value_name = "URL")]
    pub lambda_endpoint: Option<String>,
    /// A server, such as LocalStack or moto, for calls of other services that no mock answers
    #[arg(long, value_name = "URL", env = "SFN_FORWARD", hide_env_values = true)]
    pub forward: Option<String>,
    /// Take only requests that are signed with this access key (repeatable) [default: any will do, and none]
    #[arg(
        long,
        value_name = "KEY:SECRET",
        env = "SFN_CREDENTIALS",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub credentials: Vec<String>,
    /// Let pages of this origin read answers
    #[arg(long, value_name = "ORIGIN", env = "SFN_CORS", hide_env_values = true)]
    pub cors: Option<String>,
    /// How many executions `GET /_sfn/executions` has at most
    #[arg(
        long,
        value_name = "N",
        env = "SFN_KEEP_EXECUTIONS",
        hide_env_values = true,
        default_value_t = 1000
    )]
    pub keep_executions: usize,
    /// Say by the exit code whether the server at this address and port is well, and serve nothing
    #[arg(long)]
    pub healthcheck: bool,
    /// How to say what happens: for people, or a JSON object a line, requests too
    #[arg(
        long,
        value_name = "FORMAT",
        env = "SFN_LOG_FORMAT",
        hide_env_values = true,
        default_value = "human"
    )]
    pub log_format: LogFormat,
    /// The most bytes of a request
    #[arg(long, value_name = "BYTES", env = "SFN_MAX_BODY", hide_env_values = true, default_value_t = MAX_BODY)]
    pub max_body: usize,
    /// The most connections at a time; further ones wait
    #[arg(long, value_name = "N", env = "SFN_MAX_CONNECTIONS", hide_env_values = true, default_value_t = MAX_CONNECTIONS)]
    pub max_connections: usize,
}

/// How it is said what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// A line for people
    Human,
    /// A JSON object a line
    Json,
}

impl From<LogFormat> for JournalFormat {
    fn from(format: LogFormat) -> Self {
        match format {
            LogFormat::Human => Self::Human,
            LogFormat::Json => Self::Json,
        }
    }
}
