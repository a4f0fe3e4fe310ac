"""The loop that LightGBM and XGBoost share: rounds, a learning curve, early stopping."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

CURVE_POINTS = 50

Report = Callable[[int, int, "float | None", "float | None"], None]


@dataclasses.dataclass(frozen=True)
class Watch:
    """What is looked at while rounds go by: scores of the training rows, the judged rows, the stopping rows."""

    train: Callable[[], float] | None
    valid: Callable[[], float] | None
    stop: Callable[[], float] | None
    greater_is_better: bool


@dataclasses.dataclass
class Boosted:
    """How boosting went: rounds done, the best of them, and points of the curve (iteration, train, validation)."""

    rounds: int
    best: int
    curve: list[tuple[int, float | None, float | None]]


def boost(
    update: Callable[[int], bool], rounds: int, patience: int | None, watch: Watch, report: Report
) -> Boosted:
    """Call `update` for each round until it says it is finished or `stop` hasn't improved for `patience` rounds."""
    step = max(1, rounds // CURVE_POINTS)
    curve: list[tuple[int, float | None, float | None]] = []
    best, best_score = 0, None
    done = 0
    for i in range(1, rounds + 1):
        finished = update(i)
        done = i
        if watch.stop is not None:
            score = watch.stop()
            if best_score is None or (score > best_score if watch.greater_is_better else score < best_score):
                best, best_score = i, score
        out = patience is not None and watch.stop is not None and i - best >= patience
        if i % step == 0 or i == 1 or i == rounds or finished or out:
            train, valid = (w() if w else None for w in (watch.train, watch.valid))
            curve.append((i, train, valid))
            report(i, rounds, train, valid)
        if finished or out:
            break
    return Boosted(done, best or done, curve)


def whole(values: Any) -> list[float]:
    """Numbers of an array as floats."""
    return [float(v) for v in values]
