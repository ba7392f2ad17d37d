//! How many statements a look at an up-to-date database takes, as sqlx logs them. A test file of its own, since it
//! listens to the whole process.
#![allow(missing_docs, clippy::unwrap_used, dead_code, unreachable_pub)]

#[path = "runner/support.rs"]
mod support;

use std::sync::Mutex;
use support::*;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listener;

struct Statement(String);

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" || field.name() == "db.statement" {
            self.0.push_str(&format!("{value:?} "));
        }
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement(String::new());
            event.record(&mut statement);
            SEEN.lock().unwrap().push(statement.0);
        }
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn up_to_date_is_one_statement_whatever_the_length_of_the_history() {
    tracing::subscriber::set_global_default(Listener).unwrap();
    for backend in BOTH {
        for count in [1, 300] {
            let db = Db::new(backend).await;
            let set = migrations(&tables(count));
            set.run_pending(&db.url).await.unwrap();
            let seen = |report: zmig_runtime::Report| {
                assert!(report.is_up_to_date());
                std::mem::take(&mut *SEEN.lock().unwrap())
            };
            let statements = match backend {
                Backend::Sqlite => {
                    let pool = sqlx::SqlitePool::connect(&db.url).await.unwrap();
                    SEEN.lock().unwrap().clear();
                    seen(set.run_pending(&pool).await.unwrap())
                }
                Backend::Postgres => {
                    let pool = sqlx::PgPool::connect(&db.url).await.unwrap();
                    SEEN.lock().unwrap().clear();
                    seen(set.run_pending(&pool).await.unwrap())
                }
                Backend::Csv => unreachable!("its history is read without a statement"),
            };
            assert_eq!(statements.len(), 1, "{backend:?} {count}: {statements:?}");
            assert!(statements[0].contains("set_digest"), "{statements:?}");
        }
    }
}
