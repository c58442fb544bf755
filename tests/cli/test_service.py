"""Commands beside a running service."""

import asyncio
import contextlib
import json
import sqlite3
import sys
import threading
import time
import uuid
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import connect

from qiao import access
from qiao.access import Post
from qiao.cli.common import keep_trail, open_database
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import read_settings
from tests.cli.conftest import PASSWORD, Run, Service, start_service, surroundings, with_model

pytestmark = pytest.mark.slow


def rows(data: Path, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(data / "qiao.db")) as database:
        return database.execute(statement).fetchall()


def sign_in(service: Service, username: str) -> httpx.Response:
    return httpx.post(f"{service.url}/api/v1/staff/sign-in", json={"username": username, "password": PASSWORD})


def test_an_account_made_beside_the_service_works_until_it_is_disabled(service: Service, run: Run) -> None:
    words = ("staff", "add", "linmei", "--name", "林美", "--post", "online_agent", "--password-stdin")
    assert run(*words, "--data", service.data, stdin=f"{PASSWORD}\n").exit_code == 0
    answer = sign_in(service, "linmei")
    assert answer.status_code == 200
    cookie = {"qiao_staff": answer.cookies["qiao_staff"]}
    assert httpx.get(f"{service.url}/api/v1/staff/me", cookies=cookie).status_code == 200
    assert run("staff", "disable", "linmei", "--data", service.data).exit_code == 0
    assert httpx.get(f"{service.url}/api/v1/staff/me", cookies=cookie).status_code == 401
    assert sign_in(service, "linmei").status_code == 401


async def test_a_demo_account_cannot_sign_in_under_serve(service: Service) -> None:
    password_hash = await access.hash_password(PASSWORD)
    settings = read_settings(data=service.data)
    async with open_database(settings) as database:
        keep_trail(settings, database)
        async with database.transaction() as session:
            await access.add_staff(
                session,
                username="demo",
                name="演示",
                post=Post.ONLINE_AGENT,
                password_hash=password_hash,
                now=SystemClock().now(),
                demo=True,
            )
    answer = await asyncio.to_thread(sign_in, service, "demo")
    assert (answer.status_code, answer.json()["error"]) == (401, "SignInRefused")


def test_the_doctor_finds_the_service_well(service: Service, run: Run) -> None:
    port = str(urlsplit(service.url).port)
    result = run("doctor", "--json", "--data", service.data, env={"QIAO_PORT": port})
    found = {one["check"]: one for one in json.loads(result.stdout)["findings"]}
    assert (result.exit_code, found["service"]["level"]) == (0, "well"), found


# --- chat -----------------------------------------------------------------------------------------------------


async def chat(url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "qiao", "chat", "--url", url, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=surroundings()
    )


async def test_a_piped_chat_says_its_lines_and_prints_the_answers(service: Service) -> None:
    process = await chat(service.url)
    said = "怎么还款\n1\n/rate 9\n/rate 5\n/nonsense\n/human\n还有人吗"
    out, err = (text.decode() for text in await asyncio.wait_for(process.communicate(said.encode()), 30))
    assert process.returncode == 0, err
    lines = out.splitlines()
    assert lines[0].startswith("小桥金融")
    assert "   1. " in out
    who = [line.split(": ")[0] for line in lines if ": " in line and not line.startswith(" ")]
    assert who[:4] == ["您", "智能客服（机器人）", "您", "智能客服（机器人）"]
    assert "答案来源: " in out
    assert "★ 5" in lines
    assert "您: 转人工" in lines
    assert any(line.startswith("系统消息: ") for line in lines)
    assert lines[-1].startswith(("您: 还有人吗", "系统消息: "))
    assert "from 1 (bad) to 5 (good)" in err
    assert "**" not in out
    assert "\x1b" not in out


async def test_quit_ends_it_at_once(service: Service) -> None:
    process = await chat(service.url)
    out, _ = await asyncio.wait_for(process.communicate("/quit\n怎么还款\n".encode()), 20)
    assert process.returncode == 0
    assert "怎么还款\n" not in out.decode().partition("您: ")[2]


async def test_where_no_service_is_it_says_how_to_start_one() -> None:
    process = await chat("http://127.0.0.1:1")
    _, err = await asyncio.wait_for(process.communicate(b""), 20)
    assert (process.returncode, "qiao demo" in err.decode()) == (1, True)


@dataclass
class Cable:
    """A connection between client and service that can be cut just before the next thing the service says."""

    url: str
    is_to_be_cut: bool = False
    cuts: int = 0
    ways: set[asyncio.Task[None]] = field(default_factory=set)


@contextlib.asynccontextmanager
async def cable_to(service: Service) -> AsyncGenerator[Cable]:
    host, port = urlsplit(service.url).netloc.split(":")

    async def join(near_reader: asyncio.StreamReader, near_writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, int(port))

        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_client: bool) -> None:
            while data := await reader.read(65_536):
                if to_client and cable.is_to_be_cut:
                    cable.is_to_be_cut = False
                    cable.cuts += 1
                    return
                writer.write(data)
                await writer.drain()

        both = [
            asyncio.create_task(carry(near_reader, far_writer, to_client=False)),
            asyncio.create_task(carry(far_reader, near_writer, to_client=True)),
        ]
        cable.ways.update(both)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for way in both:
            way.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for writer in (near_writer, far_writer):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    cable = Cable("http://{}:{}".format(*server.sockets[0].getsockname()[:2]))
    async with server:
        yield cable


async def test_a_cut_connection_is_taken_up_again_and_nothing_is_lost_or_doubled(service: Service) -> None:
    count = "SELECT count(*) FROM messages WHERE author_kind = 'customer'"
    ((before,),) = rows(service.data, count)
    async with cable_to(service) as cable:
        process = await chat(cable.url)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("怎么还款\n".encode())
        heard = ""
        while "答案来源" not in heard:
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line, heard
            heard += line.decode()
        cable.is_to_be_cut = True
        out, err = await asyncio.wait_for(process.communicate("我要找人工\n".encode()), 30)
    assert cable.cuts == 1
    assert process.returncode == 0, err.decode()
    assert "connection is lost" in err.decode()
    assert out.decode().count("您: 我要找人工") == 1
    assert out.decode().count("系统消息: ") == 1
    assert rows(service.data, count) == [(int(str(before)) + 2,)]


# --- backup and restore (F25) ---------------------------------------------------------------------------------


class Customer(threading.Thread):
    """Somebody who writes without pause; knows what was acknowledged."""

    def __init__(self, service: Service) -> None:
        super().__init__(daemon=True)
        base = f"{service.url}/api/v1/web"
        self.token = httpx.post(f"{base}/sessions", json={"entrance": "web", "locale": "zh-CN"}).json()["token"]
        self._socket = f"ws{base.removeprefix('http')}/socket"
        self.acknowledged: list[str] = []
        self.done = threading.Event()

    def run(self) -> None:
        with connect(self._socket) as socket:
            hello = {"type": "hello", "protocol": 1, "token": self.token, "locale": "zh-CN", "resume": None}
            socket.send(json.dumps(hello))
            while not self.done.is_set():
                text = f"第{len(self.acknowledged)}句"
                content = {"v": 1, "kind": "text", "text": text}
                socket.send(json.dumps({"type": "send", "client_id": uuid.uuid4().hex, "content": content}))
                while json.loads(socket.recv(timeout=20))["type"] != "ack":
                    pass
                self.acknowledged.append(text)
                time.sleep(0.02)  # The service takes two messages a second and a burst of a hundred.


def said_in(service: Service, customer: Customer) -> list[str]:
    """Everything this customer said, as her own page would load it."""
    messages: list[dict[str, Any]] = []
    before, has_more = 2**31 - 1, True
    while has_more:
        answer = httpx.get(
            f"{service.url}/api/v1/web/history?limit=100&before={before}",
            headers={"authorization": f"Bearer {customer.token}"},
        ).json()
        messages[:0] = [entry["message"] for entry in answer["entries"] if entry["kind"] == "message"]
        before, has_more = answer["entries"][0]["seq"], answer["has_more"]
    return [one["content"]["text"] for one in messages if one["author"]["kind"] == "customer"]


def test_a_backup_under_load_restores_to_a_service_with_everything_acknowledged_before_it(
    service: Service, run: Run, tmp_path: Path
) -> None:
    customer = Customer(service)
    customer.start()
    while len(customer.acknowledged) < 10:
        time.sleep(0.01)
        assert customer.is_alive()
    before = list(customer.acknowledged)
    result = run("backup", tmp_path / "backup", "--data", service.data)
    assert result.exit_code == 0, result.stderr
    customer.done.set()
    customer.join(20)

    new = with_model(tmp_path / "new")
    key = service.data / "keys" / "master.key"
    result = run("restore", tmp_path / "backup", "--data", new, "--key", key)
    assert result.exit_code == 0, result.stderr
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    tables = manifest["database"]["rows"]
    tables["audit_records"] += 1  # That it was restored.
    assert tables == {table: rows(new, f"SELECT count(*) FROM {table}")[0][0] for table in tables}  # noqa: S608

    restored = start_service(new)
    try:
        kept = said_in(restored, customer)
    finally:
        restored.stop()
        assert restored.process.stderr is not None
        restored.process.stderr.close()
    assert kept[: len(before)] == before
    assert kept == customer.acknowledged[: len(kept)]
