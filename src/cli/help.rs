//! `sfn help`: the help of the program or of a command, and the pages about topics.

use std::io::{self, Write};

use crate::base::near::near;
use crate::report::help::TOPICS;
use crate::report::ink::marks::Marks;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{DisplayArgs, Stream};

/// Print the help of a command, or a page about a topic.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// A command, or a topic: exit-codes, jsonl, mocks, selectors, time, trace
    #[arg(value_name = "COMMAND|TOPIC")]
    name: Option<String>,
}

impl Command for Args {
    const NAME: &'static str = "help";
    const ABOUT: &'static str = "Print the help of a command, or a page about a topic";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, context.look)
    }
}

/// Prints what `args` ask for: for a name that is both, the help of the command and then the page.
fn run(args: &Args, look: &DisplayArgs) -> Result<Exit, Error> {
    let style = look.style(Stream::Out);
    let mut root = super::command();
    root.build();
    let Some(name) = args.name.as_deref() else {
        print(&root.render_long_help(), style.colour)?;
        return Ok(Exit::Ok);
    };
    let topic = TOPICS.iter().find(|topic| topic.name == name);
    match (root.find_subcommand_mut(name), topic) {
        (None, None) => return Err(unknown(name)),
        (Some(command), None) => print(&command.render_long_help(), style.colour)?,
        (command, Some(topic)) => {
            let mut out = io::stdout().lock();
            if let Some(command) = command {
                print(&command.render_long_help(), style.colour)?;
                writeln!(out)?;
            }
            topic.write(&mut out, Marks::of(style))?;
        }
    }
    Ok(Exit::Ok)
}

/// What the end of the program's own help says about the pages.
pub fn list() -> String {
    let lines = TOPICS.iter().map(|topic| format!("\n  sfn help {:10}  {}", topic.name, topic.about));
    format!("Topics:{}", lines.collect::<String>())
}

fn print(help: &clap::builder::StyledStr, is_coloured: bool) -> io::Result<()> {
    let text = if is_coloured { help.ansi().to_string() } else { help.to_string() };
    writeln!(io::stdout().lock(), "{}", text.trim_end())
}

fn unknown(name: &str) -> Error {
    let root = super::command();
    let names = root.get_subcommands().map(clap::Command::get_name);
    let help = match near(name, names.chain(TOPICS.iter().map(|topic| topic.name))) {
        Some(near) => format!("did you mean `sfn help {near}`?"),
        None => "`sfn help` lists commands and topics".to_owned(),
    };
    Error::usage(format!("there is no command and no topic `{name}`")).help(help)
}
