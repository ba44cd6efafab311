//! `sfn test --watch`: the tests that a change touches are run again.

use crate::project::store::Store;
use crate::suite::watch::Tests;

use super::args::Args;
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::watch::{Started, start};

/// Tests again and again, until a key or a signal ends it.
pub fn watch(args: &Args, context: &Context<'_>) -> Result<Exit, Error> {
    if let Some(flag) = conflict(args) {
        let message = format!("--watch shows a page for people: not with {flag}");
        return Err(Error::usage(message).help("run it without --watch"));
    }
    let (paths, filters) = args.chosen();
    let tests = arguments(&args.which, &args.filters);
    let started = Started { title: "sfn test", flags: &args.watch.flags, tests: Some(&tests) };
    start(&started, context, &|settings| {
        let args = args.settled(settings);
        let store = (!args.no_recordings).then(|| Store::of(settings));
        let is_whole = paths.is_empty() && filters.is_empty() && settings.is_at_root();
        let covering = args.coverage.covering(is_whole)?;
        let chosen = (paths.clone(), filters.clone());
        Ok(vec![Box::new(Tests::new(settings, chosen, args.how(), store).covering(covering))])
    })
}

/// The arguments that choose tests: what is named, and filters.
pub fn arguments(which: &[String], filters: &[String]) -> Vec<String> {
    let filters = filters.iter().flat_map(|filter| ["-k".to_owned(), filter.clone()]);
    which.iter().cloned().chain(filters).collect()
}

/// A flag that means nothing while watching, if there is one.
fn conflict(args: &Args) -> Option<&'static str> {
    let given = [
        (args.list, "--list"),
        (args.format.as_deref().is_some_and(|format| format != "human"), "--format"),
        (args.github, "--github"),
        (args.report_junit.is_some(), "--report-junit"),
        (args.report_json.is_some(), "--report-json"),
        (args.report_tap.is_some(), "--report-tap"),
        (args.coverage.suggest.is_some(), "--suggest"),
        (args.last_failed, "--last-failed"),
    ];
    given.iter().find(|(is_given, _)| *is_given).map(|(_, flag)| *flag)
}
