"""Jobs: Insitu's own work in the fence, for SQL functions that store what comes of it."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from insitu.errors import Failure
from insitu.shim.run import Started, Task, finish, run, start
from insitu.wire import frames

RETURN = frozenset((frames.RETURN,))
CACHED_WORKERS = 4


class JobOutcome(NamedTuple):
    """Result and blobs of a job, and what it took."""

    result: dict[str, Any]
    blobs: dict[str, bytes]
    peak_memory_bytes: int
    seconds: float
    rows_read: int
    rows_written: int
    columns: list[dict[str, str]]


def run_job(
    plpy: Any,
    kind: str,
    config: dict[str, Any],
    query: str | None = None,
    blobs: dict[str, bytes] | None = None,
    relation: dict[str, str] | None = None,
    limits: dict[str, Any] | None = None,
) -> JobOutcome:
    """Run a registered handler to its end. Everything it reads and writes is as the caller."""
    outcome = run(plpy, Task("job", {"kind": kind, "config": config}, {}, query, relation, limits, blobs or {}))
    return JobOutcome(
        outcome.body.get("result") or {},
        outcome.blobs,
        outcome.peak_memory_bytes,
        outcome.seconds,
        outcome.rows_read,
        outcome.rows_written,
        outcome.columns,
    )


class Worker:
    """A child that answers calls until the session ends."""

    def __init__(self, started: Started, task: Task):
        self._started = started
        finish(started, task)

    def ask(self, payload: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """One call. A Failure of the handler is raised; the worker lives on, unless it ended."""
        talk = self._started.talk
        deadline = time.monotonic() + (seconds or self._started.limits["seconds"])
        try:
            talk.tell(frames.CALL, payload)
            body = talk.wait(RETURN, deadline).body
        except BaseException:
            self.close()
            raise
        if "failure" in body:
            raise Failure.from_json(body["failure"])
        return body.get("value") or {}

    def alive(self) -> bool:
        """Whether it still can be asked."""
        return self._started.child.alive()

    def close(self) -> None:
        """End it."""
        self._started.child.close()


def open_job(
    plpy: Any,
    kind: str,
    config: dict[str, Any],
    blobs: dict[str, bytes] | None = None,
    limits: dict[str, Any] | None = None,
) -> Worker:
    """Start a long-lived worker whose handler returns a function of one payload."""
    task = Task("job", {"kind": kind, "config": config}, limits=limits, blobs=blobs or {})
    started = start(plpy, task)
    try:
        return Worker(started, task)
    except BaseException:
        started.child.close()
        raise


_workers: dict[str, Worker] = {}


def cached_worker(plpy: Any, key: str, make: Callable[[], Worker]) -> Worker:
    """The session's worker for `key`, made when missing or dead; the oldest is ended beyond a few."""
    worker = _workers.pop(key, None)
    if worker is None or not worker.alive():
        worker = make()
    _workers[key] = worker
    while len(_workers) > CACHED_WORKERS:
        _workers.pop(next(iter(_workers))).close()
    return worker


@atexit.register
def _close_workers() -> None:
    for worker in _workers.values():
        worker.close()
