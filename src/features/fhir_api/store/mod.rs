//! SQL of what no other feature reads.

pub(super) mod appointments;
