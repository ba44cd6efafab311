//! `sfn mock record`: a run whose calls are really made, and their answers written down.

use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::run;
use crate::services::mock::{Cassette, Passthrough, RecordMode};

/// Run a workflow with real services and write their answers down as mocks.
#[derive(clap::Args, Debug)]
#[group(id = "record")]
#[command(after_help = "Examples:
  sfn mock record order.asl.json -i @order.json --allow-aws      AWS itself answers
  sfn mock record order.asl.json --endpoint http://localhost:4566 --allow-net=localhost
  sfn mock record order.asl.json -t 'happy path' --allow-aws     into the mocks of this test
  sfn mock record order.asl.json --mode all --allow-aws          once more, for all that was recorded

What the mock files answer is not asked. Each other call goes to its service, and what it says is written below
`mocks: states:` of the mock file (which is made if there is none) or of the test, with `recorded:`, which says
of whom it is. The file keeps its comments and its order. Passwords, tokens and other secrets are replaced by
(secret); how long a call took is not kept. A `passthrough: {record: MODE}` in a mock file does the same in
`sfn run` and `sfn test`.

Modes:
  once   what is recorded is given; a state of which nothing is recorded is recorded
  new    the same, and calls beyond what is recorded are made and recorded, too
  none   only what is recorded is given: a call without an answer stops the run with exit code 5
  all    every call is made, and replaces what is recorded")]
pub struct Args {
    #[command(flatten)]
    run: run::Args,
    /// When calls are made and recorded
    #[arg(long, value_name = "once|new|none|all", default_value = "once", value_parser = mode, help_heading = "Recording")]
    mode: RecordMode,
    /// The URL to ask instead of AWS's own, where the mock file names none
    #[arg(long, value_name = "URL", help_heading = "Recording")]
    endpoint: Option<String>,
}

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.run.watch.wanted()? {
            let message = "a recording changes the files that --watch would look at";
            return Err(Error::usage(message).help("leave --watch out"));
        }
        let endpoint = self.endpoint.as_deref().map(Into::into);
        let unmatched = Passthrough { endpoint, ..Passthrough::default() };
        run::record(&self.run, Cassette::new(self.mode, unmatched), context)
    }
}

fn mode(word: &str) -> Result<RecordMode, String> {
    RecordMode::find(word).ok_or_else(|| "write once, new, none or all".to_owned())
}
