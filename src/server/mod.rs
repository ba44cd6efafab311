//! AWS's API over HTTP: connections in, operations of [`api`](crate::api) called, answers out.
//!
//! [`Server::bind`] takes the ports, [`Server::run`] serves until it is told to stop. What a request says is found out in
//! `request`; what no operation answers (health, other paths) in `pages`. Nothing here knows what an operation does.

mod answer;
mod aws_events;
mod body;
pub mod bus;
pub mod deploy;
pub mod endpoints;
mod exchange;
mod gateway;
mod hosts;
pub mod journal;
pub mod outlet;
mod pages;
mod parts;
mod request;
pub mod seen;
mod setup;
mod signature;
mod stepping;
pub mod viewed;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::base::threads::STACK;

pub use body::{Bodies, MAX_BODY};
pub use exchange::Desk;
pub use hosts::Hosts;
pub use parts::Parts;
pub use setup::{Ready, Setup};
pub use signature::Credentials;

/// So many connections are served at a time if nobody says otherwise; further ones wait until one closes.
pub const MAX_CONNECTIONS: usize = 10_000;

/// How long a client may take for the headers of a request, which is also how long an idle connection stays open.
const HEADERS_WITHIN: Duration = Duration::from_secs(75);

/// The most bytes of the headers of a request.
const MAX_HEADERS: usize = 32 << 10;

/// The most threads that serve requests.
const MAX_THREADS: usize = 4;

/// So many definitions are read at a time: what is found about one may take 100 MB.
const READERS: usize = 4;

/// How long no connection is taken after one could not be.
const AGAIN: Duration = Duration::from_millis(10);

/// How long answers under way may take once the server is to stop.
const GRACE: Duration = Duration::from_secs(5);

/// A server that has its ports.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<TcpListener>,
    desk: Arc<exchange::Desk>,
    places: usize,
}

/// Tells a server to stop; clones tell the same one.
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Default for Stopper {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stopper {
    /// Takes no more requests, and ends once those under way are answered.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Takes these ports of `host`, 0 being any that is free. Clients reach `desk` there, over at most
    /// `places` connections at a time.
    pub fn bind((host, ports): (IpAddr, &[u16]), desk: Desk, places: usize) -> io::Result<Self> {
        let listener = |port: &u16| {
            let listener = TcpListener::bind((host, *port))?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        let listeners = ports.iter().map(listener).collect::<io::Result<_>>()?;
        Ok(Self { listeners, desk: Arc::new(desk), places })
    }

    /// Where it listens.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.listeners.iter().map(TcpListener::local_addr).collect()
    }

    /// Serves until `stopper` says to stop. Each thread has connections of its own: a request that would be handed from one
    /// thread to another costs twice as much.
    pub fn run(self, stopper: &Stopper) -> io::Result<()> {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        let places = Arc::new(Semaphore::new(self.places));
        let work = || self.work((threads, Arc::clone(&places)), stopper).inspect_err(|_| stopper.stop());
        thread::scope(|scope| {
            let spawn = |number: usize| {
                let builder = thread::Builder::new().name(format!("requests-{number}")).stack_size(STACK);
                builder.spawn_scoped(scope, work).inspect_err(|_| stopper.stop())
            };
            let started: Vec<_> = (0..threads).map(spawn).collect();
            let ended = started.into_iter().map(|thread| thread?.join().unwrap_or_else(|_| Err(cut_off())));
            ended.fold(Ok(()), io::Result::and)
        })
    }

    /// Serves with this thread, one of so many.
    fn work(&self, (threads, places): (usize, Arc<Semaphore>), stopper: &Stopper) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .thread_stack_size(STACK)
            .max_blocking_threads((READERS / threads).max(1))
            .enable_all()
            .build()?;
        let mut stop = stopper.0.subscribe();
        runtime.block_on(async {
            let mut accepting = JoinSet::new();
            for listener in &self.listeners {
                let listener = tokio::net::TcpListener::from_std(listener.try_clone()?)?;
                let (desk, places) = (Arc::clone(&self.desk), Arc::clone(&places));
                accepting.spawn(accept(listener, desk, places, stopper.0.subscribe()));
            }
            told(&mut stop).await;
            let rest = async { while accepting.join_next().await.is_some() {} };
            // Whoever still waits then is cut off.
            let _ = tokio::time::timeout(GRACE, rest).await;
            Ok(())
        })
    }
}

fn cut_off() -> io::Error {
    io::Error::other("a thread that served requests ended")
}

/// Waits until the server is to stop. That nobody can say so any more says the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_over| *is_over).await;
}

/// Serves the connections of one port until the server is to stop, then those that are open to their next answer.
async fn accept(
    listener: tokio::net::TcpListener,
    desk: Arc<exchange::Desk>,
    places: Arc<Semaphore>,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told(&mut stop) => break,
        };
        match stream {
            Ok((stream, _)) => {
                let (desk, stop) = (Arc::clone(&desk), stop.clone());
                connections.spawn(async move {
                    serve(stream, desk, stop).await;
                    drop(place);
                });
            }
            // For instance no descriptor is left: one will be.
            Err(_) => tokio::time::sleep(AGAIN).await,
        }
        while connections.try_join_next().is_some() {}
    }
    while connections.join_next().await.is_some() {}
}

async fn serve(stream: TcpStream, desk: Arc<exchange::Desk>, mut stop: watch::Receiver<bool>) {
    // Without this, the second packet of an answer waits for 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, std::convert::Infallible>(desk.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // What a client does wrong is its own to notice.
        _ = connection.as_mut() => return,
        () = told(&mut stop) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
