//! Flags about watching.

use crate::cli::error::Error;

/// Flags about the screen of a watch.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Flags {
    /// Write one page after the other instead of clearing the screen
    #[arg(long, help_heading = "Watching")]
    pub no_clear: bool,
    /// Ring the terminal's bell once a job has ended
    #[arg(long, help_heading = "Watching")]
    pub bell: bool,
    /// Look at the files four times a second: for file systems that do not say what changes
    #[arg(long, help_heading = "Watching")]
    pub poll: bool,
}

/// Flags of commands that may watch.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct WatchFlags {
    /// Do it again whenever a file changes
    #[arg(long, help_heading = "Watching")]
    pub watch: bool,
    #[command(flatten)]
    pub flags: Flags,
}

impl WatchFlags {
    /// Whether to watch. Flags about that alone are refused without it.
    pub fn wanted(&self) -> Result<bool, Error> {
        let Flags { no_clear, bell, poll } = self.flags;
        let given = [(no_clear, "--no-clear"), (bell, "--bell"), (poll, "--poll")];
        match given.iter().find(|(is_given, _)| *is_given && !self.watch) {
            Some((_, flag)) => {
                Err(Error::usage(format!("{flag} means nothing without --watch")).help("add --watch"))
            }
            None => Ok(self.watch),
        }
    }
}
