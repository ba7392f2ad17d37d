//! What belongs to rows is loaded by one query a relation, and filtered by.

use super::support::*;
use super::tables::*;
use std::fmt;
use std::sync::{Mutex, OnceLock};
use tracing::field::{Field, Visit};
use tracing::span;
use zmig_runtime::{Filter, Model};

const ROWS: &str = "
INSERT INTO users VALUES (1, 'ada', NULL), (2, 'bob', 1), (3, 'cyd', 1), (4, 'dan', 2);
INSERT INTO profiles VALUES (1, 2, 'of bob'), (2, 3, 'of cyd');
INSERT INTO posts VALUES (1, 1, 'x1', NULL), (2, 1, 'y', NULL), (3, 2, 'x2', NULL), (4, 2, 'x3', '2025-01-01'),
  (5, NULL, 'x4', NULL), (6, 3, 'x5', '2025-01-01');
INSERT INTO labels VALUES ('a'), ('b'), ('c');
INSERT INTO post_labels VALUES (1, 'a', NULL), (1, 'b', NULL), (3, 'a', NULL), (4, 'b', NULL), (2, 'c', '2025-01-01'),
  (5, 'a', NULL);
INSERT INTO rooms VALUES (1, 'top', 'attic'), (1, 'low', 'hall'), (2, 'top', 'loft');
INSERT INTO beds VALUES (1, 1, 'top'), (2, 1, 'top'), (3, 2, 'top'), (4, 2, NULL), (5, 1, 'low');
";

fn titles(posts: &[Post]) -> Vec<&str> {
    posts.iter().map(|p| &*p.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_of_every_kind_are_loaded() {
    for backend in ALL {
        let (_guard, db) = filled(backend, ROWS).await;
        let users = User::list().order(User::ID.asc()).all(&db).await.unwrap();
        let [ada, bob, cyd, dan] = &users[..] else { panic!("{users:?}") };

        let posts = User::POSTS.order(Post::ID.asc()).load(&users, &db).await.unwrap();
        assert_eq!(titles(posts.of(ada)), ["x1", "y"]);
        assert_eq!(titles(posts.of(bob)), ["x2"]);
        assert_eq!((posts.of(cyd), posts.all().len()), (&[][..], 3));
        // An equal row is the same row.
        assert_eq!(titles(posts.of(&bob.clone())), ["x2"]);

        let x = User::POSTS.filter(Post::TITLE.like("x%")).order(Post::ID.desc()).with_deleted();
        let x = x.load(&users, &db).await.unwrap();
        assert_eq!((titles(x.of(ada)), titles(x.of(bob))), (vec!["x1"], vec!["x3", "x2"]));
        assert_eq!((titles(x.of(cyd)), titles(x.of(dan))), (vec!["x5"], vec![]));

        let profiles = User::PROFILE.load::<Profile>(&users, &db).await.unwrap();
        assert_eq!(profiles.of(bob).map(|p| &*p.about), Some("of bob"));
        assert_eq!(profiles.of(ada), None);

        let bosses = User::BOSS.load::<User>(&users, &db).await.unwrap();
        assert_eq!([ada, bob, cyd, dan].map(|u| bosses.of(u)), [None, Some(ada), Some(ada), Some(bob)]);
        assert_eq!(bosses.all().len(), 2);

        let all = Post::list().with_deleted().order(Post::ID.asc()).all(&db).await.unwrap();
        let labels = Post::LABELS.order(Label::ID.asc()).load(&all, &db).await.unwrap();
        let labels: Vec<String> =
            all.iter().map(|post| labels.of(post).iter().map(|l| &*l.id).collect()).collect();
        assert_eq!(labels, ["ab", "", "a", "b", "a", ""]);

        let labels = Label::list().order(Label::ID.asc()).all(&db).await.unwrap();
        let posts = Label::POSTS.order(Post::ID.asc()).load(&labels, &db).await.unwrap();
        let posts: Vec<_> = labels.iter().map(|label| titles(posts.of(label))).collect();
        assert_eq!(posts, [vec!["x1", "x2", "x4"], vec!["x1"], vec![]]);

        let rooms = Room::list().order(Room::NAME.asc()).all(&db).await.unwrap();
        let beds = Room::BEDS.order(Bed::ID.asc()).load(&rooms, &db).await.unwrap();
        let found: Vec<Vec<i64>> =
            rooms.iter().map(|room| beds.of(room).iter().map(|b| b.id).collect()).collect();
        assert_eq!(found, [vec![1, 2], vec![5], vec![3]]);
        let beds = Bed::list().order(Bed::ID.asc()).all(&db).await.unwrap();
        let rooms = Bed::ROOM.load::<Room>(&beds, &db).await.unwrap();
        let found: Vec<_> = beds.iter().map(|bed| rooms.of(bed).map_or("-", |r| &*r.name)).collect();
        assert_eq!(found, ["attic", "attic", "loft", "-", "hall"]);
    }
}

async fn users(db: &zmig_runtime::Db, filter: Filter<User>) -> Vec<i64> {
    let users = User::list().filter(filter).order(User::ID.asc()).all(db).await.unwrap();
    users.iter().map(|u| u.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_filtered_by_what_belongs_to_them() {
    for backend in ALL {
        let (_guard, db) = filled(backend, ROWS).await;
        let titled = |title: &str| User::POSTS.exists_where(Post::TITLE.like(title));
        assert_eq!(users(&db, User::POSTS.exists()).await, [1, 2]);
        assert_eq!(users(&db, !User::POSTS.exists()).await, [3, 4]);
        assert_eq!(users(&db, titled("x%")).await, [1, 2]);
        assert_eq!(users(&db, titled("y")).await, [1]);
        assert_eq!(users(&db, titled("x3")).await, [0; 0], "a deleted post is none");
        assert_eq!(users(&db, User::PROFILE.exists()).await, [2, 3]);
        assert_eq!(users(&db, User::BOSS.exists()).await, [2, 3, 4]);
        let of_bob = User::BOSS.exists_where(User::NAME.eq("bob"));
        assert_eq!(users(&db, of_bob).await, [4]);
        // Several, beside each other and within each other, of the same table too.
        assert_eq!(users(&db, titled("x%").and(!titled("y"))).await, [2]);
        let above = User::BOSS.exists_where(User::BOSS.exists_where(User::NAME.eq("ada")));
        assert_eq!(users(&db, above).await, [4]);
        let labelled = |label: &str| Post::LABELS.exists_where(Label::ID.eq(label));
        assert_eq!(users(&db, User::POSTS.exists_where(labelled("a"))).await, [1, 2]);
        assert_eq!(users(&db, User::POSTS.exists_where(labelled("b"))).await, [1]);
        assert_eq!(
            users(&db, User::POSTS.exists_where(labelled("c"))).await,
            [0; 0],
            "a deleted link is none"
        );
        let busy = User::BOSS.exists_where(User::POSTS.exists_where(labelled("a").and(labelled("b"))));
        assert_eq!(users(&db, busy.or(User::ID.eq(1))).await, [1, 2, 3]);

        let beds = Bed::list().filter(Bed::ROOM.exists_where(Room::NAME.ne("loft")));
        let beds = beds.order(Bed::ID.asc()).all(&db).await.unwrap();
        assert_eq!(beds.iter().map(|b| b.id).collect::<Vec<_>>(), [1, 2, 5]);
        let labels = Label::list().filter(Label::POSTS.exists_where(Post::TITLE.eq("x3")));
        assert_eq!(labels.count(&db).await.unwrap(), 0);
    }
}

/// The statements that sqlx ran.
static STATEMENTS: OnceLock<Mutex<Vec<String>>> = OnceLock::new();

struct Listener;

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        STATEMENTS.get_or_init(Mutex::default).lock().unwrap().push(text.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if matches!(field.name(), "summary" | "db.statement") {
            self.0.push_str(&format!("{value:?} "));
        }
    }
}

/// Statements that read `counted`, since the last call.
fn statements() -> usize {
    let all = STATEMENTS.get_or_init(Mutex::default);
    let all: Vec<String> = std::mem::take(&mut all.lock().unwrap());
    all.iter().filter(|text| text.contains("SELECT") && text.contains("counted")).count()
}

model!(Counted, "counted", 7, false, id: i64; ID id i64);

const ID: zmig_runtime::ColumnShape = zmig_runtime::ColumnShape::plain("id");

impl Counted {
    const TWICE: zmig_runtime::HasMany<Self, (i64, i64), 7> = zmig_runtime::Relation::new(
        &zmig_runtime::RelationShape {
            table: "counted",
            pairs: &[(ID, "id"), (ID, "id")],
            through: None,
            soft_delete: false,
        },
        |row: &Self| Some((row.id, row.id)),
    );
    const SAME: zmig_runtime::HasMany<Self, (i64,), 7> = zmig_runtime::Relation::new(
        &zmig_runtime::RelationShape {
            table: "counted",
            pairs: &[(ID, "id")],
            through: None,
            soft_delete: false,
        },
        |row: &Self| Some((row.id,)),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_query_loads_what_belongs_to_all_rows() {
    tracing::subscriber::set_global_default(Listener).unwrap();
    for backend in BOTH {
        let sql = "CREATE TABLE counted (id BIGINT PRIMARY KEY NOT NULL);
            INSERT INTO counted WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000)
            SELECT i FROM n;";
        let (_guard, db) = made(backend, sql).await;
        let rows = Counted::list().all(&db).await.unwrap();
        assert_eq!(rows.len(), 70_000);
        statements();
        for (count, queries) in [(0, 0), (1, 1), (3, 1), (1000, 1), (70_000, 1)] {
            // A row that is asked for twice is loaded once.
            let asked = rows.iter().take(count).chain(rows.iter().take(count.min(2)));
            let same = Counted::SAME.load::<Counted>(asked, &db).await.unwrap();
            assert_eq!(statements(), queries, "{backend:?}: {count} rows");
            assert_eq!(same.all().len(), count);
            assert!(rows.iter().take(count).all(|row| same.of(row) == [row.clone()]));
            assert_eq!(same.of(&Counted { id: -1 }), []);
        }
        // Keys of several columns are bound one by one, as many as the database likes.
        let queries = if backend == Backend::Postgres { 1 } else { 3 };
        for (count, queries) in [(0, 0), (1, 1), (1000, 1), (5000, queries)] {
            let twice = Counted::TWICE.load::<Counted>(rows.iter().take(count), &db).await.unwrap();
            assert_eq!(statements(), queries, "{backend:?}: {count} rows by two columns");
            assert_eq!(twice.all().len(), count);
        }
    }
}

/// Whatever is a database: a pool, a connection, a transaction.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_loads_what_it_has_written() {
    let (_guard, db) = filled(Backend::Sqlite, ROWS).await;
    let zmig_runtime::Db::Sqlite(pool) = &db else { panic!("{db:?}") };
    let mut tx = pool.begin().await.unwrap();
    sqlx::raw_sql("INSERT INTO posts VALUES (9, 4, 'new', NULL)").execute(&mut *tx).await.unwrap();
    let users = User::list().all(&mut tx).await.unwrap();
    let posts = User::POSTS.load::<Post>(&users, &mut tx).await.unwrap();
    assert_eq!(titles(posts.of(&users[3])), ["new"]);
    tx.rollback().await.unwrap();
    let posts = User::POSTS.load::<Post>(users.iter().skip(3), &db).await.unwrap();
    assert_eq!(posts.all(), []);
}
