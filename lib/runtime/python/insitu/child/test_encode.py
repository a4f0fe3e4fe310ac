"""DataFrames on their way back: types and literals."""

import datetime
import decimal
import uuid

import numpy as np
import pandas as pd
import pytest

from insitu.child.encode import encoder
from insitu.errors import Failure

CASES = [
    (pd.Series([1, -2], dtype="int16"), "bigint", "{1,-2}"),
    (pd.Series([1, None], dtype="Int64"), "bigint", "{1,NULL}"),
    (pd.Series([0.1, np.nan, np.inf]), "double precision", "{0.1,NULL,inf}"),
    (pd.Series([0.5], dtype="float32"), "real", "{0.5}"),
    (pd.Series([True, False]), "boolean", "{t,f}"),
    (pd.Series([True, None], dtype="boolean"), "boolean", "{t,NULL}"),
    (pd.Series(["a", 'q"b', "c\\d", None, "NULL", ""], dtype=object), "text", '{"a","q\\"b","c\\\\d",NULL,"NULL",""}'),
    (pd.Series(["x", "y"], dtype="str"), "text", '{"x","y"}'),
    (pd.Series(["x", None, "x"], dtype="category"), "text", '{"x",NULL,"x"}'),
    (
        pd.Series(pd.to_datetime(["2020-01-02 03:04:05.000006", None])),
        "timestamp without time zone",
        "{2020-01-02T03:04:05.000006,NULL}",
    ),
    (
        pd.Series(pd.to_datetime(["2020-01-01"])).dt.tz_localize("Europe/Berlin"),
        "timestamp with time zone",
        "{2019-12-31T23:00:00.000000+00}",
    ),
    (pd.Series([datetime.date(2020, 1, 2), None], dtype=object), "date", '{"2020-01-02",NULL}'),
    (pd.Series(pd.to_timedelta([1.5, None], "s")), "interval", "{1500000 us,NULL}"),
    (pd.Series([decimal.Decimal("1.10"), None], dtype=object), "numeric", "{1.10,NULL}"),
    (pd.Series([b"\x00\xff", None], dtype=object), "bytea", '{"\\\\x00ff",NULL}'),
    (pd.Series([{"a": float("nan")}, None], dtype=object), "jsonb", '{"{\\"a\\": null}",NULL}'),
    (pd.Series([[1, None], []], dtype=object), "bigint[]", '{"{1,NULL}","{}"}'),
    (pd.Series([["a,b", 'c"'], None], dtype=object), "text[]", '{"{\\"a,b\\",\\"c\\\\\\"\\"}",NULL}'),
    (pd.Series([uuid.UUID(int=1)], dtype=object), "uuid", '{"00000000-0000-0000-0000-000000000001"}'),
    (pd.Series([None, None], dtype=object), "text", "{NULL,NULL}"),
    (pd.Series([], dtype=float), "double precision", "{}"),
    (pd.Series([1, 2.5], dtype=object), "double precision", "{1.0,2.5}"),
]


@pytest.mark.parametrize(("series", "type_", "literal"), CASES)
def test_types_and_literals(series: pd.Series, type_: str, literal: str) -> None:
    made = encoder("c", series)
    assert made.type == type_
    assert made.write(series) == literal


def test_nan_is_kept_when_asked() -> None:
    series = pd.Series([np.nan, 1.0])
    assert encoder("c", series, keep_nan=True).write(series) == "{nan,1.0}"


def test_a_date_goes_back_as_a_date() -> None:
    series = pd.Series(pd.to_datetime(["2020-01-02"]))
    assert encoder("d", series, dates=frozenset("d")).type == "date"
    assert encoder("d", series + pd.Timedelta("1h"), dates=frozenset("d")).type == "timestamp without time zone"


def _recursive() -> list:
    loop: list = []
    loop.append(loop)
    return [{"a": loop}]


@pytest.mark.parametrize(
    ("series", "code"),
    [
        (pd.Series([2**200], dtype=object), "type.overflow"),
        (pd.Series([2**63], dtype="uint64"), "type.overflow"),
        (pd.Series(["x\ud800"], dtype=object), "type.text"),
        (pd.Series(["x\0"], dtype=object), "type.text"),
        (pd.Series(_recursive(), dtype=object), "type.json"),
        (pd.Series([1 + 2j]), "type.unsupported"),
        (pd.Series([object()], dtype=object), "type.unsupported"),
    ],
)
def test_what_no_column_can_hold_names_the_column(series: pd.Series, code: str) -> None:
    with pytest.raises(Failure) as raised:
        encoder("bad one", series).write(series)
    assert raised.value.code == code
    assert raised.value.detail["column"] == "bad one"
    assert '"bad one"' in raised.value.message
