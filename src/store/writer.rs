//! The thread that writes: everything that was noted while it wrote before goes into its next transaction.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use redb::{Database, Durability};
use tokio::sync::watch;

use super::seal::Seal;
use super::{Change, Noted, RECORDS, Shared, Written};

/// How long it waits before it tries again what the disk did not take.
const AGAIN: Duration = Duration::from_millis(500);

/// Writes until the store is closed and all is written, or the disk takes nothing any more.
pub fn run(shared: &Shared, database: Database, path: &Path, seal: &Seal, written: &watch::Sender<Written>) {
    let mut database = Some(database);
    let mut failures = 0;
    loop {
        let Some(noted) = next(shared) else { return };
        loop {
            let count = noted.count;
            // After an error redb takes nothing before the file is opened anew.
            let result = match database.take().map_or_else(|| open(path), Ok) {
                Ok(open) => write(&open, &noted, seal).map(|()| database = Some(open)),
                Err(error) => Err(error),
            };
            let Err(error) = result else {
                failures = 0;
                written.send_replace(Written { count, trouble: None });
                break;
            };
            failures += 1;
            let trouble = format!("the store {} cannot be written: {error}", path.display());
            written.send_modify(|written| written.trouble = Some(trouble.into()));
            if shared.lock().is_closed && failures > 2 {
                return;
            }
            let nobody = Mutex::new(());
            let held = nobody.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = Condvar::new().wait_timeout(held, AGAIN);
        }
    }
}

/// What was noted, once there is something; none once the store is closed.
fn next(shared: &Shared) -> Option<Noted> {
    let mut noted = shared.lock();
    while noted.changes.is_empty() && noted.dropped.is_empty() {
        if noted.is_closed {
            return None;
        }
        noted = shared.changed.wait(noted).unwrap_or_else(PoisonError::into_inner);
    }
    let (changes, dropped) = (std::mem::take(&mut noted.changes), std::mem::take(&mut noted.dropped));
    Some(Noted { changes, dropped, count: noted.count, is_closed: false })
}

fn open(path: &Path) -> Result<Database, redb::Error> {
    Ok(Database::create(path)?)
}

fn write(database: &Database, noted: &Noted, seal: &Seal) -> Result<(), redb::Error> {
    let mut writing = database.begin_write()?;
    writing.set_durability(Durability::Immediate)?;
    {
        let mut table = writing.open_table(RECORDS)?;
        for &(kind, owner) in &noted.dropped {
            table.retain_in((kind, owner, 0)..=(kind, owner, u64::MAX), |_, _| false)?;
        }
        for (place, change) in &noted.changes {
            match change {
                Change::Put(record) => _ = table.insert(*place, seal.close(*place, record).as_slice())?,
                Change::Remove => _ = table.remove(*place)?,
            }
        }
    }
    Ok(writing.commit()?)
}
