"""Turn features into what an estimator takes. Everything fitted is fitted on the rows it is given: a fold's.

NULL is a value of its own for a category, and so is a category that the fitted rows didn't have. What
was fitted is plain JSON, so that it can be stored, read and later compiled to SQL.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from insitu.ml.registry import FILLED, NATIVE, NUMERIC
from insitu.ml.roles import Feature

MAX_ONEHOT = 50
MIN_ONEHOT_ROWS = 5
SMOOTHING = 20.0
CROSS_FIT = 5
# HistGradientBoosting takes at most 255 categories a feature, one of them for NULL.
MAX_NATIVE = {"hist_gradient_boosting": 250}

State = dict[str, Any]
Dictionaries = dict[str, list[str]]


@dataclasses.dataclass
class Preparation:
    """Fitted steps, one a feature, in their order. `names` are the columns that come out."""

    steps: list[State]

    @property
    def names(self) -> list[str]:
        """Names of the prepared columns."""
        return [name for step in self.steps for name in _outputs(step)]

    @property
    def parents(self) -> list[int]:
        """For each prepared column, the index of the feature it comes from."""
        return [i for i, step in enumerate(self.steps) for _ in _outputs(step)]

    @property
    def categorical(self) -> list[int]:
        """Positions of the prepared columns that are native category codes."""
        flags = [step["do"] == "codes" for step in self.steps for _ in _outputs(step)]
        return [i for i, flag in enumerate(flags) if flag]

    @property
    def identity(self) -> bool:
        """Whether features are taken as they are."""
        return all(step["do"] == "number" and _untouched(step) for step in self.steps)

    def transform(self, block: Any, categories: Dictionaries) -> Any:
        """Prepared float64 columns of rows × features; `categories` names the codes in `block`."""
        if self.identity:
            return block
        columns = [c for i in range(len(self.steps)) for c in self.columns(i, block[:, i], categories)]
        return np.ascontiguousarray(np.column_stack(columns))

    def columns(self, place: int, column: Any, categories: Dictionaries) -> list[Any]:
        """The prepared columns of one feature."""
        step = self.steps[place]
        return _apply(step, column, categories.get(step["column"], []))


def fit_preparation(
    kind: str,
    algorithm: str,
    features: tuple[Feature, ...],
    overrides: dict[str, dict[str, Any]],
    column_of: Callable[[int], Any],
    categories: Dictionaries,
    target: Any = None,
) -> Preparation:
    """Fit on the rows whose i-th feature `column_of(i)` gives; it is only asked for what has to be looked at.

    `target` (numbers, or 0/1) is needed for the encoding `target` only.
    """
    steps = []
    for i, feature in enumerate(features):
        chosen = overrides.get(feature.name, {})
        if feature.role == "category":
            column = column_of(i)
            encoding = chosen.get("encode") or _encoding(kind, algorithm, column)
            steps.append(_fit_category(encoding, feature.name, column, categories.get(feature.name, []), target))
        else:
            steps.append(_fit_number(kind, feature, chosen, lambda i=i: column_of(i)))
    return Preparation(steps)


def training_columns(preparation: Preparation, block: Any, categories: Dictionaries, target: Any, seed: int) -> Any:
    """The prepared training rows: as `transform`, but target means are taken from other rows than the row itself."""
    prepared = preparation.transform(block, categories)
    parents = preparation.parents
    for i, step in enumerate(preparation.steps):
        if step["do"] == "target":
            dictionary = categories.get(step["column"], [])
            prepared[:, parents.index(i)] = _cross_fitted(block[:, i], dictionary, target, step["column"], seed)
    return prepared


def describe(step: State) -> str:
    """A fitted step in words, for the Train screen."""
    if step["do"] == "number":
        words = []
        if step["fill"] is not None:
            words.append(f"NULL as {step['filled_with']}{', with a flag' if step['flag'] else ''}")
        if step["scale"] != 1.0 or step["center"] != 0.0:
            words.append("scaled")
        return ", ".join(words) or "as it is"
    number = len(step["values"])
    return {
        "codes": f"category, {number} values",
        "rank": f"ranks of {number} values",
        "onehot": f"one-hot, {number} values",
        "frequency": f"frequency of {number} values",
        "target": f"target mean of {number} values",
    }[step["do"]]


def planned(kind: str, feature: Feature, chosen: dict[str, Any]) -> str:
    """What the preparation of a feature will be, in words, before it is fitted."""
    if feature.role == "category":
        names = {"native": "category", "onehot": "one-hot", "ordinal": "ranks", "frequency": "frequency"}
        encoding = chosen.get("encode") or {NATIVE: "native", NUMERIC: "onehot"}.get(kind, "ordinal")
        return f"{names.get(encoding, 'target mean')}, NULL a value of its own"
    impute, scale = _number_defaults(kind, chosen)
    words = [] if impute == "none" else [f"NULL as {impute}"]
    return ", ".join([*words, *([] if scale == "none" else [f"{scale} scaling"])]) or "as it is"


def _encoding(kind: str, algorithm: str, column: Any) -> str:
    if kind == NATIVE:
        limit = MAX_NATIVE.get(algorithm)
        if limit is not None and len(np.unique(column[~np.isnan(column)])) > limit:
            return "frequency"
        return "native"
    return "onehot" if kind == NUMERIC else "ordinal"


def _number_defaults(kind: str, chosen: dict[str, Any]) -> tuple[Any, str]:
    impute = chosen.get("impute", "median" if kind in (NUMERIC, FILLED) else "none")
    return impute, chosen.get("scale", "standard" if kind == NUMERIC else "none")


def _fit_number(kind: str, feature: Feature, chosen: dict[str, Any], column_of: Callable[[], Any]) -> State:
    impute, scale = _number_defaults(kind, chosen)
    if impute == "none" and scale == "none":
        return {
            "do": "number", "column": feature.name, "fill": None, "filled_with": "none", "flag": False, "center": 0.0,
            "scale": 1.0,
        }  # fmt: skip
    column = column_of()
    present = column[~np.isnan(column)]
    fill = _fill_value(impute, present)
    missing = fill is not None and len(present) < len(column)
    center, width = _scaling(scale, present if fill is None else np.where(np.isnan(column), fill, column))
    return {
        "do": "number", "column": feature.name, "fill": fill, "filled_with": impute,
        "flag": bool(missing and kind == NUMERIC), "center": center, "scale": width,
    }  # fmt: skip


def _fill_value(impute: Any, present: Any) -> float | None:
    if impute == "none":
        return None
    if not isinstance(impute, str):
        return float(impute)
    if impute == "zero" or not len(present):
        return 0.0
    if impute == "most_frequent":
        values, counts = np.unique(present, return_counts=True)
        return float(values[counts.argmax()])
    return float(np.mean(present) if impute == "mean" else np.median(present))


def _scaling(scale: str, column: Any) -> tuple[float, float]:
    column = column[np.isfinite(column)]
    if scale == "none" or not len(column):
        return 0.0, 1.0
    if scale == "minmax":
        low, high = float(column.min()), float(column.max())
        return low, (high - low) or 1.0
    if scale == "robust":
        low, middle, high = (float(q) for q in np.quantile(column, [0.25, 0.5, 0.75]))
        return middle, (high - low) or 1.0
    return float(column.mean()), float(column.std()) or 1.0


def _fit_category(encoding: str, name: str, column: Any, dictionary: list[str], target: Any) -> State:
    codes, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    nulls = int(np.count_nonzero(np.isnan(column)))
    order = np.argsort(-counts, kind="stable")
    values = [dictionary[int(c)] for c in codes[order]]
    sizes = counts[order]
    if encoding == "onehot":
        kept = [v for v, n in zip(values, sizes, strict=True) if n >= min(MIN_ONEHOT_ROWS, len(column) / 20)]
        return {"do": "onehot", "column": name, "values": kept[:MAX_ONEHOT], "null": nulls > 0}
    if encoding == "frequency":
        shares = [float(n) / len(column) for n in sizes]
        return {"do": "frequency", "column": name, "values": values, "numbers": shares, "null": nulls / len(column), "other": 0.0}
    if encoding == "target":
        return _fit_means(name, column, dictionary, target)
    return {"do": "codes" if encoding == "native" else "rank", "column": name, "values": values}


def _fit_means(name: str, column: Any, dictionary: list[str], target: Any) -> State:
    """Smoothed mean of the target a category: (sum + s × prior) / (n + s), Micci-Barreca 2001."""
    prior = float(np.mean(target))
    codes = np.where(np.isnan(column), len(dictionary), column).astype(np.int64)
    counts = np.bincount(codes, minlength=len(dictionary) + 1)
    means = (np.bincount(codes, target, len(dictionary) + 1) + SMOOTHING * prior) / (counts + SMOOTHING)
    seen = np.flatnonzero(counts[:-1])
    return {
        "do": "target", "column": name, "values": [dictionary[i] for i in seen],
        "numbers": [float(means[i]) for i in seen], "null": float(means[-1]), "other": prior,
    }  # fmt: skip


def _cross_fitted(column: Any, dictionary: list[str], target: Any, name: str, seed: int) -> Any:
    part = np.random.default_rng(seed).integers(0, CROSS_FIT, len(column))
    out = np.empty(len(column))
    for i in range(CROSS_FIT):
        mine = part == i
        step = _fit_means(name, column[~mine], dictionary, target[~mine])
        out[mine] = _apply(step, column[mine], dictionary)[0]
    return out


def _outputs(step: State) -> list[str]:
    name = step["column"]
    if step["do"] == "number":
        return [name, f"{name} is null"] if step["flag"] else [name]
    if step["do"] == "onehot":
        return [f"{name}={v}" for v in step["values"]] + [f"{name} is another"] + ([f"{name} is null"] if step["null"] else [])
    return [name]


def _untouched(step: State) -> bool:
    return step["fill"] is None and not step["flag"] and step["center"] == 0.0 and step["scale"] == 1.0


def _apply(step: State, column: Any, dictionary: list[str]) -> list[Any]:
    if step["do"] == "number":
        return _apply_number(step, column)
    codes = np.where(np.isnan(column), len(dictionary), column).astype(np.int64)
    if step["do"] == "onehot":
        number = len(step["values"])
        places = _places(step["values"], dictionary, null=number + 1 if step["null"] else number, other=number)[codes]
        return [(places == i).astype(np.float64) for i in range(number + 1 + bool(step["null"]))]
    if step["do"] in ("frequency", "target"):
        numbers = np.array([*step["numbers"], step["null"], step["other"]])
        number = len(step["values"])
        return [numbers[_places(step["values"], dictionary, null=number, other=number + 1)[codes].astype(np.int64)]]
    number = len(step["values"])
    return [_places(step["values"], dictionary, null=number, other=np.nan)[codes]]


def _apply_number(step: State, column: Any) -> list[Any]:
    missing = np.isnan(column) if step["fill"] is not None else None
    values = column if missing is None else np.where(missing, step["fill"], column)
    if step["center"] != 0.0 or step["scale"] != 1.0:
        values = (values - step["center"]) / step["scale"]
    return [values, missing.astype(np.float64)] if step["flag"] and missing is not None else [values]


def _places(values: list[str], dictionary: list[str], null: float, other: float) -> Any:
    """For each code of `dictionary` (and NULL, last) its place in `values`."""
    place = {v: i for i, v in enumerate(values)}
    return np.array([*(place.get(v, other) for v in dictionary), null], np.float64)
