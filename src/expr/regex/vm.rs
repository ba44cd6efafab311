//! The matcher: follows instructions, remembers where it could have gone otherwise, and counts.

use crate::expr::budget::{Exhausted, Steps};

use super::Match;
use super::class::{fold, is_line_end, is_word};
use super::compile::{Op, Program, Test};
use super::parse::{Boundary, Direction};

type Res<T> = Result<T, Exhausted>;

/// A position that is not known.
const NOWHERE: usize = usize::MAX;
/// More backtracks to try than this are too much memory.
const MAX_BACKTRACKS: usize = 1 << 20;

/// The first match at or after byte `from`.
pub(super) fn find(program: &Program, text: &str, from: usize, steps: &Steps<'_>) -> Res<Option<Match>> {
    let slots = vec![NOWHERE; program.slots];
    let mut vm = Vm { program, text, steps, slots, backtracks: Vec::new() };
    let mut start = from;
    loop {
        if let Some(first) = program.first {
            match text.get(start..).and_then(|rest| rest.find(first)) {
                Some(skipped) => start += skipped,
                None => return Ok(None),
            }
        }
        if let Some(end) = vm.run(0, start)? {
            let group = |at: usize| {
                let (open, close) = (vm.slots[at * 2], vm.slots[at * 2 + 1]);
                (open != NOWHERE && close != NOWHERE).then_some(open..close)
            };
            return Ok(Some(Match { range: start..end, groups: (1..=program.groups).map(group).collect() }));
        }
        match text[start..].chars().next() {
            Some(c) => start += c.len_utf8(),
            None => return Ok(None),
        }
    }
}

/// Whether a match begins at the start of the text.
pub(super) fn begins(program: &Program, text: &str, steps: &Steps<'_>) -> Res<bool> {
    let slots = vec![NOWHERE; program.slots];
    Vm { program, text, steps, slots, backtracks: Vec::new() }.run(0, 0).map(|end| end.is_some())
}

/// Something to undo or to try when an attempt fails.
enum Backtrack {
    Branch {
        pc: usize,
        at: usize,
    },
    Restore {
        slot: usize,
        old: usize,
    },
    /// A greedy run that can give characters back, down to `low`.
    Shrink {
        pc: usize,
        low: usize,
        high: usize,
    },
    /// A lazy run that can take more.
    Grow {
        run: usize,
        at: usize,
        left: u32,
    },
}

struct Vm<'p> {
    program: &'p Program,
    text: &'p str,
    steps: &'p Steps<'p>,
    slots: Vec<usize>,
    backtracks: Vec<Backtrack>,
}

impl Vm<'_> {
    /// Where the match of the instructions from `pc` on ends, if there is one.
    fn run(&mut self, pc: usize, at: usize) -> Res<Option<usize>> {
        let base = self.backtracks.len();
        let (mut pc, mut at) = (pc, at);
        loop {
            self.steps.take(1)?;
            let op = &self.program.ops[pc];
            if matches!(op, Op::Accept) {
                self.backtracks.truncate(base);
                return Ok(Some(at));
            }
            match self.step(op, pc, at)? {
                Some(next) => (pc, at) = next,
                None => match self.retreat(base) {
                    Some(next) => (pc, at) = next,
                    None => return Ok(None),
                },
            }
            if self.backtracks.len() > MAX_BACKTRACKS {
                return Err(Exhausted::Memory);
            }
        }
    }

    /// One instruction: where to go on, or nothing if it fails.
    fn step(&mut self, op: &Op, pc: usize, at: usize) -> Res<Option<(usize, usize)>> {
        let on = |holds: bool| holds.then_some((pc + 1, at));
        Ok(match op {
            Op::Step(test, Direction::Forward) => {
                self.next(at).filter(|c| test.fits(*c)).map(|c| (pc + 1, at + c.len_utf8()))
            }
            Op::Step(test, Direction::Backward) => {
                self.last(at).filter(|c| test.fits(*c)).map(|c| (pc + 1, at - c.len_utf8()))
            }
            Op::Run { test, least, most, greedy } => {
                return self.run_of(test, (*least, *most, *greedy), pc, at);
            }
            Op::Start => on(self.last(at).is_none_or(|c| self.program.flags.multiline && is_line_end(c))),
            Op::End => on(self.next(at).is_none_or(|c| self.program.flags.multiline && is_line_end(c))),
            Op::Finish => on(at == self.text.len()),
            Op::Boundary(boundary) => {
                let word = |c: Option<char>| c.is_some_and(is_word);
                on((word(self.last(at)) != word(self.next(at))) == (*boundary == Boundary::Here))
            }
            Op::Save(slot) => {
                self.set(*slot, at);
                on(true)
            }
            Op::Forget(slots) => {
                slots.clone().for_each(|slot| self.set(slot, NOWHERE));
                on(true)
            }
            Op::Split { first, second } => {
                self.backtracks.push(Backtrack::Branch { pc: *second, at });
                Some((*first, at))
            }
            Op::Jump(to) => Some((*to, at)),
            Op::Back(group, direction) => self.back(*group, *direction, at).map(|at| (pc + 1, at)),
            Op::Moved(slot) => on(self.slots[*slot] != at),
            Op::LookAround { end, negative } => self.look(pc, *end, *negative, at)?.then_some((*end, at)),
            Op::Accept => None,
        })
    }

    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn last(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn set(&mut self, slot: usize, to: usize) {
        let old = std::mem::replace(&mut self.slots[slot], to);
        self.backtracks.push(Backtrack::Restore { slot, old });
    }

    /// Undoes what was done since the last way that is left to try.
    fn retreat(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.backtracks.len() > base {
            match self.backtracks.pop()? {
                Backtrack::Restore { slot, old } => self.slots[slot] = old,
                Backtrack::Branch { pc, at } => return Some((pc, at)),
                Backtrack::Shrink { pc, low, high } => {
                    let at = high - self.last(high).map_or(0, char::len_utf8);
                    if at > low {
                        self.backtracks.push(Backtrack::Shrink { pc, low, high: at });
                    }
                    return Some((pc, at));
                }
                Backtrack::Grow { run, at, left } => {
                    let Op::Run { test, .. } = &self.program.ops[run] else {
                        continue;
                    };
                    if let Some(c) = self.next(at).filter(|c| test.fits(*c)) {
                        let at = at + c.len_utf8();
                        if left > 1 {
                            self.backtracks.push(Backtrack::Grow { run, at, left: left - 1 });
                        }
                        return Some((run + 1, at));
                    }
                }
            }
        }
        None
    }

    /// A single character many times.
    fn run_of(
        &mut self,
        test: &Test,
        (least, most, greedy): (u32, u32, bool),
        pc: usize,
        at: usize,
    ) -> Res<Option<(usize, usize)>> {
        let wanted = if greedy { most } else { least };
        let (mut end, mut low, mut count) = (at, at, 0);
        for c in self.text[at..].chars() {
            if count == wanted || !test.fits(c) {
                break;
            }
            end += c.len_utf8();
            count += 1;
            if count == least {
                low = end;
            }
        }
        self.steps.take(u64::from(count / 8))?;
        if count < least {
            return Ok(None);
        }
        if greedy && end > low {
            self.backtracks.push(Backtrack::Shrink { pc: pc + 1, low, high: end });
        }
        if !greedy && most > least {
            self.backtracks.push(Backtrack::Grow { run: pc, at: end, left: most - least });
        }
        Ok(Some((pc + 1, end)))
    }

    /// The end of what a group matched, found again here; a group that took no part matches nothing.
    fn back(&self, group: usize, direction: Direction, at: usize) -> Option<usize> {
        let (open, close) = (self.slots[group * 2], self.slots[group * 2 + 1]);
        if open == NOWHERE || close == NOWHERE {
            return Some(at);
        }
        let wanted = &self.text[open..close];
        let same = |a: char, b: char| a == b || (self.program.flags.ignore_case && fold(a) == fold(b));
        let mut end = at;
        match direction {
            Direction::Forward => {
                for c in wanted.chars() {
                    let here = self.next(end).filter(|here| same(*here, c))?;
                    end += here.len_utf8();
                }
            }
            Direction::Backward => {
                for c in wanted.chars().rev() {
                    let here = self.last(end).filter(|here| same(*here, c))?;
                    end -= here.len_utf8();
                }
            }
        }
        Some(end)
    }

    /// Whether a look-around holds. It is not entered again, but its groups can be undone.
    fn look(&mut self, pc: usize, end: usize, negative: bool, at: usize) -> Res<bool> {
        debug_assert!(pc < end, "a look-around ends behind its start");
        self.steps.take(self.slots.len() as u64 / 8)?;
        let before = self.slots.clone();
        let found = self.run(pc + 1, at)?.is_some();
        if found && negative {
            self.slots = before;
            return Ok(false);
        }
        if found {
            for (slot, old) in before.into_iter().enumerate() {
                if self.slots[slot] != old {
                    self.backtracks.push(Backtrack::Restore { slot, old });
                }
            }
        }
        Ok(found != negative)
    }
}
