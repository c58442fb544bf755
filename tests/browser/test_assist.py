"""An agent is advised while the customer speaks, takes a step where its action is at home, and ends the talk."""

import re

from playwright.sync_api import expect

from tests.browser.pages import CustomerPage, DeskPage


def test_what_is_advised_follows_the_talk_and_is_one_press_away(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("提前还款要手续费吗").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")
    agent.reply.press("Escape")
    agent.presses("i")
    panel = agent.page.get_by_role("tabpanel", name="助手")
    steps = panel.get_by_role("list", name="建议下一步").get_by_role("listitem")
    expect(panel.get_by_role("region", name="相关知识").get_by_role("listitem").first).to_be_visible()
    expect(panel.get_by_text("相似的个案不到 3 位客户，不展示。")).to_be_visible()

    customer.says("我要投诉你们，太过分了")
    expect(steps.first).to_contain_text("把投诉交给投诉处理同事")
    expect(panel.get_by_role("img", name=re.compile("^按先后："))).to_be_visible()
    customer.says("我真的不想活了")
    expect(steps.first).to_contain_text("先确认对方是否安全")
    expect(steps.filter(has_text="把投诉交给")).to_be_visible()

    steps.first.get_by_role("button").click()
    expect(agent.reply).to_have_value(re.compile("您现在安全吗"))
    agent.reply.press("Enter")
    expect(customer.page.get_by_text(re.compile("您现在安全吗"))).to_be_visible()

    agent.reply.press("Escape")
    steps.filter(has_text="把投诉交给").get_by_role("button").click()
    dialog = agent.page.get_by_role("dialog", name="转给同事")
    expect(dialog.get_by_label("需要的技能").locator("option:checked")).to_have_text("投诉处理")
