//! The macros of zmig. Use them through the crate `zmig`, which explains how they go together.
//!
//! Reading and emitting is zmig-build's, so that the macros and the build script cannot disagree.

use proc_macro::TokenStream;
use std::path::PathBuf;

/// Types a struct against a table, in one of three forms.
///
/// ```ignore
/// #[zmig::model(table = "users")]       // the fields are those of a table that is described elsewhere
/// pub struct User;
///
/// #[zmig::model(version = "v1.0.0")]    // the struct is the schema; without `table` it is `posts`
/// pub struct Post {
///     #[zmig(pk, auto_increment)]
///     pub id: i64,
///     #[zmig(foreign_key = "users.id")]
///     pub user_id: i64,
/// }
///
/// #[zmig::model(table = "users")]       // checked against the table; some of its columns are enough
/// pub struct Login {
///     pub id: i64,
///     pub email: String,
/// }
/// ```
///
/// Each form gives
/// - `TABLE`, `COLUMNS` and a constant for each column: `User::EMAIL` is a `zmig::Column` that makes filters. A column
///   that is called `table` or `columns` has `TABLE_COLUMN` or `COLUMNS_COLUMN`;
/// - `zmig::Model`: `find`, and `list` with filters, orders and pages;
/// - for whole tables (the first two forms, unless they say `read_only`) `zmig::Table`: `insert`, `insert_many`,
///   `update`, `upsert`, `delete`, with `NewUser` for a new row and `UserPatch` for changes of one;
/// - sqlx's `FromRow` for each backend compiled in;
/// - a `Debug` that shows `<redacted>` for columns that the schema redacts, unless `Debug` is derived and nothing is
///   redacted.
///
/// The first form also derives `Clone` and `PartialEq`, and declares an enum for each column of enumerated values,
/// named after the struct and the column: `UserState`. Names that Rust reserves become raw (`r#type`), names that it
/// does not take become ones that it does (`made at` is `made_at`). Attributes below the macro's stay on the struct.
///
/// A field of the other forms names its column by its own name or by `#[zmig(column = "made at")]`. It is an `Option`
/// where the column may be NULL. Its type is the column's, or one that only rustc knows: an alias, an enum with
/// `#[derive(zmig::Enum)]`, a type of yours that sqlx can decode.
#[proc_macro_attribute]
pub fn model(attr: TokenStream, item: TokenStream) -> TokenStream {
    zmig_build::model_code::model(attr.into(), item.into(), out_dir().as_deref()).into()
}

/// Makes an enum without fields the type of columns.
///
/// The values are the variants' names in snake case, or what `#[zmig(name = "on hold")]` says. It gives `ALL`,
/// `as_str`, `Display`, `FromStr`, and sqlx's `Type`, `Encode` and `Decode` for each backend compiled in. PostgreSQL
/// takes the type of such a parameter from where it stands, so one Rust enum may be the type of several columns, and
/// of a text column too.
#[proc_macro_derive(Enum, attributes(zmig))]
pub fn derive_enum(item: TokenStream) -> TokenStream {
    zmig_build::model_code::derive_enum(item.into()).into()
}

/// A module `models` with a struct for every table that no struct describes, as [`macro@model`] makes it of `struct User;`.
///
/// ```ignore
/// zmig::models!();                  // models::User for `users`, models::Category for `categories`
/// zmig::models!(movies = Movie);    // and a name where the table's letters do not tell it
/// ```
#[proc_macro]
pub fn models(input: TokenStream) -> TokenStream {
    zmig_build::model_code::models(input.into(), out_dir().as_deref()).into()
}

/// All migrations of the project, with the SQL of each dialect that is compiled in, as static data.
///
/// ```ignore
/// static MIGRATIONS: zmig::Migrations = zmig::embed!();
/// ```
///
/// It is compiled again when a migration is added, edited, deleted or renamed.
#[proc_macro]
pub fn embed(input: TokenStream) -> TokenStream {
    zmig_build::model_code::embed(input.into(), out_dir().as_deref()).into()
}

/// Where the build script of the package that is being compiled wrote, if it has one.
fn out_dir() -> Option<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}
