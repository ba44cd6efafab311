//! A server on a port of its own, for what makes requests: it keeps what it was sent and answers as it is told.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it was sent.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// `POST /path?query`
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A server that lives as long as the tests do.
#[derive(Clone)]
pub struct Server {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

/// The bytes of an answer.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// An answer of JSON.
pub fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &["Content-Type: application/json"], body)
}

impl Server {
    /// One that answers each request with the bytes that `respond` makes of it; with none the connection is closed.
    pub fn new(respond: impl Fn(&Received) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let (kept, respond) = (Arc::clone(&received), Arc::new(respond));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, respond) = (Arc::clone(&kept), Arc::clone(&respond));
                std::thread::spawn(move || while serve(&stream, &kept, &*respond).is_some() {});
            }
        });
        Self { port, received }
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// All that it was sent so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// A port of this machine where nothing listens.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Answers one request; none if the connection is over.
fn serve(
    stream: &TcpStream,
    kept: &Mutex<Vec<Received>>,
    respond: &dyn Fn(&Received) -> Vec<u8>,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let words: Vec<&str> = line.split_whitespace().take(2).collect();
    let mut request = Received { line: words.join(" "), ..Received::default() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    kept.lock().unwrap().push(request.clone());
    let bytes = respond(&request);
    let mut stream = stream;
    stream.write_all(&bytes).ok().filter(|()| !bytes.is_empty())
}
