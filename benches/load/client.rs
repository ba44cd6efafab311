//! Connections that are kept open, written by hand: a client that costs as much as a server would measure itself.

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::now;

/// A connection that is opened again if the server closes it.
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    sent: Vec<u8>,
    received: Vec<u8>,
}

/// What a request asks for: the operation of the `states` service, and its members as JSON.
pub type Asked = (&'static str, String);

impl Connection {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, sent: Vec::new(), received: Vec::new() }
    }

    /// The body of the answer. One that says that something is wrong is an error.
    pub async fn ask(&mut self, (operation, body): &Asked) -> io::Result<&str> {
        self.sent.clear();
        let (host, length) = (self.address, body.len());
        let head = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-amz-json-1.0\r\nx-amz-target: \
             AWSStepFunctions.{operation}\r\nauthorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/\
             aws4_request, SignedHeaders=host, Signature=0\r\ncontent-length: {length}\r\n\r\n"
        );
        self.sent.extend_from_slice(head.as_bytes());
        self.sent.extend_from_slice(body.as_bytes());
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let Some(stream) = &mut self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        stream.write_all(&self.sent).await?;
        let (start, is_kept) = read(stream, &mut self.received).await?;
        if !is_kept {
            self.stream = None;
        }
        let status = self.received.get(9..12).unwrap_or_default();
        let text = std::str::from_utf8(&self.received[start..]).map_err(io::Error::other)?;
        if status != b"200" {
            return Err(io::Error::other(format!("{operation}: {text}")));
        }
        Ok(text)
    }
}

/// Reads an answer whole. Returns where its body begins, and whether the connection stays open.
async fn read(stream: &mut TcpStream, received: &mut Vec<u8>) -> io::Result<(usize, bool)> {
    received.clear();
    let mut whole = None;
    loop {
        if let Some((start, Some(length), is_kept)) = whole
            && received.len() >= start + length
        {
            return Ok((start, is_kept));
        }
        if stream.read_buf(received).await? == 0 {
            let (start, _, _) = whole.ok_or(io::ErrorKind::UnexpectedEof)?;
            return Ok((start, false));
        }
        if whole.is_none() {
            whole = head(received);
        }
    }
}

/// Where the body begins, how long it is if the head says so, and whether the connection stays open.
fn head(received: &[u8]) -> Option<(usize, Option<usize>, bool)> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&received[..end]).to_ascii_lowercase();
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(|rest| rest.trim().to_owned()))
    };
    let length = field("content-length").and_then(|length| length.parse().ok());
    Some((end + 4, length, field("connection").as_deref() != Some("close")))
}

/// What came of many requests.
pub struct Run {
    pub count: usize,
    pub took: Duration,
    /// How long each took, in microseconds, sorted.
    times: Vec<u32>,
}

impl Run {
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }

    /// What so many in a hundred take at most, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let at = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Asks `rounds` times on each of `connections` connections, one request after the other; `requests` says what, by the
/// number of the round, and what came of the request before.
pub async fn run<F>(address: SocketAddr, connections: usize, rounds: usize, requests: F) -> io::Result<Run>
where
    F: Fn(usize, Option<&str>) -> Asked + 'static,
{
    let requests = Rc::new(requests);
    let began = now();
    let one = |number: usize| {
        let requests = Rc::clone(&requests);
        tokio::task::spawn_local(async move {
            let mut connection = Connection::new(address);
            let (mut times, mut before) = (Vec::with_capacity(rounds), None::<String>);
            for round in 0..rounds {
                let asked = requests(number * rounds + round, before.as_deref());
                let began = now();
                let answer = connection.ask(&asked).await?;
                times.push(micros(began));
                before.get_or_insert_default().clear();
                before.get_or_insert_default().push_str(answer);
            }
            io::Result::Ok(times)
        })
    };
    let all: Vec<_> = (0..connections).map(one).collect();
    let mut times = Vec::new();
    for task in all {
        times.extend(task.await.map_err(io::Error::other)??);
    }
    let took = began.elapsed();
    times.sort_unstable();
    Ok(Run { count: times.len(), took, times })
}

fn micros(began: Instant) -> u32 {
    u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX)
}

/// The value of the first member `name` of a JSON text that is a string.
pub fn member<'t>(text: &'t str, name: &str) -> &'t str {
    let rest = text.split_once(&format!("\"{name}\":")).map_or("", |(_, rest)| rest);
    // Other servers write a blank there.
    rest.trim_start().split('"').nth(1).unwrap_or_default()
}
