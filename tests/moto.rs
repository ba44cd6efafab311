//! A definition that calls fourteen services, run against moto's server; and signatures that botocore checks. Both need
//! Python with these packages: `.ci/run` makes it and names it in `SFN_MOTO_PYTHON`; where nothing does, they are skipped.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use sfn::base::value::{Object, Value};

use crate::cli::Folder;
use crate::server::closed_port;

/// moto's server, which ends with this.
struct Moto(Child, u16);

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The Python that has the packages.
fn python() -> Option<PathBuf> {
    crate::setting("SFN_MOTO_PYTHON").map(PathBuf::from)
}

impl Moto {
    fn start(python: PathBuf) -> Self {
        let port = closed_port();
        let mut child = Command::new(python)
            .args(["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let is_up = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Running on"));
        assert!(is_up, "moto did not start");
        // What it goes on to say is read, lest it wait for that.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self(child, port)
    }
}

/// `value` with what another run had otherwise replaced, and times, which may be the same by chance.
fn stable(value: &Value, other: &Value) -> Value {
    let at = |key: &str| other.get(key).unwrap_or(&Value::Null);
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| &**key != "SdkHttpMetadata");
            let members = members.map(|(key, value)| (std::sync::Arc::clone(key), stable(value, at(key))));
            members.collect::<Object>().into()
        }
        Value::Array(items) => {
            let item = |(at, item)| stable(item, other.at(at).unwrap_or(&Value::Null));
            items.iter().enumerate().map(item).collect::<Vec<_>>().into()
        }
        Value::String(text) => {
            let others: Vec<&str> = other.as_str().unwrap_or_default().split([' ', '/']).collect();
            let words = text.split([' ', '/']).enumerate().map(|(at, word)| {
                let is_time = word.starts_with("20") && word.ends_with('Z');
                if others.get(at) == Some(&word) && !is_time { word } else { "…" }
            });
            words.collect::<Vec<_>>().join(" ").into()
        }
        Value::Number(number) if number.as_f64() > 1e9 => "…".into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// What the definition has for output.
fn output(python: PathBuf) -> Value {
    let moto = Moto::start(python);
    let definition = crate::fixture("passthrough/moto/machine.asl.json");
    let mocks = format!(
        "version: 1\nmocks:\n  services:\n    '*': {{passthrough: {{endpoint: \"http://localhost:{}\"}}}}\n",
        moto.1
    );
    let folder = Folder::new("moto", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    let ended = folder.sfn(&["run", "w.asl.json", "-i", "{}", "--allow-net=localhost", "--json"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    Value::parse(&ended.out).unwrap().get("output").unwrap().clone()
}

#[test]
fn fourteen_services_answer_with_results_and_errors() {
    let Some(python) = python() else {
        println!("SKIPPED: SFN_MOTO_PYTHON names no Python with moto and botocore");
        return;
    };
    let (first, second) = (output(python.clone()), output(python));
    let found = format!("{}\n", stable(&first, &second).to_json_pretty());
    let path = format!("{}/fixtures/passthrough/moto/output.json", env!("CARGO_MANIFEST_DIR"));
    let wrong = crate::golden(path.as_ref(), &found);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}

/// Whether `replayed` is `first` but for secrets, which are not recorded.
fn is_replay(first: &Value, replayed: &Value) -> bool {
    match (first, replayed) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| is_replay(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.as_slice().len() == other.as_slice().len()
                && one.iter().zip(other.iter()).all(|(one, other)| is_replay(one, other))
        }
        (Value::String(_), Value::String(other)) if other.contains("(secret)") => true,
        _ => first == replayed,
    }
}

#[test]
fn what_moto_answered_is_replayed_from_the_mock_file() {
    let Some(python) = python() else {
        println!("SKIPPED: SFN_MOTO_PYTHON names no Python with moto and botocore");
        return;
    };
    let moto = Moto::start(python);
    let definition = crate::fixture("passthrough/moto/machine.asl.json");
    let folder = Folder::new("moto", &[("w.asl.json", &definition)]);
    let endpoint = format!("http://localhost:{}", moto.1);
    let flags = ["--allow-net=localhost", "--json", "--endpoint", &endpoint];
    let recorded = folder.sfn(&[&["mock", "record", "w.asl.json", "-i", "{}"], &flags[..]].concat());
    assert_eq!(recorded.code, Some(0), "{}{}", recorded.out, recorded.err);
    drop(moto);
    let replayed = folder.sfn(&["run", "w.asl.json", "-i", "{}", "--json"]);
    assert_eq!(replayed.code, Some(0), "{}{}", replayed.out, replayed.err);
    let [first, again] =
        [&recorded.out, &replayed.out].map(|out| Value::parse(out).unwrap().get("output").unwrap().clone());
    assert!(is_replay(&first, &again), "{}\n{}", first.to_json_pretty(), again.to_json_pretty());
}

#[test]
fn signatures_are_those_of_botocore() {
    let Some(python) = python() else {
        println!("SKIPPED: SFN_MOTO_PYTHON names no Python with moto and botocore");
        return;
    };
    let requests = crate::signing::signed(100);
    let folder = Folder::new("signatures", &[("requests.json", &requests), ("check.py", CHECK)]);
    let checked = Command::new(python).arg("check.py").current_dir(&folder.0).output().unwrap();
    let said =
        String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && said.contains("100 agree"), "{said}");
}

/// Signs each request once more, at the time of the first signature, and compares.
const CHECK: &str = r#"
import datetime, json, sys
from botocore import auth, awsrequest, credentials
agree = 0
for one in json.load(open("requests.json")):
    headers = dict(one["headers"])
    signature = headers.pop("authorization")
    stamp = headers.pop("x-amz-date")
    when = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    for name in ("get_current_datetime",):
        if hasattr(auth, name):
            setattr(auth, name, lambda *_, **__: when)
    class Clock(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return when.replace(tzinfo=None)
        @classmethod
        def now(cls, tz=None):
            return when
    auth.datetime = Clock if isinstance(getattr(auth, "datetime", None), type) else getattr(auth, "datetime", None)
    request = awsrequest.AWSRequest(
        method=one["method"], url=one["url"], data=one["body"].encode(), headers=headers)
    kind = auth.S3SigV4Auth if one["service"] == "s3" else auth.SigV4Auth
    kind(credentials.Credentials("test", "test"), one["service"], one["region"]).add_auth(request)
    if request.headers["Authorization"] == signature:
        agree += 1
    else:
        print(one["method"], one["url"], signature, request.headers["Authorization"], sep="\n")
print(agree, "agree")
"#;
