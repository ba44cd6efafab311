//! What can be said to a debugger, in words: `next`, `back 3`, `answer {"ok": true}`.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::near::near;
use crate::base::value::Value;

use super::breakpoint::Breakpoint;

/// How a run is to go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// To the next state of this branch or item, or of what is around it.
    Next,
    /// To the next state or call, wherever it is.
    Into,
    /// Until this branch or item has ended.
    Out,
    /// To the next breakpoint; once to this one, if one is given.
    Continue(Option<Breakpoint>),
    /// So many states back.
    Back(usize),
    /// Back to the beginning.
    Restart,
    /// Stop here from now on.
    Break(Breakpoint),
    /// Forget the breakpoint with this number, from 1, or all.
    Clear(Option<usize>),
    /// Change the input of the state.
    SetInput(Value),
    /// Change a variable.
    SetVariable(Arc<str>, Value),
    /// Answer the call, or the next one of this state, like this: as `--mock` has it.
    Answer(Arc<str>),
    /// Give the run up.
    Quit,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The input of the state.
    Input,
    /// What the call is made with.
    Arguments,
    /// What the last state made of its data.
    Output,
    /// The variables.
    Variables,
    /// The context object.
    Context,
    /// The value of an expression.
    Value(String),
    /// All that runs, and what it waits for.
    Where,
    /// The text of the state.
    Source,
    /// The breakpoints.
    Breakpoints,
    /// Keep what was changed as a test in this file.
    Save(String),
    /// The commands.
    Help,
}

impl Shown {
    /// Whether it is a value, and no text about the run.
    #[must_use]
    pub const fn is_value(&self) -> bool {
        match self {
            Self::Input
            | Self::Arguments
            | Self::Output
            | Self::Variables
            | Self::Context
            | Self::Value(_) => true,
            Self::Where | Self::Source | Self::Breakpoints | Self::Save(_) | Self::Help => false,
        }
    }
}

/// What was said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// To go on.
    Go(Command),
    /// To look.
    Look(Shown),
}

/// A word that can be said.
pub struct Word {
    /// Its names, the long one first.
    pub names: &'static [&'static str],
    /// What follows it.
    pub rest: &'static str,
    /// What it does.
    pub about: &'static str,
    parse: fn(&str, &StateMachine) -> Result<Said, String>,
}

/// All words, in the order of the help.
pub const COMMANDS: &[Word] = &[
    Word {
        names: &["next", "n"],
        rest: "",
        about: "to the next state of this branch or item, or of what is around it",
        parse: |rest, _| alone(rest, Said::Go(Command::Next)),
    },
    Word {
        names: &["into", "step", "s", "i"],
        rest: "",
        about: "to the next state or call, into branches and items too",
        parse: |rest, _| alone(rest, Said::Go(Command::Into)),
    },
    Word {
        names: &["out", "o"],
        rest: "",
        about: "until this branch or item has ended",
        parse: |rest, _| alone(rest, Said::Go(Command::Out)),
    },
    Word {
        names: &["continue", "c"],
        rest: "[STATE|ERROR|CONDITION]",
        about: "to the next breakpoint, or once to this place",
        parse: |rest, machine| match rest {
            "" => Ok(Said::Go(Command::Continue(None))),
            _ => Ok(Said::Go(Command::Continue(Some(Breakpoint::parse(rest, machine)?)))),
        },
    },
    Word {
        names: &["back", "b"],
        rest: "[N]",
        about: "one state back, or N states",
        parse: |rest, _| number(rest, "back", 1).map(|count| Said::Go(Command::Back(count))),
    },
    Word {
        names: &["restart"],
        rest: "",
        about: "back to the beginning",
        parse: |rest, _| alone(rest, Said::Go(Command::Restart)),
    },
    Word {
        names: &["break"],
        rest: "STATE|ERROR|CONDITION",
        about: "stop there from now on; without anything, list where",
        parse: |rest, machine| match rest {
            "" => Ok(Said::Look(Shown::Breakpoints)),
            _ => Ok(Said::Go(Command::Break(Breakpoint::parse(rest, machine)?))),
        },
    },
    Word {
        names: &["clear"],
        rest: "[N]",
        about: "forget breakpoint N, or all",
        parse: |rest, _| match rest {
            "" => Ok(Said::Go(Command::Clear(None))),
            _ => number(rest, "clear", 1).map(|at| Said::Go(Command::Clear(Some(at)))),
        },
    },
    Word {
        names: &["print", "p"],
        rest: "[input|args|output|vars|context|EXPR]",
        about: "show the input, or this",
        parse: |rest, _| Ok(Said::Look(printed(rest))),
    },
    Word {
        names: &["eval", "e"],
        rest: "EXPR",
        about: "show the value of a JSONPath, an intrinsic function, or JSONata",
        parse: |rest, _| match rest {
            "" => {
                Err("`eval` needs an expression, such as eval $.total or eval $sum(items.price)".to_owned())
            }
            _ => Ok(Said::Look(Shown::Value(rest.to_owned()))),
        },
    },
    Word {
        names: &["set"],
        rest: "input JSON | $NAME JSON",
        about: "change the input of the state, or a variable",
        parse: |rest, _| set(rest),
    },
    Word {
        names: &["answer", "a"],
        rest: "JSON|throw:ERROR|…",
        about: "answer the call of this state like this, as --mock does",
        parse: |rest, _| match rest {
            "" => {
                Err("`answer` needs an answer, such as answer {\"ok\": true} or answer throw:Declined"
                    .to_owned())
            }
            _ => Ok(Said::Go(Command::Answer(rest.into()))),
        },
    },
    Word {
        names: &["throw"],
        rest: "ERROR[:CAUSE]",
        about: "let the call of this state fail",
        parse: |rest, _| match rest {
            "" => Err("`throw` needs the name of an error, such as throw States.Timeout".to_owned()),
            _ => Ok(Said::Go(Command::Answer(format!("throw:{rest}").into()))),
        },
    },
    Word {
        names: &["where", "w"],
        rest: "",
        about: "all branches and items that run",
        parse: |rest, _| alone(rest, Said::Look(Shown::Where)),
    },
    Word {
        names: &["list", "l"],
        rest: "",
        about: "the text of the state",
        parse: |rest, _| alone(rest, Said::Look(Shown::Source)),
    },
    Word {
        names: &["save"],
        rest: "FILE",
        about: "keep this run, with what was changed, as a test in FILE",
        parse: |rest, _| match rest {
            "" => Err("`save` needs a file, such as save order.sfn.yaml".to_owned()),
            _ => Ok(Said::Look(Shown::Save(rest.to_owned()))),
        },
    },
    Word {
        names: &["help", "h", "?"],
        rest: "",
        about: "these words",
        parse: |rest, _| alone(rest, Said::Look(Shown::Help)),
    },
    Word {
        names: &["quit", "q"],
        rest: "",
        about: "give the run up",
        parse: |rest, _| alone(rest, Said::Go(Command::Quit)),
    },
];

impl Said {
    /// What `line` says about a run of `machine`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(line: &str, machine: &StateMachine) -> Result<Self, String> {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match COMMANDS.iter().find(|known| known.names.contains(&word)) {
            Some(known) => (known.parse)(rest.trim(), machine),
            None => {
                let known = COMMANDS.iter().map(|known| known.names[0]);
                let help =
                    near(word, known).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
                Err(format!("there is no command `{word}`; {help}`help` lists them"))
            }
        }
    }
}

fn alone(rest: &str, said: Said) -> Result<Said, String> {
    if rest.is_empty() { Ok(said) } else { Err(format!("nothing is to follow, not `{rest}`")) }
}

fn number(rest: &str, word: &str, default: usize) -> Result<usize, String> {
    match rest {
        "" => Ok(default),
        _ => rest
            .parse()
            .ok()
            .filter(|count| *count > 0)
            .ok_or_else(|| format!("`{rest}` is not a number of 1 or more; write it like {word} 3")),
    }
}

fn printed(rest: &str) -> Shown {
    match rest {
        "" | "input" => Shown::Input,
        "args" | "arguments" => Shown::Arguments,
        "output" | "result" => Shown::Output,
        "vars" | "variables" => Shown::Variables,
        "context" => Shown::Context,
        _ => Shown::Value(rest.to_owned()),
    }
}

fn set(rest: &str) -> Result<Said, String> {
    let help = "write it like set input {\"id\": 7} or set $total 12";
    let (what, json) = rest.split_once(char::is_whitespace).ok_or(help)?;
    let value =
        Value::parse(json).map_err(|error| format!("what follows `{what}` is not JSON: {error}; {help}"))?;
    match what.strip_prefix('$') {
        Some(name) if !name.is_empty() => Ok(Said::Go(Command::SetVariable(name.into(), value))),
        None if what == "input" => Ok(Said::Go(Command::SetInput(value))),
        Some(_) | None => Err(format!("only `input` and variables can be set, not `{what}`; {help}")),
    }
}
