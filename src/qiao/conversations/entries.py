"""Entries: what watchers of a conversation see, numbered without gaps, the same live and read again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from qiao.conversations.model import ContactRow, Level, MessageRow, OwnerKind, Visibility
from qiao.conversations.new_message import NewMessage
from qiao.foundation.events import Event
from qiao.language.identifiers import Kind

_WITHOUT_PLACE = 3


@dataclass(frozen=True, slots=True)
class Mask:
    """One mask in a message's text: which of its spans, what it hides, and where it stands in the masked text."""

    span: int
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry and who may see it. `masks` are for those who may ask what they hide."""

    seq: int
    visibility: Visibility
    level: Level
    wire: dict[str, Any]
    masks: tuple[Mask, ...] = ()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: staff see everything but levels do not concern them; a customer's session sees up to its level."""

    is_staff: bool
    level: Level = Level.A0

    def sees(self, entry: Entry) -> bool:
        if self.is_staff:
            return True
        return entry.visibility is Visibility.PUBLIC and entry.level <= self.level


def shown(entry: Entry, viewer: Viewer) -> dict[str, Any]:
    """The entry as `viewer` gets it; what is not for her keeps its number and nothing else."""
    if viewer.sees(entry):
        return entry.wire
    return {"seq": entry.seq, "kind": "hidden", "at": entry.wire["at"]}


def message_entry(row: MessageRow | NewMessage) -> Entry:
    wire = {"seq": row.seq, "kind": "message", "at": row.accepted_at.isoformat(), "message": _message_wire(row)}
    return Entry(row.seq, Visibility(row.visibility), Level(row.level), wire, _masks(row.spans or ()))


def revised_entry(event: Event, row: MessageRow | None) -> Entry:
    """A message was masked later: the entry holds it as it reads now, and says by `of` where it stands.

    The words are the message's and not the event's, so that they go with it; `row` is empty when it is gone.
    """
    seq, at = event.seq or 0, event.occurred_at.isoformat()
    if row is None:
        return Entry(seq, Visibility.STAFF, Level.A0, {"seq": seq, "kind": "hidden", "at": at})
    wire = {"seq": seq, "kind": "revised", "at": at, "of": row.seq, "message": _message_wire(row)}
    return Entry(seq, Visibility(row.visibility), Level(row.level), wire, _masks(row.spans or ()))


def _message_wire(row: MessageRow | NewMessage) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "author": {"kind": row.author_kind, "name": row.author_name},
        "visibility": row.visibility,
        "client_id": row.client_id,
        "language": row.language,
        "content": row.content,
        "label": row.label,
        "reply_to": str(row.reply_to) if row.reply_to else None,
    }


def _masks(spans: Iterable[Sequence[Any]]) -> tuple[Mask, ...]:
    """Where the masks stand; of messages masked before that was kept nobody knows."""
    standing: dict[int, Mask] = {}
    for place, span in enumerate(spans):
        if len(span) > _WITHOUT_PLACE:
            # A later mask may have taken in several earlier ones, which all name it then.
            standing.setdefault(span[3], Mask(place, Kind(span[2]), span[3], span[4]))
    return tuple(standing[start] for start in sorted(standing))


def event_entry(event: Event) -> Entry:
    """Entries that are not messages carry their whole wire form in the event."""
    wire = {"seq": event.seq, "at": event.occurred_at.isoformat(), **event.payload["entry"]}
    return Entry(event.seq or 0, Visibility(event.payload.get("visibility", Visibility.PUBLIC)), Level.A0, wire)


def owner_wire(kind: str, name: str | None) -> dict[str, Any]:
    return {"kind": kind, "name": name if kind == OwnerKind.AGENT else None}


def contact_wire(
    contact_id: UUID, number: str, *, opened_at: datetime, closed_at: datetime | None, rated: bool
) -> dict[str, Any]:
    return {
        "id": str(contact_id),
        "number": number,
        "opened_at": opened_at.isoformat(),
        "closed_at": closed_at.isoformat() if closed_at else None,
        "rated": rated,
    }


def contact_row_wire(row: ContactRow) -> dict[str, Any]:
    return contact_wire(
        row.id, row.number, opened_at=row.opened_at, closed_at=row.closed_at, rated=row.score is not None
    )
