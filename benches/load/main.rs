//! What `sfn serve` does under load, as tables: `cargo bench --bench load` for what it does in memory beside an empty HTTP
//! server, `-- store`, `-- tokens`, `-- lists` for the rest, `-- all` for everything, `-- soak 20` for twenty minutes at
//! half of what it can do. `--peer NAME=HOST:PORT,PID` measures another server of the same API beside it. The server has
//! one core and the client another one, unless there is no `taskset`.

mod client;
mod empty;
mod process;
mod scenes;
mod soak;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// What the user asked for.
pub struct Given {
    scenes: Vec<String>,
    /// So many requests a line.
    pub count: usize,
    /// So many executions with a store.
    pub stored: usize,
    /// Other servers.
    pub peers: Vec<String>,
    /// So many requests a second in a soak, if not half of the most.
    pub rate: Option<f64>,
    /// The program that serves.
    pub sfn: String,
    /// Where files go.
    pub folder: PathBuf,
    /// Whether servers have a core of their own.
    pub is_pinned: bool,
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say(line: &str) {
    println!("{line}");
}

impl Given {
    /// Those of the command line; the error is the word that nobody understands.
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let (scenes, peers, rate) = Default::default();
        let (folder, sfn) = (env!("CARGO_TARGET_TMPDIR").into(), env!("CARGO_BIN_EXE_sfn").to_owned());
        let is_pinned = process::pin();
        let mut given = Self { scenes, count: 20_000, stored: 100_000, peers, rate, sfn, folder, is_pinned };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| word.clone());
            match word.as_str() {
                // What cargo adds.
                "--bench" => {}
                "--peer" => given.peers.push(value()?),
                "--count" => given.count = value()?.parse().map_err(|_| word)?,
                "--stored" => given.stored = value()?.parse().map_err(|_| word)?,
                "--rate" => given.rate = Some(value()?.parse().map_err(|_| word)?),
                "--sfn" => given.sfn = value()?,
                "--folder" => given.folder = value()?.into(),
                option if option.starts_with('-') => return Err(word),
                _ => given.scenes.push(word),
            }
        }
        Ok(given)
    }
}

async fn all(given: &Given) -> io::Result<bool> {
    let mut words = given.scenes.iter().map(String::as_str).peekable();
    if words.peek().is_none() {
        scenes::memory(given).await?;
    }
    let mut holds = true;
    while let Some(word) = words.next() {
        match word {
            "memory" => scenes::memory(given).await?,
            "store" => scenes::store(given).await?,
            "tokens" => scenes::tokens(given).await?,
            "lists" => scenes::lists(given).await?,
            "all" => {
                scenes::memory(given).await?;
                scenes::store(given).await?;
                scenes::tokens(given).await?;
                scenes::lists(given).await?;
            }
            "soak" => {
                let minutes = words.next_if(|word| word.parse::<u64>().is_ok());
                holds &= soak::soak(given, minutes.map_or(20, |word| word.parse().unwrap_or(20))).await?;
            }
            other => return Err(io::Error::other(format!("there is no scene `{other}`"))),
        }
    }
    Ok(holds)
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).peekable();
    if words.next_if(|word| word == "empty-server").is_some() {
        return if empty::serve().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let done =
        Given::read(words).map_err(|word| io::Error::other(format!("what is `{word}`?"))).and_then(|given| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(tokio::task::LocalSet::new().run_until(all(&given)))
        });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}
