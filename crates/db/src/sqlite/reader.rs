//! A reading thread.

use super::Session;
use crate::call::Call;
use crate::error::Error;
use crate::handle::Shared;
use crate::tx::{On, Tx};

pub(super) fn run(mut session: Session, shared: &Shared) {
    while let Some(mut call) = shared.read.pop() {
        if call.abandoned() {
            continue;
        }
        let outcome = answer(&mut session, call.as_mut());
        shared.counters.reads.add(1);
        call.answer(outcome);
    }
}

fn answer(session: &mut Session, call: &mut dyn Call) -> Result<(), Error> {
    session.control("BEGIN").map_err(|failure| failure.error)?;
    call.run(&mut Tx::new(On::Sqlite(session), 0));
    if session.transaction_is_gone() {
        return Ok(());
    }
    session.control("ROLLBACK").map_err(|failure| failure.error)
}
