"""Trained models in their tables: store a version, find one, read its artifact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.backend.names import model_name, require_create
from insitu.ml.near import near_name
from insitu.shim.definer import as_superuser
from insitu.shim.notices import to_text

CHUNK_BYTES = 16 * 1024 * 1024
TRIES = 100
_COLUMNS = (
    ("schema_name", "text"), ("relation_name", "text"), ("version", "int4"), ("task", "text"), ("target", "text"),
    ("algorithm", "text"), ("metric", "text"), ("score", "float8"), ("score_std", "float8"), ("rows", "int8"),
    ("deployed", "bool"), ("query", "text"), ("config", "jsonb"), ("report", "jsonb"), ("provenance", "jsonb"),
    ("data_hash", "text"), ("artifact_bytes", "int8"), ("artifact_sha256", "text"), ("peak_memory_bytes", "int8"),
    ("seconds", "float8"), ("owner", "text"),
)  # fmt: skip


def next_version(plpy: Any, schema: str, name: str) -> int:
    """The version after the newest that is there now."""
    plan = plpy.prepare(
        "SELECT COALESCE(pg_catalog.max(m.version), 0) + 1 AS v FROM insitu.trained_model AS m"
        " WHERE m.schema_name OPERATOR(pg_catalog.=) $1::pg_catalog.name AND m.relation_name OPERATOR(pg_catalog.=) $2::pg_catalog.name",
        ["pg_catalog.text", "pg_catalog.text"],
    )
    return int(plpy.execute(plan, [schema, name])[0]["v"])


def store_next(
    plpy: Any, schema: str, name: str, record: Callable[[int], dict[str, Any]], blobs: dict[str, bytes]
) -> dict[str, Any]:
    """Store what `record` makes of the next version's number.

    The unique index makes others who store under this name wait until this transaction ends; then they take
    the number after. (An advisory lock would do, but anybody at all may take and hold one.)
    """
    for attempt in range(TRIES):
        try:
            return store(plpy, record(next_version(plpy, schema, name)), blobs)
        except plpy.SPIError as error:
            if getattr(error, "sqlstate", None) != "23505" or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def store(plpy: Any, record: dict[str, Any], blobs: dict[str, bytes]) -> dict[str, Any]:
    """Insert a version with its artifact; gives {id, trained_by, trained_at}.

    Nobody may insert these rows by hand: it is done here with the rights of the runtime's owner, once the
    caller was seen to have the right to create in the schema.
    """
    require_create(plpy, record["schema_name"])
    owner = plpy.execute("SELECT current_user::pg_catalog.text AS me")[0]["me"]
    stored: dict[str, Any] = {}

    def work() -> None:
        stored.update(_insert_version(plpy, {**record, "owner": owner}))
        for part, data in blobs.items():
            _insert_chunks(plpy, stored["id"], part, data)

    as_superuser(plpy, work)
    return stored


def _insert_version(plpy: Any, record: dict[str, Any]) -> dict[str, Any]:
    values = {k: to_text(v) if isinstance(v, (dict, list)) else v for k, v in record.items()}
    marks = ", ".join(f"${i + 1}" for i in range(len(_COLUMNS)))
    plan = plpy.prepare(
        f"INSERT INTO insitu.trained_model ({', '.join(n for n, _ in _COLUMNS)}) VALUES ({marks})"
        " RETURNING id, trained_by, pg_catalog.to_json(trained_at) #>> '{}' AS trained_at",
        [f"pg_catalog.{t}" for _, t in _COLUMNS],
    )
    return dict(plpy.execute(plan, [values[n] for n, _ in _COLUMNS])[0])


def _insert_chunks(plpy: Any, model_id: int, part: str, data: bytes) -> None:
    plan = plpy.prepare(
        "INSERT INTO insitu.trained_model_chunk (model_id, part, number, sha256, data) VALUES ($1, $2, $3, $4, $5)",
        [f"pg_catalog.{t}" for t in ("int8", "text", "int4", "text", "bytea")],
    )
    for number, start in enumerate(range(0, max(1, len(data)), CHUNK_BYTES)):
        piece = data[start : start + CHUNK_BYTES]
        plpy.execute(plan, [model_id, part, number, hashlib.sha256(piece).hexdigest(), piece])


def artifact_hash(blobs: dict[str, bytes]) -> str:
    """sha256 over the parts in the order of their names."""
    whole = hashlib.sha256()
    for part in sorted(blobs):
        whole.update(f"{part}:{len(blobs[part])}:".encode())
        whole.update(blobs[part])
    return whole.hexdigest()


def find(plpy: Any, model: str, version: int | None, columns: str) -> dict[str, Any]:
    """A version's row (the newest deployed one without a number); Failure with the near name when there is none."""
    schema, name = model_name(plpy, model)
    plan = plpy.prepare(
        f"SELECT m.id, m.version, m.artifact_sha256, {columns} FROM insitu.trained_model AS m"
        " WHERE m.schema_name OPERATOR(pg_catalog.=) $1::pg_catalog.name AND m.relation_name OPERATOR(pg_catalog.=) $2::pg_catalog.name"
        " AND ($3 IS NULL AND m.deployed OR m.version OPERATOR(pg_catalog.=) $3) ORDER BY m.version DESC LIMIT 1",
        ["pg_catalog.text", "pg_catalog.text", "pg_catalog.int4"],
    )
    found = plpy.execute(plan, [schema, name, version])
    if not len(found):
        raise _missing(plpy, schema, name, version)
    return dict(found[0])


def _missing(plpy: Any, schema: str, name: str, version: int | None) -> Failure:
    rows = plpy.execute("SELECT DISTINCT m.name, m.version FROM insitu.trained_model AS m ORDER BY 1, 2 DESC LIMIT 1000")
    full = f"{schema}.{name}"
    versions = [r["version"] for r in rows if r["name"] == full]
    if versions:
        if version is None:
            said, hint = f'No version of "{full}" is deployed.', f"Name one: {', '.join(map(str, versions[:10]))}."
        else:
            said, hint = f'"{full}" has no version {version}.', f"It has {', '.join(map(str, versions[:10]))}."
        return Failure(said, BAD_SPEC, "model.version", hint)
    near = near_name(full, {r["name"] for r in rows})
    hint = f'Did you mean "{near}"?' if near else "Train it first: select insitu.train(…), or run its training node."
    return Failure(f'There is no trained model "{full}" that you may see.', BAD_SPEC, "model.missing", hint)


def load_blobs(plpy: Any, model_id: int, sha256: str) -> dict[str, bytes]:
    """The artifact's parts, checked against their hashes."""
    plan = plpy.prepare(
        "SELECT c.part, c.sha256, c.data FROM insitu.trained_model_chunk AS c WHERE c.model_id OPERATOR(pg_catalog.=) $1"
        " ORDER BY c.part, c.number",
        ["pg_catalog.int8"],
    )
    pieces: dict[str, list[bytes]] = {}
    cursor = plpy.cursor(plan, [model_id])
    for row in iter(lambda: cursor.fetch(1), []):
        if not len(row):
            break
        if hashlib.sha256(row[0]["data"]).hexdigest() != row[0]["sha256"]:
            raise _damaged(model_id)
        pieces.setdefault(row[0]["part"], []).append(row[0]["data"])
    cursor.close()
    blobs = {part: b"".join(listed) for part, listed in pieces.items()}
    if artifact_hash(blobs) != sha256:
        raise _damaged(model_id)
    return blobs


def _damaged(model_id: int) -> Failure:
    return Failure(
        f"The stored artifact of trained model {model_id} is damaged.", BAD_SPEC, "model.damaged", "Train it again."
    )


def training_info(plpy: Any, model: str, version: int | None) -> str:
    """What insitu.train returned for a version, the newest by default (deployed or not)."""
    if version is None:
        schema, name = model_name(plpy, model)
        plan = plpy.prepare(
            "SELECT pg_catalog.max(m.version) AS v FROM insitu.trained_model AS m"
            " WHERE m.schema_name OPERATOR(pg_catalog.=) $1::pg_catalog.name AND m.relation_name OPERATOR(pg_catalog.=) $2::pg_catalog.name",
            ["pg_catalog.text", "pg_catalog.text"],
        )
        version = plpy.execute(plan, [schema, name])[0]["v"]
        if version is None:
            raise _missing(plpy, schema, name, None)
    row = find(plpy, model, version, "m.report, m.trained_by, m.deployed, pg_catalog.to_json(m.trained_at) #>> '{}' AS at")
    report = json.loads(row["report"])
    return json.dumps({**report, "trainedBy": row["trained_by"], "trainedAt": row["at"], "deployed": row["deployed"]})
