//! A browser without a screen: keeps cookies, follows redirects, says where requests come from.

use std::sync::Arc;

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::{Client, RequestBuilder};

/// One browser profile.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    jar: Arc<Jar>,
    base_url: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub url: String,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    /// Fails unless `text` is in the body.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Answer {
        assert!(
            self.body.contains(text),
            "`{text}` is not in {} {}: {}",
            self.status,
            self.url,
            self.body
        );
        self
    }

    /// Fails when `text` is in the body.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Answer {
        assert!(
            !self.body.contains(text),
            "`{text}` is in {} {}",
            self.status,
            self.url
        );
        self
    }

    /// Fails unless the status is `status`.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Answer {
        assert_eq!(self.status, status, "{}: {}", self.url, self.body);
        self
    }
}

impl Browser {
    pub fn new(base_url: &str) -> Browser {
        let jar = Arc::new(Jar::default());
        let http = Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .build()
            .expect("a client");
        Browser {
            http,
            jar,
            base_url: base_url.to_owned(),
        }
    }

    /// The same profile at another address; cookies know hosts, not ports.
    pub fn at(&self, base_url: &str) -> Browser {
        Browser {
            base_url: base_url.to_owned(),
            ..self.clone()
        }
    }

    /// Keeps a cookie, given as a `Set-Cookie` value.
    pub fn keep(&self, cookie: &str) {
        let url = self.base_url.parse().expect("an address");
        self.jar.add_cookie_str(cookie, &url);
    }

    /// The cookies that the browser would send.
    pub fn cookies(&self) -> String {
        let url = self.base_url.parse().expect("an address");
        self.jar
            .cookies(&url)
            .and_then(|value| value.to_str().ok().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The full address of a path; full addresses stay.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base_url)
        }
    }

    /// Sends any request.
    pub async fn send(
        &self,
        request: impl FnOnce(&Client, &dyn Fn(&str) -> String) -> RequestBuilder,
    ) -> Answer {
        let answer = request(&self.http, &|path| self.url(path))
            .send()
            .await
            .expect("an answer");
        let (status, url) = (answer.status().as_u16(), answer.url().to_string());
        let headers = answer.headers().clone();
        let bytes = answer.bytes().await.expect("a body").to_vec();
        Answer {
            status,
            url,
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(|http, url| http.get(url(path)).header("accept", "text/html"))
            .await
    }

    /// Submits a form as a page of our own origin does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(|http, url| {
            http.post(url(path))
                .header("accept", "text/html")
                .header("sec-fetch-site", "same-origin")
                .form(fields)
        })
        .await
    }
}
