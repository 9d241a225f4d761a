"""A stored file is given as it was stored, or not at all; in a folder and in a bucket alike."""

import errno
import fcntl
import os
import resource
import signal
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.errors import StoredFileDamaged, StoredFileMissing, StoredFileUnreadable, StoreFull, StoreUnavailable
from cases.store import DocumentStore, open_store
from cases.store.folder import Folder
from cases.store.place import Place, key_of
from tests.plugins.buckets import BucketServer

CONTENT = b"Een brief van twee bladzijden."
LATER = datetime.now(UTC) + timedelta(days=2)


@dataclass(frozen=True)
class Kept:
    """A store, a way to reach behind its back, and how to take it away and give it back."""

    store: DocumentStore
    place: Place
    remove: Callable[[str], None]
    go_away: Callable[[], None]
    come_back: Callable[[], None]


@pytest.fixture
def folder(tmp_path: Path) -> Kept:
    root, aside = tmp_path / "documents", tmp_path / "aside"

    def go_away() -> None:  # as when a disk on the network is gone: root may read anything, so rights do not do
        root.rename(aside)
        root.touch()

    def come_back() -> None:
        root.unlink()
        aside.rename(root)

    store = DocumentStore(root)
    return Kept(store, Folder(root), lambda digest: store.path(digest).unlink(), go_away, come_back)


@pytest.fixture
def in_bucket(bucket: BucketServer) -> Kept:
    from cases.store.bucket import Bucket, connection

    address = bucket.new_address()
    place = Bucket(address.removeprefix("s3://"))

    def remove(digest: str) -> None:
        connection().rm_file(f"{address}/{key_of(digest)}")

    return Kept(open_store(address), place, remove, bucket.gate.close, bucket.gate.open)


@pytest.fixture(params=["folder", "in_bucket"])
def kept(request: pytest.FixtureRequest) -> Kept:
    made: Kept = request.getfixturevalue(request.param)
    return made


def test_what_was_stored_is_given_back_and_lies_there_once(kept: Kept) -> None:
    digest = kept.store.put(CONTENT)
    assert (kept.store.put(CONTENT), kept.store.get(digest)) == (digest, CONTENT)
    assert list(kept.store.names()) == [digest]


@pytest.mark.parametrize("other", [bytes([CONTENT[0] ^ 1]) + CONTENT[1:], CONTENT[:10], b""])
def test_one_flipped_bit_or_half_a_file_is_refused_until_it_is_stored_again(kept: Kept, other: bytes) -> None:
    digest = kept.store.put(CONTENT)
    kept.place.write(key_of(digest), other)
    with pytest.raises(StoredFileDamaged, match="beschadigd"):
        kept.store.get(digest)
    assert kept.store.put(CONTENT) == digest
    assert kept.store.get(digest) == CONTENT


def test_a_missing_file_is_named_and_is_no_damaged_one(kept: Kept) -> None:
    digest = kept.store.put(CONTENT)
    kept.remove(digest)
    with pytest.raises(StoredFileMissing, match=f"niet meer.*{digest[:12]}"):
        kept.store.get(digest)


def test_what_lies_in_it_is_told_in_order_from_any_place(kept: Kept) -> None:
    digests = sorted(kept.store.put(f"brief {number}".encode()) for number in range(12))
    assert list(kept.store.names()) == digests
    lying = list(kept.store.lying())
    assert [each.digest for each in lying] == digests
    assert {each.size for each in lying} == {7, 8}
    assert [each.digest for each in kept.store.lying(after=lying[4].key)] == digests[5:]


def test_its_note_is_no_file_and_is_written_again(kept: Kept) -> None:
    assert kept.store.note() is None
    kept.store.write_note(b"een")
    kept.store.write_note(b"twee")
    assert (kept.store.note(), list(kept.store.names())) == (b"twee", [])


def test_a_store_that_is_away_says_nothing_of_its_files_and_comes_back(kept: Kept) -> None:
    digest = kept.store.put(CONTENT)
    kept.go_away()
    try:
        for ask in (lambda: kept.store.get(digest), lambda: kept.store.put(b"nieuw"), lambda: list(kept.store.names())):
            with pytest.raises(StoreUnavailable, match="niet te bereiken"):
                ask()
    finally:
        kept.come_back()
    assert kept.store.get(digest) == CONTENT
    assert list(kept.store.names()) == [digest]


def test_a_bucket_that_does_not_exist_is_no_missing_file(bucket: BucketServer) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(f"s3://{bucket.bucket}-verkeerd/documents").get("0" * 64)


def test_an_object_that_was_sent_by_halves_is_not_there(bucket: BucketServer) -> None:
    from cases.store.bucket import connection

    address = bucket.new_address()
    store = open_store(address)
    where, _, prefix = address.removeprefix("s3://").partition("/")
    asked = {"Bucket": where, "Key": f"{prefix}/{key_of('0' * 64)}"}
    begun = connection().call_s3("create_multipart_upload", **asked)
    connection().call_s3("upload_part", **asked, UploadId=begun["UploadId"], PartNumber=1, Body=CONTENT)
    assert list(store.names()) == []
    with pytest.raises(StoredFileMissing):
        store.get("0" * 64)


def test_files_and_folders_are_for_their_owner_alone_whatever_the_umask(folder: Kept) -> None:
    earlier = os.umask(0)
    try:
        path = folder.store.path(folder.store.put(CONTENT))
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for each in (path.parent, path.parent.parent, folder.store.root):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700, each
    assert not any(each.is_open for each in folder.store.lying())


@pytest.fixture
def small_files() -> Iterator[None]:
    """A disk that takes a thousand bytes of a file and no more."""
    earlier = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, earlier[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, earlier)
    signal.signal(signal.SIGXFSZ, told)


@pytest.mark.usefixtures("small_files")
def test_a_disk_that_is_full_while_writing_keeps_nothing_and_says_so(folder: Kept) -> None:
    digest = folder.store.put(CONTENT)
    with pytest.raises(StoreFull, match="vol") as refused:
        folder.store.put(bytes(5_000))
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.EFBIG
    assert list(folder.store.names()) == [digest]


def test_nothing_is_stored_that_leaves_too_little_for_others(tmp_path: Path) -> None:
    root = tmp_path / "documents"
    store = DocumentStore(root, spare=2**62)
    with pytest.raises(StoreFull):
        store.put(CONTENT)
    assert not root.exists()
    DocumentStore(root).put(CONTENT)
    store.put(CONTENT)  # it is there: that takes no room


def test_one_file_that_the_machine_cannot_read_is_not_the_store_that_is_away(folder: Kept) -> None:
    digest, other = folder.store.put(CONTENT), folder.store.put(b"een andere")
    folder.store.path(digest).unlink()
    folder.store.path(digest).mkdir()
    with pytest.raises(StoredFileUnreadable, match="niet te lezen"):
        folder.store.get(digest)
    assert folder.store.get(other) == b"een andere"


def test_what_was_left_half_goes_unless_somebody_is_writing_it(folder: Kept) -> None:
    store = folder.store
    path = store.path(store.put(CONTENT))
    left, held = (path.with_name(f"{path.name}.{name}.part") for name in ("left", "held"))
    left.touch()
    with held.open("w") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert store.sweep(datetime.now(UTC) - timedelta(days=1)) == 0
        assert store.sweep(LATER) == 1
        assert (left.exists(), held.exists(), store.get(path.name)) == (False, True, CONTENT)
    assert store.sweep(LATER) == 1
