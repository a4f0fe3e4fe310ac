"""The fenced child as a process: start it, hand it descriptors, watch its memory, kill its session."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import time

from insitu.errors import NO_ISOLATION, Failure

BOOT = """\
import json, os, sys
archive, commands, replies, rows_in, rows_out = map(int, sys.argv[1:6])
files = json.loads(os.pread(archive, os.fstat(archive).st_size, 0))
os.close(archive)
space = {"__name__": "insitu_boot"}
exec(compile(files["insitu/boot.py"], "<insitu/boot.py>", "exec"), space)
space["import_from"](files)
from insitu.child.main import main
main(commands, replies, rows_in, rows_out)
"""


class Child:
    """One fenced process with its pipes (frames both ways, stdout, stderr) and its two memfds."""

    def __init__(self, python: str | None, archive: str):
        if not python:
            raise Failure(
                "No Python interpreter is set for this database.",
                NO_ISOLATION,
                "runtime.no_python",
                "Install the runtime with the path of an interpreter: insitu install --python PATH.",
            )
        self.started = time.monotonic()
        self.rows_in = os.memfd_create("insitu-rows")
        self.rows_out = os.memfd_create("insitu-results")
        self.ended_by: int | None = None
        self._inner: int | None = None
        self._open = {self.rows_in, self.rows_out}
        self._popen = self._spawn(python, archive)
        self.pid = self._popen.pid

    def _spawn(self, python: str, archive: str) -> subprocess.Popen[bytes]:
        source = os.memfd_create("insitu-package")
        os.pwrite(source, archive.encode(), 0)
        command_read, self.commands = os.pipe()
        self.replies, reply_write = os.pipe()
        self.stdout, out_write = os.pipe()
        self.stderr, error_write = os.pipe()
        self._open |= {self.commands, self.replies, self.stdout, self.stderr}
        theirs = (source, command_read, reply_write, self.rows_in, self.rows_out)
        _keep_orphans()
        try:
            return subprocess.Popen(
                [python, "-I", "-X", "utf8", "-c", BOOT, *map(str, theirs)],
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out_write,
                stderr=error_write,
                close_fds=True,
                pass_fds=theirs,
                start_new_session=True,
            )
        except OSError as error:
            self._close_all()
            raise Failure(
                f"The Python interpreter {python} can't be started: {error.strerror}.",
                NO_ISOLATION,
                "runtime.no_python",
                "The server's user must be able to run it; install the runtime again with another path.",
            ) from None
        finally:
            for descriptor in (source, command_read, reply_write, out_write, error_write):
                os.close(descriptor)

    def alive(self) -> bool:
        """False once the process has ended; then `ended_by` is its exit code or minus its signal."""
        if self.ended_by is None:
            self.ended_by = self._popen.poll()
        return self.ended_by is None

    def memory(self) -> tuple[int, int]:
        """(private memory now, peak resident memory) in bytes of the process that runs the code."""
        pid = self._worker()
        now = peak = 0
        try:
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                for line in file:
                    if line.startswith("RssAnon:"):
                        now = int(line.split()[1]) * 1024
                    elif line.startswith("VmHWM:"):
                        peak = int(line.split()[1]) * 1024
        except (OSError, ValueError):
            pass
        return now, peak

    def _worker(self) -> int:
        """The inner process when namespaces put one below the process we started."""
        if self._inner is None:
            try:
                with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as file:
                    children = file.read().split()
            except OSError:
                children = []
            if not children:
                return self.pid
            self._inner = int(children[0])
        return self._inner

    def kill(self) -> None:
        """Kill the whole session; what it printed can still be read."""
        if self._popen.returncode is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._popen.wait()
        _reap(self.pid)
        if self.ended_by is None:
            self.ended_by = self._popen.returncode

    def close(self) -> None:
        """Kill it and give back every descriptor; safe to call twice."""
        self.kill()
        self._close_all()

    def _close_all(self) -> None:
        for descriptor in self._open:
            os.close(descriptor)
        self._open = set()


def _keep_orphans() -> None:
    """Where PostgreSQL is process 1 (a container without an init), what a killed child leaves behind would
    become the postmaster's, which takes the end of an unknown process by a signal for a crash of the server:
    there it becomes this backend's."""
    if os.getppid() == 1:
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _reap(session: int) -> None:
    """Wait for what is left of a session, where that has become ours."""
    while True:
        try:
            os.waitpid(-session, 0)
        except ChildProcessError:
            return


def describe_end(code: int) -> str:
    """Words for how a process ended."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"was ended by {name}"


def archive_text(files: dict[str, str]) -> str:
    """The package as the child reads it."""
    return json.dumps(files)
