"""User, network, IPC, mount and process namespaces, where the host allows an ordinary user to make them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 16384, 1 << 18


def enter() -> bool:
    """Leave the host's namespaces. On success this process stays outside as the waiting parent of a
    child that is process 1 of its own namespace, and only that child returns. False where refused."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEWUSER | NEWNET | NEWIPC | NEWNS | NEWPID) != 0:
        return False
    _map(user, group)
    # unshare(NEWUSER) changes credentials, which clears the parent-death signal.
    die_with_parent()
    inner = os.fork()
    if inner:
        _wait(inner)
    die_with_parent()
    _hide_processes(libc)
    return True


def die_with_parent() -> None:
    """SIGKILL for this process when its parent is gone: a dead backend leaves no child behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


def _map(user: int, group: int) -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _hide_processes(libc: ctypes.CDLL) -> None:
    """A /proc of this namespace only. Some hosts refuse; Landlock keeps /proc shut either way."""
    libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
    libc.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)


def _wait(inner: int) -> None:
    """Stand outside until the inner process ends, then end the same way."""
    for descriptor in range(3, 64):
        try:
            os.close(descriptor)
        except OSError:
            pass
    while True:
        try:
            _, status = os.waitpid(inner, 0)
            break
        except InterruptedError:
            continue
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        signal.signal(number, signal.SIG_DFL) if number not in (signal.SIGKILL, signal.SIGSTOP) else None
        _no_core()
        os.kill(os.getpid(), number)
    sys.stdout.flush()
    os._exit(os.waitstatus_to_exitcode(status) if not os.WIFSIGNALED(status) else 1)


def _no_core() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
