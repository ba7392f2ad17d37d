//! Whether a value of one type and one of another say the same.

use zmig_core::{Conversion, Type};

/// Whether `after` is what `before` becomes; both in their normal form. Where the conversion may lose something, only
/// what must be kept all the same is looked at.
pub(crate) fn is_same(from: &Type, before: &str, to: &Type, after: &str) -> bool {
    if from == to || before == after {
        return before == after;
    }
    match from.conversion(to) {
        Conversion::Lossless | Conversion::MayFail => says_the_same(from, before, to, after),
        // A number stays near, and text begins alike.
        Conversion::Rounding => match (number(before), number(after)) {
            (Some(a), Some(b)) => a == b || (a - b).abs() <= a.abs().max(1.0) * 1e-6 || to_whole(from, to),
            _ => true,
        },
        Conversion::Impossible => true,
    }
}

fn says_the_same(from: &Type, before: &str, to: &Type, after: &str) -> bool {
    if before.trim() == after.trim() {
        return true;
    }
    if let (Some(a), Some(b)) = (truth(before), truth(after)) {
        return a == b;
    }
    if is_numeric(from) || is_numeric(to) {
        // What has digits after a point may be rounded on its way to a type with fewer; a decimal is compared digit by digit.
        return match (number(before), number(after)) {
            (Some(a), Some(b)) if is_exact(from) && is_exact(to) => {
                plain(before) == plain(after) || rounded(a, b)
            }
            (Some(a), Some(b)) => rounded(a, b),
            _ => false,
        };
    }
    match (from, to) {
        (Type::Date, Type::DateTime) => after.starts_with(before),
        // Spelled in another way, in a type that has one spelling for each value.
        (Type::Str { .. } | Type::Text, Type::Str { .. } | Type::Text) => before.trim() == after.trim(),
        _ => true,
    }
}

fn is_numeric(ty: &Type) -> bool {
    ty.is_integer() || matches!(ty, Type::Decimal { .. } | Type::Float | Type::Float32)
}

fn is_exact(ty: &Type) -> bool {
    is_numeric(ty) && !matches!(ty, Type::Float | Type::Float32)
}

fn to_whole(from: &Type, to: &Type) -> bool {
    to.is_integer() && !from.is_integer()
}

/// Near enough for whatever a type with fewer digits does.
fn rounded(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 0.5_f64.max(a.abs() * 1e-6)
}

fn number(text: &str) -> Option<f64> {
    match text.trim() {
        "true" => Some(1.0),
        "false" => Some(0.0),
        other => other.parse().ok(),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "on" => Some(true),
        "false" | "f" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Digits without a plus, leading zeros and zeros at the end.
fn plain(text: &str) -> String {
    let text = text.trim().trim_start_matches('+');
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |d| ("-", d));
    let digits = digits.trim_start_matches('0');
    let digits =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    if digits.is_empty() { "0".into() } else { format!("{sign}{digits}") }
}
