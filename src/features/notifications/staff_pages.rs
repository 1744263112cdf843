//! **Send again**, beside a message that was not delivered.

use axum::extract::State as AxumState;
use axum::response::Redirect;

use crate::platform::auth::StaffVisit;
use crate::platform::ids::DeliveryId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id};

/// `POST /staff/deliveries/{id}/send-again`: back to the thread, which shows that it is on its way.
pub(super) async fn send_again(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DeliveryId>,
) -> Result<Redirect, Error> {
    let env = state.env.clone();
    let conversation = visit
        .db
        .write(move |tx| super::send_again(tx, &visit.actor, &env, (id, None)))
        .await?;
    Ok(Redirect::to(&format!(
        "/staff/conversations/{conversation}"
    )))
}
