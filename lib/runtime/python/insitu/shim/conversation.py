"""Talk with a child until it is done, and stay cancellable all the while.

Nothing here blocks for longer than POLL_SECONDS: each round asks PostgreSQL for interrupts, looks at
the clock and the child's memory, and packs ahead when a stream has room.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from insitu.errors import OVER_LIMIT, PYTHON_EXCEPTION, Failure
from insitu.shim import notices
from insitu.shim.process import Child, describe_end
from insitu.wire import frames

POLL_SECONDS = 0.05
READ_BYTES = 1 << 18
MEBIBYTE = 1024 * 1024

Answer = Callable[[dict[str, Any]], dict[str, Any]]


class Ended(NamedTuple):
    """How a conversation ended well: the DONE frame's body, and what it took."""

    body: dict[str, Any]
    peak_memory_bytes: int
    seconds: float


class Conversation:
    """Frames of one child. `answer` serves its ASKs; `work` packs ahead and says whether there is more."""

    def __init__(
        self,
        plpy: Any,
        child: Child,
        limits: dict[str, Any],
        answer: Answer,
        work: Callable[[], bool] = lambda: False,
    ):
        self._plpy = plpy
        self._child = child
        self._limits = limits
        self._answer = answer
        self._work = work
        self._reader = frames.FrameReader(frames.TO_BACKEND)
        self._out = notices.Outlet(plpy)
        self._interrupts = plpy.prepare("SELECT 1")
        self._looked_at = 0.0
        self.peak = 0
        self._poll = select.poll()
        for descriptor in (child.replies, child.stdout, child.stderr):
            self._poll.register(descriptor, select.POLLIN)
        self._open = {child.replies, child.stdout, child.stderr}

    def tell(self, kind: int, body: dict[str, Any]) -> None:
        """Send a frame to the child. Its pipe is drained by a child that reads; a dead one is found by `wait`."""
        view = memoryview(frames.encode(kind, body))
        os.set_blocking(self._child.commands, False)
        while view:
            try:
                view = view[os.write(self._child.commands, view) :]
            except BlockingIOError:
                self._look()
                select.select([], [self._child.commands], [], POLL_SECONDS)
            except BrokenPipeError:
                return

    def wait(self, ends: frozenset[int], deadline: float) -> frames.Frame:
        """Serve the child until one of `ends` arrives. FAILED raises its Failure, whatever `ends` says."""
        while True:
            busy = self._work()
            for descriptor, _ in self._poll.poll(0 if busy else POLL_SECONDS * 1000):
                frame = self._read(descriptor, ends)
                if frame is not None:
                    self._out.flush()
                    return frame
            self._look(deadline)
            if not self._open & {self._child.replies}:
                raise self._broken()

    def wake(self) -> None:
        """A byte for a child that sleeps on its pipe; a full pipe wakes it as well."""
        os.set_blocking(self._child.commands, False)
        try:
            os.write(self._child.commands, b"w")
        except (BlockingIOError, BrokenPipeError):
            pass

    def glance(self, seconds: float, deadline: float, ends: frozenset[int]) -> frames.Frame | None:
        """Wait once, at most `seconds`, for anything; for callers that watch something else as well."""
        found = None
        for descriptor, _ in self._poll.poll(seconds * 1000):
            found = self._read(descriptor, ends) or found
        self._look(deadline)
        if self._child.replies not in self._open:
            raise self._broken()
        return found

    def drain(self) -> None:
        """Take what the child printed last."""
        for descriptor in (self._child.stdout, self._child.stderr):
            while descriptor in self._open and select.select([descriptor], [], [], 0)[0]:
                self._read(descriptor, frozenset())
        self._out.flush(final=True)

    def _read(self, descriptor: int, ends: frozenset[int]) -> frames.Frame | None:
        data = os.read(descriptor, READ_BYTES)
        if not data:
            self._poll.unregister(descriptor)
            self._open.discard(descriptor)
            return None
        if descriptor == self._child.stdout:
            self._out.stream("stdout", data)
            return None
        if descriptor == self._child.stderr:
            self._out.stream("stderr", data)
            return None
        return self._handle(data, ends)

    def _handle(self, data: bytes, ends: frozenset[int]) -> frames.Frame | None:
        try:
            received = self._reader.feed(data)
        except frames.FrameError as error:
            raise Failure(
                f"The Python process broke the protocol: {error}.",
                PYTHON_EXCEPTION,
                "python.protocol",
                "The code wrote to a pipe that isn't its own; it was stopped.",
            ) from None
        for frame in received:
            if frame.kind == frames.FAILED:
                self.drain()
                raise Failure.from_json(frame.body)
            if frame.kind in ends:
                return frame
            self._serve(frame)
        return None

    def _serve(self, frame: frames.Frame) -> None:
        if frame.kind == frames.ASK:
            self.tell(frames.ANSWER, self._reply(frame.body))
        elif frame.kind == frames.LOG:
            self._out.text(str(frame.body.get("stream", "stdout")), str(frame.body.get("text", "")))
        elif frame.kind == frames.PROGRESS:
            self._out.progress({**frame.body, "memoryBytes": self.peak})
        elif frame.kind == frames.OUTPUT:
            self._out.output(frame.body)

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        """An answer, or the failure as an answer: the person's code may catch it."""
        try:
            return self._answer(body)
        except Failure as failure:
            return {"failure": failure.to_json()}
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            # The question came through the fence and was malformed.
            return {"failure": Failure(f"A malformed request: {error!r}.", code="spec.request").to_json()}

    def _look(self, deadline: float | None = None) -> None:
        """Interrupts, clock and memory, at most every POLL_SECONDS."""
        now = time.monotonic()
        if now - self._looked_at < POLL_SECONDS:
            return
        self._looked_at = now
        self._out.flush()
        self._plpy.execute(self._interrupts)
        private, peak = self._child.memory()
        self.peak = max(self.peak, peak)
        if deadline is not None and now > deadline:
            raise self._too_long()
        if private > self._limits["memory_mb"] * MEBIBYTE * 1.05:
            raise out_of_memory(self._limits, max(self.peak, private))
        if not self._child.alive() and not select.select([self._child.replies], [], [], 0)[0]:
            raise self._broken()

    def _too_long(self) -> Failure:
        seconds = self._limits["seconds"]
        return Failure(
            f"The Python code ran longer than its limit of {seconds:g} seconds and was stopped.",
            OVER_LIMIT,
            "python.timeout",
            "Raise limits.seconds, or give the code less to do.",
            limit_seconds=seconds,
            peak_memory_bytes=self.peak,
        )

    def _broken(self) -> Failure:
        """The child is gone without a last word: say how, with its memory beside the cap."""
        # Its pipe closes a moment before the process outside the namespaces passes the signal on.
        patience = time.monotonic() + 1.0
        while self._child.alive() and time.monotonic() < patience:
            time.sleep(0.005)
        self._child.kill()
        self.drain()
        how = describe_end(self._child.ended_by or 0)
        cap = self._limits["memory_mb"] * MEBIBYTE
        hint = "A crash in a compiled library, or recursion without an end, does this."
        if self._child.ended_by == -9:
            hint = "The machine ran out of memory, or somebody killed it."
        return Failure(
            f"The Python process {how} (memory: peak {_mb(self.peak)}, cap {_mb(cap)}).",
            OVER_LIMIT if self._child.ended_by == -9 else PYTHON_EXCEPTION,
            "python.crash",
            hint,
            peak_memory_bytes=self.peak,
            cap_bytes=cap,
        )


def out_of_memory(limits: dict[str, Any], peak: int) -> Failure:
    """The failure for a child over its cap."""
    cap = limits["memory_mb"] * MEBIBYTE
    return Failure(
        f"The Python code needed more memory than its cap of {_mb(cap)} (peak {_mb(peak)}).",
        OVER_LIMIT,
        "python.memory",
        "Select fewer rows or columns, or raise limits.memory_mb.",
        peak_memory_bytes=peak,
        cap_bytes=cap,
    )


def _mb(size: int) -> str:
    return f"{size / MEBIBYTE:,.0f} MB"
