//! A server in a process of its own, and what Linux says of that process.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::{Given, now};

/// So many ticks of the processor clock are a second (`getconf CLK_TCK`), on every Linux there is.
const TICKS: f64 = 100.0;

/// A server.
pub struct Server {
    pub name: String,
    pub address: SocketAddr,
    /// None if it is only known by its address: nothing can be said of its process then.
    pub pid: Option<u32>,
    child: Option<Child>,
}

impl Server {
    /// `sfn serve` with these arguments, on the first core if that is wanted.
    pub fn sfn(arguments: &[&str], given: &Given) -> io::Result<Self> {
        let all: Vec<&str> = ["serve", "--port", "0"].into_iter().chain(arguments.iter().copied()).collect();
        Self::start("sfn", &given.sfn, &all, given.is_pinned)
    }

    /// A server that says `… listening on http://ADDRESS` on standard error.
    pub fn start(name: &str, program: &str, arguments: &[&str], is_pinned: bool) -> io::Result<Self> {
        let mut command = if is_pinned { Command::new("taskset") } else { Command::new(program) };
        if is_pinned {
            command.args(["-c", "0", program]);
        }
        let mut child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let errors = child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut lines = BufReader::new(errors).lines();
        let mut address = None;
        for line in lines.by_ref() {
            let line = line?;
            if let Some((_, rest)) = line.split_once("listening on http://") {
                address = rest.trim().parse().ok();
            }
            if line.trim() == "Ready." {
                break;
            }
        }
        // A pipe that nobody reads would hold it up some day.
        std::thread::spawn(move || lines.for_each(drop));
        let address =
            address.ok_or_else(|| io::Error::other(format!("{name} does not say where it listens")))?;
        Ok(Self { name: name.to_owned(), address, pid: Some(child.id()), child: Some(child) })
    }

    /// One that runs already: `NAME=HOST:PORT`, or `NAME=HOST:PORT,PID` for what its process takes.
    pub fn known(given: &str) -> Option<Self> {
        let (name, rest) = given.split_once('=')?;
        let (address, pid) = rest.split_once(',').map_or((rest, None), |(address, pid)| (address, Some(pid)));
        let pid = pid.map(str::parse).transpose().ok()?;
        Some(Self { name: name.to_owned(), address: address.parse().ok()?, pid, child: None })
    }

    /// How many seconds of processor time it took so far.
    pub fn processor(&self) -> f64 {
        let text = self.told("stat");
        // The name of the program, in brackets, may have spaces.
        let after = text.rsplit(')').next().unwrap_or_default();
        let ticks = |at: usize| after.split_whitespace().nth(at).and_then(|ticks| ticks.parse::<f64>().ok());
        (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS
    }

    /// How much memory it has, in megabytes of a million bytes.
    pub fn memory(&self) -> f64 {
        let text = self.told("status");
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or(0.0) * 1024.0 / 1e6
    }

    /// How many descriptors it has open.
    pub fn descriptors(&self) -> usize {
        let folder = self.pid.map(|pid| fs::read_dir(format!("/proc/{pid}/fd")));
        folder.and_then(Result::ok).map_or(0, Iterator::count)
    }

    fn told(&self, file: &str) -> String {
        let text = self.pid.map(|pid| fs::read_to_string(format!("/proc/{pid}/{file}")));
        text.and_then(Result::ok).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Keeps this process to the second core, so that client and server do not take time from each other. Whether that is
/// possible here.
pub fn pin() -> bool {
    let has_two = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
    let own = std::process::id().to_string();
    let done =
        Command::new("taskset").args(["-cp", "1", &own]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    has_two && done.is_ok_and(|status| status.success())
}

/// How often a second the disk of this folder writes 4 kB and flushes, one after the other.
pub fn flushes(folder: &Path) -> io::Result<f64> {
    let path = folder.join("flushes");
    let mut file = fs::File::create(&path)?;
    let (began, mut count): (Instant, u32) = (now(), 0);
    while began.elapsed().as_millis() < 1500 {
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}
