//! What outlives the program: records in one file, each encrypted, found by numbers.
//!
//! Changes are noted in memory and written by one thread, all that were noted meanwhile in one transaction: many
//! requests share one flush of the disk. [`Store::mark`] names the changes so far and [`Store::settled`] waits until they
//! are on the disk, so that no answer says more than what a crash would leave. A disk that is full loses nothing: the
//! thread tries again, and whoever waits meanwhile is told.

mod failure;
mod key;
mod seal;
mod writer;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use tokio::sync::watch;

pub use failure::{Failure, FailureKind};
pub use key::KeyFrom;
use seal::Seal;

/// Where a record is: what kind it is of, whose it is, and its number there.
pub type Place = (u8, u64, u64);

/// All records.
const RECORDS: TableDefinition<'_, Place, &[u8]> = TableDefinition::new("sfn");

/// The record that says what the file is, in plain text.
const FORMAT_AT: Place = (0, 0, 0);
/// A record that only the right key opens.
const PROOF_AT: Place = (0, 0, 1);
/// What this program writes and reads.
const FORMAT: &str = "sfn store 1";
/// What is in the proof.
const PROOF: &[u8] = b"the key fits";

/// A change of records.
#[derive(Debug)]
enum Change {
    /// A record is this.
    Put(Vec<u8>),
    /// It is gone.
    Remove,
}

/// What has been noted and not written.
#[derive(Debug, Default)]
struct Noted {
    changes: BTreeMap<Place, Change>,
    /// Everything of a kind that somebody has is gone, before the changes.
    dropped: Vec<(u8, u64)>,
    /// How many changes there were in all.
    count: u64,
    is_closed: bool,
}

/// What the store and its thread share.
#[derive(Debug, Default)]
struct Shared {
    noted: Mutex<Noted>,
    changed: Condvar,
}

/// How far the disk is.
#[derive(Clone, Debug, Default)]
struct Written {
    /// So many changes are on the disk.
    count: u64,
    /// Why no more are written, if that is so.
    trouble: Option<Arc<str>>,
}

/// An open store. Dropping it writes what is noted and closes the file.
#[derive(Debug)]
pub struct Store {
    shared: Arc<Shared>,
    written: watch::Receiver<Written>,
    thread: Option<JoinHandle<()>>,
}

/// All records as they were when the store was opened, in the order of their places.
pub type Contents = Vec<(Place, Vec<u8>)>;

impl Store {
    /// Opens the store in the file `path`, which is made if it is not there.
    pub fn open(path: &Path, key: &KeyFrom) -> Result<(Self, Contents), Failure> {
        let failed = |error: redb::Error| Failure::of(path, &error);
        let database = Database::create(path).map_err(|error| failed(error.into()))?;
        let is_new = is_empty(&database).map_err(failed)?;
        let seal = Seal::new(key.read(path, is_new)?);
        if is_new {
            begin(&database, &seal).map_err(failed)?;
        }
        let contents = read(&database, &seal, path)?;
        let (shared, (sender, written)) = (Arc::<Shared>::default(), watch::channel(Written::default()));
        let (own, file) = (Arc::clone(&shared), path.to_owned());
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || writer::run(&own, database, &file, &seal, &sender))
            .map_err(|error| Failure::other(path, &error.to_string()))?;
        Ok((Self { shared, written, thread: Some(thread) }, contents))
    }

    /// Notes that a record is this.
    pub fn put(&self, place: Place, record: Vec<u8>) {
        self.note(|noted| _ = noted.changes.insert(place, Change::Put(record)));
    }

    /// Notes that a record is gone.
    pub fn remove(&self, place: Place) {
        self.note(|noted| _ = noted.changes.insert(place, Change::Remove));
    }

    /// Notes that all records of this kind which `owner` has are gone.
    pub fn drop_all(&self, kind: u8, owner: u64) {
        self.note(|noted| {
            noted.changes.retain(|(of, by, _), _| (*of, *by) != (kind, owner));
            noted.dropped.push((kind, owner));
        });
    }

    fn note(&self, change: impl FnOnce(&mut Noted)) {
        let mut noted = self.shared.lock();
        change(&mut noted);
        noted.count += 1;
        drop(noted);
        self.shared.changed.notify_one();
    }

    /// Names the changes so far.
    pub fn mark(&self) -> u64 {
        self.shared.lock().count
    }

    /// Waits until the changes that `mark` names are on the disk.
    ///
    /// # Errors
    ///
    /// Why the disk does not take them at the moment; they are not lost.
    pub async fn settled(&self, mark: u64) -> Result<(), Arc<str>> {
        let mut written = self.written.clone();
        let state = written.wait_for(|written| written.count >= mark || written.trouble.is_some()).await;
        match state {
            Ok(written) if written.count >= mark => Ok(()),
            Ok(written) => Err(written.trouble.clone().unwrap_or_default()),
            Err(_) => Err("the store is closed".into()),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whether nothing is in a file yet, of this program or another one.
fn is_empty(database: &Database) -> Result<bool, redb::Error> {
    let reading = database.begin_read()?;
    let is_empty = reading.list_tables()?.next().is_none();
    Ok(is_empty)
}

/// Writes what a new file begins with.
fn begin(database: &Database, seal: &Seal) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        let mut table = writing.open_table(RECORDS)?;
        table.insert(FORMAT_AT, FORMAT.as_bytes())?;
        table.insert(PROOF_AT, seal.close(PROOF_AT, PROOF).as_slice())?;
    }
    Ok(writing.commit()?)
}

/// All records of a file whose format and key are right.
fn read(database: &Database, seal: &Seal, path: &Path) -> Result<Contents, Failure> {
    let failed = |error: redb::Error| Failure::of(path, &error);
    let reading = database.begin_read().map_err(|error| failed(error.into()))?;
    let Ok(table) = reading.open_table(RECORDS) else { return Err(Failure::foreign(path)) };
    let mut contents = Vec::new();
    let (mut is_ours, mut fits) = (false, false);
    for record in table.iter().map_err(|error| failed(error.into()))? {
        let (place, record) = record.map_err(|error| failed(error.into()))?;
        let (place, record) = (place.value(), record.value());
        if place == FORMAT_AT {
            let format = String::from_utf8_lossy(record);
            if format != FORMAT {
                return Err(Failure::format(path, &format));
            }
            is_ours = true;
            continue;
        }
        let opened = seal.open(place, record);
        if place == PROOF_AT {
            fits = opened.is_some_and(|opened| opened == PROOF);
            if !fits {
                return Err(Failure::key(path));
            }
            continue;
        }
        contents.push((place, opened.ok_or_else(|| Failure::damaged(path))?));
    }
    if is_ours && fits { Ok(contents) } else { Err(Failure::foreign(path)) }
}
