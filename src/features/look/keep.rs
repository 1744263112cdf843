//! Making a look and keeping it: as a draft that the preview shows, or as the clinic's.

use super::choice::Choice;
use super::made::{self, Basis, File, Made, Part};
use super::{palette, store};
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, LookDraftId};
use crate::platform::keys::{NONCE_BYTES, Purpose};
use crate::platform::state::State;
use crate::platform::time::DAY;
use crate::platform::web::{Error, Refusal};

/// Drafts that are kept for a clinic, at most; and how long.
const DRAFTS: usize = 20;
const DRAFT_MS: i64 = DAY;

/// What is wanted in place of a look.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The colour as `#rrggbb`; none for the portal's own blue.
    pub colour: Option<String>,
    /// The logo.
    pub logo: Part,
    /// The background image.
    pub background: Part,
}

/// The clinic's look and its version; version 0 and nothing chosen before the first.
pub(super) fn saved(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(i64, Choice), db::Error> {
    let found = store::look(tx, clinic)?;
    Ok(found.map_or_else(
        || (0, Choice::default()),
        |(version, choice)| (version, read(&choice)),
    ))
}

/// A draft of the clinic's.
pub(super) fn draft(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: LookDraftId,
) -> Result<Option<Choice>, db::Error> {
    Ok(store::draft(tx, clinic, id)?.map(|choice| read(&choice)))
}

/// What is written here is read here; anything else would be the portal's own look.
fn read(choice: &str) -> Choice {
    serde_json::from_str(choice).unwrap_or_default()
}

fn written(choice: &Choice) -> Result<String, Error> {
    serde_json::to_string(choice).map_err(|e| Error::Internal(e.into()))
}

/// Makes the look that is wanted in place of `base`.
///
/// # Errors
/// Where the database fails, or a picture that was checked can't be read.
pub(super) async fn made(
    state: &State,
    clinic: ClinicId,
    base: Choice,
    wish: Wish,
) -> Result<Made, Error> {
    let source = match (&wish.background, &base.background) {
        (Part::Stays, Some(background)) => {
            let name = background.source.clone();
            super::serve::content(state, &name).await?
        }
        _ => None,
    };
    let basis = Basis {
        clinic: clinic.uuid(),
        choice: Choice {
            colour: wish.colour,
            ..base
        },
        logo: wish.logo,
        background: wish.background,
        source,
    };
    tokio::task::spawn_blocking(move || made::make(basis))
        .await
        .map_err(|e| Error::Internal(e.into()))?
        .map_err(|e| Error::Internal(e.into()))
}

/// Keeps a look as a draft: patients see nothing of it.
///
/// # Errors
/// Forbidden without *manage portal settings*.
pub(super) fn keep_draft(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    made: &Made,
) -> Result<LookDraftId, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let id: LookDraftId = env.id();
    put_files(tx, actor.clinic, env, &made.files)?;
    let choice = written(&made.choice)?;
    store::add_draft(tx, actor.clinic, (id, actor.staff), &choice, env.now())?;
    let event = Event::new(actor.clinic, actor, "look.preview", "look_draft", id.uuid());
    audit::record(tx, env, &event)?;
    tidy(tx, actor.clinic, env)?;
    Ok(id)
}

/// Makes a look the clinic's, in place of version `version`: **Save portal settings**.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 `look_changed` when somebody saved in between; 422 where text in the
/// colour could not be read, with the nearest shade that can.
pub(super) fn save_made(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    version: i64,
    made: &Made,
) -> Result<(), Error> {
    actor.require(Permission::ManagePortalSettings)?;
    if let Some(refusal) = unreadable(&made.choice) {
        return Err(Error::refused(refusal));
    }
    let (stands, old) = saved(tx, actor.clinic)?;
    if stands != version {
        return Err(Error::conflict(Refusal::new("look_changed")));
    }
    let parts = made.choice.differing(&old);
    if parts.is_empty() {
        return Ok(());
    }
    put_files(tx, actor.clinic, env, &made.files)?;
    let choice = written(&made.choice)?;
    let shown = made.choice.shown_to_patients();
    if !store::put(tx, actor.clinic, version + 1, (&choice, &shown), env.now())? {
        return Err(Error::conflict(Refusal::new("look_changed")));
    }
    let event = Event::new(
        actor.clinic,
        actor,
        "look.save",
        "look",
        actor.clinic.uuid(),
    )
    .detail(format!(
        "{}; colour: {:?} -> {:?}",
        parts.join(", "),
        old.colour.as_deref().unwrap_or("own"),
        made.choice.colour.as_deref().unwrap_or("own")
    ));
    audit::record(tx, env, &event)?;
    tidy(tx, actor.clinic, env)
}

/// Makes and saves a look in one go, for a clinic that is being set up.
///
/// # Errors
/// As the page's button.
pub async fn save(state: &State, actor: &StaffActor, wish: Wish) -> Result<(), Error> {
    let db = state.db.within(actor.clinic);
    let clinic = actor.clinic;
    let (version, base) = db.read(move |tx| saved(tx, clinic)).await?;
    let made = made(state, clinic, base, wish).await?;
    let (actor, env) = (actor.clone(), state.env.clone());
    db.write(move |tx| save_made(tx, &actor, &env, version, &made))
        .await
}

/// Why a colour can't be saved: with what it has, and the shade to take instead.
pub(super) fn unreadable(choice: &Choice) -> Option<Refusal> {
    let wish = choice.rgb();
    let shade = palette::readable(wish);
    (shade != wish).then(|| {
        Refusal::field("colour", "look_colour_unreadable")
            .with("colour", wish)
            .with(
                "contrast",
                format!("{:.1}", wish.contrast(super::colour::Rgb::WHITE)),
            )
            .with("shade", shade)
    })
}

fn put_files(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    env: &Env,
    files: &[File],
) -> Result<(), db::Error> {
    let key = env.keys.clinic(clinic.uuid(), Purpose::Looks);
    for file in files {
        let mut nonce = [0; NONCE_BYTES];
        env.random.fill(&mut nonce);
        let sealed = key.seal(nonce, &file.content, file.name.as_bytes());
        store::put_file(tx, clinic, (&file.name, &sealed), env.now())?;
    }
    Ok(())
}

/// Removes drafts that are old or too many, and files that no look needs. A page that was loaded before a change may still
/// ask for what it names: files stay for a day.
fn tidy(tx: &mut db::Tx<'_>, clinic: ClinicId, env: &Env) -> Result<(), Error> {
    let before = env.now().plus(-DRAFT_MS);
    let (_, look) = saved(tx, clinic)?;
    let mut needed: Vec<String> = look.files().into_iter().map(str::to_owned).collect();
    for (n, (id, choice, made_at)) in store::drafts(tx, clinic)?.into_iter().enumerate() {
        if n >= DRAFTS || made_at < before {
            store::remove_draft(tx, clinic, id)?;
        } else {
            needed.extend(read(&choice).files().into_iter().map(str::to_owned));
        }
    }
    for name in store::old_files(tx, clinic, before)? {
        if !needed.contains(&name) {
            store::remove_file(tx, clinic, &name)?;
        }
    }
    Ok(())
}
