//! Costs as one document.

use std::io::{self, Write};

use crate::base::members::{Members, array, object, text};

use super::{Bill, Costs};

/// Writes it.
pub fn write(out: &mut dyn Write, costs: &Costs) -> io::Result<()> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.text("machine", &costs.machine).text("type", costs.workflow).plain("executions", costs.executions);
        m.object("prices", |m| {
            m.text("region", if costs.is_own { &costs.region } else { "us-east-1" })
                .text("as_of", costs.as_of);
        });
        m.put("runs", |out| array(out, &costs.bills, |out, bill| object(out, |m| members(bill, m))));
        m.put("not_ended", |out| array(out, &costs.unfinished, |out, name| text(out, name)));
        m.text("fits", costs.fits);
        m.put("why", |out| array(out, &costs.why, |out, why| text(out, why)));
        m.put("advice", |out| {
            array(out, &costs.advice, |out, one| {
                object(out, |m| {
                    m.text("code", one.code).text("state", &one.state).text("text", &one.text);
                });
            });
        });
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn members(bill: &Bill, m: &mut Members<'_>) {
    // Amounts are rounded to a millionth of a dollar: what is behind that is noise.
    let rounded = |amount: f64| (amount * 1e6).round() / 1e6;
    m.text("name", &bill.name).plain("transitions", bill.transitions);
    m.plain("child_requests", bill.child_requests).plain("duration_ms", bill.ms);
    m.plain("memory_mb", bill.memory_mb).plain("gb_seconds", rounded(bill.gb_seconds));
    m.plain("standard_usd", rounded(bill.standard));
    if let Some(express) = bill.express {
        m.plain("express_usd", rounded(express));
    }
}
