//! Where the data of a project's schemas is.

use crate::builder::Error;
use crate::project::Sources;
use std::collections::BTreeMap;
use std::path::Path;

/// The variable that each schema names as the place of its data (`Data_Source`). Schemas that name none are not in it.
///
/// # Errors
/// When a source cannot be read.
pub fn data_sources(root: &Path) -> Result<BTreeMap<String, String>, Error> {
    let settings = super::settings(root)?;
    let sources = Sources::read(&settings)?;
    let own = sources.items.into_iter().map(|item| item.says).filter(|says| says.meta.extends.is_none());
    Ok(own.filter_map(|says| Some((says.schema, says.meta.source?))).collect())
}
