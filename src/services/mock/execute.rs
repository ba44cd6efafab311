//! `execute`: the machine that runs in place of the one that a call starts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::value::Value;

use super::destination::MachineFile;
use super::fields::EXECUTE;
use super::reader::{MockReader, Node};

/// Reads `execute`.
pub fn read(reader: &mut MockReader, node: &Node) -> Option<MachineFile> {
    reader.check(EXECUTE, node, "`execute`");
    let by = Arc::clone(&reader.document().source().name);
    let folder = Path::new(&*by).parent().unwrap_or(Path::new("")).to_owned();
    let path = |key: &str| {
        let written = node.value.get(key).and_then(Value::as_str)?;
        let path: PathBuf = crate::load::lexical(&folder.join(written));
        Some(path.display().to_string())
    };
    Some(MachineFile { reference: path("machine")?, mocks: path("mocks"), by })
}
