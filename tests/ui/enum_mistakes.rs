#[derive(zmig::Enum)]
pub enum Fields {
    Plain,
    Rich(i64),
}

#[derive(zmig::Enum)]
pub enum Twice {
    Same,
    #[zmig(name = "same")]
    Other,
}

#[derive(zmig::Enum)]
pub enum Unknown {
    #[zmig(nmae = "x")]
    A,
}

#[derive(zmig::Enum)]
pub enum Parameter<T> {
    A(T),
}

#[derive(zmig::Enum)]
pub enum Nothing {}

#[derive(zmig::Enum)]
pub struct Struct;

fn main() {}
