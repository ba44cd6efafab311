//! Where lines go that a server makes besides its answers: a file, standard output, or a URL that each is POSTed to.
//!
//! Whoever has a line hands it over and goes on; a thread or a task of its own writes them in order. AWS promises no more
//! for logs and events: what cannot be delivered is told once and lost.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::services::local::{Workers, Working};
use crate::services::remote::{self, HttpRequest, Method, Url};

use super::journal::{Journal, Weight};

/// So many lines may wait; whoever has a further one waits.
const MOST_WAITING: usize = 65_536;

/// How long a line may take to its URL.
const LIMIT: Duration = Duration::from_secs(5);

/// Takes lines.
#[derive(Debug)]
pub struct Outlet {
    way: Way,
}

#[derive(Debug)]
enum Way {
    Written(Mutex<Option<SyncSender<String>>>, Mutex<Option<JoinHandle<()>>>),
    Posted(
        tokio::sync::mpsc::UnboundedSender<String>,
        #[expect(dead_code, reason = "ends with this")] Working,
    ),
}

impl Outlet {
    /// One that leads to `target`: a URL, `-` for standard output, or a file, which is added to.
    pub fn open(target: &str, workers: &Workers, journal: &Arc<Journal>) -> io::Result<Self> {
        if target.starts_with("http://") || target.starts_with("https://") {
            let url = remote::url(target).map_err(io::Error::other)?;
            return Self::posted(url, workers, Arc::clone(journal));
        }
        let out: Box<dyn Write + Send> = if target == "-" {
            Box::new(io::stdout())
        } else {
            Box::new(BufWriter::new(OpenOptions::new().create(true).append(true).open(target)?))
        };
        let (sender, lines) = mpsc::sync_channel(MOST_WAITING);
        let (name, journal) = (target.to_owned(), Arc::clone(journal));
        let thread = std::thread::Builder::new().name("outlet".to_owned());
        let thread = thread.spawn(move || write(out, &lines, &name, &journal))?;
        Ok(Self { way: Way::Written(Mutex::new(Some(sender)), Mutex::new(Some(thread))) })
    }

    fn posted(url: Url, workers: &Workers, journal: Arc<Journal>) -> io::Result<Self> {
        let (sender, mut lines) = tokio::sync::mpsc::unbounded_channel::<String>();
        let http = workers.http();
        let working = workers.begin(move |_| async move {
            let mut is_told = false;
            while let Some(line) = lines.recv().await {
                let request = HttpRequest {
                    method: Method::POST,
                    url: url.clone(),
                    headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                    body: line.into_bytes(),
                    limit: Some(LIMIT),
                    most: 1 << 20,
                };
                let why = match http.send(request).await {
                    Ok(response) if response.is_success() => None,
                    Ok(response) => Some(response.status_line()),
                    Err(failure) => Some(failure.to_string()),
                };
                if let Some(why) = why.filter(|_| !is_told) {
                    is_told = true;
                    let words = format!("{url} does not take what it is sent: {why}");
                    journal.say(Weight::Warning, &words, [("url", url.as_str().into())]);
                }
            }
        })?;
        Ok(Self { way: Way::Posted(sender, working) })
    }

    /// Takes `line`, which has no end of its own.
    pub fn line(&self, line: String) {
        match &self.way {
            Way::Written(sender, _) => {
                let sender = sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
                // What cannot be written was told.
                let _ = sender.map(|sender| sender.send(line));
            }
            Way::Posted(sender, _) => _ = sender.send(line),
        }
    }
}

impl Drop for Outlet {
    /// Writes what waits.
    fn drop(&mut self) {
        if let Way::Written(sender, thread) = &mut self.way {
            drop(sender.get_mut().map(Option::take));
            if let Ok(Some(thread)) = thread.get_mut().map(Option::take) {
                // What panicked there has said so.
                let _ = thread.join();
            }
        }
    }
}

fn write(mut out: Box<dyn Write + Send>, lines: &Receiver<String>, name: &str, journal: &Journal) {
    while let Ok(first) = lines.recv() {
        let mut done = writeln!(out, "{first}");
        // Whatever waits is one write.
        while let Ok(next) = lines.try_recv() {
            done = done.and_then(|()| writeln!(out, "{next}"));
        }
        if let Err(error) = done.and_then(|()| out.flush()) {
            let words = format!("cannot write to {name}, so what follows is lost: {error}");
            journal.say(Weight::Warning, &words, [("file", name.into())]);
            return;
        }
    }
}
