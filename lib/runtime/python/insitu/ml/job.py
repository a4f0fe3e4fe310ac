"""Kinds of jobs the fenced child can do for training and scoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _train(job: Any) -> Any:
    from insitu.ml.train import train

    return train(job)


HANDLERS: dict[str, Callable[[Any], Any]] = {"train": _train}
