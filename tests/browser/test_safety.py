"""Accessibility by axe, and words that want to be code."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import CustomerPage, DeskPage, HostPage
from tests.browser.test_embedding import PLAIN, token_of

OpenCustomer = Callable[..., CustomerPage]
OpenDesk = Callable[..., DeskPage]
PAYLOADS = (
    "<script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned = 1">',
    "<svg onload=window.pwned=1></svg><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "**粗**<a href='javascript:window.pwned=1'>点我</a> [点我](javascript:window.pwned=1)",
    "{{constructor.constructor('window.pwned = 1')()}} ${window.pwned=1}",
)


def grave_findings(page: Page) -> list[str]:
    """What axe calls serious or critical, and where."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}"
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_customer_page_is_accessible(open_customer: OpenCustomer, scheme: str) -> None:
    customer = open_customer(color_scheme=scheme)
    expect(customer.tiles.first).to_be_visible()
    assert grave_findings(customer.page) == []

    customer.says("怎么提前还款").is_answered().has_said("怎么提前还款")
    assert grave_findings(customer.page) == []

    customer.opens_the_menu()
    assert grave_findings(customer.page) == []

    customer.chooses("长辈版").presses("Escape").asks_for_a_person()
    assert grave_findings(customer.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_is_accessible(customer: CustomerPage, open_desk: OpenDesk, scheme: str) -> None:
    agent = open_desk(color_scheme=scheme)
    customer.says("怎么提前还款").is_answered().asks_for_a_person()
    expect(agent.ring).to_be_visible()
    assert grave_findings(agent.page) == []

    agent.accepts().replies("您好")
    expect(agent.brief).to_be_visible()
    assert grave_findings(agent.page) == []

    agent.presses("Escape", "?")
    expect(agent.keys).to_be_visible()
    assert grave_findings(agent.page) == []


def test_the_sign_in_is_accessible(desk: DeskPage) -> None:
    expect(desk.page.get_by_label("用户名")).to_be_visible()
    assert grave_findings(desk.page) == []


def _nothing_ran(*pages: CustomerPage | DeskPage) -> None:
    for one in pages:
        assert one.page.evaluate("window.pwned") is None
        assert one.page.locator(":is(.bubble, .brief, .row, .ring, .name) :is(script, img, iframe, a)").count() == 0


def test_words_that_want_to_be_code_stay_words(customer: CustomerPage, agent: DeskPage) -> None:
    for payload in PAYLOADS:
        customer.says(payload)
    customer.has_said(*PAYLOADS).asks_for_a_person()
    agent.accepts().has_between_them(*PAYLOADS, "转人工")

    for payload in PAYLOADS:
        agent.replies(payload)
    customer.hears(*PAYLOADS)
    agent.presses("Escape", "n")
    agent.note.fill(PAYLOADS[1])
    agent.note.press("Enter")
    expect(agent.notes).to_have_text(PAYLOADS[1])
    _nothing_ran(customer, agent)


def test_names_that_want_to_be_code_stay_names(open_host: Callable[..., HostPage], agent: DeskPage) -> None:
    customer = open_host(html=PLAIN).opens_the_chat().is_welcomed()

    for payload in PAYLOADS:
        assert customer.is_identified(token_of(uuid.uuid4().hex, name=payload)) is None
        customer.opens_the_menu()
        # The mask keeps the first letter of a name, and no sign that is none.
        first = next(sign for sign in payload if sign.isalpha())
        sign_out = customer.page.locator("qiao-chat .item.leave", has_text=f"退出登录（{first}**")
        expect(sign_out).to_be_visible()
        if payload is not PAYLOADS[-1]:
            sign_out.click()
            expect(sign_out).to_have_count(0)
            customer.is_welcomed()
    customer.presses("Escape")
    customer.says("你好").asks_for_a_person()
    agent.accepts()

    expect(agent.talk.locator(".name")).to_have_text(re.compile(r"^c\*\*\*$"))
    _nothing_ran(customer, agent)
