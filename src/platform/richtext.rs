//! Rich text as it is stored: sanitised on the server with the editor's own schema as the allow-list, whatever the client sent (M19).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

const TAGS: &[&str] = &[
    "p",
    "br",
    "strong",
    "em",
    "u",
    "s",
    "h2",
    "h3",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

/// Bodies from this length on, in bytes, are sanitised off the async threads.
const OFF_THREAD_BYTES: usize = 64 * 1024;

/// Elements whose end is a line's end when markup is read as plain text.
const LINES: &[&str] = &["p", "br", "h2", "h3", "blockquote", "li", "tr"];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let aligned: HashSet<&str> = ["ta-center", "ta-end"].into();
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(
            [
                "script", "style", "title", "template", "noscript", "svg", "math", "iframe",
                "object",
            ]
            .into(),
        )
        .tag_attributes(HashMap::from([
            ("a", ["href"].into()),
            ("ol", ["start"].into()),
            ("td", ["colspan", "rowspan"].into()),
            ("th", ["colspan", "rowspan"].into()),
        ]))
        .allowed_classes(
            ["p", "h2", "h3", "td", "th"]
                .into_iter()
                .map(|tag| (tag, aligned.clone()))
                .collect(),
        )
        .url_schemes(["https", "mailto", "tel"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(|_, attribute, value| match attribute {
            "colspan" | "rowspan" => value
                .parse::<u16>()
                .ok()
                .filter(|n| (1..=100).contains(n))
                .map(|_| value.into()),
            "start" => value
                .parse::<u32>()
                .ok()
                .filter(|n| *n <= 9_999)
                .map(|_| value.into()),
            _ => Some(value.into()),
        });
    builder
});

/// Rich text that has been through the sanitiser; the only kind that is stored and the only kind a page prints unescaped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RichText(String);

impl std::fmt::Debug for RichText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RichText({} bytes)", self.0.len())
    }
}

impl RichText {
    /// Sanitises `html`. CPU work in proportion to its length: do it before a transaction, off the async threads when it is long.
    pub fn from_html(html: &str) -> RichText {
        let clean = SANITISER.clean(html).to_string();
        RichText(clean.trim().to_owned())
    }

    /// Sanitises `html`, off the async threads where it is long.
    pub async fn sanitised(html: String) -> RichText {
        if html.len() < OFF_THREAD_BYTES {
            return RichText::from_html(&html);
        }
        let clean = tokio::task::spawn_blocking(move || RichText::from_html(&html));
        // The task fails only if the sanitiser panics; nothing of such input is kept.
        clean.await.unwrap_or_default()
    }

    /// Turns plain text (the field without JavaScript) into paragraphs and lines.
    pub fn from_plain(text: &str) -> RichText {
        let text = text.replace("\r\n", "\n");
        let paragraphs = text.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
        RichText(
            paragraphs
                .map(|p| format!("<p>{}</p>", escape(p).replace('\n', "<br>")))
                .collect(),
        )
    }

    /// What the store holds, which was sanitised when it was written.
    pub fn stored(html: String) -> RichText {
        RichText(html)
    }

    /// The markup.
    pub fn html(&self) -> &str {
        &self.0
    }

    /// The words without markup: paragraphs end in a new line. For search, snippets and plain views.
    pub fn plain(&self) -> String {
        let mut plain = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(open) = rest.find('<') {
            plain.push_str(&unescape(&rest[..open]));
            let Some(close) = rest[open..].find('>') else {
                break;
            };
            let tag = rest[open + 1..open + close].trim_start_matches('/');
            let name = tag
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or("");
            let ends = rest[open + 1..].starts_with('/') || name == "br";
            if ends && LINES.contains(&name) && !plain.ends_with('\n') {
                plain.push('\n');
            } else if ends && matches!(name, "td" | "th") {
                plain.push(' ');
            }
            rest = &rest[open + close + 1..];
        }
        plain.push_str(&unescape(rest));
        plain.trim().to_owned()
    }

    /// Whether nothing readable is in it.
    pub fn is_blank(&self) -> bool {
        self.plain()
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{a0}')
    }
}

/// `text` with the characters that mean something in HTML written as references.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

// The sanitiser's serialiser writes these references and no others.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_run_is_gone_and_what_a_nurse_writes_stays() {
        let html = "<p class=\"ta-center evil\" style=\"x\" onclick=\"x()\">Hi <strong>Ann</strong><script>alert(1)</script></p><a href=\"javascript:x\">x</a><img src=x onerror=y>";
        let clean = RichText::from_html(html);
        assert_eq!(
            clean.html(),
            "<p class=\"ta-center\">Hi <strong>Ann</strong></p><a rel=\"noopener noreferrer nofollow\">x</a>"
        );
    }

    #[test]
    fn sanitising_twice_changes_nothing() {
        let once = RichText::from_html(
            "<ol start=3><li>a<li>b</ol><table><tr><td colspan=2>c</table>&amp;&lt;b&gt;",
        );
        assert_eq!(RichText::from_html(once.html()), once);
    }

    #[test]
    fn plain_text_becomes_paragraphs_and_comes_back() {
        let rich = RichText::from_plain("Dear <Ann>,\r\n\r\none\ntwo");
        assert_eq!(rich.html(), "<p>Dear &lt;Ann&gt;,</p><p>one<br>two</p>");
        assert_eq!(rich.plain(), "Dear <Ann>,\none\ntwo");
    }

    #[test]
    fn only_spaces_is_blank() {
        assert!(RichText::from_html("<p>&nbsp; <br></p>").is_blank());
        assert!(!RichText::from_html("<p>.</p>").is_blank());
    }
}
