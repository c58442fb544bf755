"""A real server, a real Chromium, and people in front of them."""

import asyncio
import functools
import http.server
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect, sync_playwright

from qiao.app import shipped_pack
from qiao.channels.web.pages import STATIC
from tests.browser.pages import CustomerPage, DeskPage, HostPage
from tests.kills.server import Server, furnish

AGENT, PASSWORD = "linmei", "demo-password"
IDENTITY_KEY = "the shared secret of the browser tests"
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)
_PATIENCE_MS = 40_000  # A busy machine draws slowly; what passes does not wait for it.
# The browser tells of every refused or failed request; what these mean is shown to people and checked there.
_NETWORK_NEWS = ("Failed to load resource", "WebSocket connection to")
_TELL_VIOLATIONS = """document.addEventListener('securitypolicyviolation',
    (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


def cannot(reason: str) -> None:
    """Leave the browser tests out; where everything must be tested, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        cannot("No Chromium is installed. On Debian: apt-get install chromium fonts-noto-cjk")
    if not (STATIC / "index.html").is_file():
        cannot("The pages are not built. Run: python web/build.py")
    assert path is not None
    return path


class _HostFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class calls it so)
        """Say nothing."""


@dataclass(frozen=True)
class Host:
    """A lender's web server: the same pages under an allow-listed origin and under a foreign one."""

    folder: Path
    port: int

    @property
    def known(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def foreign(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    handler = functools.partial(_HostFiles, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Host(folder, server.server_port)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def server(chromium: str, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`qiao demo` with the model learnt before, and people on duty at every hour a test may run."""
    assert chromium
    folder = tmp_path_factory.mktemp("demo")
    furnish(folder)
    running = Server(
        folder,
        environment={
            "QIAO_PACK": str(pack_around_the_clock(folder)),
            "QIAO_ALLOWED_ORIGINS": host.known,
            "QIAO_IDENTITY_ALGORITHM": "HS256",
            "QIAO_IDENTITY_KEY": IDENTITY_KEY,
            "QIAO_AGENT_CAPACITY": "50",
        },
    )
    asyncio.run(running.start())
    yield running
    running.stop()


def pack_around_the_clock(folder: Path) -> Path:
    pack = folder / "pack"
    shutil.copytree(shipped_pack(), pack)
    manifest = pack / "pack.yaml"
    text, changed = re.subn(
        r"(?m)^human_hours:.*$", 'human_hours: {from: "00:00", to: "23:59"}', manifest.read_text(encoding="utf-8")
    )
    assert changed == 1
    manifest.write_text(text, encoding="utf-8")
    return pack


@pytest.fixture(scope="package")
def browser(chromium: str, server: Server) -> Iterator[Browser]:
    """Closed with the last test here, because it occupies the thread's event loop."""
    assert server.is_running
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield running
        running.close()


class Troubles:
    """What no page may do: throw, complain in its console (the Content Security Policy does it there), or pop up."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.forgiven: tuple[str, ...] = _NETWORK_NEWS

    def forgive(self, words: str) -> None:
        self.forgiven = (*self.forgiven, words)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"thrown: {error}"))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in self.forgiven):
            self.seen.append(f"{message.type}: {message.text}")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    troubles = Troubles()
    yield troubles
    assert troubles.seen == []


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, troubles: Troubles) -> Iterator[NewContext]:
    """A fresh browser of somebody, whose pages are watched for troubles."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        person: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = browser.new_context(**(person | options))
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("page", troubles.watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


OpenCustomer = Callable[..., CustomerPage]


@pytest.fixture
def open_customer(new_context: NewContext, server: Server) -> OpenCustomer:
    """A customer who has just opened the page: on her phone, or as `options` say."""

    def open_page(*, before: Callable[[Page], object] | None = None, **options: Any) -> CustomerPage:
        page = new_context(**{**PHONE, **options}).new_page()
        if before is not None:
            before(page)
        return CustomerPage(page, server.url).open()

    return open_page


@pytest.fixture
def customer(open_customer: OpenCustomer) -> CustomerPage:
    return open_customer()


@pytest.fixture(scope="session")
def signed_in(server: Server) -> Iterator[httpx.Client]:
    """The agent's session: one sign-in for all tests, because nobody may sign in every few seconds."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=_PATIENCE_MS / 1000) as client:
        me = client.post("/api/v1/staff/sign-in", json={"username": AGENT, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = me["csrf"]
        yield client


@pytest.fixture
def quiet_desk(signed_in: httpx.Client) -> None:
    """Nobody waits, is being served, or is still here to serve, whatever the test before left behind."""
    give_up_at = time.monotonic() + _PATIENCE_MS / 1000
    while time.monotonic() < give_up_at:
        desk = signed_in.get("/api/v1/desk").json()
        left = [*desk["mine"], *desk["waiting"]]
        if not left and not signed_in.get("/api/v1/desk/colleagues").json()["colleagues"]:
            return
        for item in left:
            signed_in.post(f"/api/v1/desk/items/{item['id']}/accept")
            signed_in.post(f"/api/v1/desk/conversations/{item['conversation']}/close", json={"reason": "other"})
        time.sleep(0 if left else 0.5)
    raise AssertionError("The desk does not become empty.")


@pytest.fixture
def desk(new_context: NewContext, server: Server, quiet_desk: None) -> DeskPage:
    """The desk before anybody signed in, at a laptop's size."""
    _ = quiet_desk
    return DeskPage(new_context(**LAPTOP).new_page(), server.url).open()


OpenDesk = Callable[..., DeskPage]


@pytest.fixture
def open_desk(new_context: NewContext, server: Server, signed_in: httpx.Client, quiet_desk: None) -> OpenDesk:
    """An agent who came back to her desk and is ready for work: on a laptop, or as `options` say."""
    _ = quiet_desk

    def open_page(**options: Any) -> DeskPage:
        context = new_context(**{**LAPTOP, **options})
        for name, value in signed_in.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
        return DeskPage(context.new_page(), server.url).open().is_ready()

    return open_page


@pytest.fixture
def agent(open_desk: OpenDesk) -> DeskPage:
    return open_desk()


@pytest.fixture
def open_host(new_context: NewContext, server: Server, host: Host) -> Callable[..., HostPage]:
    """A customer on a page of the lender that embeds the widget."""

    def open_page(*, origin: str | None = None, html: str) -> HostPage:
        (host.folder / "index.html").write_text(html.replace("{{qiao}}", server.url), encoding="utf-8")
        return HostPage(new_context(**LAPTOP).new_page(), server.url).open(origin or host.known)

    return open_page
