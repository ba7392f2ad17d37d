//! Values that one place spells otherwise than the next one, and that are the same.

use super::super::project::table;
use super::*;
use zmig_core::{Column, Hints, Schema};

fn prices() -> (Schema, Hints) {
    let column = |name: &str, ty: &str| Column::new(name, ty.parse().expect("a type"));
    let mut table = table(
        "prices",
        vec![
            column("price", "decimal(10,2)"),
            column("exact", "decimal(30,4)"),
            column("steps", "[decimal(10,2)]"),
            column("weights", "[float32]"),
            column("days", "[date]"),
            column("at", "[datetime]"),
            column("counts", "[int]"),
        ],
    );
    table.canonicalise();
    let mut schema = Schema::default();
    schema.tables.insert(table.name.clone(), table);
    (schema, Hints::default())
}

const ARRIVED: &str = "1,1.50,1.5000,\"[\"\"1.50\"\",\"\"2.00\"\",null]\",\"[0.1,100.0]\",\"[\"\"2025-12-20\"\"]\",\
    \"[\"\"2025-12-20T12:00:00+00:00\"\"]\",[9007199254740993]";

#[tokio::test]
async fn lists_and_decimals_arrive_however_they_were_spelled() {
    let set = project(&[prices()]);
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| ExportOptions::default().folder(folder.path().join(name));
    let options = MoveOptions::default().backups(folder.path().join("backups"));
    let lines = |name: &str| fs::read_to_string(folder.path().join(name).join("prices.csv")).unwrap();
    let sqlite = Db::new(Backend::Sqlite).await;
    set.run_pending(&sqlite.url).await.unwrap();
    sqlite
        .rows(
            "INSERT INTO prices VALUES (1, '1.5', 1.5, '[1.5, \"2\", null]', '[0.1, 1e2]', '[\"2025-12-20\"]', \
             '[\"2025-12-20T12:00:00Z\"]', '[9007199254740993]')",
        )
        .await;
    // A folder that nobody described: what its cells look like is all there is to go by.
    let plain = folder.path().join("plain");
    fs::create_dir(&plain).unwrap();
    let header = "id,price,exact,steps,weights,days,at,counts";
    let cells = "1,1.5,1.5,\"[1.5, \"\"2\"\", null]\",\"[0.1, 1e2]\",\"[\"\"2025-12-20\"\"]\",\"[\"\"2025-12-20T12:00:00Z\"\"]\",[9007199254740993]";
    fs::write(plain.join("prices.csv"), format!("{header}\n{cells}\n")).unwrap();
    for (from, name) in
        [(sqlite.url.clone(), "of sqlite"), (format!("csv:{}", plain.display()), "of plain files")]
    {
        for to in [Backend::Postgres, Backend::Sqlite, Backend::Csv] {
            let there = Db::new(to).await;
            let at = format!("{name} to {to:?}");
            set.move_data(&*from, &*there.url, &options).await.unwrap_or_else(|e| panic!("{at}: {e}"));
            export(&there.url, &out(&at)).await.unwrap();
            if to == Backend::Postgres {
                assert_eq!(lines(&at), format!("{header}\n{ARRIVED}\n"), "{at}");
            }
            // And further on.
            let back = Db::new(Backend::Postgres).await;
            set.move_data(&*there.url, &*back.url, &options)
                .await
                .unwrap_or_else(|e| panic!("{at}, and on: {e}"));
            export(&back.url, &out(&format!("{at}, and on"))).await.unwrap();
            assert_eq!(lines(&format!("{at}, and on")), format!("{header}\n{ARRIVED}\n"), "{at}");
        }
    }
    // A digit more than the column has is none that may go.
    sqlite.rows("UPDATE prices SET steps = '[1.555]'").await;
    let there = Db::new(Backend::Postgres).await;
    let error = set.move_data(&*sqlite.url, &*there.url, &options).await.unwrap_err().to_string();
    assert!(error.contains("steps"), "{error}");
}
