"""`dbt` and `session` as a cell sees them."""

from __future__ import annotations

from typing import Any

from insitu.child.channel import Channel
from insitu.errors import Failure
from insitu.wire.layout import columns_from_json


class Config:
    """`dbt.config(...)` is accepted (the compiler reads it from the text); `dbt.config.get(key)` answers."""

    def __init__(self, values: dict[str, Any]):
        self._values = values

    def __call__(self, *_: Any, **values: Any) -> None:
        self._values = {**self._values, **values}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a config key of this node."""
        return self._values.get(key, default)


class Relation:
    """`dbt.this`: prints as the qualified name."""

    def __init__(self, schema: str, name: str):
        self.schema = schema
        self.identifier = self.name = name

    def __str__(self) -> str:
        quoted = [part.replace('"', '""') for part in (self.schema, self.identifier)]
        return f'"{quoted[0]}"."{quoted[1]}"'


class Target:
    """`dbt.target`: attributes of the connection that was chosen."""

    def __init__(self, values: dict[str, Any]):
        self.__dict__.update({str(k): v for k, v in values.items()})


class Reader:
    """Reads inputs as DataFrames, and remembers what has to be known when frames go back."""

    def __init__(self, channel: Channel, rows_in: int, decimal: bool):
        self._channel = channel
        self._rows_in = rows_in
        self._decimal = decimal
        self.notes: list[str] = []
        self.dates: set[str] = set()

    def read(self, op: str, **request: Any) -> Any:
        """A DataFrame of what `op` opens."""
        from insitu.child.frame import read_frame

        opened = self._channel.ask(op, decimal=self._decimal, **request)
        self.dates |= {c.name for c in columns_from_json(opened["columns"]) if c.kind == "date"}
        frame = read_frame(self._channel, opened, self._rows_in, self.notes)
        self._channel.ask("close", stream=opened["stream"])
        return frame


class Session:
    """`session.sql("select …")`: one SELECT, as the caller, as a DataFrame."""

    def __init__(self, reader: Reader):
        self._reader = reader

    def sql(self, query: str) -> Any:
        """Run one SELECT as the caller and return its rows."""
        if not isinstance(query, str):
            raise Failure(f"session.sql takes a string, not {type(query).__name__}.", code="python.sql")
        return self._reader.read("sql", text=query)

    table = property(lambda self: lambda name: self.sql(f"select * from {name}"))


class Dbt:
    """What dbt gives a Python model: ref, source, config, this, is_incremental, target, var."""

    def __init__(self, reader: Reader, spec: dict[str, Any]):
        self._reader = reader
        self._vars = spec.get("vars") or {}
        self.config = Config(dict(spec.get("config") or {}))
        this = spec.get("this") or {}
        self.this = Relation(str(this.get("schema", "")), str(this.get("name", "")))
        self.is_incremental = bool(spec.get("is_incremental"))
        self.target = Target(spec.get("target") or {})

    def ref(self, *names: str, **_: Any) -> Any:
        """The rows of another node: ref("name") or ref("package", "name")."""
        return self._reader.read("open", reference=".".join(map(str, names)), chunk_rows=1 << 17)

    def source(self, source: str, table: str) -> Any:
        """The rows of a source table."""
        return self._reader.read("open", reference=f"{source}.{table}", chunk_rows=1 << 17)

    def var(self, name: str, default: Any = None) -> Any:
        """A project variable."""
        return self._vars.get(name, default)
