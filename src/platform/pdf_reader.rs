//! The words of PDFs that strangers made, read by a process of its own: `docs/decisions/0043-reading-strangers-pdfs.md`.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::sync::Semaphore;

/// What is read of a document at most.
pub const MOST: paper::Most = paper::Most {
    pages: 200,
    bytes: 200_000,
};

/// Seconds of a processor that one document may take.
const SECONDS: u64 = 3;
/// Bytes of memory that one document may take.
const MEMORY: u64 = 1 << 30;
/// Documents read at a time.
static READING: Semaphore = Semaphore::const_new(2);

/// What came of reading a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Its text.
    Read(String),
    /// It has no text: a scan, a picture.
    None,
    /// It can't be read: damaged, locked, or too much of it.
    Unreadable,
}

/// Reads PDFs by running Carepost itself once more for each.
#[derive(Debug, Clone)]
pub struct PdfReader {
    program: PathBuf,
}

impl Default for PdfReader {
    /// The program that runs now, also where its file has been replaced since.
    fn default() -> PdfReader {
        let own = Path::new("/proc/self/exe");
        let program = match own.exists() {
            true => own.to_owned(),
            false => std::env::current_exe().unwrap_or_default(),
        };
        PdfReader { program }
    }
}

impl PdfReader {
    /// Reads by means of that `carepost`.
    pub fn at(program: PathBuf) -> PdfReader {
        PdfReader { program }
    }

    /// The words of a document. Never fails: what can't be read is said to be so.
    pub async fn words(&self, pdf: Bytes) -> Words {
        let Ok(_turn) = READING.acquire().await else {
            return Words::Unreadable;
        };
        let program = self.program.clone();
        let reading = tokio::task::spawn_blocking(move || read(&program, &pdf));
        match reading.await {
            Ok(Ok(Some(text))) if text.trim().is_empty() => Words::None,
            Ok(Ok(Some(text))) => Words::Read(text),
            Ok(Ok(None)) => Words::Unreadable,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the program that reads PDFs could not be run");
                Words::Unreadable
            }
            Err(_) => Words::Unreadable,
        }
    }
}

/// Runs the program on the document; none where it did not come to its end.
fn read(program: &Path, pdf: &[u8]) -> std::io::Result<Option<String>> {
    let mut child = Command::new(program)
        .arg("read-pdf")
        // No key and no password of the configuration goes along.
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let text = hand_over(&mut child, pdf);
    let ended = child.wait()?;
    Ok(text.filter(|_| ended.success()))
}

/// The child reads all of the document before it writes, so one after the other cannot wait for each other.
fn hand_over(child: &mut Child, pdf: &[u8]) -> Option<String> {
    let written = child.stdin.take().map(|mut input| input.write_all(pdf));
    let mut text = String::new();
    // A line may go over what is asked for; a child that writes without end is left alone, and ends for that.
    let most = 2 * MOST.bytes as u64;
    let read = child.stdout.take()?.take(most).read_to_string(&mut text);
    (written?.is_ok() && read.is_ok()).then_some(text)
}

/// Bounds the time and the memory of this process for good; false where that can't be done.
pub fn bound_own_process() -> bool {
    let bounds = [
        (Resource::Cpu, SECONDS),
        (Resource::As, MEMORY),
        (Resource::Core, 0),
    ];
    bounds.into_iter().all(|(resource, most)| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).is_ok()
    })
}
