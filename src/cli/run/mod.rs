//! `sfn run`: runs a workflow once. Here the command is arranged: files in, a driven execution, reports
//! out.

mod args;
mod halt;
mod prepare;
mod progress;
mod show;

pub use args::Args;

use crate::engine::{Execution, Outcome};
use crate::services::Service as _;
use crate::services::clock::real_now;
use crate::services::drive::{Limits, drive};

use super::error::Error;
use super::exit::Exit;
use super::terminal::Look;
use prepare::Prepared;

/// Runs what `args` say.
pub fn run(args: &Args, look: &Look) -> Result<Exit, Error> {
    let mut prepared = prepare::prepare(args, look)?;
    let mut execution = prepared.start();
    let began = real_now();
    let mut shown = show::Show::new(args, look, &prepared);
    let Prepared { mocks, machine, clock, .. } = &mut prepared.parts;
    let limits = Limits { events: args.event_limit(), wall: args.timeout };
    let driven = drive(
        &mut execution,
        clock.as_mut(),
        limits,
        &mut |call| {
            let answer = mocks.answer(call, machine)?;
            Ok(answer.reply)
        },
        &mut |records| shown.observe(&records),
    );
    let wall = real_now().saturating_duration_since(began);
    finish(driven, &execution, shown, wall)
}
