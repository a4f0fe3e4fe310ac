"""insitu.predict_into and insitu.predict."""

from __future__ import annotations

import json
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.artifact_names import MANIFEST
from insitu.ml.backend import models
from insitu.ml.backend.aside import NUMBER, Aside
from insitu.ml.backend.names import relation_name
from insitu.ml.config import DBT_KEYS
from insitu.ml.near import did_you_mean
from insitu.ml.roles import role_of
from insitu.shim.describe import describe
from insitu.shim.job import Worker, cached_worker, open_job, run_job
from insitu.shim.notices import to_text

KEYS = ("id", "keep", "version", "probabilities", "model")
ROW_WORDS = {"number": "a number", "flag": "a boolean", "moment": "a date or time", "category": "text"}


def predict_into(plpy: Any, model: str, query: str, relation: str, config: str) -> str:
    """Score the rows of `query` into the new table `relation`; gives {rows, columns, version}."""
    settings = _settings(config)
    place = relation_name(plpy, relation)
    row = models.find(plpy, model, settings["version"], "m.name")
    blobs = models.load_blobs(plpy, row["id"], row["artifact_sha256"])
    json.loads(blobs[MANIFEST])
    source = describe(plpy, query)
    features, passed = _wanted(source, json.loads(blobs[MANIFEST]), settings, row["name"])
    aside = Aside(plpy, place)
    aside.keep(source, [*features, *passed])
    job = {"number": NUMBER, "taken": passed, "probabilities": settings["probabilities"]}
    outcome = run_job(plpy, "predict_into", job, query=aside.features(features), blobs=blobs, relation=aside.predicted)
    columns = aside.join(place, source, passed, outcome.columns)
    return to_text(
        {
            "rows": outcome.rows_written,
            "columns": columns,
            "version": row["version"],
            "model": row["name"],
            "seconds": outcome.seconds,
            "peakMemoryBytes": outcome.peak_memory_bytes,
        }
    )


def _settings(config: str | None) -> dict[str, Any]:
    given = json.loads(config) if config else {}
    if not isinstance(given, dict):
        raise Failure("config has to be a JSON object.", BAD_SPEC, "predict.config")
    for key in given:
        if key not in KEYS and key not in DBT_KEYS:
            raise Failure(f'A prediction has no setting "{key}".', BAD_SPEC, "predict.config", did_you_mean(key, KEYS), key=key)
    version, probabilities = given.get("version"), given.get("probabilities", True)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise Failure(f"version has to be a whole number, not {version!r}.", BAD_SPEC, "predict.config", key="version")
    if not isinstance(probabilities, bool):
        raise Failure("probabilities has to be true or false.", BAD_SPEC, "predict.config", key="probabilities")
    passed = [*_listed(given, "id"), *_listed(given, "keep")]
    return {"version": version, "probabilities": probabilities, "passed": list(dict.fromkeys(passed))}


def _listed(given: dict[str, Any], key: str) -> list[str]:
    value = given.get(key) or []
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(v, str) for v in listed):
        raise Failure(f"{key} has to be a column or a list of columns.", BAD_SPEC, "predict.config", key=key)
    return listed


def _wanted(source: Any, manifest: dict[str, Any], settings: dict[str, Any], model: str) -> tuple[list[str], list[str]]:
    """Names of the features, and of the columns that are passed through; each is in the query."""
    places = {column.name: i for i, column in enumerate(source.columns)}
    for name, type_, role in manifest["features"]:
        _check_feature(name, type_, role, source.columns, places, model)
    passed = settings["passed"] or [c.name for c in source.columns]
    for name in passed:
        if name not in places:
            hint = did_you_mean(name, places, "It has")
            raise Failure(f'The query has no column "{name}".', BAD_SPEC, "predict.missing_column", hint, column=name)
    return [name for name, _, _ in manifest["features"]], passed


def _check_feature(name: str, type_: str, role: str, columns: list[Any], places: dict[str, int], model: str) -> None:
    if name not in places:
        raise Failure(
            f'The query has no column "{name}", which {model} was trained on.',
            BAD_SPEC,
            "predict.missing_feature",
            did_you_mean(name, places, "It has"),
            column=name,
        )
    column = columns[places[name]]
    if role_of(column.kind) != role and {role_of(column.kind), role} != {"number", "flag"}:
        raise Failure(
            f'The feature "{name}" has the type {column.type}; {model} was trained on {type_}.',
            BAD_SPEC,
            "predict.feature_type",
            f"Cast it: {name}::{type_}.",
            column=name,
        )


def predict(plpy: Any, model: str, row: str, version: int | None) -> str | None:
    """Score one row given as a JSON object; NULL for NULL. The child stays for the session."""
    if row is None:
        return None
    found = models.find(plpy, model, version, "m.name")
    values = json.loads(row)
    if not isinstance(values, dict):
        raise Failure("The row has to be a JSON object.", BAD_SPEC, "predict.row", "For example to_jsonb(t).")

    def make() -> Worker:
        blobs = models.load_blobs(plpy, found["id"], found["artifact_sha256"])
        return open_job(plpy, "predict", {"model": found["name"]}, blobs)

    worker = cached_worker(plpy, f"model {found['id']}", make)
    return to_text(worker.ask({"row": values}))
