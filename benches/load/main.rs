//! The load driver behind `make bench`: Carepost through HTTP, beside the bare database calls, in one run.
//!
//! Everything is reported as a ratio of two figures taken one after the other on the same machine and data; the absolute
//! figures stand beside it. Requests go to 127.0.0.1 only, and each measurement ends after a fixed time.

mod bare;
mod clinic;
mod conversations;
mod due;
mod group;
mod http;
mod letters;
mod live;
mod machine;
mod measure;
mod picture;
mod report;
mod round;
mod rows;
mod server;
mod streams;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;

use clinic::Clinic;
use report::Report;
use server::Place;

/// Measures Carepost against the bare engine.
#[derive(clap::Parser)]
struct Options {
    /// Engines to measure.
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<String>,
    /// Size of the data: 1 is a million messages, 200,000 conversations, 100,000 patients.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Rounds; the median and the range of their ratios are reported.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Folder for the data while the bench runs; it needs about 3 GB.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Folder that the table, the JSON and the picture are written to. Without it they are only printed.
    #[arg(long)]
    write: Option<PathBuf>,
    /// What is measured; a part of it while one part is worked on.
    #[arg(long, value_delimiter = ',', default_values = ["pages", "live", "due", "group", "streams"])]
    parts: Vec<String>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(run(options))
}

async fn run(options: Options) -> anyhow::Result<()> {
    let mut report = Report::new(machine::describe(), options.scale);
    let folder = tempfile::Builder::new()
        .prefix("carepost-bench-")
        .tempdir_in(options.data.clone().unwrap_or_else(std::env::temp_dir))?;
    report.idle = Some(server::demo(&folder.path().join("demo")).await?);
    for engine in &options.engines {
        let place = Place::new(engine, folder.path())?;
        let done = one_engine(&options, engine, &place, &mut report).await;
        println!("{}", report.table());
        done.with_context(|| format!("the bench on {engine}"))?;
        if let Some(folder) = &options.write {
            report.write(folder)?;
        }
    }
    Ok(())
}

/// Data at a tenth of its size, the pages on it; data whole, everything on it.
async fn one_engine(
    options: &Options,
    engine: &str,
    place: &Place,
    report: &mut Report,
) -> anyhow::Result<()> {
    let each = Duration::from_secs_f64(options.seconds);
    let sizes = clinic::Sizes::scaled(options.scale);
    eprintln!("{engine}: making {sizes}");
    let began = std::time::Instant::now();
    let opened = place.open().await?;
    let clinic = Clinic::make(&opened, sizes).await?;
    conversations::make(&opened, &clinic, 0..sizes.conversations / 10).await?;
    conversations::make_guardians(&opened, &clinic).await?;
    opened.take_stock().await?;
    opened.db.close().await;
    let wanted = |part: &str| options.parts.iter().any(|wanted| wanted == part);
    let pages = async || {
        eprintln!("{engine}: measuring the pages");
        round::pages(place, &clinic, options.rounds, each).await
    };
    let small = if wanted("pages") {
        Some(pages().await?)
    } else {
        None
    };

    eprintln!("{engine}: making the rest");
    let opened = place.open().await?;
    conversations::make(
        &opened,
        &clinic,
        sizes.conversations / 10..sizes.conversations,
    )
    .await?;
    opened.take_stock().await?;
    opened.db.close().await;
    eprintln!(
        "{engine}: made in {:.0} s; measuring",
        began.elapsed().as_secs_f64()
    );
    if let Some(small) = small {
        report.growth(engine, &small, &pages().await?);
        for number in 1..=options.rounds {
            eprintln!("{engine}: round {number} of {}", options.rounds);
            round::run(place, &clinic, each, engine, report).await?;
        }
    }
    if wanted("live") {
        report.live(engine, live::measure(place, &clinic).await?);
    }
    if wanted("streams") {
        eprintln!("{engine}: opening streams");
        report.streams(engine, streams::measure(place, &clinic).await?);
    }
    if wanted("due") {
        report.due(engine, &due::measure(place, &clinic, options.scale).await?);
    }
    if wanted("group") {
        eprintln!("{engine}: a group send");
        report.group(engine, group::measure(place, &clinic).await?);
    }
    Ok(())
}
