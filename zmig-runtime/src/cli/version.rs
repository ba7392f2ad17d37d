//! Versions and schemas, as they are typed.

use super::Stop;
use crate::{Status, Target};
use std::collections::BTreeSet;
use zmig_core::nearest;

/// A version that was typed: `v1.2.0`, where one schema has it, or `users@v1.2.0`.
///
/// # Errors
/// When several schemas have it, or none.
pub fn version_of(status: &Status, text: &str) -> Result<Target, Stop> {
    let known = status.pending.iter().map(|p| (p.schema.as_str(), p.to.as_str()));
    let applied = status.versions.iter().map(|(s, v)| (s.as_str(), v.as_str()));
    let (schema, version) = pick(known.chain(applied), text)?;
    Ok(Target::Version { schema, version })
}

/// The schema that a version belongs to.
///
/// # Errors
/// When several have it, or none.
pub(super) fn pick<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)>,
    text: &str,
) -> Result<(String, String), Stop> {
    let known: BTreeSet<(&str, &str)> = known.collect();
    let (schema, version) = match text.split_once('@') {
        Some((schema, version)) => (Some(schema), version),
        None => (None, text),
    };
    let fits = |s: &str| schema.is_none_or(|w| w == s || s.strip_prefix("zSchema.") == Some(w));
    let found: BTreeSet<&str> =
        known.iter().filter(|(s, v)| fits(s) && *v == version).map(|(s, _)| *s).collect();
    let list = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join(", ");
    match found.iter().collect::<Vec<_>>()[..] {
        [schema] => Ok(((*schema).to_owned(), version.to_owned())),
        [] => {
            let all = list(&mut known.iter().map(|(s, v)| format!("{s}@{v}")));
            let note = match all.is_empty() {
                true => "nothing is applied, so there is no version".to_owned(),
                false => format!("the versions are {all}"),
            };
            Err(Stop::new(format!(
                "there is no version {text} to go to\n  nothing was changed\n  = note: {note}"
            )))
        }
        _ => Err(Stop::new(format!(
            "several schemas have a version {version}\n  nothing was changed\n  = help: say which one: {}",
            list(&mut found.iter().map(|s| format!("{s}@{version}")))
        ))),
    }
}

/// The schema that was typed: `zSchema.users`, `users`, or `@.models.zSchema.users`, the path of its file with or without
/// the ending.
///
/// # Errors
/// When there is none; the nearest is named.
pub fn schema_of<'a>(known: impl Iterator<Item = &'a str>, text: &str) -> Result<String, Stop> {
    let known: BTreeSet<&str> = known.collect();
    let bare = text.strip_suffix(".yaml").or_else(|| text.strip_suffix(".yml")).unwrap_or(text);
    let bare = bare.rsplit(['/', '\\']).next().unwrap_or(bare);
    // In a path of dots the schema's name begins at its last `zSchema`.
    let name = match bare.rfind("zSchema.") {
        Some(at) => &bare[at..],
        None if bare.starts_with("@.") => bare.rsplit('.').next().unwrap_or(bare),
        None => bare,
    };
    let full = format!("zSchema.{name}");
    if let Some(found) = known.iter().find(|k| **k == name || **k == full) {
        return Ok((*found).to_owned());
    }
    let help = match nearest(name, known.iter().copied()).or_else(|| nearest(&full, known.iter().copied())) {
        Some(near) => format!("did you mean {near}?"),
        None if known.is_empty() => "there are no schemas with migrations".to_owned(),
        None => format!("the schemas are {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Err(Stop::new(format!("there is no schema {text}\n  nothing was changed\n  = help: {help}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_its_schema_or_asks_for_it() {
        let known = [("zSchema.a", "v1"), ("zSchema.b", "v1"), ("zSchema.b", "v2")];
        let pick = |text: &str| pick(known.into_iter(), text);
        assert_eq!(pick("v2").unwrap(), ("zSchema.b".into(), "v2".into()));
        assert_eq!(pick("a@v1").unwrap(), ("zSchema.a".into(), "v1".into()));
        assert_eq!(pick("zSchema.b@v1").unwrap(), ("zSchema.b".into(), "v1".into()));
        assert!(pick("v1").unwrap_err().to_string().contains("zSchema.a@v1, zSchema.b@v1"));
        assert!(pick("v3").unwrap_err().to_string().contains("zSchema.b@v2"));
    }

    #[test]
    fn a_schema_has_many_names_and_a_wrong_one_names_the_nearest() {
        let known = ["zSchema.users", "zSchema.posts"];
        for text in [
            "users",
            "zSchema.users",
            "@.models.zSchema.users",
            "@.models.users",
            "schemas/zSchema.users.yaml",
        ] {
            assert_eq!(schema_of(known.into_iter(), text).unwrap(), "zSchema.users", "{text}");
        }
        let wrong = schema_of(known.into_iter(), "@.models.zSchema.user").unwrap_err().to_string();
        assert!(wrong.contains("did you mean zSchema.users?"), "{wrong}");
    }
}
