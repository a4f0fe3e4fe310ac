"""Renders templates.py with real Jinja, set up as dbt sets it up, and writes expected.json.

Run with any Python that has jinja2:  python lib/domain/jinja/differential/record.py
"""

import json
from pathlib import Path

from jinja2.sandbox import SandboxedEnvironment
from templates import TOPICS


def render(environment: SandboxedEnvironment, template: str) -> dict[str, str]:
    """The output, or the class of the error, of one template."""
    try:
        return {"template": template, "output": environment.from_string(template).render()}
    except Exception as error:  # noqa: BLE001 - any error is the expected result
        return {"template": template, "error": type(error).__name__}


def main() -> None:
    environment = SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    cases = {
        topic: [render(environment, piece) for template in templates for piece in pieces(topic, template)]
        for topic, templates in TOPICS.items()
    }
    path = Path(__file__).with_name("expected.json")
    path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def pieces(topic: str, template: str) -> list[str]:
    """Templates of expressions are split at `|` between tags, so that a difference is small."""
    if topic in {"for", "set", "macro", "whitespace", "misc", "none", "generators", "errors"}:
        return [template]
    parts = template.split("}|{")
    return [
        ("{" if index > 0 else "") + part + ("}" if index < len(parts) - 1 else "")
        for index, part in enumerate(parts)
    ]


if __name__ == "__main__":
    main()
