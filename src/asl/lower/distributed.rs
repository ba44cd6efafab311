//! `ItemReader`, `ItemBatcher` and `ResultWriter`.

use crate::asl::fields::{Name, ObjectKind, field};
use crate::asl::machine::distributed::{Batcher, Distributed, Reader, Writer};
use crate::asl::machine::{Dynamic, QueryLanguage, Workflow};
use crate::base::value::Value;
use crate::expr::template::Template;

use super::fields::{Fields, optional};

/// Compiles the fields of a distributed Map. `Some(None)` if the Map at `fields`, whose processor has the
/// name `processor`, is an inline one; its fields are checked all the same.
pub(super) fn lower(
    fields: &Fields<'_>,
    processor: Name,
    language: QueryLanguage,
) -> Option<Option<Distributed>> {
    let reader = optional(fields.has(field!("ItemReader")), || reader(fields, language));
    let batcher = optional(fields.has(field!("ItemBatcher")), || batcher(fields, language));
    let writer = optional(fields.has(field!("ResultWriter")), || writer(fields, language));
    let (reader, batcher, writer) = (reader?, batcher?, writer?);
    let config = fields.value(processor).and_then(|processor| processor.get("ProcessorConfig"));
    let config = |name| config.and_then(|config| config.get(name)).and_then(Value::as_str);
    if config("Mode") != Some("DISTRIBUTED") {
        return Some(None);
    }
    let children =
        if config("ExecutionType") == Some("EXPRESS") { Workflow::Express } else { Workflow::Standard };
    Some(Some(Distributed {
        children,
        label: fields.text(field!("Label")).map(Into::into),
        reader,
        batcher,
        writer,
    }))
}

fn reader(fields: &Fields<'_>, language: QueryLanguage) -> Option<Reader> {
    let pointer = fields.place(field!("ItemReader"));
    let fields = fields.inner(ObjectKind::ItemReader, fields.object(field!("ItemReader"))?, &pointer);
    let arguments = arguments(&fields, language);
    let max_items = optional(fields.has(field!("ReaderConfig")), || {
        let pointer = fields.place(field!("ReaderConfig"));
        let config = fields.inner(ObjectKind::ReaderConfig, fields.object(field!("ReaderConfig"))?, &pointer);
        whole(&config, field!("MaxItems"), language)
    });
    Some(Reader {
        resource: fields.text(field!("Resource"))?.into(),
        arguments: arguments?,
        max_items: max_items?.flatten(),
        config: fields.value(field!("ReaderConfig")).cloned(),
    })
}

fn batcher(fields: &Fields<'_>, language: QueryLanguage) -> Option<Batcher> {
    let pointer = fields.place(field!("ItemBatcher"));
    let fields = fields.inner(ObjectKind::ItemBatcher, fields.object(field!("ItemBatcher"))?, &pointer);
    let max_items = whole(&fields, field!("MaxItemsPerBatch"), language);
    let max_bytes = whole(&fields, field!("MaxInputBytesPerBatch"), language);
    let input =
        optional(fields.has(field!("BatchInput")), || fields.template(field!("BatchInput"), language));
    Some(Batcher { max_items: max_items?, max_bytes: max_bytes?, input: input? })
}

fn writer(fields: &Fields<'_>, language: QueryLanguage) -> Option<Writer> {
    let pointer = fields.place(field!("ResultWriter"));
    let fields = fields.inner(ObjectKind::ResultWriter, fields.object(field!("ResultWriter"))?, &pointer);
    let arguments = arguments(&fields, language);
    Some(Writer {
        resource: fields.text(field!("Resource")).map(Into::into),
        arguments: arguments?,
        config: fields.value(field!("WriterConfig")).cloned(),
    })
}

fn arguments(fields: &Fields<'_>, language: QueryLanguage) -> Option<Option<Template>> {
    let name = match language {
        QueryLanguage::JsonPath => field!("Parameters"),
        QueryLanguage::Jsonata => field!("Arguments"),
    };
    optional(fields.has(name), || fields.template(name, language))
}

fn whole(fields: &Fields<'_>, name: Name, language: QueryLanguage) -> Option<Option<Dynamic<u32>>> {
    let present = fields.has(name) || fields.has(name.path_form());
    optional(present, || fields.given_whole(name, language))
}
