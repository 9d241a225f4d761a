"""The figures of the installation in the text form of Prometheus. No name, number or word of anybody is in them.

Written out here: it is one function, and the library for it would keep files per process to count over several.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, current_app
from redis.exceptions import RedisError
from rq import Queue
from rq.registry import FailedJobRegistry

from agency import clock, database
from agency.background.doorbell import open_queue
from agency.resources import figures
from agency.watching import condition, duties
from agency.web import traffic
from cases.counting import figures as added
from cases.queries.watching import Waiting, waiting

Labels = dict[str, str]
Sample = tuple[str, Labels, float]  # after the name of the metric: its suffix, labels, value
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
FIGURES_AHEAD: Final = timedelta(days=400)


def text_of(app: Flask) -> str:
    """Everything, for one reading."""
    return "".join(_written(app))


def _written(app: Flask) -> Iterator[str]:
    yield from _metric("ready", "gauge", "Whether a thing that the program needs is there and right.", (
        ("", {"check": each.key}, float(each.is_good)) for each in condition.checked()
    ))
    if not _database_answers():
        yield from _traffic(app)
        return
    yield from _duties()
    yield from _queue()
    yield from _letters(waiting(database.session()))
    yield from _metric("figure_days_left", "gauge", "Days until a statutory figure is not known any more.", (
        ("", {"figure": each.key}, each.days_left)
        for each in added.expiries(figures(), clock.today(), within=FIGURES_AHEAD)
    ))
    yield from _traffic(app)


def _database_answers() -> bool:
    return all(each.is_good for each in condition.checked() if each.key in ("database", "tables"))


def _duties() -> Iterator[str]:
    now, standing = clock.now(), duties.standing()
    yield from _metric("duty_silent", "gauge", "Whether a duty did not go well for longer than it may.", (
        ("", {"duty": each.name.value}, float(each.is_silent(now))) for each in standing
    ))
    yield from _metric("duty_good_timestamp_seconds", "gauge", "When a duty last went well.", (
        ("", {"duty": each.name.value}, each.good_at.timestamp()) for each in standing if each.good_at is not None
    ))


def _queue() -> Iterator[str]:
    """Nothing where it cannot be reached; `ready` says so."""
    url: str | None = current_app.config.get("REDIS_URL")
    try:
        jobs, oldest, failed = (0, None, 0) if url is None else _asked(open_queue(url))
    except RedisError:
        return
    yield from _single("queue_jobs", "Jobs that wait for a worker.", jobs)
    yield from _single("queue_age_seconds", "How long the oldest of them waits.", _age(oldest, clock.unpinned()))
    yield from _single("jobs_failed", "Jobs that failed in the last seven days.", failed)


def _asked(queue: Queue) -> tuple[int, datetime | None, int]:
    first = queue.get_jobs(offset=0, length=1)
    oldest = first[0].enqueued_at if first else None
    return queue.count, oldest, FailedJobRegistry(queue=queue).count


def _letters(found: Waiting) -> Iterator[str]:
    now = clock.now()
    for name, help_text, moment in (
        ("letter_to_be_made_seconds", "How long the oldest letter waits to be made.", found.to_be_made),
        ("letter_unsent_seconds", "How long ago the oldest letter was ordered that did not leave.", found.unsent),
        ("file_to_be_taken_in_seconds", "How long the oldest confirmed file waits.", found.files),
    ):
        yield from _single(name, help_text, _age(moment, now))
    yield from _single("letters_failed", "Letters that could not be made and wait for a person.", found.failed_letters)


def _traffic(app: Flask) -> Iterator[str]:
    counted = list(traffic.of(app).counted())
    yield from _metric("requests_total", "counter", "Requests by page and status, since the start.", (
        ("", {"route": each.page, "status": str(status) if status else traffic.OTHER}, many)
        for each in counted for status, many in each.by_status.items()
    ))
    yield from _metric("request_seconds", "histogram", "How long pages took.", (
        sample for each in counted for sample in _histogram(each)
    ))


def _histogram(each: traffic.Counted) -> Iterator[Sample]:
    for bound, many in zip(traffic.BOUNDS, each.within, strict=True):
        yield "_bucket", {"route": each.page, "le": f"{bound:g}"}, many
    yield "_bucket", {"route": each.page, "le": "+Inf"}, each.answers
    yield "_sum", {"route": each.page}, each.seconds
    yield "_count", {"route": each.page}, each.answers


def _single(name: str, help_text: str, value: float) -> Iterator[str]:
    yield from _metric(name, "gauge", help_text, [("", {}, value)])


def _metric(name: str, kind: str, help_text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP incasso_{name} {help_text}\n# TYPE incasso_{name} {kind}\n"
    for suffix, labels, value in samples:
        shown = ",".join(f'{key}="{each}"' for key, each in labels.items())
        yield f"incasso_{name}{suffix}{f'{{{shown}}}' if shown else ''} {value:.15g}\n"


def _age(moment: datetime | None, now: datetime) -> float:
    """Seconds since then; 0 where nothing waits."""
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())
