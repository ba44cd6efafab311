//! `sfn view`: the page of a browser, on this machine.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use crate::api::world::MOST_MEMORY;
use crate::page::Page;
use crate::project::clock::ClockSpeed;
use crate::project::files;
use crate::project::one;
use crate::project::settings::Settings;
use crate::server::endpoints::Endpoints;
use crate::server::journal::{Journal, JournalFormat};
use crate::server::{Credentials, MAX_CONNECTIONS, Setup, Stopper};
use crate::session::signals::Signals;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stderr;

/// The most bytes of what the page sends: a saved run that is dropped into it.
const MAX_BODY: usize = 64 << 20;

/// See machines, runs and saved traces in a browser, and edit them there.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn view                        the project of this folder
  sfn view order.asl.json         one machine
  sfn view run.jsonl              what sfn run --save-trace wrote
  sfn view events.json --definition order.asl.json   an execution of AWS

Only this machine reaches the page.")]
pub struct Args {
    /// A definition, a template, a folder, or a run that was saved [default: the project]
    #[arg(value_name = "DEF|TRACE|FOLDER")]
    what: Option<String>,
    /// The definition of an execution of AWS: its history does not have it
    #[arg(long, value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// The port, 0 for any that is free
    #[arg(long, value_name = "PORT", default_value = "0")]
    port: u16,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

impl Command for Args {
    const NAME: &'static str = "view";
    const ABOUT: &'static str = "See and edit workflows in a browser";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = context.project(None)?;
        let page = Arc::new(self.page(&settings)?);
        let journal = Arc::new(Journal::new(JournalFormat::Human, Box::new(Stderr::default())));
        let ready = self.setup(settings, page, journal).ready()?;
        let stopper = Stopper::default();
        let stop = stopper.clone();
        let signals = Signals::stop(move || stop.stop());
        for address in &ready.addresses {
            let url = format!("http://{address}/_sfn/view/");
            // What cannot be said is no reason not to serve.
            let _ = writeln!(Stderr::default(), "{url}");
            if self.open && !open(&url) {
                let _ = writeln!(
                    Stderr::default(),
                    "note: no browser could be started here: open the address yourself"
                );
            }
        }
        ready.run(&stopper)?;
        drop(signals);
        Ok(Exit::Ok)
    }
}

impl Args {
    /// The page about what is named; a saved run is opened in it.
    fn page(&self, settings: &Settings) -> Result<Page, Error> {
        let Some(what) = self.what.as_deref() else { return Ok(Page::new(settings.clone(), Vec::new())) };
        let run = Path::new(what)
            .is_file()
            .then(|| files::read(what))
            .transpose()?
            .filter(|file| Page::is_run(&file.text));
        let Some(run) = run else {
            let options = settings.options(Vec::new(), &[]);
            let named = if Path::new(what).is_dir() {
                what.to_owned()
            } else {
                one::named(what, settings, &options)?
            };
            let file = named.split('#').next().unwrap_or(&named);
            if settings.machine(&named).is_none() && !Path::new(file).exists() {
                // What is not there is said at once, and not in the page.
                files::read(file)?;
            }
            return Ok(Page::new(settings.clone(), vec![named]));
        };
        let page = Page::new(settings.clone(), self.definition.iter().cloned().collect());
        page.open_file(&run, self.definition.as_deref())?;
        Ok(page)
    }

    fn setup(&self, settings: Settings, page: Arc<Page>, journal: Arc<Journal>) -> Setup {
        Setup {
            page: Some(page),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            ports: vec![self.port],
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            clock: ClockSpeed::Scaled(1.0),
            seed: None,
            store: None,
            most_ended: usize::MAX,
            most_memory: MOST_MEMORY,
            mocks: Vec::new(),
            settings,
            templates: Vec::new(),
            parameters: Vec::new(),
            watches: false,
            events_to: None,
            logs_to: None,
            traces_to: None,
            emf_to: None,
            endpoints: Endpoints::default(),
            credentials: Credentials::default(),
            cors: None,
            kept: 0,
            max_body: MAX_BODY,
            max_connections: MAX_CONNECTIONS,
            journal,
        }
    }
}

/// Opens the address in the user's browser.
fn open(url: &str) -> bool {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = |process: &mut Process| {
        process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    };
    quiet(Process::new(program).arg(url)).is_ok()
}
