"""One run of one child, from its start to its last frame: what every task shares."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from insitu.errors import NO_ISOLATION, Failure
from insitu.shim import package
from insitu.shim.conversation import Conversation
from insitu.shim.memory import Memory
from insitu.shim.process import Child
from insitu.shim.serve import Services
from insitu.shim.settings import effective_limits, read_settings
from insitu.shim.write import TableWriter
from insitu.wire import frames

READY = frozenset((frames.READY,))
DONE = frozenset((frames.DONE,))
START_SECONDS = 30
ASK_SQL = frozenset(("cell", "scratch"))  # tasks whose code is its caller's own


class Task(NamedTuple):
    """What to run: the child's task and its START body, what it may read, and where it may write."""

    name: str
    body: dict[str, Any]
    references: dict[str, Any] = {}
    query: str | None = None
    relation: dict[str, str] | None = None
    limits: dict[str, Any] | None = None
    blobs: dict[str, bytes] = {}


class Outcome(NamedTuple):
    """What came of it."""

    body: dict[str, Any]
    blobs: dict[str, bytes]
    rows_read: int
    rows_written: int
    columns: list[dict[str, str]]
    peak_memory_bytes: int
    seconds: float


class Started(NamedTuple):
    """A child that is locked down and waits for its START."""

    child: Child
    talk: Conversation
    services: Services
    writer: TableWriter | None
    limits: dict[str, Any]
    deadline: float


def run(plpy: Any, task: Task) -> Outcome:
    """Run a task to its end; the child is gone afterwards, whatever happened."""
    started = start(plpy, task)
    try:
        return finish(started, task)
    finally:
        started.child.close()
        try:
            started.services.close()
        except plpy.Error:
            pass  # after a cancel the cursors are gone with their portals


def start(plpy: Any, task: Task, prepare: Callable[[int], None] | None = None) -> Started:
    """Start a child and send it its task once it is locked down. It imports while the caller goes on.

    `prepare` is called with the input memfd before the child may map it.
    """
    settings = read_settings(plpy)
    limits = effective_limits(settings, task.limits)
    child = Child(settings["python"], package.archive())
    try:
        if prepare is not None:
            prepare(child.rows_in)
        writer = TableWriter(plpy, task.relation, child.rows_out) if task.relation else None
        services = Services(plpy, child.rows_in, task.references, task.query, writer, task.name in ASK_SQL)
        talk = Conversation(plpy, child, limits, services.answer, services.work)
        talk.tell(frames.START, {"limits": limits})
        layers = talk.wait(READY, time.monotonic() + START_SECONDS).body
        check_isolation(layers, settings)
        body = {"task": task.name, **task.body, "blobs": _lend(services.memory, task.blobs)}
        talk.tell(frames.START, body)
        return Started(child, talk, services, writer, limits, time.monotonic() + limits["seconds"])
    except BaseException:
        child.close()
        raise


def finish(started: Started, task: Task) -> Outcome:
    """Serve the child until it is done."""
    talk, child, writer = started.talk, started.child, started.writer
    body = talk.wait(DONE, started.deadline).body
    blobs = {
        str(n): _read(child.rows_out, int(at), int(size)) for n, (at, size) in dict(body.get("blobs") or {}).items()
    }
    talk.drain()
    peak = body.get("peak_memory_bytes")
    return Outcome(
        body,
        blobs,
        started.services.rows_read,
        writer.rows if writer else 0,
        writer.columns if writer else [],
        max(talk.peak, peak if isinstance(peak, int) else 0),
        round(time.monotonic() - child.started, 3),
    )


def check_isolation(layers: dict[str, Any], settings: dict[str, Any]) -> None:
    """Refuse below Landlock and seccomp unless this database's owner allowed it."""
    if level(layers) == "none" and not settings["allow_weak_isolation"]:
        missing = [name for name in ("landlock", "seccomp") if layers.get(name) is not True]
        raise Failure(
            f"This host doesn't offer {' and '.join(missing)}, so Python code is not run here.",
            NO_ISOLATION,
            "isolation.unavailable",
            "Use a kernel with Landlock and seccomp, or let an owner set allow_weak_isolation for this database.",
            layers=layers,
        )


def level(layers: dict[str, Any]) -> str:
    """full: every layer; reduced: Landlock, seccomp and rlimits; none: less."""
    if not all(layers.get(name) is True for name in ("landlock", "seccomp", "rlimits")):
        return "none"
    return "full" if layers.get("namespaces") is True else "reduced"


def _lend(memory: Memory, blobs: dict[str, bytes]) -> dict[str, list[int]]:
    return {name: [memory.place([data], len(data)), len(data)] for name, data in blobs.items()}


def _read(descriptor: int, offset: int, size: int) -> bytes:
    import os

    if size < 0 or offset < 0:
        raise Failure("A result of the Python process has an impossible size.", "IN002", "python.protocol")
    parts = []
    while size:
        part = os.pread(descriptor, min(size, 1 << 26), offset)
        if not part:
            raise Failure("A result of the Python process is shorter than it claims.", "IN002", "python.protocol")
        parts.append(part)
        offset, size = offset + len(part), size - len(part)
    return b"".join(parts)
