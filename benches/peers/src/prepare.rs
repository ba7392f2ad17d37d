//! Databases to measure on: fresh ones, and ones on which everything is applied.

use crate::{Backend, Result, floor, tools, work};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The migrations of one size, written out for every tool.
pub struct Work {
    /// The folder of all of it.
    pub folder: PathBuf,
    /// How many.
    pub count: usize,
    /// For which database.
    pub backend: Backend,
}

impl Work {
    pub fn write(temp: &Path, backend: Backend, count: usize) -> Result<Self> {
        let folder = temp.join(format!("{backend:?}-{count}").to_lowercase());
        let steps = work::steps(backend, count);
        work::write_zmig(&folder.join("zmig"), backend, &steps)?;
        work::write_diesel(&folder.join("diesel"), &steps)?;
        std::fs::write(folder.join("script.sql"), work::script(backend, &steps))?;
        Ok(Self { folder, count, backend })
    }

    pub fn script(&self) -> PathBuf {
        self.folder.join("script.sql")
    }

    /// The URL of a new, empty database.
    pub fn fresh(&self, postgres: Option<&str>, name: &str) -> Result<String> {
        match self.backend {
            Backend::Sqlite => {
                let file = self.folder.join(format!("{name}.db"));
                for ending in ["", "-wal", "-shm", "-journal"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
                }
                Ok(format!("sqlite://{}?mode=rwc", file.display()))
            }
            Backend::Postgres => {
                let admin = postgres.ok_or("PostgreSQL needs --postgres")?;
                psql(admin, &format!("DROP DATABASE IF EXISTS {name}"))?;
                psql(admin, &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
                let (server, _) = admin.rsplit_once('/').ok_or("the URL names no database")?;
                Ok(format!("{server}/{name}"))
            }
        }
    }

    /// The URL of a database on which a tool has applied everything. Their ledgers are filled by hand, since to apply
    /// 10,000 migrations takes some of them minutes; zmig applies its own.
    pub fn applied(&self, postgres: Option<&str>, tool: &str) -> Result<String> {
        let url = self.fresh(postgres, &format!("noop_{tool}_{}", self.count))?;
        if tool == "zmig" {
            self.child(tool, "migrate", &url)?;
        } else {
            floor::run(&url, &self.script())?;
            self.child(tool, "fill", &url)?;
        }
        if self.backend == Backend::Postgres {
            psql(&url, "VACUUM ANALYZE")?;
        }
        Ok(url)
    }

    /// Runs one job of a tool in a process of its own; what it measured.
    pub fn child(&self, tool: &str, job: &str, url: &str) -> Result<u64> {
        let folder = tools::folder(&self.folder, tool, self.backend);
        let out = Command::new(std::env::current_exe()?)
            .args(["child", tool, job, url])
            .arg(folder)
            .arg(self.count.to_string())
            .output()?;
        if !out.status.success() {
            return Err(format!("{tool} {job}: {}", String::from_utf8_lossy(&out.stderr)).into());
        }
        Ok(String::from_utf8(out.stdout)?.trim().parse()?)
    }
}

/// Runs one statement.
pub fn psql(url: &str, sql: &str) -> Result<()> {
    let out =
        Command::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]).output()?;
    if out.status.success() {
        Ok(())
    } else {
        Err(format!("{sql}: {}", String::from_utf8_lossy(&out.stderr)).into())
    }
}
