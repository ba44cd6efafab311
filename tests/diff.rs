//! `sfn diff` with revisions of git, in a repository that the test makes.

use std::path::Path;
use std::process::Command;

use crate::cli::Folder;

const OLD: &str =
    r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#;
const SAM: &str = "Resources:\n  Order:\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: flows/a.asl.json}\n";

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let identity =
        ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    let done = command.current_dir(folder).args(identity).args(arguments).output().unwrap();
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// What the program says with the path to git in its environment.
fn sfn(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let path = crate::setting("PATH").unwrap_or_default();
    let done = command.current_dir(folder).env_clear().env("PATH", path).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A repository with one commit, and a change in the working folder.
fn repository() -> Folder {
    let folder = Folder::new("diff", &[("template.yaml", SAM)]);
    std::fs::remove_dir_all(folder.0.join(".git")).unwrap();
    std::fs::create_dir(folder.0.join("flows")).unwrap();
    std::fs::write(folder.0.join("flows/a.asl.json"), OLD).unwrap();
    // Whatever this would run must not run.
    std::fs::write(folder.0.join(".gitattributes"), "*.json diff=loud filter=loud\n").unwrap();
    git(&folder.0, &["init", "-q", "-b", "main"]);
    git(&folder.0, &["add", "."]);
    git(&folder.0, &["commit", "-q", "-m", "one"]);
    for key in
        ["diff.loud.textconv", "diff.loud.command", "filter.loud.smudge", "core.fsmonitor", "core.pager"]
    {
        git(&folder.0, &["config", key, "touch RAN; cat"]);
    }
    let new = OLD.replace(r#""Next": "B""#, r#""Comment": "new", "Next": "C""#).replace(r#""B":"#, r#""C":"#);
    std::fs::write(folder.0.join("flows/a.asl.json"), new).unwrap();
    folder
}

#[test]
fn revisions_are_compared_with_the_working_folder_and_each_other() {
    let folder = repository();
    let path = "flows/a.asl.json";
    let (code, out, err) = sfn(&folder.0, &["diff", "HEAD:flows/a.asl.json", path]);
    assert!(code == Some(1) && err.is_empty(), "{out}{err}");
    for part in
        ["HEAD:flows/a.asl.json → flows/a.asl.json", "renamed from B", ".Comment", "1 renamed, 1 changed"]
    {
        assert!(out.contains(part), "{part:?} is not in\n{out}");
    }
    assert!(!out.contains(".Next"), "a new name is no other way:\n{out}");
    assert_eq!(sfn(&folder.0, &["diff", "HEAD", "--", path]).1, out);
    assert_eq!(sfn(&folder.0, &["diff", "--", "HEAD:flows/a.asl.json", path]).1, out);
    assert_eq!(sfn(&folder.0, &["diff", "--", path, path, path]).0, Some(2));
    assert_eq!(sfn(&folder.0, &["diff", "main", "HEAD", "--", path]).0, Some(0));
    let below = folder.0.join("flows");
    assert_eq!(sfn(&below, &["diff", "HEAD:./a.asl.json", "a.asl.json"]).1, out);
    assert_eq!(sfn(&below, &["diff", "HEAD", "--", "a.asl.json"]).1, out);
    // The template's definition is that of the revision, too; the whole project has both.
    let (code, out, _) = sfn(&folder.0, &["diff", "HEAD:template.yaml", "template.yaml#Order"]);
    assert!(
        code == Some(1) && out.contains("renamed from B") && out.contains("HEAD:flows/a.asl.json"),
        "{out}"
    );
    assert!(sfn(&folder.0, &["diff", "HEAD"]).1.contains("renamed from B"));
    assert!(!folder.0.join("RAN").exists(), "git was made to run something");
    git(&folder.0, &["add", "."]);
    assert_eq!(sfn(&folder.0, &["diff", ":flows/a.asl.json", path]).0, Some(0), "what is staged");
}

#[test]
fn what_git_does_not_know_is_an_error() {
    let folder = repository();
    for (arguments, code, said) in [
        (&["diff", "nowhere", "--", "flows/a.asl.json"][..], 2, "git knows no revision `nowhere`"),
        (
            &["diff", "HEAD:flows/b.asl.json", "flows/a.asl.json"],
            3,
            "cannot read HEAD:flows/b.asl.json: there is no such file",
        ),
        (&["diff", "HEAD:../../../../etc/passwd", "flows/a.asl.json"], 3, "there is no such file"),
        (&["diff", "--upload-pack=touch RAN", "flows/a.asl.json"], 2, "unexpected argument"),
        (&["diff", "HEAD\nHEAD", "--", "flows/a.asl.json"], 2, "git knows no revision"),
    ] {
        let (found, out, err) = sfn(&folder.0, arguments);
        assert!(found == Some(code) && err.contains(said), "{arguments:?}: {found:?}\n{out}{err}");
    }
    let bare = Folder::new("diff-bare", &[("a.asl.json", OLD)]);
    std::fs::remove_dir_all(bare.0.join(".git")).unwrap();
    std::fs::write(bare.0.join(".git"), "gitdir: /nowhere\n").unwrap();
    let (code, _, err) = sfn(&bare.0, &["diff", "HEAD", "--", "a.asl.json"]);
    assert!(code == Some(3) && err.contains("this is no repository of git"), "{err}");
}
