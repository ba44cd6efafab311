//! A Map.

use crate::base::value::Number;
use crate::expr::jsonpath::Path;
use crate::expr::template::Template;

use super::data::Dynamic;
use super::distributed::Distributed;
use super::expressions::{AppliedTo, Fields};
use super::{FlowId, QueryLanguage};

/// A Map state, inline or distributed: what its items are and what runs for each of them.
#[derive(Clone, Debug)]
pub struct Map {
    /// `ItemProcessor` or `Iterator`.
    pub processor: FlowId,
    /// `ItemsPath`; absent means `$`.
    pub items_path: Option<Path>,
    /// `Items` (JSONata).
    pub items: Option<Template>,
    /// `ItemSelector`, or the older `Parameters`.
    pub item_selector: Option<Template>,
    /// `MaxConcurrency`, `MaxConcurrencyPath`; 0 means no limit of its own.
    pub max_concurrency: Option<Dynamic<u32>>,
    /// `ToleratedFailureCount`, `ToleratedFailureCountPath`.
    pub tolerated_count: Option<Dynamic<u32>>,
    /// `ToleratedFailurePercentage`, `ToleratedFailurePercentagePath`.
    pub tolerated_percentage: Option<Dynamic<Number>>,
    /// What a distributed Map has beyond an inline one.
    pub distributed: Option<Box<Distributed>>,
}

impl Map {
    pub(super) fn expressions<'m>(&'m self, language: QueryLanguage, fields: &mut Fields<'_, 'm>) {
        let Self {
            processor: _,
            items_path,
            items,
            item_selector,
            max_concurrency,
            tolerated_count,
            tolerated_percentage,
            distributed,
        } = self;
        if let Some(path) = items_path {
            fields.path("ItemsPath", AppliedTo::Filtered, path);
        }
        fields.template("Items", AppliedTo::Filtered, items.as_ref());
        fields.template("ItemSelector", AppliedTo::Filtered, item_selector.as_ref());
        fields.dynamic("MaxConcurrency", max_concurrency.as_ref());
        fields.dynamic("ToleratedFailureCount", tolerated_count.as_ref());
        fields.dynamic("ToleratedFailurePercentage", tolerated_percentage.as_ref());
        if let Some(distributed) = distributed {
            distributed.expressions(language, fields);
        }
    }
}
