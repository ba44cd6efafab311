//! Flags that several commands share, and how they are written.

use std::path::PathBuf;

use crate::asl::machine::Workflow;
use crate::base::amount;
use crate::project;
use crate::project::permissions::Granted;
use crate::project::settings::Settings;

use super::terminal;

/// Which settings to use.
#[derive(clap::Args, Clone, Debug)]
pub struct Source {
    /// The settings file [default: sfn.toml here or in a folder above]
    #[arg(long, global = true, value_name = "FILE", env = "SFN_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// Apply [profile.NAME] on top of the settings
    #[arg(long, global = true, value_name = "NAME", env = "SFN_PROFILE", hide_env_values = true)]
    profile: Option<String>,
    /// Let definitions, templates and mock files name files in this folder, which is outside the project
    #[arg(long, global = true, value_name = "DIR")]
    allow_read: Vec<PathBuf>,
    /// Let answers of mock files start processes: commands and Lambda handlers
    #[arg(long, global = true)]
    allow_run: bool,
    /// Let answers of mock files reach this host, or all (repeatable)
    #[arg(long, global = true, value_name = "HOST", num_args = 0..=1, require_equals = true,
          default_missing_value = "*", value_delimiter = ',')]
    allow_net: Vec<String>,
    /// Let answers of mock files call this service of AWS, or all (repeatable)
    #[arg(long, global = true, value_name = "SERVICE", num_args = 0..=1, require_equals = true,
          default_missing_value = "*", value_delimiter = ',')]
    allow_aws: Vec<String>,
    /// Take the definitions as they are: `[project] build` is done
    #[arg(long, global = true)]
    no_build: bool,
}

impl Source {
    /// The settings in force.
    pub fn settings(&self) -> Result<Settings, project::Error> {
        let granted = self.granted()?;
        // What the environment sets to nothing is not set.
        let config = self.config.clone().filter(|path| !path.as_os_str().is_empty());
        let profile = self.profile.as_deref().filter(|name| !name.is_empty());
        let found = Settings::find(config, profile)?.opening(&self.allow_read)?;
        Ok(found.granting(granted).skipping_build(self.no_build))
    }

    /// What flags and `SFN_ALLOW` grant.
    fn granted(&self) -> Result<Granted, project::Error> {
        let asked = terminal::variable("SFN_ALLOW").unwrap_or_default();
        Granted::read((self.allow_run, &self.allow_net, &self.allow_aws), &asked, &terminal::variable)
    }
}

/// `--max-memory 2GB`
pub fn memory(text: &str) -> Result<usize, String> {
    amount::bytes(text).ok_or_else(|| "write it like 64MB or 2GB".to_owned())
}

/// `--sub K=V`
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        Some(_) | None => Err("write it as NAME=VALUE".to_owned()),
    }
}

/// `--mock STATE=ANSWER`
pub fn quick_mock(text: &str) -> Result<(String, String), String> {
    pair(text).map_err(|_| "write it as STATE=ANSWER, for instance 'Charge Card={\"ok\": true}' or 'Charge Card=throw:Declined'".to_owned())
}

/// The workflow types as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Type {
    /// Up to a year, 25,000 events
    Standard,
    /// Up to five minutes, no event quota
    Express,
}

impl From<Type> for Workflow {
    fn from(kind: Type) -> Self {
        match kind {
            Type::Standard => Self::Standard,
            Type::Express => Self::Express,
        }
    }
}
