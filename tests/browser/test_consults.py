"""Two agents and a customer: one asks the other in secret, lets her join, and hands over to her."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import Server

LEADER, PASSWORD = "zhaoqin", "demo-password"
QUESTION, ADVICE = "首次逾期能减免滞纳金吗", "可以，先核对借据"


def test_a_colleague_is_asked_joins_and_goes_on(
    customer: CustomerPage, agent: DeskPage, new_context: NewContext, server: Server
) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")
    other = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(LEADER, PASSWORD)
    other.becomes("忙碌")

    agent.reply.press("Escape")
    agent.presses("c")
    dialog = agent.page.get_by_role("dialog", name="请教同事")
    dialog.get_by_role("radio", name=re.compile("赵勤")).check()
    dialog.get_by_label("你的问题").fill(QUESTION)
    dialog.get_by_role("button", name="请教").click()
    expect(agent.talk.get_by_text(re.compile("^正在请教 赵勤"))).to_be_visible()

    card = other.page.get_by_role("region", name="同事请教")
    expect(card.get_by_text(re.compile("有问题请教你"))).to_be_visible()
    expect(other.page.get_by_text(QUESTION)).to_have_count(0)
    card.get_by_role("button", name=re.compile("^接入")).click()
    expect(other.talk.get_by_text(QUESTION)).to_be_visible()
    other.presses("c")
    box = other.talk.get_by_role("textbox", name="和同事的话，客户看不到")
    box.fill(ADVICE)
    box.press("Enter")
    expect(agent.talk.get_by_text(ADVICE)).to_be_visible()

    agent.talk.get_by_role("button", name="请她加入对话").click()
    expect(other.talk.get_by_text(re.compile("请你加入对话"))).to_be_visible()
    other.talk.get_by_role("button", name="加入对话", exact=True).click()
    customer.sees("赵勤（演示）已加入对话，和林美（演示）一起为您处理。")
    other.talk.get_by_role("tab", name="回复").click()
    other.replies("我来说明减免规则。")
    customer.hears("您好，我来看一下。", "我来说明减免规则。")
    agent.talk.get_by_role("button", name="交给她接手").click()
    other.is_in_hand().replies("接下来由我为您办。")
    customer.hears("您好，我来看一下。", "我来说明减免规则。", "接下来由我为您办。")
    for secret in (QUESTION, ADVICE, "请教"):
        expect(customer.page.get_by_text(secret)).to_have_count(0)
    other.closes("已解决")
