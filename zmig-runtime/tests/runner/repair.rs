//! The history is brought up to date where only remarks and blanks differ.

use super::support::{ALL, Db, migrations, one, table, tables};
use zmig_runtime::RollbackTarget;

async fn newest_digest(db: &Db) -> String {
    db.value("SELECT set_digest FROM __zmigration ORDER BY id DESC LIMIT 1").await
}

#[tokio::test]
async fn remarks_are_repaired_and_the_digest_with_them() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(3);
        migrations(&all).run_pending(&db.url).await.unwrap();
        assert_eq!(migrations(&all).repair(&db.url).await.unwrap(), []);
        all[1].up = format!("-- why, it's \"quoted\"\n{}\n", all[1].up.replace(' ', "  "));
        let edited = migrations(&all);
        let error = edited.run_pending(&db.url).await.unwrap_err().to_string();
        assert!(
            error.contains("applied with another text") && error.contains("cargo zmig repair"),
            "{error}"
        );
        let found = edited.repairs(&db.url).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].migration, all[1].name);
        assert!(found[0].difference.contains("+ -- why"), "{}", found[0].difference);
        edited.run_pending(&db.url).await.unwrap_err();

        // Whoever comes at the same time finds it done.
        let (a, b, c) = tokio::join!(edited.repair(&db.url), edited.repair(&db.url), edited.repair(&db.url));
        let done = [a.unwrap(), b.unwrap(), c.unwrap()];
        assert_eq!(done.iter().filter(|d| !d.is_empty()).count(), 1, "{done:?}");
        assert_eq!(done.iter().flatten().next(), found.first());
        assert!(edited.run_pending(&db.url).await.unwrap().is_up_to_date());
        let fresh = Db::new(backend).await;
        edited.run_pending(&fresh.url).await.unwrap();
        assert_eq!(newest_digest(&db).await, newest_digest(&fresh).await);
        let sql = format!("SELECT meta_data FROM __zmigration WHERE migration = '{}'", all[1].name);
        let meta: serde_json::Value = serde_json::from_str(&db.value(&sql).await).unwrap();
        assert_eq!(meta["repaired"][0]["checksum"], found[0].applied.as_str());
        assert_eq!(meta["parent"], all[0].name.as_str(), "what was there stays");
        assert_eq!(db.value("SELECT count(*) FROM __zmigration").await, "3");

        // And once more; then everything goes back.
        all[1].up.push_str("/* again */");
        let edited = migrations(&all);
        assert_eq!(edited.repair(&db.url).await.unwrap().len(), 1);
        let meta: serde_json::Value = serde_json::from_str(&db.value(&sql).await).unwrap();
        assert_eq!(meta["repaired"].as_array().unwrap().len(), 2);
        let back = edited.rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert_eq!(back.rolled_back.len(), 3);
        assert!(edited.repair(&db.url).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_does_something_else_is_refused_with_the_difference() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(2);
        migrations(&all).run_pending(&db.url).await.unwrap();
        let before = db.rows("SELECT id, checksum, set_digest FROM __zmigration ORDER BY id").await;
        all[0].up = format!("-- a remark\n{}", all[0].up);
        all[1].up = all[1].up.replace("note TEXT", "note TEXT NOT NULL");
        let error = migrations(&all).repair(&db.url).await.unwrap_err().to_string();
        assert!(error.contains(&all[1].name) && error.contains("+ CREATE TABLE t2"), "{error}");
        assert!(!error.contains(&all[0].name), "only what stands against it is named: {error}");
        assert_eq!(db.rows("SELECT id, checksum, set_digest FROM __zmigration ORDER BY id").await, before);
        // What is pending is nobody's to repair, and a database without a history has nothing.
        all[1] = table(2);
        all[0] = table(1);
        all.push(one(3, "-- not run yet\nSELECT 1;\n", ""));
        assert_eq!(migrations(&all).repair(&db.url).await.unwrap(), []);
        let empty = Db::new(backend).await;
        assert_eq!(migrations(&all).repair(&empty.url).await.unwrap(), []);
    }
}
