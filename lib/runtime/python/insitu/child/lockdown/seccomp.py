"""A seccomp allowlist, written as classic BPF by hand.

Format: linux/seccomp.h and linux/filter.h. The program checks the architecture, then jumps to the
rule of the call's number; a call without a rule fails with EPERM, so that a person sees
`PermissionError` and not a dead process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from insitu.child.lockdown.syscalls import AARCH64, FILTERED, X86_64

LD_W_ABS, JEQ, JSET, JGE, RET = 0x20, 0x15, 0x45, 0x35, 0x06
ALLOW = 0x7FFF0000
REFUSE = 0x00050000  # SECCOMP_RET_ERRNO
NUMBER, ARCH, ARGS = 0, 4, 16
X32_BIT = 0x40000000

CLONE_THREAD = 0x00010000
CLONE_NEW = 0x7E020080  # every CLONE_NEW* flag: user, pid, net, ipc, uts, cgroup, mount, time
TERMINAL_AND_FLAGS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, size, bytes ready, FIO*
HARMLESS_PRCTL = (15, 16, 3, 39, 0x53564D41)  # names, dumpable?, no_new_privs?, names of mappings

ARCHITECTURES = {"x86_64": (0xC000003E, X86_64), "aarch64": (0xC00000B7, AARCH64)}

Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether there is a table for this machine."""
    return platform.machine() in ARCHITECTURES


def install(pid: int) -> None:
    """Lock every thread of this process to the allowlist, for good. Needs no_new_privs before."""
    arch, table = ARCHITECTURES[platform.machine()]
    program = assemble(arch, table, pid)
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<H6xQ", len(program), ctypes.addressof(buffer))
    fprog = ctypes.create_string_buffer(header, len(header))
    libc = ctypes.CDLL(None, use_errno=True)
    number = {"x86_64": 317, "aarch64": 277}[platform.machine()]
    # SECCOMP_SET_MODE_FILTER with TSYNC: threads that a library may have started are bound too.
    if libc.syscall(ctypes.c_long(number), ctypes.c_long(1), ctypes.c_long(1), fprog) != 0:
        code_ = ctypes.get_errno()
        raise OSError(code_, f"seccomp: {os.strerror(code_)}")


def assemble(arch: int, table: dict[str, int], pid: int) -> list[Instruction]:
    """The whole program for one architecture; `pid` is the only process tgkill may name."""
    program: list[Instruction] = [
        (LD_W_ABS, 0, 0, ARCH),
        (JEQ, 1, 0, arch),
        (RET, 0, 0, REFUSE | errno.EPERM),
        (LD_W_ABS, 0, 0, NUMBER),
        (JGE, 0, 1, X32_BIT),
        (RET, 0, 0, REFUSE | errno.EPERM),
    ]
    for name, number in table.items():
        rule = _rule(name, pid) if name in FILTERED else [(RET, 0, 0, ALLOW)]
        program.append((JEQ, 0, len(rule), number))
        program.extend(rule)
    program.append((RET, 0, 0, REFUSE | errno.EPERM))
    return program


def _rule(name: str, pid: int) -> list[Instruction]:
    """Rules end with RET on every path; arguments are read as their low 32 bits unless said."""
    if name == "clone3":
        # Its flags lie in memory a filter can't read; ENOSYS sends the C library back to clone.
        return [(RET, 0, 0, REFUSE | errno.ENOSYS)]
    if name == "clone":
        return _threads_only()
    if name == "ioctl":
        return _one_of(1, TERMINAL_AND_FLAGS)
    if name == "prctl":
        return _one_of(0, HARMLESS_PRCTL)
    if name == "tgkill":
        return _one_of(0, (pid,))
    if name == "sched_setaffinity":
        return _one_of(0, (0,))
    return _limits_of_oneself_read_only()


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    rule: list[Instruction] = [(LD_W_ABS, 0, 0, ARGS + 8 * argument)]
    for left, value in zip(range(len(values), 0, -1), values, strict=True):
        rule.append((JEQ, left, 0, value))
    rule += [(RET, 0, 0, REFUSE | errno.EPERM), (RET, 0, 0, ALLOW)]
    return rule


def _threads_only() -> list[Instruction]:
    return [
        (LD_W_ABS, 0, 0, ARGS),
        (JSET, 0, 2, CLONE_THREAD),
        (JSET, 1, 0, CLONE_NEW),
        (RET, 0, 0, ALLOW),
        (RET, 0, 0, REFUSE | errno.EPERM),
    ]


def _limits_of_oneself_read_only() -> list[Instruction]:
    """prlimit64(0, what, NULL, old): both halves of the new limit's pointer must be zero."""
    return [
        (LD_W_ABS, 0, 0, ARGS),
        (JEQ, 0, 5, 0),
        (LD_W_ABS, 0, 0, ARGS + 16),
        (JEQ, 0, 3, 0),
        (LD_W_ABS, 0, 0, ARGS + 20),
        (JEQ, 0, 1, 0),
        (RET, 0, 0, ALLOW),
        (RET, 0, 0, REFUSE | errno.EPERM),
    ]
