"""What holds of the customer in hand, over HTTP: flags, holds, consents and preferences, seen and changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, requests
from qiao.access import Doorkeeper, Form, Look, Right, Shown
from qiao.customers import standing
from qiao.customers.standing import Act, Change, Interval, Key, Kind, Proposal, StandingBook, StandingRule, Wanted
from qiao.desk import looks
from qiao.desk.actions import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.policy import InBoth

SHOWN = ("flags", "consents")
_AGENT = "agent:"
Names = Mapping[UUID, str]
_Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_:\-]+$")]


class NotChangedByThisPost(Forbidden):
    """The table of rights lets this post see it, and not change it."""


class NewStanding(Body):
    """A flag, hold, consent or preference to be set or ended, and why. `scope`: the channel of a consent, or a loan."""

    act: Act
    kind: Kind
    name: _Code
    scope: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_:\-]*$")] = ""
    origin: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_:\-]*$")] = ""
    value: _Code | None = None
    until: AwareDatetime | None = None
    reason: _Code


class SecondOpinion(Body):
    agree: bool


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper, *, has_lender: bool) -> APIRouter:
    """The routes under `/api/v1/desk/…/standing`. Without a lender nothing is ordered there."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    book = desk.pack.section(standing.STANDING)

    async def look_at(request: Request, conversation_id: UUID) -> Look:
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        return look

    @router.get("/standing")
    @declared(Who.STAFF)
    async def what_there_is(request: Request) -> dict[str, Any]:
        """What the pack knows, what of it this post may set and end, and the reasons to choose from."""
        post = (await signed_in(request)).staff.post
        return {
            "rules": [_rule(kind, rule, post) for kind, rules in book.rules.items() for rule in rules.values()],
            "reasons": [{"id": one.id, "name": _both(one.name)} for one in book.reasons.values()],
        }

    @router.get("/conversations/{conversation_id}/standing")
    @declared(Who.HOLDER, *SHOWN)
    async def stands(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """What holds of her now, what held before, and what waits for a second person: as far as this post sees it.

        `view` says how it sees the two fields, and where it may write.
        """
        look = await look_at(request, conversation_id)
        async with parts.database.reading() as session:
            seen = await _wire(session, book, look, now=parts.clock.now())
        return {**seen, "view": desk.views.wire(look)}

    @router.post("/conversations/{conversation_id}/standing", status_code=201)
    @declared(Who.HOLDER)
    async def change(conversation_id: UUID, new: NewStanding, request: Request) -> dict[str, Any]:
        """Set or end it; where the pack wants a second person it waits for one."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        until = new.until.astimezone(UTC) if new.until is not None else None
        wanted = Wanted(new.act, Key(new.kind, new.name, new.scope, _origin(new)), new.reason, new.value, until)
        async with parts.database.transaction() as session:
            _, look = await looks.require_in_hand(session, desk, staff, conversation_id, now=now)
            _require_writing(look, new.kind)
            is_done = await standing.change(session, book, look, wanted, now=now, source=source_of(request))
            if is_done and has_lender:
                await requests.order_as_standing(session, parts.ring, look.about.customer_id, wanted, now=now)
        return {"is_done": is_done}

    @router.post("/conversations/{conversation_id}/standing/proposals/{proposal_id}")
    @declared(Who.HOLDER)
    async def decide(
        conversation_id: UUID, proposal_id: UUID, opinion: SecondOpinion, request: Request
    ) -> dict[str, Any]:
        """Agree to what a colleague has proposed, or turn it down.

        Agreed to too late (it has ended or changed since, or its time is over) it is closed, and nothing is done.
        """
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            _, look = await looks.require_in_hand(session, desk, staff, conversation_id, now=now)
            if not any(_may_write(look, kind) for kind in Kind):
                raise NotChangedByThisPost
            decided = await standing.decide(
                session, book, look, proposal_id, agrees=opinion.agree, now=now, source=source_of(request)
            )
            if decided.is_done and has_lender:
                await requests.order_as_standing(session, parts.ring, look.about.customer_id, decided.wanted, now=now)
        return {"is_done": decided.is_done}

    _ = (what_there_is, stands, change, decide)
    return router


async def _wire(session: AsyncSession, book: StandingBook, look: Look, *, now: datetime) -> dict[str, Any]:
    """What is kept of her, of which a look that shows a part sees that part."""
    kinds = _kinds_shown(look)
    history = await standing.history(session, look.about.customer_id, *kinds) if kinds else []
    holds = {one.id for one in await standing.standing_at(session, look.about.customer_id, now, *kinds)}
    seen = [one for one in history if _is_shown(look, one.opened.key)]
    proposed = [
        (standing.proposed(row), row.proposed_by) for row in await standing.proposals(session, look.about.customer_id)
    ]
    names = await _names(session, seen, [by for _, by in proposed])
    return {
        "now": [_interval(book, look, names, one) for one in seen if one.opened.id in holds],
        "later": [_interval(book, look, names, one) for one in seen if one.opened.from_at > now],
        "before": [_interval(book, look, names, one) for one in seen if one.ends_at is not None and one.ends_at <= now],
        "proposed": [
            _proposal(book, look, one, by=names.get(by)) | {"is_yours": by == look.staff.id}
            for one, by in proposed
            if one.wanted.key.kind in kinds and _is_shown(look, one.wanted.key)
        ],
    }


async def _names(session: AsyncSession, seen: Sequence[Interval], proposers: Sequence[UUID]) -> Names:
    """Of the members of staff who changed something; accounts that are gone have none."""
    changes = [change for one in seen for change in (one.opened, one.ended) if change is not None]
    actors = {actor for one in changes for actor in (one.by.actor, one.by.agreed_by) if actor is not None}
    ids = {UUID(actor.removeprefix(_AGENT)) for actor in actors if actor.startswith(_AGENT)}
    return await access.staff_names(session, ids | set(proposers))


def _proposal(book: StandingBook, look: Look, one: Proposal, *, by: str | None) -> dict[str, Any]:
    wanted = one.wanted
    wire = {
        **_key(book, wanted.key),
        "id": str(one.id),
        "act": wanted.act,
        "value": wanted.value,
        "until": wanted.until.isoformat() if wanted.until is not None else None,
        "at": one.at.isoformat(),
        "reason": wanted.reason,
    }
    return wire if _form(look, wanted.key.kind) is Form.SUMMARY else {**wire, "by": by}


def _kinds_shown(look: Look) -> list[Kind]:
    return [kind for kind in Kind if look.shows(standing.FIELD_OF[kind]) and _gives(_form(look, kind), kind)]


def _form(look: Look, kind: Kind) -> Form | None:
    answer = look.answers[standing.FIELD_OF[kind]]
    return answer.form if isinstance(answer, Shown) else None


def _gives(form: Form | None, kind: Kind) -> bool:
    """Whether a part of the field has this kind in it; figures over many customers have nothing of one."""
    match form:
        case Form.HOLD_FLAGS:
            return kind is Kind.HOLD
        case Form.DO_NOT_CALL:
            return kind is Kind.PREFERENCE
        case Form.AGGREGATE:
            return False
        case _:
            return True


def _is_shown(look: Look, key: Key) -> bool:
    """One part of the preferences is the wish not to be called alone."""
    return _form(look, key.kind) is not Form.DO_NOT_CALL or key.name == standing.NO_CALLS


def _interval(book: StandingBook, look: Look, names: Names, one: Interval) -> dict[str, Any]:
    """From when to when, and by whom; a summary leaves out who and why."""
    opened = one.opened
    wire = {
        **_key(book, opened.key),
        "value": opened.value,
        "from": opened.from_at.isoformat(),
        "until": one.ends_at.isoformat() if one.ends_at is not None else None,
    }
    if _form(look, opened.key.kind) is Form.SUMMARY:
        return wire
    return {
        **wire,
        "version": opened.version,
        "set": _who(opened, names),
        "ended": _who(one.ended, names) if one.ended else None,
    }


def _who(change: Change, names: Names) -> dict[str, Any]:
    by = change.by
    return {
        "source": by.source,
        "actor": by.actor,
        "name": _name(names, by.actor),
        "agreed_by": by.agreed_by,
        "agreed_by_name": _name(names, by.agreed_by),
        "reason": change.reason,
        "cause": change.cause,
    }


def _name(names: Names, actor: str | None) -> str | None:
    return names.get(UUID(actor.removeprefix(_AGENT))) if actor is not None and actor.startswith(_AGENT) else None


def _key(book: StandingBook, key: Key) -> dict[str, Any]:
    """The index of a number is nobody's to see; that it is about a number is."""
    rule = book.rules[key.kind].get(key.name)
    is_of_number = key.name == standing.NO_CALLS and bool(key.scope)
    return {
        "kind": key.kind,
        "name": key.name,
        "words": _both(rule.name) if rule is not None else {"zh": key.name, "en": key.name},
        "scope": "number" if is_of_number else key.scope,
        "origin": key.origin,
    }


def _rule(kind: Kind, rule: StandingRule, post: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": rule.id,
        "words": _both(rule.name),
        "scopes": list(rule.scopes),
        "values": list(rule.values),
        "most_days": rule.most_days,
        "may": [act for act in Act if post in rule.changed_by(act)],
        "second_person": list(rule.second_person),
    }


def _origin(new: NewStanding) -> str:
    """What staff set stands by itself beside what cases set: it is theirs to end."""
    if new.act is Act.SET:
        return "staff" if new.kind is Kind.HOLD else ""
    return new.origin


def _may_write(look: Look, kind: Kind) -> bool:
    answer = look.answers[standing.FIELD_OF[kind]]
    return isinstance(answer, Shown) and answer.right is Right.WRITE


def _require_writing(look: Look, kind: Kind) -> None:
    if not _may_write(look, kind):
        raise NotChangedByThisPost


def _both(name: InBoth) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
