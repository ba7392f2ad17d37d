//! Migrations as `zmig::embed!()` would carry them, for the runner.

use super::drafts::Migration;
use zmig::__private::{App, Digests, Embedded, Script};
use zmig::Migrations;
use zmig_core::{Checksum, Dialect, SetDigest};

/// The first migration, the first two, and so on: what programs of one version after the other carry.
pub(crate) fn sets(all: &[&Migration], dialect: Dialect) -> Vec<Migrations> {
    // What is embedded lives as long as the program; a test's programs are many, and short.
    let embedded: &'static [Embedded] = Vec::leak(all.iter().map(|m| embed(m, dialect)).collect());
    (1..=all.len())
        .map(|n| {
            let digest = SetDigest::of(all[..n].iter().map(|m| (m.manifest.name.as_str(), m.facts().up)));
            let digest = leak(digest.to_string());
            let digests = Digests { sqlite: digest, postgres: digest };
            Migrations::__new(App { name: "proof", version: "1.0.0" }, &embedded[..n], digests)
        })
        .collect()
}

fn leak(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

fn embed(migration: &Migration, dialect: Dialect) -> Embedded {
    let (manifest, facts) = (&migration.manifest, migration.facts());
    let script = Script {
        up: leak(&migration.up),
        down: leak(&migration.down),
        up_hash: leak(facts.up.to_string()),
        down_hash: leak(Checksum::of(&migration.down).to_string()),
        transaction: facts.transaction,
        reversibility: facts.reversibility,
        risk: facts.risk,
    };
    Embedded {
        name: leak(&manifest.name),
        schema: leak(&manifest.schema),
        parent: manifest.parent.as_ref().map(leak),
        depends_on: &[],
        replaces: &[],
        from: manifest.from.as_ref().map(leak),
        to: leak(&manifest.to),
        data_type: manifest.data_type,
        part: manifest.part,
        parts: manifest.parts,
        schema_hash: leak(manifest.schema_hash.to_string()),
        summary: leak(manifest.summary.join("\n")),
        notes: None,
        guard: None,
        manifest: leak(manifest.to_text()),
        sqlite: (dialect == Dialect::Sqlite).then_some(script),
        postgres: (dialect == Dialect::Postgres).then_some(script),
    }
}
