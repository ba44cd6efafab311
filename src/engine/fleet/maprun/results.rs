//! `Results`: what came of the children, put in the order of the items, whichever order they end in.

use std::collections::BTreeMap;

use crate::asl::machine::distributed::Writer;
use crate::base::value::Value;

use super::export::{Export, File};
use crate::engine::execution::quota::PAYLOAD;
use crate::engine::saving::saved;

/// `Transformation` of `WriterConfig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Records of whole executions.
    Records,
    /// The children's outputs.
    Outputs,
    /// The children's outputs, of which arrays are taken apart.
    Flat,
}

/// What came of one child.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Which of the `ResultWriter`'s files it belongs to.
    pub file: File,
    /// The output of one that succeeded.
    pub output: Option<Value>,
    /// The record of its execution; null if none is wanted.
    pub record: Value,
}

/// The results of a Map Run.
#[derive(Clone, Debug)]
pub struct Results {
    /// What is written for each child.
    form: Form,
    /// What came of children that ended before one with a lower number.
    early: BTreeMap<u32, Ended>,
    /// The number of the child whose result comes next.
    next: u32,
    /// The Map's result, as long as it is not too large for one.
    inline: Vec<Value>,
    /// The bytes of that result as JSON text.
    size: usize,
    /// What came of the children that succeeded, by their numbers, if a redrive may need it; nothing of what was written.
    kept: Option<BTreeMap<u32, Option<Ended>>>,
    /// The files of a `ResultWriter`, if there is one.
    pub export: Option<Export>,
}

impl Results {
    pub fn new(writer: Option<&Writer>, export: Option<Export>, keeps: bool) -> Self {
        let transformation =
            writer.and_then(|writer| writer.config.as_ref()?.get("Transformation")?.as_str());
        let form = match (transformation, &export) {
            (Some("NONE"), _) | (None, Some(_)) => Form::Records,
            (Some("FLATTEN"), _) => Form::Flat,
            (_, _) => Form::Outputs,
        };
        Self {
            form,
            early: BTreeMap::new(),
            next: 0,
            inline: Vec::new(),
            size: 2,
            kept: keeps.then(BTreeMap::new),
            export,
        }
    }

    /// Whether records of successful children are wanted.
    pub fn wants_records(&self) -> bool {
        self.form == Form::Records
    }

    /// The results it keeps.
    pub fn held(&self) -> impl Iterator<Item = &Value> {
        let early = self.early.values().flat_map(|ended| ended.output.iter().chain([&ended.record]));
        early.chain(&self.inline)
    }

    /// Takes what came of the child `number`.
    pub fn take(&mut self, number: u32, ended: Ended) {
        if let Some(kept) = self.kept.as_mut().filter(|_| ended.output.is_some()) {
            let needed = self.export.is_none() && self.size <= PAYLOAD + 1;
            kept.insert(number, needed.then(|| ended.clone()));
        }
        if number != self.next {
            self.early.insert(number, ended);
            return;
        }
        self.put(ended);
        self.next += 1;
        self.put_early();
    }

    /// Puts what is there already of the children that come next.
    fn put_early(&mut self) {
        loop {
            if let Some(ended) = self.early.remove(&self.next) {
                self.put(ended);
            } else if !self.is_written(self.next) {
                return;
            }
            self.next += 1;
        }
    }

    /// Whether the child `number` succeeded in an earlier attempt, whose files have what came of it.
    fn is_written(&self, number: u32) -> bool {
        let Some(export) = &self.export else { return false };
        export.is_redriven() && self.kept.as_ref().is_some_and(|kept| kept.contains_key(&number))
    }

    /// Begins again, with what came of the children that succeeded.
    pub fn redrive(&mut self, count: u32, is_closed: bool) {
        (self.next, self.inline, self.size) = (0, Vec::new(), 2);
        self.early.clear();
        match &mut self.export {
            Some(export) => export.redrive(count, is_closed),
            None => {
                let kept = self.kept.iter().flatten();
                self.early = kept.filter_map(|(number, ended)| Some((*number, ended.clone()?))).collect();
            }
        }
        self.put_early();
    }

    fn put(&mut self, ended: Ended) {
        let Ended { file, output, record } = ended;
        match (output, self.form) {
            (None, _) | (Some(_), Form::Records) => self.add(file, record),
            (Some(Value::Array(items)), Form::Flat) => {
                items.iter().for_each(|item| self.add(file, item.clone()));
            }
            (Some(output), Form::Outputs | Form::Flat) => self.add(file, output),
        }
    }

    fn add(&mut self, file: File, value: Value) {
        if let Some(export) = &mut self.export {
            return export.add(file, &value);
        }
        self.size = self.size.saturating_add(value.json_size() + 1);
        if self.size <= PAYLOAD + 1 {
            self.inline.push(value);
        } else {
            // What is too large for a result need not be kept.
            self.inline = Vec::new();
        }
    }

    /// The result of a Map that exports nothing, or its size if AWS takes none of that size.
    pub fn inline(&mut self) -> Result<Value, usize> {
        let size = if self.size > 2 { self.size - 1 } else { self.size };
        if size > PAYLOAD { Err(size) } else { Ok(Value::from(std::mem::take(&mut self.inline))) }
    }
}

saved!(
    enum Form {
        Records,
        Outputs,
        Flat,
    }
);
saved!(struct Ended { file, output, record });
saved!(struct Results { form, early, next, inline, size, kept, export });
