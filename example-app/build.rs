//! Compares the schemas with the migrations, and writes the migration that is missing.

fn main() {
    zmig_build::generate()
}
