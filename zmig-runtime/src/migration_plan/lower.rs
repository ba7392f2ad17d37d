//! From a plan that fits a schema to the SQL of both ways.

use super::resolve::{Resolved, Segment};
use super::{MigrateData, MigrationPlan, PlanProblem, RawSql};
use zmig_core::{
    Change, Dialect, Hazard, Plan, PlanError, PlanOptions, Reversibility, Risk, Step, Transaction,
    inverse_all, plan, sql_text,
};

/// The SQL of a plan.
#[derive(Debug)]
pub(super) struct Lowered {
    /// The text of the SQL file that brings it about.
    pub(super) up: String,
    /// The text of the one that takes it back.
    pub(super) down: Option<String>,
    /// Its steps, for a report.
    pub(super) steps: Vec<Step>,
    /// What it changes in the schema, as JSON for the history.
    pub(super) diff: String,
    pub(super) risk: Risk,
    pub(super) reversibility: Reversibility,
}

/// Writes the SQL.
///
/// # Errors
/// What the database cannot hold.
pub(super) fn lower(
    plan: &MigrationPlan,
    resolved: &Resolved<'_>,
    dialect: Dialect,
) -> Result<Lowered, PlanProblem> {
    let writer = Writer { resolved, dialect };
    let up = writer.up().map_err(problem)?;
    let down = writer.down().map_err(problem)?;
    let name = plan.full_name();
    let text = |steps: &[Step], is_up: bool| {
        let mut remarks = vec!["a plan in code".to_owned()];
        remarks.extend(plan.notes.clone().filter(|_| is_up));
        let plan = Plan { dialect, steps: steps.to_vec() };
        sql_text(&name, &remarks, &plan, is_up).map_err(problem)
    };
    let changes: Vec<Change> = writer.changes().cloned().collect();
    Ok(Lowered {
        up: text(&up, true)?,
        down: down.as_ref().map(|steps| text(steps, false)).transpose()?,
        risk: up.iter().map(|s| s.hazard.risk).max().unwrap_or(Risk::Safe),
        reversibility: match down {
            None => Reversibility::None,
            Some(_) => writer.reversibility(),
        },
        steps: up,
        // Plain data, which serde_json never refuses.
        diff: serde_json::to_string(&changes).unwrap_or_default(),
    })
}

fn problem(error: PlanError) -> PlanProblem {
    PlanProblem { operation: 0, title: String::new(), why: error.to_string(), help: None }
}

struct Writer<'a> {
    resolved: &'a Resolved<'a>,
    dialect: Dialect,
}

type Steps = Result<Vec<Step>, PlanError>;

impl Writer<'_> {
    fn changes(&self) -> impl Iterator<Item = &Change> {
        self.resolved.segments.iter().flat_map(|segment| match segment {
            Segment::Changes { changes, .. } => changes.as_slice(),
            Segment::Data(_) | Segment::Sql(_) => &[],
        })
    }

    fn up(&self) -> Steps {
        let mut steps = Vec::new();
        let last = self.resolved.segments.len() - 1;
        for (i, segment) in self.resolved.segments.iter().enumerate() {
            match segment {
                Segment::Changes { before, changes } => {
                    let options = PlanOptions { followed: i < last, ..PlanOptions::default() };
                    steps.extend(plan(before, changes, self.dialect, &options)?.steps);
                }
                Segment::Data(data) => {
                    let risk = self.risk_of(data);
                    steps.push(step(data.summary(), vec![self.statement(data)], risk));
                }
                Segment::Sql(sql) => steps.push(raw(sql, sql.up.get(&self.dialect), sql.risk)),
            }
        }
        Ok(steps)
    }

    /// The steps of the way back; none where some SQL of the author's has no way back.
    fn down(&self) -> Result<Option<Vec<Step>>, PlanError> {
        let mut steps = Vec::new();
        let mut after = &self.resolved.after;
        for (i, segment) in self.resolved.segments.iter().enumerate().rev() {
            match segment {
                Segment::Changes { before, changes } => {
                    let options = PlanOptions { followed: i > 0, ..PlanOptions::default() };
                    steps.extend(plan(after, &inverse_all(changes), self.dialect, &options)?.steps);
                    after = before;
                }
                Segment::Data(data) => {
                    if let Some(back) = &data.back {
                        let sql = self.update(&data.table, &data.from, back, None);
                        steps.push(step(format!("take back: {}", data.summary()), vec![sql], Risk::High));
                    }
                }
                Segment::Sql(sql) => match sql.down.get(&self.dialect) {
                    None => return Ok(None),
                    down => steps.push(raw(sql, down, sql.risk)),
                },
            }
        }
        Ok(Some(steps))
    }

    fn reversibility(&self) -> Reversibility {
        let data = self.resolved.segments.iter().filter_map(|segment| match segment {
            Segment::Data(data) if !self.is_fresh(data) => Some(Reversibility::StructureOnly),
            _ => None,
        });
        let all = self.changes().map(Change::reversibility).chain(data).max();
        all.unwrap_or(Reversibility::Exact)
    }

    /// Whether the values go where the plan itself made room for them.
    fn is_fresh(&self, data: &MigrateData) -> bool {
        let has = |column: Option<&str>| {
            self.resolved.fresh.contains(&(data.target().to_owned(), column.map(str::to_owned)))
        };
        has(None) || (data.into.is_none() && has(Some(&data.to)))
    }

    fn risk_of(&self, data: &MigrateData) -> Risk {
        match (&data.into, self.is_fresh(data)) {
            (_, true) => Risk::Safe,
            (Some(_), false) => Risk::Medium,
            // What stood there before is gone.
            (None, false) => Risk::High,
        }
    }

    fn statement(&self, data: &MigrateData) -> String {
        let value = data.expr.clone().unwrap_or_else(|| self.dialect.quote_name(&data.from));
        let Some(into) = &data.into else {
            return self.update(&data.table, &data.to, &value, data.filter.as_deref());
        };
        let mut columns = vec![self.dialect.quote_name(&data.to)];
        let mut values = vec![enclosed(&value)];
        for (column, expr) in &data.also {
            columns.push(self.dialect.quote_name(column));
            values.push(enclosed(expr));
        }
        format!(
            "INSERT INTO {} ({}) SELECT {} FROM {}{}",
            self.dialect.quote_qualified(into),
            columns.join(", "),
            values.join(", "),
            self.dialect.quote_qualified(&data.table),
            condition(data.filter.as_deref())
        )
    }

    fn update(&self, table: &str, column: &str, value: &str, filter: Option<&str>) -> String {
        let (table, column) = (self.dialect.quote_qualified(table), self.dialect.quote_name(column));
        format!("UPDATE {table} SET {column} = {}{}", enclosed(value), condition(filter))
    }
}

fn condition(filter: Option<&str>) -> String {
    filter.map(|f| format!(" WHERE {}", enclosed(f))).unwrap_or_default()
}

/// An expression in parentheses. A remark in it must not swallow what comes after it.
fn enclosed(expr: &str) -> String {
    let end = if expr.contains("--") { "\n" } else { "" };
    format!("({expr}{end})")
}

fn raw(sql: &RawSql, text: Option<&String>, risk: Risk) -> Step {
    let text = text.map_or("", |t| t.trim_end().trim_end_matches(';').trim_end());
    let sql_text = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    step(sql.summary(), sql_text, risk)
}

fn step(title: String, sql: Vec<String>, risk: Risk) -> Step {
    Step {
        title,
        changes: Vec::new(),
        sql,
        checks: Vec::new(),
        transaction: Transaction::Shared,
        rebuilds: None,
        hazard: Hazard { risk, ..Hazard::none() },
        probe: None,
    }
}
