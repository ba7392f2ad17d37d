//! Statements, one after the other.

use super::name::{listed, literal, name, name_or, text};
use super::table::is_cascade;
use super::{Reader, column};
use crate::lint::fact::Fact;
use squawk_syntax::ast::{self, AlterDomainAction, AlterTypeAction, AstNode, Constraint, Stmt};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn statement(&mut self, stmt: &Stmt, at: &Range<usize>) {
        let facts = match stmt {
            Stmt::EmptyStmt(_) => return,
            Stmt::AlterTable(alter) => {
                self.alter_table(alter, at);
                self.long_names(stmt, at);
                return;
            }
            Stmt::Begin(_) => vec![Fact::Begin],
            Stmt::Commit(ast::Commit::CommitTransaction(_)) => vec![Fact::Commit],
            Stmt::Rollback(ast::Rollback::RollbackTransaction(_)) => vec![Fact::Rollback],
            Stmt::CreateTable(create) => vec![Fact::CreateTable {
                table: name_or(create.table_name()),
                columns: column::of_table(create.table_arg_list()),
                unlogged: matches!(create.persistence(), Some(ast::Persistence::Unlogged(_))),
                guarded: create.if_not_exists().is_some(),
            }],
            Stmt::CreateTableAs(create) => vec![Fact::CreateTable {
                table: name_or(create.table_name()),
                columns: Vec::new(),
                unlogged: matches!(create.persistence(), Some(ast::Persistence::Unlogged(_))),
                guarded: create.if_not_exists().is_some(),
            }],
            Stmt::CreateIndex(create) => vec![create_index(create)],
            Stmt::CreateView(create) => vec![Fact::CreateView { name: name_or(create.view()) }],
            Stmt::CreateMaterializedView(create) => vec![Fact::CreateView { name: name_or(create.view()) }],
            Stmt::CreateTrigger(create) => vec![Fact::CreateTrigger {
                table: name_or(create.on_relation().and_then(|r| r.relation_name_ref())),
                name: name_or(create.trigger()),
            }],
            Stmt::CreateDomain(create) => create_domain(create),
            Stmt::AlterDomain(alter) => alter_domain(alter),
            Stmt::AlterType(alter) => alter_type(alter),
            Stmt::AlterSchema(alter) => match alter.action() {
                Some(ast::AlterSchemaAction::SchemaRenameTo(to)) => {
                    let to = text(&to).rsplit(' ').next().unwrap_or_default().to_owned();
                    vec![Fact::RenameSchema { name: name_or(alter.schema_ref()), to }]
                }
                _ => vec![Fact::Other],
            },
            Stmt::AlterIndex(alter) => match alter.action() {
                Some(ast::AlterIndexAction::SetTablespace(_)) => {
                    vec![Fact::Reindex { what: name_or(alter.index_ref()), concurrent: false }]
                }
                _ => vec![Fact::Other],
            },
            _ => self.drop_or_data(stmt),
        };
        for fact in facts {
            self.push(fact, at.clone());
        }
        self.long_names(stmt, at);
    }

    fn drop_or_data(&mut self, stmt: &Stmt) -> Vec<Fact> {
        match stmt {
            Stmt::DropTable(drop) => {
                let (cascade, guarded) = (is_cascade(drop.drop_behavior()), drop.if_exists().is_some());
                let tables = drop.table_name_refs().map(|t| name(&t));
                tables.map(|table| Fact::DropTable { table, kept: false, cascade, guarded }).collect()
            }
            Stmt::DropIndex(drop) => {
                let (concurrent, guarded) = (drop.concurrently_token().is_some(), drop.if_exists().is_some());
                let names = drop.index_refs().map(|i| name(&i));
                names.map(|name| Fact::DropIndex { table: None, name, concurrent, guarded }).collect()
            }
            Stmt::DropSchema(drop) => {
                let cascade = is_cascade(drop.drop_behavior());
                let names = drop.schema_refs().map(|s| name(&s));
                names.map(|name| Fact::DropContainer { kind: "schema", name, cascade }).collect()
            }
            Stmt::DropDatabase(drop) => vec![Fact::DropContainer {
                kind: "database",
                name: name_or(drop.database_ref()),
                cascade: false,
            }],
            Stmt::DropType(d) => dropped("type", d.type_name_refs().map(|t| name(&t)), d.drop_behavior()),
            Stmt::DropView(d) => dropped("view", d.view_refs().map(|t| name(&t)), d.drop_behavior()),
            Stmt::DropMaterializedView(d) => {
                dropped("materialized view", d.view_refs().map(|t| name(&t)), d.drop_behavior())
            }
            Stmt::DropSequence(d) => {
                dropped("sequence", d.sequence_refs().map(|t| name(&t)), d.drop_behavior())
            }
            Stmt::DropFunction(d) => {
                dropped("function", d.function_sig_list().map(|t| text(&t)).into_iter(), d.drop_behavior())
            }
            Stmt::DropDomain(d) => dropped("domain", [words(d, 2)].into_iter(), cascades(d)),
            Stmt::DropExtension(d) => dropped("extension", [words(d, 2)].into_iter(), cascades(d)),
            Stmt::DropOwned(_) => {
                vec![Fact::DropContainer { kind: "objects of", name: words(stmt, 3), cascade: true }]
            }
            Stmt::Update(update) => vec![Fact::Update {
                table: name_or(update.relation_name()),
                filtered: update.where_clause_or_current_of().is_some(),
            }],
            Stmt::Delete(delete) => vec![Fact::Delete {
                table: name_or(delete.relation_name()),
                filtered: delete.where_clause_or_current_of().is_some(),
            }],
            Stmt::Truncate(truncate) => {
                let cascade = is_cascade(truncate.drop_behavior());
                let tables = truncate
                    .table_list()
                    .into_iter()
                    .flat_map(|l| l.table_relation_names().map(|t| name(&t)).collect::<Vec<_>>());
                tables.map(|table| Fact::Truncate { table, cascade }).collect()
            }
            other => maintenance(other),
        }
    }
}

/// What is about the database's upkeep and the session.
fn maintenance(stmt: &Stmt) -> Vec<Fact> {
    let fact = match stmt {
        Stmt::Vacuum(vacuum) => {
            let options = vacuum.vacuum_option_list().map(|o| text(&o).to_ascii_lowercase());
            let list = vacuum.table_and_columns_list();
            let table =
                list.and_then(|l| l.table_and_columnss().next()).map(|t| name_or(t.table_relation_name()));
            if vacuum.full_token().is_some() || options.is_some_and(|o| o.contains("full")) {
                return vec![Fact::Rewrite { table, by: "VACUUM FULL" }, Fact::Alone { what: "VACUUM" }];
            }
            Fact::Alone { what: "VACUUM" }
        }
        Stmt::Cluster(cluster) => {
            Fact::Rewrite { table: cluster.table_name_ref().map(|t| name(&t)), by: "CLUSTER" }
        }
        Stmt::Reindex(reindex) => {
            let all = text(reindex).to_ascii_lowercase();
            let what = reindex.reindex_target().map(|t| text(&t)).unwrap_or_default();
            let what = what.rsplit(' ').next().unwrap_or_default().to_owned();
            let concurrent = all.contains("concurrently");
            let mut out = vec![Fact::Reindex { what, concurrent }];
            if all.contains(" database") || all.contains(" system") || all.contains(" schema") {
                out.push(Fact::Alone { what: "REINDEX of more than a table" });
            }
            return out;
        }
        Stmt::Refresh(refresh) => Fact::RefreshView {
            name: name_or(refresh.view_ref()),
            concurrent: refresh.concurrently_token().is_some(),
        },
        Stmt::Lock(lock) => {
            let mode = lock.lock_mode_clause().map_or("ACCESS EXCLUSIVE".to_owned(), |m| {
                let text = text(&m).to_ascii_uppercase();
                text.trim_start_matches("IN ").trim_end_matches(" MODE").to_owned()
            });
            let list = lock.relation_list();
            let tables =
                list.into_iter().flat_map(|l| l.relation_names().map(|r| name(&r)).collect::<Vec<_>>());
            return tables.map(|table| Fact::LockTable { table, mode: mode.clone() }).collect();
        }
        Stmt::Set(set) => {
            let target = set.set_target().map(|t| text(&t).to_ascii_lowercase()).unwrap_or_default();
            let name = target.split(|c: char| c == '=' || c.is_whitespace()).next().unwrap_or_default();
            let local = matches!(set.set_scope(), Some(ast::SetScope::LocalScope(_)));
            Fact::Set { name: name.to_owned(), local }
        }
        Stmt::Do(_) => Fact::Opaque { what: "DO" },
        Stmt::CreateDatabase(_) => Fact::Alone { what: "CREATE DATABASE" },
        Stmt::AlterSystem(_) => Fact::Alone { what: "ALTER SYSTEM" },
        Stmt::CreateTablespace(_) | Stmt::DropTablespace(_) => Fact::Alone { what: "a tablespace" },
        _ => Fact::Other,
    };
    vec![fact]
}

fn dropped(
    kind: &'static str,
    names: impl Iterator<Item = String>,
    behavior: Option<ast::DropBehavior>,
) -> Vec<Fact> {
    let cascade = is_cascade(behavior);
    names.map(|name| Fact::DropObject { kind, name, cascade }).collect()
}

/// The word of a statement at a place, for statements of which only the name is of interest.
fn words(node: &impl AstNode, at: usize) -> String {
    let text = text(node);
    let words = text.split_whitespace().filter(|w| !["if", "exists"].contains(&w.to_lowercase().as_str()));
    words.into_iter().nth(at).unwrap_or_default().trim_matches([';', '"']).to_owned()
}

fn cascades(node: &impl AstNode) -> Option<ast::DropBehavior> {
    node.syntax().descendants().find_map(ast::DropBehavior::cast)
}

fn create_index(create: &ast::CreateIndex) -> Fact {
    Fact::CreateIndex {
        table: name_or(create.table_relation_name()),
        name: name_or(create.index()),
        columns: create.partition_item_list().map(|l| listed(&l)).unwrap_or_default(),
        unique: create.unique_token().is_some(),
        method: create.using_method().and_then(|m| m.access_method_ref()).map(|m| name(&m)),
        concurrent: create.concurrently_token().is_some(),
        guarded: create.if_not_exists().is_some(),
    }
}

fn create_domain(create: &ast::CreateDomain) -> Vec<Fact> {
    let constrained = create.domain_qualifiers().any(|q| {
        matches!(
            q,
            ast::DomainQualifier::Constraint(
                Constraint::CheckConstraint(_) | Constraint::NotNullConstraint(_)
            )
        )
    });
    let fact = Fact::ConstrainDomain { name: name_or(create.domain()), made: true };
    vec![if constrained { fact } else { Fact::Other }]
}

fn alter_domain(alter: &ast::AlterDomain) -> Vec<Fact> {
    let name = name_or(alter.domain_ref());
    vec![match alter.action() {
        Some(AlterDomainAction::AddConstraint(add)) => {
            if text(&add).to_ascii_lowercase().contains("not valid") {
                Fact::Other
            } else {
                Fact::ConstrainDomain { name, made: false }
            }
        }
        Some(AlterDomainAction::SetNotNull(_)) => Fact::ConstrainDomain { name, made: false },
        Some(AlterDomainAction::DomainRenameTo(to)) => {
            let to = text(&to).rsplit(' ').next().unwrap_or_default().to_owned();
            Fact::RenameType { name, to }
        }
        _ => Fact::Other,
    }]
}

fn alter_type(alter: &ast::AlterType) -> Vec<Fact> {
    let of = name_or(alter.type_name_ref());
    vec![match alter.action() {
        Some(AlterTypeAction::AddValue(add)) => Fact::AddEnumValue {
            name: of,
            value: add.literal().map(|l| literal(&l)).unwrap_or_default(),
            placed: add.value_position().is_some(),
        },
        Some(AlterTypeAction::RenameValue(rename)) => {
            let value = text(&rename).split('\'').nth(1).unwrap_or_default().to_owned();
            Fact::RenameEnumValue { name: of, value }
        }
        Some(AlterTypeAction::TypeRenameTo(to)) => Fact::RenameType { name: of, to: name_or(to.type_name()) },
        _ => Fact::Other,
    }]
}
