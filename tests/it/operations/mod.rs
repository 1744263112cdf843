//! Running an installation: backup and restore, the doctor, the demo.

mod backup;
mod canary;
mod demo;
mod doctor;
