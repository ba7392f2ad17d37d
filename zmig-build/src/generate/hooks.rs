//! Which of a version's migrations carry its hooks.

use super::draft::Making;
use std::borrow::Cow;
use zmig_core::{Hook, HookMoment, Hooks, Map, Part, Set, Transaction};

/// Each part with the hooks that run beside it: those before go with the version's first part, all others with its last.
///
/// A hook needs a transaction, and one that comes after a change must see it. Where a part has none, or only the next
/// one sees what it did, the hook gets a migration of its own.
pub(super) fn with_hooks<'a>(making: &Making<'_>, parts: &'a [Part]) -> Vec<(Cow<'a, Part>, Hooks)> {
    let mut last: Map<&str, usize> = Map::new();
    for (i, part) in parts.iter().enumerate() {
        last.insert(&part.schema, i);
    }
    let mut begun: Set<&str> = Set::new();
    let mut out = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let hooks = making.merged.schemas.get(&part.schema).map(|(_, meta)| &meta.hooks);
        let Some(hooks) = hooks.filter(|hooks| !hooks.is_empty()) else {
            out.push((Cow::Borrowed(part), Hooks::new()));
            continue;
        };
        let of = |is_before: bool| -> Hooks {
            let fits = |moment: &HookMoment| (*moment == HookMoment::BeforeMigrate) == is_before;
            let cloned = |(moment, hook): (&HookMoment, &Hook)| (*moment, hook.clone());
            hooks.iter().filter(|(moment, _)| fits(moment)).map(cloned).collect()
        };
        let before = if begun.insert(&part.schema) { of(true) } else { Hooks::new() };
        let after = if last.get(part.schema.as_str()) == Some(&i) { of(false) } else { Hooks::new() };
        let transaction = part.transaction(making.dialects, &making.settings.options);
        let alone = |hooks: Hooks| {
            let changes = Vec::new();
            (
                Cow::Owned(Part {
                    schema: part.schema.clone(),
                    changes,
                    depends_on: part.depends_on.clone(),
                    data_type: None,
                }),
                hooks,
            )
        };
        let mut own = Hooks::new();
        match transaction {
            Transaction::None if !before.is_empty() => out.push(alone(before)),
            _ => own.extend(before),
        }
        match transaction {
            Transaction::Shared => {
                own.extend(after);
                out.push((Cow::Borrowed(part), own));
            }
            Transaction::Own | Transaction::None => {
                out.push((Cow::Borrowed(part), own));
                if !after.is_empty() {
                    out.push(alone(after));
                }
            }
        }
    }
    out
}
