"""Operations on loans: reading them, quotes, and everything that changes a schedule."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import (
    Accrual,
    Application,
    CardOrder,
    ChangeState,
    CreditLimit,
    DaysQuery,
    Disbursement,
    DueDayChange,
    DueDayQuery,
    LedgerEntry,
    LimitChange,
    LimitOrder,
    Loan,
    LoanCancellation,
    LoanState,
    Prepayment,
    PrepaymentMode,
    PrepaymentOrder,
    PrepaymentQuery,
    Product,
    QuoteOrder,
    ReviewCallOrder,
    Schedule,
    SchedulePreview,
    ScheduleQuery,
    SettlementOrder,
    SettlementOrderRequest,
    SettlementOrderState,
    SettlementQuote,
    SupplementOrder,
    Trial,
    TrialQuery,
)
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.contract.payments import PaymentKind
from qiao.backoffice.sandbox import book, interest, money
from qiao.backoffice.sandbox.interest import Instalment
from qiao.backoffice.sandbox.lender import Lender, NotThere, moment, refuse
from qiao.backoffice.sandbox.records import CardRecord, CustomerRecord, LoanRecord, ProductRecord
from qiao.backoffice.sandbox.serving import serves

QUOTE_REACHES_DAYS = 7
LEAST_PREPAYMENT_FEN = 100_00
MONTHS_BETWEEN_DUE_DAY_CHANGES = 6
MOST_RESCHEDULES = 3
_MOST_DAYS = 400
_OPEN = frozenset({LoanState.SUBMITTED, LoanState.RISK_REVIEW, LoanState.MANUAL_REVIEW})


@serves(ops.PRODUCTS)
def products(lender: Lender, _subject: str, _given: Nothing) -> Listed[Product]:
    return Listed[Product](items=tuple(one.product for one in lender.store.all(ProductRecord)))


@serves(ops.TRIAL)
def trial(lender: Lender, code: str, given: TrialQuery) -> Trial:
    product = lender.need(ProductRecord, code).product
    start = given.start_on or lender.today
    lines = interest.schedule(given.amount_fen, terms_of(product), start, first_due_days(start, given.months))
    return Trial(
        amount_fen=given.amount_fen,
        months=given.months,
        lines=book.plain_lines(lines),
        first_payment_fen=lines[0].total_fen,
        total_interest_fen=sum(line.interest_fen for line in lines),
        annual_rate=product.annual_rate,
    )


def terms_of(product: Product) -> interest.Terms:
    return interest.Terms(
        method=interest.Method(product.method),
        day_count=interest.DayCount(product.day_count),
        annual_rate=product.annual_rate,
        penalty_rate=product.penalty_rate,
        grace_days=product.grace_days,
        early_fee_rate=product.early_fee_rate,
    )


def first_due_days(start: date, months: int) -> tuple[date, ...]:
    """Due days of a new loan: the day of disbursement each month, the 28th for later days."""
    day = min(start.day, interest.LARGEST_DUE_DAY)
    first = date(start.year + start.month // 12, start.month % 12 + 1, day)
    return interest.due_days(first, months)


@serves(ops.LOANS)
def loans(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Loan]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Loan](items=tuple(book.shown(lender, one) for one in lender.of_customer(LoanRecord, customer_id)))


@serves(ops.LOAN)
def loan(lender: Lender, loan_id: str, _given: Nothing) -> Loan:
    return book.shown(lender, lender.need(LoanRecord, loan_id))


@serves(ops.SCHEDULE)
def schedule(lender: Lender, loan_id: str, given: ScheduleQuery) -> Schedule:
    found = lender.need(LoanRecord, loan_id)
    wanted = given.version or len(found.schedules)
    version = next((one for one in found.schedules if one.version == wanted), None)
    if version is None:
        raise NotThere
    return book.shown_schedule(found, version, lender.today)


@serves(ops.LEDGER)
def ledger(lender: Lender, loan_id: str, _given: Nothing) -> Listed[LedgerEntry]:
    return Listed[LedgerEntry](items=lender.need(LoanRecord, loan_id).ledger)


@serves(ops.ACCRUALS)
def accruals(lender: Lender, loan_id: str, given: DaysQuery) -> Listed[Accrual]:
    """Days up to today; what has not come has not accrued."""
    found = lender.need(LoanRecord, loan_id)
    until = min(given.until, lender.today, given.since + timedelta(days=_MOST_DAYS - 1))
    if not found.schedules or given.since > until:
        return Listed[Accrual](items=())
    totals = [_run_up(found, given.since + timedelta(days=n)) for n in range(-1, (until - given.since).days + 1)]
    return Listed[Accrual](
        items=tuple(
            Accrual(
                on=given.since + timedelta(days=index),
                interest_fen=after[0] - before[0],
                penalty_fen=after[1] - before[1],
            )
            for index, (before, after) in enumerate(pairwise(totals))
        )
    )


def _run_up(found: LoanRecord, on: date) -> tuple[int, int]:
    """Interest and penalty of the standing schedule run up by the end of a day."""
    last = min(on, found.settled_on) if found.settled_on else on
    lines, paid = found.standing.lines, found.standing.paid
    over = sum(line.interest_fen for line in lines if line.due_on <= last)
    penalty = sum(interest.penalty(line, found.terms, paid, last) for line in lines if line.due_on < last)
    return over + interest.accrued(lines, found.terms, last), penalty


@serves(ops.DISBURSEMENT)
def disbursement(lender: Lender, loan_id: str, _given: Nothing) -> Disbursement:
    found = lender.need(LoanRecord, loan_id)
    card = lender.store.find(CardRecord, found.card_id) if found.card_id else None
    return Disbursement(
        loan_id=loan_id,
        state=found.state,
        amount_fen=found.principal_fen,
        card_tail=card.tail if card else None,
        trace_no=found.trace_no,
        sent_at=found.sent_at,
        bank_receipt_at=found.bank_receipt_at,
        failure_code=found.failure_code,
    )


@serves(ops.QUOTE)
def quote(lender: Lender, loan_id: str, given: QuoteOrder) -> SettlementQuote:
    found = book.need_repaying(lender, loan_id)
    today = lender.today
    if not today <= given.settle_on <= today + timedelta(days=QUOTE_REACHES_DAYS):
        refuse(
            "DateOutsideWindow",
            first=today.isoformat(),
            last=(today + timedelta(days=QUOTE_REACHES_DAYS)).isoformat(),
        )
    due = book.settlement(found, given.settle_on)
    made = lender.keep(
        SettlementQuote(
            id=lender.number("Q"),
            loan_id=loan_id,
            settle_on=given.settle_on,
            principal_fen=due.principal_fen,
            interest_fen=due.interest_fen,
            penalty_fen=due.penalty_fen,
            fee_fen=due.fee_fen,
            total_fen=due.total_fen,
            saved_interest_fen=due.saved_interest_fen,
            valid_until=moment(today + timedelta(days=1), time(0)),
            schedule_version=found.standing.version,
        )
    )
    lender.tell(
        "quote.created", customer_id=found.customer_id, loan_id=loan_id, resource_id=made.id, total_fen=made.total_fen
    )
    return made


@serves(ops.QUOTE_READ)
def read_quote(lender: Lender, identifier: str, _given: Nothing) -> SettlementQuote:
    return lender.need(SettlementQuote, identifier)


@serves(ops.SETTLE)
def order_settlement(lender: Lender, loan_id: str, given: SettlementOrderRequest) -> SettlementOrder:
    found = book.need_repaying(lender, loan_id)
    offered = lender.store.find(SettlementQuote, given.quote_id)
    if offered is None or offered.loan_id != loan_id:
        raise NotThere
    if money.settlement_standing(lender, loan_id):
        refuse("SettlementStanding")
    if book.money_on_its_way(lender, loan_id):
        refuse("PaymentInFlight")
    if lender.now >= offered.valid_until or book.settlement(found, offered.settle_on).total_fen != offered.total_fen:
        refuse("QuoteOver")
    card = money.usable_card(lender, given.card_id, found.customer_id)
    order = lender.keep(
        SettlementOrder(
            id=lender.number("SO"),
            loan_id=loan_id,
            quote_id=offered.id,
            card_id=card.id,
            settle_on=offered.settle_on,
            total_fen=offered.total_fen,
            state=SettlementOrderState.SCHEDULED,
            payment_id=None,
        )
    )
    lender.tell(
        "settlement.ordered", customer_id=found.customer_id, loan_id=loan_id, resource_id=order.id,
        settle_on=order.settle_on.isoformat(), total_fen=order.total_fen,
    )  # fmt: skip
    if order.settle_on > lender.today:
        lender.plan(moment(order.settle_on, money.SETTLE_AT), "settle", order.id)
        return order
    money.begin_settlement(lender, order.id)
    return lender.need(SettlementOrder, order.id)


@serves(ops.SETTLEMENT)
def settlement(lender: Lender, identifier: str, _given: Nothing) -> SettlementOrder:
    return lender.need(SettlementOrder, identifier)


@serves(ops.PREPAYMENT_PREVIEW)
def preview_prepayment(lender: Lender, loan_id: str, given: PrepaymentQuery) -> SchedulePreview:
    found = _prepayable(lender, loan_id, given.amount_fen, given.mode)
    cost, lines = book.after_prepayment(found, given.amount_fen, given.mode, lender.today)
    return _preview(lender, found, lines, cost, given.amount_fen - cost)


@serves(ops.PREPAY)
def prepay(lender: Lender, loan_id: str, given: PrepaymentOrder) -> Prepayment:
    found = _prepayable(lender, loan_id, given.amount_fen, given.mode)
    card = money.usable_card(lender, given.card_id, found.customer_id)
    payment = money.take(lender, found, given.amount_fen, card.id, PaymentKind.PREPAYMENT, takes=money.PAYMENT_TAKES)
    return lender.keep(
        Prepayment(
            id=lender.number("PP"),
            loan_id=loan_id,
            payment_id=payment.id,
            amount_fen=given.amount_fen,
            mode=given.mode,
            state=ChangeState.PROCESSING,
            schedule_version=None,
        )
    )


def _prepayable(lender: Lender, loan_id: str, amount_fen: int, mode: PrepaymentMode) -> LoanRecord:
    found = book.need_repaying(lender, loan_id)
    product = lender.need(ProductRecord, found.product_code).product
    single = found.terms.method in {interest.Method.INTEREST_ONLY, interest.Method.BULLET}
    if not product.allows_prepayment or (single and mode is PrepaymentMode.SHORTEN):
        refuse("PrepaymentNotAllowed", mode=mode)
    if money.settlement_standing(lender, loan_id):
        refuse("SettlementStanding")
    line = book.need_clean(lender, found)
    if amount_fen < LEAST_PREPAYMENT_FEN:
        refuse("AmountTooSmall", least_fen=LEAST_PREPAYMENT_FEN)
    cost = interest.accrued((line,), found.terms, lender.today) + line.carried_fen
    most = book.outstanding(found, lender.today) + cost - 1
    if not cost < amount_fen <= most:
        refuse("AmountTooLarge" if amount_fen > most else "AmountTooSmall", least_fen=cost + 1, most_fen=most)
    return found


def _preview(
    lender: Lender, found: LoanRecord, lines: tuple[Instalment, ...], interest_now: int, principal_part: int
) -> SchedulePreview:
    today = lender.today
    ahead = [line for line in found.standing.lines if line.due_on > today]
    return SchedulePreview(
        loan_id=found.id,
        interest_now_fen=interest_now,
        principal_part_fen=principal_part,
        total_cost_before_fen=book.total_cost(ahead),
        total_cost_after_fen=book.total_cost(lines) + interest_now,
        next_due_on=lines[0].due_on,
        next_due_fen=lines[0].total_fen,
        last_due_on=lines[-1].due_on,
        lines=book.plain_lines(lines),
    )


@serves(ops.PREPAYMENT)
def prepayment(lender: Lender, identifier: str, _given: Nothing) -> Prepayment:
    return lender.need(Prepayment, identifier)


@serves(ops.DUE_DAY_PREVIEW)
def preview_due_day(lender: Lender, loan_id: str, given: DueDayQuery) -> SchedulePreview:
    found = _movable(lender, loan_id, given.new_day)
    return _preview(lender, found, book.after_due_day_change(found, given.new_day, lender.today), 0, 0)


@serves(ops.CHANGE_DUE_DAY)
def change_due_day(lender: Lender, loan_id: str, given: DueDayQuery) -> DueDayChange:
    found = _movable(lender, loan_id, given.new_day)
    lines = book.after_due_day_change(found, given.new_day, lender.today)
    changed = book.replace_schedule(lender, found, lines, f"due day {given.new_day}", due_day_changed_on=lender.today)
    return lender.keep(
        DueDayChange(
            id=lender.number("DD"),
            loan_id=loan_id,
            old_day=found.due_day or 0,
            new_day=given.new_day,
            schedule_version=changed.standing.version,
            next_due_on=lines[0].due_on,
            made_at=lender.now,
        )
    )


def _movable(lender: Lender, loan_id: str, new_day: int) -> LoanRecord:
    found = book.need_repaying(lender, loan_id)
    product = lender.need(ProductRecord, found.product_code).product
    if not product.allows_due_day_change:
        refuse("DueDayFixed")
    if new_day == found.due_day:
        refuse("DueDayUnchanged", day=new_day)
    if money.settlement_standing(lender, loan_id):
        refuse("SettlementStanding")
    line = book.need_clean(lender, found)
    if (line.due_on - lender.today).days <= book.DUE_SOON_DAYS:
        refuse("DueTooSoon", due_on=line.due_on.isoformat())
    if found.due_day_changed_on and _months_between(found.due_day_changed_on, lender.today) < (
        MONTHS_BETWEEN_DUE_DAY_CHANGES
    ):
        refuse("ChangedRecently", changed_on=found.due_day_changed_on.isoformat())
    return found


def _months_between(before: date, after: date) -> int:
    return (after.year - before.year) * 12 + after.month - before.month - (after.day < before.day)


@serves(ops.DUE_DAY_CHANGE)
def due_day_change(lender: Lender, identifier: str, _given: Nothing) -> DueDayChange:
    return lender.need(DueDayChange, identifier)


@serves(ops.CANCEL_LOAN)
def cancel_loan(lender: Lender, loan_id: str, given: CardOrder) -> LoanCancellation:
    found = book.need_repaying(lender, loan_id)
    product = lender.need(ProductRecord, found.product_code).product
    assert found.disbursed_on is not None
    last = found.disbursed_on + timedelta(days=product.cooling_days)
    if not product.cooling_days or lender.today > last:
        refuse("CoolingOver", last=last.isoformat())
    if money.settlement_standing(lender, loan_id):
        refuse("SettlementStanding")
    if book.money_on_its_way(lender, loan_id):
        refuse("PaymentInFlight")
    card = money.usable_card(lender, given.card_id, found.customer_id)
    due = book.settlement(found, lender.today)
    total = due.total_fen - due.fee_fen
    payment = money.take(lender, found, total, card.id, PaymentKind.CANCELLATION, takes=money.PAYMENT_TAKES)
    return lender.keep(
        LoanCancellation(
            id=lender.number("LC"),
            loan_id=loan_id,
            total_fen=total,
            payment_id=payment.id,
            state=ChangeState.PROCESSING,
        )
    )


@serves(ops.LOAN_CANCELLATION)
def loan_cancellation(lender: Lender, identifier: str, _given: Nothing) -> LoanCancellation:
    return lender.need(LoanCancellation, identifier)


@serves(ops.APPLICATIONS)
def applications(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Application]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Application](items=tuple(lender.of_customer(Application, customer_id)))


@serves(ops.APPLICATION)
def application(lender: Lender, identifier: str, _given: Nothing) -> Application:
    return lender.need(Application, identifier)


def _open_application(lender: Lender, identifier: str) -> Application:
    found = lender.need(Application, identifier)
    if found.state not in _OPEN:
        refuse("ApplicationNotOpen", state=found.state)
    return found


@serves(ops.MOVE_REVIEW_CALL)
def move_review_call(lender: Lender, identifier: str, given: ReviewCallOrder) -> Application:
    found = _open_application(lender, identifier)
    if found.reschedules >= MOST_RESCHEDULES:
        refuse("TooManyReschedules", most=MOST_RESCHEDULES)
    if not lender.now < given.starts_at < given.ends_at:
        refuse("WindowNotValid")
    window = f"{_local(given.starts_at)}/{_local(given.ends_at)}"
    return changed_application(lender, found, review_call_window=window, reschedules=found.reschedules + 1)


def _local(at: datetime) -> str:
    return at.astimezone(moment(date(2000, 1, 1), time(0)).tzinfo).isoformat(timespec="minutes")


@serves(ops.SUPPLEMENT)
def supplement(lender: Lender, identifier: str, given: SupplementOrder) -> Application:
    found = _open_application(lender, identifier)
    missing = tuple(kind for kind in found.missing_documents if kind != given.kind)
    node = found.node if missing else "reviewing"
    return changed_application(
        lender, found, missing_documents=missing, node=node, supplements=(*found.supplements, given.kind)
    )


@serves(ops.CANCEL_APPLICATION)
def cancel_application(lender: Lender, identifier: str, _given: Nothing) -> Application:
    found = _open_application(lender, identifier)
    return changed_application(
        lender, found, state=LoanState.CANCELLED, node="cancelled", expected_by=None, review_call_window=None
    )


def changed_application(lender: Lender, found: Application, **update: object) -> Application:
    """Change an application, its loan with it, and tell of it."""
    changed = lender.change(found, **update)
    lender.tell(
        "application.changed", customer_id=found.customer_id, loan_id=found.loan_id, resource_id=found.id,
        state=changed.state, node=changed.node,
    )  # fmt: skip
    if changed.loan_id and changed.state is not found.state:
        book.move(lender, lender.need(LoanRecord, changed.loan_id), changed.state)
    return changed


@serves(ops.LIMIT)
def limit(lender: Lender, customer_id: str, _given: Nothing) -> CreditLimit:
    customer = lender.need(CustomerRecord, customer_id)
    used = _used(lender, customer)
    is_active = customer.limit_state == "active"
    return CreditLimit(
        customer_id=customer_id,
        limit_fen=customer.limit_fen,
        used_fen=used,
        available_fen=max(customer.limit_fen - used, 0) if is_active else 0,
        state=customer.limit_state,
        expires_on=customer.limit_expires_on,
    )


def _used(lender: Lender, customer: CustomerRecord) -> int:
    return sum(book.outstanding(one, lender.today) for one in lender.of_customer(LoanRecord, customer.id))


@serves(ops.CHANGE_LIMIT)
def change_limit(lender: Lender, customer_id: str, given: LimitOrder) -> LimitChange:
    customer = lender.need(CustomerRecord, customer_id)
    if customer.limit_state == "none":
        refuse("NoLimit")
    if customer.limit_state == "frozen":
        refuse("LimitFrozen")
    if given.limit_fen == customer.limit_fen:
        refuse("LimitUnchanged")
    used = _used(lender, customer)
    if given.limit_fen < used:
        refuse("LimitBelowUse", used_fen=used)
    is_lower = given.limit_fen < customer.limit_fen
    change = lender.keep(
        LimitChange(
            id=lender.number("LM"),
            customer_id=customer_id,
            from_fen=customer.limit_fen,
            to_fen=given.limit_fen,
            state="done" if is_lower else "registered",
        )
    )
    if is_lower:
        lender.change(customer, limit_fen=given.limit_fen, version=customer.version + 1)
    lender.tell(
        "limit.changed", customer_id=customer_id, resource_id=change.id, state=change.state, to_fen=change.to_fen
    )
    return change


@serves(ops.LIMIT_CHANGE)
def limit_change(lender: Lender, identifier: str, _given: Nothing) -> LimitChange:
    return lender.need(LimitChange, identifier)
