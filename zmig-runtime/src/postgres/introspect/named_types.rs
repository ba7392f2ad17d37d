//! Enums and domains, of what the catalog says.

use super::catalog::Catalog;
use super::constant::bare;
use super::defaults::{self, For};
use super::types::{TypeKind, Types};
use zmig_core::{Check, Domain, EnumType, Schema};

/// Adds the enums and domains that zmig can manage to the schema.
pub(super) fn add(schema: &mut Schema, catalog: &Catalog, types: &Types) {
    for ty in &catalog.types {
        if let (TypeKind::Enum(values), Some(name)) = (&ty.kind, ty.model_name(&catalog.view)) {
            let it = EnumType { name: name.clone(), owner: String::new(), values: values.clone() };
            schema.enums.insert(name, it);
        }
    }
    for ty in &catalog.types {
        let (TypeKind::Domain(found), Some(name)) = (&ty.kind, ty.model_name(&catalog.view)) else {
            continue;
        };
        let mut domain = Domain::new(&name, "", types.resolve(&found.base));
        domain.nullable = !found.required;
        domain.comment.clone_from(&ty.comment);
        let values = domain.ty.enum_name().map_or(&[][..], |name| schema.enum_values(name));
        let of = For { ty: &domain.ty, spelled: &found.base.spelled, domain: None, enum_values: values };
        domain.default = found.default.as_deref().and_then(|text| defaults::read(text, of));
        let checks = catalog.constraints.iter().filter(|x| x.domain == ty.oid && x.kind == 'c' && x.enforced);
        domain.checks = checks
            .filter_map(|x| Some(Check { name: x.name.clone(), expr: bare(x.expr.as_deref()?).to_owned() }))
            .collect();
        domain.canonicalise();
        schema.domains.insert(name, domain);
    }
}
