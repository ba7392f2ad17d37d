//! Moves that are killed: the source stays as it was, and the next one goes on.

use super::super::children::start;
use super::*;
use std::time::Instant;

fn options(from: &str) -> MoveOptions {
    let folder = Path::new(from.strip_prefix("csv:").unwrap());
    // Batches, whatever the size, so that there is something to go on from.
    MoveOptions::default().backups(folder.with_file_name("backups")).at_once(0)
}

/// In a process of its own.
pub async fn move_from(from: &str, to: &str) {
    let set = project(&[everything(1)]);
    if let Err(error) = set.move_data(from, to, &options(from)).await {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

/// Every file of a folder, byte by byte.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|e| e.file_type().unwrap().is_file());
    files.map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap())).collect()
}

/// A folder with a history and enough rows for a move to take its time.
async fn source(set: &zmig_runtime::Migrations) -> Db {
    let plain = tempfile::tempdir().unwrap();
    data_set(AT_ONCE * 3, plain.path());
    let path = plain.path().join("things0.csv");
    let text = fs::read_to_string(&path).unwrap();
    let (header, _) = text.split_once('\n').unwrap();
    let mut many = format!("{header}\n");
    for id in 1..=5_000 {
        writeln!(many, "{id},true,{},,,,,,,word {id},,,,,,,,,,,,,,,,", id % 1000).unwrap();
    }
    fs::write(&path, many).unwrap();
    let mut owners = "code,part,thing,next_code,next_part\n".to_owned();
    (1..=5_000).for_each(|i| writeln!(owners, "k{i},1,{i},k{},1", i % 5_000 + 1).unwrap());
    fs::write(plain.path().join("owners0.csv"), owners).unwrap();
    let db = Db::new(Backend::Csv).await;
    set.run_pending(&db.url).await.unwrap();
    import(plain.path(), &db.url, &ImportOptions::default()).await.unwrap();
    db
}

#[tokio::test]
async fn a_killed_move_loses_nothing_and_the_next_one_goes_on() {
    let set = project(&[everything(1)]);
    let from = source(&set).await;
    let before = bytes(&from.path());
    let out = tempfile::tempdir().unwrap();
    export(&from.url, &ExportOptions::default().folder(out.path().join("expected"))).await.unwrap();
    let expected = cells(&out.path().join("expected"));
    let kills: u64 = std::env::var("ZMIG_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let (mut killed, mut resumed) = (0, 0);
    // How long a whole one takes, each with its own kind of target.
    let mut whole = Vec::new();
    for backend in ALL {
        let to = Db::new(backend).await;
        let begun = Instant::now();
        assert!(start(&format!("move {}", from.url), &to).wait().unwrap().success(), "{backend:?}");
        whole.push(begun.elapsed());
    }
    for round in 0..kills {
        let number = usize::try_from(round).unwrap() % ALL.len();
        let backend = ALL[number];
        let to = Db::new(backend).await;
        let mut child = start(&format!("move {}", from.url), &to);
        // Spread over the whole of it by the golden ratio, which leaves no gaps.
        let at = whole[number].mul_f64((round as f64 * 0.618_033_988_75).fract());
        tokio::time::sleep(at).await;
        let ended = child.try_wait().unwrap().is_some();
        child.kill().ok();
        child.wait().unwrap();
        killed += u64::from(!ended);
        let what = format!("round {round}, {backend:?}, killed after {at:?}");
        assert!(bytes(&from.path()) == before, "{what}: the source was changed");
        match set.move_data(&*from.url, &*to.url, &options(&from.url)).await {
            Ok(moved) => resumed += u64::from(moved.import.resumed > 0),
            // It was done already, or as good as.
            Err(e) => assert!(e.to_string().contains("rows already"), "{what}: {e}"),
        }
        let folder = out.path().join(format!("{round}"));
        export(&to.url, &ExportOptions::default().folder(&folder)).await.unwrap();
        assert_eq!(cells(&folder), expected, "{what}");
        let verified = set.verify(&to.url, &zmig_runtime::VerifyOptions::default()).await.unwrap();
        assert!(verified.is_equal(), "{what}: {verified}");
        assert!(bytes(&from.path()) == before, "{what}: the source was changed");
    }
    assert!(killed * 3 >= kills, "{killed} of {kills} were killed");
    assert!(kills < 40 || resumed > 0, "no move went on where another one stopped");
}
