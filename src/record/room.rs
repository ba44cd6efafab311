//! How much of a recorded run is read at all: a stranger may have written the file, and a pipe may never end.

use std::io::{self, BufRead, Read};

use crate::base::amount::size;

use super::fields::Fault;

/// The most bytes of a line of a recording, and of blank ones before it. The longest lines that are written hold a
/// template of 32 MB, as text.
const MAX_LINE_BYTES: usize = 64 << 20;
/// The most memory that the values of one line may take, about.
const MAX_LINE_WEIGHT: usize = 256 << 20;

/// About how many bytes a JSON text takes in memory, with what is made of it. Payloads are JSON within JSON and become
/// values, too, so signs inside of texts count.
#[must_use]
pub fn weight(text: &[u8]) -> usize {
    const VALUE: usize = 64;
    let is_sign = |byte: &&u8| matches!(byte, b',' | b':' | b'[' | b'{');
    text.iter().filter(is_sign).count().saturating_mul(VALUE).saturating_add(text.len().saturating_mul(2))
}

/// All of `input`, as text, if what it holds fits into `most` bytes of memory, about.
///
/// # Errors
/// It does not; or it cannot be read, or is no UTF-8.
pub fn history(input: impl Read, most: usize) -> Result<String, Fault> {
    let mut text = String::new();
    let longest = most as u64 / 2;
    input.take(longest + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > longest {
        return Err(format!("it is longer than {} bytes, half of the memory for a run", size(most / 2)));
    }
    let needed = weight(text.as_bytes());
    if needed > most {
        return Err(format!(
            "reading it takes about {} of memory, a run may take {}",
            size(needed),
            size(most)
        ));
    }
    Ok(text)
}

/// The next line of `input` that is not blank, with its end, and how many lines were read; an empty one at the end.
pub fn line(input: &mut impl BufRead) -> Result<(Vec<u8>, usize), Fault> {
    let (mut line, mut lines, mut left) = (Vec::new(), 0, MAX_LINE_BYTES);
    loop {
        line.clear();
        let read = input.take(left as u64).read_until(b'\n', &mut line);
        let read = read.map_err(|error: io::Error| error.to_string())?;
        lines += usize::from(read > 0);
        left -= read;
        let is_cut = left == 0 && !line.ends_with(b"\n");
        if is_cut || left == 0 && line.trim_ascii().is_empty() {
            return Err(format!("this line is longer than {}, which no recording has", size(MAX_LINE_BYTES)));
        }
        if read == 0 || !line.trim_ascii().is_empty() {
            break;
        }
    }
    if weight(&line) > MAX_LINE_WEIGHT {
        let most = size(MAX_LINE_WEIGHT);
        return Err(format!("the values of this line take more than {most}, which no recording has"));
    }
    Ok((line, lines))
}
