//! `unreachable`: rules, catchers and retriers that no outcome can reach, and the states behind them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::errors::{self, MatchedBy, covers, names};
use crate::asl::machine::{
    Choice, Comparison, Kind as StateKind, Operand, Operator, Relation, State, StateId, Task, Test,
};
use crate::base::diag::Severity;
use crate::explore::survey::{Survey, Way, ahead, numbered};
use crate::suite::suggest::Material;

use super::{Finder, Kind, listed, no_way};

pub(super) const KIND: Kind = Kind {
    name: "unreachable",
    about: "No outcome leads there: a catcher or retrier names errors that the call cannot end in, or that an earlier one \
        takes; a rule asks for what an earlier rule took already; or a state stands behind such a rule alone. Often it \
        shows that a name is wrong, for instance Ecs.ServerException for ECS.ServerException. Correct or remove it.",
    look: no_way,
    survey,
};

fn survey(_: &Material, survey: &Survey, finder: &mut Finder<'_>) {
    let mut dead: BTreeSet<(StateId, Way, usize)> = BTreeSet::new();
    for (id, state) in numbered(&survey.machine) {
        if let StateKind::Task(task) = &state.kind
            && let Some(thrown) = survey.errors.get(&id)
        {
            let retriers: Vec<_> = state.retry.iter().map(|rule| &*rule.errors).collect();
            let catchers: Vec<_> = state.catch.iter().map(|rule| &*rule.errors).collect();
            let by_retry = |at| thrown.iter().any(|thrown| thrown.retrier == Some(at));
            let by_catch = |at| thrown.iter().any(|thrown| thrown.catcher == Some(at));
            for (way, word, rules, is_met) in [
                (Way::Retry, "retrier", retriers, &by_retry as &dyn Fn(usize) -> bool),
                (Way::Catch, "catcher", catchers, &by_catch),
            ] {
                for at in 0..rules.len() {
                    if !is_met(at) && !survey.taken.contains(&(id, way, at)) && !may_come(task, &rules, at) {
                        dead.insert((id, way, at));
                        handler(finder, (id, state), word, at, rules[at]);
                    }
                }
            }
        }
        if let StateKind::Choice(choice) = &state.kind {
            for at in 0..choice.rules.len() {
                if !survey.taken.contains(&(id, Way::Rule, at))
                    && let Some(earlier) = taken_by(choice, at)
                {
                    dead.insert((id, Way::Rule, at));
                    finder.found(id, &format!("rule {at}"), Severity::Warning, None, || {
                        let (at, earlier) = (at + 1, earlier + 1);
                        format!(
                            "rule {at} of `{}` never matches: rule {earlier} takes all that it would",
                            state.name
                        )
                    });
                }
            }
        }
    }
    behind(survey, &dead, finder);
}

fn handler(
    finder: &mut Finder<'_>,
    (id, state): (StateId, &State),
    word: &str,
    at: usize,
    errors: &[Arc<str>],
) {
    finder.found(id, &format!("{word} {at}"), Severity::Warning, None, || {
        let names: Vec<&str> = errors.iter().map(|name| &**name).collect();
        format!("no outcome of `{}` reaches its {word} {} for {}", state.name, at + 1, listed(&names))
    });
}

/// Whether something else than an error of the service may reach a rule: a time limit, its own data.
fn may_come(task: &Task, rules: &[&[Arc<str>]], at: usize) -> bool {
    let is_taken =
        |name: &str| rules[..at].iter().any(|earlier| earlier.iter().any(|other| covers(other, name)));
    let wide = |name: &str| name == names::ALL;
    rules[at].iter().any(|name| {
        let is_before =
            rules[..at].iter().any(|earlier| earlier.iter().any(|other| other == name || wide(other)));
        let may = match &**name {
            names::ALL => true,
            names::TIMEOUT => task.timeout.is_some() || task.heartbeat.is_some(),
            names::HEARTBEAT_TIMEOUT => task.heartbeat.is_some(),
            names::TASK_FAILED => false,
            other => errors::find(other).is_some_and(|known| {
                other.starts_with(known.name)
                    && !matches!(known.matched_by, MatchedBy::Never | MatchedBy::Unreported)
                    && !other.starts_with("States.Http.")
                    && !matches!(
                        other,
                        names::BRANCH_FAILED
                            | names::EXCEED_TOLERATED_FAILURE_THRESHOLD
                            | names::ITEM_READER_FAILED
                            | names::RESULT_WRITER_FAILED
                    )
            }),
        };
        may && !is_before && !is_taken(name)
    })
}

/// The earlier rule that matches whenever rule `at` does, as far as that is certain.
fn taken_by(choice: &Choice, at: usize) -> Option<usize> {
    let own = &choice.rules[at].test;
    (0..at).find(|earlier| implies(own, &choice.rules[*earlier].test))
}

/// Whether `other` certainly holds wherever `test` does.
fn implies(test: &Test, other: &Test) -> bool {
    match (test, other) {
        (Test::Compare(one), Test::Compare(two)) => compare(one, two),
        (Test::And(all), _) => all.iter().any(|part| implies(part, other)),
        (Test::Compare(_) | Test::Not(_) | Test::Condition(_), Test::Or(any)) => {
            any.iter().any(|part| implies(test, part))
        }
        (Test::Or(any), _) => any.iter().all(|part| implies(part, other)),
        (Test::Condition(one), Test::Condition(two)) => format!("{one:?}") == format!("{two:?}"),
        (Test::Not(one), Test::Not(two)) => format!("{one:?}") == format!("{two:?}"),
        (Test::Compare(_), Test::And(_) | Test::Not(_) | Test::Condition(_))
        | (Test::Not(_), Test::And(_) | Test::Compare(_) | Test::Condition(_))
        | (Test::Condition(_), Test::And(_) | Test::Not(_) | Test::Compare(_)) => false,
    }
}

fn compare(one: &Comparison, two: &Comparison) -> bool {
    if one.variable.text() != two.variable.text() {
        return false;
    }
    let (Operand::Fixed(left), Operand::Fixed(right)) = (&one.operand, &two.operand) else {
        return one.operator == two.operator && format!("{:?}", one.operand) == format!("{:?}", two.operand);
    };
    if one.operator == two.operator && left == right {
        return true;
    }
    let (Operator::Numeric(narrow), Operator::Numeric(wide)) = (one.operator, two.operator) else {
        return false;
    };
    let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else { return false };
    match (narrow, wide) {
        (Relation::Less, Relation::Less | Relation::LessOrEqual) => left <= right,
        (Relation::LessOrEqual | Relation::Equals, Relation::Less) => left < right,
        (Relation::LessOrEqual | Relation::Equals, Relation::LessOrEqual) => left <= right,
        (Relation::Greater, Relation::Greater | Relation::GreaterOrEqual) => left >= right,
        (Relation::GreaterOrEqual | Relation::Equals, Relation::Greater) => left > right,
        (Relation::GreaterOrEqual | Relation::Equals, Relation::GreaterOrEqual) => left >= right,
        (Relation::Equals, Relation::Equals)
        | (
            Relation::Less | Relation::LessOrEqual,
            Relation::Greater | Relation::GreaterOrEqual | Relation::Equals,
        )
        | (
            Relation::Greater | Relation::GreaterOrEqual,
            Relation::Less | Relation::LessOrEqual | Relation::Equals,
        ) => false,
    }
}

/// The states that only dead rules lead to.
fn behind(survey: &Survey, dead: &BTreeSet<(StateId, Way, usize)>, finder: &mut Finder<'_>) {
    if dead.is_empty() {
        return;
    }
    let machine = &survey.machine;
    let mut reached = BTreeSet::new();
    let mut open = vec![machine.root().start];
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        let state = machine.state(id);
        if let StateKind::Choice(choice) = &state.kind {
            let live =
                choice.rules.iter().enumerate().filter(|(at, _)| !dead.contains(&(id, Way::Rule, *at)));
            open.extend(live.map(|(_, rule)| rule.next).chain(choice.default));
        } else {
            open.extend(ahead(machine, state));
        }
        let live = state.catch.iter().enumerate().filter(|(at, _)| !dead.contains(&(id, Way::Catch, *at)));
        open.extend(live.map(|(_, catcher)| catcher.next));
    }
    for (id, state) in
        numbered(machine).filter(|(id, _)| !reached.contains(id) && !survey.entered.contains(id))
    {
        finder.found(id, "", Severity::Warning, None, || format!("no outcome leads to `{}`", state.name));
    }
}
