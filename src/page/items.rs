//! The items of distributed Maps: each is an execution of its own, of which only what a table shows is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::errors::names;
use crate::base::members::{array, object, text as quoted};
use crate::base::time::Time;
use crate::engine::ChildRecords;
use crate::engine::history::{Detail, Note, Record};
use crate::record::visits::Visit;

/// More items are not kept.
const MOST: usize = 1_000_000;

/// The items of all Map Runs of a run.
#[derive(Debug, Default)]
pub struct Items {
    /// By the Map, as its child executions name it, and the number of the item.
    all: BTreeMap<(Arc<str>, u32), Item>,
}

/// An item, or a batch.
#[derive(Debug)]
struct Item {
    began: Time,
    ended: Time,
    end: End,
    calls: usize,
    retries: usize,
    error: Option<Arc<str>>,
}

/// How it ended.
#[derive(Clone, Copy, Debug)]
enum End {
    Good,
    Failed,
    Open,
}

impl Items {
    /// Takes the next records of a child execution.
    pub fn see(&mut self, child: &ChildRecords) {
        let key = (label(&child.arn), child.number);
        if self.all.len() >= MOST && !self.all.contains_key(&key) {
            return;
        }
        for record in &child.records {
            match record {
                Record::Event(event) => {
                    let item = self.all.entry(key.clone()).or_insert(Item {
                        began: event.at,
                        ended: event.at,
                        end: End::Open,
                        calls: 0,
                        retries: 0,
                        error: None,
                    });
                    item.event(event.at, &event.detail);
                }
                Record::Note(Note::Retrying { .. }) => {
                    if let Some(item) = self.all.get_mut(&key) {
                        item.retries += 1;
                    }
                }
                Record::Note(
                    Note::BranchStarted { .. }
                    | Note::Context { .. }
                    | Note::Failed { .. }
                    | Note::MapRun { .. }
                    | Note::MapRunGoesOn { .. },
                ) => {}
            }
        }
    }

    /// About how many bytes they take.
    pub fn held(&self) -> usize {
        self.all.len() * (size_of::<Item>() + size_of::<(Arc<str>, u32)>())
    }
}

impl Item {
    fn event(&mut self, at: Time, detail: &Detail) {
        self.ended = at;
        if matches!(detail, Detail::TaskScheduled(_)) {
            self.calls += 1;
        } else if matches!(detail, Detail::ExecutionSucceeded { .. }) {
            self.end = End::Good;
        } else if let Detail::ExecutionFailed(error) | Detail::ExecutionAborted(error) = detail {
            self.end = End::Failed;
            self.error = error.error.as_deref().map(Arc::from);
        } else if matches!(detail, Detail::ExecutionTimedOut) {
            self.end = End::Failed;
            self.error = Some(names::TIMEOUT.into());
        } else if matches!(detail, Detail::ExecutionRedriven { .. }) {
            // It is tried again.
            self.end = End::Open;
            self.error = None;
        }
    }
}

/// `order/Count Items` of `arn:aws:states:us-east-1:123456789012:execution:order/Count Items:0a1b…`, and of the ARN of
/// the Map Run alike.
fn label(arn: &str) -> Arc<str> {
    arn.split(':').nth(6).unwrap_or(arn).into()
}

/// The items of a visit to a Map, in columns; times are milliseconds since the run began at `start`.
pub fn document(known: &Items, visit: Option<&Visit>, start: Time) -> Vec<u8> {
    let of = visit.and_then(|visit| Some((visit, label(&visit.map_run.as_ref()?.arn))));
    let items: Vec<(u32, &Item)> = match &of {
        None => Vec::new(),
        Some((visit, name)) => known
            .all
            .range((Arc::clone(name), 0)..=(Arc::clone(name), u32::MAX))
            .filter(|(_, item)| item.began >= visit.entered_at && item.began <= visit.ended_at)
            .map(|((_, number), item)| (*number, item))
            .collect(),
    };
    let mut out = Vec::new();
    object(&mut out, |m| {
        let mut column = |name: &str, of: &dyn Fn(u32, &Item) -> i64| {
            m.put(name, |out| {
                array(out, &items, |out, (number, item)| out.extend(of(*number, item).to_string().bytes()));
            });
        };
        column("index", &|number, _| i64::from(number));
        column("from", &|_, item| item.began.since(start));
        column("to", &|_, item| item.ended.since(start));
        column("mark", &|_, item| match item.end {
            End::Good => 0,
            End::Failed => 2,
            End::Open => 3,
        });
        column("calls", &|_, item| item.calls as i64);
        column("retries", &|_, item| item.retries as i64);
        m.put("error", |out| {
            array(out, &items, |out, (_, item)| quoted(out, item.error.as_deref().unwrap_or_default()));
        });
    });
    out
}
