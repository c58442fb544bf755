"""A leader says what her agent can, is told what it means, and who waited for that skill is served."""

import re
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LAPTOP, NewContext, OpenCustomer
from tests.browser.pages import DeskPage
from tests.browser.test_safety import grave_findings
from tests.kills.server import Server

LEADER, PASSWORD = "zhaoqin", "demo-password"
OpenLeader = Callable[[str], DeskPage]


@pytest.fixture
def open_leader(new_context: NewContext, server: Server) -> Iterator[OpenLeader]:
    """A team leader at the skills; whatever was said of anybody there holds no longer than the test."""

    def open_page(scheme: str) -> DeskPage:
        page = new_context(**LAPTOP, color_scheme=scheme).new_page()
        leader = DeskPage(page, server.url).open().enters(LEADER, PASSWORD).goes_to("人员")
        leader.page.get_by_role("tab", name="技能").click()
        return leader

    yield open_page
    with httpx.Client(base_url=f"{server.url}/api/v1", headers={"Origin": server.url}, timeout=20) as client:
        me = client.post("/staff/sign-in", json={"username": LEADER, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = me["csrf"]
        for one in client.get("/desk/agents").json()["agents"]:
            client.put(f"/desk/agents/{one['id']}", json={"skills": None, "capacity": None}).raise_for_status()


def _until_nobody_else_is_on_duty(page: Page, asked: Locator) -> None:
    """Whoever was at work in an earlier test is so until her lease is over; the page does not look again by itself."""
    give_up_at = time.monotonic() + 30
    while "在岗无人能接" not in asked.inner_text():
        assert time.monotonic() < give_up_at, asked.inner_text()
        page.reload()
        page.get_by_role("tab", name="技能").click()
        expect(asked).to_be_visible()


def test_what_waits_for_english_goes_to_who_is_given_english(
    open_leader: OpenLeader, agent: DeskPage, open_customer: OpenCustomer
) -> None:
    page = open_leader("light").page
    row = page.get_by_role("row", name=re.compile("^林美（演示）"))
    row.get_by_label("林美（演示）的技能范围").select_option("逐项设定")
    expect(page.get_by_role("status")).to_contain_text("林美（演示）的技能改为逐项设定")
    english = row.get_by_label("林美（演示）的英语")
    english.select_option("不接")
    expect(page.get_by_role("status")).to_contain_text("不接需要「英语」的会话")
    asked = page.get_by_role("row", name=re.compile("^英语会话"))
    expect(asked).to_be_visible()
    _until_nobody_else_is_on_duty(page, asked)

    customer = open_customer(locale="en-US")
    customer.says("I want to repay early").asks_for_a_person()
    expect(agent.page.get_by_role("tab", name=re.compile("^等待.*1"))).to_be_visible()
    expect(agent.ring).to_have_count(0)

    # By keys alone, as on every other page.
    english.focus()
    english.press("End")
    expect(page.get_by_role("status")).to_contain_text("从现在起接需要「英语」的会话（专家）")
    expect(asked).not_to_contain_text("在岗无人能接")
    agent.accepts()
    agent.closes("其他")

    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("已撤销")
    expect(english).to_have_value("0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_skills_are_accessible(open_leader: OpenLeader, scheme: str) -> None:
    page = open_leader(scheme).page
    row = page.get_by_role("row", name=re.compile("^林美（演示）"))
    row.get_by_label("林美（演示）的技能范围").select_option("逐项设定")
    row.get_by_label("林美（演示）的英语").select_option("不接")
    expect(page.get_by_role("status")).to_contain_text("不接需要")
    assert grave_findings(page) == []
    sheet = page.get_by_role("region", name="坐席技能")
    # Nothing is cut at a laptop's width.
    assert sheet.evaluate("(box) => box.scrollWidth <= box.clientWidth")
