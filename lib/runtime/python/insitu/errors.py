"""The failures Insitu expects, as values with a code, a place and a remedy."""

from __future__ import annotations

from typing import Any

BAD_SPEC = "IN001"
PYTHON_EXCEPTION = "IN002"
REFUSED_TRAINING_SET = "IN003"
NO_ISOLATION = "IN004"
OVER_LIMIT = "IN005"
BAD_TYPE = "IN006"

SQLSTATES = frozenset((BAD_SPEC, PYTHON_EXCEPTION, REFUSED_TRAINING_SET, NO_ISOLATION, OVER_LIMIT, BAD_TYPE))


class Failure(Exception):
    """An expected failure, raised on either side of the fence.

    `sqlstate` is one of the IN0xx above, `code` a dotted word the interface can match, `hint` the
    remedy; everything else (`path`, `line`, `column`, `counts`, `frames`…) goes into the error's DETAIL
    as JSON and must be JSON-able.
    """

    def __init__(
        self,
        message: str,
        sqlstate: str = BAD_SPEC,
        code: str = "spec.invalid",
        hint: str | None = None,
        **detail: Any,
    ):
        super().__init__(message)
        self.message = message
        self.sqlstate = sqlstate if sqlstate in SQLSTATES else PYTHON_EXCEPTION
        self.code = code
        self.hint = hint
        self.detail = detail

    def to_json(self) -> dict[str, Any]:
        """The failure as the payload of a frame; `from_json` reads it again."""
        return {
            "message": self.message,
            "sqlstate": self.sqlstate,
            "code": self.code,
            "hint": self.hint,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Failure:
        """A failure out of a frame. The frame comes from the fence, so every field is checked."""
        detail = value.get("detail")
        hint = value.get("hint")
        return cls(
            str(value.get("message", "The Python process failed without a message.")),
            str(value.get("sqlstate", PYTHON_EXCEPTION)),
            str(value.get("code", "python.exception")),
            str(hint) if hint is not None else None,
            **{str(k): v for k, v in detail.items() if k not in _OWN} if isinstance(detail, dict) else {},
        )


_OWN = frozenset(("message", "sqlstate", "code", "hint", "self"))
