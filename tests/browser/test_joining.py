"""A leader hears of danger wherever she is, goes there, and speaks beside her agent."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import Server

LEADER, PASSWORD = "zhaoqin", "demo-password"


def test_a_leader_is_told_on_any_page_and_joins_her_agent(
    customer: CustomerPage, agent: DeskPage, new_context: NewContext, server: Server
) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")
    leader = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(LEADER, PASSWORD).goes_to("权限表")
    desk = leader.page
    customer.says("我不想活了，活着没意思")
    bar = desk.get_by_role("region", name="班组提醒")
    expect(bar.get_by_text("林美（演示） 在服务").last).to_be_visible()
    expect(desk).to_have_title(re.compile("人身风险"))

    bar.get_by_role("button", name="看现场").click()
    expect(leader.talk.get_by_text(re.compile("^你在旁观"))).to_be_visible()
    leader.presses("x")
    expect(bar).to_have_count(0)

    leader.presses("w")
    customer.sees("赵勤（演示）已加入对话，和林美（演示）一起为您处理。")
    expect(agent.talk.get_by_text(re.compile("^赵勤（演示） 已加入对话"))).to_be_visible()
    leader.replies("我是班组长，我们一起陪着您。")
    customer.hears("您好，我来看一下。", "我是班组长，我们一起陪着您。")
    expect(customer.page.locator("qiao-chat .message.agent .headline").last).to_contain_text("赵勤（演示）")
    expect(customer.speaker).to_contain_text("林美（演示）")
    agent.replies("我也在。")
    customer.hears("您好，我来看一下。", "我是班组长，我们一起陪着您。", "我也在。")

    leader.goes_to("现场")
    expect(desk.get_by_role("article", name="林美（演示）").get_by_text("赵勤（演示） 一起服务")).to_be_visible()
    agent.closes("已解决")
    expect(desk.get_by_role("article", name="林美（演示）").get_by_text("一起服务")).to_have_count(0)
