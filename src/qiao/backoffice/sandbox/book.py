"""The loan book: what a loan is worth on a day, how a payment is posted, how a schedule is replaced."""

from collections.abc import Sequence
from datetime import date, timedelta

from qiao.backoffice.contract.loans import (
    DISBURSED,
    FINISHED,
    REPAYING,
    LedgerEntry,
    LedgerKind,
    Loan,
    LoanState,
    Schedule,
    ScheduleLine,
    SettledHow,
)
from qiao.backoffice.contract.payments import Payment, PaymentState
from qiao.backoffice.sandbox import interest
from qiao.backoffice.sandbox.interest import Allocation, Instalment, Owed, Settlement
from qiao.backoffice.sandbox.lender import Lender, refuse
from qiao.backoffice.sandbox.records import LoanRecord, ScheduleVersion

DUE_SOON_DAYS = 3
_BUCKETS = (
    (30, LoanState.OVERDUE_1_30),
    (60, LoanState.OVERDUE_31_60),
    (90, LoanState.OVERDUE_61_90),
)
OVERDUE = frozenset({state for _, state in _BUCKETS} | {LoanState.OVERDUE_90_PLUS})


def owed(loan: LoanRecord, on: date) -> tuple[Owed, ...]:
    """What the instalments of the standing schedule ask for; nothing once the loan has ended."""
    if not loan.schedules or loan.state in FINISHED:
        return ()
    return interest.owed(loan.standing.lines, loan.terms, loan.standing.paid, on)


def unpaid_due_days(loan: LoanRecord) -> tuple[date, ...]:
    """Due days of what is open on the standing schedule; none once the loan has ended."""
    if not loan.schedules or loan.state in FINISHED:
        return ()
    return interest.unpaid_due_days(loan.standing.lines, loan.standing.paid)


def due_on(loan: LoanRecord) -> str | None:
    """The earliest due day on which something is open, as it is told; None where nothing is."""
    return min((day.isoformat() for day in unpaid_due_days(loan)), default=None)


def days_past_due(loan: LoanRecord, on: date) -> int:
    return interest.days_past_due(unpaid_due_days(loan), on)


def payable(loan: LoanRecord, on: date) -> tuple[Owed, ...]:
    """What can be paid now: everything late, what is due today, and the running bill."""
    asked = [one for one in owed(loan, on) if one.total_fen]
    late = [one for one in asked if one.instalment.due_on <= on]
    running = [one for one in asked if one.instalment.since <= on < one.instalment.due_on]
    return (*late, *running)


def outstanding(loan: LoanRecord, on: date) -> int:
    return sum(one.principal_fen for one in owed(loan, on))


def in_flight(lender: Lender, loan_id: str) -> bool:
    return any(one.state is PaymentState.PROCESSING for one in lender.of_loan(Payment, loan_id))


def money_on_its_way(lender: Lender, loan_id: str) -> bool:
    """A deduction is processing, or the bank has the money and the ledger does not."""
    return any(
        one.state in {PaymentState.PROCESSING, PaymentState.RECEIVED} for one in lender.of_loan(Payment, loan_id)
    )


def need_repaying(lender: Lender, loan_id: str) -> LoanRecord:
    """The loan, if a customer can pay and change it. Refuses with LoanNotRepaying."""
    loan = lender.need(LoanRecord, loan_id)
    if loan.state not in REPAYING:
        refuse("LoanNotRepaying", state=loan.state)
    return loan


def state_on(lender: Lender, loan: LoanRecord, on: date) -> LoanState:
    """Where a disbursed loan stands, from its schedule alone. Never newly overdue while money is on its way."""
    if loan.state not in REPAYING:
        return loan.state
    if loan.relief_until and on <= loan.relief_until:
        return LoanState.RELIEF
    unpaid = unpaid_due_days(loan)
    late = interest.days_past_due(unpaid, on)
    if late:
        if late <= loan.terms.grace_days:
            return LoanState.GRACE
        if loan.state not in OVERDUE and money_on_its_way(lender, loan.id):
            return LoanState.GRACE
        return next((state for most, state in _BUCKETS if late <= most), LoanState.OVERDUE_90_PLUS)
    until_due = (min(unpaid) - on).days if unpaid else None
    if until_due == 0:
        return LoanState.DEDUCT_FAILED if loan.deduct_failed_on == on else LoanState.DUE_TODAY
    if until_due is not None and until_due <= DUE_SOON_DAYS:
        return LoanState.DUE_SOON
    return LoanState.DISBURSED if loan.disbursed_on == on else LoanState.CURRENT


def refresh(lender: Lender, loan: LoanRecord) -> LoanRecord:
    """Bring the loan's state to today and tell of a change."""
    state = state_on(lender, loan, lender.today)
    if state is loan.state:
        return loan
    return move(lender, loan, state)


def move(lender: Lender, loan: LoanRecord, state: LoanState, **update: object) -> LoanRecord:
    """Put a loan into a state and tell of it."""
    changed = lender.change(
        loan,
        state=state,
        version=loan.version + 1,
        was_late=loan.was_late or state in OVERDUE,
        **update,
    )
    lender.tell(
        "loan.state_changed", customer_id=loan.customer_id, loan_id=loan.id, before=loan.state, after=state,
        days_past_due=days_past_due(changed, lender.today), due_on=due_on(changed),
    )  # fmt: skip
    return changed


def post(lender: Lender, loan: LoanRecord, amount_fen: int, on: date, reference: str) -> tuple[LoanRecord, int]:
    """Put a payment into the ledger with the day the money came. Gives the loan and what nothing was owed for."""
    parts, left = interest.allocate(payable(loan, on), amount_fen, on)
    changed = _entered(loan, parts, LedgerKind.PAYMENT, on, amount_fen=amount_fen, left=left, reference=reference)
    changed = lender.change(changed, version=loan.version + 1)
    if all(not one.total_fen for one in owed(changed, on)):
        how = SettledHow.AFTER_OVERDUE if changed.was_late else SettledHow.ON_SCHEDULE
        return finish(lender, changed, how, on), left
    return refresh(lender, changed), left


def _entered(
    loan: LoanRecord,
    parts: Sequence[Allocation],
    kind: LedgerKind,
    on: date,
    *,
    amount_fen: int,
    reference: str,
    left: int = 0,
    fee_fen: int = 0,
) -> LoanRecord:
    standing = loan.standing.model_copy(update={"paid": (*loan.standing.paid, *parts)})
    entry = LedgerEntry(
        on=on,
        kind=kind,
        amount_fen=amount_fen,
        principal_fen=sum(one.principal_fen for one in parts),
        interest_fen=sum(one.interest_fen for one in parts),
        penalty_fen=sum(one.penalty_fen for one in parts),
        fee_fen=fee_fen,
        left_over_fen=left,
        reference=reference,
    )
    return loan.model_copy(update={"schedules": (*loan.schedules[:-1], standing), "ledger": (*loan.ledger, entry)})


def waive_penalty(lender: Lender, loan: LoanRecord, reference: str) -> tuple[LoanRecord, int]:
    """Let go of all penalty interest run up by today."""
    today = lender.today
    parts = [
        Allocation(one.instalment.number, today, penalty_fen=one.penalty_fen)
        for one in owed(loan, today)
        if one.penalty_fen
    ]
    amount = sum(one.penalty_fen for one in parts)
    changed = _entered(loan, parts, LedgerKind.WAIVER, today, amount_fen=amount, reference=reference)
    return refresh(lender, lender.change(changed, version=loan.version + 1)), amount


def settlement(loan: LoanRecord, on: date) -> Settlement:
    return interest.settle(loan.standing.lines, loan.terms, loan.standing.paid, on)


def settle(
    lender: Lender,
    loan: LoanRecord,
    on: date,
    reference: str,
    how: SettledHow,
    *,
    order_id: str | None,
    with_fee: bool = True,
    left: int = 0,
) -> LoanRecord:
    """Post what ends the loan on `on` and end it. `order_id` is what was ordered to end it."""
    due = settlement(loan, on)
    fee = due.fee_fen if with_fee else 0
    parts: list[Allocation] = []
    for one in owed(loan, on):
        line = one.instalment
        cost = one.interest_fen
        if line.due_on > on:
            used = interest.accrued((line,), loan.terms, on) + line.carried_fen
            cost = used - (line.interest_fen + line.carried_fen - one.interest_fen)
        parts.append(Allocation(line.number, on, one.penalty_fen, cost, one.principal_fen))
    changed = _entered(
        loan, parts, LedgerKind.PAYMENT, on, amount_fen=due.total_fen - due.fee_fen + fee + left, reference=reference,
        fee_fen=fee, left=left,
    )  # fmt: skip
    return finish(lender, lender.change(changed), how, on, order_id)


def finish(lender: Lender, loan: LoanRecord, how: SettledHow, on: date, order_id: str | None = None) -> LoanRecord:
    changed = move(lender, loan, LoanState.SETTLED, settled_on=on, settled_how=how, relief_until=None)
    lender.tell("loan.settled", customer_id=loan.customer_id, loan_id=loan.id, resource_id=order_id, how=how)
    return changed


def remaining_due(loan: LoanRecord, on: date) -> tuple[date, ...]:
    """Due days still to come after `on`."""
    return tuple(line.due_on for line in loan.standing.lines if line.due_on > on)


def running_line(loan: LoanRecord, on: date) -> Instalment | None:
    return next((line for line in loan.standing.lines if line.since <= on < line.due_on), None)


def need_clean(lender: Lender, loan: LoanRecord) -> Instalment:
    """The running instalment, if the schedule can be replaced today: nothing late or due, no money on its way, no
    settlement under way, nothing paid ahead.

    Refuses with LoanOverdue, PaymentInFlight, BillPartlyPaid or LoanNotRepaying.
    """
    today = lender.today
    if any(one.total_fen for one in owed(loan, today) if one.instalment.due_on <= today):
        refuse("LoanOverdue")
    if money_on_its_way(lender, loan.id):
        refuse("PaymentInFlight")
    line = running_line(loan, today)
    if line is None:
        refuse("LoanNotRepaying", state=loan.state)
    if any(one.number == line.number for one in loan.standing.paid):
        refuse("BillPartlyPaid")
    return line


def replaced(loan: LoanRecord, lines: tuple[Instalment, ...], reason: str, on: date) -> LoanRecord:
    """The loan with a new schedule; not kept yet."""
    version = ScheduleVersion(version=loan.standing.version + 1, reason=reason, made_on=on, lines=lines)
    return loan.model_copy(
        update={
            "schedules": (*loan.schedules, version),
            "version": loan.version + 1,
            "due_day": lines[-1].due_on.day,
        }
    )


def replace_schedule(
    lender: Lender, loan: LoanRecord, lines: tuple[Instalment, ...], reason: str, **update: object
) -> LoanRecord:
    changed = lender.change(replaced(loan, lines, reason, lender.today), **update)
    lender.tell(
        "loan.schedule_changed", customer_id=loan.customer_id, loan_id=loan.id, version=changed.standing.version,
        reason=reason, due_on=due_on(changed),
    )  # fmt: skip
    return refresh(lender, changed)


def prepaid(loan: LoanRecord, part: Allocation, reference: str) -> LoanRecord:
    """The loan with a partial prepayment in its ledger; not kept yet."""
    return _entered(loan, (part,), LedgerKind.PAYMENT, part.on, amount_fen=part.total_fen, reference=reference)


def after_prepayment(loan: LoanRecord, amount_fen: int, mode: str, on: date) -> tuple[int, tuple[Instalment, ...]]:
    """Interest paid along, and the schedule that follows from paying `amount_fen` on `on`.

    Accrued interest is paid first, so that the new schedule starts clean; the rest is principal.
    """
    line = running_line(loan, on)
    assert line is not None
    cost = interest.accrued((line,), loan.terms, on) + line.carried_fen
    principal = outstanding(loan, on) - (amount_fen - cost)
    due = remaining_due(loan, on)
    if mode == "keep_term":
        return cost, interest.schedule(principal, loan.terms, on, due, first_number=line.number)
    pays = line.principal_fen + (line.interest_fen if loan.terms.method == "equal_instalment" else 0)
    lines = interest.shortened(principal, loan.terms, on, due, payment_fen=pays, first_number=line.number)
    return cost, lines


def after_due_day_change(loan: LoanRecord, new_day: int, on: date) -> tuple[Instalment, ...]:
    """The schedule with another due day: as many instalments as are left, the first at least four days away.

    Interest run up so far is carried into the first of them.
    """
    line = running_line(loan, on)
    assert line is not None
    first = on + timedelta(days=DUE_SOON_DAYS + 1)
    while first.day != new_day:
        first += timedelta(days=1)
    due = interest.due_days(first, len(remaining_due(loan, on)))
    carried = interest.accrued((line,), loan.terms, on) + line.carried_fen
    return interest.schedule(outstanding(loan, on), loan.terms, on, due, first_number=line.number, carried_fen=carried)


def after_deferral(loan: LoanRecord, months: int, on: date, *, waive_penalty: bool) -> tuple[Instalment, ...]:
    """The schedule after relief: nothing falls due for `months` months; what is late is carried without interest."""
    asked = [one for one in owed(loan, on) if one.principal_fen + one.interest_fen + one.penalty_fen]
    late = [one for one in asked if one.instalment.due_on <= on]
    carried = sum(one.interest_fen + (0 if waive_penalty else one.penalty_fen) for one in late)
    line = running_line(loan, on)
    if line is not None:
        open_fen = next((one.interest_fen for one in asked if one.instalment.number == line.number), 0)
        used = interest.accrued((line,), loan.terms, on) + line.carried_fen
        carried += max(used - (line.interest_fen + line.carried_fen - open_fen), 0)
    first = on + timedelta(days=30 * months)
    day = loan.due_day or 1
    while first.day != day:
        first += timedelta(days=1)
    due = interest.due_days(first, len(asked))
    return interest.schedule(
        outstanding(loan, on), loan.terms, on, due, first_number=asked[0].instalment.number, carried_fen=carried
    )


def total_cost(lines: Sequence[Instalment]) -> int:
    return sum(line.interest_fen + line.carried_fen for line in lines)


def lines_of(loan: LoanRecord, version: ScheduleVersion, on: date) -> tuple[ScheduleLine, ...]:
    """Lines as the contract shows them. Of an earlier version nothing is open any more."""
    is_standing = version.version == loan.standing.version and loan.state not in FINISHED
    shown: list[ScheduleLine] = []
    for one in interest.owed(version.lines, loan.terms, version.paid, on):
        line = one.instalment
        days = [part.on for part in version.paid if part.number == line.number]
        is_paid = not one.principal_fen + one.interest_fen
        shown.append(
            ScheduleLine(
                number=line.number,
                since=line.since,
                due_on=line.due_on,
                principal_fen=line.principal_fen,
                interest_fen=line.interest_fen,
                carried_fen=line.carried_fen,
                penalty_fen=max(one.penalty_fen, 0) if is_standing else 0,
                open_fen=max(one.total_fen, 0) if is_standing else 0,
                paid_on=max(days) if days and is_paid else None,
            )
        )
    return tuple(shown)


def plain_lines(lines: Sequence[Instalment]) -> tuple[ScheduleLine, ...]:
    """Lines of a schedule that nobody has paid on."""
    return tuple(
        ScheduleLine(
            number=line.number,
            since=line.since,
            due_on=line.due_on,
            principal_fen=line.principal_fen,
            interest_fen=line.interest_fen,
            carried_fen=line.carried_fen,
            penalty_fen=0,
            open_fen=line.total_fen,
            paid_on=None,
        )
        for line in lines
    )


def shown_schedule(loan: LoanRecord, version: ScheduleVersion, on: date) -> Schedule:
    return Schedule(
        loan_id=loan.id,
        version=version.version,
        standing_version=loan.standing.version,
        reason=version.reason,
        made_on=version.made_on,
        lines=lines_of(loan, version, on),
    )


def shown(lender: Lender, loan: LoanRecord) -> Loan:
    """The loan as the contract shows it, today."""
    today = lender.today
    asked = [one for one in owed(loan, today) if one.total_fen]
    late = [one for one in asked if one.instalment.due_on < today]
    ahead = [one for one in asked if one.instalment.due_on >= today]
    owes = bool(loan.schedules) and loan.state in DISBURSED
    return Loan(
        id=loan.id,
        customer_id=loan.customer_id,
        product_code=loan.product_code,
        state=loan.state,
        principal_fen=loan.principal_fen,
        months=loan.months,
        annual_rate=loan.terms.annual_rate,
        penalty_rate=loan.terms.penalty_rate,
        method=loan.terms.method,
        day_count=loan.terms.day_count,
        disbursed_on=loan.disbursed_on,
        due_day=loan.due_day,
        schedule_version=loan.standing.version if loan.schedules else 0,
        outstanding_principal_fen=outstanding(loan, today) if owes else 0,
        due_now_fen=sum(one.total_fen for one in payable(loan, today)),
        overdue_fen=sum(one.total_fen for one in late),
        penalty_fen=sum(one.penalty_fen for one in asked),
        days_past_due=days_past_due(loan, today),
        next_due_on=ahead[0].instalment.due_on if ahead else None,
        next_due_fen=ahead[0].total_fen if ahead else 0,
        payment_in_flight=in_flight(lender, loan.id),
        settled_on=loan.settled_on,
        settled_how=loan.settled_how,
        assigned_to=loan.assigned_to,
        funding_partner=loan.funding_partner,
        guarantor=loan.guarantor,
        version=loan.version,
    )
