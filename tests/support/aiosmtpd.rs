//! aiosmtpd, a mail server that others wrote, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::smtp::signed;

/// The program that is run.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/mail_server.py");

/// The running server; it stops when dropped. It takes letters through STARTTLS only.
pub struct Aiosmtpd {
    /// Its port at `localhost`.
    pub port: u16,
    /// The authority that signed its certificate, in PEM.
    pub authority: Vec<u8>,
    child: Child,
    letters: Arc<Mutex<Vec<serde_json::Value>>>,
}

impl Aiosmtpd {
    /// Starts it; nothing where the machine does not have it, which is said loudly.
    pub fn start(folder: &Path) -> Option<Aiosmtpd> {
        let Some(python) = python() else {
            eprintln!(
                "NOT TESTED AGAINST A REAL MAIL SERVER: install the Debian package python3-aiosmtpd"
            );
            return None;
        };
        let signed = signed();
        let (certificate, key) = (folder.join("mail.pem"), folder.join("mail.key"));
        let (certificate_pem, key_pem) = signed.pem();
        std::fs::write(&certificate, certificate_pem).unwrap();
        std::fs::write(&key, key_pem).unwrap();
        let mut command = Command::new(python);
        command.arg(SCRIPT).arg(&certificate).arg(&key);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().expect("a line").expect("a line");
        let letters = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&letters);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let letter = serde_json::from_str(&line).expect("JSON");
                kept.lock().unwrap().push(letter);
            }
        });
        Some(Aiosmtpd {
            port: port.parse().expect("a port"),
            authority: signed.authority,
            child,
            letters,
        })
    }

    /// The letters that it took so far: `from`, `to`, `data`, `encrypted`.
    pub fn letters(&self) -> Vec<serde_json::Value> {
        self.letters.lock().unwrap().clone()
    }
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A Python that has it: the system's own before one that is first on the path.
fn python() -> Option<&'static str> {
    let has_it = |python: &&str| {
        let mut asked = Command::new(python);
        asked
            .args(["-c", "import aiosmtpd.smtp"])
            .stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    ["/usr/bin/python3", "python3"].into_iter().find(has_it)
}
