"""A stored file is given as it was stored, or not at all; and it is nobody else's business."""

import os
import stat
from pathlib import Path

import pytest

from cases.errors import StoredFileDamaged, StoredFileMissing
from cases.store import DocumentStore

CONTENT = b"Een brief van twee bladzijden."


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def test_what_was_stored_is_given_back(store: DocumentStore) -> None:
    assert store.get(store.put(CONTENT)) == CONTENT


def test_one_flipped_bit_is_refused(store: DocumentStore) -> None:
    digest = store.put(CONTENT)
    path = store.path(digest)
    path.write_bytes(bytes([CONTENT[0] ^ 1]) + CONTENT[1:])
    with pytest.raises(StoredFileDamaged, match="beschadigd"):
        store.get(digest)


def test_half_a_file_is_refused(store: DocumentStore) -> None:
    digest = store.put(CONTENT)
    store.path(digest).write_bytes(CONTENT[:10])
    with pytest.raises(StoredFileDamaged):
        store.get(digest)


def test_a_missing_file_is_named_and_is_no_damaged_one(store: DocumentStore) -> None:
    digest = store.put(CONTENT)
    store.path(digest).unlink()
    with pytest.raises(StoredFileMissing, match=f"niet meer.*{digest[:12]}"):
        store.get(digest)


def test_storing_the_same_content_again_puts_a_damaged_file_right(store: DocumentStore) -> None:
    digest = store.put(CONTENT)
    store.path(digest).write_bytes(b"")
    assert store.put(CONTENT) == digest
    assert store.get(digest) == CONTENT


def test_files_and_folders_are_for_their_owner_alone_whatever_the_umask(store: DocumentStore) -> None:
    earlier = os.umask(0)
    try:
        path = store.path(store.put(CONTENT))
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not stat.S_IMODE(path.parent.stat().st_mode) & 0o077
