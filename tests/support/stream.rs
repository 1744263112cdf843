use std::time::Duration;

use super::Browser;

/// How long a test waits for a stream to say something or to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open page's live stream, with all that it has said.
pub struct Stream {
    answer: reqwest::Response,
    said: String,
}

impl Stream {
    /// Opens the stream of a signed-in browser.
    pub async fn open(browser: &Browser, path: &str) -> Stream {
        let request = reqwest::Client::new()
            .get(browser.url(path))
            .header("cookie", browser.cookies());
        let answer = request.send().await.expect("a stream");
        assert_eq!(answer.status(), 200);
        let mut stream = Stream {
            answer,
            said: String::new(),
        };
        stream.until(": open").await;
        stream
    }

    /// Reads until `words` have been said.
    pub async fn until(&mut self, words: &str) {
        let reading = async {
            while !self.said.contains(words) {
                let bytes = self.answer.chunk().await.expect("bytes");
                let bytes =
                    bytes.unwrap_or_else(|| panic!("it ended before {words}: {}", self.said));
                self.said.push_str(&String::from_utf8_lossy(&bytes));
            }
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap_or_else(|_| panic!("never said: {words}"));
    }

    /// Reads until the server ends it, within `wait`; all that it said.
    pub async fn ends_within(mut self, wait: Duration) -> String {
        let reading = async {
            while let Ok(Some(bytes)) = self.answer.chunk().await {
                self.said.push_str(&String::from_utf8_lossy(&bytes));
            }
        };
        tokio::time::timeout(wait, reading)
            .await
            .expect("the stream ends");
        self.said
    }

    /// Reads until the server ends it; all that it said.
    pub async fn ends(self) -> String {
        self.ends_within(PATIENCE).await
    }
}
