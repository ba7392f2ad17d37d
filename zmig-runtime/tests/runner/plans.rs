//! Plans in code, on live databases.

use super::children::{nap, start};
use super::support::*;
use std::io::Read as _;
use std::time::Duration;
use zmig_runtime::schema::{
    Check, Column, DefaultValue, ForeignKey, Index, IndexKey, Literal, Table, Type, Unique,
};
use zmig_runtime::{
    Alteration, ApplyOptions, Dialect, Error, HistoryStatus, MigrateData, MigrationPlan, OnAhead, Outcome,
    Problem, RawSql, Reversibility, Risk, RollbackTarget, RunOptions,
};

const STR: Type = Type::Str { max_length: None };

/// Users with a profile in a column, and a view of them.
async fn shop(backend: Backend) -> Db {
    let db = Db::new(backend).await;
    let json = if backend == Backend::Postgres { "JSONB" } else { "TEXT" };
    db.rows(&format!(
        "CREATE TABLE users (id BIGINT NOT NULL, name TEXT, profile_json {json}, CONSTRAINT pk_users PRIMARY KEY (id));
         INSERT INTO users VALUES (1, 'Ada', '{{\"a\": 1}}'), (2, 'O''Brien', NULL), (3, NULL, '{{}}');
         CREATE VIEW named AS SELECT id, name FROM users WHERE name IS NOT NULL"
    ))
    .await;
    db
}

/// What the brief's example does: a table of its own for what was a column.
fn profiles() -> MigrationPlan {
    let mut profiles = Table::new("user_profiles", "");
    profiles.columns = vec![Column::new("user_id", Type::Int).required(), Column::new("data", Type::Json)];
    profiles.primary_key = vec!["user_id".into()];
    MigrationPlan::new("20260301120000", "user_profiles")
        .notes("profiles get a table of their own")
        .create_table(profiles)
        .migrate_data(
            MigrateData::between("users", "profile_json", "user_profiles", "data")
                .also("user_id", "id")
                .filter("profile_json IS NOT NULL"),
        )
        .drop_column("users", "profile_json")
}

async fn apply(plan: &MigrationPlan, db: &Db) -> zmig_runtime::PlanReport {
    plan.apply(&db.url, &ApplyOptions::default()).await.unwrap_or_else(|e| panic!("{:?}: {e}", db.backend))
}

/// Everything that stands in a database's catalog and in the table of users.
async fn picture(db: &Db) -> Vec<Vec<String>> {
    let catalog = match db.backend {
        Backend::Sqlite | Backend::Csv => "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2",
        Backend::Postgres => {
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns \
             WHERE table_schema = 'public' ORDER BY 1, 2"
        }
    };
    let mut all = db.rows(catalog).await;
    all.extend(db.rows("SELECT * FROM users ORDER BY id").await);
    all
}

#[tokio::test]
async fn a_plan_is_applied_once_and_taken_back() {
    for backend in ALL {
        let db = shop(backend).await;
        let before = picture(&db).await;
        let report = apply(&profiles(), &db).await;
        assert_eq!((report.outcome, report.reversibility), (Outcome::Applied, Reversibility::StructureOnly));
        assert_eq!(report.risk, Risk::High);
        assert_eq!(
            db.rows("SELECT user_id, data FROM user_profiles ORDER BY 1").await,
            [["1", "{\"a\": 1}"], ["3", "{}"]],
            "{backend:?}"
        );
        assert!(db.try_rows("SELECT profile_json FROM users").await.is_err());
        assert_eq!(db.column("SELECT name FROM named ORDER BY id").await, ["Ada", "O'Brien"]);

        let again = apply(&profiles(), &db).await;
        assert_eq!(again.outcome, Outcome::NothingToDo);
        assert_eq!(again.to_string(), "20260301120000_user_profiles is applied already: nothing to do");
        let none = migrations(&[]);
        let history = none.history(&db.url).await.unwrap();
        assert_eq!(history.len(), 1);
        let row = &history[0];
        assert_eq!((row.schema.as_str(), row.status), ("(plan)", HistoryStatus::Success));
        assert_eq!(row.checksum, Some(profiles().checksum().to_string()));
        assert_eq!(row.notes.as_deref(), Some("profiles get a table of their own"));
        assert_eq!(
            row.changes_summary,
            "create table user_profiles\nmigrate data users.profile_json -> user_profiles.data\ndrop column users.profile_json"
        );
        let diff = db.value("SELECT diff_json FROM __zmigration").await;
        assert!(diff.starts_with("[{\"create_table\":"), "{diff}");

        // Edited under the same name, it is refused, and the difference shown.
        let edited = profiles().add_column("users", Column::new("nick", STR));
        let error = edited.apply(&db.url, &ApplyOptions::default()).await.unwrap_err();
        let text = error.to_string();
        assert!(
            matches!(&error, Error::Problems { problems, .. } if matches!(problems[0], Problem::Edited { .. }))
        );
        assert!(text.contains("+ {\"add_column\"") && text.contains("nothing was changed"), "{text}");

        let back = none.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(back.rolled_back[0].name, "20260301120000_user_profiles");
        assert!(!db.has_table("user_profiles").await, "{backend:?}");
        assert_eq!(db.value("SELECT count(profile_json) FROM users").await, "0");
        let columns: Vec<_> = before.iter().map(|r| r[..2.min(r.len())].to_vec()).collect();
        let now: Vec<_> = picture(&db).await.iter().map(|r| r[..2.min(r.len())].to_vec()).collect();
        assert!(columns.iter().all(|c| now.contains(c)), "{now:?}");
        assert_eq!(apply(&profiles(), &db).await.outcome, Outcome::Applied);
        assert_eq!(none.history(&db.url).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn plans_and_generated_migrations_live_side_by_side() {
    for backend in ALL {
        let db = shop(backend).await;
        let (one, two) = (migrations(&tables(1)), migrations(&tables(2)));
        one.run_pending(&db.url).await.unwrap();
        let nick = MigrationPlan::new("20260301120000", "nick").add_column("t1", Column::new("nick", STR));
        apply(&nick, &db).await;
        // The program is neither behind nor ahead of anything.
        let strict = RunOptions::default().on_ahead(OnAhead::Refuse);
        assert!(one.run_pending_with(&db.url, &strict).await.unwrap().is_up_to_date());
        let status = one.status(&db.url).await.unwrap();
        assert!(status.ahead.is_empty() && status.problems.is_empty() && status.pending.is_empty());
        assert_eq!(status.applied, [name(1), "20260301120000_nick".to_owned()]);
        assert_eq!(two.run_pending_with(&db.url, &strict).await.unwrap().applied.len(), 1);
        assert!(two.run_pending(&db.url).await.unwrap().is_up_to_date());
        // What builds on something goes with it: the plan on the first migration.
        let back = two.rollback(&db.url, RollbackTarget::Base).await.unwrap();
        let names: Vec<_> = back.rolled_back.iter().map(|m| m.name.clone()).collect();
        assert_eq!(names, [name(2), "20260301120000_nick".to_owned(), name(1)], "{backend:?}");
        // A name that a migration has is not a plan's.
        two.run_pending(&db.url).await.unwrap();
        let (id, rest) = name(1).split_once('_').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let taken = MigrationPlan::new(id, rest).drop_table("t1");
        let error = taken.apply(&db.url, &ApplyOptions::default()).await.unwrap_err().to_string();
        assert!(error.contains("a migration of s has this name"), "{error}");
    }
}

#[tokio::test]
async fn a_dry_run_says_everything_and_changes_nothing() {
    for backend in ALL {
        let db = shop(backend).await;
        let before = picture(&db).await;
        let report = profiles().apply(&db.url, &ApplyOptions::default().dry_run(true)).await.unwrap();
        assert_eq!(report.outcome, Outcome::DryRun);
        let text = report.to_string();
        for part in ["would be applied", "HIGH    drop column users.profile_json", "SAFE    create table"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(report.up.contains("INSERT INTO \"user_profiles\""), "{}", report.up);
        assert!(report.down.unwrap().contains("DROP TABLE \"user_profiles\""));
        assert_eq!(picture(&db).await, before, "{backend:?}");
        assert!(!db.has_table("__zmigration").await);
    }
}

#[tokio::test]
async fn what_is_too_risky_or_would_break_a_view_is_refused_before_anything_runs() {
    for backend in ALL {
        let db = shop(backend).await;
        let before = picture(&db).await;
        let careful = ApplyOptions::default().max_risk(Risk::Medium);
        let error = profiles().apply(&db.url, &careful).await.unwrap_err().to_string();
        assert!(
            error.contains("drop column users.profile_json") && error.contains("ApplyOptions::max_risk"),
            "{error}"
        );

        let breaks = MigrationPlan::new("20260301120000", "no_names").drop_column("users", "name");
        let error = breaks.apply(&db.url, &ApplyOptions::default()).await.unwrap_err().to_string();
        assert!(error.contains("view named needs users.name, which goes with"), "{error}");
        let gone = MigrationPlan::new("20260301120000", "no_users").drop_table("users");
        let error = gone.apply(&db.url, &ApplyOptions::default()).await.unwrap_err().to_string();
        assert!(error.contains("which goes with `drop table users`"), "{error}");
        assert_eq!(picture(&db).await, before, "{backend:?}");

        // The author who sees to the view himself is let through.
        let seen_to = MigrationPlan::new("20260301120000", "no_names")
            .sql(RawSql::new("the view goes").everywhere(
                "DROP VIEW named",
                "CREATE VIEW named AS SELECT id, name FROM users WHERE name IS NOT NULL",
            ))
            .drop_column("users", "name");
        apply(&seen_to, &db).await;
        migrations(&[]).rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(db.value("SELECT count(*) FROM named").await, "0");
    }
}

#[tokio::test]
async fn names_that_are_not_there_and_zmigs_own_are_refused_all_at_once() {
    for backend in ALL {
        let db = shop(backend).await;
        migrations(&tables(1)).run_pending(&db.url).await.unwrap();
        let plan = MigrationPlan::new("20260301120000", "wrong")
            .drop_column("users", "nmae")
            .drop_table("__zmigration")
            .migrate_data(MigrateData::within("__zmigration", "notes", "migration"))
            .drop_index("users", "idx_none");
        let error = plan.apply(&db.url, &ApplyOptions::default()).await.unwrap_err();
        let Error::Plan { problems, .. } = &error else { panic!("{error}") };
        assert_eq!(problems.iter().map(|p| p.operation).collect::<Vec<_>>(), [1, 2, 3, 4], "{error}");
        assert!(error.to_string().contains("did you mean `name`?"), "{error}");
        assert!(db.has_table("__zmigration").await);
    }
}

/// Every operation there is, one after the other.
fn everything() -> MigrationPlan {
    let mut teams = Table::new("teams", "");
    teams.columns = vec![Column::new("id", Type::Int).required(), Column::new("title", STR)];
    teams.primary_key = vec!["id".into()];
    MigrationPlan::new("20260302120000", "everything")
        .create_enum("mood", ["ok"])
        .create_table(teams)
        .rename_table("teams", "squads")
        .sql(
            RawSql::new("one squad").everywhere("INSERT INTO squads VALUES (7, 'red')", "DELETE FROM squads"),
        )
        .add_column_filled(
            "users",
            Column::new("squad", Type::Int).required(),
            DefaultValue::Expr("7".into()),
        )
        .add_foreign_key("users", ForeignKey::new("", vec!["squad".into()], "squads", vec!["id".into()]))
        .alter_enum("mood", ["ok", "fine"])
        .add_column("users", Column::new("mood", Type::Enum("mood".into())))
        .migrate_data(MigrateData::within("users", "id", "mood").expr("'fine'"))
        .add_column("users", Column::new("length", Type::Int))
        .migrate_data(
            MigrateData::within("users", "name", "length").expr("length(name)").filter("name IS NOT NULL"),
        )
        .alter_column(
            "users",
            "length",
            Alteration::new()
                .required()
                .backfill(DefaultValue::Literal(Literal::Int(0)))
                .to_default(DefaultValue::Literal(Literal::Int(5))),
        )
        .rename_column("users", "length", "letters")
        .add_index("users", Index::new("", vec![IndexKey::new("letters"), IndexKey::new("name")]))
        .add_unique("users", Unique::new("", vec!["id".into(), "squad".into()]))
        .add_check("users", check("letters_sane", "letters >= 0"))
        .drop_check("users", "letters_sane")
        .drop_unique("users", "uq_users_id_squad")
        .drop_index("users", "idx_users_letters_name")
        .drop_foreign_key("users", "fk_users_squad")
        .set_primary_key("users", ["id", "squad"])
}

fn check(name: &str, expr: &str) -> Check {
    Check { name: name.into(), expr: expr.into() }
}

#[tokio::test]
async fn every_operation_works_both_ways() {
    for backend in ALL {
        let db = shop(backend).await;
        let before = picture(&db).await;
        let report = apply(&everything(), &db).await;
        let rows = db.rows("SELECT id, squad, mood, letters FROM users ORDER BY id").await;
        assert_eq!(rows, [["1", "7", "fine", "3"], ["2", "7", "fine", "7"], ["3", "7", "fine", "0"]]);
        assert_eq!(report.reversibility, Reversibility::StructureOnly, "{report}");
        migrations(&[]).rollback(&db.url, RollbackTarget::Last).await.unwrap();
        let now = picture(&db).await;
        let own = |all: &[Vec<String>]| -> Vec<Vec<String>> {
            all.iter().filter(|r| !r.iter().any(|v| v.contains("zmig"))).cloned().collect()
        };
        if backend == Backend::Postgres {
            assert_eq!(own(&now), own(&before));
        }
        assert_eq!(db.rows("SELECT id, name FROM users ORDER BY id").await.len(), 3);
        assert_eq!(apply(&everything(), &db).await.outcome, Outcome::Applied, "{backend:?}");
    }
}

#[tokio::test]
async fn a_plan_that_fails_leaves_nothing_and_says_where() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut a = Table::new("a", "");
        a.columns = vec![Column::new("id", Type::Int).required()];
        a.primary_key = vec!["id".into()];
        let plan = MigrationPlan::new("20260301120000", "fails").create_table(a).sql(
            RawSql::new("break").everywhere("INSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (1)", ""),
        );
        let error = plan.apply(&db.url, &ApplyOptions::default()).await.unwrap_err();
        let Error::Failed(failure) = &error else { panic!("{error}") };
        assert_eq!((failure.place.step, failure.place.title.as_str()), (2, "run SQL: break"), "{error}");
        assert!(error.to_string().contains("nowhere") && !db.has_table("a").await);
        let history = migrations(&[]).history(&db.url).await.unwrap();
        assert_eq!(history.iter().map(|e| e.status).collect::<Vec<_>>(), [HistoryStatus::Failed]);
    }
}

/// A plan that takes its time: what the child processes apply.
pub fn slow(backend: Backend) -> MigrationPlan {
    let dialect = if backend == Backend::Postgres { Dialect::Postgres } else { Dialect::Sqlite };
    let nap = |n: u32| RawSql::new(format!("nap {n}")).up(dialect, nap(backend, 30)).down(dialect, "");
    profiles()
        .sql(nap(1))
        .add_column("users", Column::new("nick", STR))
        .sql(nap(2))
        .rename_table("users", "people")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_processes_one_applies_the_plan() {
    for backend in ALL {
        let db = shop(backend).await;
        let children: Vec<_> = (0..20).map(|_| start("plan", &db)).collect();
        let mut applied = 0;
        for mut child in children {
            let mut text = String::new();
            child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
            child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
            assert!(child.wait().unwrap().success(), "{backend:?}: {text}");
            applied += usize::from(text.contains("OUTCOME=Applied"));
        }
        assert_eq!(applied, 1, "{backend:?}");
        assert_eq!(db.column("SELECT status FROM __zmigration").await, ["SUCCESS"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_plan_is_applied_wholly_or_not_at_all() {
    for backend in ALL {
        let (mut whole, mut none) = (0, 0);
        for round in 0..14_u64 {
            let db = shop(backend).await;
            let mut child = start("plan", &db);
            std::thread::sleep(Duration::from_millis(10 + round * 37 % 210));
            child.kill().unwrap();
            child.wait().unwrap();
            let recorded = db.try_rows("SELECT 1 FROM __zmigration").await.is_ok_and(|rows| !rows.is_empty());
            // A server of PostgreSQL may take a moment to notice.
            let moved = db.has_table("people").await;
            if recorded || moved {
                whole += 1;
                assert!(recorded && moved && !db.has_table("users").await, "{backend:?} round {round}");
            } else {
                none += 1;
                assert!(db.has_table("users").await && !db.has_table("user_profiles").await);
            }
            apply(&slow(backend), &db).await;
            assert_eq!(db.value("SELECT count(*) FROM user_profiles").await, "2", "{backend:?}");
        }
        assert!(
            none > 0,
            "{backend:?}: {whole} whole, {none} not at all: the moments do not fit this machine"
        );
    }
}
