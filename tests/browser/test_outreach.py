"""A trigger is paused by whoever sets up outreach, and runs again when compliance agrees."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import DeskPage
from tests.kills.server import Server

OPERATIONS, COMPLIANCE, PASSWORD = "heping", "zhoulan", "demo-password"
TRIGGER = "还款日提醒"


def test_paused_by_one_and_resumed_by_two(new_context: NewContext, server: Server) -> None:
    def at_the_page(username: str) -> Locator:
        desk = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(username, PASSWORD)
        desk.goes_to("触达")
        return desk.page.locator("body")

    one, other = at_the_page(OPERATIONS), at_the_page(COMPLIANCE)
    expect(one.get_by_role("group", name="发出")).to_be_visible()
    mine, theirs = (page.get_by_role("row").filter(has_text=TRIGGER) for page in (one, other))
    mine.get_by_role("button", name=re.compile("^暂停")).click()
    dialog = one.get_by_role("dialog", name=f"暂停「{TRIGGER}」")
    dialog.get_by_label("原因", exact=True).select_option(label="内容有误")
    dialog.get_by_role("button", name="暂停", exact=True).click()
    expect(mine).to_contain_text("已暂停")
    expect(mine).to_contain_text("内容有误")
    mine.get_by_role("button", name=re.compile("^申请恢复")).click()
    expect(mine).to_contain_text("等另一位同事同意")
    expect(mine.get_by_role("button", name=re.compile("^同意恢复"))).to_have_count(0)

    theirs.get_by_role("button", name=re.compile("^同意恢复")).click(timeout=20_000)
    expect(theirs).to_contain_text("运行中")
    expect(mine).to_contain_text("运行中", timeout=20_000)
