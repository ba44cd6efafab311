//! Results for programs, as one document or a line a test. No time of the machine is in them, so that two calls
//! give the same bytes.

use std::io::{self, Write};

use crate::base::diag::Code;
use crate::base::members::{Members, array, object, text};
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;

use super::{CaseResult, Diff, Mismatch, Results, SnapshotResult, Verdict};

pub(super) fn json(out: &mut dyn Write, results: &Results<'_>, _style: Style) -> io::Result<()> {
    let mut bytes = Vec::new();
    let tally = results.tally();
    object(&mut bytes, |m| {
        m.plain("passed", tally.passed).plain("failed", tally.failed).plain("errors", tally.broken);
        m.plain("skipped", tally.skipped);
        m.put("tests", |out| array(out, results.cases, |out, result| object(out, |m| case(result, m))));
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}

pub(super) fn jsonl(out: &mut dyn Write, results: &Results<'_>, _style: Style) -> io::Result<()> {
    results.cases.iter().try_for_each(|result| {
        let mut bytes = Vec::new();
        object(&mut bytes, |m| {
            m.plain("v", 1).text("type", "test");
            case(result, m);
        });
        bytes.push(b'\n');
        out.write_all(&bytes)
    })
}

fn case(result: &CaseResult, members: &mut Members<'_>) {
    members.text("name", &result.name).text("file", &result.file).plain("line", result.line);
    members.text("machine", &result.machine).text("verdict", result.verdict.word());
    members.plain("duration_ms", result.duration_ms);
    match &result.verdict {
        Verdict::Passed => {}
        Verdict::Skipped(reason) => {
            members.maybe("reason", reason.as_deref());
        }
        Verdict::Broken(message) => {
            members.text("message", message);
        }
        Verdict::Failed(mismatches) => {
            members.put("mismatches", |out| {
                array(out, mismatches, |out, found| object(out, |m| mismatch(found, m)));
            });
        }
    }
    if let Some(snapshot) = &result.snapshot {
        members.object("snapshot", |m| self::snapshot(snapshot, m));
    }
    if let Some(stress) = result.stress {
        members.object("stress", |m| {
            m.plain("seeds", stress.seeds).plain("failed", stress.failed).plain("first", stress.first);
        });
    }
    members.maybe("replay", result.replay.as_deref()).maybe("recording", result.recording.as_deref());
}

fn mismatch(found: &Mismatch, members: &mut Members<'_>) {
    members.text("expect", &found.key).text("message", &found.message);
    let lines = found.lines.iter().map(|(mark, words)| format!("{} {words}", mark.sign()));
    members.put("lines", |out| array(out, lines, |out, line| text(out, &line)));
}

fn snapshot(result: &SnapshotResult, members: &mut Members<'_>) {
    members.text("file", &result.file).text("outcome", result.outcome.word());
    members.maybe("code", result.code.map(Code::as_str));
    members.plain("pending", result.pending).maybe("problem", result.problem.as_deref());
    members.put("parts", |out| {
        array(out, &result.parts, |out, part| {
            object(out, |m| {
                m.text("part", &part.name).plain("differs", part.diff != Diff::Same);
                let lines = part.lines(PLAIN.width, Marks::of(PLAIN)).into_iter();
                let lines = lines.map(|(mark, words)| format!("{} {words}", mark.sign()));
                m.put("lines", |out| array(out, lines, |out, line| text(out, &line)));
            });
        });
    });
}
