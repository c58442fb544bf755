"""An agent mentions a colleague, who is told at once and reads it at the note; and keeps a ready text of her own."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.kills.server import Server

COLLEAGUE, PASSWORD = "chenyu", "demo-password"
ASKED = "这位客户的减免你办过吗"


def test_a_colleague_is_mentioned_and_reads_it_at_the_note(
    customer: CustomerPage, agent: DeskPage, new_context: NewContext, server: Server
) -> None:
    other = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(COLLEAGUE, PASSWORD)
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts().replies("您好，我来看一下。")

    agent.reply.press("Escape")
    agent.presses("n")
    note = agent.talk.get_by_role("textbox", name="内部备注，客户看不到")
    note.type("@陈")
    people = agent.page.get_by_role("listbox", name="提到同事")
    expect(people.get_by_role("option", name=re.compile("^陈宇"))).to_have_attribute("aria-selected", "true")
    note.press("Enter")
    expect(note).to_have_value(re.compile("^@陈宇（演示） $"))
    note.type(ASKED)
    note.press("Enter")
    expect(note).to_have_value("")
    expect(agent.talk.get_by_text(re.compile(ASKED))).to_be_visible()

    tab = other.page.get_by_role("tab", name=re.compile("^提到我 ?1$"))
    expect(tab).to_be_visible()
    other.presses("m")
    row = other.page.get_by_role("list", name="提到我").get_by_role("button")
    expect(row).to_contain_text("林美（演示）")
    expect(row).to_contain_text(ASKED)
    other.presses("j", "Enter")
    expect(other.talk.locator(".meant")).to_contain_text(ASKED)
    expect(other.talk.get_by_text("林美（演示） 正在服务，不能同时回复。可以写内部备注。")).to_be_visible()
    expect(other.page.get_by_role("tab", name="提到我", exact=True)).to_be_visible()
    expect(customer.page.get_by_text(ASKED)).to_have_count(0)
    agent.closes("已解决")


def test_what_she_says_often_is_kept_and_taken(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("怎么提前还款").asks_for_a_person()
    agent.accepts()
    agent.reply.fill("我已经记下了，今天下班前给您答复。")
    agent.reply.press("Escape")
    agent.presses("p")
    dialog = agent.page.get_by_role("dialog", name="我的常用语")
    expect(dialog.get_by_label("内容")).to_have_value("我已经记下了，今天下班前给您答复。")
    dialog.get_by_label("代码").fill("noted")
    dialog.get_by_label("代码").press("Enter")
    expect(dialog.get_by_text("/noted", exact=True)).to_be_visible()
    agent.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    agent.reply.fill("")
    agent.reply.type("/not")
    expect(agent.page.get_by_role("option", name=re.compile("我的"))).to_have_attribute("aria-selected", "true")
    agent.reply.press("Enter")
    expect(agent.reply).to_have_value("我已经记下了，今天下班前给您答复。")
    agent.reply.press("Enter")
    customer.hears("我已经记下了，今天下班前给您答复。")
    agent.closes("已解决")
