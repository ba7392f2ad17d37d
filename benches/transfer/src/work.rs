//! One measured piece of work, or what has to be done before one.

use super::{Failure, data};
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use zmig_core::{Column, Dialect, Type};
use zmig_runtime::{ApplyOptions, ExportOptions, ImportOptions, MigrationPlan, export, import};

pub(crate) fn run(job: &str, words: &[&str]) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(work(job, words))
}

async fn work(job: &str, words: &[&str]) -> Result<(), Failure> {
    match (job, words) {
        ("nothing", _) => {}
        ("clear", [folder]) => {
            fs::remove_dir_all(folder).ok();
        }
        ("fresh-sqlite", [file]) => {
            fs::remove_file(file).ok();
            let options: sqlx::sqlite::SqliteConnectOptions = format!("sqlite://{file}?mode=rwc").parse()?;
            let mut conn = options.connect().await?;
            sqlx::raw_sql(AssertSqlSafe(data::table(Dialect::Sqlite))).execute(&mut conn).await?;
        }
        ("fresh-postgres", [url]) => fresh_postgres(url).await?,
        ("full-postgres", [url, file]) => {
            fresh_postgres(url).await?;
            let folder = std::path::Path::new(file).parent().ok_or("a folder")?;
            import(folder, *url, &ImportOptions::default().verify(false)).await?;
        }
        ("import", [folder, url, verify]) => {
            let options = ImportOptions::default().verify(*verify == "verify");
            import(folder, *url, &options).await?;
        }
        ("export", [url, folder]) => {
            export(*url, &ExportOptions::default().folder(folder)).await?;
        }
        ("rewrite", [from, to]) => rewrite(from, to)?,
        ("fresh-folder", [file, folder]) => {
            fs::remove_dir_all(folder).ok();
            fs::create_dir(folder)?;
            let url = format!("csv:{folder}");
            let mut table = zmig_core::Table::new("rows", "");
            for (name, ty) in data::COLUMNS {
                let mut column = Column::new(name, ty.parse::<Type>()?);
                column.nullable = name != "id";
                table.columns.push(column);
            }
            table.primary_key = vec!["id".to_owned()];
            MigrationPlan::new("20260101000000", "rows")
                .create_table(table)
                .apply(&*url, &ApplyOptions::default())
                .await?;
            let plain = std::path::Path::new(file).parent().ok_or("a folder")?;
            import(plain, &*url, &ImportOptions::default().verify(false)).await?;
        }
        ("add-column", [folder]) => {
            let url = format!("csv:{folder}");
            let mut column = Column::new("extra", Type::Int32);
            column.nullable = true;
            MigrationPlan::new("20260102000000", "extra")
                .add_column("rows", column)
                .apply(&*url, &ApplyOptions::default())
                .await?;
        }
        _ => return Err(format!("{job} {words:?}").into()),
    }
    Ok(())
}

async fn fresh_postgres(url: &str) -> Result<(), Failure> {
    let mut conn = url.parse::<sqlx::postgres::PgConnectOptions>()?.connect().await?;
    let sql = format!("DROP TABLE IF EXISTS rows; {}; CHECKPOINT", data::table(Dialect::Postgres));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
    Ok(())
}

fn rewrite(from: &str, to: &str) -> Result<(), Failure> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(BufReader::with_capacity(1 << 18, File::open(from)?));
    let file = File::create(to)?;
    let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 18, file.try_clone()?));
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        writer.write_byte_record(&record)?;
    }
    writer.flush()?;
    drop(writer);
    file.sync_all()?;
    Ok(())
}
