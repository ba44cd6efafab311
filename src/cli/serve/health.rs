//! `sfn serve --healthcheck`: whether a server is well, for images that have no shell and no curl.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::cli::exit::Exit;

/// How long a server may take to answer.
const LIMIT: Duration = Duration::from_secs(3);

/// Asks the server at this address and port.
pub fn check(host: IpAddr, port: u16) -> Exit {
    // A server that listens everywhere is asked here.
    let host = if host.is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { host };
    match ask(SocketAddr::new(host, port)) {
        Ok(true) => Exit::Ok,
        Ok(false) | Err(_) => Exit::Negative,
    }
}

fn ask(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let request = format!("GET /_sfn/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(&status == b"HTTP/1.1 200")
}
