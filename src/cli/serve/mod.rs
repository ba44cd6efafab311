//! `sfn serve`: AWS's API on this machine.

mod args;
mod greeting;

use std::sync::Arc;

use crate::server::journal::Journal;
use crate::server::{Setup, Stopper};
use crate::session::signals::Signals;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stderr;

pub use args::Args;

impl Command for Args {
    const NAME: &'static str = "serve";
    const ABOUT: &'static str = "Serve AWS's API on this machine";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
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
        Ok(Setup {
            host: self.host,
            ports: self.port.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            clock: self.clock,
            seed: self.seed,
            most_ended: self.keep.unwrap_or(usize::MAX),
            mocks: given(&self.mocks),
            settings,
            templates: given(&self.templates),
            parameters: self.param.clone(),
            watches: self.watch,
            events_to: self.events_to.clone().filter(|target| !target.is_empty()),
            max_body: self.max_body,
            max_connections: self.max_connections,
            journal,
        })
    }
}
