//! The patient's way in, and what they see there.

mod accounts;
mod answering;
mod attacks;
mod contact;
mod door;
mod ending;
mod language;
mod passkeys;
mod reading;
mod tiers;
