//! The lock for work that is no list of migrations.

use crate::driver::Driver;
use crate::error::During as _;
use crate::{Error, RunOptions, chance};
use std::time::{Duration, Instant};

/// Begins a transaction with the lock; waits for it without holding anything.
pub(crate) async fn begin<D: Driver>(driver: &mut D, options: &RunOptions) -> Result<(), Error> {
    let started = Instant::now();
    while !driver.try_begin(false).await.during("beginning a transaction")? {
        if started.elapsed() >= options.lock_timeout {
            let holder = driver.holder().await;
            return Err(Error::LockTimeout { waited: started.elapsed(), holder });
        }
        tokio::time::sleep(chance::pause(Duration::from_millis(60))).await;
    }
    Ok(())
}
