"""The sandbox lender's people and loans: 500 customers, 900 loans in every state, the same for the same seed and day.

Numbers that tests and flows rest on are fixed here: 40 deductions on their way, 12 proven faults of banks, 30 open
complaints, 2 incidents.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from qiao.backoffice.contract.customers import Channel, Consent
from qiao.backoffice.contract.loans import (
    Application,
    LedgerEntry,
    LedgerKind,
    LoanState,
    Product,
    SettledHow,
)
from qiao.backoffice.contract.payments import BankFault, CardState, Payment, PaymentKind, PaymentState
from qiao.backoffice.contract.service import Collector, Incident, TicketKind
from qiao.backoffice.sandbox import book, interest, people
from qiao.backoffice.sandbox.interest import Allocation, DayCount, Method
from qiao.backoffice.sandbox.lender import NIGHTLY_AT, Lender, moment
from qiao.backoffice.sandbox.records import (
    Behaviour,
    CardRecord,
    CustomerRecord,
    LoanRecord,
    ProductRecord,
    ScheduleVersion,
)
from qiao.backoffice.sandbox.serve_loans import first_due_days, terms_of
from qiao.backoffice.sandbox.work import open_ticket

CUSTOMERS, LOANS, IN_FLIGHT, BANK_FAULTS, COMPLAINTS = 500, 900, 40, 12, 30
_REGIONS = ("北京市", "河南省郑州市", "广东省广州市", "四川省成都市", "浙江省杭州市", "湖北省武汉市")
_PARTNERS = ("测试银行股份有限公司", "试验农商银行", "小桥金融（测试贷款人）")
_TOTAL_COST_CAP = 240_000

# How many loans are in each state: enough of each for flows and simulated customers, most of them ordinary.
_BEFORE = {
    LoanState.DRAFT: 12, LoanState.SUBMITTED: 14, LoanState.RISK_REVIEW: 14, LoanState.MANUAL_REVIEW: 14,
    LoanState.APPROVED: 12, LoanState.REJECTED: 24, LoanState.CANCELLED: 10, LoanState.EXPIRED: 10,
    LoanState.CONTRACT_SIGNED: 8, LoanState.FUNDING_QUEUED: 10, LoanState.DISBURSING: 12,
    LoanState.DISBURSE_FAILED: 10,
}  # fmt: skip
_LATE_DAYS = {
    LoanState.GRACE: (1, 3), LoanState.OVERDUE_1_30: (4, 30), LoanState.OVERDUE_31_60: (31, 60),
    LoanState.OVERDUE_61_90: (61, 90), LoanState.OVERDUE_90_PLUS: (91, 200), LoanState.LEGAL: (120, 300),
    LoanState.WRITTEN_OFF: (200, 400), LoanState.ASSIGNED: (200, 400), LoanState.DEDUCT_FAILED: (0, 0),
    LoanState.RELIEF: (10, 50),
}  # fmt: skip
_LATE = {
    LoanState.DEDUCT_FAILED: 10, LoanState.GRACE: 24, LoanState.OVERDUE_1_30: 50, LoanState.OVERDUE_31_60: 30,
    LoanState.OVERDUE_61_90: 20, LoanState.OVERDUE_90_PLUS: 20, LoanState.RELIEF: 20, LoanState.LEGAL: 10,
    LoanState.WRITTEN_OFF: 10, LoanState.ASSIGNED: 10,
}  # fmt: skip
_RUNNING = {
    LoanState.DISBURSED: 10, LoanState.CURRENT: 300, LoanState.DUE_SOON: 50, LoanState.DUE_TODAY: 30,
}  # fmt: skip
_OVER = {LoanState.SETTLED: 100, LoanState.CERTIFICATE_ISSUED: 26, LoanState.ARCHIVED: 30}

_PRODUCTS = (
    ("XQ-EI", "小桥借（等额本息）", Method.EQUAL_INSTALMENT, DayCount.THIRTY_360, 180_000, 0, (3, 6, 12, 24)),
    ("XQ-DAY", "小桥随借（按日计息）", Method.EQUAL_INSTALMENT, DayCount.ACTUAL_365, 144_000, 0, (3, 6, 12)),
    ("XQ-EP", "小桥贷（等额本金）", Method.EQUAL_PRINCIPAL, DayCount.ACTUAL_360, 120_000, 10_000, (12, 24, 36)),
    ("XQ-IO", "小桥周转（先息后本）", Method.INTEREST_ONLY, DayCount.ACTUAL_365, 108_000, 5_000, (6, 12)),
    ("XQ-BL", "小桥应急（到期还本付息）", Method.BULLET, DayCount.ACTUAL_360, 168_000, 0, (1, 2, 3)),
)


def fill(lender: Lender) -> None:
    """Make everything, within a transaction, at the lender's present moment."""
    now = lender.now
    lender = lender.at(now)
    chance = random.Random(lender.seed)  # noqa: S311  (a fixture, not a secret)
    products = [_product(lender, row) for row in _PRODUCTS]
    customers = [_customer(lender, chance, index) for index in range(CUSTOMERS)]
    _faults_and_incidents(lender, now)
    loans = _loans(lender, chance, customers, products)
    _in_flight(lender, loans)
    _double_deductions(lender, loans)
    _complaints(lender, loans)
    lender.plan(moment(now.date() + timedelta(days=now.time() >= NIGHTLY_AT), NIGHTLY_AT), "nightly", "")
    # Loans whose bill is due today are deducted at ten, as the night before would have planned.
    for loan in loans:
        if loan.state is LoanState.DUE_TODAY and now.time() < time(10):
            lender.plan(moment(now.date(), time(10)), "deduct", loan.id)


def _product(lender: Lender, row: tuple[str, str, Method, DayCount, int, int, tuple[int, ...]]) -> Product:
    code, name, method, count, rate, fee, months = row
    product = Product(
        code=code,
        name=name,
        method=method,
        day_count=count,
        annual_rate=rate,
        # Half as much again as the loan's rate (银发〔2003〕251号), and never above the cap on total cost.
        penalty_rate=min(rate * 3 // 2, _TOTAL_COST_CAP),
        grace_days=3,
        early_fee_rate=fee,
        terms_months=months,
        least_fen=500_00,
        most_fen=200_000_00,
        allows_prepayment=method is not Method.BULLET,
        allows_due_day_change=method is not Method.BULLET,
        cooling_days=1,
    )
    lender.keep(ProductRecord(id=code, product=product))
    return product


def _customer(lender: Lender, chance: random.Random, index: int) -> CustomerRecord:
    today = lender.today
    born = date(today.year - chance.randint(20, 66), chance.randint(1, 12), chance.randint(1, 28))
    # The first customers stand for the early stages of a customer's life, before any loan.
    stage = ("registered", "verifying", "verified", "credit_rejected", "credit_granted", "dormant", "closed")[index % 7]
    early = index < 35
    granted = not early or stage == "credit_granted"
    customer = lender.keep(
        CustomerRecord(
            id=lender.number("C"),
            name=people.name(index),
            phone=people.phone(index),
            id_number=people.identity_number(index, born),
            id_expires_on=today + timedelta(days=chance.choice((20, 400, 2_000, 3_000))),
            region=chance.choice(_REGIONS),
            address=f"测试区示例路{index + 1}号",
            workplace=f"示例单位{index % 40 + 1}",
            email=people.email(index) if index % 5 else None,
            born_on=born,
            stage=stage if early else "repaying",
            flags=("vulnerable",) if today.year - born.year >= 60 else (),
            limit_fen=chance.randint(10, 60) * 5_000_00 if granted else 0,
            limit_state=chance.choices(("active", "frozen", "expired"), (94, 3, 3))[0] if granted else "none",
            limit_expires_on=today + timedelta(days=chance.randint(5, 700)) if granted else None,
            sim_changed_on=today - timedelta(days=1) if index % 25 == 7 else None,
            face_outcome="failed" if index % 40 == 11 else "passed",
        )
    )
    if early and stage in {"registered", "verifying", "closed"}:
        return customer
    for place in range(1 + (index % 3 == 0)):
        number = people.card_number(index * 10 + place)
        behaviour = chance.choices(tuple(Behaviour), (92, 6, 2))[0]
        lender.keep(
            CardRecord(
                id=lender.number("K"),
                customer_id=customer.id,
                bank=people.BANKS[(index + place) % len(people.BANKS)],
                tail=number[-4:],
                is_default=place == 0,
                state=CardState.BOUND,
                bound_at=lender.now - timedelta(days=chance.randint(10, 600)),
                number=number,
                behaviour=Behaviour.PAYS if place else behaviour,
            )
        )
    for channel, purpose in (
        (Channel.SMS, "marketing"), (Channel.CALL, "marketing"), (Channel.SMS, "service_details"),
    ):  # fmt: skip
        lender.keep(
            Consent(
                id=f"{customer.id}-{channel}-{purpose}",
                customer_id=customer.id,
                channel=channel,
                purpose=purpose,
                granted=chance.random() < 0.7,
                since=lender.now - timedelta(days=200),
            )
        )
    return customer


def _faults_and_incidents(lender: Lender, now: datetime) -> None:
    lender.keep(
        Incident(
            id="N000001", kind="flood", title="郑州暴雨（演练）", region="河南省郑州市", bank=None,
            starts_at=now - timedelta(days=2), ends_at=None, state="active",
        )
    )  # fmt: skip
    lender.keep(
        Incident(
            id="N000002", kind="bank_fault", title="代扣入账延迟（演练）", region=None, bank=people.BANKS[0],
            starts_at=now - timedelta(hours=3), ends_at=None, state="active",
        )
    )  # fmt: skip
    for index, calls_from in enumerate(("15400009001", "15400009002"), 1):
        lender.keep(
            Collector(id=f"A{index:04d}", agency=f"测试催收机构{index}", calls_from=(calls_from,), is_authorised=True)
        )


def _loans(
    lender: Lender, chance: random.Random, customers: Sequence[CustomerRecord], products: Sequence[Product]
) -> list[LoanRecord]:
    wanted = [
        state for counts in (_BEFORE, _LATE, _RUNNING, _OVER) for state, count in counts.items() for _ in range(count)
    ]
    assert len(wanted) == LOANS
    chance.shuffle(wanted)
    borrowers = customers[35:]
    loans: list[LoanRecord] = []
    for index, state in enumerate(wanted):
        customer = borrowers[index % len(borrowers)]
        product = chance.choices(tuple(products), (45, 20, 15, 12, 8))[0]
        if state in _BEFORE:
            loans.append(_before(lender, chance, customer, product, state))
        else:
            loans.append(_disbursed(lender, chance, customer, product, state))
    return loans


def _bare(
    lender: Lender, chance: random.Random, customer: CustomerRecord, product: Product, state: LoanState, *, months: int
) -> LoanRecord:
    card = next((one for one in lender.of_customer(CardRecord, customer.id) if one.is_default), None)
    return LoanRecord(
        id=lender.number("L"),
        customer_id=customer.id,
        product_code=product.code,
        state=state,
        principal_fen=chance.randint(10, 300) * 100_00,
        months=months,
        terms=terms_of(product),
        funding_partner=chance.choice(_PARTNERS),
        guarantor="测试融资担保有限公司" if chance.random() < 0.3 else None,
        card_id=card.id if card else None,
    )


_NODES = {
    LoanState.DRAFT: "form", LoanState.SUBMITTED: "received", LoanState.RISK_REVIEW: "reviewing",
    LoanState.MANUAL_REVIEW: "review_call", LoanState.APPROVED: "approved", LoanState.REJECTED: "rejected",
    LoanState.CANCELLED: "cancelled", LoanState.EXPIRED: "expired",
}  # fmt: skip


def _before(
    lender: Lender, chance: random.Random, customer: CustomerRecord, product: Product, state: LoanState
) -> LoanRecord:
    """A loan that has not been paid out: an application, a contract, money in the queue."""
    now = lender.now
    loan = _bare(lender, chance, customer, product, state, months=chance.choice(product.terms_months))
    if state in {LoanState.DISBURSING, LoanState.DISBURSE_FAILED}:
        loan = loan.model_copy(
            update={
                "trace_no": f"FK{now:%Y%m%d}{loan.id[1:]}",
                "sent_at": now - timedelta(hours=chance.randint(1, 40)),
                "failure_code": "card_closed" if state is LoanState.DISBURSE_FAILED else None,
            }
        )
    lender.keep(loan)
    if state in {LoanState.CONTRACT_SIGNED, LoanState.FUNDING_QUEUED, LoanState.DISBURSING}:
        lender.plan(now + timedelta(hours=chance.randint(1, 30)), "disburse", loan.id)
    is_open = state in {LoanState.SUBMITTED, LoanState.RISK_REVIEW, LoanState.MANUAL_REVIEW}
    missing = ("bank_statement",) if state is LoanState.MANUAL_REVIEW and chance.random() < 0.5 else ()
    lender.keep(
        Application(
            id=lender.number("AP"),
            customer_id=customer.id,
            loan_id=loan.id,
            kind="loan",
            state=state if state in _NODES else LoanState.APPROVED,
            node="documents" if missing else _NODES.get(state, "approved"),
            amount_fen=loan.principal_fen,
            submitted_at=now - timedelta(hours=chance.randint(1, 90)),
            expected_by=now + timedelta(hours=chance.randint(2, 48)) if is_open else None,
            missing_documents=missing,
            review_call_window=None,
            reschedules=0,
            supplements=(),
            result_text="综合评估未通过" if state is LoanState.REJECTED else None,
            reapply_from=now.date() + timedelta(days=30) if state is LoanState.REJECTED else None,
        )
    )
    return loan


def disburse(lender: Lender, loan_id: str) -> None:
    """The money leaves: a contract that was signed becomes a loan."""
    loan = lender.need(LoanRecord, loan_id)
    if loan.state not in {LoanState.CONTRACT_SIGNED, LoanState.FUNDING_QUEUED, LoanState.DISBURSING}:
        return
    begun = _begun(loan, lender.today).model_copy(
        update={"trace_no": loan.trace_no or f"FK{lender.today:%Y%m%d}{loan.id[1:]}", "bank_receipt_at": lender.now}
    )
    book.move(lender, begun, LoanState.DISBURSED)


def _begun(loan: LoanRecord, on: date) -> LoanRecord:
    """The loan paid out on a day, with its first schedule."""
    lines = interest.schedule(loan.principal_fen, loan.terms, on, first_due_days(on, loan.months))
    entry = LedgerEntry(
        on=on, kind=LedgerKind.DISBURSEMENT, amount_fen=loan.principal_fen, principal_fen=-loan.principal_fen,
        interest_fen=0, penalty_fen=0, fee_fen=0, left_over_fen=0, reference=loan.trace_no or loan.id,
    )  # fmt: skip
    return loan.model_copy(
        update={
            "disbursed_on": on,
            "due_day": lines[0].due_on.day,
            "schedules": (ScheduleVersion(version=1, reason="contract", made_on=on, lines=lines),),
            "ledger": (entry,),
        }
    )


def _disbursed(
    lender: Lender, chance: random.Random, customer: CustomerRecord, product: Product, state: LoanState
) -> LoanRecord:
    """A loan with a past that leads to the state: what was paid, and since when nothing was."""
    today = lender.today
    months = max(product.terms_months) if state in _LATE else chance.choice(product.terms_months)
    loan = _bare(lender, chance, customer, product, state, months=months)
    started = _started(chance, loan, state, today)
    loan = _begun(loan, started)
    loan = loan.model_copy(
        update={
            "trace_no": f"FK{started:%Y%m%d}{loan.id[1:]}",
            "sent_at": moment(started, time(14)),
            "bank_receipt_at": moment(started, time(14, 20)),
        }
    )
    if state in _OVER:
        loan = _paid_until(lender, loan, today)
        settled_on = loan.standing.lines[-1].due_on
        return lender.keep(loan.model_copy(update={"settled_on": settled_on, "settled_how": SettledHow.ON_SCHEDULE}))
    if state in _RUNNING:
        last = today - timedelta(days=1)
        return lender.keep(_paid_until(lender, loan, last))
    if state is not LoanState.DEDUCT_FAILED:
        _empty_the_default_card(lender, loan)
    least, most = _LATE_DAYS[state]
    unpaid_since = _due_between(loan, today - timedelta(days=most), today - timedelta(days=least))
    loan = _paid_until(lender, loan, unpaid_since - timedelta(days=1))
    loan = loan.model_copy(update={"was_late": state is not LoanState.GRACE})
    if state is LoanState.DEDUCT_FAILED:
        loan = loan.model_copy(update={"deduct_failed_on": today})
    if state is LoanState.ASSIGNED:
        loan = loan.model_copy(update={"assigned_to": "测试资产管理有限公司"})
    if state is LoanState.RELIEF:
        lines = book.after_deferral(loan, 2, today, waive_penalty=True)
        until = lines[0].due_on - timedelta(days=book.DUE_SOON_DAYS + 1)
        loan = book.replaced(loan, lines, "relief", today).model_copy(update={"relief_until": until})
    return lender.keep(loan)


def _empty_the_default_card(lender: Lender, loan: LoanRecord) -> None:
    """Whoever is late has nothing on the card that is deducted, or the morning would cure her; another card pays."""
    own = list(lender.of_customer(CardRecord, loan.customer_id))
    lender.change(own[0], behaviour=Behaviour.INSUFFICIENT)
    if len(own) == 1:
        number = people.card_number(int(own[0].id[1:]) * 10 + 9_000_000)
        identifier = lender.number("K")
        lender.keep(
            own[0].model_copy(
                update={
                    "id": identifier, "number": number, "tail": number[-4:], "is_default": False,
                    "behaviour": Behaviour.PAYS,
                }
            )
        )  # fmt: skip


def _started(chance: random.Random, loan: LoanRecord, state: LoanState, today: date) -> date:
    """A day of disbursement from which the state can follow."""
    if state is LoanState.DISBURSED:
        return today
    if state in _OVER:
        return today - timedelta(days=31 * loan.months + chance.randint(2, 300))
    if state in _LATE_DAYS:
        least, most = _LATE_DAYS[state]
        if loan.terms.method is Method.BULLET:
            return _day_due(today - timedelta(days=chance.randint(least, most)), loan.months)
        paid = chance.randint(0, max(min(loan.months - 1, 6), 0))
        return _day_due(today - timedelta(days=chance.randint(least, most)), paid + 1)
    paid = 0 if loan.terms.method is Method.BULLET else chance.randint(0, loan.months - 1)
    ahead = {LoanState.DUE_TODAY: (0,), LoanState.DUE_SOON: range(1, book.DUE_SOON_DAYS + 1)}.get(state, range(4, 27))
    days = [today + timedelta(days=days) for days in ahead]
    periods = loan.months if loan.terms.method is Method.BULLET else paid + 1
    return _day_due(chance.choice([day for day in days if day.day <= interest.LARGEST_DUE_DAY] or days), periods)


def _day_due(due_on: date, periods: int) -> date:
    """The day of disbursement whose `periods`-th due day is `due_on`, or the 28th before it."""
    day = min(due_on.day, interest.LARGEST_DUE_DAY)
    index = due_on.year * 12 + due_on.month - 1 - periods
    return date(index // 12, index % 12 + 1, day)


def _due_between(loan: LoanRecord, first: date, last: date) -> date:
    found = [line.due_on for line in loan.standing.lines if first <= line.due_on <= last]
    return found[0] if found else max(line.due_on for line in loan.standing.lines if line.due_on <= last)


def _paid_until(lender: Lender, loan: LoanRecord, last: date) -> LoanRecord:
    """The loan with every instalment up to a day paid on its day; the last two as payments of their own."""
    lines = [line for line in loan.standing.lines if line.due_on <= last]
    paid = tuple(Allocation(line.number, line.due_on, 0, line.interest_fen, line.principal_fen) for line in lines)
    payments = [
        _payment(lender, loan, line.total_fen, at=moment(line.due_on, time(10)), state="posted") for line in lines[-2:]
    ]
    references = [f"history-{line.number}" for line in lines[: len(lines) - len(payments)]]
    references += [one.id for one in payments]
    entries = tuple(
        LedgerEntry(
            on=line.due_on, kind=LedgerKind.PAYMENT, amount_fen=line.total_fen, principal_fen=line.principal_fen,
            interest_fen=line.interest_fen, penalty_fen=0, fee_fen=0, left_over_fen=0, reference=reference,
        )
        for line, reference in zip(lines, references, strict=True)
    )  # fmt: skip
    standing = loan.standing.model_copy(update={"paid": paid})
    return loan.model_copy(update={"schedules": (standing,), "ledger": (*loan.ledger, *entries)})


def _payment(lender: Lender, loan: LoanRecord, amount: int, *, at: datetime, state: str, left: int = 0) -> Payment:
    identifier = lender.number("P")
    return lender.keep(
        Payment(
            id=identifier,
            loan_id=loan.id,
            customer_id=loan.customer_id,
            kind=PaymentKind.DEDUCTION,
            amount_fen=amount,
            card_id=loan.card_id,
            state=PaymentState(state),
            created_at=at,
            finished_at=at + timedelta(minutes=30) if state == "posted" else None,
            trace_no=f"TX{at:%Y%m%d}{identifier[1:]}",
            failure_code=None,
            left_over_fen=left,
        )
    )


def _in_flight(lender: Lender, loans: Sequence[LoanRecord]) -> None:
    """40 deductions on their way, of loans due today or late; those of the first faults are with a slow bank."""
    wanted = [one for one in loans if one.state in {LoanState.DUE_TODAY, LoanState.OVERDUE_1_30}]
    chosen = (wanted[::2] + wanted[1::2])[:IN_FLIGHT]
    assert len(chosen) == IN_FLIGHT
    for index, loan in enumerate(chosen):
        due = sum(one.total_fen for one in book.owed(loan, lender.today) if one.instalment.due_on <= lender.today)
        payment = _payment(lender, loan, due, at=lender.now - timedelta(minutes=20), state="processing")
        lender.plan(lender.now + timedelta(minutes=10 + index), "payment-outcome", payment.id)
    for index, loan in enumerate(chosen[:8]):
        _fault(lender, loan, "posting_delayed", index)


def _fault(lender: Lender, loan: LoanRecord, kind: str, index: int) -> None:
    """A fault that runs now; a failed deduction's was on the day the money should have come."""
    due_on = next(line.due_on for line in loan.standing.lines if line.due_on > lender.today - timedelta(days=31))
    is_past = kind == "deduction_failed"
    card = lender.need(CardRecord, loan.card_id or "")
    lender.keep(
        BankFault(
            id=lender.number("BF"),
            bank=card.bank,
            code=f"E{7000 + index}",
            kind=kind,
            starts_at=moment(due_on, time(8)) if is_past else lender.now - timedelta(hours=3),
            ends_at=moment(due_on, time(20)) if is_past else lender.now + timedelta(hours=6 + index),
            loan_ids=(loan.id,),
        )
    )


def _double_deductions(lender: Lender, loans: Sequence[LoanRecord]) -> None:
    """Two customers have paid twice; two deductions failed by the bank's fault, which made their loans late."""
    running = [
        one
        for one in loans
        if one.state is LoanState.CURRENT and one.card_id and len(list(lender.of_loan(Payment, one.id))) == 2
    ]
    for index, loan in enumerate(running[:2]):
        first = list(lender.of_loan(Payment, loan.id))[-1]
        again = _payment(
            lender,
            loan,
            first.amount_fen,
            at=first.created_at + timedelta(minutes=3),
            state="posted",
            left=first.amount_fen,
        )
        entry = LedgerEntry(
            on=again.created_at.date(), kind=LedgerKind.PAYMENT, amount_fen=again.amount_fen, principal_fen=0,
            interest_fen=0, penalty_fen=0, fee_fen=0, left_over_fen=again.amount_fen, reference=again.id,
        )  # fmt: skip
        lender.change(loan, ledger=(*loan.ledger, entry))
        _fault(lender, loan, "double_deduction", 8 + index)
    late = [one for one in loans if one.state is LoanState.OVERDUE_1_30 and one.card_id]
    for index, loan in enumerate(late[-2:]):
        _fault(lender, loan, "deduction_failed", 10 + index)


def _complaints(lender: Lender, loans: Sequence[LoanRecord]) -> None:
    for index, loan in enumerate(loans[:: len(loans) // COMPLAINTS][:COMPLAINTS]):
        subject = ("催收频繁", "费用看不懂", "放款太慢", "还款未入账", "服务态度")[index % 5]
        days_ago = timedelta(days=index % 12)
        open_ticket(
            lender.at(lender.now - days_ago), loan.customer_id, TicketKind.COMPLAINT, "consumer_protection",
            subject=subject, facts="测试投诉", days=10, loan_id=loan.id,
        )  # fmt: skip
