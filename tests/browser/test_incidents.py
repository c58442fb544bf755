"""A flood, declared by somebody who cannot program: seen by a customer whose page is open, and gone when taken back."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import CustomerPage, DeskPage
from tests.browser.test_safety import grave_findings
from tests.kills.server import Server

LEADER, OPERATIONS, PASSWORD = "zhaoqin", "heping", "demo-password"
SEEN_WITHIN_S = 5.0


def test_declared_by_one_agreed_by_another_and_taken_back(
    customer: CustomerPage, new_context: NewContext, server: Server
) -> None:
    banner = customer.page.locator("qiao-chat .incident")
    expect(banner).to_be_hidden()
    leader = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(LEADER, PASSWORD).page
    other = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(OPERATIONS, PASSWORD).page
    for page in (leader, other):
        page.get_by_role("link", name="突发事件").click()
    leader.get_by_role("button", name="申报突发事件").click()
    form = leader.get_by_role("dialog", name="申报突发事件")
    form.get_by_label("预案").select_option(label="自然灾害")
    form.get_by_label("受影响地区").fill("郑州")
    form.get_by_role("button", name="河南省郑州市", exact=True).click()
    form.get_by_role("button", name="存为草稿").click()
    drafted = leader.get_by_role("dialog", name="河南省郑州市暴雨洪涝")
    expect(drafted.get_by_text(re.compile("受灾客户的还款可以先缓一缓"))).to_be_visible()
    drafted.get_by_role("button", name="提交").click()
    expect(drafted.get_by_text("等另一位同事同意")).to_be_visible()
    expect(banner).to_be_hidden()

    other.get_by_role("button", name="河南省郑州市暴雨洪涝").click()
    other.get_by_role("button", name="同意并启动").click()
    begun = time.monotonic()
    expect(banner).to_be_visible()
    assert time.monotonic() - begun < SEEN_WITHIN_S
    expect(banner).to_contain_text("河南省郑州市发生暴雨洪涝")
    expect(banner.get_by_role("button", name="受灾求助")).to_be_visible()
    expect(customer.tiles.filter(has_text="受灾求助").last).to_be_visible()

    other.reload()
    other.get_by_role("button", name=re.compile("郑州市暴雨洪涝.*应对口径")).click()
    expect(other.get_by_role("dialog", name="应对口径").get_by_text(re.compile("先问人是否平安"))).to_be_visible()

    _is_commanded(leader)
    leader.get_by_role("link", name="返回突发事件").click()
    leader.get_by_role("button", name="河南省郑州市暴雨洪涝", exact=True).click()
    drafted.get_by_role("button", name="撤回").click()
    expect(banner).to_be_hidden()


def _is_commanded(leader: Page) -> None:
    """From the incident to its command page, whose figures say what they mean, and to its report as a file."""
    leader.get_by_role("dialog").get_by_role("link", name="指挥页").click()
    expect(leader.get_by_role("heading", name="河南省郑州市暴雨洪涝")).to_be_visible()
    needs = leader.get_by_role("group", name="已登记诉求")
    expect(needs).to_contain_text("0")
    needs.hover()
    expect(needs.get_by_role("tooltip")).to_contain_text("一人一件")
    henan = leader.get_by_role("row").filter(has=leader.get_by_role("rowheader", name=re.compile("河南省")))
    expect(henan).to_contain_text("受影响")
    expect(leader.get_by_role("list", name="时间线")).to_contain_text("客户页面开始显示")
    expect(leader.get_by_role("list", name="时间线")).to_contain_text("赵勤（演示）")
    assert grave_findings(leader) == []
    with leader.expect_download() as saved:
        leader.get_by_role("button", name="状况报告").click()
    assert saved.value.suggested_filename.endswith("状况报告.pdf")
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    leader.set_viewport_size({"width": 375, "height": 740})
    expect(henan).to_be_visible()
    assert leader.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    leader.set_viewport_size(LAPTOP["viewport"])
