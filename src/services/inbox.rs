//! `Inbox`: where answers arrive that a service did not have at once. Waiting for real time is waiting for
//! the inbox, so that whatever arrives wakes the run.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::engine::call::Ticket;

use super::answer::Answer;
use super::executions::{Fault, TokenCall, Tokens};
use super::refusal::Refusal;

/// Takes messages to somewhere else than an [`Inbox`]; clones take them to the same place.
#[derive(Clone)]
pub struct Post(Arc<dyn Fn(Message) + Send + Sync>);

impl Post {
    /// Messages that `take` takes.
    pub fn new(take: impl Fn(Message) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

/// Where a sender sends.
#[derive(Clone, Debug)]
enum Way {
    Inbox(mpsc::Sender<Message>),
    Post(Post),
}

impl Way {
    /// What is sent when nobody takes it any more is lost.
    fn send(&self, message: Message) {
        match self {
            Self::Inbox(inbox) => _ = inbox.send(message),
            Self::Post(post) => (post.0)(message),
        }
    }
}

/// Receives the messages of one run.
#[derive(Debug, Default)]
pub struct Inbox {
    /// Made when somebody wants to send or to wait. The sender is kept so that an inbox without services is empty, not
    /// closed.
    ends: OnceCell<(Sender, Receiver<Message>)>,
}

/// Sends messages to an [`Inbox`] from any thread. What is sent after the run has ended is lost.
#[derive(Clone, Debug)]
pub struct Sender {
    way: Way,
    /// Whether the run is to stop, for long work that does not look into the inbox.
    is_stopped: Arc<AtomicBool>,
    /// The execution whose calls it answers: 0 is the run's own.
    lane: u32,
}

/// Takes what came of something that was done with a token.
pub struct TokenAnswer(pub Box<dyn FnOnce(Result<(), Fault>) + Send>);

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenAnswer")
    }
}

/// What may arrive.
#[derive(Debug)]
pub enum Message {
    /// A service answers a call that it took on as [`super::answer::Promise::Later`].
    Answer {
        /// The execution that made the call.
        lane: u32,
        /// The ticket of the call.
        ticket: Ticket,
        /// The answer, or a part of it; its times are milliseconds after it arrived. The call ends with the
        /// answer whose last signal ends the task.
        answer: Result<Answer, Box<Refusal>>,
    },
    /// What answers a call wrote a line to its log.
    Log {
        /// The execution that made the call.
        lane: u32,
        /// The ticket of the call.
        ticket: Ticket,
        /// The line, without its end.
        line: Arc<str>,
    },
    /// Nothing more comes of a call from who took it on, although its task goes on: it waits for its token.
    Over {
        /// The execution that made the call.
        lane: u32,
        /// The ticket of the call.
        ticket: Ticket,
    },
    /// Somebody outside does something with a token of the run.
    Token {
        /// What.
        call: TokenCall,
        /// Takes what comes of it.
        answer: TokenAnswer,
    },
    /// The run is to stop now, for instance because the user pressed Ctrl-C.
    Stop,
}

impl Inbox {
    fn ends(&self) -> &(Sender, Receiver<Message>) {
        self.ends.get_or_init(|| {
            let (sender, receiver) = mpsc::channel();
            (Sender { way: Way::Inbox(sender), is_stopped: Arc::default(), lane: 0 }, receiver)
        })
    }

    /// A way to send to this inbox.
    #[must_use]
    pub fn sender(&self) -> Sender {
        self.ends().0.clone()
    }

    /// The next message, if one has arrived.
    #[must_use]
    pub fn take(&self) -> Option<Message> {
        self.ends.get()?.1.try_recv().ok()
    }

    /// The next message; none if none has arrived after `most` of real time. Without `most` it waits until
    /// one arrives.
    #[must_use]
    pub fn wait(&self, most: Option<Duration>) -> Option<Message> {
        match most {
            Some(most) => self.ends().1.recv_timeout(most).ok(),
            None => self.ends().1.recv().ok(),
        }
    }
}

impl Sender {
    /// One that hands messages to `post`.
    #[must_use]
    pub fn by(post: Post) -> Self {
        Self { way: Way::Post(post), is_stopped: Arc::default(), lane: 0 }
    }

    /// The same for the calls of another execution of the run.
    #[must_use]
    pub fn of_lane(self, lane: u32) -> Self {
        Self { lane, ..self }
    }

    /// Answers the call of `ticket`. It may be answered in parts: first that it was submitted, later how it
    /// ended.
    pub fn answer(&self, ticket: Ticket, answer: Result<Answer, Box<Refusal>>) {
        // A run that has ended waits for nothing.
        self.way.send(Message::Answer { lane: self.lane, ticket, answer });
    }

    /// Shows a line that what answers the call of `ticket` wrote to its log.
    pub fn log(&self, ticket: Ticket, line: Arc<str>) {
        self.way.send(Message::Log { lane: self.lane, ticket, line });
    }

    /// A way to do something with the tokens of the run.
    #[must_use]
    pub fn tokens(&self) -> Tokens {
        let way = self.way.clone();
        Arc::new(move |call, answer| {
            way.send(Message::Token { call, answer: TokenAnswer(answer) });
        })
    }

    /// Says that nothing more comes of the call of `ticket` from here, although its task goes on.
    pub fn over(&self, ticket: Ticket) {
        self.way.send(Message::Over { lane: self.lane, ticket });
    }

    /// Stops the run, even in the middle of an expression or of a file.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.way.send(Message::Stop);
    }

    /// Whether [`Self::stop`] was called on it or a clone.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}
