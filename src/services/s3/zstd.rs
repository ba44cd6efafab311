//! Zstandard files as RFC 8878 has them: any number of frames, and skippable frames between them, which
//! hold no content. `zstd >>` and `pzstd` write such files.
//!
//! What cannot be read is an error: a frame that ends early, a wrong checksum, bytes behind the last frame.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The content of all frames, one behind the other.
pub struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether the decoder is inside a frame.
    is_open: bool,
}

impl<R: BufRead> Frames<R> {
    /// The frames of `source`, which must hold at least one.
    pub fn new(source: R) -> io::Result<Self> {
        let mut frames = Self { source, decoder: FrameDecoder::new(), is_open: false };
        if frames.source.fill_buf()?.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file holds no Zstandard frame"));
        }
        frames.open()?;
        Ok(frames)
    }

    /// Goes to the next frame with content; false at the end of the file.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
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
                let wanted = BlockDecodingStrategy::UptoBytes(into.len() - self.decoder.can_collect());
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

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
