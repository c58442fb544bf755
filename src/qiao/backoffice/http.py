"""The lender's systems over HTTP, by the contract: signed both ways, with deadlines, a key for every write."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import structlog
from pydantic import BaseModel, ValidationError

from qiao.backoffice.breaker import Breaker
from qiao.backoffice.contract import signing
from qiao.backoffice.contract.catalogue import DOCUMENT_CONTENT_PATH, OUTCOME
from qiao.backoffice.contract.happenings import Outcome
from qiao.backoffice.contract.operation import Gives, Operation, Refusal, Shape, Takes, addressed
from qiao.backoffice.contract.signing import NotSigned, Stale
from qiao.backoffice.ports import BackOfficeAway, BackOfficeRefused, ContractBroken, OutcomeUnknown
from qiao.foundation import telemetry
from qiao.foundation.clock import Clock
from qiao.foundation.processor_time import Timed

_OK, _NOT_FOUND, _CONFLICT, _SERVER_ERROR = 200, 404, 409, 500
_NOT_HEARD = {401, 403, 429}  # Before anything is looked at: the signature, or the pace.
_READ_TRIES = 3
_PAUSE_S = 0.2
_LARGEST_ANSWER_BYTES = 8 * 1024 * 1024
KEY_HEADER = "idempotency-key"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the lender answers, and the shared secret behind `key_id`. Without a secret nothing is signed."""

    url: str
    key_id: str = ""
    secret: bytes = b""
    deadline_s: float = 5.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _Away(Exception):
    """No answer came; `sent` says whether the request may have arrived."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__()
        self.sent = sent


class HttpBackOffice:
    """Fulfils `ports.BackOffice`. One for a process: it keeps connections and the breaker."""

    def __init__(self, address: Address, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._address = address
        self._clock = clock
        self._breaker = Breaker()
        self._client = httpx.AsyncClient(
            base_url=address.url,
            timeout=httpx.Timeout(address.deadline_s, connect=min(2.0, address.deadline_s)),
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )

    async def close(self) -> None:
        await self._client.aclose()

    @property
    def is_resting(self) -> bool:
        """Whether the lender is left alone for the moment."""
        return self._breaker.is_open

    async def read(
        self, operation: Operation[Takes, Gives], subject: str = "", query: BaseModel | None = None
    ) -> Gives:
        assert not operation.needs_key, operation.id
        path = operation.address(subject)
        given = query or operation.takes()
        body = b""
        if operation.method == "GET":
            asked = given.model_dump(mode="json", exclude_none=True)
            path = f"{path}?{urlencode(asked)}" if asked else path
        else:
            body = given.model_dump_json().encode()
        answer = await self._insist(operation.method, path, body, of=operation.id)
        if answer.status == _OK:
            return _parsed(operation, answer.body)
        raise _refused(answer)

    async def order(self, operation: Operation[Any, Any], subject: str, body: BaseModel, *, key: str) -> Shape:
        assert operation.needs_key, operation.id
        path = operation.address(subject)
        content = body.model_dump_json().encode()
        try:
            answer = await self._ask(
                operation.method, path, content, {KEY_HEADER: key}, within_s=self._address.deadline_s
            )
        except _Away as away:
            raise (OutcomeUnknown if away.sent else BackOfficeAway)(operation=operation.id) from None
        if answer.status >= _SERVER_ERROR:
            # Whoever stands between the two may answer so after the lender has done it.
            raise OutcomeUnknown(operation=operation.id, status=answer.status)
        if answer.status in _NOT_HEARD:
            log.error("the lender does not hear us", operation=operation.id, status=answer.status)
            raise BackOfficeAway(operation=operation.id)
        if answer.status != _OK:
            raise _refused(answer, operation)
        try:
            return _parsed(operation, answer.body)
        except ContractBroken:
            # It happened; what it made is asked for by the key once the two understand each other again.
            raise OutcomeUnknown(operation=operation.id) from None

    async def outcome(self, key: str) -> Outcome | None:
        try:
            return await self.read(OUTCOME, key)
        except BackOfficeRefused as refused:
            if refused.facts.get("status") == _NOT_FOUND:
                return None
            raise BackOfficeAway(operation=OUTCOME.id) from None
        except ContractBroken:
            # What became of it stays unknown, until the two understand each other again.
            raise BackOfficeAway(operation=OUTCOME.id) from None

    async def document(self, document_id: str) -> bytes:
        """The bytes of a document. Raises BackOfficeAway or BackOfficeRefused."""
        answer = await self._insist("GET", addressed(DOCUMENT_CONTENT_PATH, document_id), b"", of="documents.content")
        if answer.status != _OK:
            raise _refused(answer)
        return answer.body

    async def _insist(self, method: str, path: str, body: bytes, *, of: str) -> _Answer:
        """Ask again where asking twice does no harm, within one deadline for all tries."""
        until_s = time.monotonic() + self._address.deadline_s
        for left in reversed(range(_READ_TRIES)):
            try:
                answer = await self._ask(method, path, body, {}, within_s=until_s - time.monotonic())
            except _Away:
                answer = None
            if answer is not None and answer.status < _SERVER_ERROR and answer.status not in _NOT_HEARD:
                return answer
            if not left or time.monotonic() + _PAUSE_S >= until_s:
                break
            await asyncio.sleep(_PAUSE_S)
        # Not the address: it may name a telephone number.
        raise BackOfficeAway(operation=of)

    async def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, within_s: float
    ) -> _Answer:
        if not self._breaker.lets_through(time.monotonic()):
            raise _Away(sent=False)
        try:
            answer = await Timed(
                self._exchange(method, path, body, headers, within_s), telemetry.lender_cpu_seconds.inc
            )
        except _Away:
            self._breaker.failed(time.monotonic())
            raise
        except BaseException:
            # Whoever asked has gone: that says nothing about the lender.
            self._breaker.left()
            raise
        if answer.status >= _SERVER_ERROR:
            self._breaker.failed(time.monotonic())
        else:
            self._breaker.worked()
        return answer

    async def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], within_s: float
    ) -> _Answer:
        nonce = secrets.token_urlsafe(18)
        request = self._client.build_request(
            method, path, content=body or None, headers={"content-type": "application/json", **headers}
        )
        path = request.url.raw_path.decode()  # As sent: with the path of the lender's address before it.
        request.headers.update(self._signature(method, path, body, nonce))
        try:
            async with asyncio.timeout(within_s):
                response = await self._client.send(request, stream=True)
                content = await _content(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise _Away(sent=False) from None
        except (httpx.HTTPError, TimeoutError):
            raise _Away(sent=True) from None
        answer = _Answer(response.status_code, content)
        if not self._is_theirs(path, nonce, answer, response.headers):
            raise _Away(sent=True)
        return answer

    def _signature(self, method: str, path: str, body: bytes, nonce: str) -> dict[str, str]:
        if not self._address.secret:
            return {}
        return signing.signed_headers(
            self._address.key_id,
            self._address.secret,
            method=method,
            path=path,
            body=body,
            now_s=self._clock.now().timestamp(),
            nonce=nonce,
        )

    def _is_theirs(self, path: str, nonce: str, answer: _Answer, headers: Mapping[str, str]) -> bool:
        """Server errors and refusals to listen come from whoever stands in between as well; no more is believed."""
        if not self._address.secret or answer.status >= _SERVER_ERROR or answer.status in _NOT_HEARD:
            return True
        try:
            signing.check_answer(
                self._address.secret,
                headers,
                status=answer.status,
                path=path,
                nonce=nonce,
                body=answer.body,
                now_s=self._clock.now().timestamp(),
            )
        except (NotSigned, Stale):
            return False
        return True


async def _content(response: httpx.Response) -> bytes:
    """The body, read no further than an answer may be long. Raises _Away."""
    content = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > _LARGEST_ANSWER_BYTES:
                raise _Away(sent=True)
    finally:
        await response.aclose()
    return bytes(content)


def _parsed(operation: Operation[Any, Gives], body: bytes) -> Gives:
    try:
        return operation.gives.model_validate_json(body)
    except ValidationError:
        # The message would carry the answer, and with it a customer's data.
        raise ContractBroken(operation=operation.id) from None


def _refused(answer: _Answer, operation: Operation[Any, Any] | None = None) -> BackOfficeRefused | ContractBroken:
    try:
        refusal = Refusal.model_validate(orjson.loads(answer.body))
    except (ValidationError, orjson.JSONDecodeError):
        return ContractBroken(status=answer.status)
    known = operation is None or answer.status == _NOT_FOUND or refusal.error in operation.refuses
    if answer.status not in {_NOT_FOUND, _CONFLICT} or not known:
        return ContractBroken(status=answer.status, code=refusal.error)
    return BackOfficeRefused(refusal.error, {**refusal.params, "status": answer.status})
