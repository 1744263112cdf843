//! The owner's pages: opening hours, and each workgroup's automatic reply with a preview.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::hours::{self, Hours};
use super::model::{self, AutomaticReply, Last, OfWorkgroup, Schedule};
use super::{save, save_hours, store};
use crate::features::settings;
use crate::platform::auth::Permission::ManagePortalSettings;
use crate::platform::auth::StaffVisit;
use crate::platform::auth::Who::May;
use crate::platform::ids::WorkgroupId;
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, Routes, StaffPage, html};

const LIST: &str = "/staff/settings/automatic-replies";

/// The fields of the weekdays, Monday first.
const DAYS: [&str; 7] = [
    "hours_1", "hours_2", "hours_3", "hours_4", "hours_5", "hours_6", "hours_7",
];

/// The pages for staff.
pub fn routes() -> Routes {
    Routes::new()
        .get(LIST, May(&[ManagePortalSettings]), list)
        .post(
            "/staff/settings/opening-hours",
            May(&[ManagePortalSettings]),
            keep_hours,
        )
        .get(
            "/staff/settings/automatic-replies/{workgroup}",
            May(&[ManagePortalSettings]),
            show,
        )
        .post(
            "/staff/settings/automatic-replies/{workgroup}",
            May(&[ManagePortalSettings]),
            keep,
        )
}

/// Opening hours as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct HoursForm {
    hours_1: String,
    hours_2: String,
    hours_3: String,
    hours_4: String,
    hours_5: String,
    hours_6: String,
    hours_7: String,
    closed_days: String,
}

impl HoursForm {
    fn of(hours: &Hours) -> HoursForm {
        let day = |n: usize| {
            hours
                .week
                .get(n)
                .map(|d| hours::write_day(d))
                .unwrap_or_default()
        };
        let closed: Vec<String> = hours.closed.iter().map(ToString::to_string).collect();
        HoursForm {
            hours_1: day(0),
            hours_2: day(1),
            hours_3: day(2),
            hours_4: day(3),
            hours_5: day(4),
            hours_6: day(5),
            hours_7: day(6),
            closed_days: closed.join("\n"),
        }
    }

    /// The weekdays with their fields, Monday first.
    fn days(&self) -> [(&'static str, &String); 7] {
        let typed = [
            &self.hours_1,
            &self.hours_2,
            &self.hours_3,
            &self.hours_4,
            &self.hours_5,
            &self.hours_6,
            &self.hours_7,
        ];
        std::array::from_fn(|n| (DAYS[n], typed[n]))
    }

    fn read(&self) -> Result<Hours, Vec<Refusal>> {
        let (mut hours, mut refusals) = (Hours::default(), Vec::new());
        for (day, (field, typed)) in hours.week.iter_mut().zip(self.days()) {
            match hours::read_day(field, typed) {
                Ok(spans) => *day = spans,
                Err(why) => refusals.push(why),
            }
        }
        match hours::read_closed(&self.closed_days) {
            Ok(days) => hours.closed = days,
            Err(why) => refusals.push(why),
        }
        if refusals.is_empty() {
            Ok(hours)
        } else {
            Err(refusals)
        }
    }
}

#[derive(Template)]
#[template(path = "features/automatic_replies/pages/list.html")]
struct ListPage {
    page: StaffPage,
    /// Whether the tier has automatic replies and the switch is on.
    on: bool,
    groups: Vec<OfWorkgroup>,
    form: HoursForm,
    saved: bool,
}

impl ListPage {
    /// The weekday of a field.
    fn weekday(&self, field: &str) -> String {
        let number = field.trim_start_matches("hours_");
        self.page.tr.t(format!("automatic-day-{number}"))
    }

    /// How a workgroup answers by itself, in a sentence.
    fn words(&self, of: &OfWorkgroup) -> String {
        when(&self.page, &of.reply)
    }
}

fn when(page: &StaffPage, reply: &AutomaticReply) -> String {
    let tr = &page.tr;
    match (reply.enabled, reply.schedule, reply.days) {
        (false, _, _) => tr.t("automatic-off"),
        (true, Schedule::Between, Some((from, until))) => tr.with(
            "automatic-between-days",
            &[
                ("from", tr.calendar_date(&from.to_string())),
                ("until", tr.calendar_date(&until.to_string())),
            ],
        ),
        (true, schedule, _) => {
            let key = schedule.code().replace('_', "-");
            tr.t(format!("automatic-schedule-{key}"))
        }
    }
}

/// `?saved=1` after a save.
#[derive(Debug, Deserialize)]
struct Shown {
    #[serde(default)]
    saved: Option<u8>,
}

async fn list(visit: StaffVisit, Query(shown): Query<Shown>) -> Result<Response, Error> {
    list_page(&visit, None, shown.saved.is_some(), Ok(())).await
}

async fn list_page(
    visit: &StaffVisit,
    typed: Option<HoursForm>,
    saved: bool,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = refused(outcome)?;
    let clinic = visit.actor.clinic;
    let (portal, groups, hours) = visit
        .db
        .read(move |tx| {
            let portal = settings::load(tx, clinic)?;
            Ok::<_, db::Error>((portal, store::all(tx, clinic)?, store::hours(tx, clinic)?))
        })
        .await?;
    let page = ListPage {
        page: StaffPage {
            refusals,
            ..StaffPage::new(visit, "settings")
        },
        on: model::on(&portal),
        groups,
        form: typed.unwrap_or_else(|| HoursForm::of(&hours)),
        saved,
    };
    html(status, &page)
}

async fn keep_hours(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<HoursForm>,
) -> Result<Response, Error> {
    let done = match form.read() {
        Ok(hours) => {
            let (actor, env) = (visit.actor.clone(), state.env.clone());
            visit
                .db
                .write(move |tx| save_hours(tx, &actor, &env, &hours))
                .await
        }
        Err(refusals) => Err(Error::all_refused(refusals)),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{LIST}?saved=1")).into_response()),
        refused => list_page(&visit, Some(form), false, refused).await,
    }
}

/// A workgroup's automatic reply as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ReplyForm {
    enabled: bool,
    schedule: String,
    from_day: String,
    until_day: String,
    every_hours: String,
    text_en: String,
    text_fr: String,
    /// Pressed to see it and save nothing.
    preview: bool,
}

impl ReplyForm {
    fn of(reply: &AutomaticReply) -> ReplyForm {
        let (from, until) = reply
            .days
            .map(|(from, until)| (from.to_string(), until.to_string()))
            .unwrap_or_default();
        ReplyForm {
            enabled: reply.enabled,
            schedule: reply.schedule.code().to_owned(),
            from_day: from,
            until_day: until,
            every_hours: reply.every_hours.to_string(),
            text_en: reply.text_en.clone(),
            text_fr: reply.text_fr.clone(),
            preview: false,
        }
    }

    /// The fields of the days.
    fn days(&self) -> [(&'static str, &str); 2] {
        [("from_day", &self.from_day), ("until_day", &self.until_day)]
    }

    /// The fields of the texts, each with its language.
    fn texts(&self) -> [(&'static str, &'static str, &str); 2] {
        [
            ("text_en", "en", &self.text_en),
            ("text_fr", "fr", &self.text_fr),
        ]
    }

    /// What is asked for. Days that can't be read are none, hours that are no number are out of range.
    fn read(&self) -> AutomaticReply {
        let day = |typed: &str| typed.trim().parse().ok();
        AutomaticReply {
            enabled: self.enabled,
            schedule: Schedule::from_code(&self.schedule).unwrap_or(Schedule::Always),
            days: Option::zip(day(&self.from_day), day(&self.until_day)),
            every_hours: self.every_hours.trim().parse().unwrap_or(0),
            text_en: model::text(&self.text_en),
            text_fr: model::text(&self.text_fr),
        }
    }
}

#[derive(Template)]
#[template(path = "features/automatic_replies/pages/reply.html")]
struct ReplyPage {
    page: StaffPage,
    of: OfWorkgroup,
    form: ReplyForm,
    /// Whether a patient who writes now would get it.
    answers_now: bool,
    on: bool,
    hours_set: bool,
}

impl ReplyPage {
    /// The text as a patient reads it.
    fn shown(&self, language: &str) -> RichText {
        RichText::from_plain(self.form.read().text(language))
    }
}

async fn show(visit: StaffVisit, Id(id): Id<WorkgroupId>) -> Result<Response, Error> {
    reply_page(&visit, id, None, Ok(())).await
}

async fn keep(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<WorkgroupId>,
    Form(form): Form<ReplyForm>,
) -> Result<Response, Error> {
    if form.preview {
        return reply_page(&visit, id, Some(form), Ok(())).await;
    }
    let (actor, env, reply) = (visit.actor.clone(), state.env.clone(), form.read());
    let done = visit
        .db
        .write(move |tx| save(tx, &actor, &env, id, &reply))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{LIST}?saved=1")).into_response()),
        refused => reply_page(&visit, id, Some(form), refused).await,
    }
}

async fn reply_page(
    visit: &StaffVisit,
    id: WorkgroupId,
    typed: Option<ReplyForm>,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = refused(outcome)?;
    let clinic = visit.actor.clinic;
    let (portal, of, hours, zone) = visit
        .db
        .read(move |tx| {
            let portal = settings::load(tx, clinic)?;
            let of = store::of(tx, clinic, id)?.ok_or(db::Error::NotFound)?;
            Ok::<_, db::Error>((
                portal,
                of,
                store::hours(tx, clinic)?,
                store::zone(tx, clinic)?,
            ))
        })
        .await?;
    let form = typed.unwrap_or_else(|| ReplyForm::of(&of.reply));
    let on = model::on(&portal);
    let page = ReplyPage {
        page: StaffPage {
            refusals,
            ..StaffPage::new(visit, "settings")
        },
        answers_now: on
            && form
                .read()
                .answers(&hours, &zone, visit.now, Last::default()),
        on,
        hours_set: hours.are_set(),
        of,
        form,
    };
    html(status, &page)
}

/// Status and refusals of a page that is shown again; other errors go on.
fn refused(outcome: Result<(), Error>) -> Result<(StatusCode, Vec<Refusal>), Error> {
    match outcome {
        Ok(()) => Ok((StatusCode::OK, Vec::new())),
        Err(Error::Refused(status, refusals)) => Ok((status, refusals)),
        Err(other) => Err(other),
    }
}
