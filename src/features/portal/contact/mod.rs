//! How a person is reached, changed by themselves (M67): another email or mobile number holds once the code that went to it
//! and the code that went to an address on file have both been given, so that neither a slip of the hand nor a stranger at
//! an unlocked phone leads messages elsewhere.

mod change;
mod pages;
mod store;

pub(super) use pages::routes;
