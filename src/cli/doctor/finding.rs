//! What a check found.

use std::fmt;

/// How one part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// As it should be.
    Ok,
    /// It works; something about it should be known.
    Note,
    /// It does not work.
    Bad,
}

/// What a check found about one part, and what to do.
pub(super) struct Finding {
    pub standing: Standing,
    pub part: &'static str,
    pub words: String,
}

impl Finding {
    pub(super) fn ok(part: &'static str, words: impl Into<String>) -> Finding {
        Finding {
            standing: Standing::Ok,
            part,
            words: words.into(),
        }
    }

    pub(super) fn note(part: &'static str, words: impl Into<String>) -> Finding {
        Finding {
            standing: Standing::Note,
            part,
            words: words.into(),
        }
    }

    pub(super) fn bad(part: &'static str, words: impl Into<String>) -> Finding {
        Finding {
            standing: Standing::Bad,
            part,
            words: words.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match self.standing {
            Standing::Ok => "ok",
            Standing::Note => "note",
            Standing::Bad => "BAD",
        };
        write!(f, "{standing:<5} {:<10} {}", self.part, self.words)
    }
}
