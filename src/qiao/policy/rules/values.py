"""What rules talk about: the kinds of facts, and how their values are written in a pack."""

import re
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from enum import StrEnum

Value = int | bool | str | date | datetime | time | frozenset[str]
"""A `fen`, `days` or `count` is an int, a `level` a str like A2, a `set` a frozenset of its options."""

LEVELS = ("A0", "A1", "A2", "A3")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class Kind(StrEnum):
    """What a value is, so that amounts are never compared with days."""

    FEN = "fen"
    DAYS = "days"
    COUNT = "count"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    FLAG = "flag"
    CHOICE = "choice"
    SET = "set"
    LEVEL = "level"


ORDERED = frozenset({Kind.FEN, Kind.DAYS, Kind.COUNT, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.LEVEL})
COUNTED = frozenset({Kind.FEN, Kind.DAYS, Kind.COUNT})


class NotOfKind(ValueError):
    """The value is of another kind."""


def value_of(kind: Kind, raw: object, *, options: AbstractSet[str] = frozenset()) -> Value:
    """`raw` as it stands in YAML or JSON, as a value of `kind`. Raises NotOfKind with what was expected."""
    match kind:
        case Kind.FEN | Kind.DAYS | Kind.COUNT:
            if type(raw) is int:
                return raw
            raise NotOfKind("a whole number")
        case Kind.FLAG:
            if isinstance(raw, bool):
                return raw
            raise NotOfKind("true or false")
        case Kind.DATE:
            return _date(raw)
        case Kind.MOMENT:
            return _moment(raw)
        case Kind.TIME:
            return _time(raw)
        case Kind.LEVEL:
            return _one_of(raw, frozenset(LEVELS))
        case Kind.CHOICE:
            return _one_of(raw, options)
        case Kind.SET:
            if isinstance(raw, list | tuple | set | frozenset):
                return frozenset(_one_of(one, options) for one in raw)
            raise NotOfKind("a list")


def _date(raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise NotOfKind("a date such as 2026-01-31") from None


def _moment(raw: object) -> datetime:
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NotOfKind("a moment such as 2026-01-31T18:00:00+08:00")
    return moment


def _time(raw: object) -> time:
    if isinstance(raw, time):
        return raw
    found = _CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise NotOfKind('a time such as "18:00", in quotes')
    return time(int(found[1]), int(found[2]))


def _one_of(raw: object, options: AbstractSet[str]) -> str:
    if isinstance(raw, str) and raw in options:
        return raw
    raise NotOfKind(f"one of {', '.join(sorted(options))}")
