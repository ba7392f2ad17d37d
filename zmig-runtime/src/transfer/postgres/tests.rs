//! Against a server, which `ZMIG_TEST_POSTGRES_URL` names.

mod kills;
mod loads;
mod random;
mod support;
mod values;
