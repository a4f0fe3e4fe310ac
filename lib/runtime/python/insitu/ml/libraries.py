"""The libraries behind the algorithms: whether they are there, their versions, and how LightGBM is imported."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
from typing import Any

from insitu.errors import BAD_SPEC, Failure
from insitu.ml.registry import INSTALL

REPORTED = ("lightgbm", "xgboost", "xgboost-cpu", "scikit-learn", "numpy", "scipy", "pandas", "pyarrow")
# Optional companions of LightGBM's wrapper that its core doesn't use: without them it loads in 0.26 s and
# 52 MB instead of 1.7 s and 187 MB. They stay importable afterwards.
COMPANIONS = ("sklearn", "pandas", "pyarrow", "dask", "matplotlib", "cffi", "graphviz")


def available(library: str) -> bool:
    """Whether a library (as imported) is installed."""
    return importlib.util.find_spec(library) is not None


def require(library: str) -> None:
    """Raise Failure with the command when a library isn't installed."""
    if not available(library):
        raise Failure(
            f"{library} is not installed in the environment of this database.",
            BAD_SPEC,
            "train.library_missing",
            f"An owner can add it: pip install {INSTALL.get(library, library)}, in the runtime's environment.",
            library=library,
        )


def lightgbm() -> Any:
    """LightGBM's module, imported light unless it or its companions are loaded already."""
    if "lightgbm" in sys.modules:
        return sys.modules["lightgbm"]
    require("lightgbm")
    hidden = [name for name in COMPANIONS if name not in sys.modules]
    try:
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
        return importlib.import_module("lightgbm")
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def versions() -> dict[str, str]:
    """Versions of what a fit may depend on, and of Python."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in REPORTED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
