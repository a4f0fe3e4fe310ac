"""Progress of a training in the words of the contract, with one fraction over the whole."""

from __future__ import annotations

import time
from typing import Any

from insitu.ml.boosting import Report

READ, FITTED = 0.1, 0.97  # where reading ends and storing begins


class Stages:
    """Turns phases and rounds into progress. A fold's work is its rows times its rounds."""

    def __init__(self, job: Any, metric: str, fold_rows: list[int], rows: int, rounds: int):
        self._job = job
        self._metric = metric
        self._work = [n * rounds for n in fold_rows]
        self._refit = rows * rounds
        self._folds = len(fold_rows)
        self._rows = rows
        self.seconds: dict[str, float] = {}
        self._phase: tuple[str, float] | None = None

    def after(self, earlier: Stages) -> Stages:
        """Go on from the phases of an earlier one: what there is to do is known now."""
        self.seconds, self._phase = earlier.seconds, earlier._phase
        return self

    def begin(self, phase: str, **fields: Any) -> None:
        """Enter a phase; its seconds are added up until the next."""
        now = time.monotonic()
        if self._phase is not None:
            name, since = self._phase
            self.seconds[name] = round(self.seconds.get(name, 0.0) + now - since, 3)
        self._phase = (phase, now)
        self._job.progress(phase=phase, **fields)

    def end(self) -> dict[str, float]:
        """Seconds of each phase."""
        if self._phase is not None:
            name, since = self._phase
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - since, 3)
            self._phase = None
        return self.seconds

    def fold(self, number: int, rounds: int) -> Report:
        """A report for the rounds of one fold."""
        done = sum(self._work[: number - 1])
        mine = self._work[number - 1]
        self.begin("fit", fold=number, folds=self._folds, fraction=self._fraction(done), rows=self._rows)

        def report(iteration: int, total: int, train: float | None, valid: float | None) -> None:
            scores = {k: v for k, v in (("train", train), ("validation", valid)) if v is not None}
            self._job.progress(
                phase="fit", fold=number, folds=self._folds, iteration=iteration, iterations=max(1, total),
                metric=self._metric, fraction=self._fraction(done + mine * iteration / max(1, total)), **scores,
            )  # fmt: skip

        return report

    def score(self, number: int) -> None:
        """A fold is scored."""
        self.begin("score", fold=number, folds=self._folds, fraction=self._fraction(sum(self._work[:number])))

    def refit(self, rounds: int) -> Report:
        """A report for the rounds of the model that is kept."""
        done = sum(self._work)
        self.begin("refit", fraction=self._fraction(done), rows=self._rows)

        def report(iteration: int, total: int, train: float | None, valid: float | None) -> None:
            self._job.progress(
                phase="refit", iteration=iteration, iterations=max(1, total),
                fraction=self._fraction(done + self._refit * iteration / max(1, total)),
            )  # fmt: skip

        return report

    def _fraction(self, done: float) -> float:
        total = max(1, sum(self._work) + self._refit)
        return round(READ + (FITTED - READ) * min(1.0, done / total), 4)
