//! Operations of AWS's own API as plain functions: the JSON of a request in, the JSON of its response or an
//! [`ApiError`] out. How either travels is for others to know: `sfn state --request` reads a file, a server HTTP.

pub mod error;
mod members;

pub mod teststate;

pub use error::ApiError;
