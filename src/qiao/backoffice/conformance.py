"""Whether a lender's back office keeps the contract: questions a lender can ask of its own systems.

Without a customer only what every request shares is asked. With one, everything that can be read of her is. `writes`
opens one ticket, asks for it again in every way a lost answer leads to, and withdraws it.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import ValidationError

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract import signing
from qiao.backoffice.contract.happenings import FeedQuery
from qiao.backoffice.contract.operation import Nothing, Operation, Refusal
from qiao.backoffice.contract.service import Ticket, TicketKind, TicketOrder
from qiao.backoffice.http import KEY_HEADER, Address, HttpBackOffice
from qiao.backoffice.ports import BackOfficeAway, BackOfficeRefused, ContractBroken, OutcomeUnknown
from qiao.foundation.clock import Clock

_OK = 200
_NOBODY = "qiao-conformance-nobody"
_AN_HOUR_S = 3600
_OPEN, _WITHDRAW = ops.OPERATIONS["tickets.open"], ops.OPERATIONS["tickets.withdraw"]
_LOANS = ops.OPERATIONS["loans.list"]


class Broken(Exception):
    """What the contract says and the lender does not do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and how it went: `trouble` is None where the contract is kept."""

    what: str
    trouble: str | None = None


@dataclass(slots=True)
class Conformance:
    """The questions, and whom they are asked of."""

    address: Address
    clock: Clock
    customer: str | None = None
    writes: bool = False
    transport: httpx.AsyncBaseTransport | None = None

    async def ask(self) -> AsyncIterator[Asked]:
        """Every question in turn; one that fails keeps no other from being asked."""
        office = HttpBackOffice(self.address, self.clock, transport=self.transport)
        async with httpx.AsyncClient(
            base_url=self.address.url, transport=self.transport, timeout=self.address.deadline_s, trust_env=False
        ) as plain:
            common = _Common(self.address, self.clock, office, plain)
            for what, question in common.questions():
                yield await _asked(what, question)
            if self.customer is not None:
                async for one in _Customer(office, self.customer).ask():
                    yield one
                if self.writes:
                    for what, question in _Writing(office, plain, common, self.customer).questions():
                        yield await _asked(what, question)
        await office.close()


_Question = Callable[[], Coroutine[Any, Any, None]]


async def _asked(what: str, question: _Question) -> Asked:
    try:
        await question()
    except Broken as broken:
        return Asked(what, str(broken))
    except (BackOfficeAway, OutcomeUnknown):
        return Asked(what, "no answer, or one that is not signed as the contract says")
    except BackOfficeRefused as refused:
        return Asked(what, f"refused with {refused.reason}")
    except ContractBroken as broken:
        return Asked(what, f"an answer the contract does not know: {broken.params}")
    except httpx.HTTPError as trouble:
        return Asked(what, f"no answer: {type(trouble).__name__}")
    return Asked(what)


@dataclass(slots=True)
class _Common:
    """What every request shares: signatures, refusals, the feed."""

    address: Address
    clock: Clock
    office: HttpBackOffice
    plain: httpx.AsyncClient

    def questions(self) -> list[tuple[str, _Question]]:
        signed = [
            ("a request without a signature is refused", self._unsigned),
            ("a wrong secret is refused", self._wrong_secret),
            ("a signature of an hour ago is refused", self._stale),
            ("the same signed request is answered once", self._replayed),
        ]
        return [
            ("a signed request is answered, and the answer is signed", self._answered),
            *(signed if self.address.secret else []),
            ("somebody nobody knows is NotFound", self._nobody),
            ("a key nobody has used has no outcome", self._unused_key),
            ("the feed goes on where its cursor says", self._feed),
        ]

    async def _answered(self) -> None:
        await self.office.read(ops.INCIDENTS)

    async def _unsigned(self) -> None:
        _expect(await self.plain.get(ops.INCIDENTS.path), 401)

    async def _wrong_secret(self) -> None:
        await self._refused_with(secrets.token_bytes(32), ago_s=0)

    async def _stale(self) -> None:
        await self._refused_with(self.address.secret, ago_s=_AN_HOUR_S)

    async def _replayed(self) -> None:
        headers = self.signed("GET", ops.INCIDENTS.path, b"")
        _expect(await self.plain.get(ops.INCIDENTS.path, headers=headers), 200)
        _expect(await self.plain.get(ops.INCIDENTS.path, headers=headers), 401)

    async def _nobody(self) -> None:
        try:
            await self.office.read(ops.CUSTOMER, _NOBODY)
        except BackOfficeRefused as refused:
            if refused.reason == "NotFound":
                return
            raise
        raise Broken("somebody was found")

    async def _unused_key(self) -> None:
        if await self.office.outcome(f"qiao-unused-{secrets.token_hex(8)}") is not None:
            raise Broken("there is an outcome")

    async def _feed(self) -> None:
        first = await self.office.read(ops.FEED, query=FeedQuery(after=0, limit=3))
        second = await self.office.read(ops.FEED, query=FeedQuery(after=first.next_after, limit=3))
        numbers = [one.number for one in (*first.items, *second.items)]
        if numbers != sorted(set(numbers)):
            raise Broken(f"the numbers do not rise: {numbers}")
        if first.items and first.next_after != first.items[-1].number:
            raise Broken("the cursor is not the number of the last event")

    async def _refused_with(self, secret: bytes, *, ago_s: int) -> None:
        headers = self.signed("GET", ops.INCIDENTS.path, b"", secret=secret, ago_s=ago_s)
        _expect(await self.plain.get(ops.INCIDENTS.path, headers=headers), 401)

    def signed(
        self, method: str, path: str, body: bytes, *, secret: bytes | None = None, ago_s: int = 0
    ) -> dict[str, str]:
        now_s = self.clock.now().timestamp() - ago_s
        key = secret if secret is not None else self.address.secret
        if not key:
            return {}
        sent = self.plain.build_request(method, path).url.raw_path.decode()
        return signing.signed_headers(self.address.key_id, key, method=method, path=sent, body=body, now_s=now_s)


@dataclass(slots=True)
class _Customer:
    """Everything that can be read of one customer and her first loan."""

    office: HttpBackOffice
    customer: str

    async def ask(self) -> AsyncIterator[Asked]:
        for operation in _readable("{customer_id}"):
            yield await _asked(f"{operation.id} is answered as typed", self._reading(operation, self.customer))
        try:
            loans = (await self.office.read(_LOANS, self.customer)).items
        except (BackOfficeAway, BackOfficeRefused, ContractBroken):
            return
        for operation in _readable("{loan_id}") if loans else ():
            yield await _asked(f"{operation.id} is answered as typed", self._reading(operation, loans[0].id))

    def _reading(self, operation: Operation[Any, Any], subject: str) -> _Question:
        async def read() -> None:
            await self.office.read(operation, subject)

        return read


def _readable(place: str) -> list[Operation[Any, Any]]:
    """Operations that read at this place and need nothing else."""

    def needs_nothing(operation: Operation[Any, Any]) -> bool:
        try:
            operation.takes()
        except ValidationError:
            return False
        return True

    return [one for one in ops.OPERATIONS.values() if one.method == "GET" and place in one.path and needs_nothing(one)]


@dataclass(slots=True)
class _Writing:
    """One ticket, opened and withdrawn."""

    office: HttpBackOffice
    plain: httpx.AsyncClient
    common: _Common
    customer: str

    def questions(self) -> list[tuple[str, _Question]]:
        key = f"qiao-conformance-{secrets.token_hex(8)}"
        order = TicketOrder(kind=TicketKind.OTHER, subject="conformance check")
        made: list[Ticket] = []

        async def opened() -> None:
            made.append(_ticket(await self.office.order(_OPEN, self.customer, order, key=key)))

        async def opened_once() -> None:
            again = _ticket(await self.office.order(_OPEN, self.customer, order, key=key))
            if not made or again.id != made[0].id:
                raise Broken("the same key made two tickets")

        async def read_back() -> None:
            outcome = await self.office.outcome(key)
            if outcome is None or not made or outcome.answer.get("id") != made[0].id:
                raise Broken("the key does not lead to what it made")
            await self.office.read(ops.OPERATIONS["tickets.read"], made[0].id)

        async def key_of_another() -> None:
            other = order.model_copy(update={"subject": "another check"})
            _expect(await self._post(other.model_dump_json(), {KEY_HEADER: key}), 409, "KeyReused")

        async def without_key() -> None:
            _expect(await self._post(order.model_dump_json(), {}), 422)

        async def unknown_field() -> None:
            body = order.model_dump_json()[:-1] + ',"shoe_size":42}'
            _expect(await self._post(body, {KEY_HEADER: f"{key}-b"}), 422)

        async def withdrawn() -> None:
            if made:
                await self.office.order(_WITHDRAW, made[0].id, Nothing(), key=f"{key}-w")

        return [
            ("a ticket is opened", opened),
            ("asked again under its key, the same ticket is answered", opened_once),
            ("what a key made is found by the key and read back", read_back),
            ("a key that is used for something else is refused", key_of_another),
            ("a write without a key is refused", without_key),
            ("a field the contract does not know is refused", unknown_field),
            ("the ticket is withdrawn", withdrawn),
        ]

    async def _post(self, body: str, headers: dict[str, str]) -> httpx.Response:
        path = _OPEN.address(self.customer)
        content = body.encode()
        signed = self.common.signed("POST", path, content)
        sent = {"content-type": "application/json", **headers, **signed}
        return await self.plain.post(path, content=content, headers=sent)


def _ticket(made: object) -> Ticket:
    assert isinstance(made, Ticket)
    return made


def _expect(response: httpx.Response, status: int, code: str | None = None) -> None:
    if response.status_code != status:
        raise Broken(f"answered {response.status_code} where {status} is due")
    if status == _OK:
        return
    try:
        refusal = Refusal.model_validate_json(response.content)
    except ValidationError:
        raise Broken("the refusal is no code with params") from None
    if code is not None and refusal.error != code:
        raise Broken(f"refused with {refusal.error} where {code} is due")
