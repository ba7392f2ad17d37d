//! The page of a rule, out of its own texts.

use super::Rule;
use std::fmt::Write as _;

impl Rule {
    /// The rule's page as Markdown: what `docs/lint/` holds and `cargo zmig lint --explain` prints.
    pub fn page(&self) -> String {
        let names: Vec<&str> = self.dialects.iter().map(|d| d.title()).collect();
        let mut out = format!("# {}: {}\n\n", self.code, self.title);
        let _ = writeln!(out, "{}. Of {}.\n", level(self), names.join(" and "));
        let _ = writeln!(out, "{}\n\n## Instead\n\n{}", self.why, self.instead);
        if !self.sql.is_empty() {
            let _ = writeln!(out, "\n```sql\n{}\n```", self.sql.replace(['{', '}'], ""));
        }
        for (title, cases) in [("Found in", self.refused), ("Not found in", self.accepted)] {
            if !cases.is_empty() {
                let _ = writeln!(out, "\n## {title}\n\n```sql\n{}\n```", cases.join("\n\n"));
            }
        }
        let code = self.code;
        let _ = writeln!(
            out,
            "\n## Accepting it\n\nFor a statement `-- zmig:allow {code} reason` on the line before it, for a version \
             `allow: [{code}]` in the schema's\n`Meta`, for the project `allow = [\"{code}\"]` under `[lint]` in `zmig.toml`. \
             `deny = [\"{code}\"]` there refuses it."
        );
        out
    }
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        super::Level::Advice => "Advice: it could be better, and nothing breaks",
        super::Level::Warning => "A warning: it may hurt",
        super::Level::Error => "An error: it cannot work",
    }
}
