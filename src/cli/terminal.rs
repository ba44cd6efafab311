//! What the terminal can show, and what the environment asks for. Nothing else reads either.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};

use crate::report;
use crate::report::ink::style::Style;

use super::error::Error;

/// When to use something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// If the stream can show it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Flags about how things look.
#[derive(Args, Clone, Debug)]
pub struct DisplayArgs {
    /// Use colours
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub color: When,
    /// Use marks such as ✓ beyond ASCII
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub unicode: When,
    /// Columns of a line (default: the terminal's, between 60 and 120; 100 for files and pipes)
    #[arg(long, global = true, value_name = "COLUMNS", help_heading = "Output")]
    pub width: Option<usize>,
    /// Show passwords, tokens and other secrets; `sfn test` never does
    #[arg(long, global = true, help_heading = "Output")]
    pub show_secrets: bool,
}

/// A stream that things are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Stream {
    /// Whether a person reads it.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Out => std::io::stdout().is_terminal(),
            Self::Err => std::io::stderr().is_terminal(),
        }
    }
}

/// Whether a person can press keys: standard input is a terminal.
#[must_use]
pub fn has_keys() -> bool {
    std::io::stdin().is_terminal()
}

/// Standard error, which may be closed or full at any time: what is written there is not what was asked for,
/// so the command goes on and its exit code and output stay what they are.
#[derive(Debug, Default)]
pub struct Stderr {
    closed: bool,
}

impl Write for Stderr {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(text.len());
        }
        match io::stderr().write(text) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.closed = true;
                Ok(text.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DisplayArgs {
    /// What `stream` can show.
    #[must_use]
    pub fn style(&self, stream: Stream) -> Style {
        let terminal = stream.is_terminal();
        let colour = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto if set("NO_COLOR") => false,
            When::Auto if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
            When::Auto => terminal && variable("TERM").as_deref() != Some("dumb"),
        };
        let unicode = match self.unicode {
            When::Always => true,
            When::Never => false,
            When::Auto => variable("TERM").as_deref() != Some("dumb") && speaks_utf8(),
        };
        Style { colour, unicode, width: self.columns(terminal) }
    }

    fn columns(&self, terminal: bool) -> usize {
        let measured = || {
            let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(std::io::stderr())?;
            Some(usize::from(columns))
        };
        let asked = self.width.or_else(|| variable("COLUMNS")?.parse().ok());
        let found = asked.or_else(|| terminal.then(measured).flatten()).unwrap_or(100);
        if self.width.is_some() { found.max(20) } else { found.clamp(60, 120) }
    }
}

/// Whether the locale says UTF-8; without a locale it is taken for granted.
fn speaks_utf8() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Whether an environment variable is set to something but `0`.
#[must_use]
pub fn set(name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// The format that the environment asks for, if the command knows it. `SFN_FORMAT` is meant for all commands,
/// so a format that only another command knows is not a mistake.
pub fn format(is_known: &dyn Fn(&str) -> bool) -> Result<Option<String>, Error> {
    let Some(asked) = variable("SFN_FORMAT").filter(|asked| !asked.is_empty()) else { return Ok(None) };
    let runs = report::runs::FORMATS.iter().map(|format| format.name);
    let mut all =
        runs.chain(report::findings::FORMATS.iter().map(|format| format.name)).chain(["human", "yaml"]);
    if is_known(&asked) {
        Ok(Some(asked))
    } else if all.any(|known| known == asked) {
        Ok(None)
    } else {
        Err(Error::usage(format!("SFN_FORMAT: no command has a format `{asked}`")).help("for instance: json"))
    }
}

/// Whether a report for people or one document is asked for: by the command's own flag, else by the environment.
pub fn wants_json(flag: Option<bool>) -> Result<bool, Error> {
    let asked = format(&|name| matches!(name, "human" | "json"))?;
    Ok(flag.unwrap_or(asked.as_deref() == Some("json")))
}

/// The value of an environment variable.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door through which the environment comes")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
