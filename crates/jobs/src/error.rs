//! What can go wrong when an outcome is recorded.

/// An error of a worker's call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The lease has ended and the job may be another worker's. The transaction must not be committed.
    #[error("the lease of the job has ended")]
    LeaseLost,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}
