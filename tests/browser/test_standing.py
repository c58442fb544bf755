"""What a customer allows, said by herself and seen at the desk; and a conversation that goes to a colleague."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.pages import DeskPage, HostPage
from tests.browser.test_embedding import PLAIN, token_of

OpenHost = Callable[..., HostPage]


def test_what_she_sets_is_seen_at_the_desk_and_changed_there(
    open_host: OpenHost, agent: DeskPage, signed_in: httpx.Client
) -> None:
    customer = open_host(html=PLAIN).opens_the_chat()
    customer.is_welcomed()
    assert customer.is_identified(token_of("customer-standing")) is None

    wishes = customer.page.get_by_role("region", name="授权与偏好")
    customer.opens_the_menu().chooses("授权与偏好")
    marketing = wishes.get_by_role("group", name="营销推广")
    by_sms = marketing.get_by_role("switch", name=re.compile("^短信"))
    by_sms.click()
    expect(by_sms).to_be_checked()
    wishes.get_by_role("button", name="撤销").click()
    expect(by_sms).not_to_be_checked()
    wishes.get_by_role("group", name="勿扰时段").get_by_role("button", name="21:00-08:00").click()
    expect(wishes.get_by_role("status")).to_have_text("已保存")
    customer.presses("Escape").asks_for_a_person()

    agent.accepts()
    card = agent.page.get_by_role("region", name="客户状态")
    quiet = card.get_by_role("listitem").filter(has_text="勿扰时段")
    expect(quiet).to_contain_text("21:00-08:00")
    expect(quiet).to_contain_text("客户本人")
    agent.page.mouse.click(700, 400)
    agent.presses("s")
    expect(card.get_by_role("button", name="设置", exact=True)).to_be_focused()
    agent.presses("Enter")
    setting = agent.page.get_by_role("dialog", name="设置客户状态")
    setting.get_by_label("设置什么").select_option("偏好 · 语言")
    setting.get_by_label("内容").select_option("英文")
    setting.get_by_label("客户要求").check()
    setting.get_by_role("button", name="设置", exact=True).click()
    expect(card.get_by_role("listitem").filter(has_text="语言")).to_contain_text("林美")

    _is_here(signed_in, "chenyu")
    agent.page.mouse.click(700, 400)
    agent.presses("t")
    handing = agent.page.get_by_role("dialog", name="转给同事")
    handing.get_by_role("radio", name=re.compile("陈宇")).check()
    handing.get_by_label(re.compile("说给同事的话")).fill("她要英文服务")
    handing.get_by_role("button", name="转出").click()
    expect(agent.page.get_by_text("已转出")).to_be_visible()
    customer.sees("正在为您转接另一位同事")
    expect(customer.page.locator("qiao-chat").get_by_text("她要英文服务")).to_have_count(0)


def _is_here(signed_in: httpx.Client, username: str) -> None:
    """A colleague at a desk of her own, who does not want anything new."""
    url = str(signed_in.base_url)
    with httpx.Client(base_url=url, headers={"Origin": url.rstrip("/")}) as client:
        me = client.post("/api/v1/staff/sign-in", json={"username": username, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = me["csrf"]
        client.put("/api/v1/desk/presence", json={"state": "busy"}).raise_for_status()
