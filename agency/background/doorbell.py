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
JOB_TIMEOUT_SECONDS = 600
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


def ring(queue: Queue, letter_ids: Sequence[int], *, again: bool = False) -> int:
    """Put jobs of at most 50 letters in `queue`; returns how many.

    A job that is known already is not queued twice. `again` rings under a new name: after a killed worker the old job
    still counts as known, while nobody works on it.
    """
    rung = 0
    try:
        for chunk in _chunks(letter_ids):
            suffix = f"-{uuid4().hex[:8]}" if again else ""
            rung += _enqueue(queue, chunk, job_id=f"letters-{chunk[0]}-{len(chunk)}{suffix}")
    except RedisError as error:
        log.warning("the queue cannot be reached (%s): the sweep rings again", error)
    return rung


def waiting_letters(queue: Queue) -> set[int]:
    """Ids of the letters for which a job still waits in `queue`; raises RedisError when it cannot be reached."""
    return {letter_id for job in queue.get_jobs() if job.func_name == RENDER_LETTERS for letter_id in job.args[0]}


def _enqueue(queue: Queue, letter_ids: list[int], *, job_id: str) -> int:
    try:
        queue.enqueue_call(
            RENDER_LETTERS,
            args=(letter_ids,),
            job_id=job_id,
            unique=True,
            timeout=JOB_TIMEOUT_SECONDS,
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
