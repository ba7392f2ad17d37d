//! The build-time half of zmig: reads the schemas of a project, compares them with its migrations, and writes what is
//! missing.
//!
//! ```no_run
//! // all that build.rs does
//! zmig_build::generate()
//! ```
//!
//! A build changes nothing unless a schema that is enabled changed and has a new version that is large enough for the
//! change. Everything else is an error that shows the place, the changes and the line to paste.

mod builder;
mod cache;
mod config;
pub mod diagnostic;
mod disk;
mod emit;
mod environment;
mod generate;
pub mod merge;
pub mod model_code;
mod project;
#[cfg(feature = "pull")]
pub mod pull;
mod room;
pub mod rust;
mod settings;
pub mod source;
#[cfg(feature = "verbs")]
pub mod verbs;
pub mod yaml;

pub use builder::{Builder, Error, Outcome};
pub use config::{Mode, Split};
pub use environment::{Environment, Environments};
pub use room::with_room;

/// Generates the migrations of the project whose build script calls this, or prints what is wrong the way cargo shows it
/// and ends the build.
pub fn generate() {
    Builder::new().generate();
}

/// Generates the migrations of the project whose build script calls this.
///
/// # Errors
/// Everything that is wrong with the sources, the migrations on disk or the versions, all at once.
pub fn try_generate() -> Result<Outcome, Error> {
    Builder::new().try_generate()
}

/// The environments that a project's `zmig.toml` describes.
///
/// # Errors
/// Everything that is wrong with that file.
pub fn environments(root: &std::path::Path) -> Result<Environments, Error> {
    Ok(settings::read_config(root)?.environments)
}
