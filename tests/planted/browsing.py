"""The same in a browser: what its storage and its cache hold when the day is over."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.people import PASSWORD
from tests.planted.values import Planted, written

_PATIENCE_MS = 30_000
_ARGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
)
_NOTHING_UNSENT = "() => !Object.keys(localStorage).some((key) => key.startsWith('qiao:unsent'))"
_STORED = """async () => {
    const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done, failed) => {
            const asked = indexedDB.open(name)
            asked.onsuccess = () => done(asked.result)
            asked.onerror = () => failed(asked.error)
        })
        for (const store of database.objectStoreNames) {
            kept.push(await new Promise((done) => {
                const asked = database.transaction(store).objectStore(store).getAll()
                asked.onsuccess = () => done(JSON.stringify(asked.result))
            }))
        }
        database.close()
    }
    if (globalThis.caches) {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name)
            for (const asked of await cache.keys()) kept.push(asked.url, await (await cache.match(asked)).text())
        }
    }
    for (const registration of await navigator.serviceWorker?.getRegistrations() ?? []) kept.push(registration.scope)
    return kept.join('\\n')
}"""


def browse(chromium: str, url: str, profile: Path, planted: Sequence[Planted]) -> str:
    """A customer and an agent write values on the pages; returns what the browser keeps for the pages afterwards.

    What lies in the browser's cache on the disk stays in `profile` for whoever searches it.
    """
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=list(_ARGS), locale="zh-CN", reduced_motion="reduce"
        )
        context.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        try:
            return _one_case(context, url, planted)
        finally:
            context.close()


def _one_case(context: BrowserContext, url: str, planted: Sequence[Planted]) -> str:
    customer = CustomerPage(context.new_page(), url).open()
    for one in planted:
        customer.says(written(one, one.number + 1))
    customer.page.get_by_role("button", name=re.compile("^(转人工|人工)")).first.click()
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    agent = DeskPage(page, url).open().signs_in("chenyu", PASSWORD).is_ready().accepts()
    sent = sum(_goes_out(agent, written(one, one.number + 2)) for one in planted)
    expect(agent.talk.get_by_text(re.compile("^(发送中|未发出)"))).to_have_count(0)
    agent.reply.blur()
    agent.presses("n")
    agent.note.fill(written(planted[0], 0))
    agent.note.press("Enter")
    expect(agent.notes.first).to_be_visible()
    expect(customer.page.locator("qiao-chat .message.agent .bubble")).to_have_count(sent)
    for one in (customer.page, agent.page):
        one.wait_for_function(_NOTHING_UNSENT)
    return "\n".join((_stored(customer.page), _stored(agent.page), _kept_by(context)))


def _goes_out(agent: DeskPage, text: str) -> bool:
    """She means to send it; what is known for an identifier comes back into her box, and she gives it up."""
    agent.reply.fill(text)
    agent.reply.press("Control+Enter")
    agent.page.wait_for_function(_NOTHING_UNSENT)
    stopped = agent.page.locator(".findings .stopped")
    expect(stopped.or_(agent.page.locator("textarea:placeholder-shown")).first).to_be_visible()
    goes = not stopped.is_visible()
    agent.reply.fill("")
    return goes


def _stored(page: Page) -> str:
    kept: str = page.evaluate(_STORED)
    assert "qiao" in kept, "the page keeps nothing at all: is this the right storage?"
    return kept


def _kept_by(context: BrowserContext) -> str:
    state: Any = context.storage_state(indexed_db=True)
    return repr(state)
