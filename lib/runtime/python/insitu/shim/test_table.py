"""Which queries are `select * from` one table; what the server knows of the table is tested through cells."""

from typing import Any

import pytest

from insitu.shim.table import Table, table_of


class Catalog:
    """Stands for plpy where a table of every name is plain: it answers with the name it was asked for."""

    def prepare(self, text: str, types: list[str]) -> str:
        return text

    def execute(self, plan: str, values: list[str]) -> list[dict[str, Any]]:
        return [{"oid": 7, "name": values[0], "page_bytes": 8192}]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("select * from t", "t"),
        ('SELECT*\nFROM "a b"."c""d"\n', '"a b"."c""d"'),
        ('/* one */ select /* two */ * -- three\nfrom "db".s.t -- four', '"db".s.t'),
        ("-- select * from x\nselect * from y", "y"),
    ],
)
def test_whole_tables(query: str, name: str) -> None:
    assert table_of(Catalog(), query) == Table(7, name, 8192)


@pytest.mark.parametrize(
    "query",
    [
        "select a from t",
        "select * from t where a",
        "select * from t, u",
        "select * from t as u",
        "select * from t limit 1",
        "select distinct * from t",
        "select * from t; select * from u",
        "select * from /* a /* nested */ t */ u",
        'select * from "a -- b" where c',
        "select * from f()",
        "table t",
        "",
    ],
)
def test_everything_else(query: str) -> None:
    assert table_of(Catalog(), query) is None
