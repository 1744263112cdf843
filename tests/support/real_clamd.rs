//! ClamAV's own daemon with two signatures of ours, in a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The running daemon; it stops when dropped.
pub struct RealClamd {
    /// Its socket.
    pub socket: PathBuf,
    child: Child,
}

/// More than this many bytes of one file are refused by it.
pub const STREAM_MAX: usize = 1024 * 1024;

/// The harmless file that every scanner knows, put together so that no scanner takes offence at this source.
pub fn eicar() -> Vec<u8> {
    let parts = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$",
        "EICAR-STANDARD-",
        "ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    parts.concat().into_bytes()
}

impl RealClamd {
    /// Starts it in `folder`; nothing where the machine does not have it, which is said loudly.
    pub fn start(folder: &Path) -> Option<RealClamd> {
        let Some(program) = program() else {
            eprintln!("NOT TESTED AGAINST CLAMAV ITSELF: install the Debian package clamav-daemon");
            return None;
        };
        let (signatures, socket) = (folder.join("signatures"), folder.join("clamd.sock"));
        let _ = std::fs::remove_file(&socket);
        std::fs::create_dir_all(&signatures).unwrap();
        let lines = [
            ("Test.Eicar", eicar()),
            ("Test.Marker", b"carepost-marker".to_vec()),
        ];
        let lines = lines.map(|(name, bytes)| format!("{name}:0:*:{}\n", hex::encode(bytes)));
        std::fs::write(signatures.join("own.ndb"), lines.concat()).unwrap();
        let settings = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nStreamMaxLength {STREAM_MAX}\nSelfCheck 0\n",
            socket.display(),
            signatures.display(),
            folder.display(),
        );
        let file = folder.join("clamd.conf");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program);
        command
            .arg("--config-file")
            .arg(&file)
            .stdout(Stdio::null());
        let child = command.spawn().expect("it starts");
        let daemon = RealClamd { socket, child };
        daemon.wait();
        Some(daemon)
    }

    /// It listens when its signatures are read.
    fn wait(&self) {
        for _ in 0..3_000 {
            if std::os::unix::net::UnixStream::connect(&self.socket).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("clamd does not listen");
    }
}

impl Drop for RealClamd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<&'static str> {
    let runs = |program: &&str| {
        let mut asked = Command::new(program);
        asked.arg("--version").stdout(Stdio::null());
        asked.status().is_ok()
    };
    ["clamd", "/usr/sbin/clamd"].into_iter().find(runs)
}
