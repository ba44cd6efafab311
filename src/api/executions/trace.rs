//! `traceHeader`: never a refusal; what is no header of X-Ray gives way to a new one (recorded 2026-09).

use crate::base::chance::Chance;
use crate::base::time::Time;

/// The header of an execution that was started with `given`, by a machine that is traced if `is_traced` says so.
pub fn header(given: Option<&str>, is_traced: bool, chance: &Chance, now: Time) -> Option<String> {
    let Some(given) = given else {
        return is_traced.then(|| format!("{};Sampled=1", root(chance, now)));
    };
    let part =
        |name: &str| given.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    let decision = part("Sampled").filter(|decision| ["0", "1"].contains(decision));
    if part("Root").is_some_and(is_root) {
        return Some(if decision.is_some() { given.to_owned() } else { format!("{given};Sampled=1") });
    }
    Some(format!("{};Sampled={}", root(chance, now), decision.unwrap_or("1")))
}

/// `1-`, eight digits of time and 24 of chance, in hexadecimal.
fn is_root(root: &str) -> bool {
    let is_hex =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    match root.split('-').collect::<Vec<_>>().as_slice() {
        ["1", time, id] => is_hex(time, 8) && is_hex(id, 24),
        _ => false,
    }
}

fn root(chance: &Chance, now: Time) -> String {
    let id = chance.uuid().replace('-', "");
    format!("Root=1-{:08x}-{}", now.millis() / 1000, &id[..24])
}
