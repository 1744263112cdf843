//! Cuts SQL into tokens, just finely enough that nothing inside a string, a quoted name or a comment is touched.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// White space or a comment.
    Blank,
    /// A keyword, a name or a number.
    Word,
    /// `'text'`, or `$tag$text$tag$`.
    Text,
    /// `"name"`.
    Quoted,
    /// `$1`.
    Parameter,
    /// `::`.
    Cast,
    /// Any other single character.
    Symbol,
}

/// A token and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    pub(crate) fn is(&self, word: &str) -> bool {
        match self.kind {
            Kind::Word => self.text.eq_ignore_ascii_case(word),
            Kind::Symbol | Kind::Cast => self.text == word,
            _ => false,
        }
    }
}

/// All tokens of `sql`; their texts put together are `sql` again.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = sql;
    while !rest.is_empty() {
        let (kind, length) = first(rest);
        let (text, after) = rest.split_at(length);
        found.push(Token { kind, text });
        rest = after;
    }
    found
}

fn first(rest: &str) -> (Kind, usize) {
    let mut chars = rest.chars();
    let head = chars.next().unwrap_or(' ');
    let next = chars.next().unwrap_or(' ');
    let while_true = |test: fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
    match (head, next) {
        ('-', '-') => (Kind::Blank, rest.find('\n').unwrap_or(rest.len())),
        ('/', '*') => (Kind::Blank, comment(rest)),
        (':', ':') => (Kind::Cast, 2),
        ('$', '0'..='9') => {
            let digits = rest[1..].find(|c: char| !c.is_ascii_digit());
            (
                Kind::Parameter,
                digits.map_or(rest.len(), |length| length + 1),
            )
        }
        ('$', _) => dollar_quoted(rest).map_or((Kind::Symbol, 1), |length| (Kind::Text, length)),
        ('\'', _) => (Kind::Text, quoted(rest, '\'')),
        ('"', _) => (Kind::Quoted, quoted(rest, '"')),
        (c, _) if c.is_whitespace() => (Kind::Blank, while_true(char::is_whitespace)),
        (c, _) if in_word(c) => (Kind::Word, while_true(in_word)),
        _ => (Kind::Symbol, head.len_utf8()),
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a quoted text at the start of `rest`, where a doubled quote stands for itself.
fn quoted(rest: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = rest[at..].find(quote) {
        at += found + 1;
        if !rest[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// The length of the comment at the start of `rest`; comments nest, as in PostgreSQL.
fn comment(rest: &str) -> usize {
    let (mut at, mut depth) = (2, 1);
    while depth > 0 {
        let (open, close) = (rest[at..].find("/*"), rest[at..].find("*/"));
        match (open, close) {
            (Some(open), Some(close)) if open < close => (at, depth) = (at + open + 2, depth + 1),
            (_, Some(close)) => (at, depth) = (at + close + 2, depth - 1),
            (_, None) => return rest.len(),
        }
    }
    at
}

/// The length of the `$tag$text$tag$` at the start of `rest`, if that is what it is.
fn dollar_quoted(rest: &str) -> Option<usize> {
    let tag_end = rest[1..].find(|c| !in_word(c))? + 1;
    if !rest[tag_end..].starts_with('$') {
        return None;
    }
    let tag = &rest[..=tag_end];
    let text = &rest[tag.len()..];
    Some(
        text.find(tag)
            .map_or(rest.len(), |at| tag.len() + at + tag.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql)
            .into_iter()
            .filter(|t| t.kind != Kind::Blank)
            .map(|t| t.text)
            .collect()
    }

    #[test]
    fn strings_names_and_comments_are_single_tokens() {
        assert_eq!(
            texts("a='it''s $1' -- $2::int\n, \"b \"\"c\"::text /* x /* $3 */ y */ FROM t"),
            [
                "a",
                "=",
                "'it''s $1'",
                ",",
                "\"b \"\"c\"",
                "::",
                "text",
                "FROM",
                "t"
            ]
        );
    }

    #[test]
    fn dollar_quotes_and_parameters_are_told_apart() {
        assert_eq!(
            texts("$1 $$ $2 'x $$ $a$ $$ $a$ $23)"),
            ["$1", "$$ $2 'x $$", "$a$ $$ $a$", "$23", ")"]
        );
    }

    #[test]
    fn unclosed_texts_end_with_the_statement() {
        assert_eq!(texts("'abc"), ["'abc"]);
        assert_eq!(texts("/* abc /* */"), [""; 0]);
        assert_eq!(texts("$x$ abc"), ["$x$ abc"]);
        assert_eq!(texts("€ $"), ["€", "$"]);
    }
}
