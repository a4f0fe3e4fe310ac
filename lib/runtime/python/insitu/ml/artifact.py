"""A trained model as blobs: what it takes, how that is prepared, and the library's own file."""

from __future__ import annotations

import json
from typing import Any

from insitu.ml.algorithms import estimators, lightgbm_trees, xgboost_trees
from insitu.ml.artifact_names import MANIFEST
from insitu.ml.prepare import Preparation
from insitu.ml.roles import Feature, Roles
from insitu.ml.target import Target

FORMAT = 1



def pack(roles: Roles, target: Target, algorithm: Any, preparation: Preparation, fitted: Any) -> dict[str, bytes]:
    """The blobs of a trained model."""
    manifest = {
        "format": FORMAT,
        "library": algorithm.library,
        "algorithm": algorithm.name,
        "task": target.task,
        "labels": target.labels,
        "target": {"name": roles.target, "type": roles.target_type, "kind": roles.target_kind},
        "features": [[f.name, f.type, f.role] for f in roles.features],
        "preparation": preparation.steps,
    }
    return {MANIFEST: json.dumps(manifest).encode(), **fitted.save()}


class TrainedModel:
    """A trained model out of its blobs. Only ever made in the fenced child: a pickle may be among them."""

    def __init__(self, blobs: dict[str, bytes], threads: int = 1):
        manifest = json.loads(blobs[MANIFEST])
        self.task: str = manifest["task"]
        self.labels: list[str] | None = manifest["labels"]
        self.target: dict[str, str] = manifest["target"]
        self.features = tuple(Feature(*item) for item in manifest["features"])
        self._preparation = Preparation(manifest["preparation"])
        self._model = _load(manifest["library"], blobs, self.task, len(self.labels or ()), threads)

    def predict(self, block: Any, categories: dict[str, list[str]]) -> Any:
        """Numbers, or probabilities of rows × classes, from features as they stand in a query."""
        return self._model.predict(self._preparation.transform(block, categories))


def _load(library: str, blobs: dict[str, bytes], task: str, classes: int, threads: int) -> Any:
    if library == "lightgbm":
        return lightgbm_trees.Trees.load(blobs, task, threads)
    if library == "xgboost":
        return xgboost_trees.Trees.load(blobs, task, threads)
    return estimators.Estimator.load(blobs, task, classes)
