//! A run that takes from the cache does to the byte what one that reads everything does.

use crate::Project;
use crate::project::{NOON, files};
use proptest::prelude::*;
use std::collections::BTreeMap;
use zmig_core::Stamp;

/// A table of a generated project: its columns by number with their type's number, its version, whom it refers to.
#[derive(Clone, Debug)]
struct Model {
    columns: BTreeMap<u8, u8>,
    version: u32,
    refers: Option<u8>,
    /// The table whose owner it has many of, and the one whose owner it has one of.
    has: [Option<u8>; 2],
    marks: bool,
    comment: u8,
    indexed: bool,
}

#[derive(Clone, Debug)]
enum Edit {
    Add(u8, u8),
    Retype(u8, u8),
    Drop(u8),
    Refer(Option<u8>),
    Relate(bool, Option<u8>),
    Mark(bool),
    Index(bool),
    Comment(u8),
    Nothing,
    New,
    Remove,
    WithoutVersion(u8),
    IdType(bool),
}

const TABLES: u8 = 6;
const TYPES: [&str; 6] = ["str", "int", "text", "bool", "enum(a, b)", "decimal(10,2)"];

fn edit() -> impl Strategy<Value = (u8, Edit)> {
    let one = prop_oneof![
        4 => (0..8_u8, 0..6_u8).prop_map(|(c, t)| Edit::Add(c, t)),
        1 => (0..8_u8, 0..6_u8).prop_map(|(c, t)| Edit::Retype(c, t)),
        1 => (0..8_u8).prop_map(Edit::Drop),
        2 => proptest::option::of(0..TABLES).prop_map(Edit::Refer),
        2 => (any::<bool>(), proptest::option::of(0..TABLES)).prop_map(|(one, other)| Edit::Relate(one, other)),
        1 => any::<bool>().prop_map(Edit::Mark),
        1 => any::<bool>().prop_map(Edit::Index),
        2 => (0..3_u8).prop_map(Edit::Comment),
        1 => Just(Edit::Nothing),
        1 => Just(Edit::New),
        1 => Just(Edit::Remove),
        1 => (0..8_u8).prop_map(Edit::WithoutVersion),
        1 => any::<bool>().prop_map(Edit::IdType),
    ];
    (0..TABLES, one)
}

/// A project and its twin, which has no cache.
struct Twins {
    one: Project,
    two: Project,
    tables: BTreeMap<u8, Model>,
    text: BTreeMap<u8, bool>,
    now: u64,
}

impl Twins {
    fn write(&self, table: u8) {
        let Some(model) = self.tables.get(&table) else { return };
        let id = if self.text.get(&table) == Some(&true) { "str" } else { "int" };
        let mut text = format!(
            "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: v1.{}.0\n\nt{table}:\n  \
             id: {{type: {id}, pk: true, comment: number {}}}\n",
            model.version, model.comment
        );
        for (column, ty) in &model.columns {
            text += &format!("  c{column}: {{type: {:?}}}\n", TYPES[usize::from(*ty)]);
        }
        if let Some(other) = model.refers.filter(|o| self.tables.contains_key(o)) {
            let unique = model.indexed;
            text += &format!("  owner: {{foreign_key: t{other}.id, unique: {unique}}}\n");
        }
        let dropped: Vec<String> =
            (0..8).filter(|c| !model.columns.contains_key(c)).map(|c| format!("c{c}")).collect();
        text += &format!("  Meta:\n    dropped: [{}]\n", dropped.join(", "));
        if model.marks {
            text += "    soft_delete: true\n";
        }
        for (key, other) in ["has_many", "has_one"].into_iter().zip(model.has) {
            let refers = |other: &u8| self.tables.get(other).is_some_and(|m| m.refers == Some(table));
            if let Some(other) = other.filter(refers) {
                text += &format!("    {key}: {{{key}_{other}: t{other}.owner}}\n");
            }
        }
        if model.indexed && model.columns.contains_key(&0) {
            text += "    indexes:\n      - {name: the_index, columns: [c0]}\n";
        }
        for project in [&self.one, &self.two] {
            project.write(&format!("schemas/t{table}.yaml"), &text);
        }
    }

    fn edit(&mut self, table: u8, edit: &Edit) {
        if matches!(edit, Edit::New) || !self.tables.contains_key(&table) {
            self.tables.entry(table).or_insert_with(|| Model {
                columns: [(0, 0)].into(),
                version: 0,
                refers: None,
                has: [None, None],
                marks: false,
                comment: 0,
                indexed: false,
            });
        }
        if let Some(model) = self.tables.get_mut(&table) {
            model.version += u32::from(!matches!(edit, Edit::WithoutVersion(_) | Edit::Nothing));
            match edit {
                Edit::Add(column, ty) => drop(model.columns.entry(*column).or_insert(*ty)),
                Edit::WithoutVersion(column) => drop(model.columns.insert(*column, 3)),
                Edit::Retype(column, ty) => {
                    if let Some(found) = model.columns.get_mut(column) {
                        *found = *ty;
                    }
                }
                Edit::Drop(column) => drop(model.columns.remove(column)),
                Edit::Refer(other) => model.refers = *other,
                Edit::Relate(one, other) => model.has[usize::from(*one)] = *other,
                Edit::Mark(on) => model.marks = *on,
                Edit::Index(on) => model.indexed = *on,
                Edit::Comment(number) => model.comment = *number,
                Edit::IdType(text) => drop(self.text.insert(table, *text)),
                Edit::Nothing | Edit::New => {}
                Edit::Remove => {
                    for project in [&self.one, &self.two] {
                        let _ = std::fs::remove_file(project.file(&format!("schemas/t{table}.yaml")));
                    }
                    self.tables.remove(&table);
                }
            }
        }
        self.write(table);
    }

    /// Builds both and compares all that they say and write.
    fn compare(&mut self) -> Result<bool, TestCaseError> {
        self.now += 60;
        let now = Stamp::from_unix(self.now);
        let one = self.one.builder().clock(now).try_generate();
        let two = self.two.builder().clock(now).__without_cache().try_generate();
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(self.one.migrations(), self.two.migrations());
        let out = |p: &Project| {
            let here = p.path().to_str().unwrap().to_owned();
            let all = files(&p.file("out")).into_iter().filter(|(name, _)| !name.contains("cache/"));
            all.map(|(name, text)| (name, text.replace(&here, ""))).collect::<BTreeMap<_, _>>()
        };
        // A failed build emits nothing; what was emitted before stays.
        if one.is_ok() {
            prop_assert_eq!(out(&self.one), out(&self.two));
        }
        Ok(one.is_ok())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cache_changes_nothing_but_the_time(edits in proptest::collection::vec(edit(), 1..25)) {
        let mut twins =
            Twins { one: Project::new(), two: Project::new(), tables: BTreeMap::new(), text: BTreeMap::new(), now: NOON };
        (0..3).for_each(|t| twins.edit(t, &Edit::New));
        twins.compare()?;
        for (table, edit) in &edits {
            let before = (twins.tables.clone(), twins.text.clone());
            twins.edit(*table, edit);
            if !twins.compare()? {
                // What was refused is taken back, for the most part.
                (twins.tables, twins.text) = before;
                (0..TABLES).for_each(|t| twins.write(t));
                twins.compare()?;
            }
        }
    }
}
