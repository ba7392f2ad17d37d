//! A type as a database spells it, and what changing it costs on PostgreSQL.

use std::fmt;

/// A type's name in its canonical form, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlType {
    /// The name in lower case without arguments: `integer`, `varchar`, `timestamptz`.
    pub name: String,
    /// The arguments: a length, or digits.
    pub args: Vec<u32>,
    /// Whether it is an array of such values.
    pub array: bool,
}

/// What PostgreSQL does with the rows when a column's type changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Nothing: only the catalog changes.
    Nothing,
    /// Every row is written anew, and every index of the column built anew.
    Table,
}

const ALIASES: [(&str, &str); 29] = [
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("int2", "smallint"),
    ("serial4", "serial"),
    ("serial8", "bigserial"),
    ("serial2", "smallserial"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("national character varying", "varchar"),
    ("nchar varying", "varchar"),
    ("character", "char"),
    ("bpchar", "char"),
    ("nchar", "char"),
    ("national character", "char"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("bool", "boolean"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("float4", "real"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("varbit", "bit varying"),
    ("datetime", "timestamp"),
    ("double", "double precision"),
    ("blob", "bytea"),
];

impl SqlType {
    /// Reads a type as it is written in a statement.
    pub fn read(text: &str) -> Self {
        let mut text = text.trim().to_lowercase();
        // In quotation marks it is another type than without them: a single byte.
        if text == "\"char\"" {
            return Self { name: text, args: Vec::new(), array: false };
        }
        let mut array = false;
        while let Some(open) = text.rfind('[').filter(|_| text.ends_with(']')) {
            text.truncate(open);
            array = true;
        }
        if let Some(inner) = text.trim_end().strip_suffix(" array") {
            text = inner.to_owned();
            array = true;
        }
        let (head, args, tail) = match (text.find('('), text.find(')')) {
            (Some(open), Some(close)) if open < close => {
                (&text[..open], &text[open + 1..close], &text[close + 1..])
            }
            _ => (text.as_str(), "", ""),
        };
        let name = format!("{head} {tail}").replace('"', "");
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
        let args = args.split(',').filter_map(|a| a.trim().parse().ok()).collect();
        Self { name: name.to_owned(), args, array }
    }

    /// Whether it has one of these names, and is no array.
    pub fn is(&self, names: &[&str]) -> bool {
        !self.array && names.contains(&self.name.as_str())
    }

    /// Whether programs bind and read values of both in the same way: texts of any limit, numbers of any digits.
    pub fn is_kin(&self, to: &Self) -> bool {
        let is_text = |t: &Self| ["varchar", "text"].contains(&t.name.as_str());
        self.array == to.array && (self.name == to.name || is_text(self) && is_text(to))
    }

    /// What PostgreSQL does with the rows when a column of this type gets another.
    pub fn rewrite(&self, to: &Self) -> Rewrite {
        let is_free = self == to
            || self.array == to.array
                && match (self.name.as_str(), to.name.as_str()) {
                    ("varchar" | "text", "text") => true,
                    ("text", "varchar") => to.args.is_empty(),
                    ("varchar", "varchar") => grows(self.args.first(), to.args.first()),
                    ("numeric", "numeric") => {
                        to.args.is_empty()
                            || !self.args.is_empty()
                                && self.args.get(1).unwrap_or(&0) == to.args.get(1).unwrap_or(&0)
                                && grows(self.args.first(), to.args.first())
                    }
                    ("timestamp", "timestamp") | ("timestamptz", "timestamptz") | ("time", "time") => {
                        grows(self.args.first(), to.args.first())
                    }
                    ("bit varying", "bit varying") => grows(self.args.first(), to.args.first()),
                    ("cidr", "inet") => true,
                    _ => false,
                };
        if is_free { Rewrite::Nothing } else { Rewrite::Table }
    }
}

/// Whether a limit is not smaller than another; no limit is the greatest.
fn grows(from: Option<&u32>, to: Option<&u32>) -> bool {
    match (from, to) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => from <= to,
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.args.is_empty() {
            let args: Vec<String> = self.args.iter().map(u32::to_string).collect();
            write!(f, "({})", args.join(","))?;
        }
        f.write_str(if self.array { "[]" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_type_are_one() {
        for (text, expected) in [
            ("INT", "integer"),
            ("character varying ( 20 )", "varchar(20)"),
            ("TIMESTAMP(3) WITH TIME ZONE", "timestamptz(3)"),
            ("pg_catalog.int8[]", "bigint[]"),
            ("numeric(10, 2)", "numeric(10,2)"),
            ("integer ARRAY", "integer[]"),
            ("\"mood\"", "mood"),
        ] {
            assert_eq!(SqlType::read(text).to_string(), expected);
        }
    }

    #[test]
    fn only_what_needs_no_new_row_is_free() {
        for (from, to, expected) in [
            ("varchar(10)", "varchar(20)", Rewrite::Nothing),
            ("varchar(20)", "varchar(10)", Rewrite::Table),
            ("varchar(20)", "text", Rewrite::Nothing),
            ("text", "varchar(20)", Rewrite::Table),
            ("numeric(8,2)", "numeric(10,2)", Rewrite::Nothing),
            ("numeric(8,2)", "numeric(10,3)", Rewrite::Table),
            ("integer", "bigint", Rewrite::Table),
            ("timestamp", "timestamptz", Rewrite::Table),
            ("text[]", "text", Rewrite::Table),
        ] {
            assert_eq!(SqlType::read(from).rewrite(&SqlType::read(to)), expected, "{from} -> {to}");
        }
    }
}
