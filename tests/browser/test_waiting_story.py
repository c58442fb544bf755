"""Waiting for a person on a narrow phone: helped by the robot, called instead, back in the queue, and served."""

import os
import re
from pathlib import Path

from playwright.sync_api import expect

from qiao.cli.serving import DEMO_PASSWORD
from tests.browser.conftest import LAPTOP, NewContext
from tests.browser.pages import DeskPage
from tests.browser.test_request_stories import DemoWithLender, InTheApp, Lender, demo, lender, with_running_loans

__all__ = ["demo", "lender"]

_LOOKS = os.environ.get("QIAO_LOOKS")


def _look(person: InTheApp, name: str) -> None:
    """Pictures for people, where a folder for them is named: in both colour schemes."""
    if _LOOKS is None:
        return
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme)
        person.page.screenshot(path=Path(_LOOKS) / f"waiting-{name}-{scheme}.png")


def _choices(person: InTheApp) -> list[str]:
    return person.chat.locator(".queue-ways .choice").all_inner_texts()


def test_whoever_waits_chooses_and_loses_nothing(new_context: NewContext, demo: DemoWithLender, lender: Lender) -> None:
    person = InTheApp(new_context, demo.lender, lender.somebody(with_running_loans))
    person.page.set_viewport_size({"width": 320, "height": 640})
    person.says("怎么还款").sees("答案来源")
    person.presses(re.compile("转人工客服")).sees("下一位就是您")
    assert _choices(person) == ["给我回电", "机器人先帮我", "不等了"]
    _look(person, "queued")

    person.presses("机器人先帮我").sees("机器人先帮您，排队位置保留")
    # What she asks names the matter too: the whole answer is waited for, it moves the card below it.
    person.says("提前还款有手续费吗").sees(re.compile("答案来源.*提前还款"))
    expect(person.chat.locator(".queue-place")).to_have_text("1")
    assert _choices(person) == ["只等人工", "给我回电", "已解决，不等了"]
    _look(person, "helped")

    person.presses("给我回电").sees("什么时间方便接电话")
    _look(person, "windows")
    person.presses(re.compile(r"—")).sees("请核对：预约回电")
    assert "怎么还款" in person.card("请核对：预约回电").inner_text()
    person.presses("确认办理").sees(re.compile("回电已预约，编号"))
    person.sees("回电已经约好，排队就先不占着了")
    expect(person.chat.locator(".queue-card")).to_be_hidden()
    _look(person, "promised")

    person.presses("更多").presses("我的办理")
    promised = person.chat.locator(".call")
    before = promised.inner_text()
    person.presses(re.compile("^改时间"))
    _look(person, "moving")
    promised.locator("[role=group] .choice").last.click()
    expect(promised.locator("[role=group]")).to_have_count(0)
    expect(promised).not_to_have_text(before, use_inner_text=True)
    _look(person, "my-requests")
    person.presses(re.compile("^取消回电"))
    expect(promised).to_have_count(0)
    person.presses("返回对话").sees(re.compile("回电预约B.*已取消"))

    person.presses("回到排队").sees("下一位就是您")
    agent = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open()
    agent.signs_in("linmei", DEMO_PASSWORD)
    agent.is_ready()
    agent.accepts()
    person.sees(re.compile("我是人工客服"))
    expect(person.chat.locator(".queue-card")).to_be_hidden()
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
