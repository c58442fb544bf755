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
from qiao.emergencies.actions import HOLD_DAYS, report, reported
from qiao.emergencies.model import EmergencyKind, EmergencyRow
from qiao.foundation import regions
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


@_register.read("needs.affected", {"has_loans": _FLAG, "count": _COUNT, "loans": _ID}, level="A0")
async def affected(asking: Asking) -> Sequence[Row]:
    """The loans that are being repaid: all that a disaster may concern. None for somebody the lender does not know."""
    if asking.reference is None:
        return [{"has_loans": False, "count": 0, "loans": ()}]
    loans = (await asking.lender.read(c.LOANS, asking.customer)).items
    running = tuple(one.id for one in loans if one.state in ln.DISBURSED - ln.FINISHED)
    return [{"has_loans": bool(running), "count": len(running), "loans": running}]


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


@_register.house("house.needs.register", _REPORT, takes="need window", optional="region loans number")
async def register_need(session: AsyncSession, asking: Asking, place: Place) -> Row:
    """A need after a disaster. Whom the lender knows is left in peace at once, and her loans become a case there."""
    need, window, region = asking.text("need"), asking.text("window"), asking.text_or_none("region")
    details = {"need": need, "window": window, "number": asking.text_or_none("number")}
    row = await report(session, place, EmergencyKind.DISASTER, details, region=region, now=asking.now)
    if asking.reference is None:
        return _told(row)
    await _leave_in_peace(session, asking, place, row, asking.reference, "disaster")
    loans = asking.texts("loans")
    if loans:
        body = s.CaseOrder(
            kind=s.CaseKind.DISASTER,
            loan_ids=loans,
            cause=f"disaster: {need}",
            contact_window=window,
            region=regions.full_name(region)[:60] if region is not None else None,
        )
        await _order(session, asking, place, row, Order(c.REGISTER_CASE, asking.reference, body))
    return _told(row)


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
