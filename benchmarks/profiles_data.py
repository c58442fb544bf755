"""Invented customers in columnar files: three events each and every trait of the pack, the same for the same seed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

from qiao.customers.lifecycle.columns import days_since
from qiao.customers.profile.columns import CONSENT, TRAIT, Everybody
from qiao.customers.profile.shards import EVENTS, PEOPLE

EVENTS_EACH = 3
_A_SHARD = 2_000_000
_FIRST = (
    *["account.registered"] * 6, "visitor.seen", "session.started", "credit.granted", "credit.granted", "kyc.started",
    "credit.submitted", "contact.opened", "loan.disbursed", "draw.submitted", "credit.rejected",
)  # fmt: skip
_SECOND = (
    "kyc.passed", "kyc.started", "kyc.failed", "credit.granted", "credit.granted", "credit.submitted",
    "credit.rejected", "draw.submitted", "loan.disbursed", "loan.disbursed", "loan.disbursed", "session.started",
    "contact.opened", "limit.frozen", "deduction.failed", "loan.disbursing",
)  # fmt: skip
_THIRD = (
    "session.started", "contact.opened", "complaint.opened", "contact.rated", "loan.repaying", "payment.posted",
    "payment.posted", "deduction.submitted", "deduction.failed", "loan.settled", "loan.relief_granted", "loan.legal",
    "account.closed", "draw.submitted", "loan.disbursed", "session.started",
)  # fmt: skip
_WITH_DUE = ("loan.disbursed", "loan.repaying", "payment.posted", "loan.relief_granted")
_CODES = {
    "income_band": ("low", "medium", "high", "very_high"),
    "employment": ("none", "student", "salaried", "self_employed"),
    "risk_band": ("a", "b", "c", "d"),
    "acquisition": ("search", "referral", "shop", "partner"),
}


def write(folder: Path, everybody: Everybody, customers: int, seed: int, day: date) -> None:
    """Shards of two million customers each, numbered from 0. What is there for the same number and seed stays."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}) as engine:
        for number, begin in enumerate(range(0, customers, _A_SHARD)):
            end = min(begin + _A_SHARD, customers)
            shard = folder / f"{seed}-{number:03}-{end - begin}"
            if (shard / PEOPLE).exists():
                continue
            shard.mkdir(parents=True, exist_ok=True)
            engine.execute(f"COPY ({_events(everybody, begin, end, seed, day)}) TO '{shard / EVENTS}' (FORMAT parquet)")
            engine.execute(f"COPY ({_people(everybody, begin, end, seed, day)}) TO '{shard / PEOPLE}' (FORMAT parquet)")


def _events(everybody: Everybody, begin: int, end: int, seed: int, day: date) -> str:
    """In order of customers and, of each, of her history, over the last four hundred days."""
    types, today = everybody.codes.type, days_since(day)
    of_loans = [types[name] for (name, _), shape in everybody.book.life.shapes.items() if shape.loan]
    lists = [[types[name] for name in names] for names in (_FIRST, _SECOND, _THIRD)]
    return f"""
      SELECT c::INTEGER AS customer, (CASE WHEN t IN {tuple(of_loans)} THEN 1 + (h >> 40) % 8 // 7 ELSE 0 END)::UTINYINT
          AS loan, p::UTINYINT AS place, t::UTINYINT AS type,
        ({today} - 400 + (h >> 20) % 100 + 100 * p)::USMALLINT AS day,
        (CASE WHEN t IN {tuple(types[name] for name in _WITH_DUE)} THEN
          CASE WHEN (h >> 30) % 10 = 0 THEN 0 ELSE {today} - 120 + (h >> 31) % 160 END END)::USMALLINT AS due_on,
        (CASE WHEN t = {types["loan.relief_granted"]} THEN {today} - 30 + (h >> 33) % 90 END)::USMALLINT AS until_on
      FROM (SELECT c, p, h, CASE p WHEN 1 THEN {lists[0]} WHEN 2 THEN {lists[1]} ELSE {lists[2]} END[1 + h % 16] AS t
        FROM (SELECT c, p, (hash(c * {EVENTS_EACH} + p, {seed}) >> 1)::BIGINT AS h
          FROM (SELECT c, unnest([1, 2, {EVENTS_EACH}]) AS p FROM range({begin}, {end}) r(c))))
    """  # noqa: S608  (numbers of our own)


def _people(everybody: Everybody, begin: int, end: int, seed: int, day: date) -> str:
    columns = ", ".join(_trait(everybody, place, seed, day) for place in range(len(everybody.book.kinds)))
    consents = {rule.consent for rule in everybody.book.tags.values() if rule.consent is not None}
    given = ", ".join(f"hash(c, {seed}) % 2 = 0 AS {CONSENT}{name}" for name in sorted(consents))
    return f"SELECT c::INTEGER AS customer, {columns}, {given} FROM range({begin}, {end}) r(c)"  # noqa: S608  (numbers of our own)


def _trait(everybody: Everybody, place: int, seed: int, day: date) -> str:
    name, kind = list(everybody.book.kinds.items())[place]
    chance = f"((hash(c, {seed}, {place}) >> 1)::BIGINT)"
    return f'{" ".join(_value(name, kind, chance, day))} AS "{TRAIT}{name}"'


def _value(name: str, kind: str, chance: str, day: date) -> Iterator[str]:
    """Some of it unknown; dates lie in the last two and a half years, and ends partly ahead."""
    if kind == "code":
        yield f"{list(_CODES[name])}[1 + {chance} % 4]"
    elif kind == "date":
        ahead = 200 if name.endswith("until_on") else 0
        yield f"CASE WHEN {chance} % 4 > 0 THEN DATE '{day}' - ({chance} % 900 - {ahead})::INTEGER END"
    elif name.endswith("_fen"):
        yield f"(({chance} % 100) * 100000)::INTEGER"
    else:
        most = 101 if name.endswith("_percent") else 6
        yield f"CASE WHEN {chance} % 3 > 0 THEN ({chance} >> 8) % {most} END::UTINYINT"
