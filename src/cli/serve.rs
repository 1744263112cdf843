//! `carepost serve`: everything in one process.

use std::process::ExitCode;

use anyhow::Context as _;

use super::running;
use super::stop::Stop;
use crate::app;
use crate::platform::config::Config;
use crate::platform::web::Routes;

/// Serve the staff app, the portal and the API, and deliver notifications.
#[derive(clap::Args)]
pub struct Serve {
    /// Address and port to listen on; overrides server.listen.
    #[arg(long)]
    listen: Option<String>,
}

impl Serve {
    /// Serves until SIGINT or SIGTERM, then lets requests finish and closes the database.
    pub async fn run(self, mut config: Config) -> anyhow::Result<ExitCode> {
        if let Some(listen) = self.listen {
            config.server.listen = listen;
        }
        let stop = Stop::listen()?;
        let edges = app::Edges::from_config(&config)?;
        let listen = config.server.listen.clone();
        let env = app::env(config)?;
        let db = app::open_database(&env).await?;
        let state = app::state(db.clone(), env, edges)?;
        let listener = tokio::net::TcpListener::bind(&listen)
            .await
            .with_context(|| format!("can't listen on {listen} (is another program using it? --listen chooses another address)"))?;
        running::serve(state, listener, Routes::new(), stop).await?;
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
