//! The patient's way in, and what they see there.

mod accounts;
mod answering;
mod attacks;
mod automatic;
mod contact;
mod door;
mod ending;
mod kept_forms;
mod language;
mod passkeys;
mod reading;
mod starting;
mod tiers;
