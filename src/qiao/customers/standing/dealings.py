"""Changes of what holds of a customer, for the list of what she has had to do with the house."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Dealing, DealingKind, Form, Look, Stretch, Teller
from qiao.customers.standing.book import StandingBook
from qiao.customers.standing.model import Act, Kind, Source, StandingChangeRow
from qiao.customers.standing.rules import NO_CALLS
from qiao.customers.standing.staff import FIELD_OF
from qiao.policy import InBoth

_AGENT = "agent:"
_of = StandingChangeRow
# What the lender tells later happened then; what somebody sets for later is news when she sets it.
_AT = case((_of.from_at < _of.recorded_at, _of.from_at), else_=_of.recorded_at)


def standing_teller(book: StandingBook) -> Teller:
    """Tells which flags, holds, consents and preferences were set and ended; a summary leaves out by whom."""

    async def tell(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
        kinds = [kind for kind in Kind if look.shows(FIELD_OF[kind]) and _gives(look.form_of(FIELD_OF[kind]), kind)]
        query = select(_of, _AT.label("at")).where(
            _of.customer_id.in_(stretch.customer_ids), _of.kind.in_(kinds), stretch.covers(_AT, _of.id.expression)
        )
        if look.form_of(FIELD_OF[Kind.PREFERENCE]) is Form.DO_NOT_CALL:
            query = query.where((_of.kind != Kind.PREFERENCE) | (_of.name == NO_CALLS))
        found = (await session.execute(query.order_by(_AT.desc(), _of.id.desc()).limit(stretch.limit))).all()
        names = await _names(session, [row for row, _ in found])
        return [
            Dealing(
                DealingKind.STANDING,
                row.id,
                at,
                title=_name(book, row),
                state=_state(row),
                by=() if look.form_of(FIELD_OF[Kind(row.kind)]) is Form.SUMMARY else _who(row, names),
                due_at=row.until,
            )
            for row, at in found
        ]

    return Teller(DealingKind.STANDING, tuple(sorted({*FIELD_OF.values()})), tell)


def _gives(form: Form | None, kind: Kind) -> bool:
    """Whether a part of the field has this kind in it."""
    match form:
        case Form.HOLD_FLAGS:
            return kind is Kind.HOLD
        case Form.DO_NOT_CALL:
            return kind is Kind.PREFERENCE
        case Form.AGGREGATE:
            return False
        case _:
            return True


def _name(book: StandingBook, row: StandingChangeRow) -> InBoth:
    rule = book.rules[Kind(row.kind)].get(row.name)
    return rule.name if rule is not None else InBoth(zh=row.name, en=row.name)


def _state(row: StandingChangeRow) -> str:
    """Of a consent what was said; else whether it was set or ended."""
    return row.value if row.kind == Kind.CONSENT and row.value and row.act == Act.SET else row.act


async def _names(session: AsyncSession, rows: Iterable[StandingChangeRow]) -> Mapping[UUID, str]:
    actors = {actor for row in rows for actor in (row.actor, row.agreed_by) if actor and actor.startswith(_AGENT)}
    return await access.staff_names(session, {UUID(actor.removeprefix(_AGENT)) for actor in actors})


def _who(row: StandingChangeRow, names: Mapping[UUID, str]) -> tuple[str, ...]:
    """The names of staff, else whose word it is: `lender`, `robot` or `customer`."""
    if row.source != Source.STAFF:
        return (row.source,)
    ids = [UUID(one.removeprefix(_AGENT)) for one in (row.actor, row.agreed_by) if one and one.startswith(_AGENT)]
    return tuple(names[one] for one in ids if one in names) or (row.source,)
