"""What looks wrong with a training set before a fit: leaks, identifiers, constants, twins across the split."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu.ml.roles import Feature

SAMPLE_ROWS = 20_000
NEAR_PERFECT = 0.995
COPY = 0.9999999
TWIN_SHARE = 0.01

Finding = dict[str, Any]


def finding(level: str, code: str, message: str, feature: str | None = None, rows: int | None = None) -> Finding:
    """A finding in the words of the contract; `error` blocks a training, `warn` shows."""
    found: Finding = {"level": level, "code": code, "message": message}
    if feature is not None:
        found["feature"] = feature
    if rows is not None:
        found["rows"] = rows
    return found


def look_at_features(
    features: tuple[Feature, ...], block: Any, categories: dict[str, list[str]], target: Any, classes: int
) -> list[Finding]:
    """Findings on a sample of rows; `target` are class indexes (`classes` > 0) or numbers."""
    found: list[Finding] = []
    for i, feature in enumerate(features):
        found += _look(feature, block[:, i], target, classes)
    if not any(f["code"] == "leak.copy" for f in found):
        found.append(finding("passed", "leak.copy", "No feature is a copy of the target."))
    if not any(f["code"] == "leak.alone" for f in found):
        found.append(finding("passed", "leak.alone", "No feature alone predicts the target nearly perfectly."))
    if not any(f["code"] == "feature.identifier" for f in found):
        found.append(finding("passed", "feature.identifier", "No feature looks like an identifier."))
    return found


def _look(feature: Feature, column: Any, target: Any, classes: int) -> list[Finding]:
    name = feature.name
    present = ~np.isnan(column)
    if not present.any():
        return [finding("warn", "feature.empty", f'"{name}" is NULL in every row.', name)]
    distinct = len(np.unique(column[present]))
    if distinct == 1 and present.all():
        return [finding("warn", "feature.constant", f'"{name}" has one value only: it says nothing.', name)]
    if is_copy(feature, column, target, classes):
        said = f'"{name}" is a copy of the target, or says the same in other words.'
        return [finding("error", "leak.copy", said, name)]
    if looks_like_id(feature, column[present], distinct):
        said = f'"{name}" has another value in every row, like an identifier: it can\'t say anything about new rows.'
        return [finding("warn", "feature.identifier", said, name)]
    score = alone(feature, column, target, classes)
    if score >= NEAR_PERFECT:
        said = f'"{name}" alone predicts the target nearly perfectly ({score:.3f}): is it known when one predicts?'
        return [finding("warn", "leak.alone", said, name)]
    return []


def is_copy(feature: Feature, column: Any, target: Any, classes: int) -> bool:
    """Whether a feature and the target determine each other (classes), or are on one line (numbers)."""
    present = ~np.isnan(column)
    if present.mean() < 0.99:
        return False
    column, target = column[present], target[present]
    if classes:
        values, codes = np.unique(column, return_inverse=True)
        if len(values) != len(np.unique(target)):
            return False
        pairs = np.unique(codes.reshape(-1).astype(np.int64) * classes + target)
        return len(pairs) == len(values)
    if feature.role == "category" or not np.isfinite(column).all() or column.std() == 0 or target.std() == 0:
        return False
    return bool(abs(np.corrcoef(column, target)[0, 1]) > COPY)


def looks_like_id(feature: Feature, present: Any, distinct: int) -> bool:
    """Text or whole numbers that never repeat."""
    if len(present) < 100 or distinct < 0.99 * len(present):
        return False
    if feature.role == "category":
        return True
    return feature.type in ("smallint", "integer", "bigint")


def alone(feature: Feature, column: Any, target: Any, classes: int) -> float:
    """What one feature says of the target: AUC (mean of one-vs-rest) for classes, |Spearman| for numbers.

    NULL is a value of its own, below all others. A category is scored by target means of the other half.
    """
    if classes == 0:
        ordered = _scored(column, target) if feature.role == "category" else _filled(column)
        return abs(_correlation(ranks(ordered), ranks(target)))
    chosen = [1] if classes == 2 else np.argsort(-np.bincount(target, minlength=classes))[:10].tolist()
    place = ranks(_filled(column)) if feature.role != "category" else None
    areas = []
    for one in chosen:
        hit = target == one
        order = place if place is not None else ranks(_scored(column, hit.astype(np.float64)))
        areas.append(area(order, hit))
    areas = [max(a, 1 - a) for a in areas]
    return float(np.mean(areas)) if areas else 0.5


def ranks(values: Any) -> Any:
    """Average ranks, from 1."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse.reshape(-1)]


def area(order: Any, hit: Any) -> float:
    """Area under the ROC curve from ranks (Mann-Whitney)."""
    positive = int(hit.sum())
    negative = len(hit) - positive
    if not positive or not negative:
        return 0.5
    return float((order[hit].sum() - positive * (positive + 1) / 2) / (positive * negative))


def _correlation(a: Any, b: Any) -> float:
    return 0.0 if a.std() == 0 or b.std() == 0 else float(np.corrcoef(a, b)[0, 1])


def _filled(column: Any) -> Any:
    missing = np.isnan(column)
    return np.where(missing, -np.inf, column) if missing.any() else column


def _scored(column: Any, target: Any) -> Any:
    """Each category as the mean of the target among the other half of the rows."""
    missing = np.isnan(column)
    codes = np.where(missing, (np.nanmax(column) if not missing.all() else 0) + 1, column).astype(np.int64)
    half = np.arange(len(codes)) % 2 == 0
    out = np.empty(len(codes))
    for mine in (half, ~half):
        sums = np.bincount(codes[~mine], target[~mine], codes.max() + 1)
        counts = np.bincount(codes[~mine], minlength=codes.max() + 1)
        out[mine] = ((sums + 10 * target.mean()) / (counts + 10))[codes[mine]]
    return out


def look_at_split(matrix: Any, folds: list[Any], config: Any, roles: Any, strategy: str) -> list[Finding]:
    """Twins across the split, groups and time that cross it."""
    found: list[Finding] = []
    if not folds:
        return [finding("warn", "split.none", "No rows are held out: the model will have no score.")]
    twins, judged = _twins(matrix, folds)
    if twins > TWIN_SHARE * judged:
        said = f"{twins:,} of {judged:,} judged rows have a twin with the same features among the rows learned from."
        found.append(finding("warn", "split.twins", said, rows=twins))
    else:
        found.append(finding("passed", "split.twins", "Hardly any row has a twin across the split.", rows=twins))
    if config.group and strategy != "group":
        said = f'Rows of one "{config.group}" stand on both sides: the strategy {strategy} doesn\'t look at groups.'
        found.append(finding("warn", "split.group", said))
    if config.time and strategy != "time":
        said = f'Later rows help to predict earlier ones: the strategy {strategy} doesn\'t look at "{config.time}".'
        found.append(finding("warn", "split.time", said))
    return found


def _twins(matrix: Any, folds: list[Any]) -> tuple[int, int]:
    """(judged rows whose features all stand in a row learned from, judged rows), by a 64-bit hash a row."""
    hashes = row_hashes(matrix)
    twins = judged = 0
    for fold in folds:
        learned = np.unique(hashes[fold.train])
        mine = hashes[fold.valid]
        place = np.searchsorted(learned, mine).clip(0, len(learned) - 1)
        twins += int(np.count_nonzero(learned[place] == mine))
        judged += len(mine)
    return twins, judged


def row_hashes(matrix: Any) -> Any:
    """A 64-bit hash of each row (multiply and xorshift a column); NaN equals NaN."""
    hashes = np.full(len(matrix), 0x9E3779B97F4A7C15, np.uint64)
    multiplier = np.uint64(0xFF51AFD7ED558CCD)
    for i in range(matrix.shape[1]):
        column = matrix[:, i] + 0.0  # −0.0 as 0.0
        column[np.isnan(column)] = np.nan
        hashes ^= column.view(np.uint64)
        hashes *= multiplier
        hashes ^= hashes >> np.uint64(32)
    return hashes
