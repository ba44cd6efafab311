//! What a Map Run goes by: the fields of the Map that are numbers, in the order in which AWS resolves
//! them, and where items come from.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::distributed::{Batcher, Distributed};
use crate::asl::machine::{Dynamic, Map};
use crate::base::value::{Number, Value};
use crate::expr::template::Template;

use super::items::Source;
use crate::engine::alone::Stage;
use crate::engine::dataset::Dataset;
use crate::engine::execution::data::{StateEval, integer, reference, unparsable};
use crate::engine::execution::failure::{Failure, Reason};
use crate::engine::execution::quota::PAYLOAD;
use crate::engine::saving::saved;
use crate::engine::tally::Tolerance;

/// How many child executions AWS runs at a time.
const MOST_AT_A_TIME: usize = 10_000;

/// How many items, or bytes, a batch may have.
#[derive(Clone, Copy, Debug)]
pub struct Batching {
    pub items: usize,
    pub bytes: usize,
}

/// `MaxConcurrency`
pub fn at_a_time(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<usize, Failure> {
    let most = match &map.max_concurrency {
        Some(given) => eval.whole("MaxConcurrency", given, received)?,
        None => 0,
    };
    eval.see(Stage::MaxConcurrency, &Value::from(i64::from(most)).into());
    Ok(limited(most))
}

/// The most children that run at a time where `MaxConcurrency` is `most`; 0 sets no limit of its own.
pub const fn limited(most: u32) -> usize {
    if most == 0 || most as usize > MOST_AT_A_TIME { MOST_AT_A_TIME } else { most as usize }
}

/// `ToleratedFailureCount` and `ToleratedFailurePercentage`
pub fn tolerance(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<Tolerance, Failure> {
    let count = map.tolerated_count.as_ref();
    let count = count.map(|given| eval.whole("ToleratedFailureCount", given, received)).transpose()?;
    let percentage = map.tolerated_percentage.as_ref();
    let percentage =
        percentage.map(|given| eval.percentage("ToleratedFailurePercentage", given, received)).transpose()?;
    if let Some(count) = count {
        eval.see(Stage::ToleratedFailureCount, &Value::from(i64::from(count)).into());
    }
    if let Some(number) = percentage.and_then(Number::from_f64) {
        eval.see(Stage::ToleratedFailurePercentage, &Value::from(number).into());
    }
    Ok(Tolerance { count: count.unwrap_or(0), percentage: percentage.unwrap_or(0.0) })
}

/// `MaxItems` of the reader. Whether it is in range is only looked at when the reader works.
pub fn max_items(eval: &StateEval<'_>, distributed: &Distributed, received: &Value) -> Result<i64, Failure> {
    let given = distributed.reader.as_ref().and_then(|reader| reader.max_items.as_ref());
    let given =
        given.map(|given| signed(eval, "/ItemReader/ReaderConfig", "MaxItems", given, received).map(|n| n.0));
    given.unwrap_or(Ok(0))
}

/// `MaxItemsPerBatch` and `MaxInputBytesPerBatch`; 0 is no limit.
pub fn batching(eval: &StateEval<'_>, batcher: &Batcher, received: &Value) -> Result<Batching, Failure> {
    let limit = |name: &str, given: Option<&Dynamic<u32>>| -> Result<usize, Failure> {
        let Some(given) = given else { return Ok(usize::MAX) };
        let (number, value, field) = signed(eval, "/ItemBatcher", name, given, received)?;
        let text = format!("{name} cannot be negative.");
        let number =
            usize::try_from(number).map_err(|_| eval.runtime(&field, &text, Reason::Unusable { value }))?;
        Ok(if number == 0 { usize::MAX } else { number })
    };
    let items = limit("MaxItemsPerBatch", batcher.max_items.as_ref())?;
    let bytes = limit("MaxInputBytesPerBatch", batcher.max_bytes.as_ref())?;
    Ok(Batching { items, bytes: bytes.min(PAYLOAD) })
}

/// A whole number of any sign, the value it came as, and the field it is in.
fn signed(
    eval: &StateEval<'_>,
    holder: &str,
    name: &str,
    given: &Dynamic<u32>,
    received: &Value,
) -> Result<(i64, Value, String), Failure> {
    match given {
        Dynamic::Fixed(number) => Ok((i64::from(*number), Value::from(i64::from(*number)), String::new())),
        Dynamic::Path(path) => {
            let field = format!("{holder}/{name}Path");
            let value = eval.path(&field, path, received)?;
            match integer(&value) {
                Some(number) => Ok((number, value, field)),
                None => {
                    let text = unparsable(&format!("{name}Path"), &value, "integer", path);
                    Err(eval.runtime(&field, &text, Reason::Unusable { value }))
                }
            }
        }
        Dynamic::Expression(template) => {
            let field = format!("{holder}/{name}");
            let value = eval.evaluated(&field, template)?;
            match (value.as_i64(), value.as_number()) {
                (Some(number), _) => Ok((number, value, field)),
                (None, Some(_)) => {
                    let source = template.source();
                    let text = format!(
                        "The {name} field refers to value \"{value}\" which is not a valid integer: {source}"
                    );
                    Err(eval.query_error(&field, &text, Reason::Unusable { value }))
                }
                (None, None) => Err(eval.unexpected(&field, template, "number", value)),
            }
        }
    }
}

/// The items in the state's data: an array, or an object for its members.
pub fn items(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<Source, Failure> {
    let (value, field) = match (&map.items, eval.is_jsonpath()) {
        (Some(template), _) => (eval.evaluated("/Items", template)?, "/Items"),
        (None, false) => (eval.view.strand.input.value().clone(), ""),
        (None, true) => match &map.items_path {
            Some(path) => (eval.path("/ItemsPath", path, received)?, "/ItemsPath"),
            None => (received.clone(), "/ItemsPath"),
        },
    };
    match value {
        Value::Array(items) => {
            if eval.is_jsonpath() {
                eval.see_items(Stage::AfterItemsPath, &items);
            }
            Ok(Source::List(items))
        }
        Value::Object(members) => {
            if eval.is_jsonpath() {
                eval.see(Stage::AfterItemsPath, &Value::from(members.clone()).into());
            }
            Ok(Source::Members(members))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(no_items(eval, map, field, value))
        }
    }
}

fn no_items(eval: &StateEval<'_>, map: &Map, field: &str, value: Value) -> Failure {
    match (&map.items, eval.is_jsonpath()) {
        (Some(template), _) => eval.unexpected(field, template, "array", value),
        (None, false) => {
            let text = format!("Map state input must be an array but was: {value}");
            eval.query_error(field, &text, Reason::Unusable { value })
        }
        (None, true) => {
            let path = map.items_path.as_ref().map_or("$", reference);
            let cause = format!("Reference path \"{path}\" must point to array.");
            Failure::new(names::RUNTIME, cause).because(
                eval.view.strand.state,
                eval.state.pointer.join(field),
                Reason::Unusable { value },
            )
        }
    }
}

/// What the reader is to read.
pub fn dataset(
    eval: &StateEval<'_>,
    distributed: &Distributed,
    max_items: i64,
    received: &Value,
) -> Result<Option<Dataset>, Failure> {
    let Some(reader) = &distributed.reader else { return Ok(None) };
    let args = arguments(eval, "ItemReader", reader.arguments.as_ref(), received)?;
    let Ok(limit) = usize::try_from(max_items) else {
        return Err(Failure::new(names::ITEM_READER_FAILED, "field MaxItems must be positive"));
    };
    Ok(Some(Dataset {
        resource: Arc::clone(&reader.resource),
        args,
        config: reader.config.clone().unwrap_or_else(Value::empty_object),
        max_items: (limit > 0).then_some(limit),
    }))
}

/// The evaluated arguments of the reader or the writer.
pub fn arguments(
    eval: &StateEval<'_>,
    holder: &str,
    template: Option<&Template>,
    received: &Value,
) -> Result<Value, Failure> {
    let Some(template) = template else { return Ok(Value::empty_object()) };
    let name = if eval.is_jsonpath() { "Parameters" } else { "Arguments" };
    eval.template(&format!("/{holder}/{name}"), template, &eval.view.bindings(received))
}

saved!(struct Batching { items, bytes });
