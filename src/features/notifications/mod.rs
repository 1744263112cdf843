//! Notifications (M49, M50): the email or text that says only that something waits, with a link.
//!
//! [`notify`] runs in the transaction that sends a message: what it queues is kept with the message or not at all.
//! The worker does the rest; [`deliveries`] shows how far each one came.

mod api;
mod bounce;
mod bundle;
mod call;
mod deliver;
mod drain;
mod fix_page;
mod hours;
mod link;
mod model;
mod notice;
mod notify;
mod pace;
mod quiet;
mod release;
mod reports;
mod rules;
mod rules_page;
mod schedule;
mod send_again;
mod staff_pages;
mod standing;
mod stop;
mod store;
mod tell;
mod webhook;

pub use bounce::receive as receive_bounces;
pub use call::{
    Call, CallAbout, CallMade, CallOutcome, NOTE_CHARS, Said, called, calls, write_down,
};
pub use deliver::{DELIVER, Failed, abandon, deliver, weight};
pub use drain::{LET_GO, let_go};
pub use model::{Delivery, DeliveryState};
pub use notice::lock_screen;
pub use notify::{alert_overdue, go_together, notify, queue_one_of_many};
pub use quiet::cancel_all;
pub use release::release;
pub use send_again::send_again;
pub use standing::{Stage, Standing, cause, standing};
pub use stop::{Stopped, stopped};
pub use store::deliveries;
pub use webhook::routes as webhook_routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::auth::Permission::{ManagePortalSettings, SendMessages};
use crate::platform::auth::Who::May;
use crate::platform::state::State;
use crate::platform::web::Routes;

/// The pages for staff.
pub fn staff_routes() -> Routes {
    let settings = May(&[ManagePortalSettings]);
    Routes::new()
        .post(
            "/staff/deliveries/{id}/send-again",
            May(&[SendMessages]),
            staff_pages::send_again,
        )
        .post(
            "/staff/deliveries/{id}/fix",
            May(&[SendMessages]),
            fix_page::act,
        )
        .get(
            "/staff/conversations/{conversation}/delivery",
            May(&[SendMessages]),
            fix_page::show,
        )
        .get(rules_page::PAGE, settings, rules_page::show)
        .post(rules_page::PAGE, settings, rules_page::save)
}

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::again))
        .routes(routes!(api::call_made))
        .routes(routes!(api::calls))
        .routes(routes!(api::read_rules, api::replace_rules))
}
