"""The doorbell: tells workers that rows wait. The row is the truth, so a ring that is lost costs only time."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import uuid4

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError

log = logging.getLogger(__name__)

QUEUE_NAME = "agency"
LETTERS_PER_JOB = 50
RENDER_LETTERS = "agency.background.jobs.render_letters"
GO_ON = "agency.background.jobs.go_on"
JOB_TIMEOUT_SECONDS = 600
PIECES_TIMEOUT_SECONDS = 3600
KEEP_FAILED_SECONDS = 7 * 24 * 3600
ANSWER_WITHIN_SECONDS = 2.0


@lru_cache(maxsize=8)
def open_queue(redis_url: str) -> Queue:
    """The queue at `redis_url`, for ringing: it gives up fast, because a request or sweep must not hang on it."""
    connection = Redis.from_url(
        redis_url,
        socket_connect_timeout=ANSWER_WITHIN_SECONDS,
        socket_timeout=ANSWER_WITHIN_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )
    return Queue(QUEUE_NAME, connection=connection)


def ring_letters(letter_ids: Sequence[int]) -> int:
    """Ring for letters that stand queued; call it after the commit. Returns the number of jobs rung for.

    Never raises when the queue cannot be reached: the sweep rings again.
    """
    redis_url: str | None = current_app.config.get("REDIS_URL")
    if redis_url is None:
        log.warning("no queue is set: %d letters wait for the sweep of a worker", len(letter_ids))
        return 0
    return ring(open_queue(redis_url), letter_ids)


def ring_work(kind: str, subject_id: int) -> int:
    """Ring for work in pieces on one subject; call it after the commit. Returns the number of jobs rung for, and never
    raises when the queue cannot be reached.
    """
    redis_url: str | None = current_app.config.get("REDIS_URL")
    if redis_url is None:
        log.warning("no queue is set: %s %d waits for the sweep of a worker", kind, subject_id)
        return 0
    return ring_for(open_queue(redis_url), kind, subject_id)


def ring_for(queue: Queue, kind: str, subject_id: int, *, again: bool = False) -> int:
    """Put a job for this work in `queue`, once; `again` as in `ring`."""
    suffix = f"-{uuid4().hex[:8]}" if again else ""
    job_id = f"{kind}-{subject_id}{suffix}"
    try:
        return _enqueue(queue, GO_ON, (kind, subject_id), job_id=job_id, timeout=PIECES_TIMEOUT_SECONDS)
    except RedisError as error:
        log.warning("the queue cannot be reached (%s): the sweep rings again", error)
        return 0


def waiting_work(queue: Queue) -> set[tuple[str, int]]:
    """The work in pieces for which a job still waits in `queue`; raises RedisError when it cannot be reached."""
    return {tuple(job.args) for job in queue.get_jobs() if job.func_name == GO_ON}


def ring(queue: Queue, letter_ids: Sequence[int], *, again: bool = False) -> int:
    """Put jobs of at most 50 letters in `queue`; returns how many.

    A job that is known already is not queued twice. `again` rings under a new name: after a killed worker the old job
    still counts as known, while nobody works on it.
    """
    rung = 0
    try:
        for chunk in _chunks(letter_ids):
            suffix = f"-{uuid4().hex[:8]}" if again else ""
            job_id = f"letters-{chunk[0]}-{len(chunk)}{suffix}"
            rung += _enqueue(queue, RENDER_LETTERS, (chunk,), job_id=job_id, timeout=JOB_TIMEOUT_SECONDS)
    except RedisError as error:
        log.warning("the queue cannot be reached (%s): the sweep rings again", error)
    return rung


def waiting_letters(queue: Queue) -> set[int]:
    """Ids of the letters for which a job still waits in `queue`; raises RedisError when it cannot be reached."""
    return {letter_id for job in queue.get_jobs() if job.func_name == RENDER_LETTERS for letter_id in job.args[0]}


def _enqueue(queue: Queue, job: str, arguments: tuple[object, ...], *, job_id: str, timeout: int) -> int:
    try:
        queue.enqueue_call(
            job,
            args=arguments,
            job_id=job_id,
            unique=True,
            timeout=timeout,
            result_ttl=0,
            failure_ttl=KEEP_FAILED_SECONDS,
            description=job_id,
        )
    except DuplicateJobError:
        return 0
    return 1


def _chunks(letter_ids: Iterable[int]) -> Iterator[list[int]]:
    ids = sorted(set(letter_ids))
    for start in range(0, len(ids), LETTERS_PER_JOB):
        yield ids[start : start + LETTERS_PER_JOB]
