"""An agent puts a conversation aside with a promise, the customer reads it, and her next words bring it back."""

import re

from playwright.sync_api import expect

from tests.browser.pages import CustomerPage, DeskPage


def test_a_conversation_is_put_aside_and_is_back_when_the_customer_writes(
    customer: CustomerPage, agent: DeskPage
) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")

    agent.reply.press("Escape")
    agent.presses("l")
    dialog = agent.page.get_by_role("dialog", name="放到稍后")
    dialog.get_by_role("radio", name="等查询结果").check()
    # Late in the evening two of the moments offered are tomorrow's.
    dialog.get_by_role("button", name=re.compile("^明天")).last.click()
    told = dialog.get_by_label("告诉客户的话")
    expect(told).to_have_value(re.compile(r"^我正在为您核实，明天 \d\d:00 前在这里回复您"))
    promise = told.input_value()
    at = promise[promise.index(":") - 2 : promise.index(":") + 3]
    told.fill("我明天 11:11 前回复您。")
    dialog.get_by_role("button", name="发送并放到稍后").click()
    expect(dialog.get_by_role("alert")).to_contain_text(f"请写明 {at}")
    told.fill(promise)
    dialog.get_by_role("button", name="发送并放到稍后").click()
    expect(dialog).to_have_count(0)

    expect(agent.talk.get_by_text(re.compile(f"答应客户 明天 {at} 前回复"))).to_be_visible()
    expect(agent.talk.get_by_role("button", name="取回").first).to_be_visible()
    agent.page.get_by_role("tab", name=re.compile("^稍后 ?1")).click()
    expect(agent.page.get_by_role("tabpanel").get_by_text(re.compile("^剩余"))).to_be_visible()
    customer.hears("您好，我来看一下。", promise)
    expect(customer.page.get_by_text(re.compile(f"林美（演示）将在.* {at} 前在这里回复您"))).to_be_visible()

    customer.says("好的，谢谢")
    expect(agent.page.get_by_role("tab", name=re.compile("^稍后 ?1"))).to_be_visible()
    customer.says("另外我的账单日是几号")
    expect(agent.page.get_by_role("tab", name=re.compile("^稍后 ?0"))).to_be_visible()
    expect(agent.talk.get_by_text("客户又发来消息", exact=True)).to_be_visible()
    agent.page.get_by_role("tab", name=re.compile("^我的 ?1")).click()
    expect(agent.page.get_by_role("tabpanel").get_by_text("待回复")).to_be_visible()
    agent.replies("账单日是每月 5 号。")
    expect(agent.talk.get_by_text("答应的已回复")).to_be_visible()
    agent.closes("已解决")
