//! The runner's hands on a folder of CSV files: a staged database of SQLite, and what becomes of its commits.

use super::folder::{View, file_name};
use super::load;
use super::staged::{CsvDriver, blocking};
use crate::driver::{Dependants, Driver, Facts, Fault, Row, Source};
use crate::history::TABLE;
use crate::sqlite::SqliteDriver;
use crate::{Error, HookConnection, IntrospectOptions, Introspection};
use std::path::PathBuf;
use std::sync::PoisonError;
use zmig_core::Dialect;

impl Driver for CsvDriver {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn newest(&mut self) -> Result<Option<String>, Fault> {
        let folder = self.folder.clone();
        blocking(move || {
            let opened = View::open(folder.path())?.open_file(&file_name(TABLE))?;
            opened.map_or(Ok(None), |opened| load::newest(&opened))
        })
        .await
    }

    async fn take_over(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    async fn try_begin(&mut self, foreign_keys_off: bool) -> Result<bool, Fault> {
        if !self.lock().await? {
            return Ok(false);
        }
        let staged = self.staged().await?;
        staged.touched.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let begun = staged.driver.try_begin(foreign_keys_off).await;
        self.in_transaction = matches!(begun, Ok(true));
        if !self.in_transaction {
            self.unlock();
        }
        begun
    }

    fn connection(&mut self) -> Result<HookConnection<'_>, Fault> {
        self.conn().map(HookConnection::Sqlite)
    }

    async fn after_call(&mut self, in_order: bool) -> Result<(), Fault> {
        self.staged().await?.driver.after_call(in_order).await
    }

    fn read_error(error: &sqlx::Error) -> Fault {
        SqliteDriver::read_error(error)
    }

    async fn commit(&mut self) -> Result<(), Fault> {
        if !self.in_transaction {
            // The files of a backup are in their places, and were the whole of it.
            return Ok(());
        }
        self.staged().await?.driver.commit().await?;
        self.in_transaction = false;
        let published = self.publish().await;
        self.unlock();
        published
    }

    async fn rollback(&mut self) {
        if let Some(staged) = &mut self.staged {
            staged.driver.rollback().await;
        }
        self.in_transaction = false;
        self.unlock();
    }

    async fn facts(&mut self) -> Result<Facts, Fault> {
        if !self.in_transaction && self.staged.is_some() && !self.is_current().await? {
            self.stage().await?;
        }
        self.staged().await?.driver.facts().await
    }

    fn table(&self, name: &str) -> String {
        format!("main.{}", Dialect::Sqlite.quote_name(name))
    }

    fn home(&self) -> String {
        "main".to_owned()
    }

    async fn run(&mut self, sql: String, mark: &str, many: bool, marked: &mut Vec<Row>) -> Result<(), Fault> {
        self.watch_for_drops(&sql);
        let driver = self.ready(&sql).await?;
        let result = driver.run(sql, mark, many, marked).await;
        self.publish_between(result).await
    }

    async fn execute(&mut self, sql: String) -> Result<Option<Row>, Fault> {
        self.watch_for_drops(&sql);
        let driver = self.ready(&sql).await?;
        let result = driver.execute(sql).await;
        self.publish_between(result).await
    }

    async fn query(&mut self, sql: String) -> Result<Vec<Row>, Fault> {
        let driver = self.ready(&sql).await?;
        driver.query(sql).await
    }

    fn restore_session(&self, _: &str) -> Option<String> {
        None
    }

    async fn before_rebuild(&mut self, table: &str, sql: &str, mentions: &str) -> Result<Dependants, Fault> {
        self.staged().await?.driver.before_rebuild(table, sql, mentions).await
    }

    async fn after_rebuild(
        &mut self,
        table: &str,
        dependants: Dependants,
        mentions: &str,
    ) -> Result<(), Fault> {
        self.staged().await?.driver.after_rebuild(table, dependants, mentions).await
    }

    async fn has_sets_inside(&mut self, sql: &str) -> Result<bool, Fault> {
        self.staged().await?.driver.has_sets_inside(sql).await
    }

    async fn take_sets_out(&mut self, sql: &str) -> Result<(), Fault> {
        self.staged().await?.driver.take_sets_out(sql).await
    }

    async fn broken_references(&mut self) -> Result<Vec<String>, Fault> {
        self.staged().await?.driver.broken_references().await
    }

    async fn open_session(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn try_lock_session(&mut self) -> Result<bool, Fault> {
        self.holds_session = self.lock().await?;
        Ok(self.holds_session)
    }

    async fn holds_session(&mut self) -> Result<bool, Fault> {
        Ok(self.holds_session && self.writer.is_some())
    }

    async fn unlock_session(&mut self) {
        self.holds_session = false;
        self.unlock();
    }

    async fn clear_leftovers(&mut self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn is_clean_after_error(&self, sql: &str) -> bool {
        crate::statements::starts(sql, Dialect::Sqlite).len() <= 1
    }

    async fn catalog(
        &mut self,
        home: Option<&str>,
        options: &IntrospectOptions,
    ) -> Result<Introspection, Error> {
        self.include_strays().await.map_err(|fault| Error::from_fault("reading the folder", &fault))?;
        let staged = self.staged().await.map_err(|fault| Error::from_fault("reading the folder", &fault))?;
        staged.driver.catalog(home, options).await
    }

    async fn include_strays(&mut self) -> Result<(), Fault> {
        if !self.with_strays && !self.in_transaction {
            self.with_strays = true;
            if self.staged.as_ref().is_some_and(|staged| !staged.image.strays.is_empty()) {
                self.drop_staged().await;
            }
        }
        Ok(())
    }

    async fn holder(&mut self) -> Option<String> {
        None
    }

    fn source(&self) -> Source {
        let path: PathBuf =
            self.folder.path().canonicalize().unwrap_or_else(|_| self.folder.path().to_owned());
        Source { database: self.folder.name(), place: path.display().to_string() }
    }

    #[cfg(feature = "backup")]
    async fn copy_out(
        &mut self,
        folder: &std::path::Path,
        _: Option<&std::collections::BTreeSet<String>>,
    ) -> Result<crate::backup::Contents, crate::backup::Broken> {
        let (from, to) = (self.folder.clone(), folder.to_owned());
        let image = match &self.staged {
            Some(staged) => staged.image.clone(),
            None => super::image::Image::default(),
        };
        super::backup::in_background(move || super::backup::copy_out(&from, &to, &image)).await
    }

    #[cfg(feature = "backup")]
    async fn put_back(
        &mut self,
        folder: &std::path::Path,
        manifest: &crate::backup::Manifest,
    ) -> Result<(), crate::backup::Broken> {
        let (to, from, manifest) = (self.folder.clone(), folder.to_owned(), manifest.clone());
        let writer = self.writer.clone();
        let restored = super::backup::in_background(move || {
            let _writer = writer;
            super::backup::put_back(&to, &from, &manifest)
        })
        .await;
        self.rollback().await;
        self.drop_staged().await;
        restored
    }

    async fn close(mut self) {
        self.drop_staged().await;
    }
}
