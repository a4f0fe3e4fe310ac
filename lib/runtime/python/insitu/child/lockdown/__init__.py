"""Lock this process down before it reads a line of a person's code."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import sysconfig
from typing import Any

from insitu.child.lockdown import landlock, namespaces, seccomp

MEBIBYTE = 1024 * 1024
SMALLEST_FILE_MB = 1024  # a chunk of results, of 512 MB at most, with room to grow
RESERVE_MB = 16  # what is given free when memory has run out, to be able to say so
LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64")
DATA = ("/usr/share/zoneinfo", "/usr/share/fonts", "/etc/fonts", "/etc/localtime", "/etc/ld.so.cache")
# What joblib and OpenMP read when they count processors.
PROCESSORS = ("/proc/stat", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/fs/cgroup")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def lock_down(limits: dict[str, Any]) -> dict[str, Any]:
    """Drop every right this process doesn't need, layer by layer, and say which layers hold.

    `limits`: memory_mb, seconds, threads. In this order: killed first when memory runs out,
    gone with its parent, namespaces, rlimits, Landlock, no_new_privs, seccomp. A layer that the host
    doesn't have is reported, never skipped silently: the backend decides whether that is enough.
    """
    _die_first()
    namespaces.die_with_parent()
    layers: dict[str, Any] = {"details": []}
    layers["namespaces"] = _attempt(layers, "namespaces", namespaces.enter)
    _few_threads(int(limits.get("threads", 2)))
    layers["rlimits"] = _attempt(layers, "rlimits", lambda: _set_limits(limits))
    paths = readable_paths()
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # no_new_privs, which both of the next need
    layers["landlock"] = _attempt(layers, "landlock", lambda: landlock.restrict(paths, ["/dev/null"]) > 0)
    layers["seccomp"] = _attempt(layers, "seccomp", _filter_calls)
    return layers


def readable_paths() -> list[str]:
    """The interpreter's own libraries and the little else that numeric packages read."""
    own = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix}:
        own |= {os.path.join(prefix, "lib"), os.path.join(prefix, "lib64")}
    return sorted(p for p in own if p and p.count("/") > 1) + [*LIBRARIES, *DATA, *PROCESSORS, *DEVICES]


def _attempt(layers: dict[str, Any], name: str, step: Any) -> bool:
    try:
        held = bool(step())
    except OSError as error:
        layers["details"].append(f"{name}: {error}")
        return False
    if not held:
        layers["details"].append(f"{name}: not allowed on this host")
    return held


def _die_first() -> None:
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("1000")
    except OSError:
        pass


def _few_threads(threads: int) -> None:
    """Read by OpenMP, OpenBLAS and joblib when they load; OpenBLAS reserves memory per thread."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LOKY_MAX_CPU_COUNT", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    _wait_asleep()
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # processes are not allowed: joblib uses threads
    os.environ["TZ"] = "UTC"


def _wait_asleep() -> None:
    """Let OpenMP's waiting threads sleep; a server's cores have other work.

    By default GCC's OpenMP spins for milliseconds at every barrier, and takes that time from the very thread
    it waits for when cores are short. 40 LightGBM trees on 240,000 × 35, 2 threads on 2 cores shared with others
    (load 3 to 6), in a plain process: 29 s by default (one run); two runs each 1.9–2.2 s with no spin, 1.8–2.5 s with
    100, 1.5–1.6 s with 1000. At load 6 to 11: 8–16 s, 5.7–7.5 s and 7.7–8.3 s. So 100: never far from the best.
    """
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    os.environ["GOMP_SPINCOUNT"] = "100"


def _set_limits(limits: dict[str, Any]) -> bool:
    memory = (int(limits["memory_mb"]) + RESERVE_MB) * MEBIBYTE
    # Its results go through memory that is shared and not its own: no more of that than it may have itself.
    files = max(int(limits["memory_mb"]), SMALLEST_FILE_MB) * MEBIBYTE
    for what, value in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_FSIZE, files),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (value, value))
    return True


def _filter_calls() -> bool:
    if not seccomp.supported():
        return False
    seccomp.install(os.getpid())
    return True
