"""Settings of this database: a table only its superuser can write, read on every start of a child."""

from __future__ import annotations

import json
from typing import Any

from insitu.errors import BAD_SPEC, Failure

DEFAULTS: dict[str, Any] = {
    "python": None,
    "memory_mb": 2048,
    "max_memory_mb": 8192,
    "seconds": 3600,
    "max_seconds": 86400,
    "threads": 0,
    "allow_unfenced": False,
    "allow_weak_isolation": False,
}


def read_settings(plpy: Any) -> dict[str, Any]:
    """Every setting with its default. Only qualified names: a caller's search_path decides nothing."""
    rows = plpy.execute("SELECT s.name, s.value FROM insitu.setting AS s")
    stored = {row["name"]: json.loads(row["value"]) for row in rows}
    return {**DEFAULTS, **stored}


def effective_limits(settings: dict[str, Any], asked: dict[str, Any] | None) -> dict[str, Any]:
    """What a run may use: what was asked for, within what the owner allows."""
    asked = asked or {}
    memory = _number(asked, "memory_mb", settings["memory_mb"])
    seconds = _number(asked, "seconds", settings["seconds"])
    return {
        "memory_mb": int(min(memory, settings["max_memory_mb"])),
        "seconds": float(min(seconds, settings["max_seconds"])),
        "threads": int(settings["threads"]) or _processors(),
    }


def _number(asked: dict[str, Any], name: str, default: Any) -> float:
    value = asked.get(name)
    if value is None:
        return float(default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise Failure(
            f"limits.{name} must be a number above 0, not {value!r}.",
            BAD_SPEC,
            "spec.limits",
            f"Leave {name} out to use the default of {default}.",
        )
    return float(value)


def _processors() -> int:
    import os

    return max(1, len(os.sched_getaffinity(0)))
