//! `payload-too-large`: data that can outgrow 256 KiB.

use crate::asl::machine::{Data, Kind as StateKind, ResultPath, StateId};
use crate::base::diag::Severity;
use crate::engine::failure::Reason;
use crate::engine::quota::PAYLOAD;
use crate::explore::ending::Ending;
use crate::explore::path::Happened;

use super::{Finder, Kind, nothing_learned};

/// A Map whose results are too large with no more items than this is worth a warning.
const FEW_ITEMS: usize = 500;

pub(super) const KIND: Kind = Kind {
    name: "payload-too-large",
    about: "Inputs, outputs, results and variables may have 262,144 bytes. On the way that is shown there are more, or a \
        Map collects results that come to more with a few hundred items. Keep the data in S3 and pass its key, keep \
        only what is needed of results, or let a distributed Map write them.",
    look,
    survey: nothing_learned,
};

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let mut maps: Vec<(StateId, usize)> = Vec::new();
    for one in &ending.happened {
        match one {
            Happened::Failed(state, failure) => {
                let Some(why) = failure.why.as_ref().filter(|why| why.state == *state) else { continue };
                let (Reason::TooLarge { size, quota } | Reason::Variables { size, quota }) = &why.reason
                else {
                    continue;
                };
                finder.found(*state, "", Severity::Error, Some(ending), || {
                    format!(
                        "`{}` comes to {size} bytes of {quota} that are allowed",
                        ending.state(*state).name
                    )
                });
            }
            Happened::Items(state, length) => maps.push((*state, *length)),
            Happened::Left(state, _, bytes) => {
                if let Some(at) = maps.iter().rposition(|(map, _)| map == state) {
                    let (_, length) = maps.remove(at);
                    results(ending, *state, length, *bytes, finder);
                }
            }
            Happened::Entered(_) | Happened::Called(_) | Happened::Retrying(..) => {}
        }
    }
}

/// A Map that collected the results of `length` items: how many come to too much.
fn results(ending: &Ending<'_>, id: StateId, length: usize, bytes: usize, finder: &mut Finder<'_>) {
    let state = ending.state(id);
    let is_kept = match &state.data {
        Data::JsonPath(filters) => {
            filters.result_selector.is_none() && !matches!(filters.result_path, ResultPath::Discard)
        }
        Data::Jsonata(arguments) => arguments.output.is_none(),
    };
    let is_inline = matches!(&state.kind, StateKind::Map(map) if map.distributed.is_none());
    if length == 0 || !is_kept || !is_inline {
        return;
    }
    let each = (bytes / length).max(1);
    let most = PAYLOAD / each;
    if most <= FEW_ITEMS {
        finder.found(id, "items", Severity::Warning, Some(ending), || {
            format!(
                "each item of `{}` adds {each} bytes to its result: {most} items are too many",
                state.name
            )
        });
    }
}
