"""How OpenMP waits. It is read when a library loads, so this comes before any import of one."""

from __future__ import annotations

import os

# A database server's cores have other work. GCC's OpenMP lets a thread that waits spin for milliseconds, and when
# its sibling isn't running that is time taken from it: 30 LightGBM trees on 300,000 × 28 with 2 threads on 2 cores,
# other processes busy, took 0.6 to 28 s with the default and 1.4 to 4.3 s with 100 spins. Idle they are equal.
SPINS = 100


def wait_politely() -> None:
    """Make waiting threads give up their core after a short spin."""
    os.environ.setdefault("GOMP_SPINCOUNT", str(SPINS))


def useful_threads(allowed: int, cells: int) -> int:
    """One thread for a small matrix: on a busy machine two of them take 40 times as long (569 × 30: 59 s, 1.5 s)."""
    return allowed if cells >= SMALL_CELLS else 1


SMALL_CELLS = 500_000
