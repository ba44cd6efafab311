//! `sfn convert`: what becomes of definitions, and what the report says. A case is a folder of `fixtures/convert`, with
//! its commands in `cmd.txt` and what they said in `told.txt`.

#[test]
fn definitions_are_converted_as_they_were() {
    crate::command::tell("fixtures/convert");
}
