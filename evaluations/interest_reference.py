"""A second opinion on interest, written apart from the sandbox lender's engine and knowing nothing of it.

It walks through the calendar one day after the other and adds whole numbers: `fen x rate x day's weight`, divided once
at the end. The level payment is the root of a straight line found by walking the loan with the payment unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

_ONE = timedelta(days=1)
# Where months have thirty days, the thirty-first is none, and the first of March comes after the thirtieth of February.
_NO_DAY = 31
_END_OF_FEBRUARY = (2, 3)


@dataclass(frozen=True)
class Rules:
    """Terms as numbers: rates in millionths a year, the basis in days, whether months have thirty days."""

    method: str
    thirty: bool
    basis: int
    rate: int
    penalty_rate: int
    grace: int
    early_fee: int

    def weight(self, day: date) -> int:
        """How many days of interest lie between a day and the next."""
        if not self.thirty:
            return 1
        following = day + _ONE
        if following.day == _NO_DAY:
            return 0
        if (day.month, following.month) == _END_OF_FEBRUARY:
            return _NO_DAY - day.day
        return 1

    def cost(self, since: date, until: date, units_a_day: int) -> Fraction:
        """Interest of some days, exact; `units_a_day` is principal times rate."""
        units, day = 0, since
        while day < until:
            units += units_a_day * self.weight(day)
            day += _ONE
        return Fraction(units, self.basis * 1_000_000)


def rounded(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass
class Line:
    """One instalment with what has happened to it so far. `carried` came from before, and costs no interest."""

    since: date
    due: date
    opening: int
    principal: int
    interest: int
    carried: int = 0
    penalty_units: int = 0
    principal_left: int = 0
    interest_left: int = 0
    penalty_paid: int = 0


def plan(principal: int, rules: Rules, since: date, due: Sequence[date], payment: int | None = None) -> list[Line]:
    """The schedule. `payment` keeps a monthly amount (equal instalment) or monthly principal (equal principal)."""
    if rules.method == "bullet":
        due = due[-1:]
    spans = list(zip((since, *due), due, strict=False))
    monthly = _monthly(principal, rules, spans) if payment is None else payment
    lines: list[Line] = []
    left = principal
    for number, (start, end) in enumerate(spans, 1):
        interest = rounded(rules.cost(start, end, left * rules.rate))
        if number == len(spans):
            part = left
        elif rules.method == "equal_instalment":
            part = min(max(monthly - interest, 0), left)
        else:
            part = min(monthly, left)
        lines.append(Line(start, end, left, part, interest, principal_left=part, interest_left=interest))
        left -= part
        if not left:
            break
    return lines


def _monthly(principal: int, rules: Rules, spans: Sequence[tuple[date, date]]) -> int:
    if rules.method == "equal_principal":
        return rounded(Fraction(principal, len(spans)))
    if rules.method != "equal_instalment":
        return 0
    # The balance after each month is `known - times * payment`; the payment makes the last one nothing.
    known, times = Fraction(principal), Fraction(0)
    for start, end in spans:
        growth = 1 + rules.cost(start, end, rules.rate)
        known, times = known * growth, times * growth + 1
    return rounded(known / times)


def shorter(left: int, rules: Rules, since: date, due: Sequence[date], payment: int) -> list[Line]:
    """The schedule that keeps the monthly amount and ends as soon as the rest fits into one month's amount."""
    lines: list[Line] = []
    for number, (start, end) in enumerate(zip((since, *due), due, strict=False), 1):
        interest = rounded(rules.cost(start, end, left * rules.rate))
        asked = left + interest if rules.method == "equal_instalment" else left
        if asked <= payment or number == len(due):
            part = left
        elif rules.method == "equal_instalment":
            part = min(max(payment - interest, 0), left)
        else:
            part = payment
        lines.append(Line(start, end, left, part, interest, principal_left=part, interest_left=interest))
        left -= part
        if not left:
            break
    return lines


@dataclass
class Walk:
    """A loan lived through one day after the other."""

    rules: Rules
    lines: list[Line]
    today: date
    _waiting: dict[int, int] = field(default_factory=dict[int, int])

    def to(self, day: date) -> None:
        """Let the days pass until the evening of `day`."""
        while self.today < day:
            weight = self.rules.weight(self.today)
            self.today += _ONE
            for number, line in enumerate(self.lines):
                self._pass_day(number, line, weight)

    def _pass_day(self, number: int, line: Line, weight: int) -> None:
        if self.today <= line.due:
            return
        if self.today <= line.due + self.rules.grace * _ONE:
            # Days of grace count only if something is still open when they are over.
            self._waiting[number] = self._waiting.get(number, 0) + weight
            return
        weights = weight + self._waiting.pop(number, 0)
        line.penalty_units += line.principal_left * self.rules.penalty_rate * weights

    def penalty(self, line: Line) -> int:
        total = Fraction(line.penalty_units, self.rules.basis * 1_000_000)
        return rounded(total) - line.penalty_paid

    def asked(self) -> Iterator[Line]:
        """What can be paid today: what is late or due, then the running bill."""
        yield from (line for line in self.lines if line.due <= self.today)
        yield from (line for line in self.lines if line.since <= self.today < line.due)

    def payable(self) -> int:
        return sum(self.penalty(line) + line.interest_left + line.principal_left for line in self.asked())

    def pay(self, amount: int) -> int:
        """Pay today; gives what is left over."""
        for line in self.asked():
            part = min(amount, self.penalty(line))
            line.penalty_paid += part
            amount -= part
            part = min(amount, line.interest_left)
            line.interest_left -= part
            amount -= part
            part = min(amount, line.principal_left)
            line.principal_left -= part
            amount -= part
        return amount

    def overdue_days(self) -> int:
        late = [line.due for line in self.lines if line.principal_left + line.interest_left and line.due < self.today]
        return (self.today - min(late)).days if late else 0

    def relieved(self, months: int, due_day: int, *, waives_penalty: bool) -> list[Line]:
        """The lines after relief that is granted today: no money before so many times thirty days have passed.

        What is late, and the running month's interest up to today, is carried into the first line and earns nothing;
        of the penalty that holds unless it is waived. As many lines as were open are left.
        """
        is_open = [line for line in self.lines if line.principal_left + line.interest_left + self.penalty(line)]
        carried = 0
        for line in is_open:
            if line.due <= self.today:
                carried += line.interest_left + (0 if waives_penalty else self.penalty(line))
        for line in self.lines:
            if line.since <= self.today < line.due:
                used = rounded(self.rules.cost(line.since, self.today, line.opening * self.rules.rate))
                carried += max(used + line.carried - self._interest_paid(line), 0)
        days: list[date] = []
        day = self.today + 30 * months * _ONE
        while len(days) < len(is_open):
            if day.day == due_day:
                days.append(day)
            day += _ONE
        lines = plan(sum(line.principal_left for line in self.lines), self.rules, self.today, days)
        lines[0].carried = carried
        lines[0].interest_left += carried
        return lines

    def _interest_paid(self, line: Line) -> int:
        return line.interest + line.carried - line.interest_left

    def settlement(self) -> tuple[int, int, int, int]:
        """Principal, interest, penalty and fee that end the loan today."""
        interest = early = 0
        for line in self.lines:
            if line.due <= self.today:
                interest += line.interest_left
                continue
            early += line.principal_left
            used = Fraction(0)
            if line.since <= self.today:
                used = self.rules.cost(line.since, self.today, line.opening * self.rules.rate)
            interest += rounded(used) + line.carried - self._interest_paid(line)
        return (
            sum(line.principal_left for line in self.lines),
            interest,
            sum(self.penalty(line) for line in self.lines),
            rounded(Fraction(early * self.rules.early_fee, 1_000_000)),
        )
