//! Who may do what, read from the table of routes that the program itself serves: every route, every method, every kind
//! of caller. What stands here in words is [`calls::body`]: what a route would take. A route without it fails.

mod bodies;
mod callers;
mod calls;
mod headers;
mod hidden;
mod lists;
mod matrix;
mod origins;
mod swapped;
mod world;
