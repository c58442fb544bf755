"""A day of work: customers, agents, an officer, an auditor and an operator, all of whom write what must not be kept."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select, text
from websockets.asyncio.client import connect

from qiao import access, app, conversations, customers
from qiao.access import Post, audit, rights
from qiao.access.model import StaffRow
from qiao.access.rights import RightsType
from qiao.customers import CustomerField
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.settings import read_settings
from tests.browser.conftest import pack_around_the_clock
from tests.channels.sending import paper
from tests.faults.people import Client, arrive, new_client_id, text_frame
from tests.kills.people import PASSWORD
from tests.kills.server import ROOT, Server, furnish
from tests.planted.values import Planted, PlantedKind, written

IDENTITY_KEY = "the shared secret of a day of work"
OFFICER, AUDITOR = "officer", "auditor"
_BEAT_EVERY_S = 4.0
_FIELDS = {
    PlantedKind.PHONE: CustomerField.PHONE,
    PlantedKind.IDENTITY: CustomerField.ID_NUMBER,
    PlantedKind.CARD: CustomerField.BANK_CARD,
}


@dataclass(slots=True)
class Day:
    """Where everything of the day lies, and how often something was really written."""

    folder: Path
    planted: Sequence[Planted]
    server: Server
    typed: int = 0
    _number: int = 0

    @property
    def data(self) -> Path:
        return self.server.folder

    @property
    def settings(self) -> dict[str, str]:
        return self.server.environment

    def keep(self, kind: str, content: str | bytes) -> None:
        """Keep what left the house where the search will look."""
        self._number += 1
        file = self.folder / "left" / kind / f"{self._number:06}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def of(self, *kinds: PlantedKind) -> list[Planted]:
        return [one for one in self.planted if one.kind in kinds]


def prepared(folder: Path, planted: Sequence[Planted], *, traces_to: str) -> Day:
    """A server that is not started yet, with everything switched on that could keep something."""
    data = folder / "data"
    data.mkdir(parents=True)
    furnish(data)
    environment = {
        "QIAO_PACK": str(pack_around_the_clock(folder)),
        "QIAO_TELEMETRY_ENDPOINT": traces_to,
        "QIAO_LOG_LEVEL": "debug",
        "QIAO_IDENTITY_ALGORITHM": "HS256",
        "QIAO_IDENTITY_KEY": IDENTITY_KEY,
        "QIAO_MESSAGES_PER_MINUTE": "100000",
        "QIAO_AGENT_CAPACITY": "50",
        "QIAO_LOOKS_PER_HOUR": "10000",
        "QIAO_CODE_POSTS": "none",
        "QIAO_MATCH_TRIES": "20",
    }
    return Day(folder, planted, Server(data, environment=environment))


async def work(day: Day) -> int:
    """Everything people do on one day; afterwards the server still runs.

    Returns how many of the values the house can still give in clear to the person they are about: what was sealed.
    """
    async with _office(day) as office:
        sessions = [await _customer(day, share) for share in _shares(day.planted)]
        await _lender_sends_fields(office, sessions)
        await _desk_serves(day, sessions)
        await _officer_reveals(day, office, sessions)
        await _strangers_knock(day)
        await _database_stumbles(day, office)
        await _operator_looks(day, sessions)
        return await _sealed(day, office, sessions)


def _shares(planted: Sequence[Planted]) -> list[Sequence[Planted]]:
    size = max(8, len(planted) // 25)
    return [planted[start : start + size] for start in range(0, len(planted), size)]


@dataclass(slots=True)
class _Office:
    """The same database and keys that the server has, for what comes from the lender's side."""

    database: Database
    ring: KeyRing

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)


@contextlib.asynccontextmanager
async def _office(day: Day) -> AsyncGenerator[_Office]:
    database = Database(read_settings(data=day.data).database)
    ring = read_key_ring(day.data / "keys" / "master.key", create=False)
    audit.attach(database, ring)
    await database.connect()
    try:
        password_hash = await access.hash_password(PASSWORD)
        async with database.transaction() as session:
            for username, post in ((OFFICER, Post.COMPLAINT_OFFICER), (AUDITOR, Post.DPO_AUDITOR)):
                await access.add_staff(
                    session,
                    username=username,
                    name=f"员工{username}",
                    post=post,
                    password_hash=password_hash,
                    now=datetime.now(UTC),
                )
        yield _Office(database, ring)
    finally:
        await database.close()


async def _customer(day: Day, share: Sequence[Planted]) -> tuple[Client, Sequence[Planted]]:
    """She says who she is, writes all her share in many ways, sends broken frames, and asks for a person."""
    client = await arrive(day.server.url)
    async with _http(day) as http:
        for token in (_identity(share[0], key="another secret, which is not that of ours"), _identity(share[0])):
            await http.post("/api/v1/web/sessions/current/identity", json={"jwt": token}, headers=_bearer(client))
    async with client.connected():
        for one in share:
            for way in (one.number, one.number + 7):
                acked = await client.send(written(one, way))
                assert acked["type"] == "ack", acked
                day.typed += 1
        for broken in (
            f'{{"type":"send","client_id":"{new_client_id()}","content":{{"kind":"{share[0].clear}"}}}}',
            f'{{"type":"{share[1].clear}"}}',
            f'{{"type":"typing","on":"{share[2].clear}"',
            f'{{"type":"hello","protocol":1,"token":"{share[3].clear}"}}',
        ):
            await client.put(broken)
            day.keep("frames", json.dumps(await client.hear(lambda frame: frame["type"] == "error")))
        press = {"v": 1, "kind": "choice", "button": "human", "label": "转人工"}
        await client.put({"type": "send", "client_id": new_client_id(), "content": press})
        await client.hear(lambda frame: frame["type"] in {"ack", "error"})
    return client, share


def _identity(one: Planted, *, key: str = IDENTITY_KEY) -> str:
    """The lender's word, by somebody who takes the phone number for a good reference."""
    now = int(time.time())
    claims = {"iss": "lender", "aud": "qiao", "sub": one.clear, "name": f"赵{one.clear}", "lvl": "A1"}
    return jwt.encode(
        {"alg": "HS256"}, {**claims, "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex}, OctKey.import_key(key)
    )


async def _lender_sends_fields(office: _Office, people: Sequence[tuple[Client, Sequence[Planted]]]) -> None:
    """What the lender knows of each customer: sealed values of every kind."""
    for client, share in people:
        async with office.database.transaction() as session:
            live = await conversations.session_by_digest(session, office.ring.token_digest(client.token))
            for kind, target in _FIELDS.items():
                values = [one.clear for one in share if one.kind is kind][:20]
                await customers.put_field(
                    session, office.ring, live.customer_id, target, values, source="lender", now=office.now
                )


@contextlib.asynccontextmanager
async def _http(day: Day, *, keeps: bool = True) -> AsyncGenerator[httpx.AsyncClient]:
    """A client whose every answer is kept; what was revealed on purpose is the one thing that may hold a value."""

    async def keep(answer: httpx.Response) -> None:
        await answer.aread()
        if keeps:
            head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            day.keep("answers", f"{answer.status_code}\n{head}\n\n{answer.text}")

    async with httpx.AsyncClient(
        base_url=day.server.url, timeout=60, event_hooks={"response": [keep]}, headers={"Origin": day.server.url}
    ) as http:
        yield http


def _bearer(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.token}"}


async def _sign_in(http: httpx.AsyncClient, username: str, password: str = PASSWORD) -> None:
    answer = await http.post("/api/v1/staff/sign-in", json={"username": username, "password": password})
    answer.raise_for_status()
    http.headers["X-CSRF-Token"] = answer.json()["csrf"]


async def _desk_serves(day: Day, people: Sequence[tuple[Client, Sequence[Planted]]]) -> None:
    """An agent takes everybody, reads, answers, notes, gives one back, searches, and closes with a word."""
    share_of = {client.conversation: share for client, share in people}
    async with _http(day) as http:
        await _sign_in(http, "linmei")
        await http.put("/api/v1/desk/presence", json={"state": "ready"})
        present = asyncio.create_task(_stays_at_the_desk(day, http))
        for number, item in enumerate(await _everybody_waiting(http, len(people))):
            conversation = item["conversation"]
            share = share_of[conversation]
            taken = await http.post(f"/api/v1/desk/items/{item['id']}/accept")
            assert taken.is_success, taken.text
            place = f"/api/v1/desk/conversations/{conversation}"
            for address in (place, f"{place}/history?before=1000", f"{place}?purpose={share[0].clear}"):
                await http.get(address)
            for one in share:
                say = "messages" if one.number % 2 else "notes"
                said = await http.post(
                    f"{place}/{say}", json={"client_id": new_client_id(), "text": written(one, one.number + 3)}
                )
                # What is known for an identifier is not sent to a customer; the refusal must not quote it either.
                assert said.is_success or said.json()["error"] == "MustNotBeSaid", said.text
                day.typed += 1
            for one in share[:4]:
                await http.put(f"{place}/subject", json={"intent": one.clear})
                await http.post(f"{place}/matches", json={"field": "phone", "said": one.clear})
                await http.post("/api/v1/knowledge/search", json={"text": written(one, one.number)})
                await http.post(
                    f"{place}/break-glass",
                    json={"fields": ["phone"], "reason": "life_in_danger", "words": written(one, one.number)},
                )
                await http.get(f"/api/v1/desk/conversations/{one.clear}")
            if number == 0:
                await http.post(f"{place}/return")
                continue
            closed = await http.post(f"{place}/close", json={"reason": "solved", "note": written(share[-1], 1)})
            assert closed.is_success, closed.text
        await http.put(
            "/api/v1/access/me/password", json={"current": day.of(PlantedKind.PASSWORD)[0].clear, "new": "x"}
        )
        present.cancel()
    for client, share in people:
        await _rates_and_leaves(day, client, share)


async def _stays_at_the_desk(day: Day, http: httpx.AsyncClient) -> None:
    """Her open page: whoever is not there loses what she has in hand. What the socket says is kept too."""
    cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    address = f"{day.server.url.replace('http', 'ws', 1)}/api/v1/desk/socket"
    async with connect(address, additional_headers={"Cookie": cookie}, max_size=None) as socket:
        await socket.send('{"type":"hello","protocol":1}')
        while True:
            await socket.send('{"type":"beat"}')
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BEAT_EVERY_S):
                    while True:
                        day.keep("frames", await socket.recv())


async def _everybody_waiting(http: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(120):
        while True:
            desk = (await http.get("/api/v1/desk")).json()
            found = {item["conversation"]: item for item in [*desk["waiting"], *desk["mine"]]}
            if len(found) >= count:
                return list(found.values())
            await asyncio.sleep(0.2)


async def _hands_over_a_paper(day: Day, client: Client, share: Sequence[Planted]) -> dict[str, Any]:
    """A document full of them, and one in its name; the frame that sends it."""
    async with _http(day) as http:
        uploaded = await http.put(
            f"/api/v1/web/files/{new_client_id()}",
            content=paper("；".join(written(one, one.number + 3) for one in share)),
            headers={
                **_bearer(client),
                "content-type": "application/pdf",
                "x-file-name": quote(f"{written(share[0], 0)}.pdf"),
            },
        )
    day.typed += len(share) + 1
    content = {"v": 1, "kind": "file", "file": uploaded.raise_for_status().json()["file"]}
    return {"type": "send", "client_id": new_client_id(), "content": content}


async def _rates_and_leaves(day: Day, client: Client, share: Sequence[Planted]) -> None:
    sends_it = await _hands_over_a_paper(day, client, share)
    async with client.connected():
        await client.put(sends_it)
        day.keep("frames", json.dumps(await client.hear(lambda frame: frame["type"] in {"ack", "error"})))
        contacts = [entry["contact"] for entry in client.entries.values() if entry["kind"] == "contact"]
        await client.put(
            {
                "type": "rate",
                "client_id": new_client_id(),
                "contact": contacts[-1]["id"],
                "score": 2,
                "reasons": [written(share[0], 0)[:40]],
                "comment": "；".join(written(one, one.number + 11) for one in share[:6])[:500],
            }
        )
        day.keep("frames", json.dumps(await client.hear(lambda frame: frame["type"] in {"ack", "error"})))
    day.keep("frames", json.dumps(list(client.entries.values()), ensure_ascii=False))
    async with _http(day) as http:
        for path in ("history?limit=100", "transcript"):
            (await http.get(f"/api/v1/web/{path}", headers=_bearer(client))).raise_for_status()


async def _officer_reveals(day: Day, office: _Office, people: Sequence[tuple[Client, Sequence[Planted]]]) -> None:
    """A complaint in hand: wrong passwords at the step-up, then values of the customer in clear."""
    client, share = people[-1]
    async with client.connected():
        await client.send(written(share[0], 0))
    async with office.database.transaction() as session:
        live = await conversations.session_by_digest(session, office.ring.token_digest(client.token))
        state = await conversations.state(session, live.conversation_id)
        assert state.contact is not None
        await conversations.set_subject(session, live.conversation_id, "complaint_register")
        officer = await session.scalar(select(StaffRow.id).where(StaffRow.username == OFFICER))
        assert officer is not None
        await access.hold_contact(
            session,
            staff_id=officer,
            customer_id=live.customer_id,
            contact_id=state.contact.id,
            purpose="complaint",
            post=Post.COMPLAINT_OFFICER,
            seen=(),
            now=office.now,
        )
    place = f"/api/v1/desk/conversations/{live.conversation_id}"
    async with _http(day) as http, _http(day, keeps=False) as clear:
        await _sign_in(http, OFFICER)
        clear.cookies, clear.headers["X-CSRF-Token"] = http.cookies, http.headers["X-CSRF-Token"]
        work = (await http.get(place)).raise_for_status().json()
        for one in day.of(PlantedKind.PASSWORD)[:2]:
            await http.post("/api/v1/access/step-up", json={"password": one.clear})
        (await http.post("/api/v1/access/step-up", json={"password": PASSWORD})).raise_for_status()
        shown: set[str] = set()
        for value in work["customer"]["fields"]:
            if value["field"] in {"phone", "id_number"}:
                answer = await clear.post(f"{place}/reveals", json={"value": value["id"], "reason": "investigate"})
                if answer.is_success:
                    shown.add(answer.json()["value"])
            await http.post(
                f"{place}/reveals", json={"value": value["id"], "reason": "investigate", "x": share[0].clear}
            )
        assert shown & {one.clear for one in share}, "nothing was revealed"
        await http.post("/api/v1/staff/sign-out")


async def _strangers_knock(day: Day) -> None:
    """Passwords in the wrong box, values in addresses, in headers and in bodies that are none."""
    async with _http(day) as http:
        for one in day.of(PlantedKind.PASSWORD)[:20]:
            await http.post("/api/v1/staff/sign-in", json={"username": "linmei", "password": one.clear})
            await http.post("/api/v1/staff/sign-in", json={"username": one.clear, "password": PASSWORD})
        for one in day.planted[:40]:
            await http.post("/api/v1/staff/sign-in/code", json={"ticket": one.clear, "code": one.clear[:20]})
            await http.post("/api/v1/web/sessions", json={"entrance": one.clear})
            await http.post("/api/v1/web/sessions", content=f'{{"entrance": {one.clear}')
            await http.get("/api/v1/web/config", params={"locale": one.clear})
            await http.get("/api/v1/web/history", headers={"Authorization": f"Bearer {one.clear}"})
            await http.get(f"/{one.clear}", headers={"User-Agent": one.clear, "Referer": f"https://x/{one.clear}"})
            await http.get(f"/desk/{one.clear}")
            await http.request("PATCH", f"/api/v1/{one.clear}")
            await http.get("/api/v1/desk", headers={"Cookie": f"qiao_staff={one.clear}"})


async def _database_stumbles(day: Day, office: _Office) -> None:
    """Tables are away for a moment while people write and are shown things: errors must not quote them."""
    async with office.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE messages RENAME TO messages_away"))
    try:
        client = await arrive(day.server.url)
        async with contextlib.AsyncExitStack() as stack:
            with contextlib.suppress(AssertionError, TimeoutError, KeyError):
                await stack.enter_async_context(asyncio.timeout(10))
                async with client.connected():
                    for one in day.planted[:12]:
                        await client.put(text_frame(written(one, one.number), new_client_id()))
                        day.keep("frames", json.dumps(await client.hear(lambda frame: frame["type"] == "error")))
        async with _http(day) as http:
            await http.get("/api/v1/web/transcript", headers=_bearer(client))
            await http.get("/readyz")
    finally:
        async with office.database.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE messages_away RENAME TO messages"))


async def _sealed(day: Day, office: _Office, people: Iterable[tuple[Client, Sequence[Planted]]]) -> int:
    """How many planted values are in the copies to which these people have a right."""
    holders = app.personal_data_holders(office.ring)
    copies: list[str] = []
    for client, _ in people:
        async with office.database.transaction() as session:
            live = await conversations.session_by_digest(session, office.ring.token_digest(client.token))
            asked = await rights.open_request(
                session, live.customer_id, RightsType.COPY, by="house", answer_within=timedelta(days=15), now=office.now
            )
            await rights.verify(session, asked.id, by="house", now=office.now)
            copy = await rights.export(session, holders, asked.id, by="house", now=office.now)
        copies.append(json.dumps(copy, ensure_ascii=False, default=str))
    told = "\n".join(copies)
    return sum(one.clear in told for one in day.planted)


async def _operator_looks(day: Day, people: Iterable[tuple[Client, Sequence[Planted]]]) -> None:
    """The commands of an operator while the service runs, and what monitoring scrapes."""
    async with _http(day) as http:
        for path in ("/metrics", "/readyz", "/healthz", "/openapi.json"):
            await http.get(path)
        await _sign_in(http, AUDITOR)
        first = next(iter(people))[1][0]
        for query in ("", f"?staff={first.clear.lower()}", f"?cursor={first.clear}", f"?customer={first.clear}"):
            await http.get(f"/api/v1/audit/records{query}")
        for path in ("audit/state", "access/anomalies", "access/reveals", "access/staff", "access/matrix"):
            await http.get(f"/api/v1/{path}")
    for words in (
        ["backup", str(day.folder / "left" / "backup")],
        ["doctor"],
        ["doctor", "--json"],
        ["audit", "search"],
        ["audit", "verify"],
        ["staff", "list"],
        ["retention", "run", "--dry-run"],
        ["keys", "status"],
        ["access", "export", "--cedar", str(day.folder / "left" / "cedar")],
    ):
        day.keep("commands", await asyncio.to_thread(_command, day, words))


def _command(day: Day, words: Sequence[str]) -> bytes:
    """`qiao …` on the data folder of the running service; whatever it prints."""
    needs_data = words[0] != "access"
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "qiao", *words, *(["--data", str(day.data)] if needs_data else [])],
        env={"PYTHONPATH": f"{ROOT / 'src'}", "PATH": "/usr/bin:/bin", "QIAO_LOG_LEVEL": "debug", **day.settings},
        cwd=day.folder,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return b"%d\n" % done.returncode + done.stdout + done.stderr
