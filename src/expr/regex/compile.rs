//! Trees as instructions for the matcher.

use super::class::{Case, Class, fold, is_line_end};
use super::parse::{Boundary, Direction, LookAround, Repeat, Tree};

/// A pattern with more instructions than this is refused.
const MAX_INSTRUCTIONS: usize = 20_000;

/// One step of the matcher.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// One character.
    Step(Test, Direction),
    /// As many characters as possible, or as few.
    Run {
        test: Test,
        least: u32,
        most: u32,
        greedy: bool,
    },
    Start,
    End,
    /// The end of the text, whatever the flags say.
    Finish,
    Boundary(Boundary),
    /// Remembers the position.
    Save(usize),
    /// Forgets groups.
    Forget(std::ops::Range<usize>),
    /// Tries one way, and the other one later.
    Split {
        first: usize,
        second: usize,
    },
    Jump(usize),
    /// What the group of this number matched.
    Back(usize, Direction),
    /// Fails unless something was matched since the position was remembered.
    Moved(usize),
    /// What follows up to `end` must match here, or must not.
    LookAround {
        end: usize,
        negative: bool,
    },
    Accept,
}

/// What a character must be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Char(char),
    /// A character in any case, folded.
    Folded(char),
    Any,
    Class(Class, Case),
}

impl Test {
    pub fn fits(&self, c: char) -> bool {
        match self {
            Self::Char(wanted) => c == *wanted,
            Self::Folded(wanted) => fold(c) == *wanted,
            Self::Any => !is_line_end(c),
            Self::Class(class, case) => class.contains(c, *case),
        }
    }
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub ops: Vec<Op>,
    pub groups: usize,
    /// Remembered positions: two for each group, the whole match first, then those of loops.
    pub slots: usize,
    pub flags: Flags,
    /// The character every match begins with, if there is one.
    pub first: Option<char>,
}

/// How a pattern is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flags {
    pub ignore_case: bool,
    /// `^` and `$` match at the ends of lines, too.
    pub multiline: bool,
    /// `.` matches line ends, too.
    pub dot_all: bool,
    /// A match ends at the end of the text.
    pub whole: bool,
}

impl Flags {
    const fn case(self) -> Case {
        if self.ignore_case { Case::Ignored } else { Case::Exact }
    }
}

impl Program {
    pub fn new(tree: &Tree, groups: usize, flags: Flags) -> Result<Self, String> {
        let slots = (groups + 1) * 2;
        let mut program = Self { ops: Vec::new(), groups, slots, flags, first: None };
        program.add(tree, Direction::Forward)?;
        if flags.whole {
            program.ops.push(Op::Finish);
        }
        program.ops.push(Op::Accept);
        program.first = match program.ops.iter().find(|op| !matches!(op, Op::Save(_))) {
            Some(Op::Step(Test::Char(c), Direction::Forward)) => Some(*c),
            _ => None,
        };
        Ok(program)
    }

    fn push(&mut self, op: Op) -> Result<usize, String> {
        if self.ops.len() >= MAX_INSTRUCTIONS {
            return Err("The pattern is too large".to_owned());
        }
        self.ops.push(op);
        Ok(self.ops.len() - 1)
    }

    /// The test of a tree that is a single character.
    fn test(&self, tree: &Tree) -> Option<Test> {
        match tree {
            Tree::Char(c) if self.flags.ignore_case => Some(Test::Folded(fold(*c))),
            Tree::Char(c) => Some(Test::Char(*c)),
            Tree::Any if self.flags.dot_all => {
                Some(Test::Class(Class { ranges: Vec::new(), negated: true }, Case::Exact))
            }
            Tree::Any => Some(Test::Any),
            Tree::Class(class) => Some(Test::Class(class.clone(), self.flags.case())),
            Tree::Concat(_)
            | Tree::Either(_)
            | Tree::Group(..)
            | Tree::Repeat(_)
            | Tree::Start
            | Tree::End
            | Tree::Boundary(_)
            | Tree::Back(_)
            | Tree::LookAround(_) => None,
        }
    }

    fn add(&mut self, tree: &Tree, direction: Direction) -> Result<(), String> {
        if let Some(test) = self.test(tree) {
            return self.push(Op::Step(test, direction)).map(drop);
        }
        match tree {
            Tree::Char(_) | Tree::Any | Tree::Class(_) => Ok(()),
            Tree::Concat(parts) => match direction {
                Direction::Forward => parts.iter().try_for_each(|part| self.add(part, direction)),
                Direction::Backward => parts.iter().rev().try_for_each(|part| self.add(part, direction)),
            },
            Tree::Either(branches) => self.either(branches, direction),
            Tree::Group(tree, None) => self.add(tree, direction),
            Tree::Group(tree, Some(number)) => {
                let (open, close) = (number * 2, number * 2 + 1);
                let (first, last) = match direction {
                    Direction::Forward => (open, close),
                    Direction::Backward => (close, open),
                };
                self.push(Op::Save(first))?;
                self.add(tree, direction)?;
                self.push(Op::Save(last)).map(drop)
            }
            Tree::Repeat(repeat) => self.repeat(repeat, direction),
            Tree::Start => self.push(Op::Start).map(drop),
            Tree::End => self.push(Op::End).map(drop),
            Tree::Boundary(boundary) => self.push(Op::Boundary(*boundary)).map(drop),
            Tree::Back(group) => self.push(Op::Back(*group, direction)).map(drop),
            Tree::LookAround(look) => self.look(look),
        }
    }

    fn either(&mut self, branches: &[Tree], direction: Direction) -> Result<(), String> {
        let mut ends = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            if at + 1 == branches.len() {
                self.add(branch, direction)?;
                break;
            }
            let split = self.push(Op::Jump(0))?;
            self.add(branch, direction)?;
            ends.push(self.push(Op::Jump(0))?);
            self.ops[split] = Op::Split { first: split + 1, second: self.ops.len() };
        }
        let end = self.ops.len();
        ends.into_iter().for_each(|at| self.ops[at] = Op::Jump(end));
        Ok(())
    }

    fn repeat(&mut self, repeat: &Repeat, direction: Direction) -> Result<(), String> {
        if let (Some(test), Direction::Forward) = (self.test(&repeat.tree), direction) {
            let (least, most, greedy) = (repeat.least, repeat.most.unwrap_or(u32::MAX), repeat.greedy);
            return self.push(Op::Run { test, least, most, greedy }).map(drop);
        }
        for _ in 0..repeat.least {
            let before = self.ops.len();
            self.once(repeat, direction)?;
            if self.ops.len() == before {
                break;
            }
        }
        let mut exits = Vec::new();
        let mark = self.slots;
        self.slots += 1;
        for _ in 0..repeat.most.map_or(1, |most| most - repeat.least) {
            exits.push(self.push(Op::Jump(0))?);
            self.push(Op::Save(mark))?;
            self.once(repeat, direction)?;
            self.push(Op::Moved(mark))?;
        }
        if let (None, [start]) = (repeat.most, exits.as_slice()) {
            self.push(Op::Jump(*start))?;
        }
        let end = self.ops.len();
        for at in exits {
            let (first, second) = if repeat.greedy { (at + 1, end) } else { (end, at + 1) };
            self.ops[at] = Op::Split { first, second };
        }
        Ok(())
    }

    /// One round of a loop.
    fn once(&mut self, repeat: &Repeat, direction: Direction) -> Result<(), String> {
        if !repeat.groups.is_empty() {
            self.push(Op::Forget((repeat.groups.start + 1) * 2..(repeat.groups.end + 1) * 2))?;
        }
        self.add(&repeat.tree, direction)
    }

    fn look(&mut self, look: &LookAround) -> Result<(), String> {
        let at = self.push(Op::Accept)?;
        self.add(&look.tree, look.direction)?;
        self.push(Op::Accept)?;
        self.ops[at] = Op::LookAround { end: self.ops.len(), negative: look.negative };
        Ok(())
    }
}
