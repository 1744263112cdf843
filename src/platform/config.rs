//! The configuration: one file, `carepost.toml`; every key can be overridden by the environment; unknown keys are errors.
//!
//! Each key's doc comment is the text of `docs/generated/config.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::mail::returned::LONGEST_LOCAL_PART;

/// One documented key, as the generated page lists it.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// Section of the file.
    pub section: &'static str,
    /// Key within the section.
    pub key: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// The name of its type.
    pub kind: &'static str,
}

macro_rules! config {
    ($( $(#[doc = $section_doc:literal])* $section:ident: $name:ident { $( $(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:expr; )* } )*) => {
        /// Everything that an installation can set.
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Config { $( $(#[doc = $section_doc])* pub $section: $name, )* }

        $(
            $(#[doc = $section_doc])*
            #[derive(Debug, Clone, Deserialize)]
            #[serde(default, deny_unknown_fields)]
            pub struct $name { $( $(#[doc = $doc])+ pub $key: $type, )* }

            impl Default for $name {
                fn default() -> Self {
                    $name { $( $key: $default, )* }
                }
            }
        )*

        /// Every key with its text, in the order of the file.
        pub const KEYS: &[KeyDoc] = &[ $( $( KeyDoc { section: stringify!($section), key: stringify!($key), doc: concat!($($doc, "\n"),+), kind: stringify!($type) }, )* )* ];
    };
}

config! {
    /// Where the server listens and how it is reached.
    server: ServerConfig {
        /// Address and port to listen on.
        listen: String = "127.0.0.1:8080".to_owned();
        /// The origin people type, such as `https://messages.example.org`. Every link is built from it, never from a request's Host header. Plain `http` is accepted on loopback addresses only.
        public_url: String = "http://127.0.0.1:8080".to_owned();
        /// Networks (CIDR) of reverse proxies whose `X-Forwarded-For` is believed. Empty: none.
        trusted_proxies: Vec<String> = Vec::new();
        /// Where `/metrics` answers, such as `127.0.0.1:9090`. Empty: nowhere.
        metrics_listen: String = String::new();
    }
    /// Where data lives.
    data: DataConfig {
        /// Folder of the SQLite database and of attachments kept on disk.
        folder: PathBuf = PathBuf::from("data");
        /// PostgreSQL connection URL. Empty: SQLite in the data folder.
        postgres_url: String = String::new();
        /// `on` encrypts the SQLite database with a key derived from the root key; `off` is for hosts whose disk is encrypted.
        encryption: Encryption = Encryption::On;
        /// File that holds the root key (64 hexadecimal digits). Keep it outside the data folder and back it up apart from the data.
        root_key_file: PathBuf = PathBuf::from("carepost.key");
        /// The root key itself, for hosts that hand secrets over in the environment. Wins over the file.
        root_key: String = String::new();
        /// S3 bucket for attachments. Empty: the data folder.
        s3_bucket: String = String::new();
        /// S3 endpoint, for stores other than AWS.
        s3_endpoint: String = String::new();
        /// S3 region.
        s3_region: String = "us-east-1".to_owned();
        /// S3 access key id.
        s3_access_key_id: String = String::new();
        /// S3 secret access key.
        s3_secret_access_key: String = String::new();
    }
    /// Outgoing email.
    smtp: SmtpConfig {
        /// Host of the SMTP server. Empty: no email can be sent.
        host: String = String::new();
        /// Port of the SMTP server.
        port: u16 = 587;
        /// `starttls`, `tls` (from the first byte) or `none` (loopback and trusted networks only).
        security: SmtpSecurity = SmtpSecurity::Starttls;
        /// User name. Empty: no sign-in.
        username: String = String::new();
        /// Password.
        password: String = String::new();
        /// Address that notifications come from.
        from_address: String = String::new();
        /// Address that mail which can't be delivered is returned to, with at most 9 characters before the `@`, such as
        /// `bounces@mail.clinic.example`; each notification gets a variant of its own, `bounces+…@mail.clinic.example`. Empty:
        /// mail is returned to `from_address`, and Carepost learns nothing from it.
        bounce_address: String = String::new();
        /// Address and port where Carepost takes returned mail by SMTP, such as `127.0.0.1:2526`: the clinic's mail server passes on
        /// what comes for `bounce_address` and its variants. Empty: it takes none.
        bounce_listen: String = String::new();
        /// Notifications that are handed to the SMTP server in a minute, by all processes together; the rest wait their turn. Ask your provider what it permits. `0`: no limit.
        per_minute: i64 = 30;
    }
    /// Outgoing text messages, over an HTTP API of Twilio's shape.
    texts: TextsConfig {
        /// Base URL of the API. Empty: no text can be sent.
        base_url: String = String::new();
        /// Account identifier.
        account_sid: String = String::new();
        /// Authentication token.
        auth_token: String = String::new();
        /// Number that texts come from.
        from_number: String = String::new();
        /// Whether the provider is asked to report what became of each text, at `<server.public_url>/webhooks/texts/report`. `false` where it can't reach that address.
        delivery_reports: bool = true;
        /// Secret that the provider signs with what it tells us. Empty: `auth_token`, as Twilio does.
        webhook_secret: String = String::new();
        /// Notifications that are handed to the service in a minute, by all processes together; the rest wait their turn. Ask your provider what it permits. `0`: no limit.
        per_minute: i64 = 60;
    }
    /// Paying bills in the portal, through Stripe Checkout.
    stripe: StripeConfig {
        /// Secret key, such as `sk_live_...`, or a restricted key that may write Checkout Sessions. Empty: bills can't be paid in the portal.
        secret_key: String = String::new();
        /// Signing secret of the webhook endpoint `<server.public_url>/webhooks/stripe`, such as `whsec_...`. Empty: bills can't be paid in the portal.
        webhook_secret: String = String::new();
        /// Base URL of the API.
        base_url: String = "https://api.stripe.com".to_owned();
        /// Origin of the pages on which patients pay. Change it only where the Stripe account has a domain of its own for them.
        checkout_origin: String = "https://checkout.stripe.com".to_owned();
    }
    /// What may be uploaded.
    uploads: UploadsConfig {
        /// Largest file, in bytes.
        max_bytes: u64 = 50 * 1024 * 1024;
        /// ClamAV daemon, `host:port` or a socket's path. Empty: files are not scanned for malware.
        clamav: String = String::new();
    }
    /// Messages.
    messages: MessagesConfig {
        /// Largest message body accepted, in bytes of HTML. At least 10 MB (M18).
        max_body_bytes: usize = 12 * 1024 * 1024;
        /// Days until the link in a notification expires.
        link_days: i64 = 14;
        /// Seconds after a notice in which further ones to the same person wait and then go together as one, where a clinic has set nothing else. `0`: each goes by itself.
        bundle_seconds: i64 = 60;
    }
    /// Queued work: notifications, checks of uploads, cleaning up.
    worker: WorkerConfig {
        /// Jobs that this process does at a time. `0`: none, for `carepost serve` where `carepost work` runs beside it on the same PostgreSQL database.
        at_once: usize = 16;
    }
    /// Staff sign-in.
    staff: StaffConfig {
        /// Whether staff members need a second factor. `false` is for a trial on a single machine.
        require_second_factor: bool = true;
    }
    /// Logs.
    log: LogConfig {
        /// `error`, `warn`, `info`, `debug` or a filter such as `info,db=debug`. Libraries say nothing below `info`, since what they say there may hold patient data.
        filter: String = "info".to_owned();
        /// `text` or `json`.
        format: LogFormat = LogFormat::Text;
    }
}

/// Whether the SQLite database is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// Encrypted with a key derived from the root key.
    On,
    /// Left to the disk's own encryption.
    Off,
}

/// How the connection to the SMTP server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Plain first, upgraded before anything is said; refused where the server can't.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// No protection.
    None,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("the configuration file {path} can't be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file isn't TOML, has a key that doesn't exist, or a value of the wrong kind.
    #[error("the configuration is wrong: {0}")]
    Wrong(String),
    /// An environment variable names no key.
    #[error(
        "the environment variable {0} names no configuration key (docs/generated/config.md lists them)"
    )]
    UnknownVariable(String),
}

/// Environment variables that start with the prefix of ours and are no configuration keys.
const OTHER_VARIABLES: &[&str] = &["CAREPOST_CONFIG"];

impl Config {
    /// Reads the file (where there is one) and lets the environment override each key as
    /// `CAREPOST_<SECTION>_<KEY>`. `variables` is the environment, given so that a test can set it.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config, ConfigError> {
        let text = match file {
            Some(path) => {
                std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
                    path: path.to_owned(),
                    source,
                })?
            }
            None => String::new(),
        };
        let mut table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| ConfigError::Wrong(e.to_string()))?;
        for (name, value) in variables {
            if !name.starts_with("CAREPOST_")
                || name.starts_with("CAREPOST_TEST_")
                || OTHER_VARIABLES.contains(&name.as_str())
            {
                continue;
            }
            override_key(&mut table, &name, &value)?;
        }
        let config: Config = toml::Value::Table(table)
            .try_into()
            .map_err(|e: toml::de::Error| ConfigError::Wrong(e.to_string()))?;
        config.check()?;
        Ok(config)
    }

    /// Refuses what no later step would explain as well.
    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: String| Err(ConfigError::Wrong(text));
        let url = &self.server.public_url;
        let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|p| url.starts_with(p));
        if !url.starts_with("https://") && !loopback {
            return wrong(format!(
                "server.public_url must begin with https:// (plain http is for loopback addresses only), but is {url}"
            ));
        }
        if url.ends_with('/') {
            return wrong("server.public_url must not end with a slash".to_owned());
        }
        if self.messages.max_body_bytes < 10 * 1024 * 1024 {
            return wrong("messages.max_body_bytes must be at least 10485760".to_owned());
        }
        let bounce = self.smtp.bounce_address.as_str();
        let fits = bounce.split_once('@').is_some_and(|(local, domain)| {
            (1..=LONGEST_LOCAL_PART).contains(&local.len())
                && !local.contains('+')
                && !domain.is_empty()
        });
        if !bounce.is_empty() && !fits {
            return wrong(format!(
                "smtp.bounce_address must be an address with at most {LONGEST_LOCAL_PART} characters and no + before the @, but is {bounce}"
            ));
        }
        if bounce.is_empty() && !self.smtp.bounce_listen.is_empty() {
            return wrong("smtp.bounce_listen needs smtp.bounce_address".to_owned());
        }
        let paces = [self.smtp.per_minute, self.texts.per_minute];
        if paces.iter().any(|pace| !(0..=60_000).contains(pace)) {
            return wrong(
                "smtp.per_minute and texts.per_minute must be between 0 and 60000".to_owned(),
            );
        }
        if !(0..=600).contains(&self.messages.bundle_seconds) {
            return wrong("messages.bundle_seconds must be between 0 and 600".to_owned());
        }
        if !(1..=90).contains(&self.messages.link_days) {
            return wrong("messages.link_days must be between 1 and 90".to_owned());
        }
        Ok(())
    }

    /// Whether bills can be paid in the portal (M61): Stripe's key is there, and so is the secret that its events prove
    /// themselves with.
    pub fn takes_payments(&self) -> bool {
        !self.stripe.secret_key.is_empty() && !self.stripe.webhook_secret.is_empty()
    }

    /// Whether the public origin is https: cookies are then `Secure` with the `__Host-` prefix.
    pub fn https(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }
}

fn override_key(table: &mut toml::Table, variable: &str, value: &str) -> Result<(), ConfigError> {
    let known: BTreeMap<String, &KeyDoc> = KEYS
        .iter()
        .map(|k| {
            (
                format!(
                    "CAREPOST_{}_{}",
                    k.section.to_uppercase(),
                    k.key.to_uppercase()
                ),
                k,
            )
        })
        .collect();
    let key = known
        .get(variable)
        .ok_or_else(|| ConfigError::UnknownVariable(variable.to_owned()))?;
    // Numbers, switches and lists are written as in the file. Text is taken as it is, also where it looks like a number:
    // a telephone number, a password.
    let is_text =
        !["bool", "i64", "u16", "u64", "usize"].contains(&key.kind) && !key.kind.starts_with("Vec");
    let parsed = format!("v = {value}")
        .parse::<toml::Table>()
        .ok()
        .and_then(|mut t| t.remove("v"))
        .filter(|_| !is_text);
    let parsed = parsed.unwrap_or_else(|| toml::Value::String(value.to_owned()));
    let section = table
        .entry(key.section)
        .or_insert_with(|| toml::Value::Table(toml::Table::new()));
    match section {
        toml::Value::Table(section) => {
            section.insert(key.key.to_owned(), parsed);
            Ok(())
        }
        _ => Err(ConfigError::Wrong(format!(
            "{} must be a section",
            key.section
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(
            None,
            variables
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn the_environment_overrides_each_key() {
        let config = load(&[
            ("CAREPOST_SMTP_HOST", "mail.example.org"),
            ("CAREPOST_SMTP_PORT", "2525"),
        ]);
        assert!(
            matches!(config, Ok(c) if c.smtp.host == "mail.example.org" && c.smtp.port == 2525)
        );
    }

    #[test]
    fn text_that_looks_like_a_number_is_text() {
        let config = load(&[
            ("CAREPOST_TEXTS_FROM_NUMBER", "+14165550100"),
            ("CAREPOST_SMTP_PASSWORD", "000123"),
            ("CAREPOST_STAFF_REQUIRE_SECOND_FACTOR", "false"),
            ("CAREPOST_SERVER_TRUSTED_PROXIES", "[\"10.0.0.0/8\"]"),
        ]);
        let config = config.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(config.texts.from_number, "+14165550100");
        assert_eq!(config.smtp.password, "000123");
        assert!(!config.staff.require_second_factor);
        assert_eq!(config.server.trusted_proxies, ["10.0.0.0/8"]);
    }

    #[test]
    fn a_key_that_does_not_exist_is_an_error() {
        assert!(
            matches!(load(&[("CAREPOST_SMTP_HOTS", "x")]), Err(ConfigError::UnknownVariable(v)) if v == "CAREPOST_SMTP_HOTS")
        );
    }

    #[test]
    fn the_address_for_bounces_leaves_room_for_a_token() {
        let with = |address| load(&[("CAREPOST_SMTP_BOUNCE_ADDRESS", address)]);
        assert!(with("bounces@mail.clinic.example").is_ok());
        for wrong in [
            "bounces",
            "@clinic.example",
            "returned-mail@clinic.example",
            "b+x@clinic.example",
        ] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
        assert!(load(&[("CAREPOST_SMTP_BOUNCE_LISTEN", "127.0.0.1:2526")]).is_err());
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        assert!(load(&[("CAREPOST_SERVER_PUBLIC_URL", "http://messages.example.org")]).is_err());
        assert!(load(&[("CAREPOST_SERVER_PUBLIC_URL", "https://messages.example.org")]).is_ok());
    }
}
