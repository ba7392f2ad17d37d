//! A file as a whole: its `Meta` and its tables.

use super::parse::Node;
use super::report::{At, Report};
use super::{meta, table};
use crate::source::Contribution;
use crate::source::words::check_schema_name;

pub(crate) fn read(report: &mut Report<'_>, node: &Node<'_>) -> Contribution {
    let root = At::ROOT;
    let mut out = Contribution::default();
    let entries = match node {
        Node::Map(entries) => entries.as_slice(),
        Node::Null => {
            // An editor may save a file empty for a moment; that must not drop its tables.
            let title = format!("{} is empty", report.file);
            let found = report.value(&root, title, "");
            found.notes.push("an empty file could be one that is being saved, so it drops no tables".into());
            found
                .helps
                .push("delete the file, or describe a table; a file with `Meta` alone has none".into());
            return out;
        }
        other => {
            let is = if matches!(other, Node::Seq(_)) { "a list" } else { "a single value" };
            let title = "a schema file holds tables such as `users:`, each with its columns";
            report.value(&root, title, format!("this is {is}"));
            return out;
        }
    };
    if let Some((_, node)) = entries.iter().find(|(key, _)| key == "Meta") {
        meta::read(report, &root.key("Meta"), node, &mut out);
    }
    if out.schema.is_empty() {
        out.schema = schema_name(report);
    }
    for (name, node) in entries.iter().filter(|(key, _)| key != "Meta") {
        // Nothing comes of a file with a mistake, and no more of them are shown.
        if report.is_full() {
            break;
        }
        let at = root.key(name);
        if name.eq_ignore_ascii_case("meta") {
            report.key(&at, format!("`{name}` is spelled `Meta`"), "did you mean `Meta`?");
            continue;
        }
        out.tables.push(table::read(report, &at, name, node));
    }
    out
}

/// The schema's name from the file's: `zSchema.users` for `schemas/zSchema.users.yaml`.
fn schema_name(report: &mut Report<'_>) -> String {
    let file = report.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    if let Err(why) = check_schema_name(name) {
        let found = report.value(&At::ROOT, why, "");
        found.notes.push("it comes from the file's name".into());
        found.helps.push("rename the file, or say `Schema_Name: zSchema.users` in its `Meta`".into());
    }
    name.to_owned()
}
