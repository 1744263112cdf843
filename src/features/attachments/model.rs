//! What an upload is, who it is from, and why it may be refused. No I/O.

use crate::features::audit::By;
use crate::platform::auth::{PortalActor, StaffActor};
use crate::platform::codes::codes;
use crate::platform::file_check;
use crate::platform::ids::{ClinicId, FileId, PortalUserId, StaffId};
use crate::platform::web::Refusal;

codes! {
    /// Where a file stands.
    UploadState {
        /// Bytes are still coming.
        Uploading = "uploading",
        /// All of it is there; it is being looked at, or waits for the scanner.
        Checking = "checking",
        /// It may be sent and fetched.
        Available = "available",
        /// It was refused.
        Rejected = "rejected",
        /// It is gone; its name, size and hash stay.
        Deleted = "deleted",
    }
}

/// Who sends a file. They alone see it until it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Uploader {
    /// The clinic.
    pub clinic: ClinicId,
    /// The staff member, where it is one.
    pub staff: Option<StaffId>,
    /// The portal user, where it is one.
    pub portal_user: Option<PortalUserId>,
    /// As the audit names them.
    pub by: By,
}

impl Uploader {
    /// Carepost itself: an import, the sample clinic.
    pub fn system(clinic: ClinicId) -> Uploader {
        Uploader {
            clinic,
            staff: None,
            portal_user: None,
            by: By::System,
        }
    }
}

impl From<&StaffActor> for Uploader {
    fn from(actor: &StaffActor) -> Uploader {
        Uploader {
            clinic: actor.clinic,
            staff: Some(actor.staff),
            portal_user: None,
            by: actor.into(),
        }
    }
}

impl From<&PortalActor> for Uploader {
    fn from(actor: &PortalActor) -> Uploader {
        Uploader {
            clinic: actor.clinic,
            staff: None,
            portal_user: Some(actor.portal_user),
            by: actor.into(),
        }
    }
}

db::row! {
    /// A file as its uploader sees it.
    #[derive(Clone)]
    pub struct Upload {
        /// The file.
        pub id: FileId,
        /// Its name, made safe.
        pub file_name: String,
        /// Its media type; empty until it has been checked.
        pub content_type: String,
        /// Bytes in all.
        pub size: i64,
        /// Bytes that have come.
        pub received: i64,
        /// SHA-256 of what is kept; none until it is available.
        pub sha256: Option<Vec<u8>>,
        /// Where it stands.
        pub state: UploadState,
        /// Why it was refused, or what it waits for.
        pub state_reason: Option<String>,
        /// Whether there is a thumbnail.
        pub has_preview: bool,
        /// The first lines of a text.
        pub preview_text: Option<String>,
    }
}

impl Upload {
    /// Why it was refused or what it waits for, as a refusal of the field `file`.
    pub fn refusal(&self, max_bytes: u64) -> Option<Refusal> {
        let code = self.state_reason.as_deref()?;
        if code == SCANNER_UNAVAILABLE {
            return Some(Refusal::field("file", "file_waits_for_scanner"));
        }
        let why = file_check::Refusal::ALL
            .into_iter()
            .find(|why| why.code() == code)?;
        Some(refusal(why, max_bytes))
    }
}

/// Kept with a file whose check waits for the malware scanner.
pub(super) const SCANNER_UNAVAILABLE: &str = "scanner_unavailable";

/// A refused check as the page and the API say it.
pub(super) fn refusal(why: file_check::Refusal, max_bytes: u64) -> Refusal {
    use file_check::Refusal as Why;
    let code = match why {
        Why::Empty => "file_empty",
        Why::TooLarge => "file_too_large",
        Why::UnknownKind => "file_unknown_kind",
        Why::KindNotTaken => "file_kind_not_taken",
        Why::Heic => "file_heic",
        Why::Markup => "file_markup",
        Why::Program => "file_program",
        Why::TwoKinds => "file_two_kinds",
        Why::Damaged => "file_damaged",
        Why::TooManyPixels => "file_too_many_pixels",
        Why::Bomb => "file_bomb",
        Why::ActiveContent => "file_active_content",
        Why::NotUtf8 => "file_not_utf8",
        Why::Infected => "file_infected",
        Why::TooLargeToScan => "file_too_large_to_scan",
    };
    let refusal = Refusal::field("file", code);
    match why {
        Why::TooLarge => refusal.with("max_mb", max_bytes / (1024 * 1024)),
        Why::TooManyPixels => refusal.with("max_megapixels", file_check::MAX_PIXELS / 1_000_000),
        _ => refusal,
    }
}

/// A request's `Range`, as the bytes it asks for of a file of `size` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Everything.
    All,
    /// From the first byte up to, not including, the second.
    Part(u64, u64),
    /// Bytes that are not there.
    Nothing,
}

impl Wanted {
    /// Reads the header. Several ranges, other units and nonsense mean everything, as RFC 9110 allows.
    pub(super) fn read(header: Option<&str>, size: u64) -> Wanted {
        let Some((from, to)) = header
            .and_then(|h| h.trim().strip_prefix("bytes="))
            .and_then(|h| h.split_once('-'))
        else {
            return Wanted::All;
        };
        let (from, to) = (from.trim().parse::<u64>(), to.trim());
        match (from, to.parse::<u64>()) {
            (Ok(from), _) if from >= size => Wanted::Nothing,
            (Ok(from), Ok(to)) if to >= from => Wanted::Part(from, size.min(to.saturating_add(1))),
            (Ok(from), Err(_)) if to.is_empty() => Wanted::Part(from, size),
            (Err(_), Ok(0)) => Wanted::Nothing,
            (Err(_), Ok(last)) if size > 0 => Wanted::Part(size.saturating_sub(last), size),
            _ => Wanted::All,
        }
    }
}

/// Whether ranges of bytes that left, in any order, make up all of `size`.
pub(super) fn whole(mut ranges: Vec<(i64, i64)>, size: i64) -> bool {
    ranges.sort_unstable();
    let reached = ranges.iter().fold(0, |reached, (from, to)| {
        if *from <= reached {
            reached.max(*to)
        } else {
            reached
        }
    });
    reached >= size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_browsers_write_it() {
        for (header, wanted) in [
            (None, Wanted::All),
            (Some("bytes=0-9"), Wanted::Part(0, 10)),
            (Some("bytes=90-"), Wanted::Part(90, 100)),
            (Some("bytes=90-500"), Wanted::Part(90, 100)),
            (Some("bytes=-30"), Wanted::Part(70, 100)),
            (Some("bytes=-300"), Wanted::Part(0, 100)),
            (Some("bytes=100-"), Wanted::Nothing),
            (Some("bytes=-0"), Wanted::Nothing),
            (Some("bytes=9-3"), Wanted::All),
            (Some("bytes=0-1,5-6"), Wanted::All),
            (Some("lines=1-2"), Wanted::All),
            (Some("bytes=99999999999999999999-"), Wanted::All),
        ] {
            assert_eq!(Wanted::read(header, 100), wanted, "{header:?}");
        }
    }

    #[test]
    fn a_resumed_download_counts_as_whole() {
        assert!(whole(vec![(0, 100)], 100));
        assert!(whole(vec![(60, 100), (0, 60)], 100));
        assert!(!whole(vec![(0, 60), (61, 100)], 100));
        assert!(!whole(vec![(0, 60)], 100));
        assert!(whole(vec![], 0));
    }

    #[test]
    fn every_refusal_has_a_code_of_its_own() {
        let codes: std::collections::HashSet<_> = file_check::Refusal::ALL
            .into_iter()
            .map(|why| refusal(why, 1).code)
            .collect();
        assert_eq!(codes.len(), file_check::Refusal::ALL.len());
    }
}
