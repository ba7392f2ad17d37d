//! The tracker's everyday work, on whichever database it is.

use crate::models::{
    Comment, Issue, IssuePatch, Line, Member, NewComment, NewIssue, NewMember, NewProject, Project, State,
};
use zmig::rust_decimal::Decimal;
use zmig::{Db, Model, ModelError, Table};

/// The tracker on a database.
pub struct Store {
    db: Db,
}

impl Store {
    /// The tracker on the database at a URL.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn connect(url: &str) -> Result<Self, zmig::sqlx::Error> {
        Ok(Self { db: Db::connect(url).await? })
    }

    /// The member of that login, who is added if new.
    ///
    /// # Errors
    /// Those of the database, here and below.
    pub async fn member(&self, login: &str, name: &str) -> Result<Member, ModelError> {
        Member::upsert(&NewMember::new(login, name), Member::LOGIN, &self.db).await
    }

    /// The project of that key, which is added if new.
    pub async fn project(&self, key: &str, title: &str, owner: &Member) -> Result<Project, ModelError> {
        Project::upsert(&NewProject::new(key, title).owner(owner.id), Project::KEY, &self.db).await
    }

    /// Opens an issue.
    pub async fn open(
        &self,
        project: &Project,
        reporter: &Member,
        title: &str,
        estimate: Option<Decimal>,
    ) -> Result<Issue, ModelError> {
        let new = NewIssue::new(project.id, reporter.id, title).estimate(estimate);
        Issue::insert(&new, &self.db).await
    }

    /// Takes an issue to another state.
    pub async fn take_to(&self, issue: &Issue, state: State) -> Result<(), ModelError> {
        Issue::update(issue.id, &IssuePatch::default().state(state), &self.db).await.map(drop)
    }

    /// Adds a remark.
    pub async fn comment(&self, issue: &Issue, author: &Member, text: &str) -> Result<Comment, ModelError> {
        Comment::insert(&NewComment::new(issue.id, author.id, text), &self.db).await
    }

    /// The issues of a project, the newest first.
    pub async fn list(&self, project: &Project) -> Result<Vec<Line>, ModelError> {
        Line::list()
            .filter(Line::PROJECT_ID.eq(project.id))
            .order(Line::ID.desc())
            .limit(10)
            .all(&self.db)
            .await
    }
}
