//! The commands on the host, run as programs.

mod owner;
