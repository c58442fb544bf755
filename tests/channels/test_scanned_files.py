"""Files that a virus scanner finds harmful, or cannot examine, are told of honestly and reach nobody."""

import socketserver
import struct
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from qiao import app, knowledge, language
from qiao.foundation.clock import ManualClock
from qiao.foundation.settings import Settings
from qiao.policy import Pack
from tests.channels.sending import Sender, paper, picture
from tests.conftest import NOON, TestHouse, Web

HARM = "HARMFUL-FOR-THIS-TEST"


class _Line(socketserver.StreamRequestHandler):
    """One question to clamd, as its manual describes it."""

    def handle(self) -> None:
        assert self.rfile.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        server: Any = self.server
        harm = b"stream: Test-Harm FOUND\0" if HARM.encode() in content else b"stream: OK\0"
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0" if server.is_busy else harm)


class _Scanner(socketserver.ThreadingTCPServer):
    is_busy = False
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def scanner() -> Iterator[_Scanner]:
    with _Scanner(("127.0.0.1", 0), _Line) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
async def scanned(
    settings: Settings,
    scanner: _Scanner,
    pack: Pack,
    understander: language.Understander,
    library: knowledge.Library,
) -> AsyncIterator[Web]:
    settings = settings.model_copy(update={"file_scanner": f"127.0.0.1:{scanner.server_address[1]}"})
    clock = ManualClock(NOON)
    assembled = app.assemble(settings, pack, understander, library, clock=clock)
    application = app.create_app(assembled)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client,
    ):
        yield Web(application, TestHouse(assembled, clock, settings), client)


async def test_a_clean_file_passes(scanned: Web) -> None:
    she = await Sender.comes(scanned)
    assert (await she.uploads(picture())).json()["state"] == "ready"


async def test_a_harmful_one_is_held_and_cannot_be_sent(scanned: Web) -> None:
    she = await Sender.comes(scanned)
    held = await she.uploads(paper(HARM), "a.pdf", "application/pdf")
    assert (held.status_code, held.json()["state"]) == (200, "harmful")
    assert (await she.sends_file(held.json()["file"]))["error"] == "FileQuarantined"
    assert await she.messages() == []


async def test_what_could_not_be_examined_goes_through_when_it_can(scanned: Web, scanner: _Scanner) -> None:
    she = await Sender.comes(scanned)
    scanner.is_busy = True
    held = (await she.uploads(picture(), client_id="upload-one")).json()
    assert held["state"] == "unexamined"
    assert (await she.sends_file(held["file"]))["error"] == "FileQuarantined"

    scanner.is_busy = False
    again = (await she.uploads(picture(), client_id="upload-one")).json()
    assert (again["file"], again["state"]) == (held["file"], "ready")
    assert (await she.sends_file(again["file"]))["type"] == "ack"


async def test_no_scanner_no_file(scanned: Web, scanner: _Scanner) -> None:
    scanner.shutdown()
    scanner.server_close()
    she = await Sender.comes(scanned)
    assert (await she.uploads(picture())).json()["state"] == "unexamined"
