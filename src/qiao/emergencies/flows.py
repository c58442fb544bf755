"""What flows can read and have done about emergencies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import cases, customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import service as s
from qiao.desk import call_backs
from qiao.emergencies import needs
from qiao.emergencies.actions import HOLD_DAYS, report, reported
from qiao.emergencies.model import EmergencyKind, EmergencyRow
from qiao.emergencies.needs import Need
from qiao.requests import Asking, FactType, Order, Place, Register, Row, order_beside

_register = Register()
_ID, _TEXT, _COUNT, _FLAG = FactType.ID, FactType.TEXT, FactType.COUNT, FactType.FLAG
_REPORT = {"id": _ID, "number": _TEXT}

_HAPPENED = {
    "impersonated": "接到冒充本公司的来电或信息，未转账",
    "money_gone": "称已被骗转账",
    "account_taken": "称账号被他人登录、手机丢失或被补卡",
}
_SITUATIONS = {
    "deceased": (EmergencyKind.DECEASED, "称借款人去世，待核实"),
    "imprisoned": (EmergencyKind.INCAPABLE, "称借款人在押或服刑，待核实"),
    "incapable": (EmergencyKind.INCAPABLE, "称借款人无法自理，待核实"),
}
_OWN_ACCOUNT = "this_account"
_HOURS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}
"""The parts of a day that the form of a need offers, in hours of Beijing."""
_ANY_HOUR = (0, 24)
_UNSAID = "quiet"
"""What she needs at least, where she skipped the question: that calls pause."""


@_register.read(
    "needs.affected",
    {"has_loans": _FLAG, "count": _COUNT, "loans": _ID, "home": _ID, "days": _COUNT},
    takes="region",
    level="A0",
)
async def affected(asking: Asking) -> Sequence[Row]:
    """The loans that are being repaid: all that a disaster may concern. None for somebody the lender does not know.

    `home`: in which region the lender has her; `days`: for how long calls would pause.
    """
    async with asking.database.reading() as session:
        incident = await needs.incident_for(session, asking.customer_id, asking.text_or_none("region"))
    days = needs.hold_days(incident)
    if asking.reference is None:
        return [{"has_loans": False, "count": 0, "loans": (), "home": None, "days": days}]
    loans = (await asking.lender.read(c.LOANS, asking.customer)).items
    running = tuple(one.id for one in loans if one.state in ln.DISBURSED - ln.FINISHED)
    home = customers.region_in((await asking.lender.read(c.CUSTOMER, asking.customer)).region)
    return [{"has_loans": bool(running), "count": len(running), "loans": running, "home": home, "days": days}]


@_register.read("borrowers.find", {"borrower": _ID}, takes="phone", level="A0")
async def borrower(asking: Asking) -> Sequence[Row]:
    """Whom the lender knows by this number: for the pause alone; nothing that is said tells if it knows her."""
    phone = asking.text_or_none("phone")
    if phone is None:
        return [{"borrower": None}]
    found = await asking.lender.read(c.LOOKUP, "", cu.LookupOrder(phone=phone))
    return [{"borrower": found.customer_id}]


@_register.read("emergencies.read", {**_REPORT, "kind": _TEXT, "state": _TEXT}, takes="id", level="A0")
async def one(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        row = await reported(session, asking.customer_id, UUID(asking.text("id")))
    return [{**_told(row), "kind": row.kind, "state": row.state}] if row is not None else []


@_register.house("house.needs.register", _REPORT, takes="", optional="need window region loans number home")
async def register_need(session: AsyncSession, asking: Asking, place: Place) -> Row:
    """A need after a disaster. Whom the lender knows is left in peace at once, and her loans become a case there;
    somebody whom nobody knows is called on the number she gave.
    """
    need = Need(
        need=asking.text_or_none("need") or _UNSAID,
        window=asking.text_or_none("window"),
        region=asking.text_or_none("region"),
        loans=asking.texts("loans"),
        number=asking.text_or_none("number"),
        home=asking.text_or_none("home"),
    )
    row = await needs.take_need(session, asking, place, need)
    if asking.reference is None and need.number is not None:
        await _call_back(session, asking, place, row, need)
    return _told(row)


async def _call_back(session: AsyncSession, asking: Asking, place: Place, row: EmergencyRow, need: Need) -> None:
    windows = call_backs.windows(asking.now)
    first, last = _HOURS[need.window] if need.window is not None else _ANY_HOUR
    fitting = [starts for starts, _ in windows if first <= starts.hour < last]
    booking = call_backs.Booking(
        place.request_id,
        place.customer_id,
        place.conversation_id,
        place.contact_id,
        f"受灾求助 {row.number}",
        need.number,
        (fitting or [windows[0][0]])[0],
    )
    await call_backs.book(session, place.ring, place.data_key, booking, is_known=False, now=asking.now)


@_register.house("house.frauds.report", {**_REPORT, "freezes": _FLAG}, takes="happened", optional="number")
async def report_fraud(session: AsyncSession, asking: Asking, place: Place) -> Row:
    """A fraud. The account of whom the lender knows freezes at once, before anything is looked into."""
    happened = asking.text("happened")
    details = {"happened": happened, "number": asking.text_or_none("number")}
    row = await report(session, place, EmergencyKind.FRAUD, details, now=asking.now)
    if asking.reference is not None:
        await _offer_nothing(session, place, row, now=asking.now)
        freeze = cu.FreezeOrder(reason=f"{row.number} {_HAPPENED[happened]}")
        await _order(session, asking, place, row, Order(c.FREEZE, asking.reference, freeze))
        ticket = s.TicketOrder(
            kind=s.TicketKind.FRAUD, subject=f"{row.number} {_HAPPENED[happened]}", facts="客户要求冻结账户"
        )
        await _order(session, asking, place, row, Order(c.OPEN_TICKET, asking.reference, ticket))
    return {**_told(row), "freezes": asking.reference is not None}


@_register.house(
    "house.care.report", _REPORT, takes="situation", optional="whose borrower borrower_phone relation number"
)
async def report_borrower(session: AsyncSession, asking: Asking, place: Place) -> Row:
    """Somebody tells of a borrower who has died or cannot act. Calls to the borrower pause at once, unproven."""
    kind, said = _SITUATIONS[asking.text("situation")]
    own = asking.text_or_none("whose") == _OWN_ACCOUNT
    told = ("situation", "relation", "number") if own else ("situation", "relation", "number", "borrower_phone")
    details = {name: asking.text_or_none(name) for name in told}
    row = await report(session, place, kind, details, now=asking.now)
    reference = asking.reference if own else asking.text_or_none("borrower")
    if reference is not None:
        await _leave_in_peace(session, asking, place, row, reference, kind.value)
        relation = asking.text_or_none("relation") or "未说明"
        ticket = s.TicketOrder(
            kind=s.TicketKind.OTHER, subject=f"{row.number} {said}", facts=f"报告人与借款人的关系：{relation}"
        )
        await _order(session, asking, place, row, Order(c.OPEN_TICKET, reference, ticket))
    return _told(row)


async def _offer_nothing(session: AsyncSession, place: Place, row: EmergencyRow, *, now: datetime) -> None:
    """Whoever has just been deceived is sent nothing unasked: it could not be told from the next lure."""
    await customers.place_hold(
        session,
        place.customer_id,
        "outreach",
        origin=f"case:{row.id}",
        until=now + timedelta(days=HOLD_DAYS),
        by=customers.By(customers.Source.ROBOT, "bot"),
        because=customers.Because("duty_of_care", f"request:{place.request_id}"),
        now=now,
    )


async def _order(session: AsyncSession, asking: Asking, place: Place, row: EmergencyRow, wanted: Order) -> None:
    await order_beside(session, place, wanted, key=f"{row.id}-{wanted.operation.id}", now=asking.now)


async def _leave_in_peace(  # noqa: PLR0917  (whose emergency, and why: one sentence)
    session: AsyncSession, asking: Asking, place: Place, row: EmergencyRow, reference: str, why: str
) -> None:
    until = asking.now + timedelta(days=HOLD_DAYS)
    reason = f"{why} {row.number}"
    await cases.pause_calls(session, place, reference, case=row.id, reason=reason, until=until, now=asking.now)


def _told(row: EmergencyRow) -> Row:
    return {"id": str(row.id), "number": row.number}


REQUESTS = _register.registry()
