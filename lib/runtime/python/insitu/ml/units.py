"""Sizes and durations as people write them."""

from __future__ import annotations

import re
from typing import Any

from insitu.errors import BAD_SPEC, Failure

_SECONDS = {"": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "minute": 60, "minutes": 60,
            "h": 3600, "hour": 3600, "hours": 3600}  # fmt: skip
_MEGABYTES = {"": 1, "mb": 1, "mib": 1, "m": 1, "gb": 1024, "gib": 1024, "g": 1024}


def seconds(value: Any) -> float:
    """`90`, '90s', '10 min', '1h' in seconds."""
    return _measure(value, _SECONDS, "max_runtime", "'10m', '1h' or a number of seconds")


def megabytes(value: Any) -> float:
    """`2048`, '2GB', '512 MB' in megabytes (1024²)."""
    return _measure(value, _MEGABYTES, "max_memory", "'2GB', '512MB' or a number of megabytes")


def _measure(value: Any, units: dict[str, int], key: str, example: str) -> float:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", str(value))
    if isinstance(value, bool) or not found or found[2].lower() not in units or float(found[1]) <= 0:
        raise Failure(f"{key} can't be {value!r}.", BAD_SPEC, "train.config", f"Write {example}.", key=key)
    return float(found[1]) * units[found[2].lower()]
