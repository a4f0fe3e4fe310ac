"""What a function may return, and what becomes of its index and labels."""

import numpy as np
import pandas as pd
import pytest

from insitu.child.tables import to_frame
from insitu.errors import Failure


def test_a_named_index_becomes_a_column() -> None:
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index([5, 6], name="id"))
    assert list(to_frame(frame, "model()", []).columns) == ["id", "x"]


def test_an_unnamed_index_is_left_out_with_a_note() -> None:
    notes: list[str] = []
    frame = to_frame(pd.DataFrame({"x": [1, 2]}, index=[5, 6]), "model()", notes)
    assert list(frame.columns) == ["x"] and "index was left out" in notes[0]


def test_a_plain_index_needs_no_note() -> None:
    notes: list[str] = []
    to_frame(pd.DataFrame({"x": [1, 2]}).iloc[:1], "model()", notes)
    assert notes == []


def test_labels_become_text() -> None:
    frame = pd.DataFrame(np.zeros((1, 2)))
    assert list(to_frame(frame, "model()", []).columns) == ["0", "1"]
    frame.columns = pd.MultiIndex.from_tuples([("a", "sum"), ("a", "mean")])
    assert list(to_frame(frame, "model()", []).columns) == ["a_sum", "a_mean"]


@pytest.mark.parametrize("value", [None, 5, float("nan"), (i for i in ()), [1], "text", np.zeros(3)])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(Failure, match=r"model\(\) returned"):
        to_frame(value, "model()", [])
