"""The memfd the rows travel in: regions are handed out, lent to the child, and used again."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

PAGE = 65536  # regions begin at multiples of it: mmap wants page-aligned offsets on every architecture
PUNCH_HOLE = 3  # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE


class Memory:
    """Regions of one growing memfd.

    A stream's chunks go through the same few regions again and again: their pages are in the caches and need not
    be cleared. 1,000,000 × 28 float8 through fresh pages cost the backend 0.3 s of processor time more.
    """

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        self._end = 0
        self._rooms: dict[int, int] = {}  # offset → bytes of every region that is in use or waits to be used again
        self._free: list[int] = []
        self._libc = ctypes.CDLL(None, use_errno=True)

    def place(self, pieces: Iterable[bytes | memoryview], size: int) -> int:
        """Write `size` bytes into a region of their own and return its offset."""
        start = offset = self._region((max(size, 1) + PAGE - 1) // PAGE * PAGE)
        for piece in pieces:
            write_all(self.descriptor, piece, offset)
            offset += len(piece)
        return start

    def reuse(self, offset: int) -> None:
        """The region's bytes are no longer needed; the next ones may lie there."""
        self._free.append(offset)

    def release(self, offset: int) -> None:
        """Punch the region out: its pages go back to the system at once, the offsets of others stay."""
        mode, room = ctypes.c_int(PUNCH_HOLE), ctypes.c_int64(self._rooms.pop(offset))
        self._libc.fallocate(self.descriptor, mode, ctypes.c_int64(offset), room)

    def trim(self) -> None:
        """Release the regions that wait to be used again."""
        while self._free:
            self.release(self._free.pop())

    def _region(self, room: int) -> int:
        for offset in self._free:
            if self._rooms[offset] >= room:
                self._free.remove(offset)
                return offset
        self.trim()  # they are too small for what comes now
        offset, self._end = self._end, self._end + room
        self._rooms[offset] = room
        return offset


def write_all(descriptor: int, data: bytes | memoryview, offset: int) -> None:
    """pwrite until everything is written."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
