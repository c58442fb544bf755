"""An agent asks a department from a conversation; a person there answers on the light page; the agent closes."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_safety import grave_findings
from tests.kills.server import Server

CLERK = "heping"
NARROW: dict[str, Any] = {"viewport": {"width": 400, "height": 800}}
ASKED, ANSWER = "测试：上月底的转账还没有入账", "测试：今天已入账，不计逾期"


def test_a_department_is_asked_from_a_conversation_and_answers_in_two_clicks(
    new_context: NewContext, server: Server, customer: CustomerPage, agent: DeskPage
) -> None:
    customer.asks_for_a_person()
    agent.accepts()
    number = _opens_from_the_conversation(agent)

    clerk = DeskPage(new_context(**NARROW).new_page(), server.url).open().enters(CLERK, PASSWORD).page
    expect(clerk.get_by_role("heading", name="我部门的工单")).to_be_visible()
    expect(clerk.get_by_role("navigation").get_by_role("link")).to_have_text(
        ["工单", "突发事件", "触达", "权限表", "我的"]
    )
    assert grave_findings(clerk) == []
    clerk.get_by_role("list", name="工单列表").get_by_role("button", name=re.compile(number)).click()
    expect(clerk.get_by_text(ASKED)).to_be_visible()
    acts = clerk.get_by_role("group", name="可做的操作").get_by_role("button")
    expect(acts).to_have_text(["要求补充", "退回", "转交"])
    assert clerk.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    clerk.get_by_label("写给提出人的答复").fill(ANSWER)
    assert grave_findings(clerk) == []
    clerk.get_by_role("button", name="答复", exact=True).click()
    expect(clerk.get_by_text("现在没有您可做的操作。")).to_be_visible()

    page = agent.goes_to("工单").page
    _is_on_the_board(page, number)
    page.get_by_role("tab", name="列表", exact=True).click()
    row = page.get_by_role("list", name="工单列表").get_by_role("button", name=re.compile(number))
    expect(row).to_contain_text("已答复")
    page.keyboard.press("j")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert grave_findings(page) == []
    page.keyboard.press("e")
    closing = page.get_by_role("dialog", name="关闭")
    closing.get_by_role("button", name="关闭", exact=True).last.click()
    expect(closing).to_be_hidden()
    expect(page.get_by_role("group", name="可做的操作").get_by_role("button")).to_have_text(["记备注"])
    page.keyboard.press("Escape")
    expect(page.get_by_text("没有在办的工单")).to_be_visible()


def _opens_from_the_conversation(agent: DeskPage) -> str:
    """By keys alone, as far as the form; the order's number."""
    page = agent.page
    card = page.get_by_role("region", name="工单", exact=True)
    expect(card.get_by_text("这个会话还没有工单。")).to_be_visible()
    page.mouse.click(700, 400)
    page.keyboard.press("o")
    finder = page.get_by_role("combobox", name="搜索类型")
    finder.fill("hkwrz")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    finder.press("Enter")
    dialog = page.get_by_role("dialog", name="新建工单")
    expect(dialog.get_by_text("关联当前会话和客户。")).to_be_visible()
    submit = dialog.get_by_role("button", name="提交工单")
    expect(submit).to_be_disabled()
    dialog.get_by_label("还款日期（必填）").fill("2026-11-20")
    dialog.get_by_label("还款金额（元）（必填）").fill("1200")
    dialog.get_by_label("还款方式（必填）").select_option(label="对公转账")
    dialog.get_by_label("请求内容").fill(ASKED)
    assert grave_findings(page) == []
    submit.click()
    expect(dialog).to_be_hidden()
    order = card.get_by_role("listitem")
    expect(order).to_contain_text("2026-11-20 对公转账未入账")
    found = re.search("C[2-9A-Z-]+", order.inner_text())
    assert found is not None
    return found[0]


def _is_on_the_board(page: Page, number: str) -> None:
    page.get_by_role("tab", name="看板").click()
    column = page.get_by_role("region", name=re.compile("^已答复"))
    expect(column.get_by_role("button", name=re.compile(number))).to_be_visible()
    assert grave_findings(page) == []
