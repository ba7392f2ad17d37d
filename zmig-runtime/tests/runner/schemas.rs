//! Several schemas whose migrations build on each other: what a run to a target applies, and what a rollback takes back.

use super::support::*;
use std::collections::BTreeSet;
use zmig_runtime::{Migrations, RollbackTarget};

const SCHEMAS: [&str; 3] = ["a", "b", "c"];
const COUNT: usize = 12;

/// Random numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 40).unwrap() % n
    }
}

/// Migrations of three schemas. Each makes a table out of those of the migrations that it needs, and its way back needs
/// theirs still to be there: in a wrong order, the database says so.
struct Graph {
    all: Vec<One>,
    /// For each, what it needs itself.
    needs: Vec<BTreeSet<usize>>,
}

impl Graph {
    fn of(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
        let (mut all, mut needs): (Vec<One>, Vec<BTreeSet<usize>>) = (Vec::new(), Vec::new());
        for i in 0..COUNT {
            let schema = SCHEMAS[dice.below(3)];
            let parent = all.iter().rposition(|m| m.schema == schema);
            let mut own: BTreeSet<usize> = BTreeSet::new();
            for _ in 0..dice.below(3) {
                if i > 0 {
                    own.insert(dice.below(i));
                }
            }
            own.retain(|n| all[*n].schema != schema);
            let depends_on = own.iter().map(|n| all[*n].name.clone()).collect();
            own.extend(parent);
            let look: String =
                own.iter().map(|n| format!("INSERT INTO t{i} SELECT count(*) FROM t{n};\n")).collect();
            all.push(One {
                name: format!("202501010000{i:02}_{schema}"),
                schema,
                parent: parent.map(|n| all[n].name.clone()),
                depends_on,
                ..one(
                    1,
                    format!("CREATE TABLE t{i} (n INTEGER);\n{look}"),
                    format!("{look}DROP TABLE t{i};\n"),
                )
            });
            needs.push(own);
        }
        Self { all, needs }
    }

    /// Some, with all that they need.
    fn below(&self, some: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let (mut out, mut open): (BTreeSet<usize>, Vec<usize>) =
            (BTreeSet::new(), some.into_iter().collect());
        while let Some(i) = open.pop() {
            if out.insert(i) {
                open.extend(&self.needs[i]);
            }
        }
        out
    }

    /// Some, with all that needs them.
    fn above(&self, some: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let some: BTreeSet<usize> = some.into_iter().collect();
        (0..COUNT).filter(|i| !self.below([*i]).is_disjoint(&some)).collect()
    }

    fn index(&self, name: &str) -> usize {
        self.all.iter().position(|m| m.name == name).unwrap()
    }

    async fn applied(&self, db: &Db, set: &Migrations) -> BTreeSet<usize> {
        let status = set.status(&db.url).await.unwrap();
        assert_eq!(status.problems, []);
        let applied: BTreeSet<usize> = status.applied.iter().map(|name| self.index(name)).collect();
        for i in 0..COUNT {
            assert_eq!(db.has_table(&format!("t{i}")).await, applied.contains(&i), "t{i}");
        }
        applied
    }
}

#[tokio::test]
async fn a_target_is_applied_with_what_it_needs_in_other_schemas_and_no_more() {
    for (backend, seed) in ALL.into_iter().flat_map(|backend| (0..2).map(move |seed| (backend, seed))) {
        let graph = Graph::of(seed);
        let set = migrations(&graph.all);
        let db = Db::new(backend).await;
        let mut dice = Dice(seed);
        let mut expected = BTreeSet::new();
        while expected.len() < COUNT {
            let (way, to) = (dice.below(3), dice.below(COUNT));
            let one = &graph.all[to];
            let target = match way {
                0 => one.name.clone(),
                1 => one.name[..14].to_owned(),
                _ => format!("{}@v1.{}.0", one.schema, to + 1),
            };
            // A stamp asks for all that is as old.
            let asked = if way == 1 { (0..=to).collect() } else { graph.below([to]) };
            let before = expected.clone();
            expected.extend(asked);
            let report =
                set.run_to(&db.url, target.as_str()).await.unwrap_or_else(|e| panic!("{target}: {e}"));
            let done: BTreeSet<usize> = report.applied.iter().map(|m| graph.index(&m.name)).collect();
            assert_eq!(done, expected.difference(&before).copied().collect(), "seed {seed}, {target}");
            assert_eq!(graph.applied(&db, &set).await, expected, "seed {seed}, {target}");
        }
    }
}

#[tokio::test]
async fn a_rollback_takes_what_builds_on_it_in_other_schemas_and_no_more() {
    for (backend, seed) in ALL.into_iter().flat_map(|backend| (3..5).map(move |seed| (backend, seed))) {
        let graph = Graph::of(seed);
        let set = migrations(&graph.all);
        let db = Db::new(backend).await;
        let mut dice = Dice(seed);
        for _ in 0..5 {
            set.run_pending(&db.url).await.unwrap();
            let to = dice.below(COUNT);
            let one = &graph.all[to];
            let (target, gone) = if dice.below(2) == 0 {
                let version = format!("v1.{}.0", to + 1);
                let later = (to + 1..COUNT).filter(|i| graph.all[*i].schema == one.schema);
                (RollbackTarget::Version { schema: one.schema.into(), version }, graph.above(later))
            } else {
                (RollbackTarget::Id(one.name[..14].parse().unwrap()), (to + 1..COUNT).collect())
            };
            let told = set.rollback_preview(&db.url, target.clone()).await.unwrap();
            // A program that knows none of them takes back the same.
            let report = migrations(&[]).rollback(&db.url, target.clone()).await.unwrap();
            let done: Vec<&str> = report.rolled_back.iter().map(|m| m.name.as_str()).collect();
            assert_eq!(done, told.iter().map(|e| e.migration.as_str()).collect::<Vec<_>>());
            assert_eq!(
                done.iter().map(|n| graph.index(n)).collect::<BTreeSet<_>>(),
                gone,
                "seed {seed}, {target:?}"
            );
            let stays: BTreeSet<usize> = (0..COUNT).filter(|i| !gone.contains(i)).collect();
            assert_eq!(graph.applied(&db, &set).await, stays, "seed {seed}, {target:?}");
        }
    }
}
