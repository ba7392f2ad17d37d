//! Domains, which any column of the project may be made of.

use super::{Merge, Problem};
use crate::source::{Contribution, DefaultSource, DomainSource, SourceId, Spot};
use zmig_core::{DefaultValue, Domain, Literal, Place, Type};

impl Merge<'_> {
    /// The domains of one source. Enums are known by now, those of later sources excepted: a domain and its enum belong
    /// together.
    pub(super) fn domains(&mut self, source: SourceId, contribution: &Contribution) {
        for written in &contribution.domains {
            let schema = contribution.meta.extends.as_ref().unwrap_or(&contribution.schema);
            let spot = Spot::Domain { schema: contribution.schema.clone(), name: written.name.clone() };
            let mut domain = Domain {
                nullable: !written.required,
                default: self.default_of_domain(source, &spot, written),
                checks: written.checks.iter().map(|c| c.check(&written.name)).collect(),
                comment: written.comment.clone(),
                ..Domain::new(&written.name, schema, written.ty.clone())
            };
            domain.canonicalise();
            let place = Place::Domain { name: written.name.clone() };
            if self.out.schema.domains.insert(written.name.clone(), domain).is_some() {
                let title = format!("the domain `{}` is declared twice", written.name);
                let mut problem = Problem::new(title).at(source, spot.clone(), "again here");
                if let Some((first, spot)) = self.out.places.spots.get(&place) {
                    problem = problem.at(*first, spot.clone(), "here first");
                }
                self.problems.push(problem);
            }
            self.out.places.spots.insert(place, (source, spot));
        }
    }

    fn default_of_domain(
        &mut self,
        source: SourceId,
        spot: &Spot,
        written: &DomainSource,
    ) -> Option<DefaultValue> {
        let is_time = matches!(written.ty, Type::Date | Type::Time | Type::DateTime | Type::Raw(_));
        let text = match written.default.as_ref()? {
            DefaultSource::Null => return None,
            DefaultSource::Expr(sql) => return Some(DefaultValue::Expr(sql.clone())),
            DefaultSource::Now if is_time => return Some(DefaultValue::Now),
            DefaultSource::Now => "now",
            DefaultSource::Literal(text) => text,
        };
        let values = self.enum_values(&written.ty);
        match Literal::read(text, &written.ty, &values) {
            Ok(literal) => Some(DefaultValue::Literal(literal)),
            Err(why) => {
                let title = format!("the default of the domain {} is no {}", written.name, written.ty);
                self.problems.push(Problem::new(title).at(source, spot.clone(), why.reason));
                None
            }
        }
    }
}
