//! What the file of a machine declares around it.

use crate::load::{self, Declaration};
use crate::project::definitions::split;
use crate::project::files;
use crate::session::mocking;
use crate::session::order::{Order, Text};

use super::Stage;

impl Stage<'_> {
    /// Settings, versions, aliases and alarms in the template that the machine comes from; none if it is no template.
    #[must_use]
    pub fn declared(&self) -> Vec<Declaration> {
        let Text::File(reference) = &self.definition else { return Vec::new() };
        let (path, _) = split(reference);
        if path == "-" {
            return Vec::new();
        }
        let mut reach = mocking::reach(&Order::new(self.definition.clone()), &self.settings);
        files::read(path)
            .map_or_else(|_| Vec::new(), |source| load::declarations(&source, &self.options, &mut reach))
    }
}
