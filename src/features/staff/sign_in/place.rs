//! Where somebody goes after signing in: back to where they were, as long as that is a page of ours.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Where one goes when there is no place to go back to.
pub(in crate::features::staff) const HOME: &str = "/staff/inbox";

/// Characters that stay as they are in a query value: all that a path of ours is made of.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// `next` where it is a staff page of ours, else the inbox. Nothing else is followed: no other host, no other scheme,
/// not the sign-in pages themselves.
pub(in crate::features::staff) fn own(next: &str) -> &str {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let inside = path == "/staff" || path.starts_with("/staff/");
    let clean = next.len() <= 2_000 && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let steps_out = path.contains("//") || path.split('/').any(|part| part == ".." || part == ".");
    let signing = [
        "/staff/sign-in",
        "/staff/sign-out",
        "/staff/set-password",
        "/staff/session",
        "/staff/live",
    ];
    if inside && clean && !steps_out && !signing.iter().any(|s| path.starts_with(s)) {
        next
    } else {
        HOME
    }
}

/// `path` with `next` handed on, where there is one.
pub(in crate::features::staff) fn with_next(path: &str, next: &str) -> String {
    if own(next) == HOME {
        return path.to_owned();
    }
    format!("{path}?next={}", utf8_percent_encode(own(next), KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_gone_back_to() {
        for fine in [
            "/staff",
            "/staff/inbox?folder=all",
            "/staff/conversations/0191",
            "/staff/patients?query=o%27b",
        ] {
            assert_eq!(own(fine), fine);
        }
        for foreign in [
            "",
            "https://evil.example/staff/",
            "//evil.example/staff",
            "/\\evil.example",
            "/staff\\@evil.example",
            "/staffx",
            "/staff/../sign-in",
            "/staff//evil.example",
            "javascript:alert(1)",
            "/messages",
            "/staff/sign-in",
            "/staff/sign-out",
            "/staff/a\r\nset-cookie: x",
            "/staff/é",
        ] {
            assert_eq!(own(foreign), HOME, "{foreign:?}");
        }
    }

    #[test]
    fn the_place_travels_as_one_query_value() {
        assert_eq!(
            with_next("/staff/sign-in", "/staff/x?a=1&b=2"),
            "/staff/sign-in?next=/staff/x%3Fa%3D1%26b%3D2"
        );
        assert_eq!(
            with_next("/staff/sign-in", "https://evil.example"),
            "/staff/sign-in"
        );
    }
}
