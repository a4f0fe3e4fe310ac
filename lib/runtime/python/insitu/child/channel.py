"""The child's end of the pipes: ask the backend, tell it what happens."""

from __future__ import annotations

import os
import threading
from typing import Any

from insitu.errors import Failure
from insitu.wire import frames


class Channel:
    """Blocking frames to and from the backend; writing is safe from several threads."""

    def __init__(self, commands: int, replies: int):
        self.commands = commands
        self._replies = replies
        self._reader = frames.FrameReader(frames.TO_CHILD)
        self._waiting: list[frames.Frame] = []
        self._lock = threading.Lock()

    def send(self, kind: int, body: dict[str, Any]) -> None:
        """Write one frame whole."""
        data = frames.encode(kind, body)
        with self._lock:
            view = memoryview(data)
            while view:
                view = view[os.write(self._replies, view) :]

    def receive(self) -> frames.Frame:
        """The next frame; the process ends when the backend has closed the pipe."""
        while not self._waiting:
            data = os.read(self.commands, 1 << 16)
            if not data:
                os._exit(0)
            self._waiting.extend(self._reader.feed(data))
        return self._waiting.pop(0)

    def ask(self, op: str, **body: Any) -> dict[str, Any]:
        """A request and its answer. A refusal of the backend is raised as Failure."""
        self.send(frames.ASK, {"op": op, **body})
        answer = self.receive().body
        if "failure" in answer:
            raise Failure.from_json(answer["failure"])
        return answer
