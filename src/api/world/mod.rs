//! The world that operations act on: for each account and region, its machines, activities and executions.
//!
//! A [`Region`] is what a client of one account and region sees; nothing of another one is reached from it. Everything in
//! it is behind one lock, which no operation holds while anything runs: operations look something up or change it, and
//! let go. Executions run elsewhere and are only noted here.

mod activity;
mod children;
mod compiled;
mod configuration;
mod execution;
mod hooks;
mod kept;
mod machine;
mod memory;
mod nested;
mod retention;
mod tasks;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::api::ApiError;
use crate::api::reply::Reply;
use crate::asl::machine::Workflow;
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::Ticket;
use crate::project::clock::ClockSpeed;
use crate::project::settings::Settings;
use crate::services::clock::today;
use crate::services::local::Workers;
use crate::services::mock::MockFile;
use crate::session::pool::Pool;
use crate::store::{Contents, Store};

pub(super) use activity::Activity;
pub(super) use children::{Child, Children, MapRun, labelled};
pub(super) use compiled::Compiled;
pub use configuration::Logging;
pub(super) use configuration::{Encryption, tracing};
pub(super) use execution::{Execution, NewEntry, Progress, Waiting};
pub use hooks::{Hooks, Onlooker, Origin, Origins, Seen, Witness};
use kept::Keeper;
pub(super) use kept::Parent;
pub(super) use machine::{Alias, Machine, Revision, Route, no_machine};
use memory::Memory;
pub use memory::{MOST_MEMORY, Teller};
pub(super) use tasks::Poller;

/// The most threads that advance executions.
const MAX_THREADS: usize = 8;

/// What a world is made with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The account of clients whose access key names none, 12 digits.
    pub account: String,
    /// The region of clients that name none.
    pub region: String,
    /// How the clocks of executions pass.
    pub clock: ClockSpeed,
    /// What everything random is drawn from; of its own in every world if none is given.
    pub seed: Option<u64>,
    /// Answers calls.
    pub mocks: Arc<MockFile>,
    /// The names of the files that the answers are from.
    pub mock_files: Vec<String>,
    /// The settings of the project.
    pub settings: Settings,
    /// Makes the real calls that the user allows.
    pub workers: Workers,
    /// What it is connected with.
    pub hooks: Hooks,
    /// The most executions that have ended which a region keeps; the first ones to end go first.
    pub most_ended: usize,
    /// About how many bytes all executions and their histories may take; those that ended first go first.
    pub most_memory: usize,
}

/// All accounts and regions.
#[derive(Debug)]
pub struct World {
    config: Config,
    /// Advances executions.
    pool: Arc<Pool>,
    /// What keeps it, if anything does.
    keeper: Option<Arc<Keeper>>,
    /// What its executions hold.
    memory: Arc<Memory>,
    /// What everything random is drawn from, and how often its store was opened before.
    seed: (u64, u64),
    /// Whether it is being made again from what was kept.
    is_restoring: AtomicBool,
    regions: Mutex<BTreeMap<(String, String), Arc<Region>>>,
}

/// How many versions and aliases a machine has.
#[derive(Clone, Debug)]
pub struct MachineCount {
    /// The machine.
    pub arn: Arc<str>,
    /// Its versions.
    pub versions: usize,
    /// Its aliases.
    pub aliases: usize,
}

/// What one account has in one region.
#[derive(Debug)]
pub struct Region {
    /// The account, 12 digits.
    pub account: String,
    /// The region: `eu-west-1`.
    pub name: String,
    /// What the whole world was made with.
    pub(super) config: Config,
    /// Advances executions.
    pub(super) pool: Arc<Pool>,
    /// What the seeds of its executions are mixed with.
    seed: u64,
    /// What keeps it, if anything does.
    pub(super) keeper: Option<Arc<Keeper>>,
    /// What the executions of the world hold.
    pub(super) memory: Arc<Memory>,
    /// Held while something is done that is kept.
    keeping: Mutex<()>,
    /// The moment at which the clock stands, in milliseconds; 0 while it does not.
    standing: AtomicI64,
    /// When it was looked last for what is to go, in seconds since 1970.
    swept: AtomicI64,
    resources: Mutex<Resources>,
}

/// What there is in a region.
#[derive(Debug)]
pub(super) struct Resources {
    /// Machines by name, in the order of their names.
    pub(super) machines: BTreeMap<Arc<str>, Machine>,
    /// Activities by name.
    pub(super) activities: BTreeMap<Arc<str>, Activity>,
    /// Executions by their ARNs; no Express ones, which nobody can ask for.
    pub(super) executions: HashMap<Arc<str>, Arc<Execution>>,
    /// The executions around Map Runs, by the ARNs of both.
    pub(super) map_runs: HashMap<Arc<str>, Arc<str>>,
    /// The executions around child executions of Map Runs, by the ARNs of both.
    pub(super) children: HashMap<Arc<str>, Arc<str>>,
    /// The ARNs of executions that have ended, by when that was noted and by their numbers.
    ended: BTreeMap<(Time, u64), Arc<str>>,
    /// The names of machines that are deleted, once their last execution has ended, by when they go.
    going: BTreeMap<Time, Arc<str>>,
    /// While it is made again: its revisions by their numbers.
    pub(super) revisions: BTreeMap<u64, Arc<Revision>>,
    /// Whether it is being made again from what was kept.
    is_restoring: bool,
    /// How many revisions were made.
    revisions_made: u64,
    /// Executions that tasks had started before the program ended, by the execution and the call.
    pub(super) nested: HashMap<(Arc<str>, Ticket), Arc<Execution>>,
    /// Tokens of tasks, also of those that are over.
    pub(super) tokens: HashMap<Arc<str>, tasks::Token>,
    /// How many executions were started.
    started: u64,
    /// Draws names and ids.
    pub(super) chance: Chance,
}

impl World {
    /// A world in which nothing is yet. It fails if this machine gives no threads.
    pub fn new(config: Config) -> io::Result<Self> {
        let threads = thread::available_parallelism().map_or(2, usize::from).clamp(2, MAX_THREADS);
        let seed = (config.seed.unwrap_or_else(new_seed), 0);
        let (regions, is_restoring) = Default::default();
        let pool = Arc::new(Pool::start(threads)?);
        let memory = Arc::new(Memory::new(config.most_memory, config.hooks.teller.clone()));
        Ok(Self { config, pool, keeper: None, memory, seed, is_restoring, regions })
    }

    /// The same world, kept by `store`, whose contents it is made of.
    ///
    /// # Errors
    ///
    /// What of the contents cannot be made again, and why.
    pub fn kept_by(self, store: Store, contents: Contents) -> Result<Self, String> {
        let (keeper, seed, opened) = Keeper::new(store, &contents, self.seed.0);
        let world =
            Self { keeper: Some(Arc::new(keeper)), seed: (seed, opened), is_restoring: true.into(), ..self };
        world.restore(contents)?;
        world.is_restoring.store(false, Ordering::Relaxed);
        Ok(world)
    }

    /// Names what is to be on the disk before anything is said of the world as it is now.
    #[must_use]
    pub fn mark(&self) -> u64 {
        self.keeper.as_ref().map_or(0, |keeper| keeper.store.mark())
    }

    /// Waits until what `mark` names is on the disk.
    ///
    /// # Errors
    ///
    /// Why the disk does not take it.
    pub async fn settled(&self, mark: u64) -> Result<(), Arc<str>> {
        match &self.keeper {
            Some(keeper) => keeper.store.settled(mark).await,
            None => Ok(()),
        }
    }

    /// All regions.
    fn all(&self) -> Vec<Arc<Region>> {
        self.regions.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Every machine that has a version, or an alias.
    #[must_use]
    pub fn machine_counts(&self) -> Vec<MachineCount> {
        let mut counts = Vec::new();
        for region in self.all() {
            let resources = region.lock();
            let counted = resources.machines.values().map(|machine| MachineCount {
                arn: Arc::clone(&machine.arn),
                versions: machine.versions.len(),
                aliases: machine.aliases.len(),
            });
            counts.extend(counted.filter(|count| count.versions + count.aliases > 0));
        }
        counts
    }

    /// What it was made with.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What the client of this account sees in this region; those of the configuration if it names none.
    #[must_use]
    pub fn region(&self, account: Option<&str>, region: Option<&str>) -> Arc<Region> {
        let key = (
            account.unwrap_or(&self.config.account).to_owned(),
            region.unwrap_or(&self.config.region).to_owned(),
        );
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            let new = Arc::new(self.new_region(key.clone()));
            self.memory.note(&new);
            new
        };
        let region = Arc::clone(regions.entry(key.clone()).or_insert_with(new));
        drop(regions);
        region.sweep();
        region
    }

    fn new_region(&self, (account, name): (String, String)) -> Region {
        let (seed, opened) = self.seed;
        let mixed = account
            .bytes()
            .chain(name.bytes())
            .fold(seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let (machines, activities, executions, map_runs, children, tokens) = Default::default();
        let (ended, going) = Default::default();
        // Names that are drawn after a restart are others than before.
        let chance = Chance::new(mixed ^ opened.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (revisions, revisions_made, nested) = Default::default();
        let resources = Resources {
            machines,
            activities,
            executions,
            map_runs,
            children,
            ended,
            going,
            tokens,
            revisions,
            is_restoring: self.is_restoring.load(Ordering::Relaxed),
            revisions_made,
            nested,
            started: 0,
            chance,
        };
        let (config, pool) = (self.config.clone(), Arc::clone(&self.pool));
        Region {
            account,
            name,
            config,
            pool,
            seed: mixed,
            keeper: self.keeper.clone(),
            memory: Arc::clone(&self.memory),
            keeping: Mutex::default(),
            standing: AtomicI64::new(0),
            swept: AtomicI64::new(0),
            resources: Mutex::new(resources),
        }
    }

    /// Lets go of everything in it.
    pub fn reset(&self) {
        let regions = std::mem::take(&mut *self.regions.lock().unwrap_or_else(PoisonError::into_inner));
        for region in regions.into_values() {
            let names: Vec<_> = region.lock().machines.keys().cloned().collect();
            names.iter().for_each(|name| region.forget_machine(name));
        }
        if let Some(keeper) = &self.keeper {
            keeper.forget_requests();
        }
    }
}

impl Resources {
    /// The number of the next execution.
    pub(super) fn next_number(&mut self, keeper: Option<&Keeper>) -> u64 {
        self.started += 1;
        keeper.map_or(self.started, Keeper::next_execution)
    }

    /// The number of the next revision.
    pub(super) const fn next_revision(&mut self) -> u64 {
        self.revisions_made += 1;
        self.revisions_made
    }

    /// Remembers a revision for the executions that are made again with it.
    pub(super) fn note_revision(&mut self, revision: Revision) -> Arc<Revision> {
        let revision = Arc::new(revision);
        if self.is_restoring {
            self.revisions.insert(revision.number, Arc::clone(&revision));
        }
        revision
    }

    /// Notes an execution that was started, if it may be asked for.
    pub(super) fn note_execution(&mut self, execution: &Arc<Execution>) {
        if execution.revision.compiled.machine().workflow == Workflow::Express {
            return;
        }
        self.executions.insert(Arc::clone(&execution.facts.arn), Arc::clone(execution));
        let name = execution.facts.machine.rsplit(':').next().unwrap_or_default();
        if let Some(machine) = self.machines.get_mut(name) {
            machine.executions.insert(execution.number, Arc::clone(execution));
        }
    }
}

impl Region {
    /// What there is, for as long as nobody else changes it.
    pub(super) fn lock(&self) -> MutexGuard<'_, Resources> {
        self.resources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An ARN of this region: `stateMachine` and its name, or what else.
    pub(super) fn arn(&self, kind: &str, name: &str) -> Arc<str> {
        arn((&self.account, &self.name), kind, name).into()
    }

    /// The ARN of the machine of this name.
    #[must_use]
    pub fn machine_arn(&self, name: &str) -> Arc<str> {
        self.arn("stateMachine", name)
    }

    /// Lets go of a machine and of its executions; those that run end with it.
    pub(super) fn forget_machine(&self, name: &str) {
        let mut resources = self.lock();
        let Some(machine) = resources.machines.remove(name) else { return };
        machine.executions.values().for_each(|execution| resources.drop_execution(execution));
        drop(resources);
        // An execution and what runs it hold each other until it ends.
        let processes =
            machine.executions.values().filter_map(|execution| execution.progress().process.take());
        processes.for_each(|process| process.abandon());
    }

    /// A name for a request.
    #[must_use]
    pub fn request_id(&self) -> String {
        self.lock().chance.uuid()
    }

    /// The moment it is for clients.
    pub(super) fn now(&self) -> Time {
        match self.standing.load(Ordering::Relaxed) {
            0 => today(),
            standing => Time::from_millis(standing),
        }
    }

    /// Does something while the clock stands at `at`.
    fn at<T>(&self, at: Time, act: impl FnOnce() -> T) -> T {
        self.standing.store(at.millis(), Ordering::Relaxed);
        let done = act();
        self.standing.store(0, Ordering::Relaxed);
        done
    }

    /// Does what `operation` asks with `act`, and notes it if it is to be kept.
    pub(super) fn keep(
        &self,
        (operation, request): (&str, &Value),
        act: impl FnOnce() -> Result<Reply, ApiError>,
    ) -> Result<Reply, ApiError> {
        let keeper = self.keeper.as_ref().filter(|_| self.standing.load(Ordering::Relaxed) == 0);
        let Some(keeper) = keeper.filter(|_| kept::KEPT.contains(&operation)) else { return act() };
        let _one = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let now = today();
        let done = self.at(now, act)?;
        keeper.request(self, (operation, request), now);
        Ok(done)
    }
}

/// The ARN of what this account has in this region.
fn arn((account, region): (&str, &str), kind: &str, name: &str) -> String {
    let partition = match region.get(..3) {
        Some("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    format!("arn:{partition}:states:{region}:{account}:{kind}:{name}")
}

/// The ARN of a machine of this account in this region.
#[must_use]
pub fn machine_arn(owner: (&str, &str), name: &str) -> String {
    arn(owner, "stateMachine", name)
}

fn new_seed() -> u64 {
    today().millis().cast_unsigned() << 20
}
