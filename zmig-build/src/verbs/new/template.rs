//! Frequent changes, written into the schema that they belong to, with the migration that a build makes of it.

use super::words::{Language, lines};
use crate::builder::Error;
use crate::cache::Memory;
use crate::diagnostic::Diagnostic;
use crate::generate::Survey;
use crate::project::yaml_files;
use crate::settings::Settings;
use crate::verbs::bump::{Raise, raised, write_version};
use crate::verbs::{broken, replace_file, writing};
use crate::yaml::edit::{add_table, append, put, refer, rename};
use crate::yaml::flow::flow_map;
use crate::yaml::scalar::{Within, scalar};
use std::collections::BTreeMap;
use std::path::Path;
use zmig_core::{Change, nearest};

/// A change to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after the nouns that they hold")]
pub enum Template {
    /// A new column; `says` is what stands behind its name in a schema: `{type: str, max_length: 20}`.
    AddColumn { table: String, column: String, says: String },
    /// An index over columns, or a set of columns that are unique together.
    AddIndex { table: String, columns: Vec<String>, unique: bool },
    /// A foreign key; the actions are words of the schema language.
    AddForeignKey {
        table: String,
        column: String,
        references: (String, String),
        on_delete: Option<String>,
        on_update: Option<String>,
    },
    /// A new table; `columns` as between the braces of a map: `name: str, age: int`. Where none of them is a primary key it gets
    /// an `id`.
    CreateTable { table: String, columns: String, timestamps: bool, soft_delete: bool },
    /// Another name for a column.
    RenameColumn { table: String, from: String, to: String },
    /// A condition that every row meets.
    AddCheck { table: String, name: String, expr: String },
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct TemplateRequest<'a> {
    /// The change.
    pub template: &'a Template,
    /// What the version's note becomes (`zMigrationNotes`).
    pub note: Option<&'a str>,
    /// The schema of a new table; none where the project has one.
    pub schema: Option<&'a str>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templated {
    /// The names of the migrations.
    pub migrations: Vec<String>,
    /// The schema files that were changed, relative to the root.
    pub files: Vec<String>,
    /// What lint has to say of the migrations, a line each.
    pub warnings: Vec<String>,
}

/// Writes the change into the schema, raises its version as far as the change asks for, and generates the migration. Where
/// anything else than the change that is meant would come of it, everything is put back.
///
/// # Errors
/// When the project is not in order, the change does not fit, or its place is written in a way that is not edited; the lines
/// to paste are said then.
pub fn from_template(root: &Path, request: &TemplateRequest<'_>) -> Result<Templated, Error> {
    let (settings, _lock) = writing(root)?;
    if let Some(why) = &settings.check_only {
        return Err(Diagnostic::new(format!("nothing was written because {why}")).into());
    }
    let before = Survey::take(&settings, &Memory::default())?;
    let differences = before.differences();
    if !differences.is_empty() {
        let out = Diagnostic::new("the schemas have changes without a migration");
        let out = differences.into_iter().fold(out, Diagnostic::note);
        return Err(out.help("write it first: cargo zmig generate").into());
    }
    let place = Place::find(&settings, &before, request)?;
    if place.files.is_empty() {
        let title =
            format!("{} is a struct in {}, which nobody edits but you", request.template.table(), place.rust);
        let out = lines(request.template, Language::Rust)
            .into_iter()
            .fold(Diagnostic::new(title), Diagnostic::help);
        return Err(out.help("with that, `cargo zmig bump` and `cargo build` do the rest").into());
    }
    let mut problems = Vec::new();
    for is_thorough in [false, true] {
        let mut desk = Desk { settings: &settings, old: BTreeMap::new() };
        match desk.make(&place, request, is_thorough) {
            Ok(done) => return Ok(done),
            Err(found) => {
                desk.put_back()?;
                // The first try says more plainly what is wrong.
                problems = if is_thorough { problems } else { found };
            }
        }
        if !matches!(request.template, Template::RenameColumn { .. }) {
            break;
        }
    }
    let title = format!(
        "nothing was changed: {} could not be written into {}",
        request.template.what(),
        place.files.join(" or ")
    );
    let last =
        lines(request.template, Language::Yaml).into_iter().fold(Diagnostic::new(title), Diagnostic::help);
    problems.push(last.help("with that, `cargo zmig bump` and `cargo build` do the rest"));
    Err(problems.into())
}

/// Where a change belongs.
struct Place {
    schema: String,
    /// The files of YAML that describe the table, its owner's first.
    files: Vec<String>,
    /// The file of Rust that does.
    rust: String,
}

impl Place {
    fn find(settings: &Settings, survey: &Survey, request: &TemplateRequest<'_>) -> Result<Self, Diagnostic> {
        let merged = &survey.wanted.merged;
        let name = request.template.table();
        if matches!(request.template, Template::CreateTable { .. }) {
            return Self::of_new_table(survey, name, request.schema);
        }
        let Some(table) = merged.schema.table(name) else {
            let out = Diagnostic::new(format!("there is no table `{name}` in a schema that is enabled"));
            return Err(match nearest(name, merged.schema.tables.keys().map(String::as_str)) {
                Some(near) => out.help(format!("did you mean `{near}`?")),
                None => out.help(format!("describe it in {}", settings.name(&settings.schemas))),
            });
        };
        let has = |column: &str| table.column(column).is_some();
        for column in request.template.columns() {
            if !has(column) {
                let out = Diagnostic::new(format!("{name} has no column `{column}`"));
                return Err(match nearest(column, table.columns.iter().map(|c| c.name.as_str())) {
                    Some(near) => out.help(format!("did you mean `{near}`?")),
                    None => out,
                });
            }
        }
        if let Some(column) = request.template.new_column().filter(|c| has(c)) {
            return Err(Diagnostic::new(format!("{name} has a column `{column}` already")));
        }
        let sources = merged.tables.get(name).into_iter().flatten();
        let mut out = Self { schema: table.owner.clone(), files: Vec::new(), rust: String::new() };
        for file in sources.filter_map(|id| survey.sources.file(*id)) {
            if file.ends_with(".rs") {
                out.rust = file.to_owned();
            } else {
                out.files.push(file.to_owned());
            }
        }
        Ok(out)
    }

    fn of_new_table(survey: &Survey, name: &str, schema: Option<&str>) -> Result<Self, Diagnostic> {
        let merged = &survey.wanted.merged;
        if merged.schema.table(name).is_some() {
            return Err(Diagnostic::new(format!("there is a table `{name}` already")));
        }
        let file = |id| survey.sources.file(id).filter(|f| !f.ends_with(".rs"));
        let of_yaml: BTreeMap<&str, &str> = merged
            .schemas
            .iter()
            .filter(|(_, (_, meta))| meta.enabled)
            .filter_map(|(schema, (id, _))| Some((schema.as_str(), file(*id)?)))
            .collect();
        let chosen = match schema {
            Some(schema) => crate::verbs::bump::full_name(schema, of_yaml.keys().copied())?,
            None => match of_yaml.keys().collect::<Vec<_>>()[..] {
                [only] => only,
                [] => {
                    return Err(Diagnostic::new("no file of YAML describes a schema that is enabled")
                        .help("cargo zmig init"));
                }
                _ => {
                    let names: Vec<&str> = of_yaml.keys().copied().collect();
                    return Err(Diagnostic::new("there are several schemas, and none is named")
                        .help(format!("--schema with one of {}", names.join(", "))));
                }
            },
        };
        let files = of_yaml.get(chosen).map(|file| (*file).to_owned()).into_iter().collect();
        Ok(Self { schema: chosen.to_owned(), files, rust: String::new() })
    }
}

/// The files on their way, and what they were.
struct Desk<'a> {
    settings: &'a Settings,
    old: BTreeMap<String, String>,
}

impl Desk<'_> {
    fn make(
        &mut self,
        place: &Place,
        request: &TemplateRequest<'_>,
        is_thorough: bool,
    ) -> Result<Templated, Vec<Diagnostic>> {
        let edited = place.files.iter().find_map(|file| {
            let text = self.read(file).ok()?;
            Some((file, edit(&text, request.template).filter(|new| *new != text)?))
        });
        let Some((file, new)) = edited else {
            let says = |file: &String| self.read(file).is_ok_and(|t| edit(&t, request.template).is_some());
            let title = match place.files.iter().any(says) {
                true => "the schema says so already",
                false => "the schema is written in a way that only its author can change",
            };
            return Err(vec![Diagnostic::new(title)]);
        };
        self.write(file, &new)?;
        if let (true, Template::RenameColumn { table, from, to }) = (is_thorough, request.template) {
            let files = yaml_files(&self.settings.schemas).unwrap_or_default();
            for file in files.iter().map(|path| self.settings.name(path)).collect::<Vec<_>>() {
                let text = self.read(&file)?;
                self.write(&file, &refer(&text, table, from, to))?;
            }
        }
        if let Some(note) = request.note {
            let owner = &place.files[0];
            let text = self.read(owner)?;
            let note = scalar(note, Within::Line);
            self.write(owner, &put(&text, &["Meta"], "zMigrationNotes", &note).unwrap_or(text))?;
        }
        let raised = raised(self.settings, Some(&place.schema), Raise::AsNeeded)
            .map_err(|e| e.diagnostics().to_vec())?;
        for (edit, span) in &raised {
            self.read(&edit.file)?;
            write_version(self.settings, edit, *span)
                .map_err(|e| broken(self.settings, &e).diagnostics().to_vec())?;
        }
        let survey = Survey::take(self.settings, &Memory::default())?;
        if !request.template.is_meant(&survey.changes) {
            let out = Diagnostic::new("something else than what is meant would come of it");
            return Err(vec![survey.changes.iter().map(Change::summary).fold(out, Diagnostic::note)]);
        }
        let done = survey.batch.commit(&self.settings.disk, &self.settings.migrations, None);
        done.map_err(|e| broken(self.settings, &e).diagnostics().to_vec())?;
        let mut files = Vec::new();
        for (file, old) in &self.old {
            if std::fs::read_to_string(self.settings.root.join(file)).is_ok_and(|now| now != *old) {
                files.push(file.clone());
            }
        }
        Ok(Templated { migrations: survey.new, files, warnings: survey.warnings })
    }

    fn read(&mut self, file: &str) -> Result<String, Vec<Diagnostic>> {
        let text = std::fs::read_to_string(self.settings.root.join(file)).map_err(|e| {
            vec![Diagnostic::new(format!("cannot read the file: {e}")).at(file, "", None, "")]
        })?;
        self.old.entry(file.to_owned()).or_insert_with(|| text.clone());
        Ok(text)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let done = replace_file(self.settings, &self.settings.root.join(file), text);
        done.map_err(|e| broken(self.settings, &e).diagnostics().to_vec())
    }

    /// Every file as it was.
    fn put_back(&self) -> Result<(), Vec<Diagnostic>> {
        self.old.iter().try_for_each(|(file, old)| self.write(file, old))
    }
}

/// The text of a schema with the change in it; `None` where that is written in a way that is not known.
fn edit(text: &str, template: &Template) -> Option<String> {
    match template {
        Template::AddColumn { table, column, says } => {
            put(text, &[table], &scalar(column, Within::Line), says)
        }
        Template::AddIndex { table, columns, unique } => match &columns[..] {
            [column] => put(text, &[table, column], if *unique { "unique" } else { "indexed" }, "true"),
            _ => append(text, &[table, "Meta"], if *unique { "unique" } else { "indexes" }, &list(columns)),
        },
        Template::AddForeignKey { table, column, references: (other, key), on_delete, on_update } => {
            let path = [table.as_str(), column];
            let mut text = put(text, &path, "foreign_key", &format!("{other}.{key}"))?;
            for (key, action) in [("on_delete", on_delete), ("on_update", on_update)] {
                if let Some(action) = action {
                    text = put(&text, &path, key, action)?;
                }
            }
            Some(text)
        }
        Template::CreateTable { table, columns, timestamps, soft_delete } => {
            let mut columns = flow_map(columns)?;
            let is_key = |says: &str| {
                flow_map(says)
                    .is_some_and(|keys| keys.iter().any(|(key, value)| key == "pk" && value == "true"))
            };
            if !columns.iter().any(|(_, says)| is_key(says)) {
                columns
                    .insert(0, ("id".to_owned(), "{type: int, pk: true, auto_increment: true}".to_owned()));
            }
            let meta = [(*timestamps, "timestamps: true"), (*soft_delete, "soft_delete: true")];
            let meta: Vec<&str> =
                meta.into_iter().filter(|(wanted, _)| *wanted).map(|(_, line)| line).collect();
            Some(add_table(text, table, &columns, &meta))
        }
        Template::RenameColumn { table, from, to } => {
            let text = put(text, &[table, from], "renamed_from", &scalar(from, Within::Flow))?;
            rename(&text, &[table, from], to)
        }
        Template::AddCheck { table, name, expr } => {
            put(text, &[table, "Meta", "checks"], &scalar(name, Within::Flow), &scalar(expr, Within::Flow))
        }
    }
}

pub(super) fn list(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|c| scalar(c, Within::Flow)).collect();
    format!("[{}]", columns.join(", "))
}
