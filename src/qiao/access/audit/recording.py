"""Writing a record: in the transaction of the act, so that there is neither without the other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit.encoding import TrailKeys, as_text, record_bytes
from qiao.access.audit.model import Action, AuditRecordRow
from qiao.foundation.database import Database
from qiao.foundation.errors import Unavailable
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.foundation.statements import store
from qiao.language import identifiers

_KEYS = "audit_keys"
_LONGEST_REASON = 200
# Words of a code, an id, a digest: what is written most, and cannot be an identifier of a person.
_CODE = re.compile(r"[a-z_\-.: ]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{16,64}")


class AuditUnavailable(Unavailable):
    """What was asked for must be recorded, and cannot be: so it is not done."""


class Seen(NamedTuple):
    """One field: how much of it was shown, and the rule that allowed it."""

    field: str
    right: str
    rule: str


@dataclass(frozen=True, slots=True)
class Record:
    """Who did what to whose data, and why.

    `actor` is `staff:ID`, `bot`, `house`, `unknown` or `operator:NAME` (who runs the commands). Nothing here may hold
    personal data of customers in clear; identifiers in `reason` and `detail` are masked before they are written.
    """

    actor: str
    action: Action
    post: str | None = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    purpose: str | None = None
    fields: Sequence[tuple[str, str, str]] = ()
    reason: str | None = None
    source: str | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict[str, str | int])


def attach(database: Database, ring: KeyRing) -> TrailKeys:
    """Let the transactions of `database` write records. Without it, `record` refuses, and so does what needs it."""
    keys = TrailKeys(ring)
    database.session_info[_KEYS] = keys
    return keys


async def record(session: AsyncSession, act: Record, *, now: datetime) -> UUID:
    """Write `act` into the trail with the transaction of `session`; returns the record's id.

    Raises AuditUnavailable: also in a session that only reads, for a look without a record must not be.
    """
    keys = cast("TrailKeys | None", session.info.get(_KEYS))
    if keys is None:
        raise AuditUnavailable
    record_id = new_id()
    values: dict[str, Any] = {
        "actor": act.actor,
        "post": act.post,
        "action": str(act.action),
        "customer_id": act.customer_id,
        "contact_id": act.contact_id,
        "purpose": act.purpose,
        "fields": _fields_text(act.fields),
        "reason": _masked(act.reason)[:_LONGEST_REASON] if act.reason else None,
        "source": act.source,
        "detail": _detail_text(act.detail),
    }
    raw = tuple(value.hex if isinstance(value, UUID) else value for value in values.values())
    mac = keys.record_mac(record_bytes((record_id.hex, as_text(now), *raw)))
    try:
        await store(session, AuditRecordRow, id=record_id, at=now, **values, mac=mac)
    except DBAPIError as trouble:
        raise AuditUnavailable from trouble
    return record_id


def _fields_text(fields: Sequence[tuple[str, str, str]]) -> str | None:
    """` phone:masked:R7 name:full:R1 `: a space before and after each, so that one of them is found by its name."""
    if not fields:
        return None
    for part in (part for one in fields for part in one):
        if not part or not part.isprintable() or " " in part or ":" in part:
            raise ValueError(f"a field, right or rule cannot be called {part!r}")
    return f" {' '.join(':'.join(one) for one in fields)} "


def seen_in(text: str | None) -> list[Seen]:
    """The fields of a record again."""
    return [Seen(*one.split(":")) for one in (text or "").split()]


def _detail_text(detail: Mapping[str, str | int]) -> str | None:
    if not detail:
        return None
    clean = {str(name): _masked(value) if isinstance(value, str) else value for name, value in detail.items()}
    return orjson.dumps(clean, option=orjson.OPT_SORT_KEYS).decode()


def _masked(text: str) -> str:
    """Without identifiers and control signs."""
    if _CODE.fullmatch(text):
        return text
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return identifiers.mask(plain).text
