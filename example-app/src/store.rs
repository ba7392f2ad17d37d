//! The tracker's queries. One text serves both databases: `$1` is a parameter in either.

use crate::models::{Comment, Issue, Line, Member, Project, State};
use zmig::Bind;
use zmig::rust_decimal::Decimal;
use zmig::sqlx::{self, PgPool, SqlitePool};

/// The database, whichever it is.
pub enum Store {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

// The same query on whichever database it is.
macro_rules! on {
    ($store:expr, $db:ident => $query:expr) => {
        match $store {
            Store::Sqlite($db) => $query,
            Store::Postgres($db) => $query,
        }
    };
}

impl Store {
    /// Connects to the database at a URL.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn connect(url: &str) -> sqlx::Result<Self> {
        if url.starts_with("postgres") {
            Ok(Self::Postgres(PgPool::connect(url).await?))
        } else {
            Ok(Self::Sqlite(SqlitePool::connect(url).await?))
        }
    }

    /// The member of that login, who is added if new.
    ///
    /// # Errors
    /// Those of the database, here and below.
    pub async fn member(&self, login: &str, name: &str) -> sqlx::Result<Member> {
        let text = "INSERT INTO members (login, name) VALUES ($1, $2)
                    ON CONFLICT (login) DO UPDATE SET name = excluded.name RETURNING *";
        on!(self, db => sqlx::query_as(text).bind(login).bind(name).fetch_one(db).await)
    }

    /// The project of that key, which is added if new.
    pub async fn project(&self, key: &str, title: &str, owner: &Member) -> sqlx::Result<Project> {
        let text = "INSERT INTO projects (key, title, owner) VALUES ($1, $2, $3)
                    ON CONFLICT (key) DO UPDATE SET title = excluded.title RETURNING *";
        on!(self, db => sqlx::query_as(text).bind(key).bind(title).bind(owner.id).fetch_one(db).await)
    }

    /// Opens an issue.
    pub async fn open(
        &self,
        project: &Project,
        reporter: &Member,
        title: &str,
        estimate: Option<Decimal>,
    ) -> sqlx::Result<Issue> {
        let text =
            "INSERT INTO issues (project_id, reporter, title, estimate) VALUES ($1, $2, $3, $4) RETURNING *";
        on!(self, db => sqlx::query_as(text)
            .bind(project.id)
            .bind(reporter.id)
            .bind(title)
            // SQLite has no decimals: `Bind` writes the value the way the column holds it.
            .bind(Bind(&estimate))
            .fetch_one(db)
            .await)
    }

    /// Takes an issue to another state.
    pub async fn take_to(&self, issue: &Issue, state: State) -> sqlx::Result<()> {
        let text = "UPDATE issues SET state = $1 WHERE id = $2";
        on!(self, db => sqlx::query(text).bind(state).bind(issue.id).execute(db).await.map(drop))
    }

    /// Adds a remark.
    pub async fn comment(&self, issue: &Issue, author: &Member, text: &str) -> sqlx::Result<Comment> {
        let query = "INSERT INTO comments (issue_id, author, text) VALUES ($1, $2, $3) RETURNING *";
        on!(self, db => sqlx::query_as(query).bind(issue.id).bind(author.id).bind(text).fetch_one(db).await)
    }

    /// The issues of a project, the newest first.
    pub async fn list(&self, project: &Project) -> sqlx::Result<Vec<Line>> {
        let text =
            "SELECT id, title, state, estimate FROM issues WHERE project_id = $1 ORDER BY id DESC LIMIT 10";
        on!(self, db => sqlx::query_as(text).bind(project.id).fetch_all(db).await)
    }
}
