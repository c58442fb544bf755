"""How quick the pages are: `python -m benchmarks.screen [--json]`.

In Chromium, over a real server: opening a conversation of 500 messages, from the press on its row until its last
message is painted; and typing beside all 500 of them, from each key to the next painted frame: her reply, and the
customer's words on her own page. An empty page that paints a frame for each key stands beside both.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from rich.console import Console

from benchmarks import servers
from benchmarks.figures import Figures, latencies_ms, meets, ratio, report
from benchmarks.hands import Hand, taken_in_hand
from benchmarks.servers import Server
from qiao.access.api import COOKIE

BAR_OPENING_MS, BAR_TYPING_MS = 150.0, 50.0
_CUSTOMERS = 3
_ROUNDS = 10
_READ_S = 10.0  # A house that has just begun to serve still reads its articles, beside the first customers.
_WORDS = "The statement of your loan is on its way to you now"
_BARE = "data:text/html,<textarea autofocus></textarea>"
# A frame that was asked for is painted once what follows it runs.
_PAINTED = "const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
_OPENING = (
    """async ([item, last]) => {"""
    + _PAINTED
    + """
        const shown = () => [...document.querySelectorAll('.log .bubble')].at(-1)?.textContent.includes(last);
        const before = document.querySelector('.log');
        const began = performance.now();
        document.querySelector(`[data-item="${item}"]`).click();
        while (document.querySelector('.log') === before || !shown()) await painted();
        return performance.now() - began;
    }"""
)
_KEYS = (
    """() => {"""
    + _PAINTED
    + """
        window.took = [];
        addEventListener('keydown', () => {
            const began = performance.now();
            void painted().then(() => window.took.push(performance.now() - began));
        }, true);
    }"""
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=500, help="in each of the three conversations")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    report(measure(chosen.messages, Console(stderr=True)), as_json=chosen.json)


def measure(messages: int, console: Console) -> Figures:
    with tempfile.TemporaryDirectory(prefix="qiao-screen-") as folder:
        data = Path(folder)
        with console.status(f"{_CUSTOMERS * messages} messages are written …"):
            (hand,) = asyncio.run(taken_in_hand(data, 1, _CUSTOMERS, messages=messages))
        settings = {"QIAO_AGENT_CAPACITY": str(_CUSTOMERS)}
        with console.status("Chromium …"), servers.qiao(data, command="serve", settings=settings) as server:
            opening, typing, hers, bare = _in_chromium(server, hand, messages)
    return {
        "bars": {
            "opening a conversation, ms": meets(opening["p99"], BAR_OPENING_MS, at_most=True),
            "a key, ms": meets(typing["p99"], BAR_TYPING_MS, at_most=True),
            "a key of the customer, ms": meets(hers["p99"], BAR_TYPING_MS, at_most=True),
        },
        "opening_ms": opening,
        "key_ms": typing,
        "key_of_the_customer_ms": hers,
        "key_on_an_empty_page_ms": bare,
        "key / on an empty page": ratio(typing["p50"], bare["p50"]),
        "key of the customer / on an empty page": ratio(hers["p50"], bare["p50"]),
    }


def _in_chromium(server: Server, hand: Hand, messages: int) -> tuple[Figures, Figures, Figures, Figures]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        context.add_cookies([{"name": COOKIE, "value": hand.cookie, "url": server.address}])
        page = context.new_page()
        page.goto(f"{server.address}/desk/work")
        rows = page.locator("#work-list [data-item]")
        expect(rows).to_have_count(_CUSTOMERS)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(_READ_S * 1000)
        opening = _opened(page, [row.get_attribute("data-item") for row in rows.all()], messages)
        older = page.locator(".log .older")
        while older.count():
            before = page.locator(".log .bubble").count()
            older.click()
            page.wait_for_function("(before) => document.querySelectorAll('.log .bubble').length > before", arg=before)
        expect(page.locator(".log .bubble.customer")).to_have_count(messages + 1)
        typing = _typed(page)
        page.goto(_BARE)
        bare = _typed(page)
        context.close()
        hers = _customer_typed(browser, server, hand.customers[0][1], messages)
        browser.close()
    return opening, typing, hers, bare


def _customer_typed(browser: Browser, server: Server, token: str, messages: int) -> Figures:
    """On a telephone's screen, after she has scrolled back to the first of her messages."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    stored = json.dumps([f"qiao:token:{server.address}", token])
    context.add_init_script(f"localStorage.setItem(...{stored})")
    page = context.new_page()
    page.goto(f"{server.address}/")
    own = page.locator("qiao-chat .message.own")
    expect(own.last).to_contain_text(f"第{messages}句")
    while own.count() < messages + 1:
        before = own.count()
        page.locator("qiao-chat .log").evaluate("(log) => log.scrollTo(0, 0)")
        expect(own).not_to_have_count(before)
    page.locator("qiao-chat .log").evaluate("(log) => log.scrollTo(0, log.scrollHeight)")
    typing = _typed(page)
    context.close()
    return typing


def _opened(page: Page, items: Sequence[Any], messages: int) -> Figures:
    last = f"第{messages}句"
    took: list[float] = [page.evaluate(_OPENING, [item, last]) for _ in range(_ROUNDS) for item in items]
    # The first time each is read for the first time; afterwards the page has it and brings it up to date.
    return {"first": round(max(took[: len(items)]), 2)} | latencies_ms([one / 1000 for one in took])


def _typed(page: Page) -> Figures:
    page.evaluate(_KEYS)
    page.locator("textarea").first.focus()
    page.keyboard.type(_WORDS, delay=60)
    page.wait_for_function("(keys) => window.took.length >= keys", arg=len(_WORDS))
    took: list[float] = page.evaluate("window.took")
    return latencies_ms([one / 1000 for one in took])


if __name__ == "__main__":
    main()
