//! The `sfn` program.

fn main() {}
