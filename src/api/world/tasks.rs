//! Tasks that wait for somebody outside: offers of activities, workers that wait for them, and tokens.

use std::sync::Arc;

use crate::api::arn::name_of;
use crate::api::reply::Answering;
use crate::api::shape::{object, text};
use crate::asl::resource::Target;
use crate::engine::call::{Call, Signal, TaskError, Ticket};
use crate::session::pool::Letter;

use super::Region;
use super::execution::taken;

/// A task that a worker may take.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The ARN of its execution.
    pub execution: Arc<str>,
    /// The task.
    pub ticket: Ticket,
    /// Its token.
    pub token: Arc<str>,
    /// Its input, JSON.
    pub input: Arc<str>,
}

/// A worker that waits for a task.
#[derive(Debug)]
pub struct Poller {
    /// Takes the task; closed once the worker is gone.
    pub answering: Answering,
    /// The worker's name.
    pub worker: Option<Arc<str>>,
}

/// What a token stands for.
#[derive(Clone, Debug)]
pub struct Token {
    /// The ARN of its execution.
    pub execution: Arc<str>,
    /// The task.
    pub ticket: Ticket,
    /// The ARN of the activity, if it is one's.
    pub activity: Option<Arc<str>>,
}

impl Region {
    /// Remembers the token of a call; the ARN of its activity, if it is one's.
    pub fn note_token(&self, token: &Arc<str>, execution: &Arc<str>, call: &Call) -> Option<Arc<str>> {
        let is_activity = matches!(call.resource.target, Target::Activity(_));
        let activity = is_activity.then(|| Arc::clone(&call.resource.arn));
        let known =
            Token { execution: Arc::clone(execution), ticket: call.ticket, activity: activity.clone() };
        self.lock().tokens.insert(Arc::clone(token), known);
        activity
    }

    /// Whether there is an activity with this ARN.
    pub fn has_activity(&self, arn: &str) -> bool {
        self.lock().activities.get(name_of(arn)).is_some_and(|activity| *activity.arn == *arn)
    }

    /// Offers the task of an activity to its workers; without the activity, the task fails.
    pub fn offer(self: &Arc<Self>, execution: &Arc<str>, call: &Call) {
        let (arn, token) = (&call.resource.arn, call.token.clone().unwrap_or_default());
        let input = call.args.to_json().into();
        let offer = Offer { execution: Arc::clone(execution), ticket: call.ticket, token, input };
        let mut resources = self.lock();
        match resources.activities.get_mut(name_of(arn)).filter(|activity| activity.arn == *arn) {
            Some(activity) => {
                activity.offers.push_back(offer);
                drop(resources);
                self.hand_out(name_of(arn));
            }
            None => {
                drop(resources);
                self.refuse(&offer, arn);
            }
        }
    }

    /// The activity of a task is not there (the words are recorded).
    fn refuse(&self, offer: &Offer, arn: &str) {
        let cause = Some(format!("The activity {arn} does not exist.").into());
        let error = TaskError { error: Some("States.Runtime".into()), cause };
        let execution = self.lock().executions.get(&offer.execution).cloned();
        if let Some(process) = execution.and_then(|execution| execution.process()) {
            let (reply, told) = (vec![(0, Signal::Failed(error))], Box::new(|_| {}));
            process.send(Letter::Signals { ticket: offer.ticket, at: None, reply, told });
        }
    }

    /// Gives tasks of this activity to workers that wait, as long as there are both.
    pub fn hand_out(self: &Arc<Self>, activity: &str) {
        loop {
            let mut resources = self.lock();
            let Some(known) = resources.activities.get_mut(activity) else { return };
            known.pollers.retain(|poller| !poller.answering.is_closed());
            if known.pollers.is_empty() || known.offers.is_empty() {
                return;
            }
            let (offer, poller) = (known.offers.pop_front(), known.pollers.pop_front());
            let (Some(offer), Some(poller)) = (offer, poller) else { return };
            let execution = resources.executions.get(&offer.execution).cloned();
            drop(resources);
            let process = execution.and_then(|execution| execution.process());
            let Some(process) = process else {
                self.wait_again(activity, poller);
                continue;
            };
            let reply = taken(poller.worker.as_deref());
            let (region, name) = (Arc::clone(self), activity.to_owned());
            let ticket = offer.ticket;
            let told = move |was_awaited: bool| {
                if was_awaited {
                    let task = [("taskToken", text(&offer.token)), ("input", text(&offer.input))];
                    // A worker that went away this moment leaves its task to the time limit, as on AWS.
                    let _ = poller.answering.send(Ok(object(task)));
                } else {
                    region.wait_again(&name, poller);
                    region.hand_out(&name);
                }
            };
            process.send(Letter::Signals { ticket, at: None, reply, told: Box::new(told) });
        }
    }

    /// The task that was meant for this worker is over: it waits for another one.
    fn wait_again(&self, activity: &str, poller: Poller) {
        if let Some(known) = self.lock().activities.get_mut(activity) {
            known.pollers.push_front(poller);
        }
    }
}
