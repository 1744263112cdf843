//! Statements to the server itself.

use std::time::Duration;

use tokio::runtime::Builder;
use tokio_postgres::NoTls;

/// Runs statements one after the other, outside any transaction.
pub(crate) fn run(url: &str, statements: Vec<String>) -> Result<(), String> {
    let url = url.to_owned();
    // A thread of its own, because the caller may be inside a runtime already.
    let thread = std::thread::spawn(move || {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| e.to_string())?;
        runtime.block_on(async {
            let connect = tokio_postgres::connect(&url, NoTls);
            let connected = tokio::time::timeout(Duration::from_secs(10), connect).await;
            let (client, connection) = connected
                .map_err(|_| "no answer".to_owned())?
                .map_err(|e| describe(&e))?;
            let task = tokio::spawn(connection);
            for statement in statements {
                client
                    .batch_execute(&statement)
                    .await
                    .map_err(|e| describe(&e))?;
            }
            drop(client);
            let _ = task.await;
            Ok(())
        })
    });
    thread.join().unwrap_or_else(|_| Err("a panic".to_owned()))
}

fn describe(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |answer| answer.message().to_owned())
}

/// `url` with another database.
pub(crate) fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, None), |(base, query)| (base, Some(query)));
    let host_starts = base.find("://").map_or(0, |at| at + 3);
    let host_ends = base[host_starts..]
        .find('/')
        .map_or(base.len(), |at| host_starts + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &base[..host_ends])
}

/// `url` with another user.
pub(crate) fn with_user(url: &str, user: &str, password: &str) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = base.split_once("://").unwrap_or(("postgres", base));
    let host_ends = rest.find('/').unwrap_or(rest.len());
    let host_starts = rest[..host_ends].rfind('@').map_or(0, |at| at + 1);
    let others: String = query
        .split('&')
        .filter(|pair| {
            !pair.is_empty() && !pair.starts_with("user=") && !pair.starts_with("password=")
        })
        .map(|pair| format!("&{pair}"))
        .collect();
    format!(
        "{scheme}://{}?user={user}&password={password}{others}",
        &rest[host_starts..]
    )
}

#[cfg(test)]
mod tests {
    use super::{with_database, with_user};

    #[test]
    fn the_user_is_replaced() {
        for (url, expected) in [
            (
                "postgres://a:b@host:5432/one",
                "postgres://host:5432/one?user=new&password=pw",
            ),
            (
                "postgres:///one?host=/tmp/x&user=y&sslmode=require",
                "postgres:///one?user=new&password=pw&host=/tmp/x&sslmode=require",
            ),
        ] {
            assert_eq!(with_user(url, "new", "pw"), expected);
        }
    }

    #[test]
    fn the_database_is_replaced() {
        for (url, expected) in [
            (
                "postgres://a:b@host:5432/old",
                "postgres://a:b@host:5432/new",
            ),
            ("postgres://a@host", "postgres://a@host/new"),
            (
                "postgres:///old?host=/tmp/x&user=y",
                "postgres:///new?host=/tmp/x&user=y",
            ),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
