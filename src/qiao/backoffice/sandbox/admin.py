"""Playing the lender: its clock, its faults, its people's decisions. Unsigned, for whoever may reach the address.

`POST /sandbox/…` takes and gives JSON; the pages use the same actions. Nothing of this is part of the contract.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qiao.backoffice.contract.loans import Application, LoanState
from qiao.backoffice.contract.payments import PaymentClaim
from qiao.backoffice.contract.service import Ticket
from qiao.backoffice.sandbox import book, faults, roll
from qiao.backoffice.sandbox.counter import Counter, Malformed
from qiao.backoffice.sandbox.lender import Lender, moment, refuse
from qiao.backoffice.sandbox.records import (
    Behaviour,
    CardRecord,
    CustomerRecord,
    FaultKind,
    FaultRecord,
    InboxMessage,
    LoanRecord,
)
from qiao.backoffice.sandbox.serve_identity import decide_phone
from qiao.backoffice.sandbox.serve_loans import changed_application
from qiao.backoffice.sandbox.serve_service import answer_dispute, decide_case
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Forbidden, QiaoError


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ClockAct(_Act):
    """One of the four: to a moment, by days, by seconds, or to ten minutes past ten on a loan's next due day."""

    to: datetime | None = None
    days: int | None = Field(default=None, ge=0, le=3660)
    seconds: int | None = Field(default=None, ge=0, le=86_400)
    due_of: str | None = None


class FaultAct(_Act):
    kind: FaultKind
    operation: str = Field(default="*", min_length=1, max_length=60)
    delay_ms: int | None = Field(default=None, ge=0, le=600_000)
    times: int | None = Field(default=None, ge=1, le=100_000)


class FaultOffAct(_Act):
    id: str | None = None


class DecisionAct(_Act):
    approved: bool
    months: int = Field(default=3, ge=1, le=12)
    waive_penalty: bool = False


class AnswerAct(_Act):
    answer: str = Field(min_length=1, max_length=1000)


class ScriptAct(_Act):
    """How the world treats a customer: her face check, her SIM card, her bank."""

    face_outcome: str | None = Field(default=None, pattern="^(passed|failed|waiting)$")
    sim_changed_on: date | None = None
    card_behaviour: Behaviour | None = None
    is_frozen_limit: bool | None = None
    flags: tuple[str, ...] | None = None
    """Those that stand on her from now on; what changes is told in the feed."""


class CrossSite(Forbidden):
    """The admin pages take orders from themselves and from programs, not from other sites' pages."""


def advance(lender: Lender, act: ClockAct) -> None:
    """Move the clock. Within a transaction. Raises ClockGoesForward or Malformed."""
    if act.to is not None:
        to = act.to if act.to.tzinfo else act.to.replace(tzinfo=SHANGHAI)
    elif act.days is not None:
        to = lender.now + timedelta(days=act.days)
    elif act.seconds is not None:
        to = lender.now + timedelta(seconds=act.seconds)
    elif act.due_of is not None:
        to = _due_moment(lender, act.due_of)
    else:
        raise Malformed(fields=["to", "days", "seconds", "due_of"])
    lender.advance(to)


def _due_moment(lender: Lender, loan_id: str) -> datetime:
    loan = lender.need(LoanRecord, loan_id)
    open_lines = [one.instalment.due_on for one in book.owed(loan, lender.today) if one.total_fen]
    ahead = [due_on for due_on in open_lines if moment(due_on, time(10, 10)) > lender.now]
    if not ahead:
        refuse("NothingDue")
    return moment(ahead[0], time(10, 10))


def decide_application(lender: Lender, identifier: str, act: DecisionAct) -> Application:
    found = lender.need(Application, identifier)
    if found.state not in {LoanState.SUBMITTED, LoanState.RISK_REVIEW, LoanState.MANUAL_REVIEW}:
        refuse("ApplicationDecided", state=found.state)
    if act.approved:
        return changed_application(lender, found, state=LoanState.APPROVED, node="approved", expected_by=None)
    return changed_application(
        lender, found, state=LoanState.REJECTED, node="rejected", expected_by=None, result_text="综合评估未通过",
        reapply_from=lender.today + timedelta(days=30),
    )  # fmt: skip


def answer_ticket(lender: Lender, identifier: str, act: AnswerAct) -> Ticket:
    found = lender.need(Ticket, identifier)
    if found.state != "open":
        refuse("TicketNotOpen", state=found.state)
    lender.tell("ticket.answered", customer_id=found.customer_id, loan_id=found.loan_id, resource_id=identifier)
    for claim in lender.of_loan(PaymentClaim, found.loan_id) if found.loan_id else ():
        if claim.ticket_id == identifier:
            lender.tell("claim.answered", customer_id=found.customer_id, loan_id=found.loan_id, resource_id=claim.id)
    return lender.change(found, state="answered", answer=act.answer)


def script(lender: Lender, customer_id: str, act: ScriptAct) -> None:
    customer = lender.need(CustomerRecord, customer_id)
    update = act.model_dump(include={"face_outcome", "sim_changed_on"}, exclude_none=True)
    if act.is_frozen_limit is not None:
        update["limit_state"] = "frozen" if act.is_frozen_limit else "active"
    if act.flags is not None:
        for flag in sorted({*act.flags} ^ {*customer.flags}):
            told = "customer.flagged" if flag in act.flags else "customer.unflagged"
            lender.tell(told, customer_id=customer_id, flag=flag)
        update["flags"] = act.flags
    lender.change(customer, **update)
    if act.card_behaviour is not None:
        for card in list(lender.of_customer(CardRecord, customer_id)):
            lender.change(card, behaviour=act.card_behaviour)


def need_same_site(request: Request) -> None:
    """Raises CrossSite when a browser says that another site's page sent this."""
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        raise CrossSite


class Admin:
    """The routes. Each act is one transaction."""

    def __init__(self, counter: Counter) -> None:
        self._lender = counter.lender

    def routes(self) -> list[Route]:
        posts = {
            "/sandbox/clock": self._clock,
            "/sandbox/faults": self._fault,
            "/sandbox/faults/off": self._fault_off,
            "/sandbox/cases/{id}/decision": self._case,
            "/sandbox/applications/{id}/decision": self._application,
            "/sandbox/tickets/{id}/answer": self._ticket,
            "/sandbox/disputes/{id}/answer": self._dispute,
            "/sandbox/phone-changes/{id}/decision": self._phone,
            "/sandbox/customers/{id}/script": self._script,
        }
        gets = {
            "/sandbox/state": self._state,
            "/sandbox/faults": self._faults,
            "/sandbox/inbox": self._inbox,
            "/sandbox/customers": self._roll,
            "/sandbox/customers/{id}": self._customer,
            "/sandbox/customers/{id}/writes": self._writes,
        }
        return [
            *(Route(path, _guarded(endpoint), methods=["POST"]) for path, endpoint in posts.items()),
            *(Route(path, _guarded(endpoint), methods=["GET"]) for path, endpoint in gets.items()),
        ]

    async def _state(self, _request: Request) -> Any:  # noqa: ANN401  (JSON)
        store = self._lender.store
        self._catch_up()
        return {
            "now": self._lender.now.isoformat(),
            "seed": self._lender.seed,
            "customers": sum(1 for _ in store.all(CustomerRecord)),
            "loans": sum(1 for _ in store.all(LoanRecord)),
            "last_event": store.last_event(),
        }

    async def _clock(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, ClockAct)
        with self._lender.store.transaction():
            advance(self._lender, act)
        return {"now": self._lender.now.isoformat()}

    async def _fault(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, FaultAct)
        with self._lender.store.transaction():
            made = faults.switch_on(self._lender, act.kind, act.operation, delay_ms=act.delay_ms, times=act.times)
        return made.model_dump(mode="json")

    async def _fault_off(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, FaultOffAct)
        with self._lender.store.transaction():
            if act.id is None:
                faults.switch_all_off(self._lender)
            else:
                faults.switch_off(self._lender, act.id)
        return await self._faults(request)

    async def _faults(self, _request: Request) -> Any:  # noqa: ANN401
        return [one.model_dump(mode="json") for one in self._lender.store.all(FaultRecord)]

    async def _case(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, DecisionAct)
        with self._lender.store.transaction():
            made = decide_case(
                self._lender, request.path_params["id"], approved=act.approved, months=act.months,
                waive_penalty=act.waive_penalty,
            )  # fmt: skip
        return made.model_dump(mode="json")

    async def _application(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, DecisionAct)
        with self._lender.store.transaction():
            made = decide_application(self._lender, request.path_params["id"], act)
        return made.model_dump(mode="json")

    async def _ticket(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, AnswerAct)
        with self._lender.store.transaction():
            made = answer_ticket(self._lender, request.path_params["id"], act)
        return made.model_dump(mode="json")

    async def _dispute(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, AnswerAct)
        with self._lender.store.transaction():
            made = answer_dispute(self._lender, request.path_params["id"], act.answer)
        return made.model_dump(mode="json")

    async def _phone(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, DecisionAct)
        with self._lender.store.transaction():
            made = decide_phone(self._lender, request.path_params["id"], approved=act.approved)
        return made.model_dump(mode="json")

    async def _script(self, request: Request) -> Any:  # noqa: ANN401
        act = await _read(request, ScriptAct)
        with self._lender.store.transaction():
            script(self._lender, request.path_params["id"], act)
        return await self._customer(request)

    async def _inbox(self, request: Request) -> Any:  # noqa: ANN401
        phone = request.query_params.get("phone")
        found = [one for one in self._lender.store.all(InboxMessage) if phone in {None, one.phone}]
        return [one.model_dump(mode="json") for one in reversed(found[-100:])]

    async def _customer(self, request: Request) -> Any:  # noqa: ANN401
        customer = self._lender.need(CustomerRecord, request.path_params["id"])
        cards = self._lender.of_customer(CardRecord, customer.id)
        return {
            **customer.model_dump(mode="json"),
            "cards": [one.model_dump(mode="json") for one in cards],
            "loans": {one.id: one.state for one in self._lender.of_customer(LoanRecord, customer.id)},
        }

    async def _roll(self, _request: Request) -> Any:  # noqa: ANN401
        self._catch_up()
        return roll.roll(self._lender)

    async def _writes(self, request: Request) -> Any:  # noqa: ANN401
        self._catch_up()
        return roll.writes(self._lender, request.path_params["id"])

    def _catch_up(self) -> None:
        with self._lender.store.transaction():
            self._lender.catch_up()


def _guarded(endpoint: Any) -> Any:  # noqa: ANN401  (Starlette's endpoints are any callable)
    async def answer(request: Request) -> Response:
        try:
            if request.method == "POST":
                need_same_site(request)
            return JSONResponse(await endpoint(request))
        except QiaoError as trouble:
            return JSONResponse({"error": trouble.code, "params": trouble.params}, trouble.status)

    return answer


async def _read(request: Request, act: type[Any]) -> Any:  # noqa: ANN401
    try:
        return act.model_validate_json(await request.body() or b"{}")
    except ValidationError as trouble:
        fields = [".".join(str(part) for part in one["loc"]) for one in trouble.errors()]
        raise Malformed(fields=fields) from None
