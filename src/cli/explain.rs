//! `sfn explain`: what a code or an error name means.

use crate::asl::errors::{self, ERRORS};
use crate::report::page;
use crate::validate::rules::{self, RULES};

use super::error::Error;
use super::exit::Exit;
use super::terminal::{Look, Stream};

/// Explain a diagnostic or an AWS error name.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn explain SFN103
  sfn explain States.Timeout")]
pub struct Args {
    /// A code such as SFN103, or an error name such as States.Timeout
    #[arg(value_name = "CODE")]
    code: String,
}

pub fn run(args: &Args, look: &Look) -> Result<Exit, Error> {
    let out = &mut std::io::stdout().lock();
    let style = look.style(Stream::Out);
    let by_name = RULES.iter().copied().find(|rule| rule.name == args.code);
    if let Some(rule) = rules::find(&args.code).or(by_name) {
        page::rule(out, rule, &style)?;
    } else if let Some(error) = errors::find(&args.code) {
        page::error(out, error, &style)?;
    } else {
        let known = RULES.iter().map(|rule| rule.code).chain(ERRORS.iter().map(|error| error.name));
        let near = known
            .map(|known| (strsim::damerau_levenshtein(known, &args.code), known))
            .min()
            .filter(|(distance, _)| *distance <= 3);
        let help = match near {
            Some((_, near)) => format!("did you mean {near}?"),
            None => "codes look like SFN103, error names like States.Timeout".to_owned(),
        };
        return Err(Error::usage(format!("there is no page about {}", args.code), help));
    }
    Ok(Exit::Ok)
}
