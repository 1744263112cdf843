//! Distribution lists and hidden copies (M48).

mod api;
mod copies;
mod keeping;
