use crate::Type;

pub(crate) fn spell(_ty: &Type) -> String {
    todo!()
}
