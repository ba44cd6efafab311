//! Work on many things at once, with results in the order of the things.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Room for the deepest definition that may be read: what a program's first thread has.
pub const STACK: usize = 8 << 20;

/// The result of `work` for each of `items`.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    each_in(None, items, work)
}

/// The same with so many threads; as many as there are cores if none is given.
pub fn each_in<T: Sync, R: Send>(
    threads: Option<usize>,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let workers = threads.unwrap_or_else(cores).min(items.len());
    if workers <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let spawn = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take);
        let others: Vec<_> = (1..workers).filter_map(|_| spawn().ok()).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
