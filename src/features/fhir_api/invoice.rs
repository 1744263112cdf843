//! Invoice: private bills, and issuing one.

use fhir::{CodeableConcept, Invoice, InvoiceLineItem, InvoicePrice, Money, Reference};
use serde_json::Value;
use uuid::Uuid;

use super::address::named;
use super::body::{self, at_elements, wrong};
use super::kind::{Context, Create, Deed, Item, Kind, param, paths};
use super::query::{self, Query};
use crate::features::billing;
use crate::features::invoices::{self, Filter, Found, NewInvoice, NewLine, State};
use crate::platform::auth::{ApiScope, Permission};
use crate::platform::ids::PatientId;
use crate::platform::web::Error;

/// Bills.
pub(super) const INVOICE: Kind = Kind {
    name: "Invoice",
    paths: paths!("Invoice"),
    reads: (ApiScope::PatientsRead, None),
    audit: ["invoice", "invoice.read", "invoice.read"],
    about: "Private bills. One that is paid is `balanced`, also where a part was given back, and a voided one `cancelled`. A \
            create issues the bill, in the clinic's currency.",
    versioned: false,
    params: &[
        param("patient", "reference", "The patient."),
        param("subject", "reference", "The patient."),
        param("date", "date", "When it was issued."),
        param("status", "token", "issued, balanced or cancelled."),
    ],
    find,
    create: Some(Create {
        writes: (ApiScope::PatientsWrite, Some(Permission::ManageBilling)),
        conditional: false,
        make,
    }),
};

const KEPT: &[&str] = &[
    "status",
    "subject.reference",
    "subject.display",
    "lineItem[].sequence",
    "lineItem[].chargeItemCodeableConcept.text",
    "lineItem[].priceComponent[].type",
    "lineItem[].priceComponent[].amount.value",
    "lineItem[].priceComponent[].amount.currency",
];

const ELEMENTS: &[(&str, &str)] = &[
    ("description", "Invoice.lineItem"),
    ("amount", "Invoice.lineItem"),
];

fn make(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let sent: Invoice = body::read(value, KEPT)?;
    if sent.status.as_deref() != Some("issued") {
        return Err(wrong("fhir_value_wrong", "Invoice.status"));
    }
    let subject = sent.subject.as_ref();
    let patient = body::local(&cx.base, subject, "Patient", "Invoice.subject")?;
    let patient: PatientId = patient
        .ok_or_else(|| wrong("fhir_missing", "Invoice.subject"))?
        .into();
    let lines = sent.line_item.iter().map(line);
    let lines: Vec<(NewLine, String)> = lines.collect::<Result<_, Error>>()?;
    Ok(Box::new(move |tx, cx| {
        let currency = billing::settings(tx, &cx.actor)?.currency;
        if lines.iter().any(|(_, of)| *of != currency) {
            return Err(wrong("fhir_value_wrong", "Invoice.lineItem"));
        }
        let new = NewInvoice {
            patient,
            lines: lines.iter().map(|(line, _)| line.clone()).collect(),
        };
        match invoices::issue(tx, &cx.actor, &cx.env, &new) {
            Err(Error::NotFound) => Err(wrong("patient_unknown", "Invoice.subject")),
            made => Ok(made.map_err(|e| at_elements(e, ELEMENTS))?.uuid()),
        }
    }))
}

/// A line of one price, and its currency.
fn line(sent: &InvoiceLineItem) -> Result<(NewLine, String), Error> {
    let [price] = &sent.price_component[..] else {
        return Err(wrong("fhir_one_expected", "Invoice.lineItem"));
    };
    if price.r#type.as_deref() != Some("base") {
        return Err(wrong("fhir_value_wrong", "Invoice.lineItem"));
    }
    let amount = price.amount.as_ref();
    let what = sent.charge_item_codeable_concept.as_ref();
    let line = NewLine {
        description: what.and_then(|c| c.text.clone()).unwrap_or_default(),
        amount_cents: amount
            .and_then(|a| a.value.as_ref())
            .and_then(|value| billing::cents(&value.to_string())),
    };
    let currency = amount.and_then(|a| a.currency.clone());
    Ok((line, currency.unwrap_or_default()))
}

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let issued = query.moments(cx, "date")?;
    let stands = match query.codes("status")? {
        None => "",
        Some(codes) => match known(&codes).as_slice() {
            // No bill is a draft, or entered in error.
            [] => return Ok(Vec::new()),
            [one] => one,
            _ => return Err(query::wrong("fhir_one_expected", "status")),
        },
    };
    let filter = Filter {
        ids: query.ids.clone(),
        patient: query.reference(cx, &["patient", "subject"], "Patient")?,
        issued: (issued.from, issued.to),
        stands,
    };
    let page = (query.place::<Uuid>()?, query.fetch());
    let found = invoices::find(tx, &cx.scope(), &filter, page)?;
    Ok(found.iter().map(|found| item(cx, found)).collect())
}

/// How the bills of these statuses stand, as [`Filter`] says it.
fn known(codes: &[&str]) -> Vec<&'static str> {
    let stands = |code: &&str| match *code {
        "issued" => Some("open"),
        "balanced" => Some("settled"),
        "cancelled" => Some("voided"),
        _ => None,
    };
    codes.iter().filter_map(stands).collect()
}

fn item(cx: &Context, found: &Found) -> Item {
    let patient = found.bill.issued.patient_id;
    Item::new(found.bill.issued.id.uuid(), invoice(cx, found)).about(patient)
}

fn invoice(cx: &Context, found: &Found) -> Invoice {
    let (bill, issued) = (&found.bill, &found.bill.issued);
    let some = |text: &str| Some(text.to_owned());
    let money = |cents: i64| {
        Some(Money {
            value: billing::decimal(cents).parse().ok(),
            currency: some(&issued.currency),
        })
    };
    let line = |(place, line): (u32, &invoices::Line)| InvoiceLineItem {
        sequence: Some(place),
        charge_item_codeable_concept: Some(CodeableConcept {
            text: some(&line.description),
            ..CodeableConcept::default()
        }),
        price_component: vec![InvoicePrice {
            r#type: some("base"),
            amount: money(line.amount_cents),
        }],
    };
    Invoice {
        id: some(&issued.id.to_string()),
        identifier: vec![cx.base.identifier("bill-number", issued.number)],
        status: some(match bill.state() {
            State::Open => "issued",
            State::Voided => "cancelled",
            State::Paid | State::PartlyRefunded | State::Refunded => "balanced",
        }),
        subject: Some(named("Patient", issued.patient_id, &issued.patient_name)),
        date: Some(issued.issued_at.rfc3339()),
        issuer: Some(Reference::to("Organization", cx.actor.clinic)),
        line_item: (1_u32..).zip(&found.lines).map(line).collect(),
        total_net: money(issued.total_cents),
        total_gross: money(issued.total_cents),
        ..Invoice::default()
    }
}
