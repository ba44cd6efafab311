//! What AWS's observability sees of an execution: log records of CloudWatch, metrics of `AWS/States`, traces. All of it
//! is made of records, as reports are.

pub mod alarm;
pub mod alarms;
pub mod logs;
pub mod metrics;
pub mod otlp;
pub mod spans;
pub mod totals;
pub mod xray;

/// Which execution it is.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// Its ARN.
    pub execution_arn: &'s str,
    /// The ARN of its machine.
    pub machine_arn: &'s str,
    /// How often it was redriven.
    pub redrive_count: u32,
}
