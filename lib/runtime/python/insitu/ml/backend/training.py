"""insitu.train and insitu.check_training."""

from __future__ import annotations

import json
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.backend import models
from insitu.ml.backend.names import model_name, require_create
from insitu.ml.config import TrainingConfig, read_config
from insitu.shim.job import run_job
from insitu.shim.notices import to_text

_isolation: dict[str, str] = {}


def train(plpy: Any, model: str, query: str, config: str, provenance: str) -> str:
    """Train on the rows of `query` and store the next version of `model`, in the caller's transaction."""
    raw = _object(config, "config")
    checked = read_config(raw)
    schema, name = model_name(plpy, model)
    require_create(plpy, schema)
    outcome = run_job(plpy, "train", raw, query=_query(query), limits=_limits(checked))
    report = outcome.result
    report.update(
        {
            "name": f"{schema}.{name}",
            "query": query,
            "provenance": _object(provenance, "provenance"),
            "peakMemoryBytes": outcome.peak_memory_bytes,
            "artifactBytes": sum(map(len, outcome.blobs.values())),
            "seconds": outcome.seconds,
        }
    )

    def record(version: int) -> dict[str, Any]:
        report["version"] = version
        return _record(schema, name, raw, report, outcome)

    stored = models.store_next(plpy, schema, name, record, outcome.blobs)
    return to_text({**report, "trainedBy": stored["trained_by"], "trainedAt": stored["trained_at"]})


def _record(schema: str, name: str, raw: dict[str, Any], report: dict[str, Any], outcome: Any) -> dict[str, Any]:
    main = next((m for m in report["metrics"] if m["name"] == report["metric"]), {})
    return {
        "schema_name": schema,
        "relation_name": name,
        "version": report["version"],
        "task": report["task"],
        "target": report["target"],
        "algorithm": report["algorithm"],
        "metric": report["metric"],
        "score": main.get("mean"),
        "score_std": main.get("std"),
        "rows": report["rows"],
        "deployed": report["automaticDeploy"],
        "query": report["query"],
        "config": raw,
        "report": report,
        "provenance": report["provenance"],
        "data_hash": report["dataHash"],
        "artifact_bytes": report["artifactBytes"],
        "artifact_sha256": models.artifact_hash(outcome.blobs),
        "peak_memory_bytes": outcome.peak_memory_bytes,
        "seconds": outcome.seconds,
    }


def check_training(plpy: Any, query: str, config: str) -> str:
    """What the Train screen shows before the fit. Nothing is written."""
    raw = _object(config, "config")
    checked = read_config(raw)
    outcome = run_job(plpy, "check_training", raw, query=_query(query), limits=_limits(checked))
    return to_text({**outcome.result, "isolation": _level(plpy)})


def _level(plpy: Any) -> str:
    """The fence's level, asked once a session: it is a property of the host."""
    if "level" not in _isolation:
        from insitu.shim.isolation import isolation

        _isolation["level"] = str(json.loads(isolation(plpy))["level"])
    return _isolation["level"]


def _limits(config: TrainingConfig) -> dict[str, Any]:
    limits = {"memory_mb": config.max_memory_mb, "seconds": config.max_seconds}
    return {k: v for k, v in limits.items() if v is not None}


def _query(query: str | None) -> str:
    if query is None or not query.strip():
        raise Failure("The training query is empty.", BAD_SPEC, "train.query", "Give a SELECT.")
    return query


def _object(text: str | None, what: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    if not isinstance(value, dict):
        raise Failure(f"{what} has to be a JSON object.", BAD_SPEC, "train.config")
    return value
