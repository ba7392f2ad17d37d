//! Filters by what belongs to a row.

use super::RelationShape;
use crate::model::Filter;
use crate::model::filter::{Condition, Node};
use crate::model::sql::{Statement, separated};

/// That a row of the other table is there.
#[derive(Debug)]
struct Exists {
    relation: &'static RelationShape,
    filter: Option<Node>,
}

/// Rows of a model to which a row of the relation belongs that the filter means and that is not marked as deleted.
pub(super) fn filter<M>(relation: &'static RelationShape, filter: Option<Node>) -> Filter<M> {
    Filter::new(Node::Other(Box::new(Exists { relation, filter })))
}

impl Condition for Exists {
    fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        let (other, between) = (out.new_alias(), out.new_alias());
        out.push("EXISTS (SELECT 1 FROM ");
        let pointing = self.relation.from(out, &other, &between);
        out.push(" WHERE ");
        separated(out, " AND ", self.relation.pairs, |out, (here, there)| {
            out.column(pointing, there).push(" = ").column(alias, here.name);
        });
        if let Some(filter) = &self.filter {
            out.push(" AND ");
            filter.write(out, &other);
        }
        if self.relation.soft_delete {
            out.push(" AND ").column(&other, "deleted_at").push(" IS NULL");
        }
        out.push(")");
    }
}
