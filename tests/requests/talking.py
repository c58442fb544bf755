"""Somebody who talks with the interpreter, and a lender and rules that answer it: no database, no network, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from qiao.language import entities
from qiao.requests import (
    WAITING,
    Answer,
    Ask,
    Caller,
    ConfirmCard,
    DialogueState,
    FlowBook,
    HandOver,
    Heard,
    House,
    Outcome,
    Output,
    Perform,
    Row,
    Step,
    Tell,
    Value,
    Verdict,
    Want,
    advance,
    begun,
    dump,
    load,
    performed,
    proceed,
    said,
    silent,
    told,
)

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # A Wednesday, 12:00 in Beijing.
Kind = TypeVar("Kind")
Reader = Callable[[Mapping[str, Any]], list[Row] | None]


class Marked:
    """A sealer that only marks: what it sealed can be told from what it did not."""

    def seal(self, place: str, value: str) -> str:
        return f"sealed<{place}>{value[::-1]}"

    def open(self, place: str, sealed: str) -> str:
        head = f"sealed<{place}>"
        assert sealed.startswith(head)
        return sealed.removeprefix(head)[::-1]


@dataclass
class Ruling:
    """Rules that say what a test wants, and remember what they were asked."""

    verdicts: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    asked: list[tuple[str, dict[str, Value]]] = field(default_factory=list[tuple[str, dict[str, Value]]])

    def verdict(self, request: str, facts: Mapping[str, Value], who: Caller, now: datetime) -> Verdict:
        _ = who, now
        self.asked.append((request, dict(facts)))
        return self.verdicts.get(request, Verdict("allowed"))


def loan(number: str, **fields: Value) -> dict[str, Value | None]:
    return {
        "id": f"loan-{number}",
        "product": "小桥借",
        "number": number,
        "state": "current",
        "disbursed_on": "2026-01-15",
        "principal": 1_200_000,
        "outstanding": 800_000,
        "due_day": 15,
        "next_due_on": "2026-12-15",
        "next_due": 106_500,
        "due_now": 106_500,
        "overdue": 0,
        "days_past_due": 0,
        "is_overdue": False,
        "in_flight": False,
        "allows_prepayment": True,
        "can_be_shortened": True,
        "allows_due_day_change": True,
        "cooling_days": 1,
        **fields,
    }


@dataclass
class Lender:
    """Two loans, one card, and whatever a test changes; every read is counted."""

    loans: list[dict[str, Value | None]] = field(
        default_factory=lambda: [loan("A01"), loan("B02", disbursed_on="2026-06-01", outstanding=300_000)]
    )
    settled: list[dict[str, Value | None]] = field(
        default_factory=lambda: [
            {
                "id": "loan-S9",
                "product": "小桥借",
                "number": "S09",
                "state": "settled",
                "disbursed_on": "2025-01-01",
                "principal": 500_000,
                "settled_on": "2026-10-01",
            }
        ]
    )
    cards: list[dict[str, Value | None]] = field(
        default_factory=lambda: [{"id": "card-1", "bank": "测试银行", "tail": "1234", "is_default": True}]
    )
    answers: dict[str, Reader] = field(default_factory=dict[str, Reader])
    total_fen: int = 805_000
    registered: bool = True
    has_email: bool = True
    proven: set[str] = field(default_factory=lambda: {"13800000001"})
    """The numbers to which a code went and came back."""
    reads: list[Want] = field(default_factory=list[Want])

    def read(self, want: Want) -> Answer:
        self.reads.append(want)
        make = self.answers.get(want.read) or getattr(self, "_" + want.read.replace(".", "_").replace("-", "_"))
        return Answer(want, make(want.arguments))

    def _policy(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [dict.fromkeys(arguments["facts"], 0)]

    def _loans_repaying(self, _: Mapping[str, Any]) -> list[dict[str, Value | None]]:
        return self.loans

    def _loans_settled(self, _: Mapping[str, Any]) -> list[dict[str, Value | None]]:
        return self.settled

    def _cards_list(self, _: Mapping[str, Any]) -> list[dict[str, Value | None]]:
        return self.cards

    def _loans_schedule(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "number": number,
                "due_on": f"2027-{number:02}-15",
                "open": 106_500,
                "principal": 100_000,
                "interest": 6_500,
                "penalty": 0,
            }
            for number in range(1, 9)
        ]

    def _quotes_make(self, arguments: Mapping[str, Any]) -> list[Row]:
        later = int(arguments["day"][-2:])
        return [
            {
                "id": f"quote-{arguments['loan']}-{arguments['day']}-{self.total_fen}",
                "settle_on": arguments["day"],
                "principal": 800_000,
                "interest": self.total_fen - 800_000 + later,
                "penalty": 0,
                "fee": 0,
                "total": self.total_fen + later,
                "saved": 12_000,
                "valid_until": "2026-11-25T23:59:59+08:00",
            }
        ]

    def _prepayments_preview(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "interest_now": 1_000,
                "principal_part": arguments["amount"] - 1_000,
                "cost_before": 50_000,
                "cost_after": 30_000,
                "saved": 20_000,
                "next_due_on": "2026-12-15",
                "next_due": 60_000,
                "last_due_on": "2027-06-15",
            }
        ]

    def _due_days_preview(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "next_due_on": f"2026-12-{arguments['day']:02}",
                "next_due": 107_000,
                "cost_before": 50_000,
                "cost_after": 50_500,
                "costs_more": 500,
            }
        ]

    def _customers_contact(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"phone": "13800000001", "email": "ceshi@example.com", "has_email": self.has_email}]

    def _proofs_face(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"id": "face-1", "is_proven": True, "is_hopeless": False}]

    def _proofs_number(self, arguments: Mapping[str, Any]) -> list[Row]:
        proven = arguments["number"] in self.proven
        return [{"id": f"code-{arguments['number']}" if proven else None, "is_proven": proven}]

    def _customers_reached_by(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [{"is_possible": arguments["way"] == "app" or self.has_email}]

    def _marketing_stopped(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"all_off": True}]

    def _opt_outs_read(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"all_off": False}]

    def _loans_late(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {**one, "overdue": 106_500, "days_past_due": 5, "is_overdue": True, "penalty": 900} for one in self.loans
        ]

    def _loans_taken(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            *({**one, "settled_on": None, "is_settled": False} for one in self.loans),
            *({**one, "outstanding": 0, "due_now": 0, "is_settled": True} for one in self.settled),
        ]

    def _disbursements_list(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                **one,
                "tail": "1234",
                "trace_no": "FK1",
                "sent_at": "2026-11-23T14:00:00+08:00",
                "receipt_at": "2026-11-23T14:20:00+08:00",
                "bank_receipt_confirmed": True,
                "is_waiting": False,
                "is_under_way": False,
                "has_failed": False,
            }
            for one in self.loans
        ]

    def _disbursements_traced(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"is_open": False, "due_at": None}]

    def _cancellations_preview(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"total": 800_300, "principal": 800_000, "interest": 300}]

    def _payments_found(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"is_posted": False, "posted_at": None, "is_processing": False, "is_received": True}]

    def _deduct_holds_standing(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"is_held": False, "until": None}]

    def _refunds_due(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "id": f"payment-{number}",
                "other": f"payment-0{number}",
                "loan": "loan-A01",
                "card": "card-1",
                "product": "小桥借",
                "number": "A01",
                "bank": "测试银行",
                "tail": "1234",
                "came_by_card": True,
                "amount": 106_500 + number,
                "paid_on": "2026-11-15",
                "payments": 2,
            }
            for number in (1, 2)
        ]

    def _waivers_preview(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"amount": 900, "cause": "other", "is_fault": False, "needs_decision": True}]

    def _applications_list(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "id": f"application-{node}",
                "node": node,
                "amount": 500_000,
                "submitted_on": "2026-11-24",
                "expected_by": "2026-11-26T12:00:00+08:00",
                "open": node != "rejected",
                "missing": ("bank_statement",) if node == "documents" else None,
                "lacks_documents": node == "documents",
                "call_window": None,
                "waits_for_call": node != "rejected",
                "reschedules": 0,
                "reapply_from": "2026-12-25" if node == "rejected" else None,
            }
            for node in ("documents", "review_call", "rejected")
        ]

    def _applications_open(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [one for one in self._applications_list(arguments) if one["open"]]

    def _review_calls_windows(self, arguments: Mapping[str, Any]) -> list[Row]:
        return self._callbacks_windows(arguments)

    def _limits_read(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "limit": 5_000_000,
                "used": 100_000,
                "available": 4_900_000,
                "expires_on": "2027-05-01",
                "standing": "active",
                "is_active": True,
            }
        ]

    def _products_list(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {"id": code, "name": name, "rate": "18%", "terms": "6, 12", "least": 50_000, "most": 20_000_000}
            for code, name in (("P1", "小桥借"), ("P2", "小桥贷"))
        ]

    def _products_trial(self, arguments: Mapping[str, Any]) -> list[Row]:
        if arguments["months"] not in (6, 12):
            return [{"is_offered": False}]
        return [
            {"is_offered": True, "first": 18_000, "last": 18_100, "interest": 9_900, "total": 209_900, "rate": "18%"}
        ]

    def _cards_to_use(self, _: Mapping[str, Any]) -> list[Row]:
        other = {"id": "card-2", "name": "测试银行 5678", "tail": "5678", "is_new": False}
        return [other, {"id": "new", "name": "一张新卡", "tail": None, "is_new": True}]

    def _cards_now(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"bank": "测试银行", "tail": "1234", "has_card": True}]

    def _cards_next(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"bank": None, "tail": None, "is_known": False, "is_open": False, "is_none": True}]

    def _customers_own_name(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"same_name": True}]

    def _loans_disbursed(self, _: Mapping[str, Any]) -> list[dict[str, Value | None]]:
        return [*self.loans, *self.settled]

    def _statements_range(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [{"since": "2026-10-01", "until": "2026-11-25", "is_whole": arguments["period"] is None}]

    def _invoices_months(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"id": month, "month": month, "amount": 6_500} for month in ("2026-10", "2026-09")]

    def _closures_standing(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"id": None, "is_scheduled": False, "is_none": True, "closes_at": None}]

    def _registered_open(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"is_open": False, "opened_at": None, "due_at": None}]

    def _cases_standing(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"is_open": False, "decide_by": None}]

    def _callbacks_contact(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"has_registered": self.registered}]

    def _needs_affected(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"has_loans": self.registered, "count": 2, "loans": ("loan-A01", "loan-B02")}]

    def _borrowers_find(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [{"borrower": "customer-1" if arguments["phone"] else None}]

    def _complaints_mine(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "id": f"complaint-{number}",
                "number": f"T0000-0000{number}",
                "subject": "催收",
                "state": "open",
                "stands": "处理中",
                "opened_on": "2026-11-20",
                "due_on": "2026-12-05",
                "is_open": True,
            }
            for number in (1, 2)
        ]

    def _complaints_open(self, arguments: Mapping[str, Any]) -> list[Row]:
        return self._complaints_mine(arguments)

    def _complaints_verifiable(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {
                "id": f"complaint-{number}",
                "number": f"T0000-0000{number}",
                "subject": "催收",
                "decided_on": "2026-11-20",
                "until": "2026-12-20",
                "answer_on": "2026-12-25",
            }
            for number in (1, 2)
        ]

    def _complaints_past_verifying(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [{**one, "ask_days": 30} for one in self._complaints_verifiable(arguments)[:1]]

    def _complaints_protection(self, arguments: Mapping[str, Any]) -> list[Row]:
        return [{"pauses_calls": arguments["subject"] == "collection" and self.registered}]

    def _callbacks_standing(self, _: Mapping[str, Any]) -> list[Row]:
        return [{"open_callback_same_topic": False}]

    def _callbacks_windows(self, _: Mapping[str, Any]) -> list[Row]:
        return [
            {"id": f"w{hour}", "day": "2026-11-26", "begins": f"{hour}:00", "ends": f"{hour + 1}:00"}
            for hour in (9, 10, 14)
        ]


@dataclass
class Talk:
    """A conversation in the making: says things, lets the lender answer, keeps what came out of each turn.

    With `through_json` the state goes through JSON after every step, as it does between two messages of a real one.
    """

    book: FlowBook
    lender: Lender = field(default_factory=Lender)
    rules: Ruling = field(default_factory=Ruling)
    who: Caller = field(default_factory=lambda: Caller("A3"))
    now: datetime = NOON
    through_json: bool = True
    state: DialogueState = field(default_factory=lambda: begun(NOON))
    outputs: tuple[Output, ...] = ()
    performs: list[Perform] = field(default_factory=list[Perform])
    cards: list[ConfirmCard] = field(default_factory=list[ConfirmCard])
    taken: bool = True
    _last_number: int = 0

    @property
    def house(self) -> House:
        return House(self.book, self.rules)

    def say(
        self,
        text: str,
        *intents: str,
        by: Literal["customer", "agent"] = "customer",
        wants_person: bool = False,
        complains: bool = False,
        upset: bool = False,
    ) -> "Talk":
        found = said(entities.find(text, now=self.now))
        heard = Heard(text, found, intents, wants_person=wants_person, complains=complains, upset=upset, by=by)
        return self.hear(heard)

    def hear(self, heard: Heard) -> "Talk":
        return self._take(advance(self.state, heard, self.house, self.who, self.now))

    def press(self, button: str, *, by: Literal["customer", "agent"] = "customer") -> "Talk":
        return self._take(advance(self.state, Heard(button=button, by=by), self.house, self.who, self.now))

    def hand_in(self, file: str) -> "Talk":
        return self._take(advance(self.state, Heard(file=file), self.house, self.who, self.now))

    def press_label(self, label: str) -> "Talk":
        """Press the button of the last turn that reads so."""
        return self.press(next(one.id for one in self.buttons() if label in (one.label.zh, one.label.en)))

    def wait(self, **time: float) -> "Talk":
        self.now += timedelta(**time)
        return self

    def silence(self) -> "Talk":
        return self._take(silent(self.state, self.house, self.who, self.now))

    def proceed(self) -> "Talk":
        return self._take(proceed(self.state, self.house, self.who, self.now))

    def done(
        self, kind: Literal["completed", "held", "pending", "refused", "handed_over"] = "completed", **fields: Any
    ) -> "Talk":
        self._last_number += 1
        fields.setdefault("done", {"id": "made-1", "total": 805_000, "settle_on": "2026-11-25", "number": "D-1"})
        outcome = Outcome(self.performs[-1].frame, kind, f"R{self._last_number:08}", **fields)
        return self._take(performed(self.state, outcome, self.house, self.who, self.now))

    def _take(self, step: Step) -> "Talk":
        outputs = list(step.outputs)
        self.taken = step.taken
        self._keep(step.state)
        for _ in range(20):
            if not step.wants:
                break
            answers = [self.lender.read(want) for want in step.wants]
            step = told(self.state, answers, self.house, self.who, self.now)
            self._keep(step.state)
            outputs += step.outputs
        assert not step.wants, "reads that never end"
        self.outputs = tuple(outputs)
        self.performs += self.all(Perform)
        self.cards += self.all(ConfirmCard)
        return self

    def _keep(self, state: DialogueState) -> None:
        if self.through_json:
            again = load(dump(state, Marked()), Marked())
            assert again == state
            state = again
        self.state = state

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [one for one in self.outputs if isinstance(one, kind)]

    def one(self, kind: type[Kind]) -> Kind:
        found = self.all(kind)
        assert len(found) == 1, f"{len(found)} {kind.__name__} in {self.outputs}"
        return found[0]

    @property
    def asked(self) -> str:
        """The slot of the only question of the last turn."""
        return self.one(Ask).slot

    @property
    def told(self) -> list[str]:
        return [one.key for one in self.all(Tell)]

    def slot(self, name: str) -> Value | None:
        frame = self.state.top
        assert frame is not None
        return frame.slots[name].value if name in frame.slots else None

    def buttons(self) -> list[Any]:
        return [button for output in self.outputs for button in buttons_of(output)]

    def is_waiting_with_a_way_out(self) -> bool:
        """Whether the turn, if it is the customer's, offers a person by one tap."""
        waiting = [one for one in self.outputs if isinstance(one, WAITING)]
        return all("human" in {button.id for button in buttons_of(one)} for one in waiting)

    def leads_to_a_person(self) -> bool:
        again = Talk(self.book, self.lender, self.rules, self.who, self.now, state=self.state)
        return bool(again.press("human").all(HandOver))


def buttons_of(output: Output) -> list[Any]:
    found: Iterable[Any] = ()
    for name in ("options", "offers", "alternatives", "ways"):
        found = (*found, *getattr(output, name, ()))
    return list(found)
