//! Squashed migrations lead where the others led, and a database has none of what they replace, or all of it, or is refused.

mod folder;
mod others;

use crate::drift::project::{SCHEMA, shop};
use crate::support::choices::Choices;
use crate::support::db::Db;
use crate::support::mutate::{Pair, chains};
use folder::Folder;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use zmig_build::verbs::{SquashRequest, Squashed, squash};
use zmig_core::{Dialect, Hints, Manifest, Node, Replacement, Schema, Snapshot, fold_manifests, resolve};
use zmig_runtime::{Migrations, Problem, RollbackTarget, Target, VerifyOptions};

/// The first so many migrations of a schema become one.
fn squashed(folder: &Folder, schema: &str, count: usize) -> Squashed {
    let to = folder.names(schema)[count - 1].clone();
    try_squash(folder, schema, &to).unwrap_or_else(|e| panic!("{e}"))
}

fn try_squash(folder: &Folder, schema: &str, to: &str) -> Result<Squashed, zmig_build::Error> {
    let request =
        SquashRequest { schema: Some(schema.into()), to: Some(to.into()), ..SquashRequest::default() };
    squash(folder.root(), &request)
}

/// Random chains of schemas, as one schema of the project or as several.
fn random(runner: &mut TestRunner, is_one: bool) -> Folder {
    let chain: Vec<Pair> = chains(6).new_tree(runner).expect("a chain").current();
    let owned = |mut schema: Schema| {
        if is_one {
            schema.tables.values_mut().for_each(|t| t.owner = "zSchema.main".into());
            schema.enums.values_mut().for_each(|e| e.owner = "zSchema.main".into());
            schema.domains.values_mut().for_each(|d| d.owner = "zSchema.main".into());
        }
        schema
    };
    let mut folder = Folder::new(&Dialect::ALL);
    folder.add(owned(chain[0].old.clone()), &Hints::default());
    for pair in chain {
        folder.add(owned(pair.new), &pair.hints);
    }
    folder
}

fn replacement(one: &zmig_core::Replaced) -> Replacement<'_> {
    Replacement { name: &one.name, within: one.within.as_deref(), checksum: None }
}

/// What the manifests lead to, in the order in which they are applied.
fn led_to(manifests: &[Manifest]) -> Snapshot {
    let depends: Vec<Vec<&str>> =
        manifests.iter().map(|m| m.depends_on.iter().map(String::as_str).collect()).collect();
    let replaces: Vec<Vec<Replacement<'_>>> =
        manifests.iter().map(|m| m.replaces.iter().map(replacement).collect()).collect();
    let node = |i: usize| Node {
        name: &manifests[i].name,
        schema: &manifests[i].schema,
        parent: manifests[i].parent.as_deref(),
        depends_on: &depends[i],
        replaces: &replaces[i],
        checksum: None,
    };
    let nodes: Vec<Node<'_>> = (0..manifests.len()).map(node).collect();
    let resolution = resolve(&nodes, &[]);
    assert_eq!(resolution.problems, []);
    fold_manifests(resolution.pending.iter().map(|i| &manifests[*i])).expect("they fit")
}

#[test]
fn a_squash_leads_where_the_migrations_led_or_writes_nothing() {
    let mut runner = TestRunner::deterministic();
    let (mut done, mut refused) = (0, 0);
    for round in 0..60_u64 {
        let folder = random(&mut runner, round % 2 == 0);
        let mut choices = Choices::of_seed(round);
        let schemas: BTreeSet<String> = folder.manifests().into_iter().map(|m| m.schema).collect();
        for schema in schemas {
            let (names, before) = (folder.names(&schema), folder.files());
            let expected = Snapshot::parse(&before["/snapshot.json"]).expect("a snapshot");
            assert_eq!(led_to(&folder.manifests()), expected);
            let to = names[choices.below(names.len())].clone();
            match try_squash(&folder, &schema, &to) {
                Ok(squashed) => {
                    done += 1;
                    let after = folder.files();
                    assert_eq!(after["/snapshot.json"], before["/snapshot.json"]);
                    assert_eq!(led_to(&folder.manifests()), expected, "{schema} {to}");
                    let count = names.iter().position(|n| *n == to).expect("among them") + 1;
                    assert_eq!(squashed.replaced, names[..count]);
                    // No SQL but the baseline's is another, and of manifests those that name it.
                    for (file, text) in before {
                        let own = |names: &[String]| names.iter().any(|name| file.contains(name.as_str()));
                        match (own(&squashed.replaced), own(&squashed.followers) && file.ends_with(".json")) {
                            (true, _) => assert!(!after.contains_key(&file), "{file}"),
                            (false, true) => assert_ne!(after[&file], text),
                            (false, false) => assert_eq!(after[&file], text),
                        }
                    }
                    // Tools that sort by stamps keep the order.
                    let all = folder.manifests();
                    for manifest in &all {
                        for needed in manifest.parent.iter().chain(&manifest.depends_on) {
                            let needed = all.iter().find(|m| m.name == *needed).expect("there");
                            assert!(needed.id < manifest.id, "{} {}", needed.name, manifest.name);
                        }
                    }
                    folder.migrations();
                }
                Err(error) => {
                    refused += 1;
                    let error = error.to_string();
                    let reasons = [
                        "one migration",
                        "stands between them",
                        "no place for one",
                        "form of the tables",
                        "is part",
                        "came from another schema",
                    ];
                    assert!(reasons.iter().any(|r| error.contains(r)), "{error}");
                    assert_eq!(folder.files(), before, "{error}");
                }
            }
        }
    }
    assert!(done > 30 && refused > 10, "{done} done, {refused} refused");
}

async fn tables(db: &Db) -> Schema {
    db.introspect().await.schema
}

async fn newest_digest(db: &Db) -> String {
    let rows = db.rows("SELECT set_digest FROM __zmigration ORDER BY id DESC LIMIT 1").await;
    rows[0][0].clone().expect("a digest")
}

async fn applied(db: &Db, migrations: &Migrations) -> Vec<String> {
    migrations.status(&db.url()).await.expect("a status").applied
}

/// The shop, whose migrations are squashed up to the `count`th.
struct Case {
    folder: Folder,
    old: Migrations,
    new: Migrations,
    names: Vec<String>,
    baseline: String,
}

impl Case {
    fn of(dialect: Dialect, count: usize) -> Self {
        let mut folder = Folder::new(&[dialect]);
        for version in 1..=3 {
            let (schema, hints) = shop(dialect, version);
            folder.add(schema, &hints);
        }
        let (names, old) = (folder.names(SCHEMA), folder.migrations());
        assert_eq!(names.len(), 3, "{names:?}");
        let baseline = squashed(&folder, SCHEMA, count).baseline;
        Self { old, new: folder.migrations(), folder, names, baseline }
    }

    /// What a database has that is up to date.
    fn whole(&self, count: usize) -> Vec<String> {
        let rest = self.names[count..].iter().cloned();
        [self.baseline.clone()].into_iter().chain(rest).collect()
    }
}

#[tokio::test]
async fn a_database_runs_a_baseline_or_records_it_or_is_refused() {
    for (dialect, count) in Dialect::ALL.into_iter().flat_map(|d| [(d, 2), (d, 3)]) {
        let case = Case::of(dialect, count);
        let (old, new, names) = (&case.old, &case.new, &case.names);
        let mut ends = Vec::new();
        for there in 0..=3 {
            let db = Db::new(dialect).await;
            if there > 0 {
                old.run_to(&db.url(), Target::Name(names[there - 1].clone())).await.expect("applies");
            }
            let before = tables(&db).await;
            if there > 0 && there < count {
                let error = new.run_pending(&db.url()).await.expect_err("in the middle").to_string();
                for part in
                    [&case.baseline, &names[count - 1], "from before the squash", "nothing was changed"]
                {
                    assert!(error.contains(part), "{error}");
                }
                let status = new.status(&db.url()).await.expect("a status");
                let missing = names[there..count].to_vec();
                let expected = Problem::Halfway { baseline: case.baseline.clone(), missing };
                assert_eq!(status.problems, [expected]);
                new.stamp(&db.url(), None).await.expect_err("nor is it recorded by hand");
                assert_eq!(tables(&db).await, before);
                assert_eq!(applied(&db, old).await, names[..there]);
                // What the message says to do.
                old.run_pending(&db.url()).await.expect("applies the rest");
            }
            let status = new.status(&db.url()).await.expect("a status");
            assert_eq!(status.problems, []);
            assert_eq!(status.ahead, [""; 0]);
            assert_eq!(status.pending.iter().map(|p| p.record_only).next(), Some(there > 0));
            let preview = new.preview(&db.url()).await.expect("a preview").to_string();
            assert_eq!(preview.contains("recorded only"), there > 0, "{preview}");
            let report = new.run_pending(&db.url()).await.expect("runs or records");
            let recorded: Vec<&str> = report.recorded.iter().map(|m| m.name.as_str()).collect();
            assert_eq!(recorded, if there > 0 { vec![case.baseline.as_str()] } else { vec![] });
            assert_eq!(applied(&db, new).await, case.whole(count));
            assert!(new.run_pending(&db.url()).await.expect("looks").is_up_to_date());
            let status = new.status(&db.url()).await.expect("a status");
            assert_eq!(status.versions[SCHEMA], "v1.2.0");
            // The program from before the squash goes on with either.
            let older = old.status(&db.url()).await.expect("a status");
            assert_eq!((older.problems.len(), older.pending.len()), (0, 0), "{older}");
            assert_eq!(older.ahead, std::slice::from_ref(&case.baseline));
            assert!(old.run_pending(&db.url()).await.expect("looks").applied.is_empty());
            ends.push((tables(&db).await, newest_digest(&db).await));
            if there == 3 {
                let options = VerifyOptions::default();
                let found = new.verify(&db.url(), &options).await.expect("compares");
                assert!(found.is_equal(), "{found}");
                assert_eq!(found.applied, case.whole(count).len());
                let found = old.verify(&db.url(), &options.replay(false)).await.expect("compares");
                assert!(found.is_equal(), "{found}");
            }
            db.drop().await;
        }
        assert!(ends.windows(2).all(|w| w[0] == w[1]), "{dialect} {count}");
    }
}

#[tokio::test]
async fn what_was_recorded_goes_back_one_by_one() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 2);
        let (old, new, names) = (&case.old, &case.new, &case.names);
        let db = Db::new(dialect).await;
        old.run_pending(&db.url()).await.expect("applies");
        new.run_pending(&db.url()).await.expect("records");
        let way = [names[2].clone(), case.baseline.clone(), names[1].clone(), names[0].clone()];
        for (i, name) in way.iter().enumerate() {
            let report = new.rollback(&db.url(), RollbackTarget::Last).await.expect("goes back");
            assert_eq!(report.rolled_back.iter().map(|m| &m.name).collect::<Vec<_>>(), [name]);
            if i == 1 {
                // The record is gone, and what it stood for counts again: for either program.
                assert_eq!(applied(&db, old).await, names[..2]);
                assert!(old.status(&db.url()).await.expect("a status").problems.is_empty());
                let report = new.run_pending(&db.url()).await.expect("records again");
                assert_eq!((report.recorded.len(), report.applied.len()), (1, 1));
                new.rollback(&db.url(), RollbackTarget::Id(names[1][..14].parse().expect("a stamp")))
                    .await
                    .expect("goes back to what the baseline leads to");
                assert_eq!(applied(&db, new).await, std::slice::from_ref(&case.baseline));
                new.rollback(&db.url(), RollbackTarget::Last).await.expect("goes back");
            }
        }
        assert!(tables(&db).await.tables.is_empty());
        // And from nothing it is run.
        let report = new.run_pending(&db.url()).await.expect("runs");
        assert_eq!(report.applied.len(), 2);
        let report = new.rollback(&db.url(), RollbackTarget::Base).await.expect("goes back");
        assert_eq!(report.rolled_back.len(), 2);
        assert!(tables(&db).await.tables.is_empty());
        // All at once too, and to a version that only what was replaced had.
        old.run_pending(&db.url()).await.expect("applies");
        new.run_pending(&db.url()).await.expect("records");
        let version = RollbackTarget::Version { schema: SCHEMA.into(), version: "v1.0.0".into() };
        let report = new.rollback(&db.url(), version).await.expect("goes back");
        assert_eq!(report.rolled_back.len(), 3);
        assert_eq!(applied(&db, old).await, names[..1]);
        old.run_pending(&db.url()).await.expect("applies");
        new.run_pending(&db.url()).await.expect("records");
        let report = new.rollback(&db.url(), RollbackTarget::Base).await.expect("goes back");
        assert_eq!(report.rolled_back.len(), 4);
        assert!(tables(&db).await.tables.is_empty());
        db.drop().await;
    }
}

#[tokio::test]
async fn a_view_does_not_stand_in_the_way_of_a_record() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 3);
        let db = Db::new(dialect).await;
        case.old.run_pending(&db.url()).await.expect("applies");
        db.run("CREATE VIEW emails AS SELECT email FROM users").await;
        case.new.run_pending(&db.url()).await.expect("records");
        let report = case.new.rollback(&db.url(), RollbackTarget::Last).await.expect("takes the record back");
        assert_eq!(report.rolled_back[0].name, case.baseline);
        db.drop().await;
    }
}

#[tokio::test]
async fn a_baseline_of_a_baseline_takes_what_either_would() {
    for dialect in Dialect::ALL {
        let first = Case::of(dialect, 2);
        let between = first.folder.migrations();
        let last = squashed(&first.folder, SCHEMA, 2).baseline;
        assert_ne!(last, first.baseline);
        let new = first.folder.migrations();
        // What there is: all three; the first baseline, run or recorded, with the third; the first baseline alone.
        for way in 0..4 {
            let db = Db::new(dialect).await;
            match way {
                0 => drop(first.old.run_pending(&db.url()).await.expect("applies")),
                1 => drop(between.run_pending(&db.url()).await.expect("applies")),
                2 => {
                    first.old.run_pending(&db.url()).await.expect("applies");
                    between.run_pending(&db.url()).await.expect("records");
                }
                _ => {
                    let target = Target::Name(first.baseline.clone());
                    between.run_to(&db.url(), target).await.expect("applies");
                    let error = new.run_pending(&db.url()).await.expect_err("in the middle").to_string();
                    assert!(error.contains(&first.names[2]) && !error.contains(&first.names[0]), "{error}");
                    between.run_pending(&db.url()).await.expect("applies the rest");
                }
            }
            let report = new.run_pending(&db.url()).await.expect("records");
            assert_eq!((report.recorded.len(), report.applied.len()), (1, 0), "{way}");
            assert_eq!(applied(&db, &new).await, std::slice::from_ref(&last));
            for older in [&first.old, &between] {
                let status = older.status(&db.url()).await.expect("a status");
                assert_eq!((status.problems.len(), status.pending.len()), (0, 0), "{way}: {status}");
            }
            // Each record gives back what it stood for.
            new.rollback(&db.url(), RollbackTarget::Last).await.expect("goes back");
            let status = between.status(&db.url()).await.expect("a status");
            assert_eq!((status.problems.len(), status.ahead.len()), (0, 0), "{way}: {status}");
            new.run_pending(&db.url()).await.expect("records");
            new.rollback(&db.url(), RollbackTarget::Base).await.expect("goes back");
            assert!(tables(&db).await.tables.is_empty(), "{way}");
            db.drop().await;
        }
    }
}

#[tokio::test]
async fn a_replaced_migration_that_was_edited_is_refused() {
    let case = Case::of(Dialect::Sqlite, 3);
    let db = Db::new(Dialect::Sqlite).await;
    case.old.run_pending(&db.url()).await.expect("applies");
    let other = zmig_core::Checksum::of("other");
    db.run(&format!("UPDATE __zmigration SET checksum = '{other}' WHERE migration = '{}'", case.names[1]))
        .await;
    let error = case.new.run_pending(&db.url()).await.expect_err("edited").to_string();
    assert!(error.contains(&case.names[1]) && error.contains("how the text differs"), "{error}");
    assert_eq!(db.rows("SELECT count(*) FROM __zmigration").await[0][0].as_deref(), Some("3"));
    db.drop().await;
}

#[tokio::test]
async fn random_squashes_keep_to_the_rule() {
    let mut runner = TestRunner::deterministic();
    let (mut ran, mut recorded, mut refused) = (0, 0, 0);
    for round in 0..10_u64 {
        let folder = random(&mut runner, true);
        let mut choices = Choices::of_seed(round + 100);
        let names = folder.names("zSchema.main");
        if names.len() < 2 {
            continue;
        }
        let old = folder.migrations();
        let to = names[1 + choices.below(names.len() - 1)].clone();
        if try_squash(&folder, "zSchema.main", &to).is_err() {
            continue;
        }
        let new = folder.migrations();
        let count = names.iter().position(|n| *n == to).expect("among them") + 1;
        for dialect in Dialect::ALL {
            let mut expected = None;
            for there in [0, choices.below(count), count + choices.below(names.len() + 1 - count)] {
                let db = Db::new(dialect).await;
                if there > 0 {
                    old.run_to(&db.url(), Target::Name(names[there - 1].clone())).await.expect("applies");
                }
                let report = new.run_pending(&db.url()).await;
                match report {
                    Err(error) => {
                        refused += 1;
                        assert!(there > 0 && there < count, "{there} of {count}: {error}");
                        old.run_pending(&db.url()).await.expect("applies the rest");
                        new.run_pending(&db.url()).await.expect("records");
                    }
                    Ok(report) if there == 0 => {
                        ran += 1;
                        assert_eq!(report.applied.len(), names.len() + 1 - count);
                    }
                    Ok(report) => {
                        recorded += 1;
                        assert!(there >= count, "{there} of {count}");
                        assert_eq!((report.recorded.len(), report.applied.len()), (1, names.len() - there));
                    }
                }
                let found = (seen(tables(&db).await), newest_digest(&db).await);
                assert_eq!(
                    *expected.get_or_insert_with(|| found.clone()),
                    found,
                    "round {round}, {dialect}, {there}"
                );
                db.drop().await;
            }
        }
    }
    assert!(ran > 4 && recorded > 4 && refused > 2, "{ran} ran, {recorded} recorded, {refused} refused");
}

/// Without what a way leaves behind and no schema says: the order of columns.
fn seen(mut schema: Schema) -> Schema {
    for table in schema.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}
