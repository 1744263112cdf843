//! Files that Carepost itself makes: encrypted and hashed like every file; they need no check.

use super::check;
use super::store;
use crate::platform::blobs::Written;
use crate::platform::env::Env;
use crate::platform::file_check;
use crate::platform::ids::{ClinicId, FileId};
use crate::platform::keys::Purpose;
use crate::platform::state::State;
use crate::platform::web::Error;

/// A file that is stored and that the database does not know yet.
#[derive(Debug, Clone)]
pub struct MadePdf {
    file_name: String,
    written: Written,
}

/// Stores a PDF that Carepost has made. Told to the database with [`add_made`]; what it is not told of is removed by
/// [`forget_made`], or by the sweep for files without an owner.
///
/// # Errors
/// Those of the file store.
pub async fn store_made(
    state: &State,
    clinic: ClinicId,
    name: &str,
    content: &[u8],
) -> Result<MadePdf, Error> {
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let mut writer = state.blobs.writer(&key, state.env.random.as_ref()).await?;
    writer.write(content).await?;
    Ok(MadePdf {
        file_name: file_check::clean_name(name, "pdf"),
        written: writer.finish().await?,
    })
}

/// Adds the file to the database, available at once. Something must hold it from the same transaction on.
///
/// # Errors
/// What the database answers.
pub fn add_made(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    made: &MadePdf,
) -> Result<FileId, db::Error> {
    let id: FileId = env.id();
    store::add_available(tx, clinic, id, (&made.file_name, &made.written), env.now())?;
    Ok(id)
}

/// Removes files that the database was not told of.
pub async fn forget_made(state: &State, made: &[MadePdf]) {
    check::forget(state, made.iter().map(|m| m.written.name.as_str())).await;
}
