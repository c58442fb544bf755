"""Gathering what the desk knows of a conversation in hand, as far as whoever looks may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, requests
from qiao.access import DealingKind, Form, Look, Right, Shown, Stretch
from qiao.conversations import AuthorKind, Spoken, content
from qiao.conversations.model import ContactRow
from qiao.customers import standing
from qiao.customers.standing import Act, Kind
from qiao.desk import profiles
from qiao.desk.parts import Desk
from qiao.desk.rules import next_opening
from qiao.desk.steps.known import Felt, InHand, Known
from qiao.foundation.business_calendar import SHANGHAI
from qiao.language import Emotion, SignalName
from qiao.policy import InBoth

SHOWN = ("transcript", "emotion", "flags", "loans", "overdue_notes", "complaint_file")
_SAID = 60
_HEARD = 12
"""So many of her last messages are read: what was said before has been answered, or is said again."""
_MOST_SIGNS = 30
_NEWS_FOR = timedelta(days=30)
_DEALINGS = 30
_UNDER_WAY = frozenset({"completed", "held", "pending", "stuck", "open"})


class Ear:
    """Understands what customers write; each wording once, since the same contact is looked at again and again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.heard = lru_cache(maxsize=4096)(self._heard)

    def _heard(self, words: str) -> "Hearing":
        briefs, pack = self._desk.briefs, self._desk.pack
        understood = briefs.understander.understand(words)
        matters = tuple(briefs.matters(words, understood))
        meant = {signal: words for one in matters if (signal := pack.intents[one].signal) is not None}
        found = {one.name: words[one.start : one.end] for one in understood.signals}
        last = understood.intents[0][0] if understood.accepted else None
        return Hearing(
            {SignalName(name): _shortened(said) for name, said in {**meant, **found}.items()},
            understood.emotion,
            matters,
            last,
        )


@dataclass(frozen=True, slots=True)
class Hearing:
    """A message understood: its signals with the words that tell of them, the matters of which it speaks surely."""

    signals: Mapping[SignalName, str]
    emotion: Emotion
    matters: tuple[str, ...]
    intent: str | None


@dataclass(frozen=True, slots=True)
class AtHand:
    """The request in hand as it stands, and whether another could be begun by whoever looks."""

    request: InHand | None = None
    can_begin: bool = False


async def known_of(
    session: AsyncSession, desk: Desk, contact: ContactRow, look: Look, at: AtHand, *, ear: Ear, now: datetime
) -> Known:
    """Of an open contact; the look shows what is said in it."""
    contact_id = contact.id
    said = await conversations.said_in_contact(session, contact_id, limit=_SAID)
    asked = [(one.seq, words) for one in said if (words := _hers(one))][-_HEARD:]
    heard = [(seq, ear.heard(words)) for seq, words in asked]
    matters = [*dict.fromkeys(chain.from_iterable(reversed(one.matters) for _, one in reversed(heard)))]
    wants = matters[0] if matters else contact.subject
    made = await requests.made_in(session, [contact_id]) if look.shows("loans") else ()
    book = desk.flows
    busy = {one.flow for one in made if one.state in _UNDER_WAY} | ({at.request.flow} if at.request else set[str]())
    can_begin = frozenset(
        intent for intent in (book.begun_by if at.can_begin else ()) if _flow(desk, intent) not in busy
    )
    skills = (await profiles.profile(session, desk, look.staff.id)).skills
    brief = await conversations.brief(session, contact_id) or {}
    hours = desk.pack.manifest.human_hours
    return Known(
        signals={name: words for _, one in heard for name, words in one.signals.items()},
        felt=tuple(Felt(seq, one.emotion) for seq, one in heard) if look.shows("emotion") else (),
        wants=wants,
        begins=next((one for one in matters or [wants or ""] if one in can_begin), None),
        can_begin=can_begin,
        can_request=at.can_begin,
        request=at.request,
        ended={one.state: _name(desk, one.flow) for one in reversed(made)},
        is_open=next_opening(now, hours.from_, hours.to)[0],
        skills=frozenset(skill for skill, _ in skills) if skills is not None else None,
        waits=_waits(said),
        came=brief.get("reason"),
        last=heard[-1][1].intent if heard else None,
        words=asked[-1][1] if asked else "",
        with_article=frozenset(desk.pack.articles),
        matters={one.id: one.name for one in desk.pack.intents.values()},
        **await _dealings(session, desk, look, now),
        **await _standing(session, desk, look, now),
    )


async def _dealings(session: AsyncSession, desk: Desk, look: Look, now: datetime) -> dict[str, Any]:
    """Complaints, promised calls and the lender's news, as their rooms tell them to this look."""
    whose = await conversations.selves(session, look.about.customer_id)
    kinds = frozenset({DealingKind.COMPLAINT, DealingKind.CALL, DealingKind.NEWS})
    told, _ = await access.views.told(session, desk.tellers, look, Stretch(whose, _DEALINGS, now), kinds=kinds)
    by_kind = {kind: [one for one in told if one.kind is kind] for kind in kinds}
    booked = [one for one in by_kind[DealingKind.CALL] if one.state == "booked" and one.due_at is not None]
    due = min((one.due_at for one in booked if one.due_at is not None), default=None)
    when = f"{due.astimezone(SHANGHAI):%m-%d %H:%M}" if due is not None else None
    return {
        "news": frozenset(one.state for one in by_kind[DealingKind.NEWS] if one.at >= now - _NEWS_FOR and one.state),
        "has_complaint": any(one.state in {"open", "late"} for one in by_kind[DealingKind.COMPLAINT])
        if look.shows("complaint_file")
        else None,
        "call": InBoth(zh=when, en=when) if when else None,
    }


async def _standing(session: AsyncSession, desk: Desk, look: Look, now: datetime) -> dict[str, Any]:
    """Flags and holds, and which of them this post may set that are not there yet."""
    answer = look.answers["flags"]
    if not look.shows("flags") or look.form_of("flags") is Form.AGGREGATE:
        return {}
    kinds = (Kind.HOLD,) if look.form_of("flags") is Form.HOLD_FLAGS else (Kind.FLAG, Kind.HOLD)
    book = desk.pack.section(standing.STANDING)
    found = await standing.standing_at(session, look.about.customer_id, now, *kinds)
    names = {one.key.name: book.rules[one.key.kind].get(one.key.name) for one in found}
    writes = isinstance(answer, Shown) and answer.right is Right.WRITE
    return {
        "standing": {name: rule.name for name, rule in names.items() if rule is not None},
        "sees_standing": len(kinds) > 1,
        "can_set": frozenset(
            (kind, name)
            for kind in (kinds if writes else ())
            for name, rule in book.rules[kind].items()
            if look.staff.post in rule.changed_by(Act.SET) and name not in names
        ),
    }


def _hers(one: Spoken) -> str | None:
    """The words of a customer's own message; a file's name and a button are none."""
    if one.author_kind != AuthorKind.CUSTOMER or one.content.get("kind") != "text":
        return None
    return content.plain(content.parse(one.content))


def _shortened(words: str) -> str:
    return words if len(words) <= _MOST_SIGNS else f"{words[: _MOST_SIGNS - 1]}…"


def _waits(said: Sequence[Spoken]) -> bool:
    last = next((one for one in reversed(said) if one.author_kind != AuthorKind.HOUSE), None)
    return last is not None and last.author_kind == AuthorKind.CUSTOMER


def _flow(desk: Desk, intent: str) -> str | None:
    flow = desk.flows.flow_of(intent)
    return flow.id if flow is not None else None


def _name(desk: Desk, flow_id: str) -> InBoth:
    flow = desk.flows.flows.get(flow_id)
    return flow.name if flow is not None else InBoth(zh=flow_id, en=flow_id)
