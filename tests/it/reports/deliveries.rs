//! What became of the notices of each day.

use carepost::features::patients::Channel;
use carepost::platform::time::{DAY, HOUR, Timestamp};
use serde_json::json;

use super::{allow, rows};
use crate::notifications::never;
use crate::support::{TestApp, both_engines};

both_engines!(
    /// Emails and texts of three days, each counted on its own by the clinic's calendar.
    m78_notices_are_counted_by_day_channel_and_what_became_of_them,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let write = async |subject: &str| app.write_to(&clinic, &patient, subject, "<p>x</p>", true).await;
        app.prefers(&patient, Channel::Email).await;
        write("One").await;
        app.run_jobs().await;
        let today = app.state.env.now();
        app.clock.advance(DAY);
        app.mail.answer_next(never("smtp-550"));
        app.texts.answer_next(never("texts-21211"));
        write("Two").await;
        app.run_jobs().await;
        app.clock.advance(DAY);
        app.prefers(&patient, Channel::Text).await;
        write("Three").await;

        allow(&app, &clinic).await;
        let program = app.program(&clinic.nurse, "reports:read").await;
        let (first, second, third) = (day(today), day(today.plus(DAY)), day(today.plus(2 * DAY)));
        let path = format!("/api/v1/reports/deliveries?from={first}&until={third}");
        let report = program.get(&path).await.is(200).json();
        assert_eq!(report["email"], tally([0, 1, 0, 1, 0]), "{report}");
        assert_eq!(report["text"], tally([1, 0, 0, 1, 0]), "{report}");
        let days = report["days"].as_array().expect("days");
        let dates: Vec<_> = days.iter().map(|d| d["date"].clone()).collect();
        assert_eq!(dates, [json!(first), json!(second), json!(third)]);
        assert_eq!(days[0]["email"], tally([0, 1, 0, 0, 0]));
        assert_eq!(days[1]["email"], tally([0, 0, 0, 1, 0]));
        assert_eq!(days[1]["text"], tally([0, 0, 0, 1, 0]));
        assert_eq!(days[2]["text"], tally([1, 0, 0, 0, 0]));
        let failures = json!([
            { "channel": "email", "code": "smtp-550", "notices": 1 },
            { "channel": "text", "code": "texts-21211", "notices": 1 },
        ]);
        assert_eq!(report["failures"], failures);

        let nurse = app.signed_in(&clinic.nurse).await;
        let period = format!("from={first}&until={third}");
        let page = nurse.get(&format!("/staff/reports/deliveries?{period}")).await;
        page.is(200)
            .shows("There is no such address or number")
            .shows("smtp-550")
            .shows("<svg viewBox=\"0 0 30 160\"")
            .hides(&patient.name)
            .hides("deliveries.csv");
        assert_eq!(page.body.matches("<rect class=\"failed\"").count(), 1);
        assert_eq!(page.body.matches("<rect class=\"handed\"").count(), 1);
        assert_eq!(page.body.matches("<rect class=\"waiting\"").count(), 1);
        nurse.get(&format!("/staff/reports/deliveries.csv?{period}")).await.is(403);
        let owner = app.signed_in(&clinic.owner).await;
        let file = owner.get(&format!("/staff/reports/deliveries.csv?{period}")).await;
        let mut lines = rows(&file);
        lines.sort();
        let wanted = [
            format!("{first},email,sent,,1"),
            format!("{second},email,failed,smtp-550,1"),
            format!("{second},text,failed,texts-21211,1"),
            format!("{third},text,queued,,1"),
        ];
        assert_eq!(lines, wanted);

        // The notices of another clinic are counted there.
        let other = app.other_clinic().await;
        let stranger = app.signed_in(&other.owner).await;
        stranger.get(&format!("/staff/reports/deliveries?{period}")).await.is(200).shows("No notices on these days");
        let own = clinic.id;
        let recorded: Vec<(String, String)> = app
            .write(move |tx, _| {
                let sql = "SELECT action, detail FROM audit_event WHERE clinic_id = $1 AND resource_kind = 'report' ORDER BY seq";
                Ok(tx.all(sql, &[&own])?)
            })
            .await;
        let detail = format!("from={first} until={third}");
        assert_eq!(
            recorded,
            [
                ("report.deliveries".to_owned(), detail.clone()),
                ("report.deliveries".to_owned(), detail.clone()),
                ("report.deliveries_export".to_owned(), detail),
            ]
        );
    }
);

both_engines!(
    /// A notice of half past eleven at night belongs to that day where the clinic is, also on the day the clocks change.
    m78_days_are_those_of_the_clinics_clock,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let late: jiff::Timestamp = "2026-11-02T04:30:00Z".parse().expect("a moment");
        app.clock.set(Timestamp(late.as_millisecond()));
        app.write_to(&clinic, &patient, "Late", "<p>x</p>", true).await;
        app.clock.advance(HOUR);
        app.write_to(&clinic, &patient, "Later", "<p>x</p>", true).await;
        let program = app.program(&clinic.owner, "reports:read").await;
        let report = program.get("/api/v1/reports/deliveries?from=2026-11-01&until=2026-11-02").await.is(200).json();
        let waiting = |n: usize| report["days"][n]["email"]["waiting"].as_i64().unwrap_or_default() + report["days"][n]["text"]["waiting"].as_i64().unwrap_or_default();
        assert_eq!((waiting(0), waiting(1)), (1, 1), "{report}");
    }
);

both_engines!(
    m78_days_that_are_none_are_refused_by_the_field,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let page = owner
            .get("/staff/reports/deliveries?from=yesterday&until=")
            .await;
        page.is(422)
            .shows("Write a date such as 2026-07-02.")
            .shows("value=\"yesterday\"");
        owner
            .get("/staff/reports/group-sends?from=2026-07-02&until=2026-07-01")
            .await
            .is(422)
            .shows("The last day lies before the first one.");
        let program = app.program(&clinic.owner, "reports:read").await;
        for kind in ["deliveries", "group-sends"] {
            let path = format!("/api/v1/reports/{kind}?from=2026-01-01&until=2026-07-01");
            let refused = program.get(&path).await.is(422).json();
            assert_eq!(refused["errors"][0]["code"], "period_too_long", "{refused}");
            owner
                .get(&format!("/staff/reports/{kind}.csv?from=x"))
                .await
                .is(422);
        }
    }
);

/// The clinic's date of a moment.
fn day(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("America/Toronto").expect("a zone");
    let moment = jiff::Timestamp::from_millisecond(at.0).expect("a moment");
    moment.to_zoned(zone).date().to_string()
}

fn tally([waiting, sent, delivered, failed, cancelled]: [i64; 5]) -> serde_json::Value {
    json!({ "waiting": waiting, "sent": sent, "delivered": delivered, "failed": failed, "cancelled": cancelled })
}
