//! A copy of a folder's files, and the way back.

use super::commit::Batch;
use super::folder::{Folder, View, file_name};
use super::image::Image;
use super::record::{Record, RecordReader};
use super::sidecar::SIDECAR;
use super::wrong::CsvFault;
use crate::backup::{BackupFile, Broken, Contents, Manifest, TableCopy, create_file, of_file};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Runs what copies files where it is in nobody's way.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Broken> + Send + 'static,
) -> Result<T, Broken> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Broken(error.to_string())),
    }
}

/// Copies every file, and reads the copies back. Whoever calls it holds the lock.
pub(crate) fn copy_out(folder: &Folder, to: &Path, image: &Image) -> Result<Contents, Broken> {
    let view = View::open(folder.path())?;
    let mut names: Vec<String> = view.tables()?.iter().map(|table| file_name(table)).collect();
    names.extend(view.find(SIDECAR).is_some().then(|| SIDECAR.to_owned()));
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let Some(mut opened) = view.open_file(&name)? else { continue };
        let path = to.join(&name);
        let mut copy = create_file(&path)?;
        let copied = io::copy(&mut opened.file, &mut copy).and_then(|bytes| copy.sync_all().map(|()| bytes));
        let bytes = copied.map_err(|e| Broken::io("writing", &path, &e))?;
        let sha256 = of_file(&path)?;
        if of_file(&opened.path)? != sha256 {
            return Err(Broken(format!(
                "the copy of {} was read back and is not what the file holds",
                opened.path.display()
            )));
        }
        files.push(BackupFile { name, bytes, sha256 });
    }
    let digest =
        |name: &str| files.iter().find(|f| f.name == name).map_or_else(String::new, |f| f.sha256.clone());
    let tables = image.rows.iter().map(|(table, loaded)| TableCopy {
        name: table.clone(),
        rows: loaded.as_ref().map_or(0, |l| l.count),
        digest: digest(&file_name(table)),
        file: None,
        columns: Vec::new(),
        sequences: Vec::new(),
    });
    Ok(Contents {
        server_version: "csv".to_owned(),
        tables: tables.collect(),
        files: files.clone(),
        ..Contents::default()
    })
}

/// How many rows a file has.
fn rows(path: &Path) -> Result<u64, Broken> {
    let file = fs::File::open(path).map_err(|e| Broken::io("reading", path, &e))?;
    let (mut reader, mut record) = (RecordReader::new(file), Record::default());
    let mut found = 0_u64;
    while reader.read(&mut record).map_err(|m| Broken(CsvFault::of(path, &[], m).to_string()))? {
        found += 1;
    }
    Ok(found.saturating_sub(1))
}

/// Puts the files of a backup into the folder, and takes the others out, all at once.
pub(crate) fn put_back(folder: &Folder, from: &Path, manifest: &Manifest) -> Result<(), Broken> {
    let files = &manifest.contents.files;
    if !files.iter().any(|f| f.name == SIDECAR) {
        return Err(Broken(format!("{} is no backup of a folder of CSV files", from.display())));
    }
    for table in &manifest.contents.tables {
        let path = from.join(file_name(&table.name));
        let found = rows(&path)?;
        if found != table.rows {
            let said = table.rows;
            return Err(Broken(format!(
                "{} has {found} rows, and the backup was made of {said}",
                path.display()
            )));
        }
    }
    let kept: BTreeSet<&str> = files.iter().map(|f| f.name.as_str()).collect();
    let mut batch = Batch::begin(folder.path())?;
    for file in files {
        let (source, path) = (from.join(&file.name), batch.put(&file.name));
        let copied = fs::File::open(&source).and_then(|mut source| {
            let mut copy = fs::File::create(&path)?;
            io::copy(&mut source, &mut copy)?;
            copy.sync_all()
        });
        copied.map_err(|e| Broken::io("writing", &path, &e))?;
        if of_file(&path)? != file.sha256 {
            return Err(Broken(format!("{} is not what it was when the backup was made", source.display())));
        }
    }
    let view = View::open(folder.path())?;
    for name in view.tables()?.iter().map(|table| file_name(table)) {
        if !kept.contains(name.as_str()) {
            batch.remove(&name);
        }
    }
    drop(view);
    Ok(batch.commit()?)
}
