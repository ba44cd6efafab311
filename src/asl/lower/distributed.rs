//! `ItemReader`, `ItemBatcher` and `ResultWriter`.

use crate::asl::distributed::{Batcher, Distributed, Reader, Writer};
use crate::asl::fields::ObjectKind;
use crate::asl::machine::{Dynamic, QueryLanguage, Workflow};
use crate::base::value::Value;
use crate::expr::template::Template;

use super::fields::{Fields, optional};

/// Compiles the fields of a distributed Map. `Some(None)` if the Map at `fields`, whose processor has the
/// name `processor`, is an inline one; its fields are checked all the same.
pub(super) fn lower(
    fields: &Fields<'_>,
    processor: &str,
    language: QueryLanguage,
) -> Option<Option<Distributed>> {
    let reader = optional(fields.has("ItemReader"), || reader(fields, language));
    let batcher = optional(fields.has("ItemBatcher"), || batcher(fields, language));
    let writer = optional(fields.has("ResultWriter"), || writer(fields, language));
    let (reader, batcher, writer) = (reader?, batcher?, writer?);
    let config = fields.value(processor).and_then(|processor| processor.get("ProcessorConfig"));
    let config = |name| config.and_then(|config| config.get(name)).and_then(Value::as_str);
    if config("Mode") != Some("DISTRIBUTED") {
        return Some(None);
    }
    let children =
        if config("ExecutionType") == Some("EXPRESS") { Workflow::Express } else { Workflow::Standard };
    Some(Some(Distributed { children, label: fields.text("Label").map(Into::into), reader, batcher, writer }))
}

fn reader(fields: &Fields<'_>, language: QueryLanguage) -> Option<Reader> {
    let pointer = fields.place("ItemReader");
    let fields = fields.inner(ObjectKind::ItemReader, fields.object("ItemReader")?, &pointer);
    let arguments = arguments(&fields, language);
    let max_items = optional(fields.has("ReaderConfig"), || {
        let pointer = fields.place("ReaderConfig");
        let config = fields.inner(ObjectKind::ReaderConfig, fields.object("ReaderConfig")?, &pointer);
        whole(&config, "MaxItems", language)
    });
    Some(Reader {
        resource: fields.text("Resource")?.into(),
        arguments: arguments?,
        max_items: max_items?.flatten(),
        config: fields.value("ReaderConfig").cloned(),
    })
}

fn batcher(fields: &Fields<'_>, language: QueryLanguage) -> Option<Batcher> {
    let pointer = fields.place("ItemBatcher");
    let fields = fields.inner(ObjectKind::ItemBatcher, fields.object("ItemBatcher")?, &pointer);
    let max_items = whole(&fields, "MaxItemsPerBatch", language);
    let max_bytes = whole(&fields, "MaxInputBytesPerBatch", language);
    let input = optional(fields.has("BatchInput"), || fields.template("BatchInput", language));
    Some(Batcher { max_items: max_items?, max_bytes: max_bytes?, input: input? })
}

fn writer(fields: &Fields<'_>, language: QueryLanguage) -> Option<Writer> {
    let pointer = fields.place("ResultWriter");
    let fields = fields.inner(ObjectKind::ResultWriter, fields.object("ResultWriter")?, &pointer);
    let arguments = arguments(&fields, language);
    Some(Writer {
        resource: fields.text("Resource").map(Into::into),
        arguments: arguments?,
        config: fields.value("WriterConfig").cloned(),
    })
}

fn arguments(fields: &Fields<'_>, language: QueryLanguage) -> Option<Option<Template>> {
    let name = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    optional(fields.has(name), || fields.template(name, language))
}

fn whole(fields: &Fields<'_>, name: &str, language: QueryLanguage) -> Option<Option<Dynamic<u32>>> {
    let present = fields.has(name) || fields.has(&format!("{name}Path"));
    optional(present, || fields.given_whole(name, language))
}
