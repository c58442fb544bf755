"""F19: no page of somebody else's changes anything in the name of whoever looks at it."""

from typing import Any

import pytest

from qiao.access import Post
from qiao.foundation.declared import Who
from tests.access.views.seeded import signed_in
from tests.access.views.test_cross_product import BODIES, WORDS, routes_of
from tests.conftest import PASSWORD, Web

pytestmark = pytest.mark.one_database("it is refused by what the request brings along")

FOREIGN = ("https://evil.example", "null", "http://test.evil.example", "https://host.example.evil.example", "file://")
ENTRANCES = [path for _, path in BODIES if path.startswith("/api/v1/staff/sign-in")]
_IDS: dict[str, object] = dict.fromkeys(
    ("conversation_id", "customer_id", "item_id", "glass_id", "reveal_id", "file_id"),
    "00000000-0000-7000-8000-000000000000",
)


def _changing(web: Web) -> list[tuple[str, str]]:
    """Every route by which somebody who is signed in changes something."""
    ours = {Who.STAFF, Who.HOLDER, Who.DUTY}
    return [
        (method, path)
        for method, path, rule in routes_of(web.app)
        if rule.who in ours and method not in {"GET", "SOCKET"}
    ]


async def _asked(web: Web, method: str, path: str, headers: dict[str, str]) -> Any:
    body = {
        name: value.format_map(_IDS) if isinstance(value, str) else value
        for name, value in BODIES.get((method, path), {}).items()
    }
    sent: dict[str, Any] = {"json": body} if method in {"POST", "PUT"} else {}
    return await web.client.request(method, path.format_map({**WORDS, **_IDS}), headers=headers, **sent)


async def test_each_change_needs_the_token_of_this_session_and_a_page_of_ours(web: Web) -> None:
    cookies, headers, _ = await signed_in(web.house, await web.house.staff(post=Post.SYSADMIN))
    _, others, _ = await signed_in(web.house, await web.house.staff("other"))
    web.client.cookies.update(cookies)
    changing = _changing(web)
    assert len(changing) > 25
    for method, path in changing:
        for token in ({}, others, {"x-csrf-token": ""}, {"x-csrf-token": "é"}):
            raw = {name: value.encode() for name, value in token.items()}
            refused = await _asked(web, method, path, raw)  # pyright: ignore[reportArgumentType]  (bytes may be sent)
            assert (refused.status_code, refused.json()["error"]) == (403, "CsrfMissing"), (method, path, token)
        for origin in FOREIGN:
            refused = await _asked(web, method, path, {**headers, "origin": origin})
            assert (refused.status_code, refused.json()["error"]) == (403, "ForeignOrigin"), (method, path, origin)
    # Of all this nothing was done, signing out included.
    assert (await web.client.get("/api/v1/staff/me")).status_code == 200


@pytest.mark.parametrize("path", ENTRANCES)
async def test_nobody_is_signed_in_from_a_foreign_page(web: Web, path: str) -> None:
    await web.house.staff()
    body = {"username": "agent", "password": PASSWORD} if path.endswith("sign-in") else BODIES["POST", path]
    for origin in FOREIGN:
        refused = await web.client.post(path, json=body, headers={"origin": origin})
        assert (refused.status_code, refused.json()["error"]) == (403, "ForeignOrigin")
        assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_what_a_form_of_any_page_can_send_is_no_request(web: Web, kind: str) -> None:
    """Such types go without asking first; JSON in them is not read."""
    await web.house.staff()
    text = f'{{"username":"agent","password":"{PASSWORD}"}}'
    refused = await web.client.post("/api/v1/staff/sign-in", content=text, headers={"content-type": kind})
    assert refused.status_code == 422
    assert "set-cookie" not in refused.headers


async def test_foreign_pages_are_not_told_they_may_ask(web: Web) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    for origin in FOREIGN:
        told = await web.client.options("/api/v1/staff/sign-in", headers={**asks, "origin": origin})
        assert "access-control-allow-origin" not in told.headers
    listed = await web.client.options("/api/v1/web/sessions", headers={**asks, "origin": "https://host.example"})
    assert listed.headers["access-control-allow-origin"] == "https://host.example"
    # Pages that embed the widget never act with a cookie of staff.
    assert "access-control-allow-credentials" not in listed.headers
