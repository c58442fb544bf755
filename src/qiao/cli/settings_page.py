"""The reference page of all settings, made from the settings themselves: `python -m qiao.cli.settings_page FILE`."""

import types
from pathlib import Path
from typing import Any, Literal, Union, cast, get_args, get_origin

import annotated_types
import click
from pydantic.fields import FieldInfo

from qiao.foundation.settings import Settings

_HEAD = """\
# Settings

<!-- Made by `python -m qiao.cli.settings_page docs/reference/settings.md`; change the fields of
     `src/qiao/foundation/settings.py` instead of this page. -->

Qiao reads its settings from the environment once, when it starts. All of them have a safe default, so none is
needed to begin. A value that cannot be used stops the start with a sentence that names the variable; `qiao doctor`
also names variables that begin with `QIAO_` and mean nothing.

| variable | takes | default | what it does |
|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    rows = [_row(f"QIAO_{name.upper()}", field) for name, field in Settings.model_fields.items()]
    return _HEAD + "".join(rows)


def _row(variable: str, field: FieldInfo) -> str:
    description = (field.description or "").replace("|", "\\|")
    return f"| `{variable}` | {_takes(field)} | {_default(field.default)} | {description} |\n"


def _takes(field: FieldInfo) -> str:
    bounds = {type(one): one for one in field.metadata}
    match bounds.get(annotated_types.Ge), bounds.get(annotated_types.Le):
        case annotated_types.Ge(ge=least), annotated_types.Le(le=most):
            return f"whole number, {least}–{most}"
        case annotated_types.Ge(ge=least), None:
            return f"whole number, at least {least}"
        case _:
            return _kind(field.annotation)


def _kind(annotation: Any) -> str:  # noqa: ANN401  (any type a field may have)
    if get_origin(annotation) in {Union, types.UnionType}:
        return _kind(next(one for one in get_args(annotation) if one is not types.NoneType))
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "words, separated by commas"
    return {bool: "`true` or `false`", int: "whole number", Path: "path", str: "text"}[annotation]


def _default(value: object) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return f"`{','.join(cast('tuple[str, ...]', value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def write_page(file: Path) -> None:
    """Write the reference page of all settings to FILE.

    \b
    Example:
      python -m qiao.cli.settings_page docs/reference/settings.md
    """
    file.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_page()
