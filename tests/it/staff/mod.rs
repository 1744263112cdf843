//! Members, workgroups, signing in.

mod people;
