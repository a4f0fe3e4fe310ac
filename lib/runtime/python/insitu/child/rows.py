"""What a table function returned, as the columns it declared: from a DataFrame or from rows, one by one."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable
from typing import Any

from insitu.child.convert import returner
from insitu.errors import BAD_TYPE, Failure

Wanted = list[tuple[str, str]]  # name and kind of each column


def columns_of(value: Any, wanted: Wanted, path: str) -> list[list[Any]]:
    """The columns as lists. Frames and mappings go by name, tuples and lists by position.

    Where the table has one column, rows may be its bare values. None is no rows.
    """
    try:
        found = _found(value, [name for name, _ in wanted])
    except Failure as failure:
        failure.detail.setdefault("path", path)
        raise
    return [_converted(column, returner(kind)) for column, (_, kind) in zip(found, wanted, strict=True)]


def _found(value: Any, names: list[str]) -> list[list[Any]]:
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        _check_names([str(c) for c in value.columns], names, "The frame")
        return [value[name].astype(object).tolist() for name in names]
    if value is None:
        return [[] for _ in names]
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise _refused(f"The function returned a {type(value).__name__}, not rows.")
    rows = [_row(row, names) for row in value]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in names]


def _row(row: Any, names: list[str]) -> Any:
    if isinstance(row, dict):
        _check_names([str(key) for key in row], names, "A row")
        return [row[name] for name in names]
    if isinstance(row, (tuple, list)):
        if len(row) != len(names):
            raise _refused(f"A row has {len(row)} values; the table has {len(names)} columns: {', '.join(names)}.")
        return row
    if len(names) == 1:
        return (row,)
    raise _refused(f"A row is a {type(row).__name__}, not a tuple, list or dict.")


def _check_names(found: list[str], wanted: list[str], what: str) -> None:
    if sorted(found) == sorted(wanted):
        return
    missing = [name for name in wanted if name not in found]
    more = [name for name in found if name not in wanted]
    if missing:
        near = difflib.get_close_matches(missing[0], more or found, 1)
        hint = f"It has {near[0]!r}; rename it." if near else f"It has: {', '.join(found[:20]) or 'nothing'}."
        raise Failure(f'{what} lacks the column "{missing[0]}".', BAD_TYPE, "udf.columns", hint, column=missing[0])
    which = more[0] if more else next(name for name in found if found.count(name) > 1)
    raise Failure(
        f'{what} has a column "{which}" that the function doesn\'t declare.' if more else f'"{which}" appears twice.',
        BAD_TYPE,
        "udf.columns",
        f"Its YAML says: {', '.join(wanted)}.",
        column=which,
    )


def _refused(message: str) -> Failure:
    hint = "Return a DataFrame, or tuples or dicts: one for each row."
    return Failure(message, BAD_TYPE, "udf.rows", hint)


def _converted(column: list[Any], gives: Callable[[Any], Any]) -> list[Any]:
    return [None if _missing(value) else gives(value) for value in column]


def _missing(value: Any) -> bool:
    return (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
    )
