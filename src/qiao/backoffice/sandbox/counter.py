"""The counter at which requests are answered: signature, faults, idempotency, the operation itself."""

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from qiao.backoffice.contract import signing
from qiao.backoffice.contract.happenings import Feed
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.contract.service import Document
from qiao.backoffice.sandbox import faults
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.records import FaultKind, FaultRecord
from qiao.backoffice.sandbox.serving import HANDLERS
from qiao.foundation.errors import Conflict, Invalid, NotFound, QiaoError, Unavailable

KEY_HEADER = "idempotency-key"
_SHORTEST_KEY, _LONGEST_KEY = 8, 120
_LARGEST_BODY_BYTES = 64 * 1024


class Malformed(Invalid):
    """What was sent is not what the contract says."""


class KeyReused(Conflict):
    """This key belongs to another request."""


class Away(Unavailable):
    """The lender does not answer."""


class BodyTooLarge(Invalid):
    """A body holds at most 64 KiB."""


@dataclass(slots=True)
class Counter:
    """One lender and whoever may ask it. `secrets` may be empty for a counter that trusts everybody (tests)."""

    lender: Lender
    secrets: Mapping[str, bytes]
    verifier: signing.Verifier | None = None

    def __post_init__(self) -> None:
        """Without keys nothing is signed."""
        self.verifier = signing.Verifier(self.secrets) if self.secrets else None

    async def answer(self, request: Request, operation: Operation[Any, Any]) -> Response:
        """The signed answer to one request."""
        body = await request.body()
        key_id = ""
        try:
            if len(body) > _LARGEST_BODY_BYTES:
                raise BodyTooLarge(limit_bytes=_LARGEST_BODY_BYTES)
            key_id = self._signer(request, body)
            response = await self._through_faults(request, operation, body)
        except QiaoError as trouble:
            response = _refusal(trouble)
        return self._signed(request, response, key_id)

    async def content(self, request: Request) -> Response:
        """The bytes of a document."""
        key_id = ""
        try:
            key_id = self._signer(request, b"")
            document = self.lender.need(Document, request.path_params["id"])
            found = self.lender.store.file(document.sha256)
            assert found is not None
            response = Response(found, media_type="application/pdf")
        except QiaoError as trouble:
            response = _refusal(trouble)
        return self._signed(request, response, key_id)

    def _signer(self, request: Request, body: bytes) -> str:
        if self.verifier is None:
            return ""
        return self.verifier.check(
            request.headers, method=request.method, path=_path(request), body=body, now_s=time.time()
        )

    def _signed(self, request: Request, response: Response, key_id: str) -> Response:
        secret = self.secrets.get(key_id)
        if secret is not None:
            response.headers.update(
                signing.answer_headers(
                    secret,
                    status=response.status_code,
                    path=_path(request),
                    nonce=request.headers[signing.NONCE],
                    body=bytes(response.body),
                    now_s=time.time(),
                )
            )
        return response

    async def _through_faults(self, request: Request, operation: Operation[Any, Any], body: bytes) -> Response:
        hits = self._hits(operation)
        kinds = {one.kind for one in hits}
        if FaultKind.SLOW in kinds:
            await asyncio.sleep(_delay_s(hits, FaultKind.SLOW))
        if FaultKind.DOWN in kinds:
            raise Away
        if FaultKind.ERROR in kinds:
            return JSONResponse({"error": "Unexpected", "params": {}}, 500)
        given = _parsed(operation, request, body)
        key = _key(operation, request)
        subject = next(iter(request.path_params.values()), "")
        response = self.perform(operation, subject, given, key)
        if FaultKind.DUPLICATE in kinds and operation.is_write:
            response = self.perform(operation, subject, given, key)
        if FaultKind.TIMEOUT_AFTER in kinds:
            await asyncio.sleep(_delay_s(hits, FaultKind.TIMEOUT_AFTER))
            return JSONResponse({"error": "Unexpected", "params": {}}, 504)
        return response if operation.id != "events.list" else _garbled(response, kinds)

    def _hits(self, operation: Operation[Any, Any]) -> list[FaultRecord]:
        if not faults.any_for(self.lender, operation.id):
            return []
        with self.lender.store.transaction():
            return faults.hits(self.lender, operation.id)

    def perform(self, operation: Operation[Any, Any], subject: str, given: BaseModel, key: str | None) -> Response:
        """Do it once. Under a key that is known, give what was given before.

        Raises KeyReused; every other refusal is an answer, kept under the key.
        """
        lender = self.lender
        self._catch_up()
        if not operation.is_write:
            return _json(200, HANDLERS[operation.id](lender, subject, given).model_dump_json())
        asked = hashlib.sha256(f"{operation.id}\n{subject}\n{given.model_dump_json()}".encode()).hexdigest()
        if key is not None and (known := lender.store.outcome(key)):
            if (known[0], known[1]) != (operation.id, asked):
                raise KeyReused(operation=known[0])
            return JSONResponse(known[3], known[2], headers={"Idempotent-Replay": "true"})
        try:
            with lender.store.transaction():
                answer = HANDLERS[operation.id](lender, subject, given).model_dump_json()
                if key is not None:
                    lender.store.keep_outcome(key, operation.id, asked, status=200, answer=answer, at=lender.now)
                return _json(200, answer)
        except (Conflict, NotFound) as refusal:
            if isinstance(refusal, Conflict) and refusal.code not in operation.refuses:
                raise RuntimeError(f"{operation.id} may not refuse with {refusal.code}") from refusal
            response = _refusal(refusal)
            if key is not None:
                with lender.store.transaction():
                    text = bytes(response.body).decode()
                    lender.store.keep_outcome(
                        key, operation.id, asked, status=refusal.status, answer=text, at=lender.now
                    )
            return response

    def _catch_up(self) -> None:
        if self.lender.store.has_planned(self.lender.now):
            with self.lender.store.transaction():
                self.lender.catch_up()


def _parsed(operation: Operation[Any, Any], request: Request, body: bytes) -> BaseModel:
    try:
        if operation.is_write:
            return operation.takes.model_validate_json(body or b"{}")
        return operation.takes.model_validate(dict(request.query_params))
    except ValidationError as trouble:
        fields = [".".join(str(part) for part in one["loc"]) for one in trouble.errors()]
        raise Malformed(fields=fields) from None


def _key(operation: Operation[Any, Any], request: Request) -> str | None:
    if not operation.needs_key:
        return None
    key = request.headers.get(KEY_HEADER, "")
    if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise Malformed(fields=[KEY_HEADER])
    return key


def _garbled(response: Response, kinds: set[FaultKind]) -> Response:
    """The feed under faults: a page in the wrong order, or with events twice. The cursor stays right."""
    if not kinds & {FaultKind.OUT_OF_ORDER, FaultKind.DUPLICATE}:
        return response
    feed = Feed.model_validate_json(bytes(response.body))
    items = feed.items
    if FaultKind.OUT_OF_ORDER in kinds:
        items = tuple(reversed(items))
    if FaultKind.DUPLICATE in kinds:
        items = (*items, *items)
    return _json(200, feed.model_copy(update={"items": items}).model_dump_json())


def _delay_s(hits: list[FaultRecord], kind: FaultKind) -> float:
    return max(one.delay_ms for one in hits if one.kind is kind) / 1000


def _json(status: int, text: str) -> Response:
    return Response(text, status, media_type="application/json")


def _refusal(trouble: QiaoError) -> Response:
    return JSONResponse({"error": trouble.code, "params": trouble.params}, trouble.status)


def _path(request: Request) -> str:
    """As it was sent: `request.url.path` has its escaped signs decoded, and those are signed."""
    path, query = request.scope["raw_path"].decode(), request.url.query
    return f"{path}?{query}" if query else path
