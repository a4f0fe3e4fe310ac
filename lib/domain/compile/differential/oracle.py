"""Renders templates as dbt does: one case in, one answer out, each a line of JSON.

The environments are dbt's own (dbt_common.clients.jinja): `text` renders a model, `capture` a model
while dbt parses, `native` a value of a YAML file. Macros are called as dbt calls those of a project.
"""

import gc
import json
import os
import resource
import sys
import traceback
from argparse import Namespace
from types import SimpleNamespace

import jinja2
from dbt import flags
from dbt.context.base import BaseContext
from dbt_common.clients import jinja
from dbt_common.context import set_invocation_context
from dbt_common.exceptions import CaughtMacroErrorWithNodeError, DbtBaseException
from dbt_common.exceptions.macros import CaughtMacroError

flags.set_from_args(Namespace(PRINT=True), {})
set_invocation_context({"DBT_FUZZ": "from the environment", "DBT_ENV_SECRET_FUZZ": "hidden"})
ENVIRONMENTS = {
    "text": jinja.get_environment(),
    "capture": jinja.get_environment(capture_macros=True),
    "native": jinja.get_environment(native=True),
}


def decode(value):
    """The value of a case's JSON; what JSON can't say is an object with one key."""
    if isinstance(value, list):
        return [decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "float":
        return float(inner)
    if kind == "int":
        return int(inner)
    if kind == "tuple":
        return tuple(decode(each) for each in inner)
    return {decode(key): decode(each) for key, each in inner}


def failure(error):
    """The class of an error, in the words of Insitu's JinjaError."""
    if isinstance(error, (jinja2.TemplateSyntaxError, SyntaxError)):
        return "syntax"
    if isinstance(error, jinja2.exceptions.SecurityError):
        return "sandbox"
    if isinstance(error, jinja2.exceptions.FilterArgumentError):
        return "value"
    if isinstance(error, jinja2.TemplateRuntimeError):
        return "type" if "non-namespace" in str(error) else "undefined"
    if isinstance(error, (RecursionError, MemoryError)) or str(error).startswith(("Range too big", "cannot fit")):
        return "limit"
    if isinstance(error, DbtBaseException):
        return "compiler"
    return "type" if isinstance(error, (TypeError, AttributeError)) else "value"


def line_of(error):
    """The template's line that an error came from: the innermost frame of a template."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return frames[-1].lineno if frames else None


BASE = BaseContext({"fuzz": "from vars"}).to_dict()


def render(case):
    jinja.template_cache.clear()
    context = dict(BASE)
    context.update({name: decode(value) for name, value in case["values"].items()})
    for name, text in case["macros"].items():
        ENVIRONMENTS["text"].parse(text)
        macro = SimpleNamespace(name=name, macro_sql=text, unique_id=name)
        context[name] = jinja.CallableMacroGenerator(macro, context)
    template = ENVIRONMENTS[case["mode"]].from_string(case["template"], globals=context)
    return template.render(context)


def answer(case):
    try:
        value = render(case)
    except Exception as raised:
        error = raised
        while isinstance(error, (CaughtMacroError, CaughtMacroErrorWithNodeError)):
            error = error.exc
        if isinstance(error.__cause__, jinja2.TemplateError):
            error = error.__cause__
        return {"failure": failure(error), "line": line_of(error), "message": f"{type(error).__name__}: {error}"}
    name = "str" if isinstance(value, str) else type(value).__name__
    return {"type": name, "value": value if isinstance(value, str) else repr(value)}


def main():
    # A case that grows without end must not take the machine with it.
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    # What dbt imported stays: collecting garbage need not look at it again and again.
    gc.collect()
    gc.freeze()
    # dbt prints deprecations; only answers may go where the answers are read.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


main()
