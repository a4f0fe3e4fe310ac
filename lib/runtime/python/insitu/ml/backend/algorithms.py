"""insitu.algorithms(): what a training may name. Whether a library is there is asked of the child once a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from insitu.ml.registry import ALGORITHMS
from insitu.shim.job import run_job
from insitu.shim.notices import to_text

_there: dict[str, bool] = {}


def algorithms(plpy: Any) -> Iterator[dict[str, Any]]:
    """A row for each algorithm and task."""
    if not _there:
        _there.update(run_job(plpy, "libraries", {}).result)
    for algorithm in ALGORITHMS.values():
        described = to_text([hyperparameter._asdict() for hyperparameter in algorithm.hyperparameters])
        for task in algorithm.tasks:
            yield {
                "algorithm": algorithm.name,
                "task": task,
                "library": algorithm.library,
                "available": _there.get(algorithm.library, False),
                "hyperparameters": described,
            }
