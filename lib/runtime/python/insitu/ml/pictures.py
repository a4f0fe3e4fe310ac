"""What a person looks at beside the metrics: confusion, ROC, calibration, residuals, worst slices."""

from __future__ import annotations

from typing import Any

import numpy as np

ROC_POINTS = 100
BINS = 30
MAX_CONFUSION = 50
SLICE_VALUES = 30


def confusion(actual: Any, predicted: Any, classes: int) -> list[list[int]]:
    """Counts, actual in rows, predicted in columns."""
    pairs = actual.astype(np.int64) * classes + predicted.argmax(axis=1)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes).tolist()


def roc(actual: Any, score: Any, weight: Any = None) -> list[dict[str, float]]:
    """About a hundred points of the ROC curve, evenly spaced along it, with both ends."""
    order = np.argsort(-score, kind="stable")
    weights = np.ones(len(actual)) if weight is None else weight[order]
    hits = actual[order].astype(bool)
    last = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    tpr = np.append(0.0, np.cumsum(np.where(hits, weights, 0))[last])
    fpr = np.append(0.0, np.cumsum(np.where(hits, 0, weights))[last])
    if tpr[-1] == 0 or fpr[-1] == 0:
        return []
    tpr, fpr = tpr / tpr[-1], fpr / fpr[-1]
    along = tpr + fpr
    kept = np.unique(np.searchsorted(along, np.linspace(0, 2, ROC_POINTS)).clip(0, len(along) - 1))
    return [{"fpr": round(float(fpr[i]), 5), "tpr": round(float(tpr[i]), 5)} for i in kept]


def calibration(actual: Any, score: Any) -> list[dict[str, float]]:
    """Ten groups of equal size by predicted probability: what was said, what happened."""
    order = np.argsort(score, kind="stable")
    return [
        {"predicted": float(score[part].mean()), "observed": float(actual[part].mean()), "rows": len(part)}
        for part in np.array_split(order, min(10, len(order)))
        if len(part)
    ]


def residuals(actual: Any, predicted: Any) -> dict[str, list[float]]:
    """Histogram of actual − predicted between its 0.5 % and 99.5 % quantiles; what lies outside counts at the ends."""
    return histogram(actual - predicted, 0.005)


def histogram(values: Any, tail: float = 0.0, bins: int = BINS) -> dict[str, list[float]]:
    """{edges, counts} of finite values."""
    values = values[np.isfinite(values)]
    if not len(values):
        return {"edges": [0.0, 1.0], "counts": [0]}
    low, high = (float(q) for q in np.quantile(values, [tail, 1 - tail]))
    if low == high:
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(np.clip(values, low, high), bins, (low, high))
    return {"edges": [float(e) for e in edges], "counts": counts.tolist()}


def worst_slices(table: Any, rows: Any, loss: Any, number: int = 6) -> list[dict[str, Any]]:
    """Parts of the judged rows, by one feature, whose mean loss is most above the whole's.

    Slices are values of a category or quarters of a number; one has at least 100 rows or 1 % of them.
    Sorted by how surely they are worse: difference over its standard error.
    """
    least = max(100, len(rows) // 100)
    if len(rows) < 2 * least:
        return []
    mean, deviation = float(loss.mean()), float(loss.std()) or 1.0
    found = []
    for i, feature in enumerate(table.roles.features):
        for name, inside in _slices(feature, table.matrix[rows, i], table.categories.get(feature.name, [])):
            size = int(inside.sum())
            if least <= size < len(rows):
                own = float(loss[inside].mean())
                surety = (own - mean) / (deviation / np.sqrt(size))
                found.append((surety, {"feature": feature.name, "slice": name, "rows": size, "loss": own, "overall": mean}))
    found.sort(key=lambda pair: -pair[0])
    return [slice_ for surety, slice_ in found[:number] if surety > 3]


def _slices(feature: Any, column: Any, dictionary: list[str]) -> list[tuple[str, Any]]:
    missing = np.isnan(column)
    slices = [("is null", missing)]
    if feature.role == "category":
        codes, counts = np.unique(column[~missing], return_counts=True)
        common = codes[np.argsort(-counts)][:SLICE_VALUES]
        return slices + [(f"= {dictionary[int(c)]}", column == c) for c in common]
    present = column[~missing]
    values = np.unique(present[:10_000])
    if len(values) <= 8:
        return slices + [(f"= {v:g}", column == v) for v in values]
    edges = np.unique(np.quantile(present, [0.25, 0.5, 0.75]))
    if feature.role == "moment":
        return slices
    place = np.searchsorted(edges, column, "right")
    names = [f"< {edges[0]:g}", *(f"{a:g} to {b:g}" for a, b in zip(edges, edges[1:], strict=False)), f"≥ {edges[-1]:g}"]
    return slices + [(name, (place == i) & ~missing) for i, name in enumerate(names)]
