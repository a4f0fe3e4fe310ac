"""A cell on given frames instead of the relations it names: what tests of cells run."""

from __future__ import annotations

from typing import Any

from insitu.child import person
from insitu.child.channel import Channel
from insitu.child.dbt import Dbt, Reader, Session
from insitu.errors import BAD_SPEC, Failure


class GivenReader(Reader):
    """Gives the frames it was given, by the key of `dbt.ref` or `dbt.source`; the rest it reads as ever."""

    def __init__(self, channel: Channel, rows_in: int, decimal: bool, given: dict[str, Any], only: bool = False):
        super().__init__(channel, rows_in, decimal)
        self._given = given
        self._only = only

    def read(self, op: str, **request: Any) -> Any:
        """A copy of the given frame: a cell may write into what it reads."""
        name = request.get("reference")
        if name in self._given:
            return self._given[name].copy()
        if self._only:
            what = f'"{name}"' if name else "session.sql()"
            raise Failure(
                f"The cell reads {what}, which the test doesn't give.",
                BAD_SPEC,
                "test.given",
                f'Add  dbt.given("{name}", frame)  before the cell runs.' if name else "Use dbt.ref() in the cell.",
            )
        return super().read(op, **request)


def run_given(channel: Channel, rows_in: int, cell: dict[str, Any], spec: dict[str, Any], given: dict[str, Any]) -> Any:
    """Run a cell {source, path, config} on frames, and nothing but these. Returns the frame it returns."""
    from insitu.child.tables import to_frame

    config = cell["config"]
    reader = GivenReader(channel, rows_in, config.get("numeric") == "decimal", given, only=True)
    module = person.load(cell["source"], cell["path"])
    model = person.function_of(module, "model", cell["path"])
    result = model(Dbt(reader, {**spec, "config": config}), Session(reader))
    return to_frame(result, "model()", reader.notes)
