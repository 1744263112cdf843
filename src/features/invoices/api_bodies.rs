//! What the API takes and answers about bills.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::find::Whole;
use super::model::{Invoice, NewLine, State};

/// A private bill.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invoice)]
pub(super) struct InvoiceBody {
    id: Uuid,
    patient_id: Uuid,
    /// The clinic's running number.
    number: i64,
    state: State,
    /// ISO 4217.
    currency: String,
    total_cents: i64,
    /// Left to pay.
    due_cents: i64,
    paid_cents: i64,
    refunded_cents: i64,
    /// Paid too much and not given back.
    overpaid_cents: i64,
    issued_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    voided_at: Option<String>,
}

impl From<&Invoice> for InvoiceBody {
    fn from(bill: &Invoice) -> InvoiceBody {
        let issued = &bill.issued;
        InvoiceBody {
            id: issued.id.uuid(),
            patient_id: issued.patient_id.uuid(),
            number: issued.number,
            state: bill.state(),
            currency: issued.currency.clone(),
            total_cents: issued.total_cents,
            due_cents: bill.due_cents(),
            paid_cents: bill.paid_cents,
            refunded_cents: bill.refunded_cents,
            overpaid_cents: bill.overpaid_cents(),
            issued_at: issued.issued_at.rfc3339(),
            voided_at: issued.voided_at.map(|at| at.rfc3339()),
        }
    }
}

/// A private bill with its lines, payments and refunds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceWhole)]
pub(super) struct WholeBody {
    #[serde(flatten)]
    invoice: InvoiceBody,
    lines: Vec<LineBody>,
    payments: Vec<PaymentBody>,
    refunds: Vec<RefundBody>,
}

/// What a bill asks for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = InvoiceLine)]
#[serde(deny_unknown_fields)]
pub(super) struct LineBody {
    /// What for.
    #[schema(min_length = 1, max_length = 120)]
    description: String,
    #[schema(minimum = 1)]
    amount_cents: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoicePayment)]
struct PaymentBody {
    amount_cents: i64,
    paid_at: String,
    /// `desk` or `stripe`.
    way: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceRefund)]
struct RefundBody {
    amount_cents: i64,
    refunded_at: String,
}

impl From<&Whole> for WholeBody {
    fn from(found: &Whole) -> WholeBody {
        WholeBody {
            invoice: InvoiceBody::from(&found.bill),
            lines: found
                .lines
                .iter()
                .map(|l| LineBody {
                    description: l.description.clone(),
                    amount_cents: l.amount_cents,
                })
                .collect(),
            payments: found
                .payments
                .iter()
                .map(|p| PaymentBody {
                    amount_cents: p.amount_cents,
                    paid_at: p.paid_at.rfc3339(),
                    way: match p.taken_by_name {
                        Some(_) => "desk",
                        None => "stripe",
                    },
                })
                .collect(),
            refunds: found
                .refunds
                .iter()
                .map(|r| RefundBody {
                    amount_cents: r.amount_cents,
                    refunded_at: r.refunded_at.rfc3339(),
                })
                .collect(),
        }
    }
}

/// A bill to be issued, in the clinic's currency.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewInvoice)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvoiceBody {
    /// 1 to 30 lines.
    lines: Vec<LineBody>,
}

impl NewInvoiceBody {
    pub(super) fn lines(&self) -> Vec<NewLine> {
        let lines = self.lines.iter();
        lines
            .map(|l| NewLine {
                description: l.description.clone(),
                amount_cents: Some(l.amount_cents),
            })
            .collect()
    }
}

/// That a bill was paid at the desk.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = DeskPayment)]
#[serde(deny_unknown_fields)]
pub(super) struct DeskPaymentBody {
    /// How, or a number.
    #[schema(max_length = 120)]
    pub(super) note: Option<String>,
}

/// That a bill need not be paid.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = InvoiceVoid)]
#[serde(deny_unknown_fields)]
pub(super) struct VoidBody {
    /// Why.
    #[schema(min_length = 1, max_length = 120)]
    pub(super) reason: String,
}
