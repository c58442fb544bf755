"""The form of a work order: what was filled in, held to what its type asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao import customers
from qiao.cases.orders.section import PLACE, FieldKind, FormField, Type
from qiao.foundation.errors import Invalid
from qiao.foundation.money import FEN_PER_YUAN
from qiao.language import identifiers

Value = str | int
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]", re.ASCII)
_LONGEST = 1_000
_MOST_FEN = 10**12
_SUBJECT = 200


class FormIncomplete(Invalid):
    """Fields of the form are `missing`."""


class FormWrong(Invalid):
    """These `fields` are unknown to the type, or hold something else than the type asks."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What may stand in lists, and what only whoever works on the order reads."""

    plain: dict[str, Value]
    sealed: dict[str, Value]


def filled(of_type: Type, given: Mapping[str, Value]) -> Filled:
    """Raises FormIncomplete or FormWrong."""
    fields = {one.id: one for one in of_type.fields}
    said = {name: value for name, value in given.items() if value != ""}
    wrong = [name for name, value in said.items() if name not in fields or not _fits(fields[name], value)]
    if wrong:
        raise FormWrong(fields=sorted(wrong))
    missing = [name for name, one in fields.items() if one.required and name not in said]
    if missing:
        raise FormIncomplete(missing=missing)
    return Filled(
        {name: value for name, value in said.items() if not fields[name].sealed},
        {name: value for name, value in said.items() if fields[name].sealed},
    )


def subject_of(of_type: Type, form: Mapping[str, Value], *, written: str | None, language: str) -> str:
    """What somebody wrote, with its identifiers masked, or the type's words filled from what is not sealed."""
    if written and written.strip():
        return identifiers.mask(written.strip()).text[:_SUBJECT]
    fields = {one.id: one for one in of_type.fields}
    template = of_type.subject.in_language(language)
    said = PLACE.sub(lambda place: _told(fields[place[1]], form.get(place[1]), language), template)
    return " ".join(said.split())[:_SUBJECT]


def shown(asked: FormField, value: Value) -> dict[str, Any]:
    """As staff see it: identifiers are masked for everybody."""
    if asked.kind is FieldKind.TEXT:
        value = identifiers.mask(str(value)).text
    if asked.kind is FieldKind.PHONE:
        value = masked_phone(str(value))
    return {
        "id": asked.id,
        "name": asked.name.model_dump(),
        "kind": asked.kind.value,
        "value": value,
        "option": asked.options[str(value)].model_dump() if str(value) in asked.options else None,
    }


def masked_phone(phone: str) -> str:
    return customers.mask(customers.CustomerField.PHONE, phone)


def _told(asked: FormField, value: Value | None, language: str) -> str:
    if value is None:
        return ""
    if asked.kind is FieldKind.CHOICE:
        return asked.options[str(value)].in_language(language)
    return f"{int(value) / FEN_PER_YUAN:.2f}" if asked.kind is FieldKind.AMOUNT else str(value)


def _fits(asked: FormField, value: Value) -> bool:
    match asked.kind:
        case FieldKind.AMOUNT:
            return isinstance(value, int) and 0 <= value <= _MOST_FEN
        case FieldKind.CHOICE:
            return value in asked.options
        case FieldKind.DATE:
            return isinstance(value, str) and _is_date(value)
        case FieldKind.PHONE:
            return isinstance(value, str) and _PHONE.fullmatch(value) is not None
        case FieldKind.TEXT:
            return isinstance(value, str) and len(value) <= _LONGEST


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
