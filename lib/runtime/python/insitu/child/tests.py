"""Tests of cells: the `test_…` functions of a file, each with a `dbt` of its own.

A test gives frames, runs a cell on them and asserts:

    def test_model(dbt):
        dbt.given("flights", pd.DataFrame({"delay": [5, None]}))
        assert dbt.run("late_flights").delay.tolist() == [5]
"""

from __future__ import annotations

import inspect
import sys
import time
import types
from collections.abc import Callable
from typing import Any

from insitu.child import person
from insitu.child.asserts import with_values
from insitu.child.channel import Channel
from insitu.child.dbt import Dbt, Session
from insitu.child.explain import explain
from insitu.child.given import GivenReader, run_given
from insitu.errors import BAD_SPEC, PYTHON_EXCEPTION, Failure


class TestDbt(Dbt):
    """`dbt` in a test: besides what a cell has, `given` and `run`."""

    __test__ = False

    def __init__(self, channel: Channel, rows_in: int, start: dict[str, Any]):
        self._given: dict[str, Any] = {}
        super().__init__(GivenReader(channel, rows_in, False, self._given), start["spec"])
        self._channel, self._rows_in, self._start = channel, rows_in, start
        self.session = Session(self._reader)

    def given(self, name: str, rows: Any) -> Any:
        """What `dbt.ref(name)`, or `dbt.source(…)` as "source.table", gives: a DataFrame, or a list of dicts."""
        import pandas as pd

        self._given[str(name)] = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
        return self._given[str(name)]

    def run(self, name: str) -> Any:
        """Run a cell on the given frames and return its frame."""
        cells = self._start["cells"]
        if name not in cells:
            raise Failure(
                f'There is no Python cell "{name}" to test.',
                BAD_SPEC,
                "test.cell",
                f"It may run: {', '.join(sorted(cells)) or 'nothing'}.",
            )
        return run_given(self._channel, self._rows_in, cells[name], self._start["spec"], self._given)


def run_tests(channel: Channel, start: dict[str, Any], rows_in: int, rows_out: int) -> dict[str, Any]:
    """Run every test function in its order. Result: tests [{name, line, status, seconds, failure}]."""
    from insitu.child.job import peak_memory

    person.prepare_process()
    start["files"] = {cell["path"]: cell["source"] for cell in start["cells"].values()}
    module = _load(start["source"], start["path"])
    found = [(n, f) for n, f in vars(module).items() if n.startswith("test") and isinstance(f, types.FunctionType)]
    if not found:
        raise Failure(
            f"{start['path']} has no test.",
            PYTHON_EXCEPTION,
            "test.none",
            "Name a function test_…, for example  def test_model(dbt): …",
            path=start["path"],
        )
    tests = [_run(name, function, TestDbt(channel, rows_in, start), start) for name, function in found]
    return {"tests": tests, "notes": [], "peak_memory_bytes": peak_memory()}


def _load(source: str, path: str) -> types.ModuleType:
    module = types.ModuleType("tests")
    module.__file__ = path
    sys.modules["tests"] = module
    exec(compile(with_values(source, path), path, "exec", dont_inherit=True), module.__dict__)
    return module


def _run(name: str, function: Callable[..., Any], dbt: TestDbt, start: dict[str, Any]) -> dict[str, Any]:
    began = time.perf_counter()
    done = {"name": name, "line": function.__code__.co_firstlineno, "status": "pass"}
    try:
        function(**_arguments(name, function, dbt))
    except Exception as error:
        failure = explain(error, start)
        done["status"] = "fail" if isinstance(error, AssertionError) else "error"
        done["failure"] = {**failure.to_json(), "message": failure.message}
    return {**done, "seconds": round(time.perf_counter() - began, 3)}


def _arguments(name: str, function: Callable[..., Any], dbt: TestDbt) -> dict[str, Any]:
    offered = {"dbt": dbt, "session": dbt.session}
    wanted = inspect.signature(function).parameters
    for parameter in wanted.values():
        if parameter.name not in offered and parameter.default is parameter.empty:
            raise Failure(
                f"{name} asks for {parameter.name!r}, which no test is given.",
                BAD_SPEC,
                "test.argument",
                "A test may take dbt and session.",
                path=function.__code__.co_filename,
                line=function.__code__.co_firstlineno,
            )
    return {key: value for key, value in offered.items() if key in wanted}
