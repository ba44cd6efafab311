//! `sfn mock`: mock files made, checked and explained. One file a subcommand.

mod from;
mod history;
mod import;
mod init;
mod lint;
mod record;
mod show;
pub mod written;

use crate::cli::command::{Command, Context};
use crate::cli::error::Error;
use crate::cli::exit::Exit;

/// Make, check and explain mock files.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn mock init order.asl.json      one answer for each task
  sfn mock from history.json        mocks and a test of an execution that really happened
  sfn mock import MockConfigFile.json   the mocks of Step Functions Local
  sfn mock record order.asl.json --allow-aws   what real services answer
  sfn mock lint                     the mock and test files of the project
  sfn mock lint order.sfn.yaml      one of them
  sfn mock show order.asl.json 'Charge Card' -t declined    what its calls are answered, and why")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// The subcommands, in the order of the help.
#[derive(clap::Subcommand, Debug)]
enum What {
    From(from::Args),
    Import(import::Args),
    Init(init::Args),
    Lint(lint::Args),
    Record(Box<record::Args>),
    Show(show::Args),
}

impl Command for Args {
    const NAME: &'static str = "mock";
    const ABOUT: &'static str = "Make, check and explain mock files";
    // What is made of recorded data is kept.
    const HIDES: bool = true;

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        match &self.what {
            What::From(args) => args.run(context),
            What::Import(args) => args.run(context),
            What::Init(args) => args.run(context),
            What::Lint(args) => args.run(context),
            What::Record(args) => args.run(context),
            What::Show(args) => args.run(context),
        }
    }
}
