//! An SMTP server that takes letters as a real one does, and a bare client that hands it as many as it takes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A server on a port of its own. Each letter is on the disk, in a file of its own, before it says yes.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    /// Listens; letters are kept in `folder`. It ends with the process.
    pub(crate) fn start(folder: &Path) -> anyhow::Result<Sink> {
        std::fs::create_dir_all(folder)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let taken = Arc::new(AtomicUsize::new(0));
        let (count, folder) = (taken.clone(), folder.to_owned());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let (count, place) = (count.clone(), folder.join(number.to_string()));
                // A client that hangs up in the middle ends its conversation, as everywhere.
                std::thread::spawn(move || converse(stream, &place, &count));
            }
        });
        Ok(Sink { address, taken })
    }

    /// Letters taken so far.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

fn converse(stream: TcpStream, place: &Path, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut answers = std::io::BufWriter::new(stream.try_clone()?);
    let mut lines = BufReader::new(stream);
    answers.write_all(b"220 localhost\r\n")?;
    answers.flush()?;
    let mut line = Vec::new();
    let mut letters = 0;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or(&[]).to_ascii_uppercase();
        match verb.as_slice() {
            b"EHLO" => answers.write_all(
                b"250-localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            )?,
            b"DATA" => {
                answers.write_all(b"354 go on\r\n")?;
                answers.flush()?;
                keep(&mut lines, place.with_extension(letters.to_string()))?;
                letters += 1;
                taken.fetch_add(1, Ordering::Relaxed);
                answers.write_all(b"250 taken\r\n")?;
            }
            b"QUIT" => {
                answers.write_all(b"221 bye\r\n")?;
                return answers.flush();
            }
            _ => answers.write_all(b"250 ok\r\n")?,
        }
        if lines.buffer().is_empty() {
            answers.flush()?;
        }
    }
}

/// Reads a letter to its end, puts it on the disk, and lets it go again: the bench's folder would grow with them.
fn keep(lines: &mut BufReader<TcpStream>, place: PathBuf) -> std::io::Result<()> {
    let (mut letter, mut line) = (Vec::new(), Vec::new());
    while lines.read_until(b'\n', &mut line)? > 0 && line != b".\r\n" {
        letter.append(&mut line);
    }
    let mut file = std::fs::File::create(&place)?;
    file.write_all(&letter)?;
    file.sync_all()?;
    std::fs::remove_file(&place)
}

/// Letters a second that the server takes from so many connections, each of which sends the next letter's envelope along
/// with the end of the one before, for as long as `each`.
pub(crate) fn bare(sink: &Sink, connections: usize, each: Duration) -> anyhow::Result<f64> {
    let (before, began) = (sink.taken(), Instant::now());
    let callers: Vec<_> = (0..connections)
        .map(|_| {
            let address = sink.address;
            std::thread::spawn(move || pipeline(address, began + each))
        })
        .collect();
    for caller in callers {
        caller
            .join()
            .map_err(|_| anyhow::anyhow!("a client of the mail server panicked"))??;
    }
    Ok((sink.taken() - before) as f64 / began.elapsed().as_secs_f64())
}

/// Bytes of a notice as Carepost writes it.
const LETTER: usize = 2_400;

fn pipeline(address: SocketAddr, until: Instant) -> std::io::Result<()> {
    const ENVELOPE: &str =
        "MAIL FROM:<clinic@example.org>\r\nRCPT TO:<patient@example.org>\r\nDATA\r\n";
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut answer = |count: usize| -> std::io::Result<()> {
        let mut line = String::new();
        (0..count).try_for_each(|_| answers.read_line(&mut line).map(drop))
    };
    answer(1)?;
    stream.write_all(b"EHLO localhost\r\n")?;
    answer(4)?;
    let letter = format!("{}\r\n", "x".repeat(78)).repeat(LETTER / 80);
    let (last, next) = (format!("{letter}.\r\n"), format!("{letter}.\r\n{ENVELOPE}"));
    stream.write_all(ENVELOPE.as_bytes())?;
    loop {
        answer(3)?;
        if Instant::now() >= until {
            stream.write_all(last.as_bytes())?;
            answer(1)?;
            stream.write_all(b"QUIT\r\n")?;
            return stream.read_to_end(&mut Vec::new()).map(drop);
        }
        stream.write_all(next.as_bytes())?;
        answer(1)?;
    }
}
