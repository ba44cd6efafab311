//! `Voice`: where a terminal speaks.

use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, Write};
use std::rc::Rc;

use crate::base::secret::Secrets;
use crate::cli::terminal::Stderr;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::Hiding;

/// Standard error, or nothing while what was shown already is told again.
#[derive(Clone)]
pub struct Voice {
    out: Rc<RefCell<Hiding<BufWriter<Stderr>>>>,
    pub is_muted: Rc<Cell<bool>>,
}

impl Voice {
    /// One that shows none of these secrets.
    pub fn new(secrets: &Rc<RefCell<Secrets>>, marks: &'static Marks) -> Self {
        let out = Hiding { inner: BufWriter::new(Stderr::default()), secrets: Rc::clone(secrets), marks };
        Self { out: Rc::new(RefCell::new(out)), is_muted: Rc::default() }
    }
}

impl Write for Voice {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_muted.get() { Ok(bytes.len()) } else { self.out.borrow_mut().write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.borrow_mut().flush()
    }
}
