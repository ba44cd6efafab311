//! `sfn serve`: AWS's API on this machine.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::api::world::Hooks;
use crate::api::{Config, World};
use crate::project::clock::{ClockSpeed, clock_speed};
use crate::server::{Hosts, Server, Stopper};
use crate::services::local::Workers;
use crate::session::mock_files;
use crate::session::signals::Signals;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stderr;

/// Serve the API of AWS Step Functions on this machine.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn serve                               on http://127.0.0.1:8083, as Step Functions Local
  sfn serve --port 4566 --port 8083       on several ports
  sfn serve -m order.sfn.yaml             a mock file answers what tasks call
  AWS_ENDPOINT_URL_SFN=http://127.0.0.1:8083 aws stepfunctions list-state-machines

Nothing is stored: what was made is gone when the server ends.")]
pub struct Args {
    /// The port, 0 for any that is free (repeatable)
    #[arg(
        long,
        value_name = "PORT",
        env = "SFN_PORT",
        hide_env_values = true,
        default_value = "8083",
        value_delimiter = ','
    )]
    port: Vec<u16>,
    /// The address to listen on; any but a loopback address lets other machines in
    #[arg(long, value_name = "ADDRESS", env = "SFN_HOST", hide_env_values = true, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// A mock file (repeatable; later ones win)
    #[arg(short, long = "mocks", value_name = "FILE", env = "SFN_MOCKS", hide_env_values = true)]
    mocks: Vec<String>,
    /// How time passes for executions: waits take no time, real time, or time N times as fast
    #[arg(long, value_name = "virtual|real|xN", env = "SFN_CLOCK", hide_env_values = true, value_parser = clock_speed, default_value = "real")]
    clock: ClockSpeed,
    /// The account of clients whose access key is not an account
    #[arg(
        long,
        value_name = "ID",
        env = "AWS_ACCOUNT_ID",
        hide_env_values = true,
        default_value = "123456789012"
    )]
    account: String,
    /// The region of clients that do not sign for one
    #[arg(
        long,
        value_name = "REGION",
        env = "AWS_DEFAULT_REGION",
        hide_env_values = true,
        default_value = "us-east-1"
    )]
    region: String,
    /// Seed for names, ids, random numbers and jitter [default: another one each time]
    #[arg(long, value_name = "N", env = "SFN_SEED", hide_env_values = true)]
    seed: Option<u64>,
}

impl Command for Args {
    const NAME: &'static str = "serve";
    const ABOUT: &'static str = "Serve AWS's API on this machine";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = (context.settings)()?;
        let named: Vec<String> = self.mocks.iter().filter(|file| !file.is_empty()).cloned().collect();
        let (mocks, mock_files) = mock_files(&named, &settings)?;
        let (account, region) = (self.account.clone(), self.region.clone());
        let config = Config {
            account,
            region,
            clock: self.clock,
            seed: self.seed,
            mocks,
            mock_files,
            settings,
            workers: Workers::default(),
            hooks: Hooks::default(),
        };
        let world = Arc::new(World::new(config)?);
        let hosts = if self.host.is_loopback() { Hosts::Loopback } else { Hosts::All };
        let server =
            Server::bind(self.host, &self.port, world, hosts).map_err(|error| self.no_port(&error))?;
        let addresses = server.addresses()?;
        let stopper = Stopper::default();
        let stop = stopper.clone();
        let signals = Signals::stop(move || stop.stop());
        greet(&addresses);
        server.run(&stopper)?;
        drop(signals);
        Ok(Exit::Ok)
    }
}

impl Args {
    fn no_port(&self, error: &std::io::Error) -> Error {
        let ports: Vec<String> = self.port.iter().map(u16::to_string).collect();
        Error::load(format!("cannot listen on {} port {}: {error}", self.host, ports.join(", ")))
            .help("another server may have the port; `--port 0` takes one that is free")
    }
}

/// Says where the server is. Tools that start LocalStack wait for the line `Ready.`.
fn greet(addresses: &[SocketAddr]) {
    let mut out = Stderr::default();
    let urls: Vec<String> = addresses.iter().map(|address| format!("http://{address}")).collect();
    // What cannot be said is no reason not to serve.
    let _ = writeln!(out, "sfn serve: listening on {}", urls.join(" and "));
    if let Some(url) = urls.first() {
        let _ = writeln!(out, "  AWS_ENDPOINT_URL_SFN={url} aws stepfunctions list-state-machines");
    }
    let _ = writeln!(out, "Ready.");
}
