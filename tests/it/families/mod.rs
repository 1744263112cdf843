//! People who read for others (M5, M67, M77): the clinic's age, two parents, who can see, and what people ask.

mod age;
mod api;
mod hidden;
mod invitations;
mod requests;
mod tabs;
mod teens;
