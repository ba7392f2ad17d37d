//! A migration that is written by hand, at another place among the migrations.

use crate::diagnostic::Diagnostic;
use crate::settings::Settings;
use zmig_core::{Manifest, ManifestDialect, RenderedFile, by_hand_name, normalise_text};

/// Its files under the name that its new place gives it: the same SQL, whose first lines say where it stands.
///
/// # Errors
/// When its SQL cannot be read.
pub(in crate::verbs) fn moved(
    settings: &Settings,
    old: &Manifest,
    mut place: Manifest,
) -> Result<(String, Vec<RenderedFile>), Diagnostic> {
    let title = old.summary.first().map_or("", String::as_str);
    place.name = by_hand_name(place.id, &place.schema, &place.to, title);
    let mut files = Vec::new();
    for (dialect, entry) in &mut place.dialects {
        let mut texts = Vec::new();
        for up in [true, false] {
            let path = Manifest::sql_path(&old.name, *dialect, up);
            let text = std::fs::read_to_string(settings.migrations.join(&path)).map_err(|e| {
                let file = format!("{}/{path}", settings.migrations_name());
                Diagnostic::new(format!("cannot read the migration's SQL: {e}")).at(&file, "", None, "")
            })?;
            let of = |m: &str, to: &str| (format!(" {m}\n"), format!("-- {} {to}, by hand\n", old.schema));
            let ((name_was, was), (name_is, is)) = (of(&old.name, &old.to), of(&place.name, &place.to));
            let text = normalise_text(&text).replacen(&name_was, &name_is, 1).replacen(&was, &is, 1);
            files.push(RenderedFile {
                path: Manifest::sql_path(&place.name, *dialect, up),
                text: text.clone(),
            });
            texts.push(text);
        }
        *entry = ManifestDialect::of_sql(&texts[0], &texts[1]).map_err(|e| Diagnostic::new(e.to_string()))?;
    }
    files.push(RenderedFile { path: format!("{}.json", place.name), text: place.to_text() });
    Ok((place.name, files))
}
