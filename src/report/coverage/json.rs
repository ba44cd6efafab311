//! Coverage for programs, as one document. `v` is the version of its shape: members are only ever added to it.

use std::io::{self, Write};

use crate::base::members::{Members, array, object};

use super::{BranchCoverage, Coverage, MachineCoverage, Share, StateCoverage};

pub(super) fn write(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.plain("v", 1);
        shares(m, coverage.state_share(), coverage.branch_share());
        if let Some(minimum) = coverage.minimum {
            m.plain("minimum", minimum.text());
        }
        m.put("machines", |out| {
            array(out, &coverage.machines, |out, one| object(out, |m| machine(one, m)));
        });
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn shares(members: &mut Members<'_>, states: Share, branches: Share) {
    for (key, share) in [("states", states), ("branches", branches)] {
        members.object(key, |m| {
            m.plain("covered", share.covered).plain("total", share.total);
            m.plain("percent", share.percent().text());
        });
    }
}

fn machine(machine: &MachineCoverage, members: &mut Members<'_>) {
    members.text("machine", &machine.machine).text("file", &machine.source.shown);
    members.plain("tested", machine.is_tested);
    shares(members, machine.state_share(), machine.branch_share());
    members.put("state_list", |out| {
        array(out, &machine.states, |out, one| object(out, |m| state(one, m)));
    });
    if let Some(next) = &machine.next {
        members.object("next_test", |m| {
            m.text("what", &next.words).plain("covers", next.covers);
        });
    }
}

fn state(state: &StateCoverage, members: &mut Members<'_>) {
    members.text("name", &state.name).text("type", state.kind).plain("depth", state.depth);
    members.plain("line", state.line).plain("visits", state.visits);
    members.put("branches", |out| {
        array(out, &state.branches, |out, one| object(out, |m| branch(one, m)));
    });
}

fn branch(branch: &BranchCoverage, members: &mut Members<'_>) {
    members.text("id", &branch.id).text("label", &branch.label).maybe("next", branch.target.as_deref());
    members.plain("line", branch.line).plain("hits", branch.hits).plain("counted", branch.is_counted);
}
