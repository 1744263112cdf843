//! The page **Portal settings**.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::appointments::STATUSES;
use super::change::{Change, Difference, differences};
use super::form::SettingsForm;
use super::model::PortalSettings;
use super::sections::PARTS;
use super::store;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::{ClinicId, WorkgroupId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, StaffPage, html};

#[derive(Template)]
#[template(path = "features/settings/pages/portal.html")]
struct PortalSettingsPage {
    page: StaffPage,
    form: SettingsForm,
    /// The settings as they are saved now.
    saved: PortalSettings,
    /// Whether the member may enable the portal (M54).
    owner: bool,
    /// Whether this very save has just been made.
    just_saved: bool,
    /// Where what is typed differs from what somebody else saved in between.
    differing: Vec<Difference>,
    /// The workgroups that can take what patients write.
    takers: Vec<(WorkgroupId, String)>,
}

impl PortalSettingsPage {
    /// The name of a setting.
    fn label(&self, field: &str) -> String {
        let field = field.replace('_', "-");
        self.page.tr.t(format!("settings-field-{field}"))
    }

    /// What a setting does.
    fn hint(&self, field: &str) -> String {
        let field = field.replace('_', "-");
        self.page.tr.t(format!("settings-hint-{field}"))
    }

    /// What is saved, and what was typed instead.
    fn differs(&self, difference: &Difference) -> String {
        let saved = self.value(difference.field, &difference.old);
        let typed = self.value(difference.field, &difference.new);
        self.page
            .tr
            .t2("settings-differs", ("saved", saved), ("typed", typed))
    }

    /// The appointment statuses to tick.
    fn statuses(&self) -> &'static [&'static str] {
        STATUSES
    }

    /// The page's sections, to go to: the end of the id, and the key of the title.
    fn parts(&self) -> &'static [(&'static str, &'static str)] {
        PARTS
    }

    /// A setting's value as the page says it.
    fn value(&self, field: &str, value: &str) -> String {
        let tr = &self.page.tr;
        match (field, value) {
            (_, "on" | "off") => tr.t(format!("settings-{value}")),
            ("tier", _) => tr.t(format!("settings-tier-{}", value.replace('_', "-"))),
            ("sign_in_method", _) => tr.t(format!("settings-method-{value}")),
            ("appointment_notice_hours", _) => tr.t1("settings-hours", "n", value),
            ("default_workgroup_id", _) => self
                .takers
                .iter()
                .find(|(id, _)| id.to_string() == value)
                .map_or_else(|| tr.t("settings-no-workgroup"), |(_, name)| name.clone()),
            ("passcode_minutes", _) => tr.t1("settings-minutes", "n", value),
            _ => value.to_owned(),
        }
    }
}

/// `?saved=1` after a save.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: Option<u8>,
}

/// `GET /staff/settings/portal`.
pub(super) async fn show(visit: StaffVisit, Query(shown): Query<Shown>) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let (saved, takers) = visit.db.read(move |tx| loaded(tx, clinic)).await?;
    let page = PortalSettingsPage {
        page: StaffPage::new(&visit, "settings"),
        form: SettingsForm::of(&saved),
        saved,
        owner: visit.actor.owner,
        just_saved: shown.saved.is_some(),
        differing: Vec::new(),
        takers,
    };
    html(StatusCode::OK, &page)
}

/// `POST /staff/settings/portal`: **Save portal settings** (M64).
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<SettingsForm>,
) -> Result<Response, Error> {
    let (actor, env, typed) = (visit.actor.clone(), state.env.clone(), form.clone());
    let done = visit
        .db
        .write(move |tx| {
            let change = typed.change().map_err(Error::refused)?;
            super::save(tx, &actor, &env, &change)
        })
        .await;
    match done {
        Ok(_) => Ok(Redirect::to("/staff/settings/portal?saved=1").into_response()),
        Err(error @ Error::Refused(..)) => again(visit, form, error).await,
        Err(error) => Err(error),
    }
}

/// The page once more, with everything as typed and what is in the way.
async fn again(visit: StaffVisit, mut form: SettingsForm, error: Error) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let (saved, takers) = visit.db.read(move |tx| loaded(tx, clinic)).await?;
    let differing = match error.status() {
        StatusCode::CONFLICT => typed_over(&saved, &form),
        _ => Vec::new(),
    };
    form.version = saved.version;
    let mut page = StaffPage::new(&visit, "settings");
    page.refusals = error.refusals();
    let page = PortalSettingsPage {
        page,
        form,
        saved,
        owner: visit.actor.owner,
        just_saved: false,
        differing,
        takers,
    };
    html(error.status(), &page)
}

/// The settings, and the workgroups that can take what patients write.
fn loaded(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<(PortalSettings, Vec<(WorkgroupId, String)>), db::Error> {
    Ok((store::load(tx, clinic)?, store::takers(tx, clinic)?))
}

/// Where the form differs from what is saved now. A form that can't be read differs in nothing that could be named.
fn typed_over(saved: &PortalSettings, form: &SettingsForm) -> Vec<Difference> {
    form.change().map_or_else(
        |_| Vec::new(),
        |typed| differences(&Change::of(saved), &typed),
    )
}
