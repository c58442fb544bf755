"""Writing at the desk: a ready text, the check before sending, and a reply that is taken back or goes by itself."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import AGENT, PASSWORD
from tests.browser.pages import CustomerPage, DeskPage


def _serving(customer: CustomerPage, desk: DeskPage) -> DeskPage:
    agent = desk.signs_in(AGENT, PASSWORD).is_ready()
    customer.says("我想咨询一下").asks_for_a_person()
    return agent.accepts()


def test_a_ready_text_is_filled_in_and_a_forbidden_promise_does_not_go(customer: CustomerPage, desk: DeskPage) -> None:
    agent = _serving(customer, desk)
    agent.reply.press_sequentially("/qsd")
    expect(agent.page.get_by_role("option")).to_have_count(1)
    agent.presses("Enter")
    expect(agent.reply).to_have_value(re.compile("【填：分钟数】"))
    agent.page.keyboard.insert_text("3")
    expect(agent.reply).to_have_value("我正在为您查询，大约需要3分钟，请不要离开，有结果马上告诉您。")
    agent.presses("Control+Enter")
    customer.hears("我正在为您查询，大约需要3分钟，请不要离开，有结果马上告诉您。")

    agent.reply.fill("您放心，一定能下款")
    expect(agent.page.get_by_text("审批结果由系统和审批人决定，不能承诺通过或放款")).to_be_visible()
    agent.presses("Enter")
    expect(agent.talk.get_by_role("alert")).to_contain_text("没有发出")
    agent.reply.fill("月息0.8%")
    agent.presses("Enter")
    agent.page.get_by_role("button", name="仍要发送").click()
    customer.hears("我正在为您查询，大约需要3分钟，请不要离开，有结果马上告诉您。", "月息0.8%")


def test_a_reply_can_be_taken_back_and_goes_once_however_the_page_is_left(
    customer: CustomerPage, desk: DeskPage
) -> None:
    agent = _serving(customer, desk)
    agent.reply.fill("打错的话")
    agent.presses("Enter")
    expect(agent.talk.get_by_text("即将发出")).to_be_visible()
    agent.presses("Escape")
    expect(agent.reply).to_have_value("打错的话")
    expect(agent.talk.get_by_text("即将发出")).to_have_count(0)

    agent.reply.fill("第一句")
    agent.presses("Enter")
    expect(agent.talk.get_by_text("即将发出")).to_be_visible()
    agent.page.reload()
    customer.hears("第一句")
    agent.reply.fill("第二句")
    agent.presses("Enter")
    customer.hears("第一句", "第二句")
    agent.has_between_them("我想咨询一下", "转人工", "第一句", "第二句")


def test_what_she_answers_stays_in_sight_while_the_box_grows(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts()
    customer.says("那利息怎么算")
    asked = agent.said.filter(has_text="那利息怎么算")
    expect(asked).to_be_in_viewport()
    agent.reply.fill("我保证一定给您减免利息")
    expect(agent.page.locator(".findings li").first).to_be_visible()
    expect(asked).to_be_in_viewport()
