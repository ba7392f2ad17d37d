//! Migrations whose SQL somebody writes: no changes, no new version, a text of their own.

use super::{RenderedFile, refuse_marks};
use crate::dialect::step::one_line;
use crate::{
    Checksum, Dialect, FormatError, Hazard, Hooks, Manifest, ManifestDialect, PlanError, Reversibility, Risk,
    SQL_FORMAT, SqlFile, Stamp, Version, normalise_text,
};

/// A migration of SQL that somebody writes. It follows the newest one of its schema and leaves the version as it is.
#[derive(Clone, Debug)]
pub struct ByHand<'a> {
    /// When; becomes the first part of its name.
    pub stamp: Stamp,
    /// The newest migration of its schema.
    pub parent: &'a Manifest,
    /// The names of the migrations of other schemas that it builds on.
    pub depends_on: Vec<String>,
    /// What it does, in a few words: the end of its name.
    pub title: &'a str,
    /// A query of one boolean that decides whether it runs.
    pub guard: Option<String>,
    /// Checksum of the schema's tables, which it does not change.
    pub schema_hash: Checksum,
    /// What it is written in.
    pub dialects: &'a [Dialect],
    /// Up and down, the same in every dialect; none where they are still to be written.
    pub sql: Option<(&'a str, &'a str)>,
}

/// The line that stands where SQL is to be written.
const PLACE: &str =
    "-- Write the SQL here. Where this database has nothing to do, leave a remark of your own that says so.";

/// The files of a migration that is written by hand, its manifest last. Without SQL they are blank, and a build asks for
/// it.
///
/// # Errors
/// When a line of the SQL would be taken for one that marks the steps.
pub fn render_by_hand(wanted: &ByHand<'_>) -> Result<(Vec<RenderedFile>, Manifest), PlanError> {
    let title = one_line(wanted.title);
    let mut depends_on = wanted.depends_on.clone();
    depends_on.sort();
    let mut manifest = Manifest {
        format: Manifest::format_for(&[], None),
        id: wanted.stamp,
        name: by_hand_name(wanted.stamp, &wanted.parent.schema, &wanted.parent.to, &title),
        parent: Some(wanted.parent.name.clone()),
        depends_on,
        replaces: Vec::new(),
        schema: wanted.parent.schema.clone(),
        from: Some(wanted.parent.to.clone()),
        to: wanted.parent.to.clone(),
        data_type: None,
        part: 1,
        parts: 1,
        schema_hash: wanted.schema_hash,
        summary: vec![title],
        notes: None,
        guard: wanted.guard.clone(),
        hooks: Hooks::new(),
        dialects: Default::default(),
        changes: Vec::new(),
    };
    let mut files = Vec::new();
    for &dialect in wanted.dialects {
        let mut write = |up: bool| -> Result<String, PlanError> {
            let given = wanted.sql.map(|(there, back)| if up { there } else { back }).unwrap_or(PLACE);
            if wanted.sql.is_some() {
                refuse_marks(given, wanted.title, dialect)?;
            }
            let text = sql(&manifest, dialect, up, given);
            files.push(RenderedFile {
                path: Manifest::sql_path(&manifest.name, dialect, up),
                text: text.clone(),
            });
            Ok(text)
        };
        let (up, down) = (write(true)?, write(false)?);
        // What was written a moment ago is readable.
        if let Ok(entry) = ManifestDialect::of_sql(&up, &down) {
            manifest.dialects.insert(dialect, entry);
        }
    }
    files.push(RenderedFile { path: format!("{}.json", manifest.name), text: manifest.to_text() });
    Ok((files, manifest))
}

/// The name of a migration that is written by hand: that of its version, and what it does.
pub fn by_hand_name(stamp: Stamp, schema: &str, version: &str, title: &str) -> String {
    let version = Version::parse(version).map_or_else(|_| super::slug(version), |v| v.slug());
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    // A file's name has an end somewhere.
    let words: String = words.join("_").chars().take(40).collect();
    format!("{stamp}_{}_{version}_{words}", super::slug(schema))
}

fn sql(manifest: &Manifest, dialect: Dialect, up: bool, body: &str) -> String {
    let direction = if up { "up" } else { "down" };
    let title = manifest.summary.first().map_or("", String::as_str);
    // No reader can know what somebody writes; whoever does may say less on that line.
    let hazard = Hazard::unknown("SQL that is written by hand", Reversibility::Exact);
    let hazard = serde_json::to_string(&hazard).unwrap_or_default();
    format!(
        "-- zmig:file {SQL_FORMAT} {direction} {dialect} {name}\n-- {schema} {to}, by hand\n\n\
         -- zmig:step {title}\n-- zmig:hazard {hazard}\n{body}\n",
        name = manifest.name,
        schema = manifest.schema,
        to = manifest.to,
        body = body.trim_end(),
    )
}

impl Manifest {
    /// Whether somebody wrote its SQL, and it changes no schema.
    pub fn is_by_hand(&self) -> bool {
        self.changes.is_empty()
            && self.hooks.is_empty()
            && self.replaces.is_empty()
            && self.data_type.is_none()
    }

    /// The text of one of its SQL files as long as nobody has written it.
    pub fn blank_sql(&self, dialect: Dialect, up: bool) -> String {
        sql(self, dialect, up, PLACE)
    }

    /// Whether its SQL in a dialect was still to be written when the manifest was.
    pub fn is_blank(&self, dialect: Dialect, up: bool) -> bool {
        let sum = |entry: &ManifestDialect| if up { entry.up } else { entry.down };
        let is_it = |entry| sum(entry) == Checksum::of(&self.blank_sql(dialect, up));
        self.is_by_hand() && self.dialects.get(&dialect).is_some_and(is_it)
    }
}

impl ManifestDialect {
    /// What a manifest says of SQL that somebody wrote.
    ///
    /// # Errors
    /// When one of the texts cannot be read as the SQL of a migration.
    pub fn of_sql(up: &str, down: &str) -> Result<Self, FormatError> {
        let (up, down) = (normalise_text(up), normalise_text(down));
        let there = SqlFile::parse(&up)?;
        SqlFile::parse(&down)?;
        let hazards = || there.steps.iter().map(|step| step.hazard.as_ref());
        let back = hazards().map(|h| h.map_or(Reversibility::Exact, |h| h.down)).max();
        let nothing = if has_statement(&down) { Reversibility::Exact } else { Reversibility::StructureOnly };
        Ok(Self {
            up: Checksum::of(&up),
            down: Checksum::of(&down),
            risk: hazards().map(|h| h.map_or(Risk::High, |h| h.risk)).max().unwrap_or(Risk::Safe),
            reversibility: back.unwrap_or(Reversibility::Exact).max(nothing),
            transaction: there.transaction,
        })
    }
}

/// Whether there is more than remarks.
fn has_statement(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Draft, PlanOptions, Schema, render};

    fn parent() -> Manifest {
        let old = Schema::default();
        let draft = Draft {
            stamp: Stamp::from_unix(1_766_232_000),
            parent: None,
            depends_on: Vec::new(),
            replaces: Vec::new(),
            schema: "zSchema.shop".into(),
            from: None,
            to: Version::parse("v1.2.0").expect("a version"),
            data_type: None,
            part: (1, 1),
            notes: None,
            hooks: Hooks::new(),
            old: &old,
            changes: &[],
            dialects: &[Dialect::Sqlite],
            options: &PlanOptions::default(),
        };
        render(&draft).expect("rendered").1
    }

    fn by_hand<'a>(parent: &'a Manifest, sql: Option<(&'a str, &'a str)>) -> ByHand<'a> {
        ByHand {
            stamp: Stamp::from_unix(1_766_235_600),
            parent,
            depends_on: vec!["2_b".into(), "1_a".into()],
            title: "Fill phones, at last!",
            guard: Some("SELECT true".into()),
            schema_hash: parent.schema_hash,
            dialects: &[Dialect::Sqlite, Dialect::Postgres],
            sql,
        }
    }

    #[test]
    fn without_sql_it_is_blank_and_with_sql_it_is_not() {
        let parent = parent();
        let (files, manifest) = render_by_hand(&by_hand(&parent, None)).expect("rendered");
        assert_eq!(manifest.name, "20251220130000_shop_v1_2_0_fill_phones_at_last");
        assert_eq!((manifest.from.as_deref(), &*manifest.to), (Some("v1.2.0"), "v1.2.0"));
        assert_eq!(manifest.depends_on, ["1_a", "2_b"]);
        assert_eq!(files.len(), 5);
        assert!(manifest.is_blank(Dialect::Sqlite, true) && manifest.is_blank(Dialect::Postgres, false));
        assert_eq!(manifest.dialects[&Dialect::Sqlite].reversibility, Reversibility::StructureOnly);
        assert_eq!(Manifest::parse(&files[4].text).expect("readable"), manifest);

        let given = Some(("UPDATE a SET b = 1;", "UPDATE a SET b = 0;\n"));
        let (files, manifest) = render_by_hand(&by_hand(&parent, given)).expect("rendered");
        assert!(!manifest.is_blank(Dialect::Sqlite, true) && !manifest.is_blank(Dialect::Sqlite, false));
        assert!(files[0].text.ends_with("}\nUPDATE a SET b = 1;\n"), "{}", files[0].text);
        let entry = &manifest.dialects[&Dialect::Sqlite];
        assert_eq!((entry.risk, entry.reversibility), (Risk::High, Reversibility::Exact));

        let marked = render_by_hand(&by_hand(&parent, Some(("-- zmig:step mine", ""))));
        assert!(marked.expect_err("refused").to_string().contains("-- zmig:"));
    }

    #[test]
    fn who_writes_the_sql_says_what_it_may_hurt() {
        let safe = "-- zmig:step a\nUPDATE a SET b = 1;\n";
        let entry = ManifestDialect::of_sql(safe, "-- nothing\n").expect("readable");
        assert_eq!((entry.risk, entry.reversibility), (Risk::Safe, Reversibility::StructureOnly));
        let plain = ManifestDialect::of_sql("UPDATE a SET b = 1;", "UPDATE a SET b = 0;").expect("readable");
        assert_eq!((plain.risk, plain.reversibility), (Risk::High, Reversibility::Exact));
        assert!(ManifestDialect::of_sql("-- zmig:stpe a\n", "").is_err());
    }
}
