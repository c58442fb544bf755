"""The whole story: asked on a phone, answered by the robot, taken over at the desk, closed and rated."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import AGENT, PASSWORD
from tests.browser.pages import CustomerPage, DeskPage


def test_a_question_travels_from_the_phone_to_the_desk_and_back(customer: CustomerPage, desk: DeskPage) -> None:
    customer.says("怎么提前还款，有手续费吗").is_answered()
    customer.asks_for_a_person()

    agent = desk.signs_in(AGENT, PASSWORD).is_ready()
    expect(agent.ring).to_be_visible()
    expect(agent.ring).not_to_contain_text("有手续费吗")  # Her words are for whoever takes her case.
    agent.accepts()
    expect(agent.brief).to_contain_text("怎么提前还款，有手续费吗")
    expect(agent.brief).to_contain_text("客户要求人工")
    expect(agent.brief.get_by_text("已回答").first).to_be_visible()
    expect(customer.speaker).to_have_text("林美（演示）")
    customer.sees("我是人工客服林美（演示）")

    agent.replies("您好，提前还款不收违约金。")
    customer.hears("您好，提前还款不收违约金。").says("那利息怎么算？")
    agent.sees("那利息怎么算？").replies("按实际使用的天数计算。")
    customer.hears("您好，提前还款不收违约金。", "按实际使用的天数计算。").says("明白了，谢谢")
    agent.sees("明白了，谢谢")

    agent.closes("已解决")
    customer.rates(5, "解答清楚")
    agent.sees("客户评价 5 分")
    customer.has_said("怎么提前还款，有手续费吗", "转人工", "那利息怎么算？", "明白了，谢谢")


def test_each_sees_the_other_write_and_read(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("我想咨询一下").asks_for_a_person()
    agent.accepts()
    expect(agent.talk.get_by_text("接下来由我为您处理")).to_be_visible()
    # Read is told by the desk once it watches; who types before that is not seen typing.
    expect(customer.page.locator("qiao-chat .delivery").last).to_have_text("已读")

    customer.box.press_sequentially("我想")
    expect(agent.talk.get_by_text("客户正在输入")).to_be_visible()
    agent.reply.press_sequentially("请讲")
    expect(customer.page.get_by_text("林美（演示）正在输入")).to_be_visible()

    agent.reply.press("Enter")
    customer.hears("请讲")
    expect(agent.talk.get_by_text("已读")).to_be_visible()
    customer.says("我想办延期")
    expect(customer.page.locator("qiao-chat .delivery").last).to_have_text("已读")


def test_the_agent_gives_the_conversation_back_to_the_robot(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("你好").asks_for_a_person()
    agent.accepts()

    agent.talk.get_by_role("button", name="交还机器人").click()
    agent.page.get_by_role("dialog", name="交还机器人").get_by_role("button", name="交还", exact=True).click()

    expect(customer.speaker).to_have_text(re.compile("机器人"))
    customer.says("怎么还款").is_answered()


def test_a_note_is_for_staff_only(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("你好").asks_for_a_person()
    agent.accepts()

    agent.presses("n")
    agent.note.fill("客户语气着急，先安抚")
    agent.note.press("Enter")
    expect(agent.notes).to_have_text("客户语气着急，先安抚")
    agent.page.get_by_role("tab", name="回复").click()
    agent.replies("请您放心")

    customer.hears("请您放心")
    expect(customer.page.get_by_text("先安抚")).to_have_count(0)


def test_history_and_transcript_are_hers(customer: CustomerPage) -> None:
    customer.says("怎么还款").is_answered()

    customer.page.reload()
    customer.is_welcomed().has_said("怎么还款").is_answered()
    with customer.page.expect_download() as download:
        customer.opens_the_menu().chooses("下载对话记录")
    text = download.value.path().read_text(encoding="utf-8")
    assert "怎么还款" in text
    assert re.search(r"机器人.*\[AI ", text)
