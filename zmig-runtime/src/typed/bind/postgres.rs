//! Binding to PostgreSQL: the value itself.

use super::Bind;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo};
use sqlx::{Postgres, Type};

impl<T: Type<Postgres> + ?Sized> Type<Postgres> for Bind<'_, T> {
    fn type_info() -> PgTypeInfo {
        T::type_info()
    }

    fn compatible(found: &PgTypeInfo) -> bool {
        T::compatible(found)
    }
}

impl<'q, T: Encode<'q, Postgres>> Encode<'q, Postgres> for Bind<'_, T> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        self.0.produces()
    }

    fn size_hint(&self) -> usize {
        self.0.size_hint()
    }
}
