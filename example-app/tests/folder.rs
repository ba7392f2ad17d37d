//! The tracker's migrations and structs on a folder of CSV files.

use example_app::MIGRATIONS;
use example_app::models::{Member, Project};
use zmig::sqlx;

#[tokio::test]
async fn structs_read_and_write_a_folder() -> Result<(), Box<dyn std::error::Error>> {
    let place = tempfile::tempdir()?;
    let path = place.path().join("Data");
    MIGRATIONS.run_pending(&format!("csv:{}", path.display())).await?;
    let folder = zmig::CsvFolder::open(&path)?;

    let mut change = folder.begin().await?;
    let member: Member = sqlx::query_as("INSERT INTO members (login, name) VALUES ('ada', '') RETURNING *")
        .fetch_one(&mut *change)
        .await?;
    sqlx::query("INSERT INTO projects (key, title, owner) VALUES ('ENG', 'Engine, analytical', $1)")
        .bind(member.id)
        .execute(&mut *change)
        .await?;
    // Until it is committed, nobody else sees it.
    assert!(!std::fs::read_to_string(path.join("members.csv"))?.contains("ada"));
    change.commit().await?;
    assert!(std::fs::read_to_string(path.join("projects.csv"))?.contains("\"Engine, analytical\""));

    let mut given_up = folder.begin().await?;
    sqlx::query("DELETE FROM projects").execute(&mut *given_up).await?;
    drop(given_up);

    let mut look = folder.read().await?;
    let members: Vec<Member> = sqlx::query_as("SELECT * FROM members").fetch_all(&mut *look).await?;
    let projects: Vec<Project> = sqlx::query_as("SELECT * FROM projects").fetch_all(&mut *look).await?;
    assert_eq!(members.len(), 1);
    assert_eq!((members[0].id, members[0].name.as_str()), (member.id, ""));
    assert_eq!((projects.len(), projects[0].title.as_str()), (1, "Engine, analytical"));
    Ok(())
}
