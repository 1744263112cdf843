//! The audit: who may read it, what tampering leaves behind.

mod reading;
mod tampering;
