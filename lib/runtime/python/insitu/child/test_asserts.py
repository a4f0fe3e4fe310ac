"""Asserts that say what they compared."""

import pytest

from insitu.child.asserts import with_values


def message(source: str) -> str:
    """What the AssertionError of a source says, and on which line it was raised."""
    code = compile(with_values(source, "t.py"), "t.py", "exec")
    with pytest.raises(AssertionError) as caught:
        exec(code, {})
    return f"{caught.traceback[-1].lineno + 1}: {caught.value}"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\nassert x == 2", "2: assert x == 2\n  left:  1\n  right: 2"),
        ("assert 3 in (\n  1,\n)", "1: assert 3 in (\n  1,\n)\n  left:  3\n  right: (1,)"),
        ("def f():\n  assert not len('ab')\nf()", "2: assert not len('ab')"),
        ("assert 1 == 2, 'my own words'", "1: my own words"),
    ],
)
def test_says_both_sides(source: str, said: str) -> None:
    assert message(source) == said


def test_sides_are_evaluated_once_and_in_order() -> None:
    seen: list[str] = []
    source = "assert note('a') == note('b')"
    with pytest.raises(AssertionError):
        exec(compile(with_values(source, "t.py"), "t.py", "exec"), {"note": lambda x: seen.append(x) or x})
    assert seen == ["a", "b"]


def test_long_values_are_cut() -> None:
    assert len(message("assert 'x' * 10_000 == ''")) < 600
