//! A soak: half of what the server can do, for as long as is wanted; does memory grow, is a descriptor left open?

use std::io;
use std::time::Duration;

use tokio::time::{interval, sleep};

use crate::client::{Asked, Connection, member, run};
use crate::process::Server;
use crate::{Given, now, say};

const MACHINE: &str = r#"{"StartAt":"Each","States":{
    "Each":{"Type":"Map","ItemsPath":"$.items","Next":"Wait","ItemProcessor":
        {"StartAt":"Same","States":{"Same":{"Type":"Pass","End":true}}}},
    "Wait":{"Type":"Wait","Seconds":1,"Next":"Work"},
    "Work":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:work","TimeoutSeconds":5,
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Late"}],"End":true},
    "Late":{"Type":"Succeed"}}}"#;

/// So many connections are kept open; each is closed and opened anew after so many requests.
const CONNECTIONS: usize = 8;
const REQUESTS: usize = 500;

/// Runs it for so many minutes. Fails if memory or descriptors grew.
pub async fn soak(given: &Given, minutes: u64) -> io::Result<bool> {
    let server = Server::sfn(&["--keep", "2000"], given)?;
    let arn = prepare(&server).await?;
    let own = arn.clone();
    let most = run(server.address, CONNECTIONS, 1000, move |round, _| asked(&own, round, None)).await?.rate();
    let (rate, began) = (given.rate.unwrap_or(most / 2.0), now());
    say(&format!("{most:.0} requests a second at most; {rate:.0} a second for {minutes} minutes"));
    say(&format!("{:>8}{:>9}{:>13}{:>8}", "minute", "MB", "descriptors", "CPU %"));
    let until = began + Duration::from_secs(60 * minutes);
    let pace = Duration::from_secs_f64(CONNECTIONS as f64 / rate);
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (arn, address) = (arn.clone(), server.address);
            tokio::task::spawn_local(async move {
                let mut ticks = interval(pace);
                while now() < until {
                    let (mut connection, mut before) = (Connection::new(address), None::<String>);
                    for round in 0..REQUESTS {
                        ticks.tick().await;
                        before = connection
                            .ask(&asked(&arn, round, before.as_deref()))
                            .await
                            .ok()
                            .map(str::to_owned);
                    }
                }
            })
        })
        .collect();
    let mut samples = Vec::new();
    while now() < until {
        let before = server.processor();
        let wait = Duration::from_secs(15).min(until.saturating_duration_since(now()));
        sleep(wait).await;
        let sample = (server.memory(), server.descriptors());
        let (minute, share) = (began.elapsed().as_secs_f64() / 60.0, server.processor() - before);
        let share = share * 100.0 / wait.as_secs_f64().max(1e-6);
        say(&format!("{minute:>8.2}{:>9.1}{:>13}{share:>8.1}", sample.0, sample.1));
        samples.push(sample);
    }
    for client in clients {
        client.await.map_err(io::Error::other)?;
    }
    Ok(is_flat(&samples))
}

/// Whether the last third takes no more than the second one, but for what an allocator may hold.
fn is_flat(samples: &[(f64, usize)]) -> bool {
    let third = (samples.len() / 3).max(1);
    let middle = &samples[third.min(samples.len() - 1)..(2 * third).clamp(1, samples.len())];
    let last = &samples[samples.len() - third..];
    let most = |part: &[(f64, usize)]| {
        part.iter().fold((0.0_f64, 0), |most, one| (most.0.max(one.0), most.1.max(one.1)))
    };
    let (middle, last) = (most(middle), most(last));
    let is_flat = last.0 <= middle.0 * 1.05 + 2.0 && last.1 <= middle.1 + 4;
    say(&format!(
        "at most {:.1} MB and {} descriptors in the second third, {:.1} MB and {} in the last: {}",
        middle.0,
        middle.1,
        last.0,
        last.1,
        if is_flat { "flat" } else { "it grows" }
    ));
    is_flat
}

async fn prepare(server: &Server) -> io::Result<String> {
    let mut connection = Connection::new(server.address);
    connection.ask(&("CreateActivity", r#"{"name":"work"}"#.to_owned())).await?;
    let definition = MACHINE.replace('\n', " ").replace('"', "\\\"");
    let body = format!(
        r#"{{"name":"soak","roleArn":"arn:aws:iam::123456789012:role/r","definition":"{definition}"}}"#
    );
    Ok(member(connection.ask(&("CreateStateMachine", body)).await?, "stateMachineArn").to_owned())
}

/// By turns: an execution is started, described, its history read, and it is stopped; machines are listed.
fn asked(arn: &str, round: usize, before: Option<&str>) -> Asked {
    let execution = before.map_or("", |before| member(before, "executionArn"));
    let of = |execution: &str| format!(r#"{{"executionArn":"{execution}"}}"#);
    match round % 5 {
        1 if !execution.is_empty() => ("DescribeExecution", of(execution)),
        2 if !execution.is_empty() => ("GetExecutionHistory", of(execution)),
        3 => ("ListExecutions", format!(r#"{{"stateMachineArn":"{arn}","maxResults":20}}"#)),
        4 if !execution.is_empty() => ("StopExecution", of(execution)),
        _ => {
            ("StartExecution", format!(r#"{{"stateMachineArn":"{arn}","input":"{{\"items\":[1,2,3,4]}}"}}"#))
        }
    }
}
