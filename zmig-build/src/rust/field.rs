//! A field of a model: its Rust type and its `#[zmig(…)]`.

use super::args::{Arg, ArgValue, Errors, parse, written};
use super::model::ModelField;
use super::types::field_type;
use crate::source::words::{column_reference, enforce, type_source};
use crate::source::{ColumnSource, Rules, TypeSource};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Field, Lit, Meta};
use zmig_core::{Action, Deferrable, Generated, Identity, Type};

const KEYS: [&str; 23] = [
    "pk",
    "auto_increment",
    "identity",
    "unique",
    "indexed",
    "default",
    "max_length",
    "type",
    "foreign_key",
    "on_delete",
    "on_update",
    "comment",
    "redacted",
    "renamed_from",
    "backfill",
    "using",
    "rules",
    "generated",
    "collation",
    "domain",
    "deferrable",
    "constraint",
    "column",
];

const RULES: [&str; 8] =
    ["min_length", "max_length", "min", "max", "pattern", "one_of", "required", "enforce"];

/// Reads a field. `is_schema` is whether the struct describes the table; else it says no more than the column's name.
pub(super) fn read(errors: &mut Errors, field: &Field, is_schema: bool) -> Option<ModelField> {
    let ident = field.ident.clone()?;
    let args = arguments(errors, field);
    let mut source = ColumnSource { name: ident.unraw().to_string(), ..ColumnSource::default() };
    let rust = field_type(&field.ty);
    source.required = Some(!rust.nullable);
    for arg in &args {
        if !is_schema && !matches!(&*arg.key(), "column" | "type") && KEYS.contains(&&*arg.key()) {
            let key = arg.key();
            errors.add(
                arg.name.span(),
                format!(
                    "`{key}` is said where the table is described; this struct only follows it\n\
                     help: say it there, or give the struct a `version` so that it describes the table"
                ),
            );
            continue;
        }
        read_arg(errors, arg, &mut source);
    }
    match (&source.ty, rust.ty) {
        (TypeSource::Unsaid, Ok(ty)) => source.ty = ty,
        // A foreign key has its target's type, and a struct that follows has the table's.
        (TypeSource::Unsaid, Err(_)) if source.foreign_key.is_some() || !is_schema => {}
        (TypeSource::Unsaid, Err(why)) => errors.add(field.ty.span(), why),
        (TypeSource::Is(Type::Raw(_)), _) => source.annotations.rust_type = Some(written(rust.inner)),
        _ => {}
    }
    Some(ModelField { column: source.name.clone(), ident, ty: field.ty.clone(), source })
}

/// The arguments of all `#[zmig(…)]` of a field.
pub(super) fn arguments(errors: &mut Errors, field: &Field) -> Vec<Arg> {
    let mut out = Vec::new();
    for attr in field.attrs.iter().filter(|a| a.path().is_ident("zmig")) {
        let args = match &attr.meta {
            Meta::List(list) => parse(list.tokens.clone()),
            other => Err(syn::Error::new_spanned(other, "write `#[zmig(…)]`, as in `#[zmig(unique)]`")),
        };
        match args {
            Ok(args) => out.extend(args),
            Err(error) => errors.0.push(error),
        }
    }
    errors.check_twice(&out, &[]);
    out
}

fn read_arg(errors: &mut Errors, arg: &Arg, out: &mut ColumnSource) {
    match arg.key().as_str() {
        "pk" => (out.pk, out.key_names.pk) = errors.flag_or_name(arg),
        "auto_increment" | "identity" => identity(errors, arg, out),
        "collation" => out.collation = errors.text(arg),
        "domain" => {
            if let Some(name) = errors.text(arg) {
                out.ty = TypeSource::Is(Type::Domain(name));
            }
        }
        "constraint" => out.key_names.foreign_key = errors.text(arg),
        "deferrable" => out.deferrable = deferrable(errors, arg),
        "unique" => (out.unique, out.key_names.unique) = errors.flag_or_name(arg),
        "indexed" => (out.indexed, out.key_names.indexed) = errors.flag_or_name(arg),
        "default" => out.default = errors.value(arg),
        "backfill" => out.backfill = errors.value(arg),
        "max_length" => out.max_length = errors.number(arg),
        "type" => {
            if let Some(text) = errors.text(arg) {
                match type_source(&text) {
                    Ok(ty) => out.ty = ty,
                    Err(why) => errors.add(arg.span(), why.reason),
                }
            }
        }
        "foreign_key" => {
            if let Some(text) = errors.text(arg) {
                match column_reference(&text) {
                    Ok(reference) => out.foreign_key = Some(reference),
                    Err(why) => errors.add(arg.span(), why),
                }
            }
        }
        "on_delete" => out.on_delete = action(errors, arg),
        "on_update" => out.on_update = action(errors, arg),
        "comment" => out.comment = errors.text(arg),
        "redacted" => out.annotations.redacted = errors.flag(arg),
        "renamed_from" => out.renamed_from = errors.text(arg),
        "using" => out.using = errors.text(arg),
        "generated" => out.generated = generated(errors, arg),
        "rules" => out.annotations.rules = rules(errors, arg),
        "column" => out.name = errors.text(arg).unwrap_or_else(|| out.name.clone()),
        _ => errors.unknown(arg, "a field", &KEYS),
    }
}

/// `identity`, or `identity = "always"`
fn identity(errors: &mut Errors, arg: &Arg, out: &mut ColumnSource) {
    let is_flag = match &arg.value {
        ArgValue::Flag => true,
        ArgValue::Is(expr) => matches!(&**expr, Expr::Lit(lit) if matches!(lit.lit, Lit::Bool(_))),
        ArgValue::List(_) => false,
    };
    if is_flag {
        if errors.flag(arg) && out.identity.is_none() {
            out.identity = Identity::ByDefault;
        }
        return;
    }
    let Some(text) = errors.text(arg) else { return };
    match Identity::parse(&text) {
        Some(kind) => out.identity = kind,
        None => {
            let known = Identity::ALL.map(Identity::keyword);
            let label = match zmig_core::nearest(&text, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write {}", known.join(", ")),
            };
            errors.add(arg.span(), format!("`{text}` is no way to number rows; {label}"));
        }
    }
}

/// `generated = "price * stock"`, or `generated(expr = "price * stock", virtual)`
fn generated(errors: &mut Errors, arg: &Arg) -> Option<Generated> {
    let ArgValue::List(args) = &arg.value else { return errors.text(arg).map(Generated::stored) };
    let (mut expr, mut stored) = (None, true);
    for arg in args {
        match arg.key().as_str() {
            "expr" => expr = errors.text(arg),
            "virtual" => stored = !errors.flag(arg),
            "stored" => stored = errors.flag(arg),
            _ => errors.unknown(arg, "a generated value", &["expr", "virtual", "stored"]),
        }
    }
    if !args.iter().any(|arg| arg.name == "expr") {
        errors.add(
            arg.name.span(),
            "the generated value has no `expr`; write `generated(expr = \"…\", virtual)`",
        );
    }
    expr.map(|expr| Generated { expr, stored })
}

/// `deferrable`, or `deferrable = "deferred"`
pub(super) fn deferrable(errors: &mut Errors, arg: &Arg) -> Deferrable {
    if matches!(arg.value, ArgValue::Flag) {
        return Deferrable::Immediate;
    }
    let Some(text) = errors.text(arg) else { return Deferrable::No };
    Deferrable::parse(&text).unwrap_or_else(|| {
        errors.add(
            arg.span(),
            format!("`deferrable` stands alone or is \"deferred\", not `{text}`; write `deferrable`"),
        );
        Deferrable::No
    })
}

/// `on_delete = "cascade"`
pub(super) fn action(errors: &mut Errors, arg: &Arg) -> Action {
    let Some(text) = errors.text(arg) else { return Action::default() };
    Action::parse(&text).unwrap_or_else(|| {
        let known = Action::ALL.map(Action::keyword);
        let label = match zmig_core::nearest(&text, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the actions are {}", known.join(", ")),
        };
        errors.add(arg.span(), format!("unknown action `{text}`; {label}"));
        Action::default()
    })
}

fn rules(errors: &mut Errors, arg: &Arg) -> Rules {
    let mut out = Rules::default();
    for arg in errors.list(arg, "rules(min = 0, max = 9)") {
        let text = |value| match value {
            Some(crate::source::DefaultSource::Literal(text)) => Some(text),
            _ => None,
        };
        match arg.key().as_str() {
            "min_length" => out.min_length = errors.number(arg),
            "max_length" => out.max_length = errors.number(arg),
            "min" => out.min = text(errors.value(arg)),
            "max" => out.max = text(errors.value(arg)),
            "pattern" => out.pattern = errors.text(arg),
            "one_of" => out.one_of = errors.texts(arg),
            "required" => out.required = errors.flag(arg),
            "enforce" => match errors.text(arg).as_deref().map(enforce) {
                Some(Ok(who)) => out.enforce = who,
                Some(Err(why)) => errors.add(arg.span(), why),
                None => {}
            },
            _ => errors.unknown(arg, "the rules", &RULES),
        }
    }
    out
}
