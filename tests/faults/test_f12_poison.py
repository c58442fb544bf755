"""F12: what no honest client sends. A clear error or a clean store; the server and the others do not notice."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conftest import DATABASES, postgres_database
from tests.faults.people import WITHIN_S, Client, arrive, new_client_id, socket_url, text_frame
from tests.kills.people import PASSWORD
from tests.kills.server import Server, furnish

pytestmark = pytest.mark.both_databases("each database fails in a way of its own")

KEY = "a-client-id-of-poison"
ACUTE, ZERO_WIDTH, OVERRIDE, NUL = "\u0301", "\u200b", "\u202e", "\x00"


def send(content: str) -> str:
    return f'{{"type":"send","client_id":"{KEY}","content":{content}}}'


def text(raw: str) -> str:
    return send(f'{{"v":1,"kind":"text","text":"{raw}"}}')


def rate(**values: str) -> str:
    fields = {"contact": f'"{uuid.uuid4()}"', "score": "5", **values}
    inner = ",".join(f'"{name}":{value}' for name, value in fields.items())
    return f'{{"type":"rate","client_id":"{KEY}",{inner}}}'


REFUSED: dict[str, str | bytes] = {
    "nothing": "",
    "broken JSON": '{"type":"send","client_id":',
    "not an object": "[1,2,3]",
    "a number": "1e999",
    "no type": "{}",
    "an unknown type": '{"type":"destroy"}',
    "a type that is no word": '{"type":{"a":1}}',
    "another hello": '{"type":"hello","protocol":9}',
    "bytes": b"\x00\xff\xfe",
    "deep nesting": send("[" * 20_000 + "]" * 20_000),
    "deep objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "a lone surrogate": text("\\ud800"),
    "surrogates the wrong way round": text("\\udc00\\ud800"),
    "an empty text": text(""),
    "blanks": text(" \\n\\t　 "),
    "nothing but NULs": text("\\u0000\\u0000"),
    "nothing but zero-width signs": text(ZERO_WIDTH * 50),
    "too long a text": text("长" * 5_000),
    "a text that is no text": send('{"v":1,"kind":"text","text":{"$gt":""}}'),
    "an unknown kind": send('{"v":1,"kind":"card","text":"x"}'),
    "another version": send('{"v":99,"kind":"text","text":"x"}'),
    "a field too many": send('{"v":1,"kind":"text","text":"x","author":"bot"}'),
    "a client id with a NUL": f'{{"type":"send","client_id":"{KEY}\\u0000","content":{{"kind":"text","text":"x"}}}}',
    "a client id too short": '{"type":"send","client_id":"a","content":{"kind":"text","text":"x"}}',
    "a huge number": '{"type":"mark","delivered":99999999999999999999999999,"read":0}',
    "a negative number": '{"type":"history","before":-1,"limit":10}',
    "an endless page": '{"type":"history","before":10,"limit":100000}',
    "a rating of nothing": rate(),
    "a rating out of this world": rate(score="9" * 30),
}
STORED = {  # In turn with words that are understood: after three that are not, a person would answer.
    "NULs within": (f"怎么{NUL}还款", "怎么还款"),
    "tags that spell another text": ("怎么还款\U000e0068\U000e0069", "怎么还款"),
    "a pack of combining marks": ("e" + ACUTE * 3_000, "e" + ACUTE * 4),
    "bidirectional overrides": (f"怎么{OVERRIDE}还款\u2066", "怎么还款"),
    "SQL": ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    "zero-width signs": (ZERO_WIDTH.join("怎么还款"), "怎么还款"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "an emoji family": ("👨‍👩‍👧", "👨‍👩‍👧"),
}
CLOSED = {"1 MB in one frame": "长" * 350_000, "100,000 combining marks": text("e" + ACUTE * 100_000)}


@pytest.fixture(scope="module", params=DATABASES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server takes everything in this file, and must not have stumbled at the end."""
    folder = tmp_path_factory.mktemp("poisoned")
    furnish(folder)
    with asyncio.Runner() as runner:
        database = contextlib.AsyncExitStack()
        url = None
        if request.param == "postgres":
            url = runner.run(database.enter_async_context(postgres_database()))
        server = Server(folder, database_url=url)
        try:
            runner.run(server.start())
            yield server
        finally:
            server.kill()
            runner.run(database.aclose())
    assert "Exception in ASGI application" not in server.tail(), server.tail()


async def test_poison_is_refused_or_cleaned_and_the_next_word_is_served(server: Server) -> None:
    bystander = await arrive(server.url)
    customer = await arrive(server.url)
    async with bystander.connected(), customer.connected():
        for name, poison in REFUSED.items():
            await customer.put(poison)
            answer = await customer.hear(lambda frame: frame["type"] in {"ack", "error"})
            assert answer["type"] == "error", (name, answer)
            assert answer["error"] not in {"NotStored", "DatabaseAway"}, (name, answer)
            assert len(str(answer)) < 2_000, name
        for name, (dirty, clean) in STORED.items():
            ack = await customer.send(dirty)
            assert ack["type"] == "ack", (name, ack)
            await customer.answer_to(ack["message"])
            assert customer.said("customer")[-1] == clean, name
        contact = next(entry["contact"] for entry in customer.entries.values() if entry["kind"] == "contact")
        await customer.put(
            rate(contact=f'"{contact["id"]}"', comment='"a\\u0000b"', reasons=f'["c\\u0000d{OVERRIDE}"]')
        )
        rated = await customer.hear(lambda frame: frame["type"] in {"ack", "error"})
        assert rated["type"] == "ack", rated
        await bystander.ask("怎么还款")
    for name, poison in CLOSED.items():
        async with customer.connected():
            with contextlib.suppress(ConnectionClosed):
                await customer.put(poison)
                answer = await customer.hear(lambda frame: frame["type"] in {"ack", "error"})
                assert answer["error"] == "FrameTooLarge", name
        async with customer.connected():
            await customer.ask(f"谢谢 {len(customer.entries)}")
    assert customer.is_whole
    await _http_answers_clearly(server, customer)
    await _the_desk_survives(server)


async def _http_answers_clearly(server: Server, customer: Client) -> None:
    bearer = {"Authorization": f"Bearer {customer.token}"}
    requests: list[dict[str, Any]] = [
        {"method": "POST", "url": "/api/v1/web/sessions", "content": b"{" * 50_000},
        {"method": "POST", "url": "/api/v1/web/sessions", "content": b"[" * 100_000},
        {"method": "POST", "url": "/api/v1/web/sessions", "content": b"\xff\xfe\x00"},
        {"method": "POST", "url": "/api/v1/web/sessions", "json": {"entrance": "a\x00b"}},
        {"method": "POST", "url": "/api/v1/web/sessions", "content": b'{"locale":"\\ud800"}'},
        {"method": "POST", "url": "/api/v1/web/sessions", "content": b"x" * 1_000_000},
        {"method": "POST", "url": "/api/v1/web/sessions/current/identity", "json": {"jwt": "a.b.c"}, "headers": bearer},
        {"method": "POST", "url": "/api/v1/staff/sign-in", "json": {"username": "a\x00b", "password": "x\x00"}},
        {"method": "POST", "url": "/api/v1/staff/sign-in", "content": b'{"username":"\\ud800","password":"x"}'},
        {"method": "GET", "url": "/api/v1/web/history?before=99999999999999999999", "headers": bearer},
        {"method": "GET", "url": "/api/v1/web/history?limit=%00", "headers": bearer},
        {"method": "GET", "url": "/api/v1/web/history", "headers": {"Authorization": "Bearer " + "é" * 90}},
        {"method": "GET", "url": "/api/v1/desk/conversations/not-a-uuid"},
        {"method": "GET", "url": "/desk/..%2f..%2f..%2fetc/passwd"},
        {"method": "GET", "url": "/desk/a%00b"},
        {"method": "GET", "url": f"/desk/{'a' * 3_000}"},
        {"method": "GET", "url": "/api/v1/nowhere"},
        {"method": "PATCH", "url": "/api/v1/web/sessions"},
    ]
    async with httpx.AsyncClient(base_url=server.url, timeout=WITHIN_S) as http:
        for request in requests:
            if "headers" in request:
                request["headers"] = {name: value.encode() for name, value in request["headers"].items()}
            answer = await http.request(**request)
            what = (request["method"], request["url"], answer.status_code, answer.text[:200])
            assert "root:" not in answer.text, what
            assert answer.status_code != httpx.codes.INTERNAL_SERVER_ERROR, what
            if request["url"].startswith("/api"):
                assert 400 <= answer.status_code < 500, what
                assert "error" in answer.json(), what


async def _the_desk_survives(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=WITHIN_S) as http:
        answer = await http.post("/api/v1/staff/sign-in", json={"username": "linmei", "password": PASSWORD})
        answer.raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    address = socket_url(server.url).replace("/web/", "/desk/")
    poisons = [
        "", "{", "[" * 5_000, b"\x00", '{"type":"watch"}', '{"type":"beat","x":"\\ud800"}',
        f'{{"type":"watch","conversation":"{uuid.uuid4()}","after":{"9" * 30}}}',
        f'{{"type":"watch","conversation":"{uuid.uuid4()}","after":9223372036854775808}}',
        f'{{"type":"mark","conversation":"{uuid.uuid4()}","delivered":{"9" * 30},"read":1}}',
    ]  # fmt: skip
    async with connect(address, additional_headers={"Cookie": cookie}, compression=None) as desk:
        for poison in poisons:
            await desk.send(poison)
        await desk.send('{"type":"beat"}')
        async with asyncio.timeout(WITHIN_S):
            while '"type":"beat"' not in str(await desk.recv()):
                pass


async def test_whoever_sends_an_unreadable_frame_learns_which_one_was_refused(server: Server) -> None:
    customer = await arrive(server.url)
    async with customer.connected():
        for broken in ('"content":{"kind":"unheard of"}', '"content":null', '"content":{"kind":"text","text":7}'):
            key = new_client_id()
            await customer.put(f'{{"type":"send","client_id":"{key}",{broken}}}')
            refused = await customer.hear(lambda frame: frame["type"] == "error")
            assert (refused["error"], refused["client_id"]) == ("FrameUnreadable", key)


async def test_pages_of_other_sites_get_no_socket(server: Server) -> None:
    for address in (socket_url(server.url), socket_url(server.url).replace("/web/", "/desk/")):
        for origin in ("https://evil.example", "null"):
            with pytest.raises(InvalidStatus, match="403"):
                async with connect(address, additional_headers={"Origin": origin}):
                    pass


async def test_a_flood_is_slowed_and_the_others_are_served(server: Server) -> None:
    flooder, bystander = await arrive(server.url), await arrive(server.url)
    async with flooder.connected(), bystander.connected():
        await bystander.ask("怎么还款")
        flood = asyncio.create_task(_flood(flooder))
        waits_s: list[float] = []
        while not flood.done() or len(waits_s) < 5:
            began = time.monotonic()
            await bystander.ask(f"利息怎么算 {'abcdefghijklmnopqrstuvwxyz'[len(waits_s) % 26]}")
            waits_s.append(time.monotonic() - began)
            await asyncio.sleep(0.6)
        refusals = await flood

    assert "SlowDown" in refusals
    assert max(waits_s) < 3
    assert bystander.is_whole


async def test_what_was_sent_behind_a_refused_message_does_not_overtake_it(server: Server) -> None:
    customer = await arrive(server.url)
    async with customer.connected():
        keys = [new_client_id() for _ in range(60)]
        for number, key in enumerate(keys):
            await customer.put(text_frame(f"第{number}句", key))
        answers = [
            await customer.hear(lambda frame: frame["type"] in {"ack", "error"} and frame["client_id"] in keys)
            for _ in keys
        ]
    assert [answer["client_id"] for answer in answers] == keys
    kinds = [answer["type"] for answer in answers]
    assert kinds == sorted(kinds)  # Acknowledged up to a point, refused from there on.
    assert "error" in kinds


async def _flood(flooder: Client) -> set[str]:
    """Thousands of frames as fast as they go; returns what was said to that."""
    errors: set[str] = set()

    async def listen() -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                frame = await flooder.hear(lambda one: one["type"] in {"error", "bye", "pong"}, within_s=60)
                if frame["type"] == "pong":
                    return
                errors.add(frame["error"])

    listening = asyncio.create_task(listen())
    with contextlib.suppress(ConnectionClosed):
        for number in range(1_500):
            await flooder.put(text_frame("洪水", new_client_id()))
            await flooder.put('{"type":"typing","on":true}')
            await flooder.put('{"type":"history","before":1000,"limit":100}')
            if number % 100 == 0:
                await asyncio.sleep(0)
        await flooder.put('{"type":"ping"}')
    await listening
    return errors
