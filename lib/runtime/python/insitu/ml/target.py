"""The target: which task it makes, its classes, and what is refused before a fit."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from insitu.errors import REFUSED_TRAINING_SET, Failure
from insitu.ml.config import check_task
from insitu.ml.registry import Algorithm

MIN_ROWS = 10
MAX_CLASSES = 1000
INTEGERS = frozenset(("int2", "int4", "int8"))


@dataclasses.dataclass(frozen=True)
class Target:
    """Encoded target: `values` are class indexes (int32) or numbers (float64); `labels` the classes as text."""

    task: str
    values: Any
    labels: list[str] | None
    counts: list[int] | None

    @property
    def classes(self) -> int:
        """Number of classes; 0 for a regression."""
        return len(self.labels) if self.labels else 0


def encode_target(
    raw: Any, kind: str, categories: list[str], name: str, task: str | None, algorithm: Algorithm
) -> Target:
    """The target from raw numbers (codes for text, NaN for NULL); raises Failure IN003 with counts."""
    rows = len(raw)
    if rows < MIN_ROWS:
        raise refused(
            f"The query gives {rows} rows; a training needs at least {MIN_ROWS}.",
            "train.few_rows",
            "Widen the query.",
            rows=rows,
        )
    _refuse_missing(raw, name)
    values, inverse, counts = np.unique(raw, return_inverse=True, return_counts=True)
    task = task or infer_task(kind, values)
    check_task(algorithm, task)
    if len(values) == 1:
        _refuse_constant(name, task, label(kind, values[0], categories), rows)
    if task == "regression":
        return _numbers(raw, kind, name)
    return _classes(values, inverse, counts, kind, categories, name, task)


def infer_task(kind: str, values: Any) -> str:
    """The task a target asks for when the config names none."""
    if kind == "bool" or (len(values) == 2 and (kind == "text" or kind in INTEGERS)):
        return "classification"
    if kind == "text" or (kind in INTEGERS and len(values) <= 10):
        return "multiclass"
    return "regression"


def label(kind: str, value: float, categories: list[str]) -> str:
    """A raw target value as the text PostgreSQL writes for it."""
    if kind == "text":
        return categories[int(value)]
    if kind == "bool":
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _refuse_missing(raw: Any, name: str) -> None:
    missing = int(np.count_nonzero(np.isnan(raw)))
    if missing:
        raise refused(
            f'{missing:,} of {len(raw):,} rows have no target ("{name}" is NULL).',
            "train.null_target",
            f'Filter them in the query: where "{name}" is not null.',
            column=name,
            rows=len(raw),
            missing=missing,
        )


def _refuse_constant(name: str, task: str, value: str, rows: int) -> None:
    if task == "regression":
        raise refused(
            f'The target "{name}" is {value} in all {rows:,} rows: there is nothing to learn.',
            "train.constant_target",
            "Check the query that makes the target.",
            column=name,
            rows=rows,
        )
    raise refused(
        f'The target "{name}" has one class only: {value}, in all {rows:,} rows.',
        "train.one_class",
        "The query has to give rows of every class.",
        column=name,
        rows=rows,
        classes={value: rows},
    )


def _numbers(raw: Any, kind: str, name: str) -> Target:
    if kind == "text":
        raise refused(
            f'The target "{name}" is text, which a regression can\'t learn.',
            "train.target_type",
            "Set task='classification' or 'multiclass', or cast the target to a number.",
            column=name,
        )
    infinite = int(np.count_nonzero(np.isinf(raw)))
    if infinite:
        raise refused(
            f'The target "{name}" is infinite in {infinite:,} of {len(raw):,} rows.',
            "train.infinite_target",
            "Filter them in the query.",
            column=name,
            rows=len(raw),
            infinite=infinite,
        )
    return Target("regression", np.ascontiguousarray(raw, np.float64), None, None)


def _classes(
    values: Any, inverse: Any, counts: Any, kind: str, categories: list[str], name: str, task: str
) -> Target:
    number = len(values)
    if number > MAX_CLASSES or (task == "classification" and number > 2):
        _refuse_classes(number, name, task, kind)
    labels = [label(kind, v, categories) for v in values]
    order = np.argsort(np.array(labels, object)) if kind == "text" else np.arange(number)
    place = np.empty(number, np.int32)
    place[order] = np.arange(number, dtype=np.int32)
    labels = [labels[i] for i in order]
    counts = [int(counts[i]) for i in order]
    _refuse_tiny(labels, counts, name)
    return Target(task, place[inverse.reshape(-1)], labels, counts)


def _refuse_classes(number: int, name: str, task: str, kind: str) -> None:
    hint = "Set task='regression'." if kind != "text" else f"Group the values; at most {MAX_CLASSES} are possible."
    if task == "classification" and number <= MAX_CLASSES:
        hint = "Set task='multiclass'" + (" or task='regression'." if kind != "text" else ".")
    raise refused(
        f'The target "{name}" has {number:,} different values, too many for {task}.',
        "train.many_classes",
        hint,
        column=name,
        values=number,
    )


def _refuse_tiny(labels: list[str], counts: list[int], name: str) -> None:
    tiny = {v: n for v, n in zip(labels, counts, strict=True) if n < 2}
    if tiny:
        shown = ", ".join(f"{v} ({n})" for v, n in list(tiny.items())[:5])
        raise refused(
            f'{len(tiny)} of {len(labels)} classes of "{name}" have a single row: {shown}.',
            "train.tiny_class",
            "Filter or merge these classes in the query: a class needs rows to learn from and rows to be judged on.",
            column=name,
            classes=tiny,
        )


def refused(message: str, code: str, hint: str | None = None, column: str | None = None, **counts: Any) -> Failure:
    """A refused training set: what is wrong with it, with the rows counted."""
    detail: dict[str, Any] = {"counts": counts}
    if column is not None:
        detail["column"] = column
    return Failure(message, REFUSED_TRAINING_SET, code, hint, **detail)
