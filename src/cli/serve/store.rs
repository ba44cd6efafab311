//! The flags of `sfn serve` about what it keeps.

use std::path::PathBuf;

use crate::cli::flags;
use crate::store::KeyFrom;

/// Where everything is kept.
#[derive(clap::Args, Clone, Debug)]
pub struct StoreArgs {
    /// Keep everything in this file, encrypted, and go on with it at the next start
    #[arg(long, value_name = "FILE", env = "SFN_DB", hide_env_values = true)]
    db: Option<PathBuf>,
    /// The key of the store, 64 hexadecimal digits [default: in FILE.key, made with the store]
    #[arg(long, value_name = "KEY", env = "SFN_STORE_KEY", hide_env_values = true)]
    store_key: Option<String>,
    /// Keep at most N executions that have ended; all of them for 90 days if it is not given
    #[arg(long, value_name = "N", env = "SFN_KEEP", hide_env_values = true)]
    keep: Option<usize>,
    /// About how much memory executions and their histories may take; of those that have ended, the first ones are forgotten
    #[arg(long, value_name = "SIZE", env = "SFN_MAX_MEMORY", hide_env_values = true, value_parser = flags::memory, default_value = "2GB")]
    max_memory: usize,
}

impl StoreArgs {
    /// The most executions that have ended which a region keeps.
    pub fn most_ended(&self) -> usize {
        self.keep.unwrap_or(usize::MAX)
    }

    /// About how many bytes executions and their histories may take.
    pub const fn most_memory(&self) -> usize {
        self.max_memory
    }

    /// The file and where its key is, if anything is to be kept.
    pub fn store(&self) -> Option<(PathBuf, KeyFrom)> {
        let key = self.store_key.clone().map_or(KeyFrom::File, KeyFrom::User);
        self.db.clone().map(|file| (file, key))
    }
}
