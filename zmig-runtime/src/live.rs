//! A database as it was found, for those who plan by it.

mod in_the_way;

pub(crate) use in_the_way::{How, InTheWay, in_the_way};

use crate::Error;
use crate::driver::Driver;
use crate::executor::Premise;
use crate::introspect::{self, IntrospectOptions, Introspection};

/// Nothing has happened since a look: neither in the history nor to the tables.
pub(crate) struct Unchanged<'a> {
    /// The number of the history's newest row.
    pub(crate) newest: i64,
    pub(crate) found: &'a Introspection,
}

impl<D: Driver> Premise<D> for Unchanged<'_> {
    async fn holds(&self, driver: &mut D, newest: i64) -> Result<bool, Error> {
        if newest != self.newest {
            return Ok(false);
        }
        let now = introspect::read(driver, &IntrospectOptions::default()).await?;
        Ok(now == *self.found)
    }

    async fn flaw(&self, _: &mut D) -> Result<Option<String>, Error> {
        Ok(None)
    }
}
