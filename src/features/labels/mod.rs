//! What a clinic calls its patients and staff (M65): kept here, said by the terms of `platform::i18n`.

mod store;

pub use store::stored;
