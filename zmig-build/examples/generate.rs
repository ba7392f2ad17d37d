//! Generates the migrations of the project in the folder given: the build script's work, by hand.

fn main() {
    let root = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    match zmig_build::Builder::new().root(root).try_generate() {
        Ok(outcome) => println!("{outcome:#?}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
