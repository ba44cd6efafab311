//! A run as a picture of its definition: which states it went through, how they ended, which ways it took.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::amount::took;
use crate::engine::history::Transition;
use crate::record::visits::{
    Follow, Happening, HappeningKind, Mark as Ending, Scene, Visit, VisitReader, Visits,
};
use crate::report::graph::layout::Direction;
use crate::report::graph::model::{Graph, WayKind};
use crate::report::graph::paint::{Mark, Paint, StatePaint, WayPaint};
use crate::report::graph::{Drawing, Format};
use crate::report::ink::style::Style;
use crate::report::runs::{Run, Stop, VisitReport};

/// How the picture is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The format.
    pub format: &'static Format,
    /// Where the machine goes on.
    pub direction: Direction,
    /// How many levels of states inside of others are drawn; all without a number.
    pub depth: Option<usize>,
    /// What a terminal can show.
    pub style: Style,
}

impl Manner {
    /// As a file is drawn.
    #[must_use]
    pub const fn of_file(format: &'static Format) -> Self {
        let style = Style { colour: false, unicode: true, width: 100 };
        Self { format, direction: Direction::Down, depth: None, style }
    }
}

/// Draws a run once it is over.
pub struct Picture<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    manner: Manner,
    states: Vec<Seen>,
    ways: BTreeMap<(StateId, WayKind), u64>,
}

/// What was seen of a state.
#[derive(Clone, Debug, Default)]
struct Seen {
    visits: u64,
    retried: u64,
    took: i64,
    /// The worst end of a visit.
    worst: Option<Mark>,
    error: Option<String>,
    /// The items of a Map Run, and those that failed.
    items: (u64, u64),
}

impl<'a> Picture<'a> {
    /// A picture of `run` that is written to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write, manner: Manner) -> Self {
        let states = vec![Seen::default(); run.machine.states.len()];
        Self { run, out, manner, states, ways: BTreeMap::new() }
    }

    /// Whether what happens in `state` is told by other executions, of which nothing is known here.
    fn is_elsewhere(&self, state: StateId) -> bool {
        let machine = self.run.machine;
        let owner = |state: StateId| machine.flow(machine.state(state).flow).owner;
        std::iter::successors(owner(state), |&state| owner(state)).any(|around| {
            machine.state(around).kind.distributed().is_some() && self.states[around.0 as usize].visits > 0
        })
    }

    fn paint(&self, headline: String) -> Paint {
        let mut paint = Paint { headline, ..Paint::default() };
        for (at, (state, seen)) in self.run.machine.states.iter().zip(&self.states).enumerate() {
            if seen.visits == 0 && u32::try_from(at).is_ok_and(|at| self.is_elsewhere(StateId(at))) {
                continue;
            }
            let mark = match (seen.visits, seen.worst) {
                (0, _) => Mark::NotRun,
                (_, Some(worst)) => worst,
                (_, None) => Mark::Cut,
            };
            let mut lines: Vec<String> = seen.error.iter().cloned().collect();
            if let (items @ 1.., failed) = seen.items {
                lines.push(format!("{items} items, {failed} failed"));
            }
            let note = if seen.visits == 1 { took(seen.took) } else { String::new() };
            let shown = StatePaint { mark, times: seen.visits, retried: seen.retried, note, lines };
            paint.states.insert(state.pointer.to_string(), shown);
            if seen.visits > 0 {
                let ways =
                    (0..state.catch.len()).map(WayKind::Catch).chain([WayKind::Next, WayKind::Default]);
                let rules = match &state.kind {
                    crate::asl::machine::Kind::Choice(choice) => choice.rules.len(),
                    crate::asl::machine::Kind::Task(_)
                    | crate::asl::machine::Kind::Pass { .. }
                    | crate::asl::machine::Kind::Wait(_)
                    | crate::asl::machine::Kind::Succeed
                    | crate::asl::machine::Kind::Fail(_)
                    | crate::asl::machine::Kind::Parallel { .. }
                    | crate::asl::machine::Kind::Map(_) => 0,
                };
                for kind in ways.chain((0..rules).map(WayKind::Rule)) {
                    paint.ways.insert((state.pointer.to_string(), kind), WayPaint::NotTaken);
                }
            }
        }
        for (&(state, kind), &times) in &self.ways {
            let pointer = self.run.machine.state(state).pointer.to_string();
            paint.ways.insert((pointer, kind), WayPaint::Taken(times));
        }
        paint
    }

    fn draw(&mut self, visits: &Visits, stop: Option<&Stop>) -> io::Result<()> {
        let unended = if stop.is_some() { "STOPPED" } else { "RUNNING" };
        let status = visits.end().map_or(unended, |end| end.status);
        let error = visits.end().and_then(|end| end.error.error.as_deref());
        let error = error.map_or_else(String::new, |error| format!(" {error}"));
        let headline = format!("{status}{error} in {}", took(visits.now().since(self.run.start)));
        let paint = self.paint(headline);
        let Manner { format, direction, depth, style } = self.manner;
        let graph = Graph::of(self.run.definition.value(), self.run.name, depth);
        (format.write)(self.out, Drawing { graph: &graph, paint: Some(&paint), direction, style })?;
        self.out.flush()
    }
}

/// Which of two ends is the worse.
const fn weight(mark: Mark) -> u8 {
    match mark {
        Mark::Bad => 3,
        Mark::Caught => 2,
        Mark::Cut => 1,
        Mark::Good
        | Mark::Partly
        | Mark::NotRun
        | Mark::Added
        | Mark::Removed
        | Mark::Changed
        | Mark::Kept => 0,
    }
}

impl VisitReader for Picture<'_> {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        if let (Some(state), HappeningKind::Entered) = (step.state, step.what) {
            self.states[state.0 as usize].visits += 1;
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        let way = visit.way.and_then(|way| match way {
            Transition::Next(to) => to.map(|_| WayKind::Next),
            Transition::Rule(at, _) => Some(WayKind::Rule(at)),
            Transition::Default(_) => Some(WayKind::Default),
            Transition::Caught(at, _) => Some(WayKind::Catch(at)),
        });
        if let Some(way) = way {
            *self.ways.entry((visit.state, way)).or_default() += 1;
        }
        let seen = &mut self.states[visit.state.0 as usize];
        let mark = match visit.mark() {
            Ending::Good => Mark::Good,
            Ending::Caught => Mark::Caught,
            Ending::Failed => Mark::Bad,
            Ending::Cut => Mark::Cut,
        };
        if seen.worst.is_none_or(|worst| weight(mark) > weight(worst)) {
            seen.worst = Some(mark);
            let failure = visit.failure.as_ref().and_then(|failure| failure.error.error.clone());
            seen.error = failure.map(|error| error.to_string());
        }
        seen.retried += visit.retries() as u64;
        seen.took = visit.ended_at.since(visit.entered_at);
        if let Some(tally) = &visit.map_run {
            seen.items = (seen.items.0 + tally.total as u64, seen.items.1 + tally.failed as u64);
        }
        Ok(Some(visit))
    }

    fn follows(&self) -> Follow {
        Follow::Outline
    }
}

impl VisitReport for Picture<'_> {
    fn finish(&mut self, visits: &Visits, _wall_ms: u64) -> io::Result<()> {
        self.draw(visits, None)
    }

    fn abandon(&mut self, visits: &Visits, stop: &Stop, _wall_ms: u64) -> io::Result<()> {
        self.draw(visits, Some(stop))
    }
}
