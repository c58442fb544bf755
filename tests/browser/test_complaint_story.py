"""One complaint from an angry word in the middle of a form to the wish to have its decision verified."""

import io
import re

import pypdf
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LAPTOP, PASSWORD, PHONE, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_request_stories import DemoWithLender, demo
from tests.browser.test_safety import grave_findings

__all__ = ["demo"]

ANGRY = "测试：你们上个月多收了我三百块担保费，打了四次电话都没人管，气死我了，我要投诉"
AGENT, OFFICER, LEADER, CLERK = "linmei", "sunjia", "zhaoqin", "heping"


def test_a_complaint_from_the_middle_of_a_form_to_its_verification(
    new_context: NewContext, demo: DemoWithLender
) -> None:
    agent = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open().enters(AGENT, PASSWORD).is_ready()
    customer = CustomerPage(new_context(**PHONE).new_page(), demo.url).open()
    chat = customer.page.locator("qiao-chat")
    number = _complains_in_mid_form(customer, chat)
    _a_person_has_it_before_her(customer, agent)

    officer = _opens(new_context, demo, OFFICER, "待接手", number)
    officer.keyboard.press("a")
    expect(officer.get_by_text(ANGRY)).to_be_visible()
    _a_department_answers(new_context, demo, officer)
    _is_decided(new_context, demo, officer, number)
    _is_read_and_not_agreed_to(customer, chat, number)

    # Whoever decided has no part in the verification.
    officer.reload()
    expect(officer.get_by_role("region", name=number)).to_contain_text("核查")
    expect(officer.get_by_text("现在没有您可做的操作。")).to_be_visible()


def _complains_in_mid_form(customer: CustomerPage, chat: Locator) -> str:
    """Said while the robot asks about something else; nothing of it is asked again."""
    customer.says("我要借一万分12期，每期还多少")
    expect(customer.answers.last).to_be_visible()
    customer.says(ANGRY)
    expect(chat.get_by_text("您希望我们怎么处理").last).to_be_visible()
    expect(chat.get_by_text("请说说发生了什么")).to_have_count(0)
    customer.says("测试：把多收的钱退给我")
    expect(chat.get_by_text("用哪个手机号联系您").last).to_be_visible()
    chat.get_by_role("button", name="跳过这题", disabled=False).last.click()
    expect(chat.get_by_text("请核对：登记投诉").last).to_be_visible()
    chat.get_by_role("button", name="确认办理", disabled=False).last.click()
    registered = chat.get_by_text(re.compile("您的投诉已经登记，编号T")).last
    expect(registered).to_be_visible()
    found = re.search("编号(T[A-Z0-9-]+)", registered.inner_text())
    assert found is not None
    return found[1]


def _a_person_has_it_before_her(customer: CustomerPage, agent: DeskPage) -> None:
    customer.asks_for_a_person()
    agent.accepts()
    expect(agent.page.get_by_text(ANGRY).first).to_be_visible()


def _a_department_answers(new_context: NewContext, demo: DemoWithLender, officer: Page) -> None:
    officer.get_by_role("button", name="征求意见").click()
    asking = officer.get_by_role("dialog", name="征求意见")
    asking.get_by_label("部门").select_option(label="运营部")
    asking.get_by_label("内容", exact=True).fill("测试：请核对上个月的担保费")
    asking.get_by_role("button", name="征求意见").click()
    expect(asking).to_be_hidden()

    clerk = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open().enters(CLERK, PASSWORD).page
    clerk.get_by_role("list", name="工单列表").get_by_role("button").first.click()
    expect(clerk.get_by_text("测试：请核对上个月的担保费")).to_be_visible()
    expect(clerk.get_by_text(ANGRY)).to_have_count(0)
    clerk.get_by_label("写给提出人的答复").fill("测试：系统重复计收一次，应退三百元")
    clerk.get_by_role("button", name="答复", exact=True).click()
    expect(clerk.get_by_text("现在没有您可做的操作。")).to_be_visible()

    officer.reload()
    expect(officer.get_by_text("测试：系统重复计收一次，应退三百元")).to_be_visible()


def _is_decided(new_context: NewContext, demo: DemoWithLender, officer: Page, number: str) -> None:
    classes = officer.get_by_role("region", name="投诉分类")
    classes.get_by_label("责任（必选）").select_option(label="我方责任")
    classes.get_by_role("button", name="保存分类").click()
    expect(classes.get_by_text("已分类")).to_be_visible()
    officer.get_by_role("button", name="拟处理决定").click()
    officer.get_by_label("处理结果", exact=True).select_option(label="投诉属实")
    officer.get_by_label("处理内容", exact=True).fill("测试：多收的三百元退回原卡")
    officer.get_by_label("理由", exact=True).fill("测试：系统重复计收了一次担保费")
    officer.get_by_role("button", name="提交审批").click()
    expect(officer.get_by_text("处理决定等待班组长同意。")).to_be_visible()

    leader = _opens(new_context, demo, LEADER, "待我审批", number)
    leader.get_by_role("button", name="同意", exact=True).click()
    leader.get_by_role("dialog", name="同意").get_by_role("button", name="同意", exact=True).click()
    expect(leader.get_by_role("region", name=number)).to_contain_text("已同意，待送达")

    officer.reload()
    officer.get_by_role("button", name="送达决定").click()
    officer.get_by_role("dialog", name="送达决定").get_by_role("button", name="送达决定").click()
    expect(officer.get_by_role("region", name=number)).to_contain_text("已作决定")


def _is_read_and_not_agreed_to(customer: CustomerPage, chat: Locator, number: str) -> None:
    with customer.page.expect_download() as download:
        chat.get_by_role("button", name=re.compile(f"下载.*{number}")).last.click()
    (page,) = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    letter = page.extract_text()
    assert number in letter
    assert "向我们书面申请核查" in letter

    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="我的投诉").click()
    chat.get_by_role("button", name=re.compile(f"^查看投诉 {number}")).click()
    chat.get_by_role("button", name="不同意，申请核查").click()
    chat.get_by_role("textbox", name=re.compile("不同意|理由|为什么")).last.fill("测试：三百元还没有到账")
    chat.get_by_role("button", name=re.compile("^(提交|申请核查|提交申请)$")).click()
    expect(chat.get_by_text(re.compile("^最晚.*答复您$"))).to_be_visible()
    assert grave_findings(customer.page) == []


def _opens(new_context: NewContext, demo: DemoWithLender, who: str, view: str, number: str) -> Page:
    page = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open().enters(who, PASSWORD).goes_to("投诉").page
    page.get_by_role("tab", name=re.compile(view)).click()
    page.get_by_role("list", name="投诉列表").get_by_role("button", name=re.compile(number)).click()
    expect(page.get_by_role("region", name=number)).to_be_visible()
    return page
