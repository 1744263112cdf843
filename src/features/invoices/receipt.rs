//! A bill on paper: what it asks for, what was paid and given back. No I/O but the typesetter's.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use paper::{Document, Fact, Listing, Words};

use super::find::Whole;
use super::model::State;
use crate::platform::i18n::Tr;
use crate::platform::paper::{made, print, sheet};
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// The PDF as a download. `clinic`: its name and telephone number.
pub(super) async fn download(
    tr: &Tr,
    clinic: (&str, &str),
    found: &Whole,
    now: Timestamp,
) -> Result<Response, Error> {
    let pdf = print(document(tr, clinic, found, now)).await?;
    let name = format!(
        "attachment; filename=\"bill-{}.pdf\"",
        found.bill.issued.number
    );
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
    ];
    Ok((headers, pdf.bytes).into_response())
}

fn document(tr: &Tr, (name, phone): (&str, &str), found: &Whole, now: Timestamp) -> Document {
    let (bill, issued) = (&found.bill, &found.bill.issued);
    let title = match bill.state() {
        State::Open | State::Voided => "bills-title-one",
        _ => "bills-receipt-title",
    };
    let number = issued.number.to_string();
    Document {
        language: tr.language().to_owned(),
        sheet: sheet(tr.zone()),
        made: made(now),
        ident: format!("{} {}", issued.id, bill.paid_cents - bill.refunded_cents),
        issuer: name.to_owned(),
        title: tr.t1(title, "number", number),
        about: issued.patient_name.clone(),
        facts: facts(tr, (name, phone), found, now),
        entries: Vec::new(),
        listings: listings(tr, found),
        words: Words {
            page: tr.t2("filing-page", ("page", "{page}"), ("pages", "{pages}")),
            continued: String::new(),
            replaced: tr.t2("filing-replaced", ("sign", "{sign}"), ("count", "{count}")),
        },
    }
}

fn facts(tr: &Tr, (name, phone): (&str, &str), found: &Whole, now: Timestamp) -> Vec<Fact> {
    let (bill, issued) = (&found.bill, &found.bill.issued);
    let fact = |label: &str, lines: Vec<String>| Fact {
        label: tr.t(label),
        lines,
    };
    let clinic = [name, phone].into_iter().filter(|line| !line.is_empty());
    let mut facts = vec![
        fact("bills-for", vec![issued.patient_name.clone()]),
        fact("bills-from", clinic.map(str::to_owned).collect()),
        fact("bills-issued", vec![tr.moment(issued.issued_at)]),
        fact(
            "bills-state",
            vec![tr.t(format!(
                "bills-state-{}",
                bill.state().code().replace('_', "-")
            ))],
        ),
        fact("bills-total", vec![bill.money(tr, issued.total_cents)]),
    ];
    if bill.due_cents() > 0 {
        facts.push(fact("bills-due", vec![bill.money(tr, bill.due_cents())]));
    }
    facts.push(fact("bills-printed", vec![tr.moment(now)]));
    facts
}

fn listings(tr: &Tr, found: &Whole) -> Vec<Listing> {
    let money = |cents| found.bill.money(tr, cents);
    let listing = |title: &str, first: &str, rows: Vec<Vec<String>>| Listing {
        title: tr.t(title),
        columns: vec![(tr.t(first), 3), (tr.t("bills-amount"), 1)],
        rows,
    };
    let lines = found.lines.iter();
    let lines = lines.map(|l| vec![l.description.clone(), money(l.amount_cents)]);
    let paid = found.payments.iter();
    let paid = paid.map(|p| vec![tr.moment(p.paid_at), money(p.amount_cents)]);
    let back = found.refunds.iter();
    let back = back.map(|r| vec![tr.moment(r.refunded_at), money(r.amount_cents)]);
    let all = [
        listing("bills-lines", "bills-line", lines.collect()),
        listing("bills-payments", "bills-when", paid.collect()),
        listing("bills-refunds", "bills-when", back.collect()),
    ];
    all.into_iter().filter(|l| !l.rows.is_empty()).collect()
}
