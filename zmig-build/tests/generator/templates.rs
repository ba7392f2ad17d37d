//! Templates: the schema is edited, its version raised, and the migration generated, or nothing is changed at all.

use crate::Project;
use std::collections::BTreeMap;
use zmig_build::verbs::{self, Template, TemplateRequest, Templated};
use zmig_core::{Change, Manifest};

const USERS: &str = "Meta:
  Data_Type: sqlite
  zMigration: true
  zMigrationVersion: v1.0.0   # raised by hand

# Whoever may log in.
users:
  id:   {type: int, pk: true, auto_increment: true}
  name: str   # as printed
  age:  {type: int}
  Meta:
    indexes:
      - [name, age]   # for the list

posts:
  id:      {type: int, pk: true, auto_increment: true}
  user_id: int
";

fn project() -> Project {
    let mut project = Project::new();
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    project.write("schemas/zSchema.users.yaml", USERS);
    project.built();
    project
}

fn run(project: &Project, template: &Template) -> Result<Templated, String> {
    let request = TemplateRequest { template, note: Some("why: it's needed"), schema: None };
    verbs::from_template(project.path(), &request).map_err(|e| e.to_string())
}

fn text(project: &Project) -> String {
    project.read("schemas/zSchema.users.yaml")
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn pair(a: &str, b: &str) -> (String, String) {
    (s(a), s(b))
}

#[test]
fn each_edits_its_lines_and_writes_its_migration() {
    let column =
        Template::AddColumn { table: s("users"), column: s("phone"), says: s("{type: str, max_length: 20}") };
    let state = Template::AddColumn { table: s("users"), column: s("state"), says: s("enum(a, b)") };
    let index = Template::AddIndex { table: s("users"), columns: vec![s("name")], unique: false };
    let both = Template::AddIndex { table: s("users"), columns: vec![s("age"), s("name")], unique: false };
    let unique = Template::AddIndex { table: s("users"), columns: vec![s("name"), s("age")], unique: true };
    let key = Template::AddForeignKey {
        table: s("posts"),
        column: s("user_id"),
        references: pair("users", "id"),
        on_delete: Some(s("cascade")),
        on_update: None,
    };
    let table = Template::CreateTable {
        table: s("tags"),
        columns: s("word: {type: str, required: true}, weight: decimal(10,2)"),
        timestamps: true,
        soft_delete: true,
    };
    let renamed = Template::RenameColumn { table: s("posts"), from: s("user_id"), to: s("author") };
    let followed = Template::RenameColumn { table: s("users"), from: s("name"), to: s("full_name") };
    let check = Template::AddCheck { table: s("users"), name: s("age_positive"), expr: s("age >= 0") };
    for (template, lines, version, summary) in [
        (&column, &["  phone: {type: str, max_length: 20}"][..], "v1.0.1", "add column users.phone"),
        (&state, &["  state: enum(a, b)"], "v1.0.1", "add column users.state"),
        (&index, &["  name: {type: str, indexed: true}   # as printed"], "v1.0.1", "add index"),
        (&both, &["      - [age, name]"], "v1.0.1", "add index"),
        (&unique, &["    unique: [[name, age]]"], "v1.1.0", "unique"),
        (
            &key,
            &["  user_id: {type: int, foreign_key: users.id, on_delete: cascade}"],
            "v1.0.1",
            "foreign key",
        ),
        (
            &table,
            &[
                "tags:",
                "  id:     {type: int, pk: true, auto_increment: true}",
                "  word:   {type: str, required: true}",
                "  weight: decimal(10,2)",
                "    timestamps: true",
                "    soft_delete: true",
            ],
            "v1.0.1",
            "create table tags",
        ),
        (&renamed, &["  author:  {type: int, renamed_from: user_id}"], "v1.1.0", "rename column"),
        (
            &followed,
            &[
                "  full_name: {type: str, renamed_from: name}   # as printed",
                "      - [full_name, age]   # for the list",
            ],
            "v1.1.0",
            "rename column",
        ),
        (&check, &["    checks: {age_positive: age >= 0}"], "v1.1.0", "add check"),
    ] {
        let mut project = project();
        let done = run(&project, template).unwrap_or_else(|e| panic!("{template:?}\n{e}"));
        assert_eq!(done.files, ["schemas/zSchema.users.yaml"]);
        let old: Vec<&str> = USERS.lines().collect();
        let now = text(&project);
        let new: Vec<&str> = now.lines().filter(|line| !old.contains(line)).collect();
        let raised = format!("  zMigrationVersion: {version}   # raised by hand");
        let meta = [raised.as_str(), "  zMigrationNotes: \"why: it's needed\""];
        let expected: Vec<&str> = meta.iter().chain(lines).copied().collect();
        assert_eq!(new, expected, "{now}");
        let manifest = project.read(&format!("migrations/{}.json", done.migrations[0]));
        let manifest = Manifest::parse(&manifest).unwrap();
        assert!(manifest.summary.join("; ").contains(summary), "{:?}", manifest.summary);
        assert_eq!(manifest.dialects.len(), 2, "up and down for each database of the project");
        assert_eq!(manifest.notes.as_deref(), Some("why: it's needed"));
        assert_eq!(project.built(), Default::default(), "a build has nothing to add");
        project.check().unwrap();
    }
}

#[test]
fn several_follow_each_other() {
    let project = project();
    for column in ["a", "b"] {
        run(&project, &Template::AddColumn { table: s("posts"), column: s(column), says: s("str") }).unwrap();
        run(
            &project,
            &Template::AddIndex { table: s("posts"), columns: vec![s("id"), s(column)], unique: false },
        )
        .unwrap();
    }
    for name in ["one", "two"] {
        let expr = format!("a <> '{name}'");
        run(&project, &Template::AddCheck { table: s("posts"), name: s(name), expr }).unwrap();
    }
    let index = Template::AddIndex { table: s("posts"), columns: vec![s("a")], unique: false };
    run(&project, &index).unwrap();
    let error = run(&project, &index).unwrap_err();
    assert!(error.contains("the schema says so already"), "{error}");
    let text = text(&project);
    assert!(
        text.contains("v1.2.1") && text.contains("indexes: [[id, a], [id, b]], checks: {one: "),
        "{text}"
    );
    project.check().unwrap();
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let project = project();
    let files = |project: &Project| -> BTreeMap<String, String> {
        let mut files = project.migrations();
        files.insert(s("schema"), text(project));
        files
    };
    let before = files(&project);
    let column = |table: &str, column: &str, says: &str| Template::AddColumn {
        table: s(table),
        column: s(column),
        says: s(says),
    };
    for (template, parts) in [
        (column("user", "x", "str"), &["no table `user`", "did you mean `users`?"][..]),
        (column("users", "age", "str"), &["has a column `age` already"]),
        (
            column("users", "x", "{type: strr}"),
            &["strr", "nothing was changed", "under users: x: {type: strr}"],
        ),
        (column("users", "x", "{type: str, required: true}"), &["required", "nothing was changed"]),
        // Two things at once are not what is meant.
        (column("users", "x", "str\n  y: str"), &["something else", "add column users.y"]),
        (
            Template::AddIndex { table: s("users"), columns: vec![s("nam")], unique: false },
            &["no column `nam`", "did you mean `name`?"],
        ),
        (
            Template::AddForeignKey {
                table: s("posts"),
                column: s("user_id"),
                references: pair("users", "name"),
                on_delete: None,
                on_update: None,
            },
            &["nothing was changed", "foreign_key: users.name"],
        ),
        (
            Template::RenameColumn { table: s("users"), from: s("name"), to: s("age") },
            &["has a column `age` already"],
        ),
        (
            Template::CreateTable {
                table: s("posts"),
                columns: s(""),
                timestamps: false,
                soft_delete: false,
            },
            &["there is a table `posts` already"],
        ),
        (
            Template::CreateTable {
                table: s("x"),
                columns: s("a: {b"),
                timestamps: false,
                soft_delete: false,
            },
            &["nothing was changed"],
        ),
    ] {
        let error = run(&project, &template).unwrap_err();
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert_eq!(files(&project), before, "{template:?}");
    }
    project.write(
        "schemas/zSchema.users.yaml",
        &USERS.replace("  age:  {type: int}\n", "  age:  {type: int}\n  x: str\n"),
    );
    let error = run(&project, &column("users", "y", "str")).unwrap_err();
    assert!(error.contains("its version is still v1.0.0"), "{error}");
}

#[test]
fn a_name_is_followed_into_another_schema_whose_migrations_stay() {
    let mut project = Project::new();
    project.users("v1.0.0", "  email: {type: str, unique: true, required: true}\n");
    project.schema("posts", "v1.0.0", "  author: {foreign_key: users.email}   # who wrote it\n");
    project.built();
    let renamed = Template::RenameColumn { table: s("users"), from: s("email"), to: s("mail") };
    let done = run(&project, &renamed).unwrap();
    assert_eq!(done.files, ["schemas/zSchema.posts.yaml", "schemas/zSchema.users.yaml"]);
    assert_eq!(done.migrations.len(), 1, "the keys of other tables follow by themselves");
    assert!(
        project.read("schemas/zSchema.posts.yaml").contains("{foreign_key: users.mail}   # who wrote it")
    );
    assert_eq!(project.built(), Default::default());
    project.check().unwrap();
    // Both go on.
    run(&project, &Template::AddColumn { table: s("posts"), column: s("title"), says: s("str") }).unwrap();
    project.check().unwrap();
}

#[test]
fn a_struct_is_left_to_its_author() {
    let mut project = Project::new();
    let text = "fn main() {}\n\n#[zmig::model(version = \"v1.0.0\")]\npub struct User {\n    #[zmig(pk)]\n    pub id: i64,\n    pub name: Option<String>,\n}\n";
    project.write("src/main.rs", text);
    project.built();
    for (template, line) in [
        (
            Template::AddColumn {
                table: s("users"),
                column: s("phone"),
                says: s("{type: str, max_length: 20}"),
            },
            "#[zmig(max_length = 20)] pub phone: Option<String>,",
        ),
        (
            Template::AddColumn {
                table: s("users"),
                column: s("price"),
                says: s("{type: decimal(10,2), default: 1, required: true}"),
            },
            "#[zmig(type = \"decimal(10,2)\", default = 1)] pub price: zmig::rust_decimal::Decimal,",
        ),
        (
            Template::RenameColumn { table: s("users"), from: s("name"), to: s("nick") },
            "above the field nick: #[zmig(renamed_from = \"name\")]",
        ),
        (
            Template::AddCheck { table: s("users"), name: s("named"), expr: s("name <> ''") },
            "check(name = \"named\", expr = \"name <> ''\")",
        ),
    ] {
        let error = run(&project, &template).unwrap_err();
        assert!(error.contains("is a struct in src/main.rs") && error.contains(line), "{error}");
        assert_eq!(project.read("src/main.rs"), text);
    }
    // Its lines are what they say.
    let with =
        "    #[zmig(type = \"decimal(10,2)\", default = 1)] pub price: zmig::rust_decimal::Decimal,\n}\n";
    project.write(
        "src/main.rs",
        &text.replace("v1.0.0", "v1.0.1").replace("}\n", with).replacen(with, "}\n", 1),
    );
    let name = project.built().migrations.remove(0);
    let manifest = Manifest::parse(&project.read(&format!("migrations/{name}.json"))).unwrap();
    assert!(matches!(&manifest.changes[..], [Change::AddColumn { column, .. }] if column.name == "price"));
}
