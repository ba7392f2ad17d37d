//! How a column changes.

use serde::Serialize;
use zmig_core::{Column, DefaultValue, Generated, Identity, Type};

/// How a column changes: what is named here, and nothing else.
///
/// ```
/// use zmig_runtime::Alteration;
/// use zmig_runtime::schema::Type;
///
/// let alteration = Alteration::new().to_type(Type::Int).using("length(name)").required();
/// # let _ = alteration;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Alteration {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<Type>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nullable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Option<DefaultValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generated: Option<Option<Generated>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collation: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) using: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) using_back: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) backfill: Option<DefaultValue>,
}

impl Alteration {
    /// No change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another type. Values are cast; where no cast does it, say how with [`Alteration::using`].
    pub fn to_type(mut self, ty: Type) -> Self {
        self.ty = Some(ty);
        self
    }

    /// The SQL expression that makes the new value of the old one.
    pub fn using(mut self, expr: impl Into<String>) -> Self {
        self.using = Some(expr.into());
        self
    }

    /// The SQL expression that makes the old value of the new one, for the way back.
    pub fn using_back(mut self, expr: impl Into<String>) -> Self {
        self.using_back = Some(expr.into());
        self
    }

    /// The column may no longer be NULL.
    pub fn required(mut self) -> Self {
        self.nullable = Some(false);
        self
    }

    /// The column may be NULL.
    pub fn nullable(mut self) -> Self {
        self.nullable = Some(true);
        self
    }

    /// What NULLs become where the column may no longer hold them.
    pub fn backfill(mut self, value: DefaultValue) -> Self {
        self.backfill = Some(value);
        self
    }

    /// Another default.
    pub fn to_default(mut self, value: DefaultValue) -> Self {
        self.default = Some(Some(value));
        self
    }

    /// No default.
    pub fn no_default(mut self) -> Self {
        self.default = Some(None);
        self
    }

    /// Another way to compute it, or none.
    pub fn generated(mut self, generated: Option<Generated>) -> Self {
        self.generated = Some(generated);
        self
    }

    /// Another way to number its rows, or none.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Another order of its text, or the database's own.
    pub fn collation(mut self, collation: Option<String>) -> Self {
        self.collation = Some(collation);
        self
    }

    /// Another remark, or none.
    pub fn comment(mut self, text: Option<String>) -> Self {
        self.comment = Some(text);
        self
    }

    /// The column after it.
    pub(super) fn of(&self, column: &Column) -> Column {
        let mut out = column.clone();
        if let Some(ty) = &self.ty {
            out.ty = ty.clone();
        }
        if let Some(nullable) = self.nullable {
            out.nullable = nullable;
        }
        if let Some(default) = &self.default {
            out.default.clone_from(default);
        }
        if let Some(generated) = &self.generated {
            out.generated.clone_from(generated);
        }
        if let Some(identity) = self.identity {
            out.identity = identity;
        }
        if let Some(collation) = &self.collation {
            out.collation.clone_from(collation);
        }
        if let Some(comment) = &self.comment {
            out.comment.clone_from(comment);
        }
        out
    }
}
