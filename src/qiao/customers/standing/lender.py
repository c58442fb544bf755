"""What the lender says of a customer of its own accord, kept as what it is: flags, holds, consents.

Its events may be told twice and out of order. Each is recorded once, at the moment at which it happened there, so that
the history is the same in whatever order it arrives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.actions import identify
from qiao.customers.standing import actions, queries
from qiao.customers.standing.actions import GRANTED, Because, Telling
from qiao.customers.standing.model import Act, Kind, Source
from qiao.customers.standing.rules import WITHDRAWN, By, Change, Key
from qiao.foundation.keys import KeyRing

_HOLDS = {"dunning": "collection", "deduct": "deduction", "draw": "draw", "card_change": "card_change"}
"""What the lender calls its holds, and what they are called here."""
_FREEZE = "account"
_KEPT = frozenset({
    "customer.flagged", "customer.unflagged", "customer.frozen", "customer.unfrozen", "hold.placed", "hold.released",
    "consent.changed",
})  # fmt: skip
_TOLD, _SEEN = "told_by_lender", "seen_at_lender"


@dataclass(frozen=True, slots=True)
class LenderSaid:
    """An event of the lender about one customer, `reference`. `number` rises with what happened there."""

    number: int
    type: str
    reference: str
    at: datetime
    loan: str | None = None
    resource: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class _Meant:
    key: Key
    act: Act
    value: str | None = None
    until: datetime | None = None


def is_kept(type_: str) -> bool:
    """Whether events of this type say something that holds of a customer."""
    return type_ in _KEPT


async def keep_said(session: AsyncSession, ring: KeyRing, said: LenderSaid, *, now: datetime) -> UUID:
    """Keep what the event says of her, once; returns who she is here, which is somebody new for whom is not known."""
    customer_id, _ = await identify(session, ring, reference=said.reference, name=None, now=now)
    meant = _meant(said)
    if meant is not None:
        await actions.note(
            session,
            customer_id,
            meant.key,
            meant.act,
            telling=Telling(f"lender:{said.number}", said.number),
            because=Because(_TOLD, f"lender:{said.resource}" if said.resource is not None else None),
            value=meant.value,
            until=meant.until,
            at=said.at,
            now=now,
        )
    return customer_id


async def keep_seen_flags(session: AsyncSession, customer_id: UUID, seen: frozenset[str], *, now: datetime) -> None:
    """Bring the lender's flags here to what was just seen there: its events may be on their way, or older than us."""
    by, because = By(Source.LENDER, "lender"), Because(_SEEN)
    kept = frozenset(lenders_flags(await queries.own_at(session, customer_id, now, Kind.FLAG)))
    for name in sorted(seen - kept):
        await actions.set_flag(session, customer_id, name, by=by, because=because, now=now)
    for name in sorted(kept - seen):
        key = actions.flag_key(name, Source.LENDER)
        await actions.end_own(session, customer_id, key, by=by, because=because, now=now)


def lenders_flags(standing: Iterable[Change]) -> list[str]:
    """Of what stands on her, the flags that the lender has set."""
    return [one.key.name for one in standing if one.by.source is Source.LENDER]


def _meant(said: LenderSaid) -> _Meant | None:
    """What the event says of her; None where it says nothing that is kept here."""
    match said.type:
        case "customer.flagged" | "customer.unflagged":
            key = actions.flag_key(str(said.facts["flag"]), Source.LENDER)
            return _Meant(key, Act.SET if said.type == "customer.flagged" else Act.END)
        case "customer.frozen" | "customer.unfrozen":
            key = Key(Kind.HOLD, _FREEZE, origin=f"lender:{said.resource}")
            return _Meant(key, Act.SET if said.type == "customer.frozen" else Act.END)
        case "hold.placed":
            return _Meant(_hold(said), Act.SET, until=datetime.fromisoformat(str(said.facts["ends_at"])))
        case "hold.released":
            return _Meant(_hold(said), Act.END)
        case "consent.changed":
            key = Key(Kind.CONSENT, str(said.facts["purpose"]), str(said.facts["channel"]))
            return _Meant(key, Act.SET, GRANTED if said.facts["granted"] else WITHDRAWN)
        case _:
            return None


def _hold(said: LenderSaid) -> Key:
    kind = str(said.facts["kind"])
    return Key(Kind.HOLD, _HOLDS.get(kind, kind), said.loan or "", f"lender:{said.resource}")
