//! Billing of messages (M22): fee codes with amounts that the clinic keeps, what each billable message was billed with,
//! corrections as rows of their own, and the report of a billing cycle.

mod bill;
mod cycle;
mod fee_codes;
mod model;
mod report;
mod staff_pages;
mod store;

pub use bill::{About, Trail, bill, correct, fee, trail};
pub use cycle::Cycle;
pub use fee_codes::{
    add_fee_code, fee_codes, save_fee_code, save_settings, set_fee_code_retired, settings,
};
pub use model::{
    CURRENCIES, FeeCode, Line, MOST_CENTS, Settings, Sum, Why, cents, decimal, money, words,
};
pub use report::{Report, report};
pub use staff_pages::routes as staff_routes;
pub use store::{Billed, Correction, standing_codes};

use crate::platform::auth::StaffActor;
use crate::platform::i18n::Tr;
use crate::platform::web::Error;

/// A fee code as it is offered where one writes: its code, and a label with what it is for and its amount.
pub type Offered = (String, String);

/// The fee codes that a message can be billed with.
pub fn offered(tx: &mut db::Tx<'_>, actor: &StaffActor, tr: &Tr) -> Result<Vec<Offered>, Error> {
    let mut codes = fee_codes(tx, actor)?;
    codes.retain(|fee| fee.retired_at.is_none());
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let settings = settings(tx, actor)?;
    let label = |fee: &FeeCode| {
        let amount = money(tr.language(), fee.amount_cents, &settings.currency);
        format!("{} – {}, {amount}", fee.code, fee.description)
    };
    Ok(codes
        .iter()
        .map(|fee| (fee.code.clone(), label(fee)))
        .collect())
}
