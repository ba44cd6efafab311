//! What `cdk synth` writes down beside a template: the account and the region of its stack.
//!
//! `cdk.out/manifest.json` has an artifact for each stack, whose `environment` is `aws://ACCOUNT/REGION`. A stack
//! that was bound to neither has `unknown-account` and `unknown-region` there.

use crate::base::value::Value;
use crate::load::{Files, Options};

/// What names templates of CDK.
const TEMPLATE: &str = ".template.json";

/// The environment of a stack, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Environment {
    /// Its account.
    pub(super) account: Option<String>,
    /// Its region.
    pub(super) region: Option<String>,
}

impl Environment {
    /// That of the stack whose template is the file `name`; that of all stacks for a template that is nested in one
    /// of them. Nothing is known of other files, nor if the manifest cannot be read.
    pub(super) fn of(name: &str, files: &mut dyn Files) -> Self {
        let own = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if !own.ends_with(TEMPLATE) {
            return Self::default();
        }
        let manifest = files.read("manifest.json", name).ok();
        let Some(manifest) = manifest.and_then(|source| Value::parse(&source.text).ok()) else {
            return Self::default();
        };
        let artifacts = manifest.get("artifacts").and_then(Value::as_object);
        let stacks: Vec<&Value> =
            artifacts.into_iter().flat_map(|all| all.values()).filter(is_stack).collect();
        let file =
            |stack: &Value| stack.pointer("/properties/templateFile").and_then(Value::as_str) == Some(own);
        match stacks.iter().find(|stack| file(stack)) {
            Some(stack) => Self::read(stack),
            None => {
                let mut all = stacks.iter().map(|stack| Self::read(stack));
                let first = all.next().unwrap_or_default();
                if all.all(|other| other == first) { first } else { Self::default() }
            }
        }
    }

    fn read(stack: &Value) -> Self {
        let written = stack.get("environment").and_then(Value::as_str).unwrap_or_default();
        let (account, region) = written.strip_prefix("aws://").and_then(|rest| rest.split_once('/')).unzip();
        let is_known = |text: &&str| !text.is_empty() && !text.starts_with("unknown-");
        let known = |text: Option<&str>| text.filter(is_known).map(str::to_owned);
        Self { account: known(account), region: known(region) }
    }

    /// `options`, which win, for a template that is deployed there.
    pub(super) fn under(&self, options: &Options) -> Options {
        Options {
            account: options.account.clone().or_else(|| self.account.clone()),
            ..options.deployed_to(self.region.clone())
        }
    }
}

fn is_stack(artifact: &&Value) -> bool {
    artifact.get("type").and_then(Value::as_str) == Some("aws:cloudformation:stack")
}
