//! Members, workgroups, signing in.

mod managing;
mod people;
mod second_factor;
mod sign_in;
