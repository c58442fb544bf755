"""A look: what one member of staff may see of one customer now, decided and put on record before it is shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.grants import ACTS, Asked, Because, Form, GrantBook, Hidden, MaskKind, Reason, Scope, Shown, decide
from qiao.access.queries import Staff
from qiao.access.views.ports import Rota
from qiao.access.views.queries import Held, held, in_hands_of, still_held
from qiao.access.views.rules import Reach, clear_right, mask_is_shown
from qiao.policy import InBoth, Intent

_AN_HOUR = timedelta(hours=1)
_SERVED_BY = "transcript"  # Who may read what is said may be given the conversation.


class NotRecorded(RuntimeError):
    """Something was about to be shown that no record speaks of: a mistake of the program, never an answer."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose data it is, and what is in hand: the contact, and the matter it is about (None while not known)."""

    customer_id: UUID
    contact_id: UUID | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """The decision on every field. Only what `recorded` names may be shown."""

    staff: Staff
    about: About
    purpose: str
    purposes: tuple[str, ...]
    in_hand: Held | None
    answers: Mapping[str, Shown | Hidden]
    recorded: frozenset[str] = frozenset()

    def allows(self, field: str) -> bool:
        """Whether there is something of the field to be seen, not only to be done."""
        answer = self.answers[field]
        return isinstance(answer, Shown) and answer.form not in ACTS

    def shows(self, field: str) -> bool:
        """As `allows`; raises NotRecorded where this look put nothing of the field on record."""
        if not self.allows(field):
            return False
        if field not in self.recorded:
            raise NotRecorded(field)
        return True

    def shows_mask(self, field: str) -> bool:
        """Whether the mask of an identifying value may be shown. Raises NotRecorded as `shows`."""
        return mask_is_shown(field, self.answers[field]) and self.shows(field)

    def form_of(self, field: str) -> Form | None:
        """The part of the field that is shown; None for the whole of it, and for nothing: ask `shows` first."""
        answer = self.answers[field]
        return answer.form if isinstance(answer, Shown) else None

    def rule_of(self, field: str) -> str:
        """The rule that decided, whichever way; "" where no row speaks of it."""
        return self.answers[field].rule

    def seen(self, fields: Iterable[str]) -> list[audit.Seen]:
        """How much of these fields is shown and by which rule, as the trail keeps it."""
        found: list[audit.Seen] = []
        for field in fields:
            answer = self.answers[field]
            if isinstance(answer, Shown) and answer.form not in ACTS:
                found.append(audit.Seen(field, answer.form or answer.right, answer.rule))
        return found


@dataclass(frozen=True, slots=True)
class Views:
    """The table of rights at work: with the pack's words, the rota, and how many customers a person may look at."""

    book: GrantBook
    intents: Mapping[str, Intent]
    rota: Rota
    looks_an_hour: int

    def serves(self, post: str) -> bool:
        """Whether the post reads what customers say for a purpose of theirs: only such posts are given work."""
        return any(not self.book.purposes[one].standing for one in self.book.table.purposes(post, _SERVED_BY))

    def scopes(self, post: str, field: str, subject: str | None) -> frozenset[Scope]:
        """How far the table lets this post see the field in such a matter; nothing where it does not at all."""
        offers = (one for purpose in self.purposes_of(subject) for one in self.book.table.offers(post, field, purpose))
        return frozenset(one.scope for one in offers if one.shows)

    def purposes_of(self, subject: str | None) -> frozenset[str]:
        return self.book.purposes_for(self.intents.get(subject) if subject else None)

    async def look(
        self,
        session: AsyncSession,
        staff: Staff,
        about: About,
        *,
        now: datetime,
        purpose: str | None = None,
        stepped_up: bool = False,
        in_hand: Held | None = None,
        counted: bool = True,
    ) -> Look:
        """What she may see. Without `purpose`, that of what is in hand. Nothing is on record yet: see `record`.

        `in_hand` is what she is just being given, when it does not stand in the database yet. Not `counted` are looks
        at what was counted before, or at nothing. Raises AuditUnavailable when the count cannot be had.
        """
        mates = await self.rota.team_of(session, staff.id, now=now)
        found = in_hand or await held(session, about.customer_id, by=staff.id, team=mates, now=now)
        allowed = self.purposes_of(about.subject)
        usable = self._usable(staff.post, allowed)
        chosen = purpose or (found.purpose if found and found.purpose in usable else next(iter(usable), "service"))
        seen = await self._seen_by(session, staff, about, now=now) if counted else 0
        on_shift = await self.rota.on_shift(session, staff, now=now)
        answers = {
            field: decide(
                self.book.table,
                Asked(
                    post=staff.post,
                    field=field,
                    purpose=chosen,
                    holding=found.holding if found else None,
                    purposes_of_subject=allowed,
                    on_shift=on_shift,
                    quota_left=self.looks_an_hour - seen,
                    stepped_up=stepped_up,
                    now=now,
                ),
            )
            for field in self.book.fields
        }
        is_open = found is not None and found.holding.is_open(now)
        return Look(staff, about, chosen, usable, found if is_open else None, answers)

    async def still_in_hand(
        self, session: AsyncSession, staff: Staff, customer_ids: Collection[UUID], *, now: datetime
    ) -> frozenset[UUID]:
        """Of whom a look would find something in hand now, hers or her team's: many at once, and nothing is shown."""
        mates = await self.rota.team_of(session, staff.id, now=now)
        return await still_held(session, customer_ids, by=staff.id, team=mates, now=now)

    async def hands(
        self, session: AsyncSession, customer_ids: Collection[UUID], *, now: datetime
    ) -> dict[UUID, frozenset[UUID]]:
        """In whose hands each of these customers is now; nothing is shown."""
        return await in_hands_of(session, customer_ids, now=now)

    async def _seen_by(self, session: AsyncSession, staff: Staff, about: About, *, now: datetime) -> int:
        since = now - _AN_HOUR
        return await audit.customers_seen(session, f"staff:{staff.id}", since=since, besides=about.customer_id)

    async def record(
        self,
        session: AsyncSession,
        look: Look,
        fields: Sequence[str],
        *,
        now: datetime,
        source: str | None = None,
        detail: Mapping[str, str] = MappingProxyType({}),
    ) -> Look:
        """Put on record what is about to be shown of `fields`; the look that comes back may show it.

        `detail` names what of them, by ids. Where nothing of them may be seen the record says that it was asked for.
        Raises AuditUnavailable.
        """
        seen = look.seen(fields)
        action = audit.Action.VIEWED if seen else audit.Action.DENIED
        because = {} if seen else {"because": self._because(look, fields)}
        act = audit.Record(
            f"staff:{look.staff.id}",
            action,
            post=look.staff.post,
            customer_id=look.about.customer_id,
            contact_id=look.about.contact_id,
            purpose=look.purpose,
            fields=seen,
            source=source,
            detail={**detail, **because},
        )
        await audit.record(session, act, now=now)
        return with_record(look, (one.field for one in seen))

    def _because(self, look: Look, fields: Sequence[str]) -> str:
        if look.in_hand is None:
            return Because.NO_HOLDING
        answer = look.answers[fields[0]] if fields else None
        return answer.because if isinstance(answer, Hidden) else "act_only"

    def _usable(self, post: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """The purposes of the matter for which the table gives this post anything, in the pack's order."""
        return tuple(
            one
            for one in self.book.purposes
            if one in allowed and any(self.book.table.offers(post, field, one) for field in self.book.fields)
        )

    def wire(self, look: Look) -> dict[str, Any]:
        """The protocol's `View`: why each field is shown or hidden, and how to ask."""
        return {
            "purpose": look.purpose,
            "purposes": [{"id": one, "name": _both(self.book.purposes[one].name)} for one in look.purposes],
            "fields": {field: self._field_wire(look, field) for field in look.answers},
        }

    def _field_wire(self, look: Look, field: str) -> dict[str, Any]:
        answer = look.answers[field]
        name = _both(self.book.fields[field].name)
        if isinstance(answer, Hidden):
            words = self._words(answer)
            return {"name": name, "shown": False, "because": answer.because, "rule": answer.rule or None, **words}
        return {
            "name": name,
            "shown": answer.form not in ACTS,
            "right": answer.right,
            "form": answer.form,
            "rule": answer.rule,
            "acts": self._acts(look, field),
            "clear": self._clear_wire(look, field) if self._has_mask(field) else None,
        }

    def _acts(self, look: Look, field: str) -> list[Form]:
        """What may be done with the value unseen, for a purpose of the matter; the act asks for a step-up itself."""
        if look.in_hand is None:
            return []
        table, post = self.book.table, look.staff.post
        forms = {grant.form for purpose in look.purposes for grant in table.offers(post, field, purpose)}
        return sorted(act for act in ACTS if act in forms)

    def _clear_wire(self, look: Look, field: str) -> dict[str, Any]:
        """Whether what the mask hides can be had, and if not why, and how to ask."""
        reach = clear_right(self.book, look.staff.post, field, self.purposes_of(look.about.subject))
        if isinstance(reach, Reach) and self.in_reach(look, field, reach):
            return {"reveal": True, "step_up": reach.step_up, "purposes": list(reach.purposes)}
        hidden = reach if isinstance(reach, Hidden) else Hidden(Because.NO_HOLDING)
        return {"reveal": False, "because": hidden.because, **self._words(hidden)}

    def in_reach(self, look: Look, field: str, reach: Reach) -> bool:
        """Whether what is in hand is near enough for one of the rows that would give the clear value."""
        if look.in_hand is None:
            return False
        return any(
            grant.scope is Scope.ANY or grant.scope.reached_from(look.in_hand.holding.scope)
            for purpose in reach.purposes
            for grant in self.book.table.offers(look.staff.post, field, purpose)
            if grant.form is None
        )

    def _has_mask(self, field: str) -> bool:
        return self.book.fields[field].mask is not MaskKind.NONE

    def _words(self, hidden: Hidden) -> dict[str, Any]:
        return _reason(self.book.reason(hidden))


def with_record(look: Look, fields: Iterable[str]) -> Look:
    """The look, with what is on record of it."""
    return Look(
        look.staff, look.about, look.purpose, look.purposes, look.in_hand, look.answers, look.recorded | set(fields)
    )


def _reason(reason: Reason) -> dict[str, Any]:
    return {"why": _both(reason.why), "ask": _both(reason.ask)}


def _both(text: InBoth) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
