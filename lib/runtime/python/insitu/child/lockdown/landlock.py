"""Landlock: which files the child may read. It may write none and execute none.

Format: linux/landlock.h, https://docs.kernel.org/userspace-api/landlock.html. The three calls have the
same numbers on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import struct

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ_FILE, READ_DIR, WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
# number of file rights, network rights and scopes each ABI knows
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
O_PATH = 0o10000000


def abi() -> int:
    """The kernel's Landlock version, 0 where there is none."""
    version = _syscall(CREATE_RULESET, None, 0, 1)
    return max(version, 0)


def restrict(readable: list[str], writable: list[str]) -> int:
    """Allow reading below `readable` and writing to the files `writable`; deny all else, for good.

    Paths that don't exist are left out. Returns the ABI used; raises OSError when Landlock is missing.
    """
    version = abi()
    if version < 1:
        raise OSError("Landlock is not available in this kernel")
    handled = (1 << FILE_RIGHTS.get(version, 16)) - 1
    network = 3 if version >= 4 else 0  # bind and connect of TCP
    scoped = 3 if version >= 6 else 0  # abstract sockets, signals
    size = 8 if version < 4 else 16 if version < 6 else 24
    attribute = struct.pack("<QQQ", handled, network, scoped)[:size]
    ruleset = _syscall(CREATE_RULESET, attribute, size, 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        for path in writable:
            _allow(ruleset, path, READ_FILE | WRITE_FILE)
        if _syscall(RESTRICT_SELF, ruleset, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= ~READ_DIR
        rule = struct.pack("<Qi", rights, handle)
        _syscall(ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(handle)


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    packed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return libc.syscall(ctypes.c_long(number), *packed)
