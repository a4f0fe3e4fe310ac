"""insitu.isolation(): what the fence is made of on this host."""

from __future__ import annotations

from typing import Any

from insitu.errors import Failure
from insitu.shim import package
from insitu.shim.conversation import Conversation
from insitu.shim.notices import to_text
from insitu.shim.process import Child
from insitu.shim.run import READY, START_SECONDS, level
from insitu.shim.settings import effective_limits, read_settings
from insitu.wire import frames


def isolation(plpy: Any) -> str:
    """Lock a child down and report which layers hold: {level, landlock, seccomp, namespaces, rlimits, details}."""
    import time

    settings = read_settings(plpy)
    limits = effective_limits(settings, None)
    child = Child(settings["python"], package.archive())
    try:
        talk = Conversation(plpy, child, limits, _refuse)
        talk.tell(frames.START, {"limits": limits})
        layers = talk.wait(READY, time.monotonic() + START_SECONDS).body
    finally:
        child.close()
    names = ("landlock", "seccomp", "namespaces", "rlimits")
    details = [str(d)[:300] for d in layers.get("details") or []]
    report = {name: layers.get(name) is True for name in names}
    return to_text({"level": level(layers), **report, "details": details, "limits": limits})


def _refuse(body: dict[str, Any]) -> dict[str, Any]:
    raise Failure("Nothing can be asked here.")
