//! The Runtime API of Lambda for one process, on a port of its own: it asks for the next event, and posts what came of
//! it. See "Building a custom runtime" in the Lambda Developer Guide.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinSet;

use crate::base::value::{Object, Value};
use crate::services::clock::today;
use crate::services::executions::{TokenCall, Tokens};

/// The most bytes of a response: Lambda's quota for synchronous calls.
pub const MAX_RESPONSE: usize = 6_291_556;

/// An event for the process.
#[derive(Debug)]
pub struct Event {
    /// Names the call.
    pub id: String,
    /// Its data, JSON.
    pub body: String,
    /// How long the call may take, in milliseconds. It begins once the process has asked for the event.
    pub limit_ms: i64,
    /// The function's ARN.
    pub arn: String,
    /// The trace id.
    pub trace: String,
}

/// What the process did.
#[derive(Debug)]
pub enum Post {
    /// It took the event.
    Taken,
    /// It returned this.
    Returned(Bytes),
    /// Its handler failed with this.
    Failed(Bytes),
    /// It returned more than is allowed.
    TooLarge,
    /// It could not load its handler.
    NotReady(Bytes),
}

/// The API of one process, as long as this lives.
pub struct Api {
    /// Where it is: `127.0.0.1:40123`.
    pub address: String,
    /// Takes the events.
    pub events: mpsc::Sender<Event>,
    /// What the process did.
    pub posts: mpsc::UnboundedReceiver<Post>,
    /// The connections.
    _tasks: JoinSet<()>,
    desk: Arc<Desk>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What the connections share.
struct Desk {
    events: Mutex<mpsc::Receiver<Event>>,
    posts: mpsc::UnboundedSender<Post>,
    /// The call under way.
    current: StdMutex<Option<String>>,
    /// Takes what the process does with task tokens, while it works on a call.
    tokens: StdMutex<Option<Tokens>>,
    /// Whether nothing else is taken.
    is_door: bool,
}

impl Api {
    /// Begins to listen.
    pub async fn start() -> io::Result<Self> {
        Self::start_at(0, false).await
    }

    /// Begins to listen at `port`, for nothing but what is done with task tokens, which `tokens` takes.
    pub async fn door(port: u16, tokens: Tokens) -> io::Result<Self> {
        let door = Self::start_at(port, true).await?;
        door.set_tokens(Some(tokens));
        Ok(door)
    }

    async fn start_at(port: u16, is_door: bool) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?.to_string();
        let (events, taken) = mpsc::channel(1);
        let (posted, posts) = mpsc::unbounded_channel();
        let (current, tokens) = (StdMutex::default(), StdMutex::default());
        let desk = Arc::new(Desk { events: Mutex::new(taken), posts: posted, current, tokens, is_door });
        let mut tasks = JoinSet::new();
        tasks.spawn(listen(listener, Arc::clone(&desk)));
        Ok(Self { address, events, posts, _tasks: tasks, desk })
    }

    /// Lets `tokens` take what the process does with task tokens from now on.
    pub fn set_tokens(&self, tokens: Option<Tokens>) {
        *self.desk.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
    }
}

/// Serves every connection; all of them end with this.
async fn listen(listener: TcpListener, desk: Arc<Desk>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, Arc::clone(&desk)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) {
    // Without this, the second packet of an answer waits for 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(desk.answer(request).await) }
    });
    // A client that goes away is noticed by its process.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

type Answer = Response<Full<Bytes>>;

impl Desk {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let path = request.uri().path().to_owned();
        if request.method() == Method::POST && path == "/" {
            return self.token(request).await;
        }
        let Some(place) = path.strip_prefix("/2018-06-01/runtime/").filter(|_| !self.is_door) else {
            return status(StatusCode::NOT_FOUND);
        };
        match (request.method().clone(), place) {
            (Method::GET, "invocation/next") => self.next().await,
            (Method::POST, "init/error") => {
                if let Some(body) = body(request).await {
                    self.post(Post::NotReady(body));
                }
                status(StatusCode::ACCEPTED)
            }
            (Method::POST, place) => {
                let parts = place.strip_prefix("invocation/").and_then(|rest| rest.split_once('/'));
                match parts {
                    Some((id, kind @ ("response" | "error"))) => self.end(id, kind == "error", request).await,
                    _ => status(StatusCode::NOT_FOUND),
                }
            }
            (_, _) => status(StatusCode::NOT_FOUND),
        }
    }

    /// Takes an operation of Step Functions' API on a task token: `X-Amz-Target: AWSStepFunctions.SendTaskSuccess`.
    async fn token(&self, request: Request<Incoming>) -> Answer {
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.strip_prefix("AWSStepFunctions.")).map(str::to_owned);
        let body = body(request).await.and_then(|body| Value::parse(std::str::from_utf8(&body).ok()?).ok());
        let text = |key: &str| body.as_ref()?.get(key)?.as_str().map(Arc::from);
        let call = operation.and_then(|operation| TokenCall::of(&operation, &text));
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (Some(call), Some(tokens)) = (call, tokens) else {
            return refused("UnknownOperationException", "only tokens of the run that calls are taken here");
        };
        let (answer, answered) = oneshot::channel();
        tokens(
            call,
            Box::new(move |result| {
                // Who asked may be gone.
                let _ = answer.send(result);
            }),
        );
        match answered.await {
            Ok(Ok(())) => with(StatusCode::OK, "{}".to_owned()),
            Ok(Err(fault)) => {
                let (name, message) = fault.words();
                refused(name, &message)
            }
            Err(_) => refused("TaskTimedOut", "the run is over"),
        }
    }

    /// Waits for an event and hands it out.
    async fn next(&self) -> Answer {
        let event = self.events.lock().await.recv().await;
        // The process is not needed any more.
        let Some(event) = event else { return status(StatusCode::GONE) };
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(event.id.clone());
        self.post(Post::Taken);
        let answer = Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", event.id)
            .header("Lambda-Runtime-Deadline-Ms", today().millis().saturating_add(event.limit_ms))
            .header("Lambda-Runtime-Invoked-Function-Arn", event.arn)
            .header("Lambda-Runtime-Trace-Id", event.trace)
            .body(Full::new(Bytes::from(event.body)));
        answer.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// Takes what came of the call `id`.
    async fn end(&self, id: &str, is_error: bool, request: Request<Incoming>) -> Answer {
        let is_current = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            let is_current = current.as_deref() == Some(id);
            if is_current {
                *current = None;
            }
            is_current
        };
        if !is_current {
            return status(StatusCode::BAD_REQUEST);
        }
        let Ok(body) = Limited::new(request.into_body(), MAX_RESPONSE).collect().await else {
            self.post(Post::TooLarge);
            let text = format!(
                r#"{{"errorMessage":"Exceeded maximum allowed payload size ({MAX_RESPONSE} bytes).","errorType":"RequestEntityTooLarge"}}"#
            );
            return with(StatusCode::PAYLOAD_TOO_LARGE, text);
        };
        // An error in the middle of a stream comes behind it.
        let late = body.trailers().and_then(|trailers| {
            let text = trailers.get("lambda-runtime-function-error-body")?.to_str().ok()?;
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok()
        });
        self.post(match late {
            Some(error) => Post::Failed(error.into()),
            None if is_error => Post::Failed(body.to_bytes()),
            None => Post::Returned(body.to_bytes()),
        });
        status(StatusCode::ACCEPTED)
    }

    fn post(&self, post: Post) {
        // Whoever let go of the process wants to know nothing more.
        let _ = self.posts.send(post);
    }
}

async fn body(request: Request<Incoming>) -> Option<Bytes> {
    let body = Limited::new(request.into_body(), MAX_RESPONSE).collect().await.ok()?;
    Some(body.to_bytes())
}

/// An error of Step Functions' API.
fn refused(name: &str, message: &str) -> Answer {
    let members = [("__type", Value::from(name)), ("message", Value::from(message))];
    with(StatusCode::BAD_REQUEST, Value::from(Object::from_iter(members)).to_json())
}

fn status(status: StatusCode) -> Answer {
    with(status, r#"{"status":"OK"}"#.to_owned())
}

fn with(status: StatusCode, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer
}
