"""A leader in a surge: she sees it coming, whispers, takes over, and the wallboard counts it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import Server

LEADER, PASSWORD = "zhaoqin", "demo-password"


def test_a_leader_sees_an_angry_customer_whispers_and_takes_over(
    customer: CustomerPage, agent: DeskPage, new_context: NewContext, server: Server
) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts()
    leader = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(LEADER, PASSWORD).goes_to("现场")
    floor = leader.page
    card = floor.get_by_role("article", name="林美（演示）")
    expect(card.get_by_text(re.compile("^手上 1"))).to_be_visible()

    customer.says("你们拖了三天了，气死我了，到底什么时候给我退钱")
    expect(card.get_by_text("愤怒 2/3").first).to_be_visible()
    alerts = floor.get_by_role("region", name="提醒", exact=True)
    expect(alerts.get_by_text("情绪强烈")).to_be_visible()
    alerts.get_by_role("button", name=re.compile("^知道了")).click()
    expect(alerts.get_by_text(re.compile("^赵勤（演示） 于"))).to_be_visible()

    card.get_by_role("button", name=re.compile("^耳语")).click()
    dialog = floor.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("先道歉，再核对退款")
    dialog.get_by_role("button", name="耳语").click()
    expect(agent.notes.filter(has_text="先道歉，再核对退款")).to_be_visible()

    card.get_by_role("button", name=re.compile("^接管")).click()
    floor.get_by_role("dialog").get_by_role("button", name="接管").click()
    leader.is_in_hand().replies("我是班组长，马上为您核对退款。")
    customer.hears("我是班组长，马上为您核对退款。")
    expect(customer.page.get_by_text("先道歉")).to_have_count(0)
    leader.closes("已解决")

    leader.goes_to("大屏")
    answered = floor.get_by_role("group", name="接通率")
    expect(answered).to_contain_text("%")
    answered.hover()
    expect(answered.get_by_text(re.compile("^人工接起 ÷"))).to_be_visible()
