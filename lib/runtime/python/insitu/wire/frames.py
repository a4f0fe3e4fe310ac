"""Typed, length-capped frames over a pipe: the only thing the backend reads from the fence.

A frame is a 4-byte little-endian length, one byte of kind, and a JSON object in UTF-8. Nothing is
ever unpickled. The reader is trusted code that reads untrusted bytes: it checks the length before
it keeps a byte, refuses unknown kinds, and turns whatever is wrong into `FrameError`.
"""

from __future__ import annotations

import json
import struct
from typing import Any, NamedTuple

HEADER = struct.Struct("<IB")
MAX_PAYLOAD = 32 * 1024 * 1024

# backend → child
START = 1  # what to do: kind, spec, settings
ANSWER = 2  # reply to an ASK
CALL = 3  # a call of a long-lived worker
# child → backend
READY = 65  # locked down; says which layers hold
ASK = 66  # a request: {"op": …}
DONE = 67  # finished, with the result
FAILED = 68  # finished, with a failure
LOG = 69
PROGRESS = 70
OUTPUT = 71
RETURN = 72  # reply to a CALL

TO_CHILD = frozenset((START, ANSWER, CALL))
TO_BACKEND = frozenset((READY, ASK, DONE, FAILED, LOG, PROGRESS, OUTPUT, RETURN))


class FrameError(Exception):
    """The bytes on the pipe are not frames of this protocol."""


class Frame(NamedTuple):
    """One message: its kind and its JSON object."""

    kind: int
    body: dict[str, Any]


def encode(kind: int, body: dict[str, Any]) -> bytes:
    """A frame as bytes. Lone surrogates become '?', so that UTF-8 and jsonb take them."""
    payload = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if len(payload) > MAX_PAYLOAD:
        raise FrameError(f"a message of {len(payload)} bytes is over the cap of {MAX_PAYLOAD}")
    return HEADER.pack(len(payload), kind) + payload


class FrameReader:
    """Cuts a byte stream into frames; `feed` what was read, take what is complete."""

    def __init__(self, kinds: frozenset[int], max_payload: int = MAX_PAYLOAD):
        self._kinds = kinds
        self._max = max_payload
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Add bytes and return every complete frame; raises FrameError on the first wrong one."""
        self._buffer += data
        frames: list[Frame] = []
        start = 0
        while len(self._buffer) - start >= HEADER.size:
            length, kind = HEADER.unpack_from(self._buffer, start)
            self._check(length, kind)
            end = start + HEADER.size + length
            if len(self._buffer) < end:
                break
            frames.append(Frame(kind, parse(bytes(self._buffer[start + HEADER.size : end]))))
            start = end
        if start:
            del self._buffer[:start]
        return frames

    def pending(self) -> int:
        """Bytes of a frame that has begun and is not complete."""
        return len(self._buffer)

    def _check(self, length: int, kind: int) -> None:
        if length > self._max:
            raise FrameError(f"a frame claims {length} bytes, the cap is {self._max}")
        if kind not in self._kinds:
            raise FrameError(f"a frame of unknown kind {kind}")


def parse(payload: bytes) -> dict[str, Any]:
    """The JSON object of a frame; anything else, however deep or odd, is a FrameError."""
    try:
        body = json.loads(payload.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"a frame is not JSON: {type(error).__name__}") from None
    if not isinstance(body, dict):
        raise FrameError("a frame is not a JSON object")
    return body


def _no_constant(name: str) -> None:
    """NaN and Infinity are not JSON; jsonb would refuse them later, at a worse place."""
    return
