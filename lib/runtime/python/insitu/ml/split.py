"""Cut rows into what is learned from and what it is judged on."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from insitu.ml.config import TrainingConfig
from insitu.ml.table import Side
from insitu.ml.target import Target, refused

TRAIN_WORDS = frozenset(("train", "training", "fit"))
TEST_WORDS = frozenset(("test", "testing", "valid", "validation", "validate", "holdout", "hold-out", "eval"))


@dataclasses.dataclass(frozen=True)
class Fold:
    """Row numbers: what is learned from, what it is judged on."""

    train: Any
    valid: Any


@dataclasses.dataclass(frozen=True)
class Split:
    """The folds (one for a hold-out, none for a plain fit) and how they came about, in JSON."""

    folds: list[Fold]
    strategy: str
    column: str | None
    description: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Cuts:
    """The columns that may cut rows, as numbers; None where there is none."""

    group: Any
    time: Any
    side: Side


def make_split(config: TrainingConfig, roles: Any, side: Side, target: Target) -> Split:
    """The folds of a config over these rows; raises Failure when they can't be made."""
    cuts = Cuts(side.get(roles.group), side.get(roles.time), side)
    _refuse_null(roles.group, cuts.group)
    _refuse_null(roles.time, cuts.time)
    if config.plain:
        return Split([], "none", None, {"strategy": "none", "test_size": 0})
    if roles.split:
        return _by_column(roles, side, target)
    if config.test_size is not None:
        return _held_out(config, roles, cuts, target)
    return _cross_validation(config, roles, cuts, target)


def default_strategy(config: TrainingConfig, roles: Any, task: str) -> str:
    """What a config without a strategy means: time or group when named, else by the task."""
    if config.cv is not None and config.cv.strategy:
        return config.cv.strategy
    if roles.time:
        return "time"
    if roles.group:
        return "group"
    return "kfold" if task == "regression" else "stratified"


def _cross_validation(config: TrainingConfig, roles: Any, cuts: Cuts, target: Target) -> Split:
    strategy = default_strategy(config, roles, target.task)
    number = config.cv.folds if config.cv is not None else 5
    column = {"time": roles.time, "group": roles.group, "column": roles.fold}.get(strategy)
    if strategy == "column":
        folds = _column_folds(cuts.side.get(roles.fold), number, str(roles.fold))
    else:
        folds = cut(strategy, number or 5, target, cuts, config.seed)
    _check_folds(folds, target)
    return Split(folds, strategy, column, _described(folds, strategy, column, config.seed))


def cut(strategy: str, number: int, target: Target, cuts: Cuts, seed: int) -> list[Fold]:
    """`number` folds by a strategy other than `column`."""
    rows = len(target.values)
    if strategy == "time":
        return _time_folds(cuts.time, number)
    if strategy == "group":
        return _group_folds(cuts.group, number, seed)
    from sklearn.model_selection import KFold, StratifiedKFold

    if rows < 2 * number:
        raise refused(f"{rows} rows are too few for {number} folds.", "train.few_rows", "Take fewer folds.", rows=rows)
    if strategy == "stratified" and target.labels:
        _refuse_small_classes(target, number)
        folds = StratifiedKFold(number, shuffle=True, random_state=seed).split(np.zeros(rows), target.values)
    elif strategy == "stratified":
        folds = StratifiedKFold(number, shuffle=True, random_state=seed).split(np.zeros(rows), _bands(target.values))
    else:
        folds = KFold(number, shuffle=True, random_state=seed).split(np.zeros(rows))
    return [Fold(train, valid) for train, valid in folds]


def _bands(values: Any) -> Any:
    """Tenths of a numeric target, to stratify a regression by."""
    edges = np.quantile(values, np.linspace(0.1, 0.9, 9))
    return np.searchsorted(np.unique(edges), values)


def _time_folds(moments: Any, number: int) -> list[Fold]:
    """Growing windows: fold i learns from the first i blocks of time and is judged on the next.

    Rows of one moment never stand on both sides.
    """
    order = np.argsort(moments, kind="stable")
    ordered = moments[order]
    edges = np.linspace(0, len(order), number + 2).round().astype(int)[1:]
    starts = [int(np.searchsorted(ordered, ordered[e], "left")) if e < len(order) else e for e in edges]
    if len(set(starts)) < len(starts) or starts[0] == 0:
        distinct = len(np.unique(ordered))
        raise refused(
            f"The time column has {distinct} different values, which can't be cut into {number} folds.",
            "train.time_folds",
            "Take fewer folds, or a finer column.",
            values=distinct,
        )
    return [Fold(np.sort(order[:a]), np.sort(order[a:b])) for a, b in zip(starts, starts[1:], strict=False)]


def _group_folds(groups: Any, number: int, seed: int) -> list[Fold]:
    """Whole groups on one side, folds of about the same size (largest group first)."""
    _, members, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if len(sizes) < number:
        raise refused(
            f"There are {len(sizes)} groups, fewer than the {number} folds.",
            "train.group_folds",
            "Take fewer folds.",
            groups=len(sizes),
        )
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    filled, place = [0] * number, np.empty(len(sizes), np.int64)
    for group in order.tolist():
        smallest = filled.index(min(filled))
        place[group] = smallest
        filled[smallest] += int(sizes[group])
    fold_of = place[members.reshape(-1)]
    return [Fold(np.flatnonzero(fold_of != i), np.flatnonzero(fold_of == i)) for i in range(number)]


def _column_folds(values: Any, number: int | None, name: str) -> list[Fold]:
    """A fold a value of the column; rows without one are always learned from."""
    distinct = np.unique(values[~np.isnan(values)])
    if len(distinct) < 2 or len(distinct) > 100 or (number is not None and number != len(distinct)):
        wanted = f"cv.folds says {number}" if number is not None else "2 to 100 are possible"
        raise refused(
            f'The column "{name}" names {len(distinct)} folds; {wanted}.',
            "train.column_folds",
            "Leave cv.folds out: the column decides.",
            column=name,
            values=len(distinct),
        )
    return [Fold(np.flatnonzero(values != v), np.flatnonzero(values == v)) for v in distinct]


def _held_out(config: TrainingConfig, roles: Any, cuts: Cuts, target: Target) -> Split:
    rows = len(target.values)
    size = config.test_size or 0.0
    share = size if size < 1 else size / rows
    if share >= 1 or round(share * rows) < 1:
        raise refused(
            f"test_size {size:g} of {rows:,} rows leaves nothing on one side.", "train.test_size", None, rows=rows
        )
    strategy = default_strategy(config, roles, target.task)
    fold = hold_out(strategy, share, target, cuts, np.arange(rows), config.seed)
    _check_folds([fold], target)
    column = {"time": roles.time, "group": roles.group}.get(strategy)
    return Split([fold], strategy, column, {**_described([fold], strategy, column, config.seed), "test_size": share})


def hold_out(strategy: str, share: float, target: Target, cuts: Cuts, rows: Any, seed: int) -> Fold:
    """Cut `share` of `rows` off by the same kind of strategy: the latest, whole groups, or at random."""
    if strategy == "time":
        order = rows[np.argsort(cuts.time[rows], kind="stable")]
        moments = cuts.time[order]
        start = int(np.searchsorted(moments, moments[int(len(rows) * (1 - share))], "left"))
        return Fold(np.sort(order[:start]), np.sort(order[start:]))
    random = np.random.default_rng(seed)
    if strategy == "group":
        groups, members = np.unique(cuts.group[rows], return_inverse=True)
        sizes = np.bincount(members.reshape(-1))
        order = random.permutation(len(groups))
        taken = order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), share * len(rows))))]
        inside = np.isin(members.reshape(-1), taken)
        return Fold(rows[~inside], rows[inside])
    chosen = np.zeros(len(rows), bool)
    for part in _strata(target.values[rows] if target.labels and strategy != "kfold" else None, len(rows)):
        picked = random.permutation(part)[: max(1, round(share * len(part)))]
        chosen[picked] = True
    return Fold(rows[~chosen], rows[chosen])


def _strata(classes: Any, rows: int) -> list[Any]:
    if classes is None:
        return [np.arange(rows)]
    return [np.flatnonzero(classes == c) for c in np.unique(classes)]


def _by_column(roles: Any, side: Side, target: Target) -> Split:
    name = roles.split
    values = side.get(name)
    _refuse_null(name, values)
    if roles.kinds[name] == "text":
        words = [w.strip().lower() for w in side.categories[name]]
        odd = [w for w in words if w not in TRAIN_WORDS | TEST_WORDS]
        if odd:
            raise refused(
                f'The split column "{name}" holds {odd[0]!r}.', "train.split_column", "Write 'train' or 'test'.", column=name
            )
        held = np.isin(values, [i for i, w in enumerate(words) if w in TEST_WORDS])
    else:
        odd_rows = int(np.count_nonzero((values != 0) & (values != 1)))
        if odd_rows:
            raise refused(
                f'{odd_rows:,} values of the split column "{name}" are neither 0 nor 1.',
                "train.split_column",
                "true or 1 holds a row out, false or 0 learns from it.",
                column=name,
            )
        held = values == 1
    fold = Fold(np.flatnonzero(~held), np.flatnonzero(held))
    _check_folds([fold], target)
    share = float(held.mean())
    return Split([fold], "split_column", name, {**_described([fold], "split_column", name, None), "test_size": share})


def _refuse_null(name: str | None, values: Any) -> None:
    missing = int(np.count_nonzero(np.isnan(values))) if values is not None else 0
    if missing:
        raise refused(
            f'{missing:,} of {len(values):,} rows have no "{name}", which cuts the rows.',
            "train.null_split",
            f'Filter them: where "{name}" is not null.',
            column=name,
            missing=missing,
        )


def _refuse_small_classes(target: Target, number: int) -> None:
    small = {v: n for v, n in zip(target.labels or [], target.counts or [], strict=True) if n < number}
    if small:
        shown = ", ".join(f"{v} ({n} rows)" for v, n in list(small.items())[:5])
        raise refused(
            f"Classes with fewer rows than the {number} folds: {shown}.",
            "train.tiny_class",
            "Take fewer folds, or merge these classes in the query.",
            classes=small,
        )


def _check_folds(folds: list[Fold], target: Target) -> None:
    """Every fold learns from every class and from more than a handful of rows."""
    for number, fold in enumerate(folds, 1):
        if len(fold.train) < 2 or len(fold.valid) < 1:
            raise refused(
                f"Fold {number} has {len(fold.train)} rows to learn from and {len(fold.valid)} to be judged on.",
                "train.empty_fold",
                "Take fewer folds, or another split.",
            )
        if target.labels:
            seen = np.bincount(target.values[fold.train], minlength=target.classes)
            lacking = [target.labels[i] for i in np.flatnonzero(seen == 0)]
            if lacking:
                raise refused(
                    f"Fold {number} would learn without any row of the class {', '.join(lacking[:5])}.",
                    "train.fold_class",
                    "Take fewer folds, or a stratified split.",
                    fold=number,
                )


def _described(folds: list[Fold], strategy: str, column: str | None, seed: int | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "strategy": strategy,
        "folds": len(folds),
        "train_rows": [len(f.train) for f in folds],
        "validation_rows": [len(f.valid) for f in folds],
    }
    if column:
        described["column"] = column
    if seed is not None and strategy not in ("time", "column"):
        described["seed"] = seed
    return described
