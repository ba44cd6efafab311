//! Zstandard files as RFC 8878 has them: any number of frames, and skippable frames between them, which
//! hold no content. `zstd >>` and `pzstd` write such files.
//!
//! What cannot be read is an error: a frame that ends early, a wrong checksum, bytes behind the last frame. A frame
//! says how much of its content is needed to unpack the rest, and the decoder keeps as much, whatever that is: so
//! the memory is taken here before it is used.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::room::Share;

/// What a frame begins with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// How many bytes are unpacked at a time: until the window is full, none of them comes out.
const STEP: usize = 512 << 10;
/// The most bytes of a block, which is always unpacked whole.
const BLOCK: u64 = 128 << 10;
/// The most bytes that a step unpacks.
const MOST: u64 = STEP as u64 + BLOCK;

/// The content of all frames, one behind the other.
pub struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether the decoder is inside a frame.
    is_open: bool,
    /// How many bytes of the frame the decoder keeps at most.
    window: u64,
    /// How many bytes of the frame were unpacked at most.
    unpacked: u64,
    /// The memory of the decoder.
    share: Share,
}

impl<R: BufRead> Frames<R> {
    /// The frames of `source`, which must hold at least one.
    pub fn new(source: R, share: Share) -> io::Result<Self> {
        let decoder = FrameDecoder::new();
        let mut frames = Self { source, decoder, is_open: false, window: 0, unpacked: 0, share };
        if frames.source.fill_buf()?.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file holds no Zstandard frame"));
        }
        frames.open()?;
        Ok(frames)
    }

    /// Goes to the next frame with content; false at the end of the file.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            let header = header(&mut self.source)?;
            (self.window, self.unpacked) = (window(&header).unwrap_or(0), 0);
            if needed(self.window) > self.share.bytes() {
                // One that was used before takes the memory for all of the window at once.
                self.decoder = FrameDecoder::new();
            }
            match self.decoder.init(header.chain(&mut self.source)) {
                Ok(()) => {
                    self.is_open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => self.pass_over(u64::from(length))?,
                Err(error) => return Err(invalid(format!("not a Zstandard frame: {error}"))),
            }
        }
        Ok(false)
    }

    fn pass_over(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        if passed < length {
            return Err(invalid(format!(
                "the file ends {} bytes before its last frame does",
                length - passed
            )));
        }
        Ok(())
    }

    /// Ends a frame of which everything was read.
    fn close(&mut self) -> io::Result<()> {
        self.is_open = false;
        let expected = self.decoder.get_checksum_from_data();
        if expected.is_some() && expected != self.decoder.get_calculated_checksum() {
            return Err(invalid("the checksum of a Zstandard frame is wrong".to_owned()));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.is_open || self.open()? {
            while self.decoder.can_collect() < into.len() && !self.decoder.is_finished() {
                self.share.grow_to(needed(self.window.min(self.unpacked))).map_err(io::Error::other)?;
                self.unpacked = self.unpacked.saturating_add(MOST);
                let wanted = BlockDecodingStrategy::UptoBytes(STEP);
                self.decoder.decode_blocks(&mut self.source, wanted).map_err(|error| {
                    invalid(format!("a Zstandard frame is damaged or ends early: {error}"))
                })?;
            }
            let read = self.decoder.read(into)?;
            if read > 0 {
                return Ok(read);
            }
            self.close()?;
        }
        Ok(0)
    }
}

/// How many bytes of memory a decoder has that keeps so many of a frame: it grows by doubling.
fn needed(kept: u64) -> usize {
    let needed = kept.saturating_add(MOST).checked_next_power_of_two();
    needed.and_then(|needed| usize::try_from(needed).ok()).unwrap_or(usize::MAX / 2)
}

/// As much of the header of the next frame as says its window, or whatever stands there instead.
fn header(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    source.take(5).read_to_end(&mut header)?;
    if let Some(descriptor) = descriptor(&header) {
        source.take(descriptor.rest).read_to_end(&mut header)?;
    }
    Ok(header)
}

/// What the first bytes of a frame say of its header.
struct Descriptor {
    /// Whether the content is one segment: all of it is the window.
    is_one: bool,
    /// The bytes in which the size of the content is written.
    size: u64,
    /// How many bytes follow in the header.
    rest: u64,
}

fn descriptor(header: &[u8]) -> Option<Descriptor> {
    let flags = *header.strip_prefix(&MAGIC)?.first()?;
    let is_one = flags & 0x20 != 0;
    let size = match flags >> 6 {
        0 => u64::from(is_one),
        flag => 1 << flag,
    };
    let dictionary = [0, 1, 2, 4][usize::from(flags & 3)];
    Some(Descriptor { is_one, size, rest: u64::from(!is_one) + dictionary + size })
}

/// How many bytes of its content the frame of this header refers back to; none if it is no such header.
fn window(header: &[u8]) -> Option<u64> {
    let descriptor = descriptor(header)?;
    let rest = &header[MAGIC.len() + 1..];
    if !descriptor.is_one {
        let byte = u64::from(*rest.first()?);
        let base = 1 << (10 + (byte >> 3));
        return Some(base + base / 8 * (byte & 7));
    }
    let size = rest.get(rest.len().checked_sub(usize::try_from(descriptor.size).ok()?)?..)?;
    let size = size.iter().rev().fold(0_u64, |size, byte| size << 8 | u64::from(*byte));
    Some(if descriptor.size == 2 { size + 256 } else { size })
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
