"""Kinds of jobs the fenced child can do for training and scoring. A handler's imports begin when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

_PLACES = {
    "train": "train",
    "check_training": "check",
    "predict_into": "predict",
    "predict": "predict",
}


def _handler(kind: str) -> Callable[[Any], Any]:
    return lambda job: getattr(importlib.import_module(f"insitu.ml.{_PLACES[kind]}"), kind)(job)


def libraries(job: Any) -> dict[str, bool]:
    """Which libraries of the registry are installed."""
    from insitu.ml.libraries import available
    from insitu.ml.registry import ALGORITHMS

    return {name: available(name) for name in {a.library for a in ALGORITHMS.values()}}


HANDLERS: dict[str, Callable[[Any], Any]] = {**{kind: _handler(kind) for kind in _PLACES}, "libraries": libraries}
