//! The rows: ten columns of as many types, the same ones every time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The columns and their types.
pub(crate) const COLUMNS: [(&str, &str); 10] = [
    ("id", "int"),
    ("name", "str"),
    ("email", "str(120)"),
    ("active", "bool"),
    ("score", "float"),
    ("price", "decimal(10,2)"),
    ("born", "date"),
    ("made_at", "datetime"),
    ("note", "text"),
    ("ref", "uuid"),
];

/// The table, as both databases read it.
pub(crate) fn table(dialect: zmig_core::Dialect) -> String {
    use zmig_core::{Dialect, Type};
    let spell = |(name, ty): (&str, &str)| {
        let ty: Type = ty.parse().unwrap_or(Type::Text);
        let key = match (name, dialect) {
            ("id", Dialect::Sqlite) => " NOT NULL PRIMARY KEY",
            ("id", Dialect::Postgres) => " PRIMARY KEY",
            _ => "",
        };
        format!("{name} {}{key}", dialect.spell(&ty))
    };
    format!("CREATE TABLE rows ({})", COLUMNS.map(spell).join(", "))
}

/// Writes the file; says how long it is.
pub(crate) fn write(path: &Path, rows: u64) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "id,name,email,active,score,price,born,made_at,note,ref")?;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for id in 1..=rows {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let n = state;
        let note = match n % 5 {
            0 => String::new(),
            1 => format!("\"said \"\"{}\"\", and left\"", n % 1000),
            2 => "\"two\nlines\"".to_owned(),
            _ => format!("plain words number {}", n % 100_000),
        };
        writeln!(
            out,
            "{id},Name {},user{id}@example.org,{},{:?},{}.{:02},{}-{:02}-{:02},2025-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z,{note},{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            n % 10_000,
            n % 2 == 0,
            (n % 1_000_000) as f64 / 997.0,
            n % 99_999,
            n % 100,
            1950 + n % 60,
            1 + n % 12,
            1 + n % 28,
            1 + n % 12,
            1 + n % 28,
            n % 24,
            n % 60,
            n / 60 % 60,
            1 + n % 999_999 / 10 * 10 + 1,
            n as u32,
            n >> 48,
            n & 0xfff,
            n >> 8 & 0xfff,
            n & 0xffff_ffff_ffff,
        )?;
    }
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}
