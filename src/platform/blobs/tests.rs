use std::path::Path;

use futures::TryStreamExt;

use super::*;
use crate::platform::keys::{Key, Keys, Purpose, RootKey};
use crate::platform::random::{Random, SeededRandom};
use crate::platform::time::Timestamp;

fn key(clinic: u128) -> Key {
    let keys = Keys::new(RootKey::from_bytes([9; 32]));
    keys.clinic(uuid::Uuid::from_u128(clinic), Purpose::Blobs)
}

fn content(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    SeededRandom::new(5).fill(&mut bytes);
    bytes
}

async fn put(blobs: &Blobs, content: &[u8]) -> Written {
    let random = SeededRandom::new(content.len() as u64);
    let mut writer = blobs.writer(&key(1), &random).await.unwrap();
    for piece in content.chunks(10_007) {
        writer.write(piece).await.unwrap();
    }
    writer.finish().await.unwrap()
}

fn file_of(folder: &Path, name: &BlobName) -> std::path::PathBuf {
    folder.join(&name.as_str()[..2]).join(name.as_str())
}

async fn reads(blobs: &Blobs, name: &BlobName) -> Result<Vec<u8>, BlobError> {
    blobs.open(&key(1), name).await?.read(u64::MAX).await
}

#[tokio::test]
async fn every_size_around_a_chunk_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for blobs in [Blobs::memory(), Blobs::folder(folder.path()).unwrap()] {
        for size in [
            0,
            1,
            CHUNK - 1,
            CHUNK,
            CHUNK + 1,
            2 * CHUNK,
            20 * CHUNK + 77,
        ] {
            let written = put(&blobs, &content(size)).await;
            assert_eq!(written.size, size as u64);
            assert!(reads(&blobs, &written.name).await.unwrap() == content(size));
        }
    }
}

#[tokio::test]
async fn any_range_is_the_same_bytes() {
    let blobs = Blobs::memory();
    let all = content(11 * CHUNK + 5);
    let name = put(&blobs, &all).await.name;
    let reader = blobs.open(&key(1), &name).await.unwrap();
    let chunk = CHUNK as u64;
    for (from, to) in [
        (0, 1),
        (chunk - 1, chunk + 1),
        (chunk, 10 * chunk),
        (5, u64::MAX),
        (chunk * 11, chunk * 11 + 5),
        (u64::MAX - 1, u64::MAX),
    ] {
        let pieces: Vec<bytes::Bytes> = reader.range(from..to).try_collect().await.unwrap();
        let from = usize::try_from(from).unwrap().min(all.len());
        let to = usize::try_from(to).unwrap().min(all.len());
        assert!(pieces.concat() == all[from..to], "{from}..{to}");
    }
}

#[tokio::test]
async fn a_changed_cut_or_reordered_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::folder(folder.path()).unwrap();
    let name = put(&blobs, &content(3 * CHUNK)).await.name;
    let path = file_of(folder.path(), &name);
    let whole = std::fs::read(&path).unwrap();
    let chunk = format::STORED_CHUNK;
    let mut spoiled = vec![
        whole[..whole.len() - 1].to_vec(),
        whole[..whole.len() - chunk].to_vec(),
        whole[..format::HEAD].to_vec(),
        Vec::new(),
        [whole.as_slice(), &whole[whole.len() - chunk..]].concat(),
    ];
    for at in [
        0,
        10,
        format::HEAD,
        format::HEAD + chunk + 3,
        whole.len() - 1,
    ] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        spoiled.push(changed);
    }
    let mut swapped = whole.clone();
    let (first, second) = swapped[format::HEAD..].split_at_mut(chunk);
    first.swap_with_slice(&mut second[..chunk]);
    spoiled.push(swapped);
    for (which, bytes) in spoiled.iter().enumerate() {
        std::fs::write(&path, bytes).unwrap();
        let outcome = reads(&blobs, &name).await;
        assert!(matches!(outcome, Err(BlobError::Damaged)), "{which}");
    }
    std::fs::write(&path, &whole).unwrap();
    assert!(reads(&blobs, &name).await.is_ok());
}

#[tokio::test]
async fn a_file_opens_only_for_its_clinic_and_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::folder(folder.path()).unwrap();
    let one = put(&blobs, b"one").await.name;
    let two = put(&blobs, b"other").await.name;
    let stranger = blobs.open(&key(2), &one).await;
    assert!(matches!(stranger, Err(BlobError::Damaged)));
    std::fs::copy(file_of(folder.path(), &two), file_of(folder.path(), &one)).unwrap();
    assert!(matches!(reads(&blobs, &one).await, Err(BlobError::Damaged)));
    blobs.delete(&two).await.unwrap();
    blobs.delete(&two).await.unwrap();
    assert!(matches!(reads(&blobs, &two).await, Err(BlobError::Missing)));
}

#[tokio::test]
async fn nothing_readable_and_nothing_half_written_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::folder(folder.path()).unwrap();
    let canary = b"canary-in-the-coal-mine".repeat(20_000);
    put(&blobs, &canary).await;
    let mut writer = blobs.writer(&key(1), &SeededRandom::new(3)).await.unwrap();
    writer.write(&canary).await.unwrap();
    std::mem::forget(writer);
    let mut files = 0;
    for shard in std::fs::read_dir(folder.path()).unwrap() {
        for file in std::fs::read_dir(shard.unwrap().path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(8).any(|w| w == b"canary-i"));
            files += 1;
        }
    }
    assert_eq!(files, 2, "the whole one and the part of the other");
    let listed: Vec<Listed> = blobs.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 1, "a part is not a file");
    assert_eq!(blobs.sweep_partial(Timestamp(0)).await.unwrap(), 0);
    assert_eq!(blobs.sweep_partial(Timestamp(i64::MAX)).await.unwrap(), 1);
    let listed: Vec<Listed> = blobs.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn a_file_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::folder(folder.path()).unwrap();
    let mut writer = blobs.writer(&key(1), &SeededRandom::new(3)).await.unwrap();
    writer.write(&content(5 * CHUNK)).await.unwrap();
    writer.abort().await;
    assert_eq!(blobs.sweep_partial(Timestamp(i64::MAX)).await.unwrap(), 0);
    let listed: Vec<Listed> = blobs.list().try_collect().await.unwrap();
    assert!(listed.is_empty());
    blobs.probe(&key(1), &SeededRandom::new(4)).await.unwrap();
}

#[test]
fn a_full_disk_is_told_from_a_broken_one() {
    let failed = |kind: std::io::ErrorKind| object_store::Error::Generic {
        store: "folder",
        source: Box::new(std::io::Error::from(kind)),
    };
    let full = BlobError::from(failed(std::io::ErrorKind::StorageFull));
    assert!(matches!(full, BlobError::Full));
    let wrapped = std::io::Error::from(failed(std::io::ErrorKind::QuotaExceeded));
    assert!(matches!(BlobError::from(wrapped), BlobError::Full));
    let broken = BlobError::from(failed(std::io::ErrorKind::PermissionDenied));
    assert!(matches!(broken, BlobError::Store(_)));
}
