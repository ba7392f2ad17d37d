//! Merging what changed, beside what is known and not given again.

use zmig_build::merge::{Known, merge};
use zmig_build::source::{Contribution, SourceId};
use zmig_build::yaml::parse_yaml;
use zmig_core::{Column, Domain, EnumType, Table, Type};

fn says(text: &str) -> Contribution {
    parse_yaml("schemas/a.yaml", text).unwrap()
}

/// Merges one source where `users (id uuid)` and the enum `mood` are known; the titles of what is wrong.
fn merged(text: &str) -> Result<zmig_build::merge::Merged, Vec<String>> {
    let table = |name: &str| {
        (name == "users").then(|| {
            let mut users = Table::new("users", "zSchema.users");
            users.columns.push(Column::new("id", Type::Uuid).required());
            users.primary_key = vec!["id".into()];
            users
        })
    };
    let mood = |name: &str| {
        (name == "mood").then(|| EnumType {
            name: "mood".into(),
            owner: "b".into(),
            values: vec!["good".into()],
        })
    };
    let email = |name: &str| (name == "email").then(|| Domain::new("email", "b", Type::Text));
    let names = || vec!["users".into()];
    let known = Known { table: &table, enum_type: &mood, domain: &email, names: &names };
    merge(&[(SourceId(0), &says(text))], known).map_err(|found| found.into_iter().map(|p| p.title).collect())
}

#[test]
fn known_tables_and_enums_are_referred_to_and_not_repeated() {
    let merged = merged(
        "posts:\n  id: {type: int, pk: true}\n  user: {foreign_key: users.id}\n  mood: {enum: mood, default: good}\n  mail: {domain: email, default: x}\n",
    )
    .unwrap();
    assert_eq!(merged.schema.column("posts", "user").unwrap().ty, Type::Uuid);
    assert_eq!(merged.schema.column("posts", "mood").unwrap().ty, Type::Enum("mood".into()));
    assert_eq!(merged.schema.tables.keys().collect::<Vec<_>>(), ["posts"]);
    assert_eq!(merged.schema.column("posts", "mail").unwrap().ty, Type::Domain("email".into()));
    assert!(merged.schema.enums.is_empty() && merged.schema.domains.is_empty());
}

#[test]
fn what_does_not_fit_the_known_is_said() {
    for (text, title) in [
        ("posts:\n  id: {foreign_key: user.id, pk: true}\n", "there is no table `user`"),
        ("posts:\n  id: {foreign_key: users.key, pk: true}\n", "users has no column `key`"),
        (
            "posts:\n  id: {type: int, foreign_key: users.id, pk: true}\n",
            "posts.id is int and refers to users.id, which is uuid",
        ),
        ("posts:\n  id: {domain: mail, pk: true}\n", "there is no domain `mail`"),
        ("Users:\n  id: {type: int, pk: true}\n", "the tables users and Users differ only in case"),
        (
            "posts:\n  id: {type: int, pk: true}\n  mood: {enum: mood, default: bad}\n",
            "the default of posts.mood is no value of the enum mood",
        ),
    ] {
        assert_eq!(merged(text).err(), Some(vec![title.to_owned()]), "{text}");
    }
}

#[test]
fn a_contribution_knows_what_it_refers_to() {
    let text = "posts:\n  a: {foreign_key: users.id}\n  Meta:\n    foreign_keys: [{columns: [a], references: \"teams(id)\"}]\n    \
                has_many: {notes: notes.post}\n    belongs_to: {a: people}\n";
    let says = says(text);
    assert_eq!(says.references().into_iter().collect::<Vec<_>>(), ["notes", "people", "teams", "users"]);
}
