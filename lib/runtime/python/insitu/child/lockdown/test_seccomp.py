"""The filter, run by a small interpreter of classic BPF: no process has to be locked for it."""

import struct

import pytest

from insitu.child.lockdown import seccomp
from insitu.child.lockdown.syscalls import AARCH64, FILTERED, X86_64

PID = 4242
EPERM, ENOSYS = seccomp.REFUSE | 1, seccomp.REFUSE | 38
TABLES = [("x86_64", X86_64), ("aarch64", AARCH64)]


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the program returns for a call."""
    known, table = seccomp.ARCHITECTURES[machine]
    program = seccomp.assemble(known, table, PID)
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<iIQ6Q", number, known if arch is None else arch, 0, *padded)
    accumulator, at = 0, 0
    while True:
        code, yes, no, constant = program[at]
        at += 1
        if code == seccomp.RET:
            return constant
        if code == seccomp.LD_W_ABS:
            accumulator = struct.unpack_from("<I", data, constant)[0]
            continue
        taken = {
            seccomp.JEQ: accumulator == constant,
            seccomp.JGE: accumulator >= constant,
            seccomp.JSET: bool(accumulator & constant),
        }[code]
        at += yes if taken else no


@pytest.mark.parametrize(("machine", "table"), TABLES)
def test_every_listed_call_is_allowed(machine: str, table: dict[str, int]) -> None:
    for name, number in table.items():
        if name not in FILTERED:
            assert verdict(machine, number) == seccomp.ALLOW, name


@pytest.mark.parametrize(("machine", "table"), TABLES)
def test_every_other_number_is_refused(machine: str, table: dict[str, int]) -> None:
    listed = set(table.values())
    for number in range(600):
        if number not in listed:
            assert verdict(machine, number) == EPERM, number


@pytest.mark.parametrize(("machine", "table"), TABLES)
def test_threads_but_no_processes(machine: str, table: dict[str, int]) -> None:
    thread = 0x3D0F00
    assert verdict(machine, table["clone"], thread) == seccomp.ALLOW
    assert verdict(machine, table["clone"], 17) == EPERM
    assert verdict(machine, table["clone"], thread | 0x10000000) == EPERM
    assert verdict(machine, table["clone3"]) == ENOSYS


@pytest.mark.parametrize(("machine", "table"), TABLES)
def test_filtered_arguments(machine: str, table: dict[str, int]) -> None:
    assert verdict(machine, table["tgkill"], PID, 1, 6) == seccomp.ALLOW
    assert verdict(machine, table["tgkill"], PID + 1, 1, 6) == EPERM
    assert verdict(machine, table["ioctl"], 1, 0x5401) == seccomp.ALLOW
    assert verdict(machine, table["ioctl"], 1, 0x5412) == EPERM  # TIOCSTI
    assert verdict(machine, table["prctl"], 15) == seccomp.ALLOW
    assert verdict(machine, table["prctl"], 4) == EPERM
    assert verdict(machine, table["prlimit64"], 0, 7, 0, 1) == seccomp.ALLOW
    assert verdict(machine, table["prlimit64"], 0, 7, 1, 0) == EPERM
    assert verdict(machine, table["prlimit64"], 0, 7, 1 << 32, 0) == EPERM
    assert verdict(machine, table["prlimit64"], 1, 7, 0, 0) == EPERM


def test_other_architectures_and_x32() -> None:
    assert verdict("x86_64", X86_64["read"], arch=0x40000003) == EPERM
    assert verdict("x86_64", X86_64["read"] | seccomp.X32_BIT) == EPERM


def test_what_must_never_be_listed() -> None:
    dangerous = {
        "execve", "execveat", "fork", "vfork", "socket", "connect", "ptrace", "kill", "unshare", "mount", "bpf",
        "memfd_create", "io_uring_setup", "process_vm_readv", "shmget", "keyctl", "userfaultfd", "setrlimit", "setsid",
    }  # fmt: skip
    assert not dangerous & (X86_64.keys() | AARCH64.keys())
