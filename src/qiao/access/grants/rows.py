"""The grant table as it is written: `grants.csv`, one row a rule."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from qiao.access.grants.schema import DataField, Purpose
from qiao.access.grants.terms import Form, Grant, MaskKind, Right, Scope
from qiao.access.model import Post

COLUMNS = ("rule_id", "post", "field", "purposes", "right", "form", "step_up", "scope", "note")
EVERY = "*"
_RULE = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")
_Word = TypeVar("_Word", bound=StrEnum)
_STEP_UP = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. `line` is where it stands in the file."""

    line: int
    post: Post
    field: str
    purposes: frozenset[str]
    grant: Grant
    note: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be used, and what to do about it."""

    what: str
    remedy: str


class _Refused(ValueError):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.wrong = Wrong(what, remedy)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Turns the cells of a row into a rule of a pack with these fields and purposes."""

    fields: Mapping[str, DataField]
    purposes: Mapping[str, Purpose]

    def read(self, line: int, cells: Mapping[str, str]) -> Row | Wrong:
        try:
            return self._row(line, cells)
        except _Refused as refused:
            return refused.wrong

    def _row(self, line: int, cells: Mapping[str, str]) -> Row:
        if not _RULE.fullmatch(cells["rule_id"]):
            raise _Refused(f"“{cells['rule_id']}” is no rule id", "use 3 to 40 lower-case letters, digits and hyphens")
        post = _one_of(Post, "post", cells["post"])
        if (field := self.fields.get(cells["field"])) is None:
            raise _Refused(f"“{cells['field']}” is no field", "use a field of fields.yaml")
        if cells["step_up"] not in _STEP_UP:
            raise _Refused(f"step_up is “{cells['step_up']}”", "write yes or no")
        grant = Grant(
            _one_of(Right, "right", cells["right"]),
            cells["rule_id"],
            step_up=_STEP_UP[cells["step_up"]],
            scope=_one_of(Scope, "scope", cells["scope"]),
            form=_one_of(Form, "form", cells["form"]) if cells["form"] else None,
        )
        for what, remedy in _misfits(grant, field):
            raise _Refused(what, remedy)
        return Row(line, post, field.id, self._purposes(cells["purposes"], grant), grant, cells["note"])

    def _purposes(self, cell: str, grant: Grant) -> frozenset[str]:
        """Raises _Refused. A right on anybody's data needs a standing purpose, any other right one of a subject."""
        for_anybody = grant.scope is Scope.ANY
        if cell == EVERY:
            fits = [one.id for one in self.purposes.values() if one.standing == for_anybody]
            return frozenset(self.purposes if grant.right is Right.NONE else fits)
        named = frozenset(part.strip() for part in cell.split("|"))
        for purpose in sorted(named):
            if purpose not in self.purposes:
                raise _Refused(f"“{purpose}” is no purpose", "use purposes of purposes.yaml, divided by |, or *")
            if grant.right is not Right.NONE and self.purposes[purpose].standing != for_anybody:
                standing = "a standing purpose" if self.purposes[purpose].standing else "a purpose of a subject"
                raise _Refused(
                    f"{purpose} is {standing} and the scope is {grant.scope}",
                    "standing purposes go with the scope any, others with own, case or team",
                )
        return named


def _one_of(words: type[_Word], column: str, cell: str) -> _Word:
    try:
        return words(cell)
    except ValueError:
        raise _Refused(f"{column} is “{cell}”", f"use one of {', '.join(words)}") from None


def _misfits(grant: Grant, field: DataField) -> Iterator[tuple[str, str]]:
    if grant.right is Right.NONE and (grant.scope is not Scope.ANY or grant.step_up):
        yield "a row that forbids has conditions", "write scope any and step_up no: it forbids always"
    if grant.right in {Right.NONE, Right.MASKED} and grant.form is not None:
        yield f"{grant.right} has no form", "leave the form empty"
    if grant.right is Right.PARTIAL and grant.form is None:
        yield "partial does not say which part", f"name a form: {_forms_of(field)}"
    if grant.form is not None and grant.form not in field.forms:
        yield f"{field.id} is never shown as {grant.form}", f"use one of {_forms_of(field)}"
    if grant.right is Right.MASKED and field.mask is MaskKind.NONE:
        yield f"{field.id} has no mask", "give a part of it, or nothing"
    if grant.right is Right.MASKED and grant.step_up:
        yield "a mask needs no step-up", "write no"


def _forms_of(field: DataField) -> str:
    return ", ".join(field.forms) or f"none: {field.id} has no forms in fields.yaml"
