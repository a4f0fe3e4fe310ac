"""One call at a time through shared memory: a short spin, then sleep.

A pipe costs two wake-ups a call (about 15 µs); a value that is already there when the other side looks
costs about 1 µs. Words of 8 bytes, in this order: request number, reply number, size and kind of the
payload each way, and two flags that say who sleeps and has to be woken through its pipe.

x86-64 keeps the order of stores, so a number written after its payload is seen after it. Elsewhere a
lock's acquire and release stand in for the barrier.
"""

from __future__ import annotations

import mmap
import os
import platform
import threading

REQUEST, REPLY, REQUEST_SIZE, REPLY_SIZE, REQUEST_KIND, REPLY_KIND, CHILD_SLEEPS, BACKEND_SLEEPS = range(8)
PAYLOAD = 64  # offset of the payload area
AREA = 1 << 16  # request area and reply area, each
REGION = PAYLOAD + 2 * AREA
REQUEST_AT, REPLY_AT = PAYLOAD, PAYLOAD + AREA
PACKED, VALUES, FAILURE, COLUMNS, LARGE = 1, 2, 3, 4, 8  # kinds; LARGE: payload lies behind the region
MAX_LARGE = 1 << 30


class Patience:
    """How long to spin before sleeping: long while it pays, hardly at all while processors are short.

    A spin that ends in vain has kept a processor from the very process it waits for. On two cores with ten
    runnable processes 1,000,000 calls took over 60 s with a fixed spin.
    """

    LONGEST = 0.0002
    PROBE = 256  # sleeping calls until spinning is tried again

    def __init__(self) -> None:
        self.seconds = self.LONGEST
        self._slept = 0

    def paid(self) -> None:
        """The other side answered in time."""
        self.seconds = min(self.LONGEST, self.seconds * 2 + 1e-6)

    def in_vain(self) -> None:
        """It didn't."""
        self.seconds /= 4
        self._slept += 1
        if self._slept % self.PROBE == 0:
            self.seconds = self.LONGEST / 4


class Ring:
    """The shared region as words and bytes; both sides make one over the same memfd."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        self.map = mmap.mmap(descriptor, REGION)
        self.bytes = memoryview(self.map)
        self.words = self.bytes[:PAYLOAD].cast("Q")
        self._ordered = platform.machine() == "x86_64"
        self._lock = threading.Lock()

    def fence(self) -> None:
        """Keep stores before this point before those after it."""
        if not self._ordered:
            with self._lock:
                pass

    def put(self, at: int, size_word: int, kind_word: int, kind: int, data: bytes) -> None:
        """Lay down a payload; large ones go behind the region."""
        words = self.words
        if len(data) <= AREA:
            self.bytes[at : at + len(data)] = data
        else:
            view, offset = memoryview(data), REGION
            while view:
                written = os.pwrite(self.descriptor, view, offset)
                view, offset = view[written:], offset + written
            kind |= LARGE
        words[size_word] = len(data)
        words[kind_word] = kind
        self.fence()

    def get(self, at: int, size_word: int, kind_word: int) -> tuple[int, bytes]:
        """(kind, payload). Sizes come from the other side: they are checked."""
        self.fence()
        size, kind = self.words[size_word], self.words[kind_word]
        if not kind & LARGE:
            return kind, bytes(self.bytes[at : at + min(size, AREA)])
        parts, offset, left = [], REGION, min(size, MAX_LARGE)
        while left:
            part = os.pread(self.descriptor, min(left, 1 << 26), offset)
            if not part:
                break
            parts.append(part)
            offset, left = offset + len(part), left - len(part)
        return kind & ~LARGE, b"".join(parts)


def create(descriptor: int) -> None:
    """Size the memfd before either side maps it."""
    os.ftruncate(descriptor, REGION)
