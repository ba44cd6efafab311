//! Suggestions for arguments that are unknown: clap's own measure takes `graph` for the alias `r` and `tst` for
//! `list`. What is suggested here is as near as everywhere else in the program.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::base::near::near;

/// Leaves only suggestions in `error` that may have been meant.
pub fn keep_near(error: &mut clap::Error, command: &clap::Command) {
    if let Some(ContextValue::String(written)) = error.get(ContextKind::InvalidSubcommand) {
        let named = command.get_subcommands();
        let names = named.flat_map(|one| std::iter::once(one.get_name()).chain(one.get_visible_aliases()));
        let names: Vec<&str> = names.chain(["help"]).filter(|name| name.len() > 1).collect();
        let meant = near(written, names).map(str::to_owned);
        set(error, ContextKind::SuggestedSubcommand, meant);
    }
    for (written, suggested) in [
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ] {
        let (Some(ContextValue::String(written)), Some(ContextValue::String(meant))) =
            (error.get(written), error.get(suggested))
        else {
            continue;
        };
        let bare = |name: &str| name.trim_start_matches('-').to_owned();
        if near(&bare(written), [&*bare(meant)]).is_none() {
            error.remove(suggested);
        }
    }
    keep_usage(error, command);
    // That a flag could be meant as a value is said of every flag that is unknown, and never helps.
    if error.get(ContextKind::InvalidArg).is_some() {
        error.remove(ContextKind::Suggested);
    }
}

/// Shows how the command is used if a flag is unknown, and not with what was suggested as if it were needed.
fn keep_usage(error: &mut clap::Error, command: &clap::Command) {
    let usage = error.get(ContextKind::Usage).filter(|_| error.kind() == ErrorKind::UnknownArgument);
    let Some(ContextValue::StyledStr(shown)) = usage else { return };
    let shown = shown.to_string();
    let mut words = shown.split_whitespace().skip_while(|word| word.starts_with("Usage")).skip(1);
    let mut used = &mut command.clone();
    used.build();
    while let Some(name) = words.next().filter(|name| used.find_subcommand(name).is_some()) {
        let Some(next) = used.find_subcommand_mut(name) else { return };
        used = next;
    }
    error.insert(ContextKind::Usage, ContextValue::StyledStr(used.render_usage()));
}

fn set(error: &mut clap::Error, kind: ContextKind, value: Option<String>) {
    match value {
        Some(value) => drop(error.insert(kind, ContextValue::String(value))),
        None => drop(error.remove(kind)),
    }
}
