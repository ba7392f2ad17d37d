//! The folder of an export: in the making under a name that nobody takes for one, and whole under its own.

use crate::backup::{Broken, create_file, private_folder, sync};
use crate::csv::sidecar::{SIDECAR, Sidecar};
use crate::{Error, chance};
use chrono::{TimeDelta, Utc};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder in the making. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Making {
    path: PathBuf,
    goal: Goal,
}

/// What it is to be called.
#[derive(Clone, Debug)]
enum Goal {
    /// `{backend}_export_{time}` in a folder.
    Dated {
        folder: PathBuf,
        backend: &'static str,
    },
    Named(PathBuf),
}

impl Making {
    /// Begins `{folder}/{backend}_export_{time}`.
    pub(crate) fn dated(folder: &Path, backend: &'static str) -> Result<Self, Error> {
        let goal = Goal::Dated { folder: folder.to_path_buf(), backend };
        Self::begin(folder, goal).map_err(|e| explain(folder, e))
    }

    /// Begins a folder that is not there yet.
    pub(crate) fn named(path: &Path) -> Result<Self, Error> {
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let is_free = || match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(_) => !path.exists(),
        };
        if !is_free() {
            let reason = format!("{} is there already, and not empty", path.display());
            let next = "name a folder that is not there yet";
            return Err(super::TransferFault::new("exporting", vec![reason], next).into());
        }
        Self::begin(parent, Goal::Named(path.to_path_buf())).map_err(|e| explain(path, e))
    }

    fn begin(parent: &Path, goal: Goal) -> Result<Self, Broken> {
        if !parent.is_dir() {
            private_folder(parent, true).map_err(|e| Broken::io("making", parent, &e))?;
        }
        let path = parent.join(format!(".zmig-export-{}", chance::identifier()));
        private_folder(&path, false).map_err(|e| Broken::io("making", &path, &e))?;
        Ok(Self { path, goal })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the sidecar, brings everything to the disk and gives the folder its name.
    pub(crate) fn finish(mut self, sidecar: &Sidecar) -> Result<PathBuf, Error> {
        let finished = self.finish_it(sidecar);
        finished.map_err(|e| explain(&self.path, e))
    }

    fn finish_it(&mut self, sidecar: &Sidecar) -> Result<PathBuf, Broken> {
        let path = self.path.join(SIDECAR);
        let mut file = create_file(&path)?;
        let written = file.write_all(sidecar.text().as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|e| Broken::io("writing", &path, &e))?;
        sync(&self.path)?;
        let mut time = Utc::now();
        loop {
            let goal = match &self.goal {
                Goal::Named(path) => path.clone(),
                Goal::Dated { folder, backend } => {
                    folder.join(format!("{backend}_export_{}", time.format("%Y%m%d_%H%M%S")))
                }
            };
            // A folder with files in it is never renamed over.
            match fs::rename(&self.path, &goal) {
                Ok(()) => {
                    let parent = goal.parent().filter(|p| !p.as_os_str().is_empty());
                    sync(parent.unwrap_or(Path::new(".")))?;
                    self.path = PathBuf::new();
                    return Ok(goal);
                }
                Err(_)
                    if matches!(self.goal, Goal::Dated { .. })
                        && goal.exists()
                        && time < Utc::now() + TimeDelta::minutes(5) =>
                {
                    time += TimeDelta::seconds(1);
                }
                Err(e) => return Err(Broken::io("renaming", &self.path, &e)),
            }
        }
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty()
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "clearing away an export that was not finished");
        }
    }
}

pub(super) fn explain(folder: &Path, Broken(reason): Broken) -> Error {
    let next = format!("see to the room and the rights in {}, and run again", folder.display());
    super::TransferFault::new("exporting", vec![reason], next).into()
}
