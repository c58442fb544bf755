"""Whether what the lender sent is an event that can be told: pure. What cannot be taken is named by a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.definition import EventShape, Fact
from qiao.customers.lifecycle.folding import Told

_LONGEST_ID, _LONGEST_REFERENCE, _LONGEST_CODE = 80, 60, 40
_MOST = 2**53
_YEARS = range(1990, 2201)  # Days are counted from dates, so none may stand at the end of time.
_Value = TypeVar("_Value")
_NAMES = frozenset({"id", "type", "version", "customer", "loan", "at", "number", "facts"})


class Reason(StrEnum):
    """Why something lies on the shelf."""

    UNREADABLE = "unreadable"
    """No JSON object, or one without an id."""
    TYPE_UNKNOWN = "type_unknown"
    VERSION_UNKNOWN = "version_unknown"
    MALFORMED = "malformed"
    """Something that every event has is missing, or is of another form."""
    FACT_WRONG = "fact_wrong"
    """A fact is missing, of another kind, or none that this event has."""
    AHEAD = "ahead"
    """It is told to have happened later than now."""
    ID_REUSED = "id_reused"
    """Another event with this id was taken before."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """What cannot be taken. `field` names what is wrong, never its value."""

    reason: Reason
    field: str | None = None
    event_id: str | None = None
    reference: str | None = None


class _Wrong(Exception):
    def __init__(self, reason: Reason, field: str) -> None:
        super().__init__(reason, field)
        self.reason, self.field = reason, field


def checked(book: LifecycleBook, given: object, *, now: datetime | None) -> Told | Unfit:
    """The event, or what is wrong with it. Without `now` no event is too far ahead.

    An event is an object of `id`, `type`, `version`, `customer` (the lender's reference), `at` (with its zone), and
    where they apply `loan`, `number` and `facts`.
    """
    if not isinstance(given, dict):
        return Unfit(Reason.UNREADABLE)
    told = cast("Mapping[str, Any]", given)
    event_id, reference = _short(told.get("id"), _LONGEST_ID), _short(told.get("customer"), _LONGEST_REFERENCE)
    if event_id is None:
        return Unfit(Reason.UNREADABLE, "id", None, reference)
    try:
        return _read(book, told, event_id, now)
    except _Wrong as wrong:
        return Unfit(wrong.reason, wrong.field, event_id, reference)


def _read(book: LifecycleBook, told: Mapping[str, Any], event_id: str, now: datetime | None) -> Told:
    if strange := sorted(told.keys() - _NAMES):
        raise _Wrong(Reason.MALFORMED, _short(strange[0], _LONGEST_CODE) or "?")
    type_, version = told.get("type"), told.get("version", 1)
    if not any(type_ == one for one, _ in book.shapes):
        raise _Wrong(Reason.TYPE_UNKNOWN, "type")
    shape = book.shapes.get((cast("str", type_), version)) if _is_whole(version) else None
    if shape is None:
        raise _Wrong(Reason.VERSION_UNKNOWN, "version")
    reference = _need(_short(told.get("customer"), _LONGEST_REFERENCE), "customer")
    loan = _short(told.get("loan"), _LONGEST_REFERENCE)
    if shape.loan != (told.get("loan") is not None) or (shape.loan and loan is None):
        raise _Wrong(Reason.MALFORMED, "loan")
    number = told.get("number", 0)
    if not _is_whole(number):
        raise _Wrong(Reason.MALFORMED, "number")
    at = _need(_moment(told.get("at")), "at")
    if now is not None and at > now + book.most_ahead:
        raise _Wrong(Reason.AHEAD, "at")
    return Told(event_id, shape.type, shape.version, reference, at, loan, number, _facts(shape, told.get("facts")))


def _facts(shape: EventShape, given: object) -> dict[str, object]:
    facts = cast("Mapping[str, object]", {} if given is None else given)
    if not isinstance(facts, dict):
        raise _Wrong(Reason.FACT_WRONG, "facts")
    if strange := sorted(facts.keys() - shape.facts.keys()):
        raise _Wrong(Reason.FACT_WRONG, _short(strange[0], _LONGEST_CODE) or "?")
    for name, fact in shape.facts.items():
        if name not in facts:
            if fact.required:
                raise _Wrong(Reason.FACT_WRONG, name)
        elif not _is_fact(fact, facts[name]):
            raise _Wrong(Reason.FACT_WRONG, name)
    return dict(facts)


def _is_fact(fact: Fact, value: object) -> bool:
    if value is None:
        return fact.can_be_none
    match fact.kind:
        case "date":
            return isinstance(value, str) and _day(value) is not None
        case "code":
            return _short(value, _LONGEST_CODE) is not None
        case "whole":
            return _is_whole(value)


def _need(value: _Value | None, field: str) -> _Value:
    if value is None:
        raise _Wrong(Reason.MALFORMED, field)
    return value


def _short(value: object, longest: int) -> str | None:
    """A code of the lender's: printable, without spaces, so that no sentence fits in."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return None
    return value if value.isascii() and all(sign.isalnum() or sign in "_-:./" for sign in value) else None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        return None
    return found.astimezone(UTC)


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value and found.year in _YEARS else None
