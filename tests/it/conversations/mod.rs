//! Sending, answering, closing and finding conversations: the compose window, the thread, the folders, the API.

mod api;
mod drafts;
mod filing;
mod folders;
mod guard;
mod options;
mod sanitising;
mod sending;
