"""Rows from the child into a table, as the caller.

SPI has no COPY FROM STDIN. COPY FROM the memfd needs rights a person must not have, so it goes through
`shim/definer.py`, into a table that was made here and is proven to run nobody's code. Types without a
binary form travel as one array literal a column, and a prepared INSERT unnests them side by side.
"""

from __future__ import annotations

import os
from typing import Any

from insitu.errors import BAD_SPEC, BAD_TYPE, Failure
from insitu.shim.copy import copy_file
from insitu.shim.describe import quote_ident, relation_name

MAX_CHUNK = 512 * 1024 * 1024


class TableWriter:
    """Creates the relation at the first chunk and appends the others."""

    def __init__(self, plpy: Any, relation: dict[str, str], rows_out: int):
        self._plpy = plpy
        self._relation = relation
        self._descriptor = rows_out
        self._plan: Any = None
        self._oid = 0
        self.columns: list[dict[str, str]] = []
        self.rows = 0

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make the table: `columns` of name and type. Answers the types as the server spells them."""
        if self._plan is not None:
            raise Failure("The table is there already.", code="spec.request")
        self._create([(str(c["name"]), str(c["type"])) for c in body["columns"]])
        return {"columns": self.columns}

    def write(self, body: dict[str, Any]) -> dict[str, Any]:
        """A chunk: `rows`, and `literals` as [offset, size] per column."""
        literals = body["literals"]
        if self._plan is None or len(literals) != len(self.columns):
            raise Failure("A chunk has another number of columns than the table.", code="spec.request")
        rows = int(body["rows"])
        if rows > 0:
            self._insert([self._literal(int(at), int(size)) for at, size in literals], rows)
        self.rows += rows
        return {"rows": self.rows}

    def copy(self) -> dict[str, Any]:
        """A chunk in COPY's binary format, the whole of the result memfd."""
        if self._plan is None or not self.columns:
            raise Failure("There is no table to copy into.", code="spec.request")
        try:
            self.rows += copy_file(self._plpy, self._relation, self._oid, self._descriptor)
        except self._plpy.SPIError as error:
            raise self._refused(error, None) from None
        return {"rows": self.rows}

    def _create(self, columns: list[tuple[str, str]]) -> None:
        check_names([name for name, _ in columns])
        types = [self._type(name, type_) for name, type_ in columns]
        self.columns = [{"name": name, "type": type_} for (name, _), type_ in zip(columns, types, strict=True)]
        listed = ", ".join(f"{quote_ident(c['name'])} {c['type']}" for c in self.columns)
        self._plpy.execute(f"CREATE TABLE {relation_name(self._relation)} ({listed})")
        target = relation_name(self._relation)
        if types:
            # unnest in the select list, not in FROM: there each column would go through a tuplestore of
            # its own (20 float8: 8 µs a row against 15.6).
            picked = ", ".join(_unnested(i + 1, t) for i, t in enumerate(types))
            self._plan = self._plpy.prepare(f"INSERT INTO {target} SELECT {picked}", ["pg_catalog.text"] * len(types))
        else:
            text = f"INSERT INTO {target} SELECT FROM pg_catalog.generate_series(1, $1)"
            self._plan = self._plpy.prepare(text, ["pg_catalog.int4"])
        found = self._plpy.prepare("SELECT $1::pg_catalog.regclass::pg_catalog.oid AS o", ["pg_catalog.text"])
        self._oid = int(self._plpy.execute(found, [target])[0]["o"])

    def _type(self, name: str, type_: str) -> str:
        """The type as the server spells it: a name from the fence never reaches SQL as it is."""
        plan = self._plpy.prepare("SELECT pg_catalog.to_regtype($1) IS NOT NULL AS known", ["pg_catalog.text"])
        words = type_.split("(")[0]
        modifier = type_[len(words) :]
        good = not modifier or (modifier.endswith(")") and modifier[1:-1].replace(",", "").replace(" ", "").isdigit())
        if not good or not self._plpy.execute(plan, [words])[0]["known"]:
            raise Failure(
                f'"{type_}" is not a type of this database (column "{name}").',
                BAD_TYPE,
                "type.unknown",
                "Name a PostgreSQL type, such as bigint, double precision, text or timestamptz.",
                column=name,
            )
        shown = self._plpy.prepare(
            "SELECT pg_catalog.format_type(pg_catalog.to_regtype($1), NULL) AS t", ["pg_catalog.text"]
        )
        return self._plpy.execute(shown, [words])[0]["t"] + modifier

    def _literal(self, offset: int, size: int) -> str:
        if size < 0 or size > MAX_CHUNK or offset < 0:
            raise Failure("A chunk of rows is too large.", code="spec.request")
        parts = []
        while size:
            part = os.pread(self._descriptor, size, offset)
            if not part:
                raise Failure("A chunk of rows is shorter than it claims.", code="spec.request")
            parts.append(part)
            offset, size = offset + len(part), size - len(part)
        return b"".join(parts).decode("utf-8")

    def _insert(self, literals: list[str], rows: int) -> None:
        try:
            self._plpy.execute(self._plan, literals if literals else [rows])
        except self._plpy.SPIError as error:
            raise self._refused(error, literals) from None

    def _refused(self, error: Any, literals: list[str] | None) -> BaseException:
        """The failure for a value that doesn't fit; a cancel or a full disk stays what it is."""
        state = str(getattr(error, "sqlstate", ""))
        if state.startswith(("53", "57", "58")):
            return error
        return Failure(
            f"A value doesn't fit its column: {error}",
            BAD_TYPE,
            "type.value",
            "Change the column's type in the model's YAML (columns: data_type), or convert it in the code.",
            sqlstate_of_query=state,
            column=self._culprit(literals) if literals else None,
        )

    def _culprit(self, literals: list[str]) -> str | None:
        """The column whose array can't be read, found by reading each alone."""
        for column, literal in zip(self.columns, literals, strict=True):
            try:
                plan = self._plpy.prepare(f"SELECT $1::{column['type']}[] IS NULL", ["pg_catalog.text"])
                self._plpy.execute(plan, [literal])
            except self._plpy.SPIError:
                return column["name"]
        return None


def _unnested(number: int, type_: str) -> str:
    if type_.endswith("[]"):
        # An array of arrays would lose its rows' bounds: each element is an array literal of its own.
        return f"pg_catalog.unnest(${number}::pg_catalog.text[])::{type_}"
    return f"pg_catalog.unnest(${number}::{type_}[])"


def check_names(names: list[str]) -> None:
    """Names a table can have: not empty, no NUL, at most 63 bytes, none twice."""
    seen: set[str] = set()
    for position, name in enumerate(names, 1):
        if not name or "\0" in name:
            raise Failure(
                f"Column {position} has no usable name ({name!r}).",
                BAD_SPEC,
                "column.name",
                "Give it a name.",
                column=name,
            )
        if len(name.encode("utf-8", "replace")) > 63:
            raise Failure(
                f'The column name "{name}" is longer than 63 bytes.',
                BAD_SPEC,
                "column.name",
                "Shorten it.",
                column=name,
            )
        if name in seen:
            raise Failure(
                f'The column "{name}" appears twice.',
                BAD_SPEC,
                "column.duplicate",
                "Rename or drop one of them.",
                column=name,
            )
        seen.add(name)
