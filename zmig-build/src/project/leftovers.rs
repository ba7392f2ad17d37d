//! SQL files without a manifest: what a killed process left, or what somebody put there.

use crate::settings::Settings;
use zmig_core::SqlFile;

/// Whether a file is zmig's own: its header names the migration that its own name says.
pub(crate) fn is_ours(settings: &Settings, path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let Some(stem) = file.strip_suffix(".up.sql").or_else(|| file.strip_suffix(".down.sql")) else {
        return false;
    };
    let Ok(bytes) = std::fs::read(settings.migrations.join(path)) else { return false };
    // A file that the system lost power over may be empty or torn; what is left must still begin as ours does.
    let text = String::from_utf8_lossy(&bytes);
    let Some(header) = text.lines().find(|l| l.starts_with("-- zmig:file ")) else { return false };
    SqlFile::parse(&format!("{header}\n")).is_ok_and(|parsed| parsed.name == Some(stem))
}
