"""The sandbox lender as an ASGI application: the contract's operations, the admin routes, the pages."""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qiao.backoffice.contract.catalogue import DOCUMENT_CONTENT_PATH, OPERATIONS
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.sandbox import (
    fixture,
    serve_cards,
    serve_customers,
    serve_identity,
    serve_loans,
    serve_payments,
    serve_service,
)
from qiao.backoffice.sandbox.admin import Admin
from qiao.backoffice.sandbox.app_page import AppPage, CustomerService
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.duties import DUTIES
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.pages import Pages
from qiao.backoffice.sandbox.serving import HANDLERS
from qiao.backoffice.sandbox.store import Store
from qiao.foundation.clock import Clock

_SERVING = (serve_cards, serve_customers, serve_identity, serve_loans, serve_payments, serve_service)


def open_lender(path: Path | None, clock: Clock, *, seed: int = 20) -> Lender:
    """The lender of a file, filled when it is new; None keeps it in memory. Raises OSError for a file it cannot use."""
    store = Store(path)
    lender = Lender(store, clock, DUTIES, seed)
    if store.fact("seed") is None:
        with store.transaction():
            store.set_fact("seed", str(seed))
            fixture.fill(lender)
    lender.seed = int(store.fact("seed") or seed)
    return lender


def create_app(counter: Counter, service: CustomerService | None = None) -> Starlette:
    """The application. Every operation of the contract has a handler, or this raises KeyError at the start.

    With a `service` there is an app of the lender's, with the chat in it.
    """
    routes = [Route("/healthz", _healthy)]
    # Fixed addresses first: `/v1/customers/lookup` must not be read as a customer of that name.
    for operation in sorted(OPERATIONS.values(), key=lambda one: "{" in one.path):
        HANDLERS[operation.id]
        routes.append(Route(operation.path, _endpoint(counter, operation), methods=[operation.method]))
    routes.append(Route(DOCUMENT_CONTENT_PATH, counter.content, methods=["GET"]))
    routes += Admin(counter).routes()
    routes += Pages(counter, has_app=service is not None).routes()
    if service is not None:
        routes += AppPage(counter.lender, service).routes()
    return Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found})


def _endpoint(counter: Counter, operation: Operation[Any, Any]) -> Any:  # noqa: ANN401  (Starlette's endpoints)
    async def answer(request: Request) -> Response:
        return await counter.answer(request, operation)

    return answer


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _not_found(_request: Request, _trouble: Exception) -> Response:
    return JSONResponse({"error": "NotFound", "params": {}}, 404)
