"""Opening one value for one member of staff: decided, counted and put on record before anything is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.grants import Because, Hidden, Shown
from qiao.access.queries import Staff, StaffSession
from qiao.access.reveals import queries
from qiao.access.reveals.model import GlassRow, ProofKind, ProofRow, RevealRow
from qiao.access.reveals.rules import Clear, StepUp, clearest, may_match, start_of_day, watermark
from qiao.access.reveals.section import RevealReason, RevealRules
from qiao.access.views import About, Views
from qiao.access.views.queries import Held
from qiao.foundation.errors import Forbidden, Invalid, QiaoError, TooMany
from qiao.foundation.ids import new_id

_AN_HOUR = timedelta(hours=1)
_IDENTITY = "identity_check"
_MORE_FOR_ALL = 4  # Over all her customers she may miss this many times as often as with one of them.


class ReasonUnknown(Invalid):
    """The pack knows no such reason."""


class RevealRefused(Forbidden):
    """The table of rights does not give this; the parameters say why, and how to ask."""


class StepUpNeeded(Forbidden):
    """Prove again who you are, then ask once more."""


class RevealsUsedUp(TooMany):
    """No more values may be opened today."""


class MatchesUsedUp(TooMany):
    """Too many wrong values were tried; wait before the next."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value, by the field it is of and where it stands: a value of the customer, or a span of a message."""

    field: str
    target_id: UUID
    span: int | None
    reason: str
    glass_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """It is on record, and may be shown until then under this watermark."""

    id: UUID
    field: str
    until: datetime
    watermark: str
    left_today: int


@dataclass(frozen=True, slots=True)
class Reveals:
    """The rules of the pack and the house's figures, over the one view."""

    views: Views
    rules: RevealRules
    lasts: timedelta
    step_up_lasts: timedelta
    match_tries: int
    glass_lasts: timedelta

    async def open(
        self,
        session: AsyncSession,
        live: StaffSession,
        about: About,
        wanted: Wanted,
        *,
        in_hand: Held | None = None,
        now: datetime,
        source: str,
    ) -> Opened | QiaoError:
        """Decide, count, record. The refusal is given back rather than raised, so that it too is on record.

        `in_hand`: what she has of the customer, where that is no contact of hers.
        """
        await queries.lock_staff(session, live.staff.id)
        reason = self.rules.reasons.get(wanted.reason)
        if reason is None:
            return ReasonUnknown(reason=wanted.reason[:40])
        glass = await self._glass(session, live.staff, about, wanted, now=now)
        answer = (
            Clear("care", f"glass:{glass.id.hex[-12:]}")
            if glass
            else await self._answer(session, live, about, wanted.field, reason, in_hand=in_hand, now=now)
        )
        left = self.rules.quota(live.staff.post) - await queries.opened_since(session, live.staff.id, start_of_day(now))
        trouble: QiaoError | None = None
        if isinstance(answer, StepUp):
            trouble = StepUpNeeded(field=wanted.field)
        elif isinstance(answer, Hidden):
            trouble = self.refused(answer)
        elif left <= 0 and glass is None:
            trouble = RevealsUsedUp(a_day=self.rules.quota(live.staff.post))
        if trouble is not None or not isinstance(answer, Clear):
            assert trouble is not None
            await self._record_refusal(session, live.staff, about, wanted, trouble, now=now, source=source)
            return trouble
        return await self._opened(
            session, live.staff, about, wanted, answer, glass=glass, left=left, now=now, source=source
        )

    async def _answer(
        self,
        session: AsyncSession,
        live: StaffSession,
        about: About,
        field: str,
        reason: RevealReason,
        *,
        in_hand: Held | None,
        now: datetime,
    ) -> Clear | StepUp | Hidden:
        proved = await self.has_proved(session, live, now=now)
        allowed = self.views.purposes_of(about.subject)
        answers: list[tuple[str, Shown | Hidden]] = []
        for purpose in reason.purposes:
            if purpose in allowed:
                look = await self.views.look(
                    session, live.staff, about, now=now, purpose=purpose, stepped_up=proved, in_hand=in_hand
                )
                answers.append((purpose, look.answers[field]))
        found = clearest(answers, otherwise=Hidden(Because.SUBJECT))
        shows_mask_only = isinstance(found, Hidden) and any(isinstance(answer, Shown) for _, answer in answers)
        return Hidden(Because.NO_GRANT) if shows_mask_only else found

    async def has_proved(self, session: AsyncSession, live: StaffSession, *, now: datetime) -> bool:
        return await queries.proved_since(session, live.digest, now - self.step_up_lasts)

    async def _glass(
        self, session: AsyncSession, staff: Staff, about: About, wanted: Wanted, *, now: datetime
    ) -> GlassRow | None:
        """The broken glass that this value lies behind, while it is open for her."""
        if wanted.glass_id is None:
            return None
        row = await queries.glass(session, wanted.glass_id)
        fits = (
            row is not None
            and row.staff_id == staff.id
            and row.customer_id == about.customer_id
            and wanted.field in row.fields
            and row.until is not None
            and now < row.until
        )
        return row if fits else None

    async def _opened(
        self,
        session: AsyncSession,
        staff: Staff,
        about: About,
        wanted: Wanted,
        answer: Clear,
        *,
        glass: GlassRow | None,
        left: int,
        now: datetime,
        source: str,
    ) -> Opened:
        reveal_id = new_id()
        until = now + self.lasts
        if glass is not None and glass.until is not None:
            until = min(until, glass.until)
        await session.execute(
            insert(RevealRow).values(
                id=reveal_id,
                staff_id=staff.id,
                post=staff.post,
                customer_id=about.customer_id,
                contact_id=about.contact_id,
                field=wanted.field,
                target_id=wanted.target_id,
                span=wanted.span,
                purpose=answer.purpose,
                reason=wanted.reason,
                rule=answer.rule,
                glass_id=glass.id if glass else None,
                at=now,
                until=until,
            )
        )
        act = audit.Record(
            f"staff:{staff.id}",
            audit.Action.REVEALED,
            post=staff.post,
            customer_id=about.customer_id,
            contact_id=about.contact_id,
            purpose=answer.purpose,
            fields=[audit.Seen(wanted.field, "full", answer.rule.replace(":", "-"))],
            reason=wanted.reason,
            source=source,
            detail={"reveal": str(reveal_id), **({"glass": str(glass.id)} if glass else {})},
        )
        await audit.record(session, act, now=now)
        return Opened(reveal_id, wanted.field, until, watermark(staff, now), left - (glass is None))

    def refused(self, hidden: Hidden) -> RevealRefused:
        """In the pack's words."""
        reason = self.views.book.reason(hidden)
        return RevealRefused(
            because=hidden.because,
            why={"zh": reason.why.zh, "en": reason.why.en},
            ask={"zh": reason.ask.zh, "en": reason.ask.en},
        )

    async def _record_refusal(
        self,
        session: AsyncSession,
        staff: Staff,
        about: About,
        wanted: Wanted,
        trouble: QiaoError,
        *,
        now: datetime,
        source: str,
    ) -> None:
        act = audit.Record(
            f"staff:{staff.id}",
            audit.Action.DENIED,
            post=staff.post,
            customer_id=about.customer_id,
            contact_id=about.contact_id,
            reason=wanted.reason,
            source=source,
            detail={"asked": wanted.field, "because": str(trouble.params.get("because", trouble.code))},
        )
        await audit.record(session, act, now=now)

    async def check_match(
        self, session: AsyncSession, live: StaffSession, about: About, field: str, *, now: datetime
    ) -> QiaoError | None:
        """Why she may not ask whether a value fits; None when she may."""
        await queries.lock_staff(session, live.staff.id)
        proved = await self.has_proved(session, live, now=now)
        looks = [
            await self.views.look(session, live.staff, about, now=now, purpose=_IDENTITY, stepped_up=step)
            for step in ((True,) if proved else (False, True))
        ]
        answers = [look.answers[field] for look in looks]
        if not may_match(answers[0]):
            if may_match(answers[-1]):
                return StepUpNeeded(field=field)
            return self.refused(answers[0] if isinstance(answers[0], Hidden) else Hidden(Because.NO_GRANT))
        return await self.check_tries(session, live.staff.id, about.customer_id, field, now=now)

    async def check_tries(
        self, session: AsyncSession, staff_id: UUID, customer_id: UUID, field: str, *, now: datetime
    ) -> QiaoError | None:
        """Whether so many wrong values were tried that nobody may try another for a while."""
        since = now - _AN_HOUR
        missed = await queries.failed_matches(session, customer_id, field, since)
        missed_by_her = await queries.failed_matches_of(session, staff_id, since)
        if missed >= self.match_tries or missed_by_her >= self.match_tries * _MORE_FOR_ALL:
            return MatchesUsedUp(retry_after_s=int(_AN_HOUR.total_seconds()))
        return None

    async def note_match(
        self,
        session: AsyncSession,
        live: StaffSession,
        about: About,
        field: str,
        *,
        fits: bool,
        now: datetime,
        source: str,
    ) -> int:
        """Count and record the try; returns how many wrong ones are left."""
        await session.execute(
            insert(ProofRow).values(
                id=new_id(),
                staff_id=live.staff.id,
                kind=ProofKind.MATCH,
                customer_id=about.customer_id,
                field=field,
                at=now,
                fits=fits,
            )
        )
        act = audit.Record(
            f"staff:{live.staff.id}",
            audit.Action.MATCHED,
            post=live.staff.post,
            customer_id=about.customer_id,
            contact_id=about.contact_id,
            purpose=_IDENTITY,
            source=source,
            detail={"field": field, "fits": "yes" if fits else "no"},
        )
        await audit.record(session, act, now=now)
        return self.match_tries - await queries.failed_matches(session, about.customer_id, field, now - _AN_HOUR)


def wire(opened: Opened, value: str, *, now: datetime) -> dict[str, Any]:
    """The protocol's `Reveal`."""
    return {
        "id": str(opened.id),
        "field": opened.field,
        "value": value,
        "until": opened.until.isoformat(),
        "seconds": int((opened.until - now).total_seconds()),
        "watermark": opened.watermark,
        "left_today": opened.left_today,
    }


def reasons_wire(rules: RevealRules) -> Sequence[dict[str, Any]]:
    """Every reason, with the purposes it can serve."""
    return [
        {
            "id": one.id,
            "name": {"zh": one.name.zh, "en": one.name.en},
            "purposes": list(one.purposes),
            "breaks_glass": one.id in rules.glass.reasons,
        }
        for one in rules.reasons.values()
    ]
