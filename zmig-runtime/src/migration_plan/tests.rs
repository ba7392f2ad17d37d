use super::lower::lower;
use super::resolve::resolve;
use super::*;
use crate::schema::{Schema, Type};
use zmig_core::{Dialect, Reversibility, Risk};

fn users() -> Schema {
    let mut users = Table::new("users", "");
    users.columns = vec![
        Column::new("id", Type::Int).required(),
        Column::new("name", Type::Str { max_length: None }),
        Column::new("profile", Type::Json),
    ];
    users.primary_key = vec!["id".into()];
    let mut schema = Schema::default();
    schema.tables.insert("users".into(), users);
    schema
}

fn profiles() -> Table {
    let mut table = Table::new("profiles", "");
    table.columns = vec![Column::new("user_id", Type::Int).required(), Column::new("data", Type::Json)];
    table.primary_key = vec!["user_id".into()];
    table
}

fn plan() -> MigrationPlan {
    MigrationPlan::new("20260301120000", "test")
}

/// What is wrong with a plan on a schema of users, as it is printed.
fn wrong(plan: &MigrationPlan, dialect: Dialect) -> Vec<String> {
    let problems = match resolve(plan, &users(), dialect) {
        Err(problems) => problems,
        Ok(resolved) => lower(plan, &resolved, dialect).err().into_iter().collect(),
    };
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_that_does_not_fit_is_named_at_once_with_the_nearest_that_does() {
    let plan = plan()
        .drop_column("users", "nmae")
        .add_column("usres", Column::new("a", Type::Int))
        .add_column("usres", Column::new("b", Type::Int))
        .add_column("users", Column::new("must", Type::Int).required())
        .drop_table("__zmigration")
        .rename_table("profiles", "pg_x")
        .drop_enum("mood");
    for dialect in Dialect::ALL {
        let wrong = wrong(&plan, dialect);
        let expected = [
            "operation 1 (drop column users.nmae): users has no column nmae\n    help: did you mean `name`?",
            "operation 2 (add column usres.a): there is no table usres\n    help: did you mean `users`?",
            "operation 4 (add column users.must): the column is required, and the rows that exist have no value for it\n    help: give it a \
             default, or use `add_column_filled`",
            "operation 5 (drop table __zmigration): the table __zmigration is zmig's own, which keeps the history in it\n    help: \
             leave it out: no plan changes zmig's tables",
            "operation 6 (rename table profiles to pg_x): there is no table profiles",
            "operation 7 (drop enum mood): there is no enum mood",
        ];
        assert_eq!(wrong, expected);
    }
}

#[test]
fn operations_that_contradict_each_other_are_refused() {
    let add = |name: &str| Column::new(name, Type::Int);
    for (plan, part) in [
        (plan().add_column("users", add("a")).add_column("users", add("a")), "operation 2"),
        (plan().drop_table("users").drop_column("users", "name"), "there is no table users"),
        (plan().create_table(profiles()).create_table(profiles()), "operation 2"),
        (plan().rename_column("users", "name", "id"), "has a column id already"),
        (plan().rename_column("users", "name", "nick").drop_column("users", "name"), "no column name"),
        (plan().drop_column("users", "id"), "primary key"),
        (plan().alter_column("users", "name", Alteration::new().nullable()), "nothing to alter"),
        (plan().alter_column("users", "id", Alteration::new().to_type(Type::Uuid)), "Alteration::using"),
        (plan().migrate_data(MigrateData::within("users", "name", "name")), "where they are"),
        (plan().migrate_data(MigrateData::within("users", "name", "profile").expr("a; DROP")), "semicolon"),
        (
            plan()
                .create_table(profiles())
                .migrate_data(MigrateData::between("users", "profile", "profiles", "data")),
            // SQLite numbers a key of integers by itself.
            "",
        ),
        (plan().sql(RawSql::new("none")), "no SQL for PostgreSQL"),
    ] {
        let wrong = wrong(&plan, Dialect::Postgres);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains(part), "{part}: {wrong:?}");
    }
}

#[test]
fn what_is_wrong_whatever_the_database_is_said_first() {
    for (plan, part) in [
        (MigrationPlan::new("2026", "x").drop_table("a"), "fourteen digits"),
        (MigrationPlan::new("20260301120000", "a b").drop_table("a"), "short word"),
        (plan(), "no operations"),
    ] {
        let form = plan.form();
        assert!(form.len() == 1 && form[0].to_string().contains(part), "{form:?}");
    }
}

#[test]
fn the_way_back_goes_through_the_operations_in_reverse() {
    let plan = plan()
        .add_column("users", Column::new("nick", Type::Str { max_length: None }))
        .migrate_data(MigrateData::within("users", "name", "nick").expr("lower(name) -- why").back("nick"))
        .sql(RawSql::new("a view").everywhere("CREATE VIEW v AS SELECT nick FROM users;\n", "DROP VIEW v"))
        .drop_column("users", "name");
    for dialect in Dialect::ALL {
        let schema = users();
        let resolved = resolve(&plan, &schema, dialect).expect("it fits");
        let lowered = lower(&plan, &resolved, dialect).expect("there is SQL");
        let titles: Vec<&str> = lowered.steps.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "add column users.nick (str)",
                "migrate data users.name -> users.nick",
                "run SQL: a view",
                "drop column users.name (str)"
            ]
        );
        assert_eq!(lowered.steps[1].sql, ["UPDATE \"users\" SET \"nick\" = (lower(name) -- why\n)"]);
        let down = lowered.down.expect("there is a way back");
        let at = |text: &str| down.find(text).unwrap_or_else(|| panic!("{text}: {down}"));
        assert!(at("ADD COLUMN \"name\"") < at("DROP VIEW"));
        assert!(at("DROP VIEW") < at("SET \"name\" = (nick)"));
        assert!(at("SET \"name\"") < at("DROP COLUMN \"nick\""));
        assert_eq!((lowered.risk, lowered.reversibility), (Risk::High, Reversibility::StructureOnly));
    }
}

#[test]
fn values_between_tables_become_new_rows() {
    let data = MigrateData::between("users", "profile", "profiles", "data").also("user_id", "id");
    let plan = plan().create_table(profiles()).migrate_data(data.filter("profile IS NOT NULL"));
    let schema = users();
    let resolved = resolve(&plan, &schema, Dialect::Sqlite).expect("it fits");
    let lowered = lower(&plan, &resolved, Dialect::Sqlite).expect("there is SQL");
    assert_eq!(
        lowered.steps[1].sql,
        [
            "INSERT INTO \"profiles\" (\"data\", \"user_id\") SELECT (\"profile\"), (id) FROM \"users\" WHERE (profile IS NOT NULL)"
        ]
    );
    assert_eq!((lowered.risk, lowered.reversibility), (Risk::Safe, Reversibility::Exact));
}

#[test]
fn sql_without_a_way_back_takes_it_from_the_whole_plan() {
    let sql = RawSql::new("x").up(Dialect::Sqlite, "SELECT 1");
    let plan = plan().sql(sql).add_column("users", Column::new("a", Type::Int));
    let schema = users();
    let resolved = resolve(&plan, &schema, Dialect::Sqlite).expect("it fits");
    let lowered = lower(&plan, &resolved, Dialect::Sqlite).expect("there is SQL");
    assert_eq!((lowered.down, lowered.reversibility), (None, Reversibility::None));
}

#[test]
fn values_that_are_added_to_an_enum_can_be_used_at_once() {
    let mut schema = users();
    let mood = zmig_core::EnumType { name: "mood".into(), owner: String::new(), values: vec!["ok".into()] };
    schema.enums.insert("mood".into(), mood);
    let plan = plan()
        .alter_enum("mood", ["ok", "fine"])
        .migrate_data(MigrateData::within("users", "id", "name").expr("'fine'"));
    let resolved = resolve(&plan, &schema, Dialect::Postgres).expect("it fits");
    let lowered = lower(&plan, &resolved, Dialect::Postgres).expect("there is SQL");
    assert!(!lowered.up.contains("ADD VALUE") && lowered.up.contains("CREATE TYPE"), "{}", lowered.up);
}

/// Databases remember checksums: the form in which operations are written must stay.
#[test]
fn the_checksum_of_a_plan_stays_what_it_was() {
    let plan = plan()
        .notes("not counted")
        .create_table(profiles())
        .rename_table("profiles", "people")
        .add_column_filled(
            "people",
            Column::new("age", Type::Int32).required(),
            DefaultValue::Expr("1".into()),
        )
        .alter_column("people", "age", Alteration::new().to_type(Type::Int).no_default().using("age * 2"))
        .rename_column("people", "age", "years")
        .add_unique("people", Unique::new("", vec!["years".into()]))
        .drop_unique("people", "uq_people_years")
        .set_primary_key("people", ["user_id", "years"])
        .create_enum("mood", ["ok"])
        .alter_enum("mood", ["ok", "fine"])
        .drop_enum("mood")
        .migrate_data(
            MigrateData::between("users", "name", "people", "data").also("user_id", "id").filter("id > 0"),
        )
        .sql(RawSql::new("nothing").nothing(Dialect::Sqlite).risk(Risk::Safe))
        .drop_column("people", "years")
        .drop_table("people");
    assert_eq!(
        plan.checksum().to_string(),
        "sha256:0a5f429d9c5d3bf242a9ad81cb16266778b4bce6c10e0cdb08c7c01a393451d7",
        "{}",
        plan.content()
    );
}
