"""Which of the lender's customers plays which task: everybody at most one, by what the tasks want of her."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.cli.simulate.lender import ApplicationSeen, LoanSeen, PersonSeen, ProductSeen, Roll
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.tasks import ApplicationWanted, CustomerWanted, LoanWanted, Task

_OWING = {
    "disbursed", "current", "due_soon", "due_today", "deduct_failed", "grace", "overdue_1_30", "overdue_31_60",
    "overdue_61_90", "overdue_90_plus", "relief", "legal", "written_off", "assigned",
}  # fmt: skip
_PAID_OFF = {"settled", "certificate_issued", "archived"}
_VISITORS_DEFAULT_CARD = "pays"
_LAST_DUE_DAY = 28
_NEW_BANK = "招商银行"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who can play a task, with the loan and the application it is about."""

    person: PersonSeen
    loan: LoanSeen | None
    application: ApplicationSeen | None
    stranger: PersonSeen
    """Somebody else, whose data must never be seen."""


def parts_for(task: Task, roll: Roll) -> tuple[Part, ...]:
    """Everybody who could play the task, in the lender's order."""
    today = roll.now.date()
    products = {one.code: one for one in roll.products}
    found: list[Part] = []
    for index, person in enumerate(roll.customers):
        if not _is_wanted(person, task.cast.customer):
            continue
        loan = _loan_of(person, task.cast.loan, products, today)
        application = _application_of(person, task.cast.application)
        if (task.cast.loan and loan is None) or (task.cast.application and application is None):
            continue
        found.append(Part(person, loan, application, roll.customers[index - 1]))
    return tuple(found)


def cast(tasks: Sequence[Task], roll: Roll, chance: random.Random, *, spent: frozenset[str]) -> dict[str, Part]:
    """A part for as many tasks as possible, nobody twice and nobody of `spent`; a task without a part is left out.

    Tasks that few can play go first; where somebody is taken, whoever took her moves on if she can (Kuhn's matching).
    """
    candidates = {task.id: [one for one in parts_for(task, roll) if one.person.id not in spent] for task in tasks}
    for parts in candidates.values():
        chance.shuffle(parts)
    taken: dict[str, str] = {}
    playing: dict[str, Part] = {}

    def place(task_id: str, asked: set[str]) -> bool:
        for part in candidates[task_id]:
            holder = taken.get(part.person.id)
            if part.person.id in asked:
                continue
            asked.add(part.person.id)
            if holder is None or place(holder, asked):
                taken[part.person.id] = task_id
                playing[task_id] = part
                return True
        return False

    for task in sorted(tasks, key=lambda task: len(candidates[task.id])):
        place(task.id, set())
    return playing


def _is_wanted(person: PersonSeen, wanted: CustomerWanted) -> bool:
    cards = [one for one in person.cards if one.state == "bound"]
    tests: tuple[tuple[bool | None, Callable[[], bool]], ...] = (
        (wanted.vulnerable, lambda: "vulnerable" in person.flags),
        (wanted.frozen, lambda: person.is_frozen),
        (wanted.open_work, lambda: bool(person.open_work)),
        (wanted.sim_changed, lambda: person.sim_changed_on is not None),
        (wanted.face_passes, lambda: person.face_outcome == "passed"),
        (wanted.has_email, lambda: person.email is not None),
        (wanted.owes, lambda: any(one.state in _OWING for one in person.loans)),
        (wanted.has_settled, lambda: any(one.state in _PAID_OFF for one in person.loans)),
        (wanted.in_flight, lambda: any(one.payment_in_flight for one in person.loans)),
        (wanted.left_over, lambda: any(one.left_over_fen > 0 for one in person.loans)),
        (wanted.card_pays, lambda: not cards or cards[0].behaviour == _VISITORS_DEFAULT_CARD),
        (wanted.consents_marketing, lambda: _consents_all(person)),
    )
    return (
        all(claim is None or claim is holds() for claim, holds in tests)
        and wanted.cards_least <= len(cards) <= (len(cards) if wanted.cards_most is None else wanted.cards_most)
        and (wanted.limit is None or person.limit_state in wanted.limit)
        and (wanted.has_limit_yuan is None or person.limit_fen >= wanted.has_limit_yuan * 100)
        and (wanted.stages is None or person.stage in wanted.stages)
        and (wanted.region is None or wanted.region in person.region)
    )


def _consents_all(person: PersonSeen) -> bool:
    return all(one.granted for one in person.consents if one.purpose == "marketing") and bool(person.consents)


def _loan_of(
    person: PersonSeen, wanted: LoanWanted | None, products: Mapping[str, ProductSeen], today: date
) -> LoanSeen | None:
    if wanted is None:
        return None
    in_state = [one for one in person.loans if one.state in wanted.states]
    if wanted.only and len(in_state) != 1:
        return None
    return next((one for one in in_state if _suits(one, wanted, products[one.product_code], today)), None)


def _suits(loan: LoanSeen, wanted: LoanWanted, product: ProductSeen, today: date) -> bool:
    claims = (
        (wanted.prepayable, product.allows_prepayment),
        (wanted.last_bill, loan.due_now_fen >= loan.outstanding_principal_fen),
        (wanted.due_day_movable, product.allows_due_day_change),
        (wanted.in_flight, loan.payment_in_flight),
        (wanted.overdue, loan.days_past_due > 0),
        (wanted.penalty, loan.penalty_fen > 0),
        (wanted.left_over, loan.left_over_fen > 0),
    )
    due_in = (loan.next_due_on - today).days if loan.next_due_on else None
    age = (today - loan.disbursed_on).days if loan.disbursed_on else None
    return (
        all(claim is None or claim is holds for claim, holds in claims)
        and (wanted.products is None or loan.product_code in wanted.products)
        and len(loan.posted) >= wanted.paid_times_least
        and (wanted.fault is None or wanted.fault in loan.faults)
        and _within(due_in, wanted.due_in_days_least, wanted.due_in_days_most)
        and _within(age, wanted.disbursed_days_least, wanted.disbursed_days_most)
        and loan.outstanding_principal_fen >= (wanted.outstanding_least_yuan or 0) * 100
    )


def _within(number: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    return number is not None and (least is None or number >= least) and (most is None or number <= most)


def _application_of(person: PersonSeen, wanted: ApplicationWanted | None) -> ApplicationSeen | None:
    if wanted is None:
        return None
    for one in person.applications:
        if one.state in wanted.states and wanted.missing_documents in {None, bool(one.missing_documents)}:
            return one
    return None


def props_of(part: Part, roll: Roll, chance: random.Random) -> Props:
    """Everything her words may name. What she does not have is left out."""
    person, today = part.person, roll.now.date()
    values = {
        "customer.id": person.id,
        "customer.name": person.name,
        "customer.phone": person.phone,
        "customer.phone_tail": person.phone[-4:],
        "customer.id_number": person.id_number,
        "customer.id_tail": person.id_number[-4:],
        "customer.region": person.region,
        "other.name": part.stranger.name,
        "other.phone": part.stranger.phone,
        "other.phone_tail": part.stranger.phone[-4:],
        "other.id": part.stranger.id,
        "limit.now": _yuan(person.limit_fen),
        "limit.lower": str(max(person.limit_fen // 100 - 1000, 0) // 1000 * 1000),
        "limit.higher": str(person.limit_fen // 100 + 20_000),
        **_new_things(person, part.loan, chance),
        **_days(today),
    }
    if person.email:
        values["customer.email"] = person.email
    if part.loan is not None:
        values |= _loan_values(part.loan, {one.code: one.name for one in roll.products}, today)
    if part.application is not None:
        values |= {
            "application.id": part.application.id,
            "application.amount": _yuan(part.application.amount_fen),
        }
    bound = [one for one in person.cards if one.state == "bound"]
    for name, card in zip(("card", "other_card"), bound, strict=False):
        values |= {f"{name}.id": card.id, f"{name}.tail": card.tail, f"{name}.bank": card.bank}
    return Props(values)


def _new_things(person: PersonSeen, loan: LoanSeen | None, chance: random.Random) -> dict[str, str]:
    number = int(person.id.lstrip("C"))
    head = f"620099{8_000_000 + number * 10 + chance.randrange(10):012d}"
    card = head + _luhn(head)
    now = (loan.due_day if loan else None) or 1
    phones = [f"154{80_000_000 + number * 100 + ending:08d}" for ending in chance.sample(range(100), 2)]
    return {
        "new.phone": phones[0],
        "new.phone_2": phones[1],
        "new.card": card,
        "new.card_tail": card[-4:],
        "new.bank": _NEW_BANK,
        "new.due_day": str((now + 9) % _LAST_DUE_DAY + 1),
        "new.due_day_2": str((now + 13) % _LAST_DUE_DAY + 1),
        "new.address": f"测试区新示例路{number}号",
        "new.email": f"xin{number}@example.invalid",
        "new.id_expiry": "2044年6月1日",
    }


def _luhn(head: str) -> str:
    doubled = [int(sign) * (2 if place % 2 == 0 else 1) for place, sign in enumerate(reversed(head))]
    return str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)  # noqa: PLR2004


def _days(today: date) -> dict[str, str]:
    ahead = {"today": 0, "tomorrow": 1, "in_2": 2, "in_3": 3, "in_5": 5, "in_20": 20}
    days = {f"day.{name}": today + timedelta(days=number) for name, number in ahead.items()}
    return {
        **{name: f"{day.month}月{day.day}日" for name, day in days.items()},
        **{f"{name}_iso": day.isoformat() for name, day in days.items()},
    }


def _loan_values(loan: LoanSeen, products: Mapping[str, str], today: date) -> dict[str, str]:
    product = products[loan.product_code]
    values = {
        "loan.id": loan.id,
        "loan.number": loan.id[-4:],
        "loan.product": product,
        "loan.product_short": product.partition("（")[0],
        "loan.principal": _yuan(loan.principal_fen),
        "loan.outstanding": _yuan(loan.outstanding_principal_fen),
        "loan.next_due": _yuan(loan.next_due_fen),
        "loan.due_now": _yuan(loan.due_now_fen),
        "loan.overdue": _yuan(loan.overdue_fen),
        "loan.penalty": _yuan(loan.penalty_fen),
        "loan.months": str(loan.months),
        "loan.due_day": str(loan.due_day or 1),
        "loan.last_paid": _yuan(loan.next_due_fen),
        "loan.interest_month": f"{today.year}年{today.month}月",
        "loan.interest_month_iso": f"{today:%Y-%m}",
    }
    if loan.next_due_on:
        values["loan.next_due_on"] = f"{loan.next_due_on.month}月{loan.next_due_on.day}日"
    if loan.settled_on:
        values["loan.settled_on"] = f"{loan.settled_on.month}月{loan.settled_on.day}日"
    if loan.posted:
        last = max(loan.posted, key=lambda one: one.at)
        values["loan.last_paid"] = _yuan(last.amount_fen)
        values["loan.last_paid_on"] = f"{last.at.month}月{last.at.day}日"
        values["loan.interest_month"] = f"{last.at.year}年{last.at.month}月"
        values["loan.interest_month_iso"] = f"{last.at:%Y-%m}"
    return values


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 else str(fen // 100)
