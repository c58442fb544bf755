"""The lender's systems as a process that can be killed, and what stands in its file."""

import json
import random
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import FINISHED, REPAYING
from qiao.backoffice.contract.service import CaseOrder
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.cli.beside import KEY_ID, SECRET, read_secret
from qiao.foundation.clock import SystemClock
from tests.kills.server import Server
from tests.kills_of_requests.history import Done

FLOW_OF = {
    "SettlementOrder": "early_settlement_apply",
    "DueDayChange": "change_due_date",
    "Document": "settlement_certificate",
    "Case": "hardship",
}
"""The kind of record that each request makes."""
_WORDS = {
    "early_settlement_apply": "我要提前结清",
    "change_due_date": "我要改还款日",
    "settlement_certificate": "我要开结清证明",
    "hardship": "我失业了，还不上款，想登记还款困难",
}
_QUIET_DAYS = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one invented customer will ask for, and what she would show to prove who she is."""

    customer: str
    phone: str
    id_tail: str
    flow: str
    loans: tuple[str, ...]

    @property
    def words(self) -> str:
        return _WORDS[self.flow]


class LenderProcess(Server):
    """`qiao sandbox` on a folder, always on the same port."""

    @property
    def secret_file(self) -> Path:
        return self.folder / SECRET

    @property
    def book(self) -> Path:
        return self.folder / "lender.db"

    @property
    def known_to_the_house(self) -> dict[str, str]:
        """The environment of a house whose lender it is."""
        return {
            "QIAO_BACKOFFICE_URL": self.url,
            "QIAO_BACKOFFICE_KEY_ID": KEY_ID,
            "QIAO_BACKOFFICE_SECRET_FILE": str(self.secret_file),
        }

    def words(self) -> list[str]:
        return ["sandbox", "--data", str(self.folder), "--port", str(self.port)]

    def adapter(self) -> HttpBackOffice:
        """Asks it as another channel of the lender would."""
        return HttpBackOffice(Address(self.url, KEY_ID, read_secret(self.folder)), SystemClock())


class LenderBook:
    """Reads the lender's file beside the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loans = {one["id"]: one for one in self._records("LoanRecord")}
        self._before = {one.id for one in self._done()}

    def customers(self) -> list[str]:
        """Whoever may sign in."""
        return [one["id"] for one in self._records("CustomerRecord") if not one["flags"] and not one["is_frozen"]]

    def wishes(self, dice: random.Random) -> list[Wish]:
        """Requests that the lender will accept, one for each customer, in random order."""
        cards = {one["customer_id"] for one in self._records("CardRecord") if one["behaviour"] == "pays"}
        odd = {one["customer_id"] for one in self._records("CardRecord") if one["behaviour"] != "pays"}
        cases = {one["customer_id"] for one in self._records("Case")}
        found: list[Wish] = []
        for customer in self._records("CustomerRecord"):
            if customer["flags"] or customer["is_frozen"]:
                continue
            own = [one for one in self._loans.values() if one["customer_id"] == customer["id"]]
            can_pay = customer["id"] in cards and customer["id"] not in odd
            fitting = [*_fitting(own, can_pay=can_pay, may_register=customer["id"] not in cases)]
            if fitting:
                flow, loans = dice.choice(fitting)
                found.append(Wish(customer["id"], customer["phone"], customer["id_number"][-4:], flow, loans))
        dice.shuffle(found)
        return found

    def done(self) -> list[Done]:
        """What has been done since this book was opened."""
        return [one for one in self._done() if one.id not in self._before]

    def _done(self) -> list[Done]:
        keys = {str(answer.get("id")): key for key, answer in self._outcomes()}
        return [
            Done(one["id"], flow, self._customer_of(one), keys.get(one["id"]))
            for kind, flow in FLOW_OF.items()
            for one in self._records(kind)
        ]

    def _customer_of(self, record: Mapping[str, Any]) -> str:
        return str(record.get("customer_id") or self._loans[record["loan_id"]]["customer_id"])

    def _records(self, kind: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self._path)) as sql:
            rows = sql.execute("SELECT body FROM records WHERE kind = ? ORDER BY rowid", (kind,)).fetchall()
        return [json.loads(body) for (body,) in rows]

    def _outcomes(self) -> list[tuple[str, dict[str, Any]]]:
        with closing(sqlite3.connect(self._path)) as sql:
            rows = sql.execute("SELECT key, answer FROM outcomes WHERE status = 200").fetchall()
        return [(key, json.loads(answer)) for key, answer in rows]


def _fitting(own: list[dict[str, Any]], *, can_pay: bool, may_register: bool) -> Iterable[tuple[str, tuple[str, ...]]]:
    soon = (datetime.now(UTC) + _QUIET_DAYS).date().isoformat()
    repaying = [one for one in own if one["state"] in REPAYING]
    quiet = [one for one in repaying if one["state"] == "current" and _next_due(one) > soon]
    if len(repaying) == len(quiet) and quiet and can_pay:
        yield "early_settlement_apply", (quiet[0]["id"],)
    if len(quiet) == 1 == len(repaying) and quiet[0]["product_code"] in {"XQ-EI", "XQ-EP"}:
        yield "change_due_date", (quiet[0]["id"],)
    if repaying and may_register:
        yield "hardship", tuple(one["id"] for one in repaying)
    finished = [one["id"] for one in own if one["state"] in FINISHED]
    if finished:
        yield "settlement_certificate", (finished[0],)


def _next_due(loan: Mapping[str, Any]) -> str:
    today = datetime.now(UTC).date().isoformat()
    return min((one["due_on"] for one in loan["schedules"][-1]["lines"] if one["due_on"] >= today), default="")


async def register_elsewhere(adapter: HttpBackOffice, wish: Wish, key: str) -> None:
    """The same hardship by another channel: what she asks for here is refused from now on."""
    body = CaseOrder.model_validate({
        "kind": "deferral", "loan_ids": wish.loans, "cause": "other", "contact_window": "morning",
    })  # fmt: skip
    await adapter.order(ops.REGISTER_CASE, wish.customer, body, key=key)
