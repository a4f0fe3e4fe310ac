"""The SELECT that packs rows: `f`, the fixed part of one row or many, and the bytes of each variable column.

Measured on 1,000,000 × 28 float8 and an int4 (processor time of the backend): a row of the result for each row of
the table 1.0 s; a row for some pages of it 0.8 s, of which the server needs 0.6 s to read the rows and lay them out.
"""

from __future__ import annotations

from insitu.shim.describe import Source
from insitu.shim.table import Table
from insitu.wire.layout import NAN_IS_NULL, STORAGE, STORED_AS, VARIABLE, Layout, plan_layout

PAGES = 16  # of the table, to a row of the result: with what is made of them they stay in the processor's cache
PAGE_ROWS = 300  # a page of 8 kB has 291 rows at most
ZERO = {"interval": "'0'", "date": "'2000-01-01'", "timestamp": "'2000-01-01'", "timestamptz": "'2000-01-01+00'"}
# What text and bytea hold is as long as octet_length says without reading it.
STORED = ("text", "bytea", "character varying")


def rows_query(source: Source, utf8: bool) -> str:
    """A row of the result for each row of the source."""
    cells = Cells(source, utf8)
    items = [f"{cells.fixed()} AS f", *[f"{text} AS {name}" for name, text in cells.variable().items()]]
    return f"SELECT {', '.join(items)} FROM {cells.from_item}"


def pages_query(source: Source, table: Table, utf8: bool) -> str:
    """A row of the result for some pages of the table; NULL where they hold no row.

    The number of pages is asked when the snapshot is there: what is added later it doesn't show.
    """
    cells = Cells(
        source,
        utf8,
        "q.ctid OPERATOR(pg_catalog.>=) {} AND q.ctid OPERATOR(pg_catalog.<) {}".format(
            _tid("g.p"), _tid(f"(g.p OPERATOR(pg_catalog.+) {PAGES})")
        ),
    )
    items = [f"{_joined(cells.fixed())} AS f", *[f"{_joined(t)} AS {n}" for n, t in cells.variable().items()]]
    last = f"pg_catalog.pg_relation_size({table.oid}::pg_catalog.oid::pg_catalog.regclass)"
    return (
        f"SELECT x.* FROM pg_catalog.generate_series(0, {last} OPERATOR(pg_catalog./) {table.page_bytes}, {PAGES}) AS g(p),"
        f" LATERAL (SELECT {', '.join(items)} FROM {cells.from_item}) AS x"
    )


def _tid(page: str) -> str:
    text = f"pg_catalog.textcat('(', pg_catalog.textcat({page}::pg_catalog.text, ',0)'))"
    return f"{text}::pg_catalog.tid"


def _joined(value: str) -> str:
    return f"pg_catalog.string_agg({value}, ''::pg_catalog.bytea)"


class Cells:
    """Expressions for the values of a source, and where they are selected from."""

    def __init__(self, source: Source, utf8: bool, where: str = ""):
        self._columns = source.columns
        self._names = source.names
        self._utf8 = utf8
        self.from_item = source.from_item + (f" WHERE {where}" if where else "")
        self._values = {i: self._bytes(i) for i, c in enumerate(self._columns) if c.kind in VARIABLE}
        made = {i: text for i, text in self._values.items() if not self._stored(i)}
        if made:
            # OFFSET 0 keeps what is made of a value from being made twice, for its length and for itself.
            plain = [*dict.fromkeys(self._names), *[f"{text} AS v{i}" for i, text in made.items()]]
            self.from_item = f"(SELECT {', '.join(plain)} FROM {self.from_item} OFFSET 0) AS q"
            self._values.update({i: f"v{i}" for i in made})

    def fixed(self) -> str:
        """The fixed part of a row: one raw array a storage class."""
        layout = plan_layout(self._columns)
        arrays = [self._section(storage, members, layout) for storage, members in layout.sections.items()]
        return " OPERATOR(pg_catalog.||) ".join(arrays) or "''::pg_catalog.bytea"

    def variable(self) -> dict[str, str]:
        """Per variable column a name and its bytes, empty for NULL: the fixed part says which it is."""
        return {f"v{i}": f"COALESCE({text}, ''::pg_catalog.bytea)" for i, text in self._values.items()}

    def _section(self, storage: str, members: list[int], layout: Layout) -> str:
        cells = [self._cell(i) for i in members]
        if storage == "int4":
            cells += [self._length(i) for i in layout.lengths]
        if storage == "bool":
            cells += [f"({self._names[i]} IS NULL)" for i in layout.nulls]
            cells += [
                f"({self._names[i]}::pg_catalog.float8::pg_catalog.numeric OPERATOR(pg_catalog.<>) {self._names[i]})"
                " IS TRUE"
                for i in layout.losts
            ]
        return f"insitu._raw(ARRAY[{', '.join(cells)}]::pg_catalog.{STORAGE[storage][0]}[])"

    def _cell(self, index: int) -> str:
        column = self._columns[index]
        storage = STORED_AS[column.kind]
        value = f"{self._names[index]}::pg_catalog.{storage}"
        if column.kind in NAN_IS_NULL:
            return f"COALESCE({value}, 'NaN')"
        if not column.nullable:
            return value
        zero = "false" if storage == "bool" else ZERO.get(storage, "0")
        return f"COALESCE({value}, {zero}::pg_catalog.{storage})"

    def _length(self, index: int) -> str:
        measured = self._names[index] if self._stored(index) else f"v{index}"
        return f"COALESCE(pg_catalog.octet_length({measured}), -1)"

    def _stored(self, index: int) -> bool:
        column = self._columns[index]
        return self._utf8 and column.kind in ("text", "bytea") and column.type.startswith(STORED)

    def _bytes(self, index: int) -> str:
        column, name = self._columns[index], self._names[index]
        if column.kind == "bytea":
            return f"{name}::pg_catalog.bytea"
        if column.kind == "rawarray":
            return f"insitu._raw({name}::pg_catalog.{column.element}[])"
        made = column.kind == "array"
        text = f"pg_catalog.to_json({name})::pg_catalog.text" if made else f"{name}::pg_catalog.text"
        return f"insitu._raw_text({text})" if self._utf8 else f"pg_catalog.convert_to({text}, 'UTF8')"
