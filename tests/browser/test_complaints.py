"""A complaint is taken, its first contact noted and a decision proposed by one officer; her leader agrees to it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_request_stories import DemoWithLender, demo
from tests.browser.test_safety import grave_findings

__all__ = ["demo"]

OFFICER, LEADER, PASSWORD = "sunjia", "zhaoqin", "demo-password"


@pytest.fixture
def customer(new_context: NewContext, demo: DemoWithLender) -> CustomerPage:
    return CustomerPage(new_context(**PHONE).new_page(), demo.url).open()


@pytest.fixture
def number(customer: CustomerPage) -> str:
    """Of a complaint about fees that somebody has just made in her conversation."""
    chat = customer.says("我要投诉").page.locator("qiao-chat")

    def presses(label: str) -> None:
        chat.get_by_role("button", name=label, disabled=False).last.click()

    def is_asked(question: str) -> None:
        expect(chat.get_by_text(question).last).to_be_visible()

    is_asked("您想投诉的是哪方面的事")
    presses("利息和费用")
    is_asked("请说说发生了什么")
    customer.says("测试：上个月多收了三百元费用")
    is_asked("您希望我们怎么处理")
    customer.says("测试：把多收的钱退给我")
    is_asked("用哪个手机号联系您")
    presses("跳过这题")
    is_asked("请核对：登记投诉")
    presses("确认办理")
    registered = chat.get_by_text(re.compile("您的投诉已经登记，编号T")).last
    expect(registered).to_be_visible()
    found = re.search("编号(T[A-Z0-9-]+)", registered.inner_text())
    assert found is not None
    return found[1]


def _opens(new_context: NewContext, demo: DemoWithLender, who: str, view: str, number: str, *, scheme: str) -> Page:
    desk = DeskPage(new_context(**LAPTOP, color_scheme=scheme).new_page(), demo.url).open()
    page = desk.enters(who, PASSWORD).goes_to("投诉").page
    page.get_by_role("tab", name=re.compile(view)).click()
    page.get_by_role("list", name="投诉列表").get_by_role("button", name=re.compile(number)).click()
    expect(page.get_by_role("heading", name=f"利息和费用 {number}")).to_be_visible()
    return page


def test_an_officer_handles_a_complaint_as_far_as_she_can_alone_and_her_leader_agrees(
    new_context: NewContext, demo: DemoWithLender, number: str
) -> None:
    page = _opens(new_context, demo, OFFICER, "待接手", number, scheme="light")
    expect(page.get_by_text("内容现在看不到")).to_be_visible()
    expect(page.get_by_role("list", name="期限").get_by_role("listitem").first).to_contain_text("投诉处理管理办法")
    page.keyboard.press("a")
    expect(page.get_by_text("测试：把多收的钱退给我")).to_be_visible()
    assert grave_findings(page) == []

    page.get_by_role("button", name="记录联系").click()
    dialog = page.get_by_role("dialog", name="记录联系")
    words = dialog.get_by_label("内容", exact=True)
    expect(words).to_be_focused()
    words.fill("已电话联系，要求退费")
    dialog.get_by_role("button", name="记录联系").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("首次联系 不再计时")).to_be_visible()

    classes = page.get_by_role("region", name="投诉分类")
    expect(classes.get_by_label("业务类别（必选）")).to_have_value("pricing")
    classes.get_by_label("责任（必选）").select_option(label="我方责任")
    classes.get_by_role("button", name="保存分类").click()
    expect(classes.get_by_text("已分类")).to_be_visible()

    page.keyboard.press("y")
    page.get_by_label("处理结果", exact=True).select_option(label="投诉属实")
    page.get_by_label("处理内容", exact=True).fill("多收的三百元已退回原卡")
    expect(page.get_by_text("还缺：理由")).to_be_visible()
    propose = page.get_by_role("button", name="提交审批")
    expect(propose).to_be_disabled()
    page.get_by_label("理由", exact=True).fill("系统重复计收了一次费用")
    page.get_by_label("补偿金额（元）").fill("300")
    expect(page.get_by_text("内容完整。提交后由班组长同意。")).to_be_visible()
    assert grave_findings(page) == []
    propose.click()
    expect(page.get_by_text("处理决定等待班组长同意。")).to_be_visible()
    expect(page.get_by_role("button", name="送达决定")).to_have_count(0)

    leader = _opens(new_context, demo, LEADER, "待我审批", number, scheme="dark")
    expect(leader.get_by_role("region", name="处理决定")).to_contain_text("系统重复计收了一次费用")
    assert grave_findings(leader) == []
    leader.get_by_role("button", name="同意", exact=True).click()
    leader.get_by_role("dialog", name="同意").get_by_role("button", name="同意", exact=True).click()
    expect(leader.get_by_role("region", name=number)).to_contain_text("已同意，待送达")

    page.reload()
    page.get_by_role("button", name="送达决定").click()
    page.get_by_role("dialog", name="送达决定").get_by_role("button", name="送达决定").click()
    expect(page.get_by_role("region", name=number)).to_contain_text("已作决定")


def test_an_officer_registers_a_complaint_that_came_by_letter(new_context: NewContext, demo: DemoWithLender) -> None:
    page = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open().enters(OFFICER, PASSWORD).goes_to("投诉").page
    expect(page.get_by_role("tab", name=re.compile("在办"))).to_be_visible()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="登记投诉")
    dialog.get_by_label("来源").select_option(label="金融监管部门（12378）")
    dialog.get_by_label("外部编号").fill("ZB20261101")
    dialog.get_by_label("投诉人", exact=True).fill("测试王芳")
    assert grave_findings(page) == []
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("button", name="接手")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("region", name="投诉来源")).to_contain_text("ZB20261101")
    assert grave_findings(page) == []


def test_she_sees_her_complaint_adds_to_it_and_takes_it_back(customer: CustomerPage, number: str) -> None:
    chat = customer.page.locator("qiao-chat")
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="我的投诉").click()
    chat.get_by_role("button", name=re.compile(f"^查看投诉 {number}")).click()
    expect(chat.locator(".own-complaints").get_by_text("测试：把多收的钱退给我")).to_be_visible()
    expect(chat.get_by_text(re.compile("^最晚.*答复您$"))).to_be_visible()
    assert grave_findings(customer.page) == []
    chat.get_by_role("button", name="补充情况").click()
    chat.get_by_label("想补充什么").fill("测试：是本月十日扣的")
    chat.get_by_role("button", name="提交").click()
    expect(chat.get_by_text("已补充，经办同事会看到")).to_be_visible()
    chat.get_by_role("button", name="撤回投诉").click()
    chat.get_by_role("button", name="确定撤回").click()
    expect(chat.locator(".chip.withdrawn")).to_be_visible()
    chat.get_by_role("button", name="返回列表").click()
    assert grave_findings(customer.page) == []
