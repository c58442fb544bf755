"""English, elder mode, dark mode, and hands that never touch a mouse."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.pages import CustomerPage, DeskPage

OpenCustomer = Callable[..., CustomerPage]
OpenDesk = Callable[..., DeskPage]


def _colour(locator: Locator, of: str) -> tuple[int, ...]:
    value: str = locator.evaluate("(element, of) => getComputedStyle(element)[of]", of)
    return tuple(int(part) for part in re.findall(r"\d+", value)[:3])


def test_an_english_browser_is_spoken_to_in_english(open_customer: OpenCustomer) -> None:
    customer = open_customer(locale="en-US")

    expect(customer.page.locator("html")).to_have_attribute("lang", "en")
    customer.sees("Xiaoqiao Finance").says("How do I repay my loan?").is_answered()
    expect(customer.answers.last.locator(".card-text")).to_contain_text(re.compile("repay", re.IGNORECASE))
    customer.asks_for_a_person()
    expect(customer.page.locator("qiao-chat .panel")).not_to_contain_text(re.compile("转人工|发送|已读"))


def test_the_language_changes_in_the_menu_and_stays(customer: CustomerPage) -> None:
    customer.opens_the_menu().chooses("English")
    customer.sees("Make a complaint")

    customer.page.reload()
    customer.is_welcomed()
    expect(customer.box).to_have_attribute("placeholder", "Write your question")


def test_elder_mode_is_larger_with_fewer_choices_and_the_person_first(customer: CustomerPage) -> None:
    choices = customer.tiles.count()

    customer.opens_the_menu().chooses("长辈版").presses("Escape")

    expect(customer.page.locator("qiao-chat .panel")).to_have_css("font-size", "20px")
    expect(customer.tiles.first).to_have_text("转人工")
    assert customer.tiles.count() < choices
    customer.tiles.first.tap()
    expect(customer.speaker).to_have_text("正在转接人工")
    customer.page.reload()
    expect(customer.is_welcomed().page.locator("qiao-chat .panel")).to_have_css("font-size", "20px")


def test_an_answer_taller_than_the_phone_is_read_from_its_beginning(customer: CustomerPage) -> None:
    customer.says("怎么还款").is_answered().has_said("怎么还款")
    expect(customer.answers.last.locator(".card-title")).to_be_in_viewport()


def test_large_type_too_is_read_from_its_beginning(customer: CustomerPage) -> None:
    customer.opens_the_menu().chooses("长辈版").presses("Escape")
    expect(customer.page.get_by_text("您好，我是小桥金融")).to_be_in_viewport()

    customer.says("怎么提前还款，有手续费吗").is_answered()

    expect(customer.answers.last.get_by_text("办理提前结清").first).to_be_in_viewport()
    expect(customer.answers.last.locator(".source").last).not_to_be_in_viewport()
    customer.chooses("新消息")
    expect(customer.answers.last.get_by_role("button").last).to_be_in_viewport()


def test_dark_mode_is_dark_on_every_page(open_customer: OpenCustomer, open_desk: OpenDesk) -> None:
    customer, agent = open_customer(color_scheme="dark"), open_desk(color_scheme="dark")

    assert max(_colour(customer.page.locator("qiao-chat .panel"), "backgroundColor")) < 60
    assert min(_colour(customer.speaker, "color")) > 180
    assert max(_colour(agent.page.locator("body"), "backgroundColor")) < 60
    assert min(_colour(agent.page.locator("body"), "color")) > 180


def test_a_customer_reaches_everything_by_keyboard(open_customer: OpenCustomer) -> None:
    customer = open_customer(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False)
    expect(customer.box).to_be_focused()
    customer.page.keyboard.type("怎么还款")
    customer.presses("Enter").is_answered()

    customer.tabs_to(customer.more).presses("Enter")
    expect(customer.menu.get_by_role("button", name="我的办理")).to_be_focused()
    customer.presses("Escape")
    expect(customer.menu).to_be_hidden()
    expect(customer.more).to_be_focused()

    customer.presses("Enter", "Tab", "Tab")
    expect(customer.menu.get_by_role("button", name="我要投诉")).to_be_focused()
    customer.presses("Enter").has_said("怎么还款", "我要投诉")
    customer.tabs_to(customer.person, backwards=True).presses("Enter")
    expect(customer.speaker).to_have_text("正在转接人工")


def test_an_agent_works_by_keys(open_customer: OpenCustomer, agent: DeskPage) -> None:
    customer = open_customer()
    customer.says("怎么还款").asks_for_a_person()
    expect(agent.ring).to_be_visible()

    agent.presses("?")
    expect(agent.keys).to_be_visible()
    agent.presses("Escape")
    expect(agent.keys).to_be_hidden()

    agent.presses("a").is_in_hand()
    other = open_customer()
    other.says("额度是多少").asks_for_a_person()
    expect(agent.ring).to_contain_text("额度")
    agent.presses("a")
    expect(agent.rows).to_have_count(2)
    agent.sees("额度是多少")

    agent.presses("j")
    first = agent.focused_row()
    agent.presses("j")
    assert agent.focused_row() != first
    agent.presses("k")
    assert agent.focused_row() == first
    agent.presses("Enter")
    expect(agent.page.locator(f'[data-item="{first}"]')).to_have_attribute("aria-current", "true")

    agent.presses("r")
    expect(agent.reply).to_be_focused()
    agent.page.keyboard.type("ready, an answer")
    agent.presses("Control+Enter").sees("ready, an answer")
    agent.presses("Escape", "n")
    expect(agent.note).to_be_focused()
    agent.page.keyboard.type("a note for colleagues")
    agent.presses("Enter")
    expect(agent.notes).to_have_text("a note for colleagues")
    agent.presses("Escape", "e")
    expect(agent.closing).to_be_visible()
    agent.presses("Escape")
    expect(agent.closing).to_be_hidden()
    agent.presses("e")
    expect(agent.closing.get_by_label("已解决", exact=True)).to_be_focused()
    agent.presses("Enter")
    expect(agent.closing).to_be_hidden()
    expect(agent.rows).to_have_count(1)
