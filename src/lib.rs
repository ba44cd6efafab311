//! `sfn` runs AWS Step Functions workflows on your own machine: it executes the Amazon States Language as AWS
//! does, event for event, against answers written down in a file.
//!
//! # From a definition to what a run was
//!
//! ```
//! use sfn::base::source::Source;
//! use sfn::base::value::Value;
//! use sfn::engine::Outcome;
//! use sfn::project::settings::Settings;
//! use sfn::record::{Closing, RecordingEntry, Recorder, Recording};
//! use sfn::session::order::Text;
//! use sfn::session::{Order, opening, prepare};
//!
//! let definition = r#"{"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "End": true,
//!     "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
//!     "Parameters": {"FunctionName": "greet", "Payload.$": "$"}}}}"#;
//! let mocks = r#"{"version": 1, "mocks": {"states": {"Greet": {"payload": "Hello, Ada"}}}}"#;
//!
//! // An order is plain data: what is to be run, as files or as texts.
//! let order = Order {
//!     mocks: vec![Text::Given(Source::new("greet.sfn.yaml", mocks))],
//!     input: Value::parse(r#"{"name": "Ada"}"#).ok().map(Into::into),
//!     ..Order::new(Text::Given(Source::new("greet.asl.json", definition)))
//! };
//! // Everything is read and checked before anything runs: an error lists all that is wrong, with places.
//! let mut prepared = prepare(&order, &Settings::default()).expect("the order is sound");
//!
//! // The recording is written as the run goes on: to a file, or here to memory.
//! let mut file = Vec::new();
//! let mut recorder = Recorder::start(&mut file, opening(&prepared)).expect("memory takes it");
//! let mut execution = prepared.start();
//! prepared.world.drive(&mut execution, prepared.limits, &mut recorder).expect("every call has an answer");
//! recorder.close(&Closing::default()).expect("memory takes it");
//!
//! let Some(Outcome::Succeeded(output)) = execution.outcome() else { panic!("it succeeds") };
//! assert_eq!(output.text(), r#""Hello, Ada""#);
//!
//! // Whoever shows a run reads its recording, entry by entry. This is what `sfn trace FILE` does.
//! let mut recording = Recording::open("greet.jsonl", &file[..]).expect("it is a recording");
//! let mut records = 0;
//! while let Some(entry) = recording.entry().expect("it is whole") {
//!     records += usize::from(matches!(entry, RecordingEntry::Record(_)));
//! }
//! assert_eq!(records, 7);
//! ```
//!
//! # The floors
//!
//! A room imports only from rooms below it, and rooms on one floor never see each other; a test reads the `use`
//! lines and holds it.
//! Floor 6 is for rooms that need many runs at once; `cli` stays above all.
//!
//! ```text
//!        ┌───────────────────────────────────────────────────────────────────────────────┐
//!   8    │ cli        arguments, exit codes, one file a command                          │
//!        ├───────────────────────────────────────────────────────────────────────────────┤
//!   7    │ server     AWS's API over HTTP        │ explore    forks of runs: what can    │
//!        │                                       │            go wrong, and how          │
//!        ├───────────────────┬───────────────────┼───────────────────┬───────────────────┤
//!   6    │ suite  test cases:│ page  what a      │ debug  stepping   │ api  operations of│
//!        │   which there are,│   browser shows,  │   through a run,  │   AWS's own API,  │
//!        │   do they hold    │   and asks for    │   and back        │   JSON in and out │
//!        ├───────────────────┴─────┬─────────────┴───────────┬───────┴───────────────────┤
//!   5    │ session  an order, its  │ report  a run or        │ observe   an execution as │
//!        │          run, the loop  │         findings in,    │           logs, metrics,  │
//!        │          that drives it │         bytes out       │           traces          │
//!        ├───────────────────┬─────┴─────────────┬───────────┴───────┬───────────────────┤
//!   4    │ project  settings,│ record  what a run│ store  records in │ services  who     │
//!        │   files, machines │   was: visits     │   a file, sealed  │   answers a call  │
//!        ├───────────────────┴─────┬─────────────┴───────────┬───────┴───────────────────┤
//!   3    │ engine  an execution,│ validate │ policy   what a machine  │ convert  between  │
//!        │         a fleet: pure│ one rule │          must be allowed │          the query│
//!        │                      │ a file   │                          │          languages│
//!        ├─────────────────────────┴─────────────┬───────────┴───────────────────────────┤
//!   2    │ asl        the language as data:      │ events     EventBridge: patterns,     │
//!        │            fields, states, resources  │            schedules, what targets get│
//!        ├─────────────────────────┬─────────────┴───────────┬───────────────────────────┤
//!   1    │ expr     JSONPath,      │ catalog what AWS's APIs │ load      definitions in  │
//!        │          intrinsics,    │         take and give   │           files and       │
//!        │          JSONata        │                         │           templates       │
//!        ├─────────────────────────┴─────────────────────────┴───────────────────────────┤
//!   0    │ base       values, sources and spans, diagnostics, time, chance               │
//!        └───────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! # The way through
//!
//! ```text
//! text ─load─▶ Document (value, spans) ─validate─▶ diagnostics, or StateMachine (checked, compiled)
//! StateMachine + input ─engine─▶ Fleet: pure, cloneable; hands out records, asks for calls
//! Order ─session─▶ a driven Fleet; calls ⇄ services, on a virtual or a real clock
//! records ─record─▶ visits ─report─▶ trace, history, json, jsonl
//! ```
//!
//! `CONTRIBUTING.md` says which files a change touches.
#![forbid(unsafe_code)]

pub mod base;

pub mod catalog;
pub mod expr;
pub mod load;

pub mod asl;
pub mod events;

pub mod convert;
pub mod engine;
pub mod policy;
pub mod validate;

pub mod project;
pub mod record;
pub mod services;
pub mod store;

pub mod session;

pub mod observe;
pub mod report;

pub mod api;
pub mod debug;
pub mod page;
pub mod suite;

pub mod explore;
pub mod server;

pub mod cli;
