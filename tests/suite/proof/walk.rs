//! One case on one database, law by law.

use super::Failure;
use super::case::Case;
use super::drafts::{Drafting, Migration, can_hold};
use super::fill::{Filling, fill};
use super::flow::Flow;
use super::keep::{Tables, kept};
use super::road::{Road, Went, differences, steps};
use super::seen;
use crate::support::catalog::try_catalog;
use crate::support::db::Db;
use crate::support::rows::{lines, try_values};
use zmig_core::{Change, Dialect, Reversibility, Risk, Schema};

/// What became of the rows.
pub(crate) struct Walked {
    pub(crate) before: Vec<String>,
    /// `None` where a row stood in the way.
    pub(crate) after: Option<Vec<String>>,
    pub(crate) back: Option<Vec<String>>,
    /// What was said of those that stood in the way.
    why: Vec<String>,
}

/// What a database is found to be.
struct State {
    schema: Schema,
    lines: Vec<String>,
}

/// All laws, one after the other. `None` where the database has no words for one of the schemas.
pub(crate) async fn walk(db: &mut Db, case: &Case) -> Result<Option<Walked>, Failure> {
    let (old, new) = (&case.pair.old, &case.pair.new);
    for schema in [old, new] {
        if !can_hold(schema, db.dialect)? || is_virtual(schema) && db.is_older_than(18).await {
            return Ok(None);
        }
    }
    let changes = case.changes()?;
    let told = |failure: Failure| {
        let list: Vec<_> = changes.iter().map(Change::summary).collect();
        Failure::new(failure.law, format!("{}\n  {}", failure.text, list.join("\n  ")))
    };
    let there = by_itself(db, case, new).await.map_err(told)?;
    along(db, case, &changes, &there).await.map(Some).map_err(told)
}

/// Whether something is computed when it is read, which PostgreSQL does from version 18 on.
fn is_virtual(schema: &Schema) -> bool {
    let columns = schema.tables.values().flat_map(|t| &t.columns);
    columns.filter_map(|c| c.generated.as_ref()).any(|g| !g.stored)
}

/// A schema comes to a database that is empty, is read, goes, and is created again from what was read.
async fn by_itself(db: &mut Db, case: &Case, schema: &Schema) -> Result<State, Failure> {
    let drafting = Drafting { dialect: db.dialect, options: &case.options, each: false };
    db.reset().await;
    let made = drafting.creation(schema)?;
    run(db, &made, true, "a schema comes").await?;
    let state = look(db, schema).await?;
    run(db, &made, false, "a schema goes").await?;
    let left = try_catalog(db).await.map_err(broken)?;
    if !left.is_empty() {
        return Err(Failure::new("nothing is left of a schema that goes", left.join("\n")));
    }
    let mut read = state.schema.clone();
    read.adopt_owners(schema, "zSchema.proof");
    let again = drafting.creation(&read)?;
    run(db, &again, true, "what was read can be created").await?;
    let found = look(db, &read).await?;
    same(&plainly(&state), &plainly(&found), db.dialect, "what was read makes the same database")?;
    let more = zmig_core::diff(&read, &with_owners(&found, &read), &zmig_core::Hints::default());
    match more {
        Ok(more) if more.is_empty() => Ok(state),
        more => Err(Failure::new("a second difference is empty", format!("{more:#?}"))),
    }
}

fn with_owners(state: &State, known: &Schema) -> Schema {
    let mut schema = state.schema.clone();
    schema.adopt_owners(known, "zSchema.proof");
    schema
}

/// From the old schema to the new one, back, and there again.
async fn along(db: &mut Db, case: &Case, changes: &[Change], there: &State) -> Result<Walked, Failure> {
    let (old, new) = (&case.pair.old, &case.pair.new);
    let drafting = Drafting { dialect: db.dialect, options: &case.options, each: false };
    let first = drafting.creation(old)?;
    let drafting = Drafting { each: case.each, ..drafting };
    let parts = drafting.migrations(old, changes.to_vec(), &first)?;
    db.reset().await;
    let road = Road::new(db, &first, &parts, case.runner);
    road.begin(db).await.map_err(|e| Failure::new("a schema comes", e))?;
    let here = look(db, old).await?;
    let flow = Flow::of(old, new, changes);
    fill(db, &case.filling(old, Some(&flow), case.seed)).await;
    let before = values(db, old).await?;

    let is_safe = |at: usize| parts[at].facts().risk == Risk::Safe;
    let exact = parts.iter().all(|p| p.facts().reversibility == Reversibility::Exact);
    let mut walked = Walked { before: case.comparable(&before), after: None, back: None, why: Vec::new() };
    let mut after = None;
    match road.go(db, true, 0, Some(&here.lines)).await? {
        Went::Stopped { at, why } => {
            if is_safe(at) {
                return Err(Failure::new(
                    "what is safe is never refused",
                    format!("{why}\n{}", parts[at].up),
                ));
            }
            if at == 0 && values(db, old).await? != before {
                return Err(Failure::new("what is refused leaves all rows alone", why));
            }
            walked.why.push(why);
            db.empty().await;
            finish(&road, db, true, at).await?;
        }
        Went::Through => {
            let found = values(db, new).await?;
            kept(&flow, old, new, &before, &found).map_err(|text| {
                Failure::new("rows say what they said", format!("{text}\n{}", texts(&parts, true)))
            })?;
            walked.after = Some(case.comparable(&found));
            after = Some(found);
        }
    }
    same(there, &look(db, new).await?, db.dialect, "the way leads where the new schema is")
        .map_err(|f| with_sql(f, &parts, true))?;

    if case.busy {
        fill(db, &case.filling(new, None, case.seed + 1)).await;
    }
    let mut returned = false;
    if let Some(last) = parts.len().checked_sub(1) {
        match road.go(db, false, last, Some(&there.lines)).await? {
            Went::Stopped { at, why } => {
                if exact && !case.busy {
                    let text = format!("{why}\n{}", parts[at].down);
                    return Err(Failure::new("what comes back exactly is never refused", text));
                }
                walked.why.push(why);
                db.empty().await;
                finish(&road, db, false, at).await?;
            }
            Went::Through => {
                let back = values(db, old).await?;
                if exact && !case.busy && after.is_some() && sorted(&back) != sorted(&before) {
                    let text = differences(&lines(&before), &lines(&back));
                    let failure = Failure::new("what comes back exactly is what was there", text);
                    return Err(with_sql(failure, &parts, false));
                }
                walked.back = Some(case.comparable(&back));
                returned = after.is_some() && !case.busy;
            }
        }
    }
    same(&here, &look(db, old).await?, db.dialect, "the way back leads where it began")
        .map_err(|f| with_sql(f, &parts, false))?;

    match road.go(db, true, 0, Some(&here.lines)).await? {
        Went::Stopped { why, .. } if exact && returned => {
            return Err(Failure::new("the way can be gone again", why));
        }
        Went::Stopped { at, .. } => {
            db.empty().await;
            finish(&road, db, true, at).await?;
        }
        Went::Through => {
            let again = values(db, new).await?;
            if let Some(after) = after.filter(|_| exact && returned) {
                // Which row gets which new number is the database's.
                let [first, second] =
                    [after, again].map(|tables| case.comparable(&without_numbers(tables, changes)));
                if first != second {
                    let text = differences(&first, &second);
                    return Err(Failure::new("the second time does what the first did", text));
                }
            }
        }
    }
    let lines = try_catalog(db).await.map_err(broken)?;
    if lines != there.lines {
        let text = differences(&there.lines, &lines);
        let failure = Failure::new("the second time leads where the first did", text);
        return Err(with_sql(failure, &parts, true));
    }
    Ok(walked)
}

/// Without rows nothing stands in the way.
async fn finish(road: &Road<'_>, db: &mut Db, up: bool, at: usize) -> Result<(), Failure> {
    match road.go(db, up, at, None).await? {
        Went::Through => Ok(()),
        Went::Stopped { at, why } => {
            let text = if up { &road.parts[at].up } else { &road.parts[at].down };
            let law = if up { "an empty database follows" } else { "an empty database goes back" };
            Err(Failure::new(law, format!("{why}\n{text}")))
        }
    }
}

async fn run(db: &Db, migrations: &[Migration], up: bool, law: &'static str) -> Result<(), Failure> {
    let mut all: Vec<&str> = migrations.iter().map(|m| if up { m.up.as_str() } else { &m.down }).collect();
    if !up {
        all.reverse();
    }
    for text in all {
        steps(db, text).await.map_err(|e| Failure::new(law, format!("{e}\n{text}")))?;
    }
    Ok(())
}

/// What is there, which is what the schema says.
async fn look(db: &Db, schema: &Schema) -> Result<State, Failure> {
    let found =
        db.try_introspect().await.map_err(|e| Failure::new("introspection succeeds", e.to_string()))?;
    if !found.unmanaged.is_empty() {
        return Err(Failure::new("what zmig made is zmig's", format!("{:#?}", found.unmanaged)));
    }
    seen::is_seen(&found.schema, schema, db.dialect)
        .map_err(|text| Failure::new("introspection reads what the schema says", text))?;
    let lines = try_catalog(db).await.map_err(broken)?;
    Ok(State { schema: found.schema, lines })
}

/// Two databases are the same, by zmig's eyes and by others.
fn same(expected: &State, found: &State, dialect: Dialect, law: &'static str) -> Result<(), Failure> {
    let (a, b) = (found.schema.as_seen_by(dialect), expected.schema.as_seen_by(dialect));
    seen::equal(&a, &b).map_err(|text| Failure::new(law, text))?;
    if found.lines != expected.lines {
        return Err(Failure::new(law, differences(&expected.lines, &found.lines)));
    }
    Ok(())
}

/// With numbers as they are written by most: PostgreSQL keeps `1e3` as `'1000'::numeric`.
fn plainly(state: &State) -> State {
    let plain = |line: &String| match line.split_once("'::numeric") {
        Some((before, after)) => {
            let (start, digits) = before.rsplit_once('\'').unwrap_or((before, ""));
            format!("{start}{digits}{after}")
        }
        None => line.clone(),
    };
    State { schema: state.schema.clone(), lines: state.lines.iter().map(plain).collect() }
}

fn with_sql(failure: Failure, parts: &[Migration], up: bool) -> Failure {
    Failure::new(failure.law, format!("{}\n{}", failure.text, texts(parts, up)))
}

fn texts(parts: &[Migration], up: bool) -> String {
    parts.iter().map(|p| if up { p.up.as_str() } else { &p.down }).collect()
}

fn broken(error: sqlx::Error) -> Failure {
    Failure::new("the database answers", error.to_string())
}

async fn values(db: &Db, schema: &Schema) -> Result<Tables, Failure> {
    try_values(db, schema).await.map_err(|e| Failure::new("rows can be read", e))
}

/// The rows but for the columns that come and number them.
fn without_numbers(mut tables: Tables, changes: &[Change]) -> Tables {
    for change in changes {
        if let Change::AddColumn { table, column, .. } = change
            && column.identity.is_some()
        {
            for row in tables.get_mut(table).into_iter().flatten() {
                row.remove(&column.name);
            }
        }
    }
    tables
}

fn sorted(tables: &Tables) -> Vec<String> {
    lines(tables)
}

impl Case {
    fn filling<'a>(&self, schema: &'a Schema, flow: Option<&'a Flow>, seed: u64) -> Filling<'a> {
        Filling { schema, flow, rows: self.rows, seed, wild: self.wild }
    }

    /// The rows but for what tells the time.
    fn comparable(&self, tables: &Tables) -> Vec<String> {
        let mut tables = tables.clone();
        for row in tables.values_mut().flatten() {
            row.retain(|column, _| !self.tells_the_time(column));
        }
        lines(&tables)
    }
}

impl Walked {
    /// Whether another database came to the same.
    pub(crate) fn agrees(&self, other: &Self) -> Result<(), String> {
        // SQLite keeps no sign of a zero.
        let zero = |l: &String| format!("{l} ").replace("=-0 ", "=0 ").replace("=-0.0 ", "=0.0 ");
        let unsigned = |lines: Vec<String>| {
            let mut out: Vec<_> = lines.iter().map(zero).collect();
            out.sort();
            out
        };
        let parts = |w: &Self| {
            [Some(w.before.clone()), w.after.clone(), w.back.clone()]
                .map(|p| p.map_or_else(|| vec!["refused".into()], unsigned))
        };
        let names = ["before", "after", "back"];
        for (name, (a, b)) in names.iter().zip(parts(self).iter().zip(parts(other).iter())) {
            if a != b {
                let why = [self.why.join("\n"), other.why.join("\n")].join("\n");
                return Err(format!("{name}, - SQLite, + PostgreSQL:\n{}\n{why}", differences(a, b)));
            }
        }
        Ok(())
    }
}
