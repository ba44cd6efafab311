//! What is measured: one function a scene, each with servers of its own.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::sleep;

use crate::client::{Asked, Connection, Run, member, run};
use crate::process::{Server, flushes};
use crate::{Given, say};

const PASS: &str = r#"{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}"#;
const ASK: &str = r#"{"StartAt":"Ask","States":{"Ask":{"Type":"Task","End":true,
    "Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}}}}"#;
const NEVER: &str = r#"{"version": 1, "mocks": {"states": {"Ask": {"callback": {"never": true}}}}}"#;

/// The first line of the table.
pub fn heading() {
    say(&format!(
        "{:<34}{:>6}{:>9}{:>10}{:>9}{:>9}{:>11}{:>9}",
        "", "conn.", "requests", "a second", "p50 ms", "p99 ms", "CPU ms/rq", "MB"
    ));
}

fn row(what: &str, connections: usize, (run, processor): (&Run, f64), server: &Server) {
    let each = processor * 1000.0 / run.count as f64;
    say(&format!(
        "{what:<34}{connections:>6}{:>9}{:>10.0}{:>9.3}{:>9.3}{each:>11.4}{:>9.1}",
        run.count,
        run.rate(),
        run.percentile(50),
        run.percentile(99),
        server.memory()
    ));
}

/// Runs requests and prints their line.
async fn measured<F>(
    what: &str,
    server: &Server,
    (connections, count): (usize, usize),
    requests: F,
) -> io::Result<Run>
where
    F: Fn(usize, Option<&str>) -> Asked + 'static,
{
    let before = server.processor();
    let done = run(server.address, connections, count / connections, requests).await?;
    row(&format!("{}: {what}", server.name), connections, (&done, server.processor() - before), server);
    Ok(done)
}

/// Makes a machine; its ARN.
async fn machine(server: &Server, name: &str, definition: &str) -> io::Result<String> {
    let definition = definition.replace('\n', " ").replace('"', "\\\"");
    let body = format!(
        r#"{{"name":"{name}","roleArn":"arn:aws:iam::123456789012:role/r","definition":"{definition}"}}"#
    );
    let mut connection = Connection::new(server.address);
    let answer = connection.ask(&("CreateStateMachine", body)).await?;
    Ok(member(answer, "stateMachineArn").to_owned())
}

fn start(arn: &str) -> Asked {
    ("StartExecution", format!(r#"{{"stateMachineArn":"{arn}","input":"{{\"order\": 17}}"}}"#))
}

/// Machines are made, then executions of one Pass started, over one connection and over many.
async fn starts(server: &Server, given: &Given) -> io::Result<()> {
    let arn = machine(server, "one-pass", PASS).await?;
    for connections in [1, 16] {
        let arn = arn.clone();
        measured("StartExecution", server, (connections, given.count), move |_, _| start(&arn)).await?;
    }
    let pair = move |round: usize, before: Option<&str>| match before {
        Some(before) if round % 2 == 1 => {
            ("DescribeExecution", format!(r#"{{"executionArn":"{}"}}"#, member(before, "executionArn")))
        }
        Some(_) | None => start(&arn),
    };
    measured("Start + Describe, by turns", server, (1, given.count), pair).await?;
    Ok(())
}

/// An empty server, `sfn serve` in memory, and the peers that were named.
pub async fn memory(given: &Given) -> io::Result<()> {
    heading();
    let program = std::env::current_exe()?;
    let empty =
        Server::start("empty server", &program.to_string_lossy(), &["empty-server"], given.is_pinned)?;
    for connections in [1, 16] {
        measured("any request", &empty, (connections, given.count), |_, _| start("a machine")).await?;
    }
    drop(empty);
    starts(&Server::sfn(&[], given)?, given).await?;
    for peer in &given.peers {
        let Some(peer) = Server::known(peer) else {
            say(&format!("--peer {peer}: write NAME=HOST:PORT or NAME=HOST:PORT,PID"));
            continue;
        };
        if let Err(error) = starts(&peer, given).await {
            say(&format!("{}: {error}", peer.name));
        }
    }
    Ok(())
}

/// With a store, from 16 connections, beside what the disk alone does.
pub async fn store(given: &Given) -> io::Result<()> {
    let folder = fresh(&given.folder)?;
    say(&format!("the disk below {} flushes {:.0} times a second", folder.display(), flushes(&folder)?));
    heading();
    let file = folder.join("store");
    let server = Server::sfn(&["--db", &file.to_string_lossy()], given)?;
    let arn = machine(&server, "one-pass", PASS).await?;
    let part = given.stored / 5;
    for fifth in 1..=5 {
        let arn = arn.clone();
        let what = format!("--db, to {}", fifth * part);
        let done = measured(&what, &server, (16, part), move |_, _| start(&arn)).await?;
        let alone = flushes(&folder)?;
        let size = std::fs::metadata(&file)?.len() / 1_000_000;
        say(&format!(
            "{:<34}{:>6.1} a flush of the disk ({alone:.0} a second); {size} MB",
            "",
            done.rate() / alone
        ));
    }
    Ok(())
}

/// Executions that wait for tokens: what they take while nothing happens.
pub async fn tokens(given: &Given) -> io::Result<()> {
    let mocks = fresh(&given.folder)?.join("tokens.sfn.yaml");
    std::fs::write(&mocks, NEVER)?;
    let server = Server::sfn(&["-m", &mocks.to_string_lossy()], given)?;
    heading();
    let arn = machine(&server, "ask", ASK).await?;
    let before = server.memory();
    measured("start, to wait for a token", &server, (16, 10_000), move |_, _| start(&arn)).await?;
    sleep(Duration::from_secs(2)).await;
    let processor = server.processor();
    sleep(Duration::from_secs(10)).await;
    let (memory, share) = (server.memory(), (server.processor() - processor) * 10.0);
    say(&format!("10,000 wait: {memory:.1} MB ({before:.1} MB before them), {share:.1} % of a core"));
    Ok(())
}

/// Executions that have ended: how long a page of them takes, first and last, when there are few and when there are many.
pub async fn lists(given: &Given) -> io::Result<()> {
    let server = Server::sfn(&[], given)?;
    heading();
    let arn = machine(&server, "one-pass", PASS).await?;
    let mut there = 0;
    for wanted in [1_000, 10_000, 100_000] {
        let own = arn.clone();
        measured(&format!("start, to {wanted}"), &server, (16, wanted - there), move |_, _| start(&own))
            .await?;
        there = wanted;
        let own = arn.clone();
        let first = format!(r#"{{"stateMachineArn":"{own}","statusFilter":"SUCCEEDED","maxResults":100}}"#);
        measured("first page of 100", &server, (1, 200), move |_, _| ("ListExecutions", first.clone()))
            .await?;
        let next = move |_: usize, before: Option<&str>| {
            let token = member(before.unwrap_or_default(), "nextToken");
            let more = if token.is_empty() { String::new() } else { format!(r#","nextToken":"{token}""#) };
            ("ListExecutions", format!(r#"{{"stateMachineArn":"{own}","maxResults":100{more}}}"#))
        };
        measured("all pages of 100", &server, (1, wanted / 100), next).await?;
    }
    Ok(())
}

/// A folder with nothing in it.
fn fresh(folder: &Path) -> io::Result<PathBuf> {
    let folder = folder.join("bench-load");
    // It may not be there.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
