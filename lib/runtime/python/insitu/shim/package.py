"""The package's own source, as the loader put it into this session."""

from __future__ import annotations

_held: dict[str, str] = {}


def keep(archive: str) -> None:
    """Called once by the loader with the archive whose hash it has checked."""
    _held["archive"] = archive


def archive() -> str:
    """The archive (JSON of path → source) for a child to import from."""
    return _held["archive"]
