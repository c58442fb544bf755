"""A visitor turns out to be a customer: an agent finds the other record and proposes that they are one person."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import expect

from tests.browser.pages import DeskPage, HostPage
from tests.browser.test_embedding import PLAIN, token_of

OpenHost = Callable[..., HostPage]
KNOWN = "customer-merging"


def test_a_visitor_is_proposed_to_be_a_customer(open_host: OpenHost, agent: DeskPage, signed_in: httpx.Client) -> None:
    _is_known(signed_in)
    customer = open_host(html=PLAIN).opens_the_chat()
    customer.is_welcomed()
    customer.asks_for_a_person()
    agent.accepts()
    card = agent.page.get_by_role("region", name="同一人的记录")
    expect(card.get_by_text("没有合并过别的记录。")).to_be_visible()
    agent.page.mouse.click(700, 400)
    agent.presses("g")
    joining = agent.page.get_by_role("dialog", name="合并同一人的两条记录")
    other = joining.get_by_label("另一条记录")
    expect(other).to_be_focused()

    other.fill("customer-nobody")
    other.press("Enter")
    expect(joining.get_by_role("alert")).to_contain_text("没有这个会话编号或客户号")
    other.fill(KNOWN)
    other.press("Enter")
    expect(joining.get_by_role("region", name="另一条")).to_contain_text("客户")
    joining.get_by_label("为什么确定是同一人").fill("客户说之前登录办过业务")
    joining.get_by_role("button", name=re.compile("^合并$")).click()
    expect(agent.page.get_by_text("已提交，等一位同事同意")).to_be_visible()
    expect(card.get_by_text("您提出的，由同事决定。")).to_be_visible()
    expect(card.get_by_role("button", name="同意", exact=True)).to_have_count(0)


def _is_known(signed_in: httpx.Client) -> None:
    """The customer has signed in once before, on another device."""
    url = str(signed_in.base_url)
    with httpx.Client(base_url=url, headers={"Origin": url.rstrip("/")}) as device:
        begun = device.post("/api/v1/web/sessions", json={}).raise_for_status().json()
        device.post(
            "/api/v1/web/sessions/current/identity",
            json={"jwt": token_of(KNOWN)},
            headers={"Authorization": f"Bearer {begun['token']}"},
        ).raise_for_status()
