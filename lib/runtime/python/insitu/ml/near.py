"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None when none does."""
    names = {str(k).lower(): str(k) for k in known}
    found = difflib.get_close_matches(str(name).lower(), list(names), 1, 0.6)
    return names[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str], what: str = "It knows") -> str:
    """A remedy: the near name, or all of them when none is near."""
    listed = list(known)
    near = near_name(name, listed)
    if near is not None:
        return f'Did you mean "{near}"?'
    shown = ", ".join(sorted(listed)[:40])
    return f"{what}: {shown}{', …' if len(listed) > 40 else ''}."
