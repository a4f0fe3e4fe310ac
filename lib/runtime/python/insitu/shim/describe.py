"""What columns a query has, and which kind each travels as."""

from __future__ import annotations

from typing import Any, NamedTuple

from insitu.errors import Failure
from insitu.shim.table import Table, table_of
from insitu.wire.layout import Column

KINDS = {
    16: "bool", 17: "bytea", 20: "int8", 21: "int2", 23: "int4", 700: "float4", 701: "float8",
    1700: "numeric", 1082: "date", 1114: "timestamp", 1184: "timestamptz", 1186: "interval",
    114: "json", 3802: "json", 25: "text", 1043: "text", 1042: "text", 18: "text", 19: "text", 2950: "text",
}  # fmt: skip
# element type of an array → storage class of its elements, for arrays that travel as they lie in memory
RAW_ELEMENTS = {701: "float8", 700: "float4", 20: "int8", 23: "int4", 21: "int2", 16: "bool"}
# a numeric of at most this many digits survives the way through float8
FLOAT8_DIGITS = 15


class Source(NamedTuple):
    """A query as a FROM item: `(query) AS q(c1, c2, …)`, so that any or doubled names are no matter.

    `names` are what the columns are called there. `table` is the plain table it reads whole, if it is so simple.
    """

    from_item: str
    columns: list[Column]
    names: list[str]
    table: Table | None = None

    def only(self, wanted: list[str]) -> Source:
        """The same rows with these columns, in this order."""
        known = [c.name for c in self.columns]
        missing = [name for name in wanted if name not in known]
        if missing:
            raise Failure(
                f'There is no column "{missing[0]}" in the query.',
                code="column.missing",
                hint=f"It has: {', '.join(known)}.",
                column=missing[0],
            )
        at = [known.index(name) for name in wanted]
        return self._replace(columns=[self.columns[i] for i in at], names=[self.names[i] for i in at])

    def select(self) -> str:
        """A SELECT of its columns."""
        return f"SELECT {', '.join(self.names)} FROM {self.from_item}"


def quote_ident(name: str) -> str:
    """An identifier quoted for SQL, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def relation_name(relation: dict[str, str]) -> str:
    """`"schema"."name"` of a {schema, name}."""
    return f"{quote_ident(relation['schema'])}.{quote_ident(relation['name'])}"


def alias(index: int) -> str:
    """The name a column has inside the packing query."""
    return f"c{index + 1}"


def describe(plpy: Any, query: str, keep_decimal: bool = False) -> Source:
    """Columns of `query` (one SELECT), found by running it for no rows as the caller.

    The query is opened as a cursor first: SPI refuses more than one statement there, and inside a
    sub-select it refuses anything that changes data.
    """
    text = f"(\n{strip_end(query)}\n)"
    probe = f"SELECT * FROM {text} AS q LIMIT 0"
    plpy.cursor(probe).close()
    result = plpy.execute(probe)
    names, oids, mods = result.colnames(), result.coltypes(), result.coltypmods()
    columns = [_column(plpy, name, oid, mod, keep_decimal) for name, oid, mod in zip(names, oids, mods, strict=True)]
    table = table_of(plpy, query) if columns else None
    names = [alias(i) for i in range(len(columns))]
    aliases = f"({', '.join(names)})" if columns else ""
    return Source(f"ONLY {table.name} AS q{aliases}" if table else f"{text} AS q{aliases}", columns, names, table)


def strip_end(query: str) -> str:
    """The query without the semicolon it may end with."""
    return query.rstrip().rstrip(";")


def _column(plpy: Any, name: str, oid: int, typmod: int, keep_decimal: bool) -> Column:
    row = _base_type(plpy, oid, typmod)
    kind, element = _kind(row)
    if kind == "numeric" and keep_decimal:
        return Column(name, row["shown"], "decimal")
    digits = (typmod - 4) >> 16 if typmod >= 4 else None
    checked = kind == "numeric" and (digits is None or digits > FLOAT8_DIGITS)
    return Column(name, row["shown"], kind, True, element, checked)


def _kind(row: dict[str, Any]) -> tuple[str, str]:
    if row["oid"] in KINDS:
        return KINDS[row["oid"]], ""
    if row["kind"] == "e":
        return "text", ""
    if row["category"] == "A" and row["element"]:
        storage = RAW_ELEMENTS.get(row["element"])
        return ("rawarray", storage) if storage else ("array", "")
    return "other", ""


def _base_type(plpy: Any, oid: int, typmod: int) -> dict[str, Any]:
    """The type below any domains, with the name people know it by."""
    plan = plpy.prepare(
        "SELECT t.typtype AS kind, t.typcategory AS category, t.typelem::pg_catalog.int8 AS element,"
        " t.typbasetype::pg_catalog.int8 AS base, t.typtypmod AS base_typmod,"
        " pg_catalog.format_type($1, $2) AS shown"
        " FROM pg_catalog.pg_type AS t WHERE t.oid OPERATOR(pg_catalog.=) $1",
        ["pg_catalog.oid", "pg_catalog.int4"],
    )
    found = dict(plpy.execute(plan, [oid, typmod])[0])
    if found["kind"] == "d":
        below = _base_type(plpy, found["base"], found["base_typmod"])
        return {**below, "shown": found["shown"]}
    return {**found, "oid": oid}
