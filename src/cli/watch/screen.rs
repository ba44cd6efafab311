//! The screen of a watch: a terminal that is cleared for every page, or lines one after the other.

use std::io::{self, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::services::clock::time_of_day;
use crate::suite::watch::{Input, Terminal, Writing};

use super::Flags;
use super::keyboard::Keyboard;
use crate::cli::terminal::{self, DisplayArgs, Stream};

/// Goes to the first column of the first row and clears what is there.
const CLEAR: &[u8] = b"\x1b[H\x1b[2J";

/// Where pages go.
pub struct Screen<'l> {
    look: &'l DisplayArgs,
    clears: bool,
    rings: bool,
    keyboard: Option<Arc<Keyboard>>,
    /// How many pages were shown.
    shown: usize,
}

impl<'l> Screen<'l> {
    /// The terminal, if there is one to write to; it sends keys if there is one to read from.
    pub fn new(flags: &Flags, look: &'l DisplayArgs, sender: &Sender<Input>) -> Self {
        let is_terminal = Stream::Out.is_terminal();
        let sender = sender.clone();
        let keyboard = is_terminal.then(|| Keyboard::open(move |key| drop(sender.send(Input::Key(key)))));
        Self {
            look,
            clears: is_terminal && !flags.no_clear,
            rings: is_terminal && flags.bell,
            keyboard: keyboard.flatten(),
            shown: 0,
        }
    }

    /// The keyboard, if keys are read.
    pub fn keyboard(&self) -> Option<Arc<Keyboard>> {
        self.keyboard.clone()
    }

    fn rows(&self) -> Option<usize> {
        let size = self.clears.then(|| terminal_size::terminal_size_of(io::stdout())).flatten();
        size.map(|(_, terminal_size::Height(rows))| usize::from(rows))
    }

    /// Lets another program have the terminal.
    fn start(&mut self, mut command: Command) -> io::Result<()> {
        let _back = self.keyboard.as_deref().map(Keyboard::lend);
        if self.clears {
            io::stdout().lock().write_all(CLEAR)?;
        }
        io::stdout().lock().flush()?;
        if let Err(error) = command.status() {
            writeln!(
                io::stdout().lock(),
                "cannot start {}: {error}",
                command.get_program().to_string_lossy()
            )?;
        }
        Ok(())
    }
}

impl Terminal for Screen<'_> {
    fn show(&mut self, write: &Writing<'_>) -> io::Result<()> {
        let mut page = Vec::new();
        if self.clears {
            page.extend_from_slice(CLEAR);
        } else if self.shown > 0 {
            page.push(b'\n');
        }
        self.shown += 1;
        write(&mut page, self.look.style(Stream::Out), self.rows())?;
        // The cursor stays behind the last line, so that a full page does not scroll.
        if self.clears && page.last() == Some(&b'\n') {
            page.pop();
        }
        let mut out = io::stdout().lock();
        out.write_all(&page)?;
        out.flush()
    }

    fn bell(&mut self) -> io::Result<()> {
        if self.rings && self.shown > 1 {
            io::stdout().lock().write_all(b"\x07")?;
        }
        io::stdout().lock().flush()
    }

    fn time(&self) -> String {
        time_of_day()
    }

    fn has_keys(&self) -> bool {
        self.keyboard.is_some()
    }

    fn lend(&mut self, arguments: &[String]) -> io::Result<()> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments);
        self.start(command)?;
        writeln!(io::stdout().lock(), "\nany key goes back")
    }

    fn open(&mut self, file: &str, line: usize) -> io::Result<()> {
        let named = ["VISUAL", "EDITOR"].into_iter().filter_map(terminal::variable);
        let editor =
            named.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "vi".to_owned());
        let mut words = editor.split_whitespace();
        let program = words.next().unwrap_or("vi");
        let mut command = Command::new(program);
        command.args(words).args(place(program, &crate::load::meant(file), line));
        self.start(command)
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        // The thread that waits for signals has the keyboard, too, and it never ends.
        self.keyboard.iter().for_each(|keyboard| keyboard.leave());
        if self.clears && self.shown > 0 {
            // The shell's prompt begins a line of its own.
            let _ = io::stdout().lock().write_all(b"\n");
        }
    }
}

/// How an editor is told to open `file` at `line`.
fn place(editor: &str, file: &str, line: usize) -> Vec<String> {
    let name = std::path::Path::new(editor).file_stem().map(|name| name.to_string_lossy().into_owned());
    match name.as_deref().unwrap_or_default() {
        "code" | "codium" | "cursor" | "code-insiders" => vec!["-g".to_owned(), format!("{file}:{line}")],
        "subl" | "zed" | "hx" | "helix" => vec![format!("{file}:{line}")],
        _ => vec![format!("+{line}"), file.to_owned()],
    }
}
