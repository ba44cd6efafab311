//! `sfn test --target`: where tests are run once more.

use std::time::Duration;

use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::project::settings::Settings;
use crate::suite::parity::{Place, Target};

/// Where tests are run once more.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Target")]
pub struct TargetArgs {
    /// Run each test once more at this server of AWS's API, or at AWS itself, and say event by event what is different
    #[arg(long, value_name = "URL|aws", value_parser = Place::read, conflicts_with_all = ["watch", "stress"])]
    pub target: Option<Place>,
    /// The role of the machines that are made there [default: that of the template]
    #[arg(long, value_name = "ARN", requires = "target")]
    pub target_role: Option<String>,
    /// The region there [default: us-east-1]
    #[arg(long, value_name = "REGION", requires = "target")]
    pub target_region: Option<String>,
}

impl TargetArgs {
    /// The target, at which an execution may take so long.
    pub fn target(&self, limit: Duration, settings: &Settings) -> Result<Option<Target>, Error> {
        let Some(place) = &self.target else { return Ok(None) };
        if matches!(place, Place::Aws) {
            settings.permissions().aws("sfn").map_err(|denied| Error::Plain {
                exit: Exit::Unmocked,
                message: format!("--target aws runs machines on AWS, which {}", denied.why),
                help: Some("add --allow-aws=sfn, and name their role with --target-role ARN".to_owned()),
            })?;
        }
        let (role, region) = (self.target_role.clone(), self.target_region.clone());
        Ok(Some(Target::new(place.clone(), role, region, limit)))
    }
}
