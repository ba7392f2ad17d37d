use super::*;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};

const TABLES: [(&str, &[&str]); 3] = [
    ("users", &["id", "name", "Team Id", "spare"]),
    ("teams", &["id", "title", "spare", "boss"]),
    ("log", &["id", "what", "at"]),
];
const VIEWS: [(&str, &str); 2] = [
    ("whole", "CREATE VIEW whole AS SELECT * FROM users"),
    ("named", "CREATE VIEW named (a, b) AS SELECT id, name FROM users"),
];

fn known() -> Known<'static> {
    let mut known = Known::default();
    for (name, columns) in TABLES {
        known.add_table(name, columns.to_vec());
    }
    for (name, sql) in VIEWS {
        known.add_view(name, sql);
    }
    known
}

/// The columns that are needed, as SQLite itself says: those that it does not drop while the thing is there, or with which
/// the thing can no longer be used.
async fn tried(sql: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for (table, columns) in TABLES {
        for column in columns {
            let mut db = SqliteConnection::connect("sqlite::memory:").await.expect("a database");
            for (table, columns) in TABLES {
                // `id` is no key here, so that it can be dropped.
                let columns: Vec<_> = columns.iter().map(|c| format!("\"{c}\"")).collect();
                run(&mut db, &format!("CREATE TABLE {table} ({})", columns.join(", ")))
                    .await
                    .expect("a table");
            }
            for (_, view) in VIEWS.iter().filter(|(name, _)| sql.contains(name)) {
                run(&mut db, view).await.expect("a view");
            }
            run(&mut db, sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
            let usable = usable(&mut db).await;
            assert!(usable.is_ok(), "{sql}: {usable:?}");
            let dropped = run(&mut db, &format!("ALTER TABLE {table} DROP COLUMN \"{column}\"")).await;
            if dropped.is_err() || usable_now(&mut db).await.is_err() {
                broken.push(format!("{table}.{column}"));
            }
        }
    }
    broken.sort();
    broken
}

async fn run(db: &mut SqliteConnection, sql: &str) -> Result<(), sqlx::Error> {
    db.execute(AssertSqlSafe(sql.to_owned())).await.map(|_| ())
}

async fn usable(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    usable_now(db).await
}

/// Reads the view, or compiles what sets the trigger off.
async fn usable_now(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let sql = "SELECT type, name FROM sqlite_master WHERE name = 'thing'";
    let (kind, _): (String, String) = sqlx::query_as(sql).fetch_one(&mut *db).await?;
    if kind == "view" {
        return run(db, "SELECT * FROM thing").await;
    }
    for sql in ["EXPLAIN DELETE FROM users", "EXPLAIN INSERT INTO users DEFAULT VALUES"] {
        run(db, sql).await?;
    }
    let column: Option<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info('users') LIMIT 1")
        .fetch_optional(&mut *db)
        .await?;
    let column = column.map_or_else(String::new, |(name,)| name);
    run(db, &format!("EXPLAIN UPDATE users SET \"{column}\" = 1")).await
}

fn columns(needs: &[Need]) -> Vec<String> {
    let mut out: Vec<String> = needs.iter().filter(|n| n.column.is_some()).map(ToString::to_string).collect();
    out.sort();
    out
}

/// What is found is what SQLite cannot do without: no less, so that nothing is broken, and no more, so that nothing is
/// refused that would do.
#[tokio::test]
async fn needs_are_what_sqlite_cannot_do_without() {
    let mut wrong = Vec::new();
    for query in [
        "SELECT id FROM users",
        "SELECT u.\"Team Id\" AS spare FROM users u",
        "SELECT u.name who, count(*) spare FROM users AS u GROUP BY u.name",
        "SELECT name, title FROM users JOIN teams ON users.\"Team Id\" = teams.id",
        "SELECT name FROM users JOIN teams USING (id)",
        "SELECT * FROM users",
        "SELECT count(*) * 2 FROM teams",
        "SELECT u.* FROM users u, teams t WHERE t.boss = u.id",
        "SELECT x.name FROM (SELECT * FROM users) AS x",
        "SELECT x.n FROM (SELECT name AS n, spare s FROM users) AS x",
        "SELECT name FROM users WHERE EXISTS (SELECT 1 FROM teams WHERE teams.boss = users.id AND title > '')",
        "SELECT name FROM users WHERE id IN (SELECT boss FROM teams)",
        "SELECT name FROM users WHERE id IN (VALUES (1), (spare))",
        "WITH t AS (SELECT boss, title FROM teams) SELECT t.title FROM t",
        "WITH t(a, b) AS (SELECT boss, title FROM teams), u AS (SELECT a FROM t) SELECT * FROM u",
        "WITH t AS (SELECT * FROM teams) SELECT title FROM t",
        "WITH t(a, b, c, d) AS (SELECT * FROM teams) SELECT a FROM t",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i, what FROM n, log",
        "SELECT name FROM users UNION SELECT title FROM teams",
        "SELECT * FROM users UNION ALL SELECT * FROM teams",
        "SELECT name FROM users EXCEPT SELECT what FROM log ORDER BY 1",
        "SELECT CASE WHEN spare THEN name ELSE 'id' END FROM users",
        "SELECT CAST(spare AS VARYING CHARACTER(9)), name COLLATE NOCASE FROM users",
        "SELECT sum(id) OVER (PARTITION BY name ORDER BY spare) FROM users",
        "SELECT max(id) FILTER (WHERE name IS NOT NULL) FROM users",
        "SELECT boss FROM teams WHERE spare IS NOT DISTINCT FROM id",
        "SELECT value FROM teams, json_each(teams.title)",
        "SELECT whole.name FROM whole",
        "SELECT a FROM named",
        "SELECT main.users.name FROM main.users",
        "SELECT [name] FROM `users` WHERE [id] > 'spare'",
        "SELECT name -- , spare\n FROM users /* , teams */",
        "SELECT name FROM users LEFT OUTER JOIN teams ON boss = users.id CROSS JOIN log ON what = title",
        "SELECT t.title FROM users u LEFT JOIN teams t ON t.id = u.\"Team Id\" WHERE u.name LIKE '%a' ESCAPE '\\'",
        "SELECT name FROM users ORDER BY spare DESC LIMIT 1",
        "VALUES (1), (2)",
    ] {
        let sql = format!("CREATE VIEW thing AS {}", query);
        let (found, tried) = (columns(&known().of_view(&sql)), tried(&sql).await);
        if found != tried {
            wrong.push(format!("{sql}\n  found {found:?}\n  SQLite {tried:?}"));
        }
    }
    for body in [
        "AFTER INSERT ON users BEGIN INSERT INTO log (what, at) VALUES (NEW.name, 'spare'); END",
        "AFTER INSERT ON users BEGIN INSERT INTO log VALUES (1, NEW.name, 3); END",
        "AFTER DELETE ON users FOR EACH ROW WHEN old.spare > 1 BEGIN DELETE FROM log WHERE what = OLD.name; END",
        "AFTER INSERT ON users BEGIN UPDATE teams SET title = title || NEW.name WHERE id = NEW.\"Team Id\"; END",
        "BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'no') WHERE NEW.id IN (SELECT boss FROM teams); END",
        "AFTER INSERT ON users BEGIN INSERT INTO log (what) SELECT title FROM teams; DELETE FROM teams; END",
        "AFTER INSERT ON users BEGIN UPDATE OR IGNORE users SET spare = t.title FROM teams t WHERE t.boss = 1; END",
        "AFTER INSERT ON users BEGIN UPDATE log SET (what, at) = (SELECT title, boss FROM teams), id = 1; END",
        "AFTER UPDATE OF name ON users BEGIN SELECT 1; END",
        "AFTER INSERT ON users BEGIN INSERT INTO log (id) VALUES (1) ON CONFLICT DO NOTHING; END",
        "AFTER INSERT ON users BEGIN REPLACE INTO log (what) VALUES ('x'); END",
    ] {
        let sql = format!("CREATE TRIGGER thing {body}");
        let (found, tried) = (columns(&known().of_trigger(&sql)), tried(&sql).await);
        if found != tried {
            wrong.push(format!("{sql}\n  found {found:?}\n  SQLite {tried:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// More than SQLite asks for: without the column the thing would still be there, and mean another.
#[test]
fn what_would_mean_something_else_is_needed_too() {
    for (query, expected) in [
        ("SELECT name FROM users WHERE id IN (SELECT id FROM teams)", ["teams.id", "users.id", "users.name"]),
        ("SELECT name, \"id\", u.spare FROM users u", ["users.id", "users.name", "users.spare"]),
        (
            "SELECT users.id FROM users LEFT JOIN (teams JOIN log ON what = title)",
            ["log.what", "teams.title", "users.id"],
        ),
    ] {
        assert_eq!(columns(&known().of_view(&format!("CREATE VIEW v AS {query}"))), expected, "{query}");
    }
}

#[test]
fn tables_are_found_and_a_triggers_own_is_not() {
    let tables = |needs: Vec<Need>| -> Vec<String> {
        needs.into_iter().filter(|n| n.column.is_none()).map(|n| n.table).collect()
    };
    let known = known();
    assert_eq!(
        tables(
            known.of_view("CREATE VIEW v AS SELECT 1 FROM Users, whole w WHERE 1 IN (SELECT 1 FROM [log])")
        ),
        ["log", "users"]
    );
    let sql = "CREATE TRIGGER t AFTER UPDATE OF name ON users BEGIN INSERT INTO log (what) SELECT name FROM users; END";
    assert_eq!(tables(known.of_trigger(sql)), ["log"]);
    let sql = "CREATE VIRTUAL TABLE f USING fts5(name, other, content='users', content_rowid=id)";
    let found: Vec<String> = known.of_virtual_table(sql).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["users", "users.id", "users.name"]);
    let sql = "CREATE VIRTUAL TABLE f USING fts5(name, content='')";
    assert_eq!(known.of_virtual_table(sql), []);
}

#[test]
fn no_text_stops_the_reader() {
    let known = known();
    let deep = format!("CREATE VIEW v AS {}SELECT 1{}", "SELECT (".repeat(5000), ")".repeat(5000));
    known.of_view(&deep);
    let mut loops = Known::default();
    loops.add_view("a", "CREATE VIEW a AS SELECT * FROM b");
    loops.add_view("b", "CREATE VIEW b AS SELECT * FROM a");
    loops.of_view("CREATE VIEW v AS SELECT * FROM a");
    for sql in [
        "",
        "CREATE VIEW",
        "CREATE VIEW v AS SELECT",
        "CREATE VIEW v AS WITH",
        "CREATE VIEW v AS WITH a AS",
        "CREATE VIEW v AS WITH a AS (",
        "CREATE VIEW v AS SELECT * FROM (",
        "CREATE VIEW v AS SELECT FROM users ON",
        "CREATE VIEW v AS SELECT a. FROM users.",
        "CREATE VIEW v AS SELECT ) FROM users USING",
        "CREATE VIEW v AS SELECT * FROM users INDEXED",
        "CREATE TRIGGER",
        "CREATE TRIGGER t ON users BEGIN",
        "CREATE TRIGGER t ON users BEGIN INSERT; UPDATE; DELETE; WITH; END",
        "CREATE TRIGGER t ON BEGIN END",
        "CREATE TRIGGER t ON users BEGIN INSERT INTO log (; UPDATE OR; UPDATE log SET FROM; REPLACE INTO; END",
        "CREATE VIRTUAL TABLE",
        "CREATE VIRTUAL TABLE f USING fts5(",
        "CREATE VIRTUAL TABLE f USING fts5(=,=)",
        "CREATE VIRTUAL TABLE f USING fts5(content=)",
    ] {
        let _ = (known.of_view(sql), known.of_trigger(sql), known.of_virtual_table(sql));
    }
}
