"""Why did she get this, or not: touches and what was decided about each, as far as a look shows them."""

from collections.abc import Iterable, Mapping
from typing import Any

from qiao.access import Look
from qiao.customers.standing import Kind as StandingKind
from qiao.customers.standing import StandingBook
from qiao.outreach.model import TouchDecisionRow, TouchRow
from qiao.outreach.shapes import GovernorFile
from qiao.outreach.terms import Code, Gate
from qiao.policy import InBoth

SHOWN = ("consents", "flags", "complaint_file", "overdue_notes")
"""The list stands under what she consents to; a reason under what it tells of her."""
_LIST = "consents"
_WITHHELD = "withheld"
_OF_FLAGS = frozenset({Gate.STOP, Gate.HOLD})
_TELLS = {
    Code.COMPLAINT: "complaint_file",
    Code.OVERDUE: "overdue_notes",
    Code.HARDSHIP: "overdue_notes",
}


def touch_wires(
    look: Look,
    book: StandingBook,
    file: GovernorFile,
    rows: Iterable[TouchRow],
    decided: Mapping[Any, list[TouchDecisionRow]],
    *,
    triggers: Mapping[str, InBoth],
) -> list[dict[str, Any]]:
    """The touches as the look shows them, the newest first; none where it does not show the list.

    `triggers`: what those that the pack knows are called.
    """
    if not look.shows(_LIST):
        return []
    return [
        {**_touch(look, book, file, row, decided.get(row.id, [])), "trigger_name": _name(triggers.get(row.trigger))}
        for row in rows
    ]


def shows_debts(look: Look) -> bool:
    """Whether the touches about what she owes are to be read for it."""
    return look.shows("overdue_notes")


def _touch(
    look: Look, book: StandingBook, file: GovernorFile, row: TouchRow, decided: list[TouchDecisionRow]
) -> dict[str, Any]:
    channel = file.channels.get(row.channel)
    return {
        "id": str(row.id),
        "trigger": row.trigger,
        "kind": row.kind,
        "channel": row.channel,
        "channel_name": _name(channel.name if channel else None),
        "topic": row.topic,
        "source": row.source.partition(":")[0],
        "state": row.state,
        "asked_at": row.asked_at.isoformat(),
        "left_at": row.left_at.isoformat() if row.left_at else None,
        "until": row.due_at.isoformat() if row.due_at else None,
        "is_connected": row.is_connected,
        "decisions": [_decision(look, book, file, one) for one in decided],
    }


def _decision(look: Look, book: StandingBook, file: GovernorFile, row: TouchDecisionRow) -> dict[str, Any]:
    reasons = [_reason(look, book, file, one) for one in row.reasons]
    return {
        "at": row.at.isoformat(),
        "ruling": row.ruling,
        "until": row.until.isoformat() if row.until else None,
        "rules": row.rules,
        "reasons": reasons,
    }


def _reason(look: Look, book: StandingBook, file: GovernorFile, reason: Mapping[str, Any]) -> dict[str, Any]:
    """What a post may not know of her is a reason all the same, without its name."""
    field = _field_of(book, reason)
    if field is not None and not look.shows(field):
        return {"gate": _WITHHELD, "rule": _WITHHELD, "words": None, "then": reason["then"], "until": None}
    words = words_of(book, file, str(reason["rule"]))
    return {**reason, "words": _name(words)}


def _field_of(book: StandingBook, reason: Mapping[str, Any]) -> str | None:
    rule = str(reason["rule"])
    if rule in _TELLS:
        return _TELLS[Code(rule)]
    is_standing = rule in book.rules[StandingKind.FLAG] or rule in book.rules[StandingKind.HOLD]
    return "flags" if is_standing or Gate(reason["gate"]) in _OF_FLAGS else None


def words_of(book: StandingBook, file: GovernorFile, rule: str) -> InBoth | None:
    """What a rule is called; None for one that the pack has no more."""
    if rule in set(Code):
        return file.words[Code(rule)]
    for known in (*file.consents, *file.quiet, *file.caps):
        if known.id == rule:
            return known.name
    for kind in (StandingKind.FLAG, StandingKind.HOLD):
        if rule in book.rules[kind]:
            return book.rules[kind][rule].name
    return None


def _name(name: InBoth | None) -> dict[str, str] | None:
    return {"zh": name.zh, "en": name.en} if name is not None else None
