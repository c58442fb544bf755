"""The lender's own app, as small as it can be: a customer who has signed in there, and the chat in its corner.

It does what an integrator does: loads the widget from the customer service, and vouches for the customer by a signed
token. Whoever opens the page is let in as that customer; this lender's people do not exist.
"""

import json
import time
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.markup import Html, join, link, tag, void
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.foundation.money import Money

_VALID_S = 300
_SCRIPT = """
window.Qiao = window.Qiao || function () { (window.Qiao.q = window.Qiao.q || []).push(arguments) }
const token = %s
addEventListener('qiao', (event) => {
  const { command, error } = event.detail
  // Another customer was signed in in this browser: she leaves first.
  if (command === 'identify' && error === 'SomebodyElse') window.Qiao('signOut')
  if (command === 'signOut' && !error) window.Qiao('identify', token)
  if (command === 'identify' && !error) window.signedIn = true
})
window.Qiao('identify', token)
window.Qiao('open')
"""


@dataclass(frozen=True, slots=True)
class CustomerService:
    """Where the chat comes from, and the secret (HS256) by which the app vouches for a customer."""

    url: str
    identity_key: str


class AppPage:
    """The routes of the app."""

    def __init__(self, lender: Lender, service: CustomerService) -> None:
        self._lender = lender
        self._service = service

    def routes(self) -> list[Route]:
        return [Route("/app/{id}", self._page), Route("/app/{id}/sign-in.js", self._sign_in)]

    async def _page(self, request: Request) -> Response:
        customer = self._lender.store.find(CustomerRecord, request.path_params["id"])
        if customer is None:
            return HTMLResponse("<!doctype html><title>404</title><p>没有这位客户 / No such customer", 404)
        loans = [book.shown(self._lender, one) for one in self._lender.of_customer(LoanRecord, customer.id)]
        rows = [
            tag("li", tag("b", f"{one.id[-4:]}"), f" {one.state} · ", f"{Money(one.outstanding_principal_fen)}")
            for one in loans
        ]
        body = tag(
            "body",
            tag("header", tag("strong", "测试贷 App"), link(f"/customers/{customer.id}", "沙箱里的她")),
            tag("main", tag("h1", f"{customer.name}，您好"), tag("ul", *rows) if rows else tag("p", "没有借款")),
            tag("script", "", src=f"/app/{customer.id}/sign-in.js"),
            Html(f'<script src="{self._service.url}/widget.js" data-entrance="app" defer></script>'),
        )
        top = join(
            (
                void("meta", charset="utf-8"),
                void("meta", name="viewport", content="width=device-width, initial-scale=1"),
                void("link", rel="stylesheet", href="/style.css"),
                tag("title", "测试贷 App"),
            )
        )
        page = tag("html", tag("head", top), body, lang="zh-CN")
        return HTMLResponse(f"<!doctype html>{page}", headers={"content-security-policy": self._policy()})

    async def _sign_in(self, request: Request) -> Response:
        customer = self._lender.store.find(CustomerRecord, request.path_params["id"])
        if customer is None:
            return Response(status_code=404)
        now = int(time.time())
        claims = {
            "iss": "lender",
            "aud": "qiao",
            "sub": customer.id,
            "name": customer.name,
            "lvl": "A1",
            "iat": now,
            "exp": now + _VALID_S,
            "jti": uuid.uuid4().hex,
        }
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self._service.identity_key))
        return Response(
            _SCRIPT % json.dumps(token), media_type="text/javascript", headers={"cache-control": "no-store"}
        )

    def _policy(self) -> str:
        url = self._service.url
        socket = urlsplit(url)._replace(scheme="ws").geturl()
        return (
            f"default-src 'none'; script-src 'self' {url}; style-src 'self' 'unsafe-inline'; "
            f"connect-src {url} {socket}; img-src data: {url}; base-uri 'none'; frame-ancestors 'none'"
        )
