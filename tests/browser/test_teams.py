"""Two agents and a customer: each sees that the other looks, and what is handed on to a team comes to its people."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import Server

OTHER, PASSWORD = "chenyu", "demo-password"
TEAM, NOTE = "一组（演示）", "她急着要结清证明"


def test_colleagues_see_each_other_and_a_team_goes_on(
    customer: CustomerPage, agent: DeskPage, new_context: NewContext, server: Server
) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")
    other = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(OTHER, PASSWORD)
    other.becomes("忙碌")

    agent.reply.press("Escape")
    agent.presses("c")
    asking = agent.page.get_by_role("dialog", name="请教同事")
    asking.get_by_role("radio", name=re.compile("陈宇")).check()
    asking.get_by_label("你的问题").fill("首次逾期能减免滞纳金吗")
    asking.get_by_role("button", name="请教").click()
    other.page.get_by_role("region", name="同事请教").get_by_role("button", name=re.compile("^接入")).click()
    looking = agent.talk.get_by_role("list", name="也在看这个会话")
    expect(looking.get_by_role("listitem")).to_have_text(["陈陈宇（演示）（在线客服）"])
    expect(other.talk.get_by_role("list", name="也在看这个会话").get_by_role("listitem")).to_contain_text(["林美"])
    other.presses("n")
    other.talk.get_by_role("textbox", name=re.compile("备注")).press_sequentially("先核对")
    expect(agent.talk.get_by_text("陈宇（演示） 正在写备注…")).to_be_visible()
    expect(customer.page.get_by_text(re.compile("正在写|正在输入"))).to_have_count(0)
    other.page.close()
    expect(looking).to_have_count(0)

    other = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(OTHER, PASSWORD)
    other.becomes("就绪")
    agent.presses("t")
    dialog = agent.page.get_by_role("dialog", name="转给同事")
    dialog.get_by_role("radio", name=re.compile(f"{TEAM}.*就绪 1 人 · 等待 0 件")).check()
    dialog.get_by_label(re.compile("说给同事的话")).fill(NOTE)
    dialog.get_by_role("button", name="转出").click()
    customer.sees("正在为您转接另一位同事，前面说过的都已带上，不用再说一遍。")
    other.accepts()
    expect(other.talk.get_by_text(NOTE)).to_be_visible()
    other.replies("接下来由我为您办。")
    customer.hears("您好，我来看一下。", "接下来由我为您办。")
    expect(customer.page.get_by_text(NOTE)).to_have_count(0)
