"""A planner loads a history, asks what if, lets the plan be tried, and publishes it to her leaders."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from qiao.foundation.business_calendar import SHANGHAI
from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import DeskPage
from tests.kills.server import Server

PLANNER, LEADER, PASSWORD = "hanlu", "zhaoqin", "demo-password"


def _history() -> str:
    """Eight weeks of the same few calls."""
    today = datetime.now(SHANGHAI).date()
    days = [today - timedelta(days=number) for number in range(56, 0, -1)]
    slots = [f"{hour:02}:{minute}" for hour in range(9, 18) for minute in ("00", "30")]
    return "\n".join(["start,calls", *(f"{day}T{slot},12" for day in days for slot in slots)])


def test_a_planner_forecasts_a_day_tries_the_plan_and_publishes_it(new_context: NewContext, server: Server) -> None:
    planner = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(PLANNER, PASSWORD).goes_to("预测")
    page = planner.page
    expect(page.get_by_text("历史太短，不作预测")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": "热线.csv", "mimeType": "text/csv", "buffer": _history().encode()}
    )
    day = page.get_by_role("table", name="全天")
    needed, otherwise = (day.get_by_role("row", name=re.compile(name)) for name in ("^按目标需要", "^若如此"))
    expect(needed).to_contain_text(re.compile(r"9\d(\.\d)?%"))

    page.get_by_role("button", name="两人请假").click()
    expect(otherwise).to_contain_text("未达目标")
    expect(needed).not_to_contain_text("未达目标")
    page.get_by_role("button", name="恢复原样").click()
    expect(otherwise).to_have_count(0)

    chart = page.get_by_role("slider", name=re.compile("^每半小时来电"))
    chart.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("17:30–18:00")).to_be_visible()

    page.get_by_label("模拟", exact=True).select_option("50")
    page.get_by_role("button", name="开始检验").click()
    expect(page.get_by_role("button", name="停止")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile("^50 天中有 .* 天接通率达到 95%"))).to_be_visible(timeout=60_000)

    page.get_by_label("说明").fill("测试：双十二")
    page.get_by_role("button", name="留存", exact=True).click()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("现行")).to_be_visible()

    leader = DeskPage(new_context(**LAPTOP).new_page(), server.url).open().enters(LEADER, PASSWORD)
    leader.page.goto(f"{server.url}/desk/planning")
    expect(leader.page.get_by_text("测试：双十二")).to_be_visible()
    expect(leader.page.get_by_role("button", name="留存")).to_have_count(0)
