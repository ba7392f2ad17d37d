fn main() {
    zmig_build::generate()
}
