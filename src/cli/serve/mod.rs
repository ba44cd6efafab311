//! `sfn serve`: AWS's API on this machine.

mod args;
mod greeting;
mod health;
mod store;

use std::sync::Arc;

use crate::page::Page;
use crate::project::clock::{ClockSpeed, time_scale};
use crate::server::endpoints::{Endpoints, SERVICES};
use crate::server::journal::Journal;
use crate::server::{Credentials, Setup, Stopper};
use crate::session::signals::Signals;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Stderr, variable};

pub use args::Args;

impl Command for Args {
    const NAME: &'static str = "serve";
    const ABOUT: &'static str = "Serve AWS's API on this machine";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.healthcheck {
            return Ok(health::check(self.host, self.port.first().copied().unwrap_or_default()));
        }
        let journal = Arc::new(Journal::new(self.log_format.into(), Box::new(Stderr::default())));
        let setup = self.setup((context.settings)()?, Arc::clone(&journal))?;
        let ready = setup.ready()?;
        let stopper = Stopper::default();
        let stop = stopper.clone();
        let signals = Signals::stop(move || stop.stop());
        greeting::say(&journal, &ready);
        ready.run(&stopper)?;
        drop(signals);
        Ok(Exit::Ok)
    }
}

impl Args {
    fn setup(
        &self,
        settings: crate::project::settings::Settings,
        journal: Arc<Journal>,
    ) -> Result<Setup, Error> {
        let given = |list: &[String]| list.iter().filter(|one| !one.is_empty()).cloned().collect::<Vec<_>>();
        let target = |given: &Option<String>| given.clone().filter(|target| !target.is_empty());
        let page = Page::new(settings.clone(), given(&self.templates));
        Ok(Setup {
            page: self.host.is_loopback().then(|| Arc::new(page)),
            host: self.host,
            ports: self.port.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            clock: self.clock()?,
            seed: self.seed,
            store: self.store.store(),
            most_ended: self.store.most_ended(),
            most_memory: self.store.most_memory(),
            mocks: self.mock_files(),
            settings,
            templates: given(&self.templates),
            parameters: self.param.clone(),
            watches: self.watch,
            events_to: target(&self.events_to),
            logs_to: target(&self.logs_to),
            traces_to: target(&self.trace_out),
            emf_to: target(&self.emf_to),
            endpoints: self.endpoints()?,
            credentials: Credentials::read(&given(&self.credentials)).map_err(Error::usage)?,
            cors: target(&self.cors),
            kept: self.keep_executions,
            max_body: self.max_body,
            max_connections: self.max_connections,
            journal,
        })
    }

    /// How time passes; as the variable of Step Functions Local says if nobody else does.
    fn clock(&self) -> Result<ClockSpeed, Error> {
        const NAME: &str = "WAIT_TIME_SCALE";
        let scale = || match variable(NAME).filter(|scale| !scale.is_empty()) {
            None => Ok(ClockSpeed::Scaled(1.0)),
            Some(scale) => {
                time_scale(&scale).map_err(|words| Error::usage(format!("{NAME}={scale}: {words}")))
            }
        };
        self.clock.map_or_else(scale, Ok)
    }

    /// The mock files; those of the variables of Step Functions Local and of LocalStack if none is named.
    fn mock_files(&self) -> Vec<String> {
        let named: Vec<String> = self.mocks.iter().filter(|file| !file.is_empty()).cloned().collect();
        if !named.is_empty() {
            return named;
        }
        let variables = ["SFN_MOCK_CONFIG", "LOCALSTACK_SFN_MOCK_CONFIG"];
        variables.into_iter().find_map(variable).filter(|file| !file.is_empty()).into_iter().collect()
    }

    /// What stands for services of AWS: by variables, by `--lambda-endpoint`, by `--forward`.
    fn endpoints(&self) -> Result<Endpoints, Error> {
        let mut endpoints = Endpoints::default();
        let named = SERVICES.iter().filter_map(|(service, name)| Some((*service, variable(name)?)));
        let lambda = self.lambda_endpoint.iter().map(|url| ("lambda", url.clone()));
        let others = self.forward.iter().map(|url| ("*", url.clone()));
        for (service, url) in named.chain(lambda).chain(others).filter(|(_, url)| !url.is_empty()) {
            endpoints.add(service, &url).map_err(Error::usage)?;
        }
        Ok(endpoints)
    }
}
