"""Columns that a prediction passes through never leave the database.

The query's rows are numbered and kept aside; the child gets the numbers and the features, and writes numbers
and predictions; a join makes the relation. So every type comes out as it went in: NULL beside NaN, infinite
times, enums, domains and type modifiers, none of which all survive a way through Python.
"""

from __future__ import annotations

import secrets
from typing import Any

from insitu.shim.describe import Source, alias, quote_ident, relation_name

NUMBER = "insitu row"


class Aside:
    """Two tables beside the relation, for the length of one prediction. Only their maker sees them."""

    def __init__(self, plpy: Any, place: dict[str, str]):
        token = secrets.token_hex(6)
        self._plpy = plpy
        self._rows = {"schema": place["schema"], "name": f"insitu_rows_{token}"}
        self.predicted = {"schema": place["schema"], "name": f"insitu_predicted_{token}"}

    def keep(self, source: Source, names: list[str]) -> None:
        """Number the rows of `source` and keep the columns `names` of them."""
        places = {column.name: i for i, column in enumerate(source.columns)}
        items = [f"{alias(places[n])} AS {quote_ident(n)}" for n in dict.fromkeys(names)]
        numbered = f"pg_catalog.row_number() OVER () AS {quote_ident(NUMBER)}"
        self._plpy.execute(
            f"CREATE UNLOGGED TABLE {relation_name(self._rows)} AS SELECT {', '.join([numbered, *items])} FROM {source.from_item}"
        )
        # without it the planner takes a table that is new for small
        self._plpy.execute(f"ANALYZE {relation_name(self._rows)} ({quote_ident(NUMBER)})")

    def features(self, names: list[str]) -> str:
        """The query of what the child reads."""
        return f"SELECT {', '.join(map(quote_ident, [NUMBER, *names]))} FROM {relation_name(self._rows)}"

    def join(
        self, place: dict[str, str], source: Source, passed: list[str], added: list[dict[str, str]]
    ) -> list[dict[str, str]]:
        """Make the relation in the query's order; gives its columns. What stood aside is gone."""
        types = {column.name: column.type for column in source.columns}
        columns = [{"name": n, "type": types[n]} for n in passed] + [c for c in added if c["name"] != NUMBER]
        items = [f"k.{quote_ident(n)}" for n in passed] + [
            f"p.{quote_ident(c['name'])}" for c in columns[len(passed) :]
        ]
        number = quote_ident(NUMBER)
        self._plpy.execute(
            f"CREATE TABLE {relation_name(place)} AS SELECT {', '.join(items)} FROM {relation_name(self._rows)} AS k"
            f" JOIN {relation_name(self.predicted)} AS p ON k.{number} OPERATOR(pg_catalog.=) p.{number} ORDER BY k.{number}"
        )
        self._plpy.execute(f"DROP TABLE {relation_name(self._rows)}, {relation_name(self.predicted)}")
        return columns
