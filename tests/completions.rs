//! The completion scripts in `completions/` are those the program prints.

use std::path::Path;
use std::process::Command;

const SCRIPTS: [(&str, &str); 4] =
    [("bash", "sfn.bash"), ("zsh", "_sfn"), ("fish", "sfn.fish"), ("powershell", "_sfn.ps1")];

#[test]
fn completions_are_not_stale() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in SCRIPTS {
        let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
            .args(["completions", shell])
            .env_clear()
            .output()
            .unwrap();
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        let stale = crate::golden(&folder.join(file), &script).is_some();
        assert!(!stale, "completions/{file} is stale: SFN_ACCEPT=1 cargo test completions");
    }
}
