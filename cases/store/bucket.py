"""A bucket of an S3-compatible store. Where it is and with which keys comes from the environment (AWS_…)."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final, TypeVar  # Any: the library has no types

import s3fs
from botocore.exceptions import BotoCoreError, ClientError
from fsspec.exceptions import FSTimeoutError

from cases.store.place import Lying

R = TypeVar("R")

_PATIENCE: Final = {"connect_timeout": 3, "read_timeout": 20, "retries": {"mode": "standard", "max_attempts": 2}}
_TRIES: Final = 1  # of the library, around those of the one below it
_AT_ONCE: Final = 500
_NO_BUCKET: Final = "NoSuchBucket"


class Bucket:
    """What lies under a prefix of a bucket. An object comes to be whole or not at all, and no other may see it before.

    A process has one connection, made at its first question.
    """

    def __init__(self, root: str) -> None:
        self._root = root.strip("/")

    def read(self, key: str) -> bytes:
        """What lies under that key."""
        content: bytes = _asked(lambda: connection().cat_file(f"{self._root}/{key}"))
        return content

    def write(self, key: str, content: bytes, *, at_once: bool = True) -> None:  # noqa: ARG002 - it always is
        """Put it there."""
        _asked(lambda: connection().pipe_file(f"{self._root}/{key}", content))

    def remove(self, key: str) -> None:
        """Take it away; nothing where it is gone. A bucket with versions keeps the old one for as long as that says."""
        with suppress(FileNotFoundError):
            _asked(lambda: connection().rm_file(f"{self._root}/{key}"))

    def lying(self, after: str) -> Iterator[Lying]:
        """Everything under the prefix, by key, asked for some hundreds at a time."""
        bucket, _, prefix = self._root.partition("/")
        before = f"{prefix}/" if prefix else ""
        while True:
            answer = _asked(partial(
                connection().call_s3, "list_objects_v2", Bucket=bucket, Prefix=before, MaxKeys=_AT_ONCE,
                StartAfter=f"{before}{after}",
            ))
            for each in answer.get("Contents", ()):
                after = each["Key"].removeprefix(before)
                yield Lying(key=after, size=each["Size"], stored_at=each["LastModified"])
            if not answer.get("IsTruncated"):
                return

    def room(self) -> None:
        """A bucket does not say."""

    def sweep(self, before: datetime) -> int:  # noqa: ARG002 - nothing lies half in a bucket
        """Nothing: what was begun and not ended shows nowhere."""
        return 0


def connection() -> Any:
    """The file system of this process, for where the environment says that the store is."""
    return _connected(os.getpid(), os.environ.get("AWS_ENDPOINT_URL_S3", ""))


@lru_cache(maxsize=2)
def _connected(_process: int, _endpoint: str) -> Any:
    """One for all threads: making one is dear. It must not be shared by two processes."""
    made = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False, config_kwargs=_PATIENCE)
    made.retries = _TRIES
    return made


def _asked(question: Callable[[], R]) -> R:
    """Its answer. A key that is not there is FileNotFoundError; a bucket that is not, or does not answer, OSError."""
    try:
        return question()
    except FileNotFoundError as error:
        if _code(error.__cause__) == _NO_BUCKET:
            raise OSError("the bucket does not exist") from error
        raise
    except (BotoCoreError, ClientError, FSTimeoutError) as error:
        raise OSError("the bucket cannot be reached") from error


def _code(error: BaseException | None) -> str:
    return str(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""
