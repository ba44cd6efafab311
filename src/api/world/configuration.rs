//! What machines and activities are configured with, as requests give it and responses show it.

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{object, text};
use crate::base::value::Value;

/// `loggingConfiguration`
#[derive(Clone, Debug, PartialEq)]
pub struct Logging {
    /// `ALL`, `ERROR`, `FATAL` or `OFF`.
    pub level: &'static str,
    /// Whether records have data.
    pub includes_data: bool,
    /// Where records go, as it was given.
    pub destinations: Option<Value>,
}

/// `encryptionConfiguration`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// `AWS_OWNED_KEY`
    Owned,
    /// `CUSTOMER_MANAGED_KMS_KEY`: the key, and for how many seconds a data key serves.
    Customer(String, i64),
}

impl Default for Logging {
    fn default() -> Self {
        Self { level: "OFF", includes_data: false, destinations: None }
    }
}

const LEVELS: [(&str, &str); 4] = [("ALL", "ALL"), ("ERROR", "ERROR"), ("FATAL", "FATAL"), ("OFF", "OFF")];

impl Logging {
    /// That of a request, if it has one.
    pub(in crate::api) fn asked(members: &mut Members<'_>) -> Result<Option<Self>, ApiError> {
        let Some(mut inside) = members.inside("loggingConfiguration", "loggingConfiguration.")? else {
            return Ok(None);
        };
        let level = inside.word("level", &LEVELS)?.unwrap_or("OFF");
        let includes_data = inside.flag("includeExecutionData")?.unwrap_or(false);
        let destinations = inside.list("destinations")?.map(|list| Value::from(list.to_vec()));
        members.also(inside.broken());
        Ok(Some(Self { level, includes_data, destinations }))
    }

    /// Refuses a level without exactly one place for its records.
    pub fn check(&self) -> Result<(), ApiError> {
        let count = self.destinations.as_ref().and_then(Value::as_array).map_or(0, |list| list.len());
        if self.level != "OFF" && count != 1 {
            let words = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
            return Err(ApiError::new("InvalidLoggingConfiguration", words));
        }
        Ok(())
    }

    /// As responses have it.
    pub fn shown(&self) -> Value {
        object([
            ("level", text(self.level)),
            ("includeExecutionData", Some(self.includes_data.into())),
            ("destinations", self.destinations.clone()),
        ])
    }
}

impl Encryption {
    /// That of a request, if it has one.
    pub(in crate::api) fn asked(members: &mut Members<'_>) -> Result<Option<Self>, ApiError> {
        let Some(mut inside) = members.inside("encryptionConfiguration", "encryptionConfiguration.")? else {
            return Ok(None);
        };
        let kinds = [("AWS_OWNED_KEY", false), ("CUSTOMER_MANAGED_KMS_KEY", true)];
        let kind = inside.word("type", &kinds)?;
        if kind.is_none() && inside.get("type").is_none() {
            inside.missing("type");
        }
        let key = inside.shown("kmsKeyId", 1, 2048)?.map(str::to_owned);
        let period = inside.within("kmsDataKeyReusePeriodSeconds", 60, 900)?;
        let broken = inside.broken();
        let is_sound = broken.is_empty();
        members.also(broken);
        if !is_sound || kind != Some(true) {
            return Ok(Some(Self::Owned));
        }
        let Some(key) = key else {
            let words = "Invalid Encryption Configuration: Must set a valid kmsKeyId.";
            return Err(ApiError::new("InvalidEncryptionConfiguration", words));
        };
        Ok(Some(Self::Customer(key, period.unwrap_or(300))))
    }

    /// As responses have it, in AWS's order.
    pub fn shown(&self) -> Value {
        match self {
            Self::Owned => object([("type", text("AWS_OWNED_KEY"))]),
            Self::Customer(key, period) => object([
                ("kmsKeyId", text(key)),
                ("kmsDataKeyReusePeriodSeconds", Some((*period).into())),
                ("type", text("CUSTOMER_MANAGED_KMS_KEY")),
            ]),
        }
    }
}

/// `tracingConfiguration` of a request, if it has one: whether it is enabled.
pub(in crate::api) fn tracing(members: &mut Members<'_>) -> Result<Option<bool>, ApiError> {
    let Some(inside) = members.inside("tracingConfiguration", "tracingConfiguration.")? else {
        return Ok(None);
    };
    Ok(Some(inside.flag("enabled")?.unwrap_or(false)))
}
