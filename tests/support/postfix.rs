//! Postfix, in processes of its own: it takes letters for one domain, finds out later that they can't be delivered, and
//! returns them.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The running mail system; it stops when dropped.
pub struct Postfix {
    settings: PathBuf,
}

/// What it is told: where it listens, and to which ports it passes letters on for which domain.
pub struct Roads<'a> {
    pub listen: u16,
    pub patients: (&'a str, u16),
    pub bounces: (&'a str, u16),
}

impl Postfix {
    /// Starts it in `folder`; nothing where the machine does not have it or it may not be started, which is said loudly.
    pub fn start(folder: &Path, roads: &Roads<'_>) -> Option<Postfix> {
        let installed = Path::new("/usr/sbin/postfix").exists();
        if !installed || !rustix::process::geteuid().is_root() {
            eprintln!(
                "NOT TESTED AGAINST POSTFIX: install the Debian package postfix and run as root"
            );
            return None;
        }
        let (settings, data) = (folder.join("settings"), folder.join("data"));
        for each in [&settings, &folder.join("queue"), &data] {
            std::fs::create_dir_all(each).unwrap();
        }
        // Its own user must reach what is inside.
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder, open).unwrap();
        let mut owner = Command::new("chown");
        assert!(owner.arg("postfix").arg(&data).status().unwrap().success());
        std::fs::write(settings.join("main.cf"), main_cf(folder, roads)).unwrap();
        std::fs::write(settings.join("master.cf"), master_cf(roads.listen)).unwrap();
        let postfix = Postfix { settings };
        assert!(postfix.ask("start"), "Postfix starts");
        Some(postfix)
    }

    fn ask(&self, what: &str) -> bool {
        let mut command = Command::new("/usr/sbin/postfix");
        command.arg("-c").arg(&self.settings).arg(what);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.ask("stop");
    }
}

fn main_cf(folder: &Path, roads: &Roads<'_>) -> String {
    let (at, patients, bounces) = (folder.display(), roads.patients, roads.bounces);
    format!(
        "compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
maillog_file = {at}/log
maillog_file_prefixes = {at}
meta_directory = /etc/postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
alias_maps =
local_recipient_maps =
mynetworks = 127.0.0.0/8
relay_domains = {}
smtpd_relay_restrictions = permit_mynetworks, reject
disable_dns_lookups = yes
smtp_host_lookup = native
transport_maps = inline:{{ {{{} = smtp:[127.0.0.1]:{}}}, {{{} = smtp:[127.0.0.1]:{}}} }}
",
        patients.0, patients.0, patients.1, bounces.0, bounces.1
    )
}

fn master_cf(listen: u16) -> String {
    format!(
        "127.0.0.1:{listen} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"
    )
}
