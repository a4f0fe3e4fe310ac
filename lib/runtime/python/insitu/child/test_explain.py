"""Exceptions as people read them."""

import pandas as pd
import pytest

from insitu.child.explain import explain
from insitu.child.person import load

PATH = "models/x.py"
LIMITS = {"memory_mb": 256}


def failure_of(source: str):
    start = {"path": PATH, "source": source, "limits": LIMITS}
    with pytest.raises(BaseException) as raised:
        load(source, PATH)
    return explain(raised.value, start)


def test_only_the_persons_frames_with_the_source_line() -> None:
    failure = failure_of("import json\ndef f(x):\n    return json.loads(x)\nf('[')\n")
    assert [(f["line"], f["function"]) for f in failure.detail["frames"]] == [(4, "<module>"), (3, "f")]
    assert failure.detail["line"] == 3
    assert failure.detail["source_line"] == "    return json.loads(x)"
    assert failure.message.startswith("JSONDecodeError: ")


def test_a_missing_column_lists_the_near_names() -> None:
    failure = failure_of("import pandas as pd\npd.DataFrame({'carrier': [1], 'origin': [2]})['carier']")
    assert failure.hint == "Did you mean 'carrier'?"


def test_a_missing_attribute_of_a_frame() -> None:
    failure = failure_of("import pandas as pd\npd.DataFrame({'carrier': [1]}).carrie")
    assert failure.hint == "Did you mean 'carrier'?"


def test_mixed_tabs() -> None:
    failure = failure_of("if 1:\n\tx = 1\n        y = 2\n")
    assert failure.code == "python.syntax" and failure.detail["line"] == 3
    assert "spaces only" in (failure.hint or "")


def test_a_syntax_error_has_its_place() -> None:
    failure = failure_of("x = 1\ny = (\n")
    assert (failure.code, failure.detail["path"], failure.detail["line"]) == ("python.syntax", PATH, 2)


def test_sys_exit() -> None:
    failure = failure_of("import sys\nsys.exit(3)\n")
    assert failure.message == "The code called sys.exit(3)." and failure.detail["line"] == 2


def test_a_missing_module() -> None:
    assert "not in this database's Python environment" in (failure_of("import nothing_like_it").hint or "")


def test_an_exception_that_cannot_be_shown() -> None:
    source = "class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E\n"
    assert failure_of(source).message == "E: (its message can't be shown)"


def test_memory_says_cap_and_peak() -> None:
    failure = failure_of("raise MemoryError")
    assert failure.sqlstate == "IN005" and "cap 256 MB, peak" in failure.message


def test_frames_columns_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({1: [1]})
    assert frame.columns.tolist() == [1]
    assert failure_of("import pandas as pd\npd.DataFrame({1: [1]})['1x']").hint == "Did you mean '1'?"
