//! What every answer has in common.

mod islands;
mod mail;
mod malware;
mod texts;
mod watch;
