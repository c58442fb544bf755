"""Lines break, tabs multiply, fingers tremble: nothing is lost, nothing comes twice, the order holds."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.pages import CustomerPage, DeskPage

OpenCustomer = Callable[..., CustomerPage]


class Line:
    """The customer's line to the server, in the test's hand."""

    def __init__(self, page: Page) -> None:
        self.is_deaf = False
        self.sent: list[str] = []
        self._route: WebSocketRoute | None = None
        page.route_web_socket("**/api/v1/web/socket", self._opened)

    def _opened(self, route: WebSocketRoute) -> None:
        self._route = route
        server = route.connect_to_server()

        def to_server(frame: str | bytes) -> None:
            told = json.loads(frame)
            if told["type"] == "send":
                self.sent.append(told["client_id"])
            server.send(frame)

        def to_customer(frame: str | bytes) -> None:
            if not self.is_deaf:
                route.send(frame)

        route.on_message(to_server)
        server.on_message(to_customer)

    def breaks(self) -> None:
        assert self._route is not None
        self._route.close(code=1012)


@pytest.fixture
def line_and_customer(open_customer: OpenCustomer) -> tuple[Line, CustomerPage]:
    lines: list[Line] = []

    def take_the_line(page: Page) -> None:
        lines.append(Line(page))

    customer = open_customer(before=take_the_line)
    return lines[0], customer


def test_what_was_said_while_the_line_was_cut_arrives_once_and_in_order(
    customer: CustomerPage, agent: DeskPage
) -> None:
    customer.says("你好").asks_for_a_person()
    agent.accepts().replies("您好，请讲")
    customer.hears("您好，请讲")

    customer.goes_offline().says("我想延期").says("下个月还可以吗")
    customer.sees("未发送，网络恢复后自动发送")
    agent.replies("您还在吗").replies("我先查一下")
    expect(customer.replies).to_have_count(1)
    customer.comes_back()

    between = ("你好", "转人工", "您好，请讲", "您还在吗", "我先查一下", "我想延期", "下个月还可以吗")
    customer.hears_and_said(*between)
    agent.has_between_them(*between)
    customer.is_stored("你好", "转人工", "我想延期", "下个月还可以吗")


def test_the_desk_catches_up_after_a_cut(customer: CustomerPage, agent: DeskPage) -> None:
    customer.says("你好").asks_for_a_person()
    agent.accepts()

    agent.page.context.set_offline(True)
    expect(agent.page.get_by_text("没有网络")).to_be_visible()
    customer.says("第一句").says("第二句").has_said("你好", "转人工", "第一句", "第二句")
    agent.reply.fill("断网时写的")
    agent.reply.press("Enter")
    agent.page.context.set_offline(False)

    agent.has_between_them("你好", "转人工", "第一句", "第二句", "断网时写的")
    customer.hears("断网时写的")


def test_a_message_whose_receipt_was_lost_is_not_sent_twice(line_and_customer: tuple[Line, CustomerPage]) -> None:
    line, customer = line_and_customer
    customer.says("怎么还款").is_answered()

    line.is_deaf = True
    customer.says("利息怎么算").is_stored("怎么还款", "利息怎么算")
    line.is_deaf = False
    line.breaks()

    customer.has_said("怎么还款", "利息怎么算")
    expect(customer.answers).to_have_count(2)
    customer.is_stored("怎么还款", "利息怎么算")


def test_a_message_sent_again_by_hand_is_stored_once(line_and_customer: tuple[Line, CustomerPage]) -> None:
    line, customer = line_and_customer
    customer.says("怎么还款").is_answered()

    line.is_deaf = True
    customer.says("利息怎么算").is_stored("怎么还款", "利息怎么算")
    customer.chooses("重新发送")
    line.is_deaf = False
    line.breaks()

    customer.has_said("怎么还款", "利息怎么算")
    assert line.sent.count(line.sent[-1]) == 2
    customer.is_stored("怎么还款", "利息怎么算")


def test_two_tabs_of_the_same_customer_stay_in_step(customer: CustomerPage) -> None:
    other = customer.another_tab()

    customer.says("怎么还款").is_answered()
    other.has_said("怎么还款").is_answered().says("额度是多少")
    customer.has_said("怎么还款", "额度是多少")
    customer.asks_for_a_person()

    expect(other.speaker).to_have_text("正在转接人工")
    other.has_said("怎么还款", "额度是多少", "转人工")
    customer.is_stored("怎么还款", "额度是多少", "转人工")


def test_what_one_tab_could_not_send_two_tabs_send_once(customer: CustomerPage) -> None:
    other = customer.another_tab()

    customer.goes_offline().says("我的还款日是哪天")
    other.sees("我的还款日是哪天")
    customer.comes_back()

    customer.has_said("我的还款日是哪天").is_answered()
    other.has_said("我的还款日是哪天")
    customer.is_stored("我的还款日是哪天")


def test_a_double_click_and_a_double_enter_send_once(customer: CustomerPage) -> None:
    customer.writes("怎么还款").send.dblclick()
    customer.is_answered().writes("额度是多少").presses("Enter", "Enter")

    customer.has_said("怎么还款", "额度是多少")
    customer.is_stored("怎么还款", "额度是多少")


def test_a_double_tap_on_a_tile_asks_once(customer: CustomerPage) -> None:
    name = customer.tiles.first.inner_text()

    customer.tiles.first.dblclick()

    customer.is_answered().has_said(name)
    customer.is_stored(name)
