"""How many threads a fit gets. How they wait for each other is set for every fenced process, see `child/lockdown`."""

from __future__ import annotations

SMALL_CELLS = 500_000


def useful_threads(allowed: int, cells: int) -> int:
    """One thread for a small matrix: on a busy machine two of them took 40 times as long (569 × 30: 59 s, 1.5 s)."""
    return allowed if cells >= SMALL_CELLS else 1
