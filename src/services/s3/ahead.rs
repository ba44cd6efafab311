//! `Ahead`: items of a reader, the next of which are read on a thread of their own while those before are worked on.
//! What is read is the same, and what is wrong with it is told when its turn comes.

use std::collections::VecDeque;
use std::thread::{Builder, JoinHandle};

use crate::engine::dataset::SourceItem;

use super::error::ItemError;
use super::reader::ItemReader;

/// How many bytes of items are handed out at a time, about.
const PAGE: usize = 8 << 20;

/// After fewer items the next ones are read where they are asked for: a thread costs about as much.
const MANY: usize = 500;

/// Items that were read, or are being read.
pub struct Ahead {
    /// Read, and not handed out.
    ready: VecDeque<SourceItem>,
    next: Next,
}

enum Next {
    /// Nobody reads.
    Idle(Box<dyn ItemReader>),
    /// A thread reads.
    Reading(JoinHandle<Page>),
}

/// What came of reading some items.
struct Page {
    reader: Box<dyn ItemReader>,
    items: Result<Vec<SourceItem>, ItemError>,
}

impl Ahead {
    /// The items of `reader`.
    pub fn new(reader: Box<dyn ItemReader>) -> Self {
        Self { ready: VecDeque::new(), next: Next::Idle(reader) }
    }

    /// At most `most` items, less than that if they are large, and itself to go on with. There are at most `left` more;
    /// it is gone if there are none, or if the dataset must be opened again.
    pub fn take(self, most: usize, left: usize) -> Result<(Vec<SourceItem>, Option<Self>), ItemError> {
        let Self { mut ready, next } = self;
        if !ready.is_empty() {
            let items: Vec<SourceItem> = ready.drain(..most.min(ready.len())).collect();
            let rest = (items.len() < left).then_some(Self { ready, next });
            return Ok((items, rest));
        }
        let page = match next {
            Next::Idle(reader) => read(reader, most.min(left)),
            Next::Reading(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        };
        let mut items = page.items?;
        ready.extend(items.drain(most.min(items.len())..));
        let left = left - items.len();
        let next = if left == 0 || items.is_empty() {
            None
        } else if items.len() < MANY || !ready.is_empty() {
            Some(Next::Idle(page.reader))
        } else {
            begin(page.reader, most.min(left))
        };
        Ok((items, next.map(|next| Self { ready, next })))
    }
}

/// Lets a thread read; nothing if there is none, and with it the reader is gone.
fn begin(reader: Box<dyn ItemReader>, most: usize) -> Option<Next> {
    Builder::new().name("items".to_owned()).spawn(move || read(reader, most)).ok().map(Next::Reading)
}

fn read(mut reader: Box<dyn ItemReader>, most: usize) -> Page {
    let mut items = Vec::new();
    let mut size = 0;
    while items.len() < most && size < PAGE {
        match reader.next() {
            Ok(Some(item)) => {
                size += item.value.json_size();
                items.push(item);
            }
            Ok(None) => break,
            Err(error) => return Page { reader, items: Err(error) },
        }
    }
    Page { reader, items: Ok(items) }
}
