//! A schema as YAML files: what the command line writes of a database that was there before.
//!
//! [`assign`] says which file has what, [`write()`] gives the files' texts, and [`read_back`] holds them against the schema
//! that they were made of, through the same reader that a build uses.
//!
//! ```
//! use zmig_build::pull::{Heading, write};
//! use zmig_core::{Column, Dialect, Schema, Table, Type};
//!
//! let mut users = Table::new("users", "zSchema.shop");
//! users.columns.push(Column::new("id", Type::Int).required());
//! users.columns.push(Column::new("note", Type::Text));
//! users.primary_key = vec!["id".into()];
//! let mut schema = Schema::default();
//! schema.tables.insert("users".into(), users);
//!
//! let files = write(&schema, &Heading::new(Dialect::Sqlite));
//! assert_eq!(files[0].path, "zSchema.shop.yaml");
//! assert!(files[0].text.ends_with("users:\n  id:   {type: int, pk: true}\n  note: text\n"));
//! ```

mod assign;
mod column;
mod file;
mod needed;
mod node;
mod plan;
mod table;
mod types;
mod unsupported;

pub use assign::{Layout, assign};
pub use file::{File, Heading, read_back, write};
pub use plan::{Choices, Found, Now, Plan, Planned, generate, led_to, plan};
pub use unsupported::LeftOut;
