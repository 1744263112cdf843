//! Sending, answering, closing and finding conversations: the compose window, the thread, the folders, the API.

mod api;
mod calls;
mod deadlines;
mod drafts;
mod filing;
mod folders;
mod guard;
mod identity;
mod masking;
mod options;
mod sanitising;
mod sending;
mod undo;

pub use filing::{items as filed_items, words as words_of_pdf};
