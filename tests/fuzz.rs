//! Damaged and made-up input for everything that reads what people write: it is read or refused, it ends, and
//! nothing panics. Here are the targets that are small, and what all of them share; documents, templates,
//! mock files and JSONata have theirs beside their other tests.
//!
//! `scripts/fuzz` runs every target for as long as asked. By hand: `SFN_FUZZ=100000 cargo test --profile
//! fuzz --test main fuzz_ -- --nocapture` tries so many each, `SFN_FUZZ_SEED` begins with another seed. What
//! panics prints the seed to repeat it with.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sfn::base::chance::Chance;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::expr::intrinsics::{Call, INTRINSICS};
use sfn::expr::jsonpath;
use sfn::expr::{Bindings, NoScope};
use sfn::project::Error;
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::session::order::Text;
use sfn::session::{Limits, Observer, Order, prepare};

use crate::setting;
use crate::templates::mutated;

/// The seeds to try: `usual` of them from 0, unless the environment says otherwise.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    let rounds = setting("SFN_FUZZ").map_or(usual, |rounds| rounds.parse().unwrap());
    let from = setting("SFN_FUZZ_SEED").map_or(0, |seed| seed.parse().unwrap());
    from..from + rounds
}

/// Calls `one` with each seed and the chance that belongs to it, and prints how many inputs that were.
/// `one` returns whether the input was sound.
#[expect(clippy::print_stderr, reason = "the seed of a panic must be seen")]
pub fn each(target: &str, usual: u64, mut one: impl FnMut(u64, &Chance) -> bool) {
    /// Prints the seed that is being tried when something panics.
    struct Trying(u64);
    impl Drop for Trying {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("repeat it with SFN_FUZZ=1 SFN_FUZZ_SEED={}", self.0);
            }
        }
    }
    let (seeds, mut sound) = (seeds(usual), 0);
    for seed in seeds.clone() {
        let trying = Trying(seed);
        sound += u64::from(one(seed, &Chance::new(seed)));
        drop(trying);
    }
    done(target, &seeds, &format!("{sound} sound"));
}

/// The line that `scripts/fuzz` counts inputs by.
#[expect(clippy::print_stdout, reason = "counts are added up by a script")]
pub fn done(target: &str, seeds: &std::ops::Range<u64>, became: &str) {
    println!("fuzz {target}: {} inputs from seed {}, {became}", seeds.end - seeds.start, seeds.start);
}

/// A number below `limit`.
pub fn below(chance: &Chance, limit: usize) -> usize {
    (chance.bits() % limit.max(1) as u64) as usize
}

fn pick<'t, T: ?Sized>(chance: &Chance, from: &[&'t T]) -> &'t T {
    from[below(chance, from.len())]
}

/// The files below `folder` whose names `is_wanted`, in order.
pub fn files(folder: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, is_wanted));
        } else if is_wanted(path.file_name().unwrap().to_str().unwrap()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}

const STEPS: &[&str] = &[
    ".a",
    ".b",
    "..a",
    "..*",
    ".*",
    "[0]",
    "[-1]",
    "[*]",
    "[1:]",
    "[:-1]",
    "[0,1]",
    "['a']",
    "['a','b']",
    "[::2]",
    "[?(@.a)]",
    "[?(@.a > 1)]",
    "[?(@.b == 'x')]",
    "[?(@.a =~ /x.*/i)]",
    "[?(!@.a && @.b || @.c)]",
    "[(@.length-1)]",
    ".length()",
    ".min()",
    ".sum()",
    ".keys()",
    "[?(@.a in [1, 'x'])]",
    "[?($.a == @)]",
    "[?(@.a empty true)]",
    "[?(@.b size 2)]",
    ".concat('x')",
    ".é",
    "['']",
    "[99999999999]",
];
const DOCUMENT: &str = r#"{"a": [1, {"a": 2, "b": "x", "c": [1, [2, {"a": null}]]}, "xyz", null, -0.5],
    "b": {"a": {"b": [true, {"a": 3}]}, "b": ["x", "y"], "": 1, "é": "漢"}, "c": 1e300, "length": 7}"#;

/// Paths made of steps, and damaged ones.
#[test]
fn fuzz_jsonpath() {
    let document = Value::parse(DOCUMENT).unwrap();
    each("jsonpath", 4000, |_, chance| {
        let mut path = String::from(if below(chance, 9) == 0 { "$$" } else { "$" });
        (0..=below(chance, 4)).for_each(|_| path.push_str(pick(chance, STEPS)));
        if below(chance, 3) == 0 {
            path = mutated(&path, chance);
        }
        let _ = jsonpath::ReferencePath::parse(&path);
        match jsonpath::Path::parse(&path) {
            Ok(parsed) => parsed.select_strict(&document).map_err(|missing| missing.aws_reason()).is_ok(),
            Err(error) => {
                assert!(!error.message.is_empty(), "{path}");
                false
            }
        }
    });
}

/// A call of an intrinsic function with arguments that are seldom right.
fn call(chance: &Chance, depth: usize) -> String {
    let row = &INTRINSICS[below(chance, INTRINSICS.len())];
    let mut text = format!("{}(", row.name);
    for at in 0..below(chance, 4) {
        text.push_str(if at == 0 { "" } else { ", " });
        let plain = [
            "$",
            "$.a",
            "$.b.a",
            "$..a",
            "'x'",
            r"'\'{}\\'",
            "''",
            "1",
            "-7",
            "2.5",
            "null",
            "$$.x",
            "$v",
            "99999999999",
            "'aGk='",
            "'SHA-1'",
            "true",
            "$.a[0]",
        ];
        match below(chance, 4) {
            0 if depth > 0 => text.push_str(&call(chance, depth - 1)),
            _ => text.push_str(pick(chance, &plain)),
        }
    }
    text + ")"
}

/// Calls of intrinsic functions, and damaged ones.
#[test]
fn fuzz_intrinsics() {
    let input = Value::parse(DOCUMENT).unwrap();
    let known: Vec<Value> = { files(&fixtures("intrinsics"), &|name| name.ends_with(".json")) }
        .iter()
        .flat_map(|file| {
            Value::parse(&std::fs::read_to_string(file).unwrap()).unwrap().as_array().unwrap().to_vec()
        })
        .collect();
    each("intrinsics", 4000, |_, chance| {
        let of_fixtures =
            || known[below(chance, known.len())].get("call").unwrap().as_str().unwrap().to_owned();
        let mut text = if below(chance, 2) == 0 { of_fixtures() } else { call(chance, 3) };
        if below(chance, 3) == 0 {
            text = mutated(&text, chance);
        }
        let bindings = Bindings {
            input: &input,
            result: None,
            error_output: None,
            scope: &NoScope,
            chance,
            now: Time::default(),
        };
        Call::parse(&text).is_ok_and(|call| call.eval(&bindings).map_err(|error| error.aws_message()).is_ok())
    });
}

/// Damaged JSON: what is read is printed and read again as the same.
#[test]
fn fuzz_values() {
    let texts: Vec<String> = { files(&fixtures("run"), &|name| name.ends_with(".json")) }
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .filter(|text| text.len() < 20_000)
        .chain([DOCUMENT.to_owned()])
        .collect();
    each("values", 2000, |seed, chance| {
        let text = mutated(&texts[seed as usize % texts.len()], chance);
        let Ok(value) = Value::parse(&text) else { return false };
        assert_eq!(Value::parse(&value.to_json()).unwrap(), value);
        true
    });
}

/// Damaged settings: those of the README and of the fixtures.
#[test]
fn fuzz_settings() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut texts: Vec<String> =
        readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect();
    texts.extend(
        files(&fixtures("cli"), &|name| name.ends_with(".toml"))
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap()),
    );
    assert!(texts.len() > 3, "{} settings to start from", texts.len());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-settings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sfn.toml");
    each("settings", 1000, |seed, chance| {
        std::fs::write(&file, mutated(&texts[seed as usize % texts.len()], chance)).unwrap();
        match Settings::find(Some(file.clone()), Some("ci").filter(|_| seed % 2 == 0)) {
            Ok(settings) => {
                let seen =
                    (settings.definitions(), settings.exclude(), settings.codes("allow"), settings.clock());
                drop((
                    seen,
                    settings.per_file_ignores(),
                    settings.start(),
                    settings.seed(),
                    settings.machine("order"),
                ));
                true
            }
            Err(Error::Found(found)) => {
                assert!(!crate::templates::rendered(&found).is_empty());
                false
            }
            Err(error) => {
                assert!(!format!("{error:?}").is_empty());
                false
            }
        }
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Counts what a run records.
struct Counted(usize);

impl Observer for Counted {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.0 += records.len();
        Ok(())
    }
}

/// Runs of damaged definitions, mock files and inputs: whatever can be prepared runs to an end or to a bound,
/// and twice to the same.
#[test]
fn fuzz_runs() {
    let cases: Vec<[String; 3]> = { files(&fixtures("run"), &|name| name == "machine.asl.json") }
        .iter()
        .map(|file| {
            [file.clone(), file.with_file_name("machine.sfn.yaml"), file.with_file_name("input.json")]
        })
        .map(|files| files.map(|file| std::fs::read_to_string(file).unwrap_or_default()))
        // Folders that stand for buckets are written to.
        .filter(|[definition, mocks, input]| {
            !mocks.contains("s3:") && definition.len() + input.len() < 20_000
        })
        .collect();
    assert!(cases.len() > 100, "{} runs to start from", cases.len());
    each("runs", 600, |seed, chance| {
        let mut case = cases[seed as usize % cases.len()].clone();
        let damaged = [0, 0, 0, 1, 2][below(chance, 5)];
        case[damaged] = if damaged == 0 { worded(&case[0], chance) } else { mutated(&case[damaged], chance) };
        let [definition, mocks, input] = case;
        if mocks.contains("s3:") {
            return false;
        }
        let run = || {
            let order = Order {
                mocks: vec![Text::Given(Source::new(
                    "m.sfn.yaml",
                    if mocks.is_empty() { "version: 1" } else { &*mocks },
                ))],
                input: Value::parse(&input).ok().map(Into::into),
                clock: Some(ClockSpeed::Virtual),
                seed: Some(seed),
                limits: Limits { events: 3000, wall: Some(Duration::from_secs(20)), ..Limits::default() },
                ..Order::new(Text::Given(Source::new("m.asl.json", definition.as_str())))
            };
            let mut prepared = prepare(&order, &Settings::default()).ok()?;
            let mut execution = prepared.start();
            let mut counted = Counted(0);
            let halt = prepared.world.drive(&mut execution, prepared.limits, &mut counted).err();
            let mut end =
                format!("{} records, {:?}", counted.0, execution.outcome().map(|outcome| outcome.status()));
            write!(end, "{halt:?}").unwrap();
            assert!(!end.contains("Wall"), "this run takes more than 20 s:\n{definition}\n{mocks}\n{input}");
            Some(end)
        };
        let first = run();
        assert_eq!(first, run(), "two ends of\n{definition}\n{mocks}\n{input}");
        first.is_some()
    });
}

/// The text with one to three of its texts, numbers and words exchanged for others of it, which leaves more
/// definitions sound than damage to letters does.
pub fn worded(text: &str, chance: &Chance) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "$.[]*@_-".contains(c);
    let mut words: Vec<&str> = text.split_inclusive(|c: char| !is_part(c)).collect();
    for _ in 0..=below(chance, 3) {
        let (to, from) = (below(chance, words.len()), below(chance, words.len()));
        let end = |word: &str| word.chars().next_back();
        if end(words[to]) == end(words[from]) {
            words[to] = words[from];
        }
    }
    words.concat()
}

/// One line of the text exchanged for another, doubled or lost, as what happened may come in any order.
pub fn shuffled(text: &str, chance: &Chance) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (to, from) = (below(chance, lines.len()), below(chance, lines.len()));
    match below(chance, 3) {
        0 => lines[to] = lines[from],
        1 => lines.insert(to, lines[from]),
        _ => drop(lines.remove(to)),
    }
    lines.join("\n")
}
