//! What every feature stands on. Nothing here knows a feature.

pub mod auth;
pub mod blobs;
pub(crate) mod codes;
pub mod config;
pub mod env;
pub mod file_check;
pub mod i18n;
pub mod ids;
pub mod keys;
pub mod limits;
pub mod live;
pub mod mail;
pub mod mailbox;
pub mod malware;
pub mod outcome;
pub mod paper;
pub mod pdf_reader;
pub mod random;
pub mod reserve;
pub mod richtext;
pub mod state;
pub mod text;
pub mod texts;
pub mod time;
pub mod watch;
pub mod web;
