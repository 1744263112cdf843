//! Being asked to stop: SIGINT or SIGTERM.

#[cfg(not(unix))]
use tokio::signal;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears the request to stop from the moment it is made, so that one that comes while the program starts is not lost and
/// does not end it in the middle of something.
pub(super) struct Stop {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl Stop {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system refuses.
    #[cfg(unix)]
    pub(super) fn listen() -> std::io::Result<Stop> {
        Ok(Stop {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Begins to listen.
    #[cfg(not(unix))]
    pub(super) fn listen() -> std::io::Result<Stop> {
        Ok(Stop {})
    }

    /// Returns when the process has been asked to stop.
    #[cfg(unix)]
    pub(super) async fn asked(mut self) {
        tokio::select! { _ = self.interrupt.recv() => {}, _ = self.terminate.recv() => {} }
    }

    /// Returns when the process has been asked to stop.
    #[cfg(not(unix))]
    pub(super) async fn asked(self) {
        let _ = signal::ctrl_c().await;
    }
}
