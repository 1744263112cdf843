//! Members, workgroups, signing in.

mod people;
mod sign_in;
