"""Sample weights: checked before a fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu.ml.target import refused


def check_weights(weight: Any, name: str | None, algorithm: Any) -> Any:
    """The weights, or None; NULL, negative or all-zero weights raise Failure with counts."""
    if weight is None:
        return None
    if not algorithm.weights:
        raise refused(
            f"{algorithm.title} can't weigh rows.", "train.sample_weight", "Leave sample_weight out.", column=name
        )
    wrong = int(np.count_nonzero(~np.isfinite(weight) | (weight < 0)))
    if wrong:
        raise refused(
            f'The sample weight "{name}" is NULL, negative or infinite in {wrong:,} of {len(weight):,} rows.',
            "train.sample_weight",
            "Weights have to be 0 or more.",
            column=name,
            wrong=wrong,
        )
    if not weight.any():
        raise refused(f'The sample weight "{name}" is 0 in every row.', "train.sample_weight", column=name)
    return weight
