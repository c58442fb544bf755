"""F14: a hundred and more texts that want to be code, everywhere a text can come from. None runs; all stay readable."""

import contextlib
import json
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import Page, expect
from websockets.sync.client import ClientConnection, connect

from qiao import app
from qiao.app import shipped_pack
from qiao.conversations.content import cleaned
from tests.browser.conftest import IDENTITY_KEY, LAPTOP, Host, NewContext, pack_around_the_clock
from tests.browser.hostile import LISTEN, RUN, payloads
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import ROOT, Server, furnish

TEXTS = payloads()
AGENT, PASSWORD = "mallory", "a password of hers"
AGENTS_NAME = f"<img src=x onerror={RUN % 900}>"
_QUESTION = "怎么还款"
_UP_WITHIN_S = 120.0


@pytest.fixture(scope="module")
def hostile_server(chromium: str, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A lender whose articles, name and staff are against her customers, and whose customers are against her."""
    assert chromium
    folder = tmp_path_factory.mktemp("hostile")
    furnish(folder)
    pack = pack_around_the_clock(folder)
    _spoil(pack)
    _hand_on_what_was_learnt(pack, folder / "models")
    server = Server(
        folder,
        environment={
            "QIAO_PACK": str(pack),
            "QIAO_ALLOWED_ORIGINS": host.known,
            "QIAO_IDENTITY_ALGORITHM": "HS256",
            "QIAO_IDENTITY_KEY": IDENTITY_KEY,
            "QIAO_AGENT_CAPACITY": "50",
            "QIAO_MESSAGES_PER_MINUTE": "100000",
            "QIAO_CODE_POSTS": "none",
        },
    )
    words = ["staff", "add", AGENT, "--name", AGENTS_NAME, "--post", "online_agent", "--password-stdin"]
    for command in (["migrate"], words):
        done = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-m", "qiao", *command, "--data", str(folder)],
            input=f"{PASSWORD}\n",
            text=True,
            capture_output=True,
            check=False,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "QIAO_PACK": str(pack)},
        )
        assert done.returncode == 0, done.stderr
    server.launch()
    _wait_for(server)
    yield server
    server.stop()


def _wait_for(server: Server) -> None:
    give_up_at = time.monotonic() + _UP_WITHIN_S
    while time.monotonic() < give_up_at and server.is_running:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/healthz").is_success:
                return
        time.sleep(0.05)
    raise AssertionError(server.tail())


def _spoil(pack: Path) -> None:
    """Put the texts into what the pack says to customers and staff."""
    article = pack / "articles" / "how_to_repay.yaml"
    said = yaml.safe_load(article.read_text(encoding="utf-8"))
    readable = [text for text in TEXTS if "{{" not in text and cleaned(text) == text]
    for language in ("zh", "en"):
        said["title"][language] = readable[4]
        said["answer"][language] = "\n\n".join(readable[::6])
    article.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    lender = pack / "lender.yaml"
    text = lender.read_text(encoding="utf-8")
    brand = json.dumps(f"</title><script>{RUN % 901}</script>")
    lender.write_text(text.replace("brand: {zh: 小桥金融,", f"brand: {{zh: {brand},"), encoding="utf-8")


def _hand_on_what_was_learnt(pack: Path, models: Path) -> None:
    """Other words in an article do not change what was learnt: it need not be learnt again."""
    before, after = (app.read_pack(folder).fingerprint[:16] for folder in (shipped_pack(), pack))
    shutil.copyfile(models / f"articles-{before}.json", models / f"articles-{after}.json")


@contextlib.contextmanager
def _socket(server: Server, token: str) -> Generator[ClientConnection]:
    """A second connection of the same customer's, by which texts go faster than by typing."""
    with connect(f"{server.url.replace('http', 'ws')}/api/v1/web/socket", max_size=None) as socket:
        socket.send(json.dumps({"type": "hello", "protocol": 1, "token": token}))
        yield socket


def _said_by_customer(server: Server, token: str, frames: list[dict[str, Any]]) -> None:
    """Send these and wait until each is stored; what a busy house sends back goes again, as from the page."""
    with _socket(server, token) as socket:
        for frame in frames:
            answer: dict[str, Any] = {}
            while answer.get("client_id") != frame["client_id"] or answer["type"] == "error":
                if answer.get("type") in {None, "error"}:
                    assert answer.get("error", "WorkShed") == "WorkShed", answer
                    time.sleep(0.5 if answer else 0)
                    socket.send(json.dumps(frame))
                answer = json.loads(socket.recv(timeout=30))


def _text(text: str) -> dict[str, Any]:
    return {"type": "send", "client_id": uuid.uuid4().hex, "content": {"v": 1, "kind": "text", "text": text}}


def _token_in(page: Page, server: Server) -> str:
    token = page.evaluate("(key) => localStorage.getItem(key)", f"qiao:token:{server.url}")
    assert isinstance(token, str)
    return token


@contextlib.contextmanager
def _agent_elsewhere(server: Server) -> Generator[httpx.Client]:
    """The same agent at a second browser, which writes faster than she types."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30) as client:
        me = client.post("/api/v1/staff/sign-in", json={"username": AGENT, "password": PASSWORD})
        client.headers["X-CSRF-Token"] = me.raise_for_status().json()["csrf"]
        yield client


def _nothing_ran(*pages: Page) -> None:
    """Neither a script, nor a handler, nor anything the policy had to stop; and no text became an element."""
    for page in pages:
        assert page.evaluate("window.__felt") == []
        inside = ":is(.bubble, .brief, .row, .ring, .name, .message, .intro, [role=listbox])"
        assert (
            page.locator(
                f"{inside} :is(script, img, image, iframe, a, form, input, object, embed, math, style)"
            ).count()
            == 0
        )


def _shown(page: Page, selector: str) -> list[str]:
    shown: list[str] = page.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent)")
    return shown


def _all_are_text(page: Page, selector: str, expected: list[str]) -> None:
    """Every one of them stands there as it was written."""
    expect(page.locator(selector).filter(has_text=expected[-1].strip()[:20]).last).to_be_visible()
    lines = {" ".join(one.split()) for one in _shown(page, selector)}
    missing = [text for text in expected if " ".join(text.split()) not in lines]
    assert missing == []


STORED = [cleaned(text) for text in TEXTS]
OpenPage = Callable[[], Page]


@pytest.fixture
def open_page(new_context: NewContext) -> OpenPage:
    """A browser of somebody, whose page feels everything that runs."""

    def make() -> Page:
        context = new_context(**LAPTOP)
        context.add_init_script(LISTEN)
        return context.new_page()

    return make


def test_f14_there_are_a_hundred_texts_and_each_is_another() -> None:
    assert len(set(STORED)) == len(STORED) >= 100


def test_f14_a_text_that_runs_is_felt(open_page: OpenPage, host: Host) -> None:
    """The other tests prove nothing where this one fails."""
    (host.folder / "felt.html").write_text("<!doctype html><p id=x></p>", encoding="utf-8")
    page = open_page()
    page.goto(f"{host.known}/felt.html")
    page.evaluate("(text) => { document.getElementById('x').innerHTML = text }", f"<img src=x onerror={RUN % 7}>")
    page.wait_for_function("() => window.__felt.length > 0")
    assert page.evaluate("window.__felt") == ["ran 7"]


def test_f14_messages_answers_names_and_notes_stay_text_on_every_page(
    open_page: OpenPage, hostile_server: Server
) -> None:
    customer = CustomerPage(open_page(), hostile_server.url).open()
    customer.says(_QUESTION).is_answered()
    customer.asks_for_a_person()
    token = _token_in(customer.page, hostile_server)

    desk = DeskPage(open_page(), hostile_server.url).open().signs_in(AGENT, PASSWORD).is_ready().accepts()
    customer.sees(AGENTS_NAME)
    _said_by_customer(hostile_server, token, [_text(text) for text in TEXTS])
    with _agent_elsewhere(hostile_server) as http:
        (item,) = http.get("/api/v1/desk").json()["mine"]
        place = f"/api/v1/desk/conversations/{item['conversation']}"
        for kind, texts in (("messages", TEXTS), ("notes", TEXTS[::3])):
            for text in texts:
                http.post(f"{place}/{kind}", json={"client_id": uuid.uuid4().hex, "text": text}).raise_for_status()
        for reopened in (False, True):
            if reopened:
                customer.page.reload()
                desk.page.reload()
                customer.is_welcomed()
                desk.is_in_hand()
            else:
                _all_are_text(customer.page, "qiao-chat .message.own .bubble", STORED)
                _all_are_text(customer.page, "qiao-chat .message.agent .bubble", STORED)
                _all_are_text(desk.page, ".bubble.customer .body", STORED)
                _all_are_text(desk.page, ".bubble.agent .body", STORED)
                _all_are_text(desk.page, ".bubble.note .body", STORED[::3])
            _nothing_ran(customer.page, desk.page)
        http.post(f"{place}/close", json={"reason": "other", "note": "\n".join(TEXTS)[:1000]}).raise_for_status()
    customer.page.wait_for_function("() => document.title.includes('script')")
    _nothing_ran(customer.page, desk.page)


def test_f14_articles_are_text_in_the_search_too(open_page: OpenPage, hostile_server: Server) -> None:
    customer = CustomerPage(open_page(), hostile_server.url).open()
    customer.says("转人工").asks_for_a_person()
    desk = DeskPage(open_page(), hostile_server.url).open().signs_in(AGENT, PASSWORD).is_ready().accepts()
    desk.presses("Alt+k")
    box = desk.page.get_by_role("combobox")
    for words in (_QUESTION, TEXTS[0][:200], TEXTS[29][:200]):
        box.fill(words)
        expect(desk.page.get_by_role("listbox")).to_be_visible()
    _nothing_ran(desk.page, customer.page)
