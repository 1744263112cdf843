//! What the figures were taken on.

use std::process::Command;

use serde::Serialize;

/// The machine and the versions of what was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) system: String,
    pub(crate) postgresql: String,
    pub(crate) carepost: &'static str,
    /// 4 KiB written and made durable, one after the other, a second.
    pub(crate) syncs_per_second: f64,
}

/// Looks at this machine.
pub(crate) fn describe() -> Machine {
    Machine {
        processor: field("/proc/cpuinfo", "model name"),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_gib: field("/proc/meminfo", "MemTotal")
            .trim_end_matches(" kB")
            .parse::<u64>()
            .map_or(0, |kib| kib.div_ceil(1024 * 1024)),
        system: said("uname", &["-sr"]),
        postgresql: said("psql", &["--version"]),
        carepost: env!("CARGO_PKG_VERSION"),
        syncs_per_second: syncs(),
    }
}

fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line.and_then(|line| line.split_once(':'));
    value.map_or_else(String::new, |(_, value)| value.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// How often a second the disk confirms 4 KiB: no durable write through one connection can be faster.
fn syncs() -> f64 {
    use std::io::{Seek as _, Write as _};
    const TIMES: u32 = 500;
    let measured = || -> std::io::Result<f64> {
        let mut file = tempfile::tempfile()?;
        let began = std::time::Instant::now();
        for _ in 0..TIMES {
            file.rewind()?;
            file.write_all(&[7; 4096])?;
            file.sync_data()?;
        }
        Ok(f64::from(TIMES) / began.elapsed().as_secs_f64())
    };
    measured().unwrap_or(f64::NAN)
}
