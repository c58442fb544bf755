"""What a loan costs, to the fen: schedules, accrued interest, penalty interest, the order in which a payment pays.

Pure: amounts are whole fen, rates millionths a year (`180_000` is 18 %), days are dates, and everything between is an
exact fraction. Nothing here reads a clock. The rules, each with its reason, stand in docs/reference/back-office.md;
the short form:

- A day costs `principal x rate / basis`. Days are counted as the product says (`DayCount`).
- A running total is rounded, half up, never a day: thirty roundings would add up to fen nobody can explain, and a month
  stepped day by day would differ from a month at once.
- An equal instalment is the one amount that brings the balance to nothing, rounded half up; the last instalment takes
  what rounding left over.
- Penalty interest runs on overdue principal alone, in the place of ordinary interest, from the day after the due day;
  never on interest. Paid within the days of grace, it is not charged at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

MILLION = 1_000_000
LARGEST_DUE_DAY = 28
_MONTHS = 12


class DayCount(StrEnum):
    """How days are counted and how many a year has."""

    THIRTY_360 = "30/360"
    """Every month has thirty days (30E/360), so that equal instalments carry equal months."""
    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"

    @property
    def basis(self) -> int:
        return 365 if self is DayCount.ACTUAL_365 else 360

    def days(self, since: date, until: date) -> int:
        """How many days of interest lie between two dates; parts of a span add up to the span."""
        return self._number(until) - self._number(since)

    def _number(self, day: date) -> int:
        if self is DayCount.THIRTY_360:
            return 360 * day.year + 30 * day.month + min(day.day, 30)
        return day.toordinal()


class Method(StrEnum):
    """How principal comes back."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    """Interest every month, the principal with the last instalment."""
    BULLET = "bullet"
    """Interest and principal at the end, in one instalment."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract of a loan fixes for its whole life."""

    method: Method
    day_count: DayCount
    annual_rate: int
    """Millionths a year."""
    penalty_rate: int
    """Millionths a year on overdue principal."""
    grace_days: int
    early_fee_rate: int
    """Millionths of the principal that is paid early."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One line of a schedule: what falls due on a day. Interest runs from `since` until `due_on`.

    `carried_fen` is interest and penalty of an earlier schedule; it falls due here and bears no interest.
    """

    number: int
    since: date
    due_on: date
    opening_fen: int
    principal_fen: int
    interest_fen: int
    carried_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.carried_fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """What part of a payment (or of a waiver) went where: penalty, interest with what was carried, principal."""

    number: int
    on: date
    penalty_fen: int = 0
    interest_fen: int = 0
    principal_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.penalty_fen + self.interest_fen + self.principal_fen


@dataclass(frozen=True, slots=True)
class Owed:
    """What one instalment still asks for on a day."""

    instalment: Instalment
    penalty_fen: int
    interest_fen: int
    principal_fen: int

    @property
    def total_fen(self) -> int:
        return self.penalty_fen + self.interest_fen + self.principal_fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """What ends a loan on a day. `interest_fen` is negative where interest paid ahead is given back."""

    on: date
    principal_fen: int
    interest_fen: int
    penalty_fen: int
    fee_fen: int
    saved_interest_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.penalty_fen + self.fee_fen


def half_up(value: Fraction) -> int:
    """Round to whole fen, halves up. For amounts that are not negative."""
    return (value + Fraction(1, 2)).__floor__()


def exact_interest(principal_fen: int, rate: int, day_count: DayCount, since: date, until: date) -> Fraction:
    """Interest of some days, unrounded."""
    return Fraction(principal_fen * rate * day_count.days(since, until), day_count.basis * MILLION)


def interest(principal_fen: int, rate: int, day_count: DayCount, since: date, until: date) -> int:
    """Interest of some days in whole fen."""
    return half_up(exact_interest(principal_fen, rate, day_count, since, until))


def due_days(first: date, count: int) -> tuple[date, ...]:
    """Days a month apart, from `first`, whose day of the month is 1 to 28. Raises ValueError for a later one."""
    if first.day > LARGEST_DUE_DAY:
        raise ValueError("A due day is one that every month has")
    months = (first.year * _MONTHS + first.month - 1 + index for index in range(count))
    return tuple(date(month // _MONTHS, month % _MONTHS + 1, first.day) for month in months)


def schedule(
    principal_fen: int,
    terms: Terms,
    since: date,
    due: Sequence[date],
    *,
    first_number: int = 1,
    carried_fen: int = 0,
    payment_fen: int | None = None,
) -> tuple[Instalment, ...]:
    """Instalments that bring `principal_fen` back on the days of `due`, interest running from `since`.

    `payment_fen` keeps a known monthly payment (equal instalment) or monthly principal (equal principal) and may end
    before the last day of `due`. Raises ValueError where there is nothing to repay or no day to do it on.
    """
    if principal_fen <= 0 or not due:
        raise ValueError("A schedule needs a principal and days")
    if terms.method is Method.BULLET:
        due = due[-1:]
    periods = list(pairwise((since, *due)))
    if payment_fen is None:
        payment_fen = _payment(principal_fen, terms, periods)
    lines: list[Instalment] = []
    balance = principal_fen
    for index, (start, end) in enumerate(periods):
        cost = interest(balance, terms.annual_rate, terms.day_count, start, end)
        part = payment_fen - cost if terms.method is Method.EQUAL_INSTALMENT else payment_fen
        # A long first period can cost more than one instalment pays; the principal then waits a month.
        part = balance if index == len(periods) - 1 else min(max(part, 0), balance)
        carried = carried_fen if not lines else 0
        lines.append(Instalment(first_number + index, start, end, balance, part, cost, carried))
        balance -= part
        if balance == 0:
            break
    return tuple(lines)


def _payment(principal_fen: int, terms: Terms, periods: Sequence[tuple[date, date]]) -> int:
    """The monthly payment of equal instalments, the monthly principal of the other methods."""
    if terms.method is Method.EQUAL_INSTALMENT:
        worth, discount = Fraction(0), Fraction(1)
        for start, end in periods:
            discount /= 1 + exact_interest(1, terms.annual_rate, terms.day_count, start, end)
            worth += discount
        return half_up(principal_fen / worth)
    if terms.method is Method.EQUAL_PRINCIPAL:
        return half_up(Fraction(principal_fen, len(periods)))
    return 0


def shortened(
    principal_fen: int, terms: Terms, since: date, due: Sequence[date], *, payment_fen: int, first_number: int
) -> tuple[Instalment, ...]:
    """The schedule after a prepayment that keeps the monthly amount and ends earlier.

    The last instalment is never larger than `payment_fen` would be, so the fewest months are taken that allow this.
    """
    for count in range(1, len(due)):
        lines = schedule(principal_fen, terms, since, due[:count], first_number=first_number, payment_fen=payment_fen)
        last = lines[-1]
        asked_fen = last.principal_fen + (last.interest_fen if terms.method is Method.EQUAL_INSTALMENT else 0)
        if asked_fen <= payment_fen:
            return lines
    return schedule(principal_fen, terms, since, due, first_number=first_number, payment_fen=payment_fen)


def penalty(line: Instalment, terms: Terms, paid: Iterable[Allocation], on: date) -> int:
    """Penalty interest that an instalment has run up by the end of `on`, paid or not.

    Within the days of grace it is nothing; after them it counts from the due day. Principal that was paid within grace
    cost nothing, also where another part of it was late.
    """
    grace_ends = line.due_on + timedelta(days=terms.grace_days)
    if on <= grace_ends:
        return 0
    # Fen times days, whole numbers to the end: this runs for every line of every loan each night.
    fen_days, open_fen, since = 0, line.principal_fen, line.due_on
    for one in sorted(paid, key=lambda one: one.on):
        if one.number != line.number or one.on > on or not one.principal_fen:
            continue
        if one.on > grace_ends:
            fen_days += open_fen * terms.day_count.days(since, one.on)
            since = one.on
        open_fen -= one.principal_fen
    if open_fen:
        fen_days += open_fen * terms.day_count.days(since, on)
    return half_up(Fraction(fen_days * terms.penalty_rate, terms.day_count.basis * MILLION)) if fen_days else 0


def owed(lines: Sequence[Instalment], terms: Terms, paid: Sequence[Allocation], on: date) -> tuple[Owed, ...]:
    """What every instalment asks for, as the schedule says it, with the penalty of `on`."""
    by_number: dict[int, list[Allocation]] = {}
    for one in paid:
        by_number.setdefault(one.number, []).append(one)
    found: list[Owed] = []
    for line in lines:
        own = by_number.get(line.number, [])
        found.append(
            Owed(
                line,
                penalty_fen=penalty(line, terms, own, on) - sum(one.penalty_fen for one in own),
                interest_fen=line.interest_fen + line.carried_fen - sum(one.interest_fen for one in own),
                principal_fen=line.principal_fen - sum(one.principal_fen for one in own),
            )
        )
    return tuple(found)


def allocate(asked: Sequence[Owed], amount_fen: int, on: date) -> tuple[tuple[Allocation, ...], int]:
    """Spread a payment: the oldest instalment first; in it penalty, then interest, then principal (民法典 Art. 561).

    Gives the allocations and what is left over.
    """
    spread: list[Allocation] = []
    left = amount_fen
    for one in asked:
        penalty_fen = min(left, one.penalty_fen)
        interest_fen = min(left - penalty_fen, one.interest_fen)
        principal_fen = min(left - penalty_fen - interest_fen, one.principal_fen)
        part = Allocation(one.instalment.number, on, penalty_fen, interest_fen, principal_fen)
        if part.total_fen:
            spread.append(part)
        left -= part.total_fen
        if not left:
            break
    return tuple(spread), left


def accrued(lines: Sequence[Instalment], terms: Terms, on: date) -> int:
    """Interest of the running period until `on`, on principal that is not due yet."""
    running = next((line for line in lines if line.since <= on < line.due_on), None)
    if running is None:
        return 0
    return interest(running.opening_fen, terms.annual_rate, terms.day_count, running.since, on)


def settle(lines: Sequence[Instalment], terms: Terms, paid: Sequence[Allocation], on: date) -> Settlement:
    """What ends the loan on `on`: all principal, interest of the days it was used, penalties, the fee for being early.

    The fee is on principal that is not due yet. Periods to come cost nothing.
    """
    asked = owed(lines, terms, paid, on)
    due = [one for one in asked if one.instalment.due_on <= on]
    ahead = [one for one in asked if one.instalment.due_on > on]
    interest_fen = sum(one.interest_fen for one in due)
    for one in ahead:
        # What was paid ahead of its day beyond the interest used comes back as a negative amount.
        already = one.instalment.interest_fen + one.instalment.carried_fen - one.interest_fen
        interest_fen += accrued((one.instalment,), terms, on) + one.instalment.carried_fen - already
    early_principal = sum(one.principal_fen for one in ahead)
    return Settlement(
        on=on,
        principal_fen=sum(one.principal_fen for one in asked),
        interest_fen=interest_fen,
        penalty_fen=sum(one.penalty_fen for one in asked),
        fee_fen=half_up(Fraction(early_principal * terms.early_fee_rate, MILLION)),
        saved_interest_fen=sum(one.interest_fen for one in asked) - interest_fen,
    )


def unpaid_due_days(lines: Iterable[Instalment], paid: Iterable[Allocation]) -> tuple[date, ...]:
    """Due days of instalments of which interest or principal is open, the earliest first."""
    settled: dict[int, int] = {}
    for one in paid:
        settled[one.number] = settled.get(one.number, 0) + one.interest_fen + one.principal_fen
    return tuple(line.due_on for line in lines if line.total_fen > settled.get(line.number, 0))


def days_past_due(unpaid: Iterable[date], on: date) -> int:
    """Days since the oldest of these due days; none where nothing is late."""
    late = [due_on for due_on in unpaid if due_on < on]
    return (on - min(late)).days if late else 0
