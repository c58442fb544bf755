"""Staff come in by name and password, and everything else stays outside."""

import argon2
import httpx

from tests.conftest import PASSWORD, Web


async def _sign_in(web: Web, username: str = "agent", password: str = PASSWORD, **more: str) -> httpx.Response:
    return await web.client.post(
        "/api/v1/staff/sign-in", json={"username": username, "password": password}, headers=more
    )


async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(web: Web) -> None:
    await web.house.staff("agent")
    wrong_password = await _sign_in(web, password="not the password")
    wrong_name = await _sign_in(web, username="nobody")
    assert (wrong_password.status_code, wrong_password.json()) == (wrong_name.status_code, wrong_name.json())
    assert wrong_password.json() == {"error": "SignInRefused", "params": {}}


def test_a_hash_costs_a_guesser_memory_and_time(cheap_passwords: argon2.PasswordHasher) -> None:
    """At least what OWASP asks of Argon2id: 19 MiB and two rounds. The other tests hash at less."""
    kept = argon2.extract_parameters(cheap_passwords.hash(PASSWORD))
    assert kept.type is argon2.Type.ID
    assert kept.memory_cost >= 19 * 1024
    assert kept.time_cost >= 2


async def test_the_cookie_is_for_the_server_alone(web: Web) -> None:
    await web.house.staff("agent")
    cookie = (await _sign_in(web)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


async def test_a_change_needs_the_csrf_token_and_an_origin_of_ours(web: Web) -> None:
    await web.house.staff("agent")
    csrf = (await _sign_in(web)).json()["csrf"]
    ready = {"state": "ready"}
    bare = await web.client.put("/api/v1/desk/presence", json=ready)
    wrong = await web.client.put("/api/v1/desk/presence", json=ready, headers={"x-csrf-token": "guess"})
    foreign = await web.client.put(
        "/api/v1/desk/presence", json=ready, headers={"x-csrf-token": csrf, "origin": "https://evil.example"}
    )
    good = await web.client.put(
        "/api/v1/desk/presence", json=ready, headers={"x-csrf-token": csrf, "origin": "http://test"}
    )
    assert [answer.status_code for answer in (bare, wrong, foreign, good)] == [403, 403, 403, 200]


async def test_signing_in_from_a_foreign_page_is_refused(web: Web) -> None:
    await web.house.staff("agent")
    assert (await _sign_in(web, origin="https://evil.example")).status_code == 403


async def test_signing_out_ends_the_session(web: Web) -> None:
    await web.house.staff("agent")
    csrf = (await _sign_in(web)).json()["csrf"]
    cookies = dict(web.client.cookies)
    assert (await web.client.post("/api/v1/staff/sign-out", headers={"x-csrf-token": csrf})).status_code == 204
    web.client.cookies.update(cookies)
    assert (await web.client.get("/api/v1/desk")).status_code == 401


async def test_demo_accounts_do_not_work_outside_the_demo(web: Web) -> None:
    from qiao import access  # noqa: PLC0415

    password_hash = await access.hash_password(PASSWORD)
    async with web.house.database.transaction() as session:
        await access.add_staff(
            session,
            username="demo",
            name="演示",
            post=access.Post.ONLINE_AGENT,
            password_hash=password_hash,
            now=web.house.clock.now(),
            demo=True,
        )
    assert (await _sign_in(web, username="demo")).json()["error"] == "SignInRefused"


async def test_security_headers_are_on_every_answer(web: Web) -> None:
    for path in ("/", "/desk/", "/api/v1/web/config", "/api/v1/staff/me", "/nowhere"):
        headers = (await web.client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"].split("script-src")[1].split(";")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


async def test_a_body_too_large_is_refused_before_it_is_read(web: Web) -> None:
    answer = await web.client.post("/api/v1/web/sessions", content=b"x" * 300_000)
    assert (answer.status_code, answer.json()["error"]) == (413, "BodyTooLarge")
