"""Interest to the fen: `python -m evaluations.interest [--loans 10000] [--seed 1] [--json]`.

Random loans of every method and day count are lived through twice: by the sandbox lender's engine, and by a reference
that was written apart and goes day by day (`evaluations/interest_reference.py`). Compared are every line of the
schedule, what is owed and how late it is on random days between random payments, quotes for early settlement, the
schedules after a partial prepayment, and those after relief with all that is asked for on them. Exit status 1 with the
first differences where one fen differs.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta

from evaluations.interest_reference import Line, Rules, Walk, plan, shorter
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.sandbox import book, interest
from qiao.backoffice.sandbox.interest import Allocation, DayCount, Instalment, Method, Terms
from qiao.backoffice.sandbox.records import LoanRecord, ScheduleVersion

_DAY_COUNTS = {DayCount.THIRTY_360: (True, 360), DayCount.ACTUAL_360: (False, 360), DayCount.ACTUAL_365: (False, 365)}
_MOST_SHOWN = 5
_PAYS_ON_A_LOOK, _IS_WAIVED = 0.7, 0.5


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loans", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    found = [(n, what) for n in range(chosen.loans) for what in differences(random.Random(f"{chosen.seed}/{n}"))]
    figures = {
        "loans": chosen.loans,
        "seed": chosen.seed,
        "differences": len(found),
        "loans_that_differ": len({n for n, _ in found}),
        "took_s": round(time.monotonic() - began, 1),
    }
    if chosen.json:
        print(json.dumps(figures, indent=2))
    else:
        print(", ".join(f"{name} {value}" for name, value in figures.items()))
    for n, what in found[:_MOST_SHOWN]:
        print(f"loan {n} (seed {chosen.seed}/{n}): {what}", file=sys.stderr)
    if found:
        sys.exit(1)


def differences(chance: random.Random) -> list[str]:
    """Every way in which engine and reference differ over one random loan."""
    terms = random_terms(chance)
    rules = rules_of(terms)
    since = date(2019, 1, 1) + timedelta(days=chance.randint(0, 2500))
    first = since + timedelta(days=chance.randint(1, 60))
    while first.day > interest.LARGEST_DUE_DAY:
        first += timedelta(days=1)
    due = interest.due_days(first, chance.randint(1, 36))
    principal = chance.choice((chance.randint(1, 500), chance.randint(50_000, 20_000_000)))
    lines = interest.schedule(principal, terms, since, due)
    expected = plan(principal, rules, since, due)
    found = _lines_differ("schedule", lines, expected)
    found += _lives_differ(chance, terms, rules, lines, expected)
    found += _prepayments_differ(chance, terms, rules, lines)
    found += _relief_differs(chance, terms, rules, lines, principal)
    return found


def random_terms(chance: random.Random) -> Terms:
    rate = chance.choice((0, chance.randint(1, 360_000), chance.randint(10_000, 240_000)))
    return Terms(
        method=chance.choice(tuple(Method)),
        day_count=chance.choice(tuple(DayCount)),
        annual_rate=rate,
        penalty_rate=rate * 3 // 2,
        grace_days=chance.choice((0, 3, chance.randint(0, 10))),
        early_fee_rate=chance.choice((0, 0, 5_000, chance.randint(1, 30_000))),
    )


def rules_of(terms: Terms) -> Rules:
    thirty, basis = _DAY_COUNTS[terms.day_count]
    return Rules(
        method=str(terms.method),
        thirty=thirty,
        basis=basis,
        rate=terms.annual_rate,
        penalty_rate=terms.penalty_rate,
        grace=terms.grace_days,
        early_fee=terms.early_fee_rate,
    )


def _lines_differ(what: str, lines: Sequence[Instalment], expected: Sequence[Line]) -> list[str]:
    ours = [
        (line.since, line.due_on, line.opening_fen, line.principal_fen, line.interest_fen, line.carried_fen)
        for line in lines
    ]
    theirs = [(line.since, line.due, line.opening, line.principal, line.interest, line.carried) for line in expected]
    return [] if ours == theirs else [f"{what}: {ours} instead of {theirs}"]


def _lives_differ(
    chance: random.Random, terms: Terms, rules: Rules, lines: Sequence[Instalment], expected: list[Line]
) -> list[str]:
    """Pay now and then, look now and then, and compare what is asked for."""
    found: list[str] = []
    walk = Walk(rules, expected, lines[0].since)
    paid: list[Allocation] = []
    last = lines[-1].due_on + timedelta(days=120)
    days = sorted(chance.randint(0, (last - lines[0].since).days) for _ in range(chance.randint(2, 14)))
    for offset in days:
        on = lines[0].since + timedelta(days=offset)
        walk.to(on)
        asked = interest.owed(lines, terms, paid, on)
        ours = (
            [(one.penalty_fen, one.interest_fen, one.principal_fen) for one in asked],
            interest.days_past_due(interest.unpaid_due_days(lines, paid), on),
        )
        theirs = (
            [(walk.penalty(line), line.interest_left, line.principal_left) for line in walk.lines],
            walk.overdue_days(),
        )
        if ours != theirs:
            found.append(f"owed on {on}: {ours} instead of {theirs}")
        quote = interest.settle(lines, terms, paid, on)
        if (quote.principal_fen, quote.interest_fen, quote.penalty_fen, quote.fee_fen) != walk.settlement():
            found.append(f"settlement on {on}: {quote} instead of {walk.settlement()}")
        if chance.random() < _PAYS_ON_A_LOOK:
            found += _payments_differ(chance, lines, terms, paid, walk)
    return found


def _payments_differ(
    chance: random.Random, lines: Sequence[Instalment], terms: Terms, paid: list[Allocation], walk: Walk
) -> list[str]:
    on, payable = walk.today, walk.payable()
    amount = chance.choice((payable, chance.randint(0, payable + 1), payable + chance.randint(0, 500)))
    asked = [
        one
        for one in interest.owed(lines, terms, paid, on)
        if one.instalment.due_on <= on or one.instalment.since <= on
    ]
    parts, left = interest.allocate(asked, amount, on)
    paid.extend(parts)
    expected = walk.pay(amount)
    return [] if left == expected else [f"left over on {on}: {left} instead of {expected}"]


def _prepayments_differ(chance: random.Random, terms: Terms, rules: Rules, lines: Sequence[Instalment]) -> list[str]:
    """A partial prepayment somewhere in a period, with both ways to go on."""
    line = chance.choice(lines)
    on = line.since + timedelta(days=chance.randint(0, max((line.due_on - line.since).days - 1, 0)))
    left = chance.randint(1, line.opening_fen)
    due = [one.due_on for one in lines if one.due_on > on]
    found = _lines_differ(
        "keep term", interest.schedule(left, terms, on, due, first_number=line.number), plan(left, rules, on, due)
    )
    if terms.method in {Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL}:
        pays = line.principal_fen + (line.interest_fen if terms.method is Method.EQUAL_INSTALMENT else 0)
        ours = interest.shortened(left, terms, on, due, payment_fen=pays, first_number=line.number)
        found += _lines_differ("shorten", ours, shorter(left, rules, on, due, pays))
    return found


def _relief_differs(
    chance: random.Random, terms: Terms, rules: Rules, lines: Sequence[Instalment], principal: int
) -> list[str]:
    """Relief after some payments, early or late; then the loan goes on under the new schedule."""
    due = [line.due_on for line in lines]
    walk = Walk(rules, plan(principal, rules, lines[0].since, due), lines[0].since)
    paid: list[Allocation] = []
    found: list[str] = []
    for _ in range(chance.randint(0, 4)):
        walk.to(walk.today + timedelta(days=chance.randint(0, 45)))
        found += _payments_differ(chance, lines, terms, paid, walk)
    walk.to(walk.today + timedelta(days=chance.randint(0, 120)))
    if not sum(line.principal_left for line in walk.lines):
        return found
    months, waives = chance.randint(1, 12), chance.random() < _IS_WAIVED
    loan = LoanRecord(
        id="loan",
        customer_id="customer",
        product_code="product",
        state=LoanState.CURRENT,
        principal_fen=principal,
        months=len(lines),
        terms=terms,
        funding_partner="partner",
        guarantor=None,
        due_day=due[-1].day,
        schedules=(
            ScheduleVersion(version=1, reason="begun", made_on=lines[0].since, lines=tuple(lines), paid=tuple(paid)),
        ),
    )
    ours = book.after_deferral(loan, months, walk.today, waive_penalty=waives)
    theirs = walk.relieved(months, due[-1].day, waives_penalty=waives)
    found += _lines_differ(f"relief on {walk.today}", ours, theirs)
    return found or _lives_differ(chance, terms, rules, ours, theirs)


if __name__ == "__main__":
    main()
