"""Insitu's own work in the fence: training, scoring. A handler gets a `Job` and returns a result.

Handlers are registered in `insitu.ml.job.HANDLERS` by kind. See `Job` for what they may use.
"""

from __future__ import annotations

import importlib
import os
import resource
from collections.abc import Callable, Iterator
from typing import Any

from insitu.child.channel import Channel
from insitu.errors import BAD_SPEC, Failure
from insitu.wire import frames
from insitu.wire.layout import Column, columns_from_json

PROGRESS_FIELDS = 40


def peak_memory() -> int:
    """The most this process had resident so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Job:
    """What a handler sees: its config, the rows of its query as a stream, and ways to report."""

    def __init__(self, channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int):
        self._channel = channel
        self._rows_in = rows_in
        self._rows_out = rows_out
        self._described: dict[str, Any] | None = None
        self._writer: Any = None
        self.kind: str = start["kind"]
        self.config: dict[str, Any] = start["config"]
        self.limits: dict[str, Any] = start["limits"]
        self.blobs: dict[str, bytes] = {
            str(name): os.pread(rows_in, size, offset) for name, (offset, size) in start["blobs"].items()
        }

    @property
    def columns(self) -> list[Column]:
        """Columns of the query, in order."""
        return columns_from_json(self._description()["columns"])

    @property
    def estimated_rows(self) -> float:
        """Rows of the query as the planner sees them."""
        return float(self._description()["estimate"])

    def count(self) -> int:
        """Exact number of rows of the query."""
        return int(self._channel.ask("count")["rows"])

    def chunks(self, columns: list[str] | None = None, chunk_rows: int = 65536) -> Iterator[Any]:
        """Stream the query: each Chunk is valid until the next. Calling again reads it again."""
        from insitu.child.chunk import stream_chunks

        opened = self._channel.ask("open", columns=columns, chunk_rows=chunk_rows)
        try:
            yield from stream_chunks(self._channel, opened, self._rows_in)
        finally:
            self._channel.ask("close", stream=opened["stream"])

    def sample(self, rows: int, seed: int = 0, columns: list[str] | None = None) -> Any:
        """One Chunk of about `rows` random rows of the query, all of them when there are fewer."""
        from insitu.child.chunk import joined_chunk

        opened = self._channel.ask("open", columns=columns, sample=int(rows), seed=seed, chunk_rows=65536)
        chunk = joined_chunk(self._channel, opened, self._rows_in)
        self._channel.ask("close", stream=opened["stream"])
        return chunk

    def frame(self, columns: list[str] | None = None) -> Any:
        """The whole query as a pandas DataFrame."""
        from insitu.child.frame import read_frame

        opened = self._channel.ask("open", columns=columns, chunk_rows=1 << 17)
        frame = read_frame(self._channel, opened, self._rows_in, [])
        self._channel.ask("close", stream=opened["stream"])
        return frame

    def write(self, rows: Any, types: dict[str, str] | None = None) -> None:
        """Append a DataFrame, or a mapping of name to array or list, to the run's relation."""
        from insitu.child.tables import TableWriter, from_mapping

        if self._writer is None:
            self._writer = TableWriter(self._channel, self._rows_out, types or {})
        self._writer.write(from_mapping(rows) if isinstance(rows, dict) else rows)

    def progress(self, **fields: Any) -> None:
        """Progress in the words of the contract (phase, fold, iteration, rows…)."""
        self._channel.send(frames.PROGRESS, dict(list(fields.items())[:PROGRESS_FIELDS]))

    def log(self, text: str, stream: str = "stdout") -> None:
        """A line of the run's log."""
        self._channel.send(frames.LOG, {"stream": stream, "text": text[:8192]})

    def output(self, kind: str, mime: str, data: str) -> None:
        """Something to show: figure, table, chart or value."""
        self._channel.send(frames.OUTPUT, {"kind": kind, "mime": mime, "data": data})

    def check_cancelled(self) -> None:
        """A place to stop. A cancel kills the process, so there is nothing to look at."""

    def memory(self) -> int:
        """Peak resident memory so far, bytes."""
        return peak_memory()

    def _description(self) -> dict[str, Any]:
        if self._described is None:
            self._described = self._channel.ask("describe")
        return self._described


def run_job(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Call the handler of this kind; a handler that returns a function becomes a long-lived worker."""
    from insitu.child import person

    person.prepare_process()
    handler = handler_of(start["kind"])
    job = Job(channel, start, rows_in, rows_out)
    outcome = handler(job)
    if callable(outcome):
        serve_calls(channel, outcome)
    result, blobs = outcome if isinstance(outcome, tuple) else (outcome, {})
    return {
        "result": result,
        "blobs": _store_blobs(rows_out, blobs),
        "peak_memory_bytes": peak_memory(),
    }


def handler_of(kind: str) -> Callable[[Job], Any]:
    """The registered handler of a kind."""
    handlers = importlib.import_module("insitu.ml.job").HANDLERS
    if kind not in handlers:
        raise Failure(f'There is no job of kind "{kind}".', BAD_SPEC, "spec.kind")
    return handlers[kind]


def serve_calls(channel: Channel, function: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer CALLs until the backend closes the pipe; a Failure is an answer, the worker lives on."""
    channel.send(frames.DONE, {"result": {}, "blobs": {}, "peak_memory_bytes": peak_memory()})
    while True:
        payload = channel.receive().body
        try:
            answer = {"value": function(payload)}
        except Failure as failure:
            answer = {"failure": failure.to_json()}
        except Exception as error:
            answer = {"failure": Failure(f"{type(error).__name__}: {error}", "IN002", "python.exception").to_json()}
        channel.send(frames.RETURN, answer)


def _store_blobs(descriptor: int, blobs: dict[str, bytes]) -> dict[str, tuple[int, int]]:
    """Blobs one after the other in the result memfd: name → (offset, size)."""
    places, at = {}, 0
    os.ftruncate(descriptor, 0)
    for name, data in blobs.items():
        view = memoryview(data)
        start = at
        while view:
            written = os.pwrite(descriptor, view, at)
            view, at = view[written:], at + written
        places[name] = (start, at - start)
    return places
