//! The fold of records into visits for readers that follow less than all: whatever happens between entering and
//! leaving a state is the same for them, in every case of `fixtures/run/`.

use std::io;
use std::sync::Arc;

use sfn::base::time::Time;
use sfn::engine::history::Record;
use sfn::record::visits::{Follow, Happening, HappeningKind, Scene, Visit, VisitReader, Visits};

use crate::saving;

/// Writes down what it is handed.
struct Notes {
    follow: Follow,
    steps: Vec<String>,
    /// Where each visit that is over began, whether something happened in it, and what it came to.
    over: Vec<(u64, bool, String)>,
}

/// What is known of a visit without its data.
fn outline(visit: &Visit) -> String {
    let Visit { attempts, attempts_left_out, calls, failure, children, map_run, .. } = visit;
    format!("{attempts:?} {attempts_left_out} {calls} {failure:?} {children:?} {map_run:?}")
}

impl VisitReader for Notes {
    fn step(&mut self, scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        // A visit that has just begun is put together for those who follow all.
        let visit = step.visit.filter(|_| !matches!(step.what, HappeningKind::Entered)).map(outline);
        let Happening { at, branch, state, what, .. } = step;
        self.steps.push(format!("{:?} {at:?} {branch:?} {state:?} {what:?} {visit:?}", scene.now));
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        let is_eventful = !visit.attempts.is_empty()
            || visit.failure.is_some()
            || visit.children.is_some()
            || visit.map_run.is_some();
        let what = format!("{:?} {:?} {}", visit.mark(), visit.way, outline(&visit));
        self.over.push((visit.events.0, is_eventful, what));
        Ok(Some(visit))
    }

    fn follows(&self) -> Follow {
        self.follow
    }
}

fn notes(records: &[Record], start: Time, follow: Follow) -> Notes {
    let mut notes = Notes { follow, steps: Vec::new(), over: Vec::new() };
    let mut visits = Visits::new(start);
    for record in records {
        visits.record(record, &mut notes).unwrap();
    }
    visits.finish(&mut notes).unwrap();
    notes
}

#[test]
fn who_follows_less_sees_the_same_happen() {
    let (mut tried, mut eventful) = (0, 0);
    for folder in crate::run::cases() {
        let Some((records, start)) = saving::records(&folder) else { continue };
        let [whole, outline, counted] =
            [Follow::Whole, Follow::Outline, Follow::Eventful].map(|follow| notes(&records, start, follow));
        let name = folder.display();
        assert_eq!(whole.steps, outline.steps, "{name}");
        assert_eq!(whole.over, outline.over, "{name}");
        assert_eq!(whole.steps, counted.steps, "{name}");
        let missed = whole.over.iter().find(|visit| visit.1 && !counted.over.contains(visit));
        let invented = counted.over.iter().find(|visit| !whole.over.contains(visit));
        assert_eq!((missed, invented), (None, None), "{name}");
        tried += 1;
        eventful += counted.over.len();
    }
    assert!(tried > 200 && eventful > 200, "{tried} cases, {eventful} visits");
}
