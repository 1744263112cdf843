//! A group send of the sample clinic that is being written.

use crate::features::conversations::Options;
use crate::features::group_sends::{self, Audience, Content, Everyone, Fallbacks};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::WorkgroupId;
use crate::platform::richtext::RichText;
use crate::platform::web::Error;

/// Leaves the draft of one to all active patients.
pub(super) fn draft(
    tx: &mut db::Tx<'_>,
    env: &Env,
    owner: &StaffActor,
    from: WorkgroupId,
) -> Result<(), Error> {
    let id = group_sends::create(tx, owner, env)?;
    let version = group_sends::load(tx, owner, id)?.version;
    let content = Content {
        subject: "Your results come here from Monday".to_owned(),
        body: RichText::from_html(
            "<p>Dear {{patient_given_name}},</p><p>From Monday, each result is sent to you here on the day that the laboratory reports it.</p>",
        ),
        from: Some(from),
        options: Options::new(true),
        mask_name: false,
        fallbacks: Fallbacks::new(),
    };
    let audience = Audience {
        everyone: Everyone::Active,
        ..Audience::NOBODY
    };
    group_sends::save(tx, owner, env, (id, version), (&content, &audience))
}
