"""What every answer says to the browser about itself, whoever gave it."""

import httpx
import pytest
from sqlalchemy import text

from tests.access.views.seeded import signed_in
from tests.conftest import Web

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}


def _policy(answer: httpx.Response) -> dict[str, set[str]]:
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def _hardened(answer: httpx.Response, what: object) -> None:
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, what
    policy = _policy(answer)
    assert policy["script-src"] == {"'self'"}, what
    for name in ("default-src", "script-src", "connect-src", "img-src"):
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & policy[name], (what, name)
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == {"'none'"}, what
    assert policy["form-action"] == {"'self'"}, what


CLASSES: dict[str, tuple[str, str, dict[str, str], bytes, set[int]]] = {
    "the customer's page": ("GET", "/", {}, b"", {200, 503}),
    "the desk": ("GET", "/desk/", {}, b"", {200, 503}),
    "a place within the desk": ("GET", "/desk/work/7", {}, b"", {200, 503}),
    "the widget": ("GET", "/widget.js", {}, b"", {200, 503}),
    "a static file": ("GET", "/page/page.css", {}, b"", {200, 404}),
    "no static file": ("GET", "/page/none.css", {}, b"", {404}),
    "an answer": ("GET", "/api/v1/web/config", {}, b"", {200}),
    "an answer to HEAD": ("HEAD", "/api/v1/web/config", {}, b"", {200, 405}),
    "nobody signed in": ("GET", "/api/v1/staff/me", {}, b"", {401}),
    "no such path": ("GET", "/nowhere", {}, b"", {404}),
    "another method": ("PATCH", "/api/v1/web/sessions", {}, b"", {405}),
    "an unreadable body": ("POST", "/api/v1/web/sessions", {"content-type": "application/json"}, b"{", {400, 422}),
    "a body too large": ("POST", "/api/v1/web/sessions", {}, b"x" * 300_000, {413}),
    "a length that is none": ("POST", "/api/v1/web/sessions", {"content-length": "x"}, b"", {413}),
    "a foreign page": ("POST", "/api/v1/staff/sign-in", {"origin": "https://evil.example"}, b"{}", {403, 422}),
    "whether a page may ask": (
        "OPTIONS",
        "/api/v1/web/sessions",
        {"origin": "https://host.example", "access-control-request-method": "POST"},
        b"",
        {200},
    ),
    "whether a foreign page may ask": (
        "OPTIONS",
        "/api/v1/web/sessions",
        {"origin": "https://evil.example", "access-control-request-method": "POST"},
        b"",
        {400},
    ),
    "the way to the provider": ("GET", "/api/v1/staff/sso", {}, b"", {302, 303, 307, 404, 503}),
    "measures": ("GET", "/metrics", {}, b"", {200}),
    "readiness": ("GET", "/readyz", {}, b"", {200, 503}),
    "the document of the interface": ("GET", "/openapi.json", {}, b"", {200}),
}


@pytest.mark.parametrize("what", CLASSES)
@pytest.mark.one_database("headers stand in no database")
async def test_every_class_of_answer_is_hardened(web: Web, what: str) -> None:
    method, path, headers, content, statuses = CLASSES[what]
    answer = await web.client.request(method, path, headers=headers, content=content)
    assert answer.status_code in statuses, answer.text
    _hardened(answer, what)


async def test_a_download_is_saved_and_never_shown(web: Web) -> None:
    started = (await web.client.post("/api/v1/web/sessions", json={})).json()
    answer = await web.client.get("/api/v1/web/transcript", headers={"authorization": f"Bearer {started['token']}"})
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert _policy(answer) == {
        "default-src": {"'none'"},
        "sandbox": set(),
        "frame-ancestors": {"'none'"},
        "base-uri": {"'none'"},
        "form-action": {"'none'"},
    }
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="qiao-transcript.txt"')
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_an_answer_nobody_foresaw_says_nothing_and_is_hardened(web: Web) -> None:
    async def broken() -> None:
        raise RuntimeError("the card 6222000000000009 fell into the works")

    web.app.add_api_route("/api/v1/broken", broken)
    web.app.router.routes.insert(0, web.app.router.routes.pop())
    transport = httpx.ASGITransport(web.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/api/v1/broken")
    assert (answer.status_code, answer.json()) == (500, {"error": "Unexpected", "params": {}})
    _hardened(answer, "500")


async def test_an_answer_without_a_database_is_hardened(web: Web) -> None:
    cookies, _, _ = await signed_in(web.house, await web.house.staff())
    web.client.cookies.update(cookies)
    async with web.house.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE staff_sessions RENAME TO staff_sessions_away"))
    answer = await web.client.get("/api/v1/desk")
    assert answer.status_code == 503
    assert "staff_sessions" not in answer.text
    _hardened(answer, "503")
    async with web.house.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE staff_sessions_away RENAME TO staff_sessions"))
