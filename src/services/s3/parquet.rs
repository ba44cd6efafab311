//! Parquet files (cargo feature `parquet`): each row is an item.
//!
//! The reader of the crate `parquet` stops with a panic at some files that are damaged or have types of their own; that is
//! taken for what it means, that the file cannot be read. Timestamps of 96 bits are read to the millisecond.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hyper::body::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::TypePtr;

use crate::base::interrupt::Interrupt;
use crate::engine::dataset::SourceItem;

use super::error::ItemError;
use super::interruptible::Interruptible;
use super::overlay::Stored;
use super::parquet_value::row;
use super::reader::{ItemReader, holding};
use super::room::Room;
use super::unpacked::most;

/// The most bytes of a footer and of a group of rows, as AWS has them.
const FOOTER: u64 = 5 << 20;
const ROW_GROUP: i64 = 256 << 20;
/// What a footer takes in memory for each of its bytes, about.
const PARSED: usize = 8;

/// A file, or the bytes of one.
struct Chunks {
    stored: Stored,
    length: u64,
    interrupt: Interrupt,
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Chunks {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let input: Box<dyn Read> = match self.stored.bytes() {
            Some(bytes) => {
                let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
                Box::new(io::Cursor::new(bytes[start..].to_vec()))
            }
            None => {
                let mut file = File::open(self.stored.path())?;
                file.seek(SeekFrom::Start(start))?;
                Box::new(io::BufReader::new(file))
            }
        };
        Ok(Box::new(Interruptible::new(input, &self.interrupt)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        if start.saturating_add(length as u64) > self.length {
            return Err(ParquetError::EOF("the file ends before its data does".to_owned()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The rows of a file.
struct Rows {
    rows: RowIter<'static>,
    schema: TypePtr,
    source: Arc<str>,
    /// How many rows are left, as the footer has it.
    left: usize,
    /// The bytes of the file, and of what came out of it.
    packed: u64,
    unpacked: u64,
    /// So many may come out of it.
    most: u64,
}

/// A reader of the rows of an object.
pub fn reader(
    stored: &Stored,
    source: Arc<str>,
    interrupt: &Interrupt,
    room: &Room,
) -> Result<Box<dyn ItemReader>, ItemError> {
    let length = stored.size().map_err(|error| ItemError::Faulty(error.to_string()))?;
    let chunks = Chunks { stored: stored.clone(), length, interrupt: interrupt.clone() };
    let footer = guarded(|| footer(&chunks))?;
    let mut share = room.share();
    share.grow(usize::try_from(footer).unwrap_or(usize::MAX).saturating_mul(PARSED))?;
    let file = guarded(|| SerializedFileReader::new(chunks))?;
    let groups = file.metadata().row_groups();
    let largest = groups.iter().map(|group| group.total_byte_size()).max().unwrap_or(0);
    if largest > ROW_GROUP {
        return Err(ItemError::Faulty("A row group has more than 256 MB.".to_owned()));
    }
    share.grow(usize::try_from(largest).unwrap_or(0))?;
    let rows: i64 = groups.iter().map(|group| group.num_rows()).sum();
    let schema = file.metadata().file_metadata().schema_descr().root_schema_ptr();
    let most = most(length, room.most());
    let rows = Rows {
        rows: guarded(|| Ok(RowIter::from_file_into(Box::new(file))))?,
        schema,
        source,
        left: usize::try_from(rows).unwrap_or(0),
        packed: length,
        unpacked: 0,
        most,
    };
    Ok(holding(Box::new(rows), share))
}

/// The length of the footer.
fn footer(chunks: &Chunks) -> Result<u64, ParquetError> {
    const END: usize = 8;
    let at = chunks.length.checked_sub(END as u64);
    let at = at.ok_or_else(|| ParquetError::General("the file is too short".to_owned()))?;
    let end = chunks.get_bytes(at, END)?;
    let length = end.iter().take(4).rev().fold(0, |length, byte| length << 8 | u64::from(*byte));
    if length > FOOTER {
        return Err(ParquetError::General("the footer has more than 5 MB".to_owned()));
    }
    Ok(length)
}

/// What `read` gives, though it may panic.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ItemError> {
    let said = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(ParquetError::General(said) | ParquetError::EOF(said))) => said,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it is damaged, or holds types that cannot be read".to_owned(),
    };
    Err(ItemError::Faulty(format!("This is not a Parquet file that can be read: {said}")))
}

impl ItemReader for Rows {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        let Self { rows, schema, .. } = self;
        let read = guarded(|| rows.next().transpose().map(|found| found.map(|found| row(&found, schema))));
        let Some(value) = read? else { return Ok(None) };
        self.left = self.left.saturating_sub(1);
        self.unpacked = self.unpacked.saturating_add(value.json_size() as u64);
        if self.unpacked > self.most {
            return Err(ItemError::Packed(self.packed, self.most));
        }
        Ok(Some(SourceItem { key: None, value, source: Arc::clone(&self.source) }))
    }

    fn left(&self) -> Option<usize> {
        Some(self.left)
    }
}
