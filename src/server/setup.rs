//! A server put together: its world, its bus, who sees what happens, and the templates that fill it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use hyper::header::HeaderValue;

use crate::api::world::{Hooks, Origins, Teller};
use crate::api::{Config, World};
use crate::load;
use crate::page::Page;
use crate::project::Error;
use crate::project::clock::ClockSpeed;
use crate::project::definitions;
use crate::project::mock_files::MockFiles;
use crate::project::settings::Settings;
use crate::report::findings::error_lines;
use crate::services::local::Workers;
use crate::services::mock::MockFile;
use crate::session::mock_files_over;
use crate::store::{KeyFrom, Store};

use super::body::Bodies;
use super::bus::Bus;
use super::deploy::{Kept, MocksOf, Templates, Watching};
use super::endpoints::Endpoints;
use super::exchange::Desk;
use super::hosts::Hosts;
use super::journal::{Journal, Weight};
use super::outlet::Outlet;
use super::parts::Parts;
use super::seen::{Alarms, Eyes, Ledger, Meter};
use super::signature::Credentials;
use super::viewed::Viewed;
use super::{Server, Stopper};

/// What a server is to be.
pub struct Setup {
    /// The address to listen on.
    pub host: IpAddr,
    /// The ports, 0 being any that is free.
    pub ports: Vec<u16>,
    /// The account of clients whose access key names none.
    pub account: String,
    /// The region of clients that name none.
    pub region: String,
    /// How the clocks of executions pass.
    pub clock: ClockSpeed,
    /// What everything random is drawn from.
    pub seed: Option<u64>,
    /// The file that keeps everything, and where its key is, if it is to be kept.
    pub store: Option<(PathBuf, KeyFrom)>,
    /// The most executions that have ended which a region keeps.
    pub most_ended: usize,
    /// About how many bytes all executions and their histories may take.
    pub most_memory: usize,
    /// Mock files.
    pub mocks: Vec<String>,
    /// The settings of the project.
    pub settings: Settings,
    /// Templates whose machines are served: files, machines, folders.
    pub templates: Vec<String>,
    /// Values for the parameters of templates.
    pub parameters: Vec<(String, String)>,
    /// Whether templates are deployed anew when they change.
    pub watches: bool,
    /// Where the events about changes of status go beside rules.
    pub events_to: Option<String>,
    /// Where log records go.
    pub logs_to: Option<String>,
    /// Where traces go.
    pub traces_to: Option<String>,
    /// Where metrics go as EMF.
    pub emf_to: Option<String>,
    /// Servers that stand for services of AWS.
    pub endpoints: Endpoints,
    /// What requests have to be signed with.
    pub credentials: Credentials,
    /// The origin whose pages may read answers.
    pub cors: Option<String>,
    /// How many executions `/_sfn/executions` has.
    pub kept: usize,
    /// The most bytes of a request.
    pub max_body: usize,
    /// The most connections at a time.
    pub max_connections: usize,
    /// The page for browsers; none for a server that others reach.
    pub page: Option<Arc<Page>>,
    /// Where is said what happens.
    pub journal: Arc<Journal>,
}

/// A server that has its ports and its machines.
pub struct Ready {
    server: Server,
    bus: Arc<Bus>,
    watching: Option<Watching>,
    alarms: Alarms,
    /// Where it listens.
    pub addresses: Vec<SocketAddr>,
    /// What there is to say of its templates: `2 machines, 1 rule`.
    pub deployed: Option<String>,
    /// A line for each route of API Gateway.
    pub routes: Vec<String>,
}

impl Setup {
    /// Makes it. The error says what is wrong with files, or that a port is taken.
    pub fn ready(mut self) -> Result<Ready, Error> {
        self.settings = self.settings.also_reaching(self.endpoints.hosts());
        let workers = Workers::default();
        let outlet = |target: &String| {
            let opened = Outlet::open(target, &workers, &self.journal);
            opened.map(Arc::new).map_err(|error| Error::load(format!("cannot write to {target}: {error}")))
        };
        let opened = Bus::open();
        let meter = Arc::new(Meter::new(self.emf_to.as_ref().map(outlet).transpose()?));
        let ledger = Arc::new(Ledger::new(self.kept));
        let eyes = Eyes {
            bus: Some(Arc::clone(opened.bus())),
            events: self.events_to.as_ref().map(outlet).transpose()?,
            logs: self.logs_to.as_ref().map(outlet).transpose()?,
            traces: self.traces_to.as_deref().map(traces_url).as_ref().map(outlet).transpose()?,
            meter: Some(Arc::clone(&meter)),
            ledger: Some(Arc::clone(&ledger)),
        };
        let journal = Arc::clone(&self.journal);
        let teller = Teller::new(move |words| journal.say(Weight::Warning, words, []));
        let hooks = Hooks { witness: Some(Arc::new(eyes)), origins: Origins::default(), teller };
        if self.store.is_some() && !self.templates.is_empty() {
            self.templates().note_origins(&hooks.origins, (&self.account, &self.region));
        }
        let world = Arc::new(self.world(workers.clone(), hooks)?);
        let hosts = if self.host.is_loopback() { Hosts::Loopback } else { Hosts::All };
        let delivering = opened.deliver(Arc::clone(&world), Arc::clone(&self.journal));
        let bus = delivering.map_err(|error| no_thread(&error))?;
        let routes = Arc::default();
        let parts = Parts { world, bus, routes, meter, ledger, journal: Arc::clone(&self.journal) };
        let (deployed, watching) = self.deploy(&parts)?;
        let alarms = Alarms::begin(parts.clone()).map_err(|error| no_thread(&error))?;
        let (bus, routes) = (Arc::clone(&parts.bus), Arc::clone(&parts.routes));
        let cors = self.cors.as_deref().map(HeaderValue::from_str).transpose();
        let cors = cors.map_err(|_| Error::usage("`--cors` is no origin such as https://example.com"))?;
        let (bodies, credentials) = (Bodies::new(self.max_body), self.credentials.clone());
        let page = self.page.clone().map(Viewed::new);
        let desk = Desk { parts, hosts, bodies, credentials, cors, page };
        let bound = Server::bind((self.host, &self.ports), desk, self.max_connections);
        let server = bound.map_err(|error| self.no_port(&error))?;
        let addresses = server.addresses().map_err(|error| self.no_port(&error))?;
        let url = addresses.first().map(|address| format!("http://{address}"));
        let routes = routes.lines(&url.unwrap_or_default());
        Ok(Ready { server, bus, watching, alarms, addresses, deployed, routes })
    }

    fn world(&self, workers: Workers, hooks: Hooks) -> Result<World, Error> {
        let (mocks, mock_files) = mock_files_over(self.endpoints.mocks(), &self.mocks, &self.settings)?;
        let config = Config {
            account: self.account.clone(),
            region: self.region.clone(),
            clock: self.clock,
            seed: self.seed,
            mocks,
            mock_files,
            settings: self.settings.clone(),
            workers,
            most_ended: self.most_ended,
            most_memory: self.most_memory,
            hooks,
        };
        let world = World::new(config).map_err(|error| no_thread(&error))?;
        let Some((path, key)) = &self.store else { return Ok(world) };
        let opened = Store::open(path, key);
        let (store, contents) = opened.map_err(|failure| Error::load(failure.message).help(failure.help))?;
        world.kept_by(store, contents).map_err(|why| {
            Error::load(format!("the store {} holds what cannot be made again: {why}", path.display()))
        })
    }

    /// Makes the machines of the templates. At the start everything has to be right.
    fn deploy(&self, parts: &Parts) -> Result<(Option<String>, Option<Watching>), Error> {
        if self.templates.is_empty() {
            return Ok((None, None));
        }
        let templates = Arc::new(self.templates());
        let (deployed, reads) = load::reads::logged(|| templates.deploy(&parts.world, &self.journal));
        let deployed = deployed?;
        if !error_lines(&deployed.refused).is_empty() {
            return Err(Error::Found(deployed.refused));
        }
        if let Some(first) = deployed.failed.first() {
            return Err(Error::load(first.clone()));
        }
        let summary = deployed.summary();
        let mut kept = Kept::new(templates, parts.clone());
        kept.take(deployed);
        let again = Box::new(move |_| kept.again());
        let watching = self.watches.then(|| Watching::begin(reads, again)).transpose();
        Ok((Some(summary), watching.map_err(|error| no_thread(&error))?))
    }

    fn templates(&self) -> Templates {
        let mut options = self.settings.options(Vec::new(), &self.parameters);
        // The ARNs of templates are those of the server.
        options.region = Some(self.region.clone());
        options.account = Some(self.account.clone());
        Templates {
            named: self.templates.clone(),
            settings: self.settings.clone(),
            mocks: self.mocks_of(options.clone()),
            options,
        }
    }

    /// The mock files that are named, else those that belong to a machine.
    fn mocks_of(&self, options: load::Options) -> MocksOf {
        let (named, settings) = (self.mocks.clone(), self.settings.clone());
        let endpoints = self.endpoints.clone();
        Box::new(move |reference| -> Result<(Arc<MockFile>, Vec<String>), Error> {
            if !named.is_empty() {
                return mock_files_over(endpoints.mocks(), &named, &settings);
            }
            let found = MockFiles::of(&definitions::choose(reference, &options)?).found();
            mock_files_over(endpoints.mocks(), &found, &settings)
        })
    }

    fn no_port(&self, error: &io::Error) -> Error {
        let ports: Vec<String> = self.ports.iter().map(u16::to_string).collect();
        Error::load(format!("cannot listen on {} port {}: {error}", self.host, ports.join(", ")))
            .help("another server may have the port; `--port 0` takes one that is free")
    }
}

/// Where a collector of OTLP takes traces, if only the collector is named.
fn traces_url(target: &str) -> String {
    let path = target.split_once("://").map(|(_, rest)| rest.trim_end_matches('/').contains('/'));
    if path == Some(false) {
        format!("{}/v1/traces", target.trim_end_matches('/'))
    } else {
        target.to_owned()
    }
}

fn no_thread(error: &io::Error) -> Error {
    Error::load(format!("this machine gives no thread for it: {error}"))
}

impl Ready {
    /// Serves until `stopper` says to stop.
    pub fn run(self, stopper: &Stopper) -> io::Result<()> {
        let Self { server, bus, watching, alarms, .. } = self;
        let served = server.run(stopper);
        drop((watching, alarms));
        bus.stop();
        served
    }
}
