//! Which file has which table: a file is a schema of the project, with a version of its own.

use super::types::is_own_enum;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Schema, fold, split_qualified};

/// How tables are spread over files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A file for each namespace, or for each table where a namespace has more than [`Layout::FEW`].
    #[default]
    Auto,
    /// One file for everything.
    OneFile,
    /// A file for each table.
    PerTable,
}

impl Layout {
    /// As many tables as are still read easily in one file.
    pub const FEW: usize = 20;
}

/// Gives every table, enum and domain its owner, by the layout. `base` is the name by which the database is known to its
/// users; what several files share goes to the file of that name.
pub fn assign(schema: &mut Schema, layout: Layout, base: &str) {
    let mut names = Names::default();
    let common = names.take(base);
    let mut sizes: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for name in schema.tables.keys() {
        *sizes.entry(split_qualified(name).0.map(str::to_owned)).or_default() += 1;
    }
    for table in schema.tables.values_mut() {
        let (namespace, bare) = split_qualified(&table.name);
        let size = sizes.get(&namespace.map(str::to_owned)).copied().unwrap_or_default();
        table.owner = match (layout, namespace) {
            (Layout::OneFile, _) => common.clone(),
            (Layout::Auto, None) if size <= Layout::FEW => common.clone(),
            (Layout::Auto, Some(namespace)) if size <= Layout::FEW => {
                names.take(&format!("{base}.{namespace}"))
            }
            (_, None) => names.take(bare),
            (_, Some(namespace)) => names.take(&format!("{namespace}.{bare}")),
        };
    }
    shared(schema, &common);
}

/// What is not a table's goes to the only file that uses it, or to the one that all share.
fn shared(schema: &mut Schema, common: &str) {
    let only = |owners: BTreeSet<&str>| match owners.into_iter().collect::<Vec<_>>()[..] {
        [one] => one.to_owned(),
        _ => common.to_owned(),
    };
    let mut domains = BTreeMap::new();
    for name in schema.domains.keys() {
        domains.insert(
            name.clone(),
            only(schema.users_of_domain(name).map(|(t, _)| t.owner.as_str()).collect()),
        );
    }
    let mut enums = BTreeMap::new();
    for (name, enum_type) in &schema.enums {
        let of_columns = schema.users_of_enum(name).map(|(t, _)| t.owner.as_str());
        let of_domains = schema.domains.values().filter(|d| d.ty.enum_name() == Some(name));
        let of_domains = of_domains.filter_map(|d| domains.get(&d.name).map(String::as_str));
        let owner = match is_own_enum(schema, enum_type) {
            Some(table) => table.owner.clone(),
            None => only(of_columns.chain(of_domains).collect()),
        };
        enums.insert(name.clone(), owner);
    }
    for domain in schema.domains.values_mut() {
        domain.owner = domains.remove(&domain.name).unwrap_or_default();
    }
    for enum_type in schema.enums.values_mut() {
        enum_type.owner = enums.remove(&enum_type.name).unwrap_or_default();
    }
}

/// Names of schemas that are files' names too, and differ in more than case.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn take(&mut self, name: &str) -> String {
        let ok = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
        let mut name: String = name.chars().map(ok).collect();
        while name.contains("..") {
            name = name.replace("..", ".");
        }
        let mut end = name.len().min(80);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let name = name[..end].trim_matches('.');
        let name = format!("zSchema.{}", if name.is_empty() { "database" } else { name });
        self.0.entry(fold(&name)).or_insert(name).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Column, EnumType, Table, Type};

    fn schema(tables: &[&str]) -> Schema {
        let mut schema = Schema::default();
        for name in tables {
            let mut table = Table::new(*name, "");
            table.columns.push(Column::new("mood", Type::Enum("mood".into())));
            table.columns.push(Column::new("own", Type::Enum(Schema::column_enum_name(name, "own"))));
            let own = Schema::column_enum_name(name, "own");
            let own = EnumType { name: own, owner: String::new(), values: vec!["a".into()] };
            schema.enums.insert(own.name.clone(), own);
            schema.tables.insert((*name).into(), table);
        }
        let mood = EnumType { name: "mood".into(), owner: String::new(), values: vec!["good".into()] };
        schema.enums.insert(mood.name.clone(), mood);
        schema
    }

    fn owners(schema: &Schema) -> Vec<&str> {
        schema.tables.values().map(|t| t.owner.as_str()).collect()
    }

    #[test]
    fn few_tables_share_a_file_and_many_have_their_own() {
        let mut few = schema(&["users", "sales.orders"]);
        assign(&mut few, Layout::Auto, "shop");
        assert_eq!(owners(&few), ["zSchema.shop.sales", "zSchema.shop"]);
        assert_eq!(few.enums["mood"].owner, "zSchema.shop");
        assert_eq!(few.enums["sales.orders_own"].owner, "zSchema.shop.sales");
        assign(&mut few, Layout::OneFile, "shop");
        assert_eq!(owners(&few), ["zSchema.shop", "zSchema.shop"]);
        assign(&mut few, Layout::PerTable, "shop");
        assert_eq!(owners(&few), ["zSchema.sales.orders", "zSchema.users"]);
        assert_eq!(few.enums["users_own"].owner, "zSchema.users");

        let names: Vec<String> = (0..=Layout::FEW).map(|n| format!("t{n}")).collect();
        let mut many = schema(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assign(&mut many, Layout::Auto, "shop");
        assert!(owners(&many).contains(&"zSchema.t0"));
        assert_eq!(many.enums["mood"].owner, "zSchema.shop");
    }

    #[test]
    fn names_of_files_are_names() {
        let mut odd = schema(&["a b", "A_b", "x/../y"]);
        assign(&mut odd, Layout::PerTable, "../my shop.db");
        assert_eq!(owners(&odd), ["zSchema.A_b", "zSchema.A_b", "zSchema.x_._y"]);
        assert_eq!(odd.enums["mood"].owner, "zSchema._my_shop.db");
    }
}
