"""Whole stories in the lender's app: from a customer's first words to what stands in the lender's books."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from qiao.cli.serving import DEMO_PASSWORD
from qiao.foundation.business_calendar import SHANGHAI
from tests.browser.conftest import LAPTOP, PHONE, NewContext, pack_around_the_clock
from tests.browser.pages import DeskPage
from tests.kills.server import Server, furnish

_PROMISES = re.compile("已批准|同意延期|保证|一定能|肯定可以")
_PATIENCE_S = 20.0
_START_S = 120.0


class DemoWithLender(Server):
    """`qiao demo` as people start it: the sandbox lender beside it."""

    def words(self) -> list[str]:
        return ["demo", "--data", str(self.folder), "--port", str(self.port)]

    def is_open(self) -> None:
        """Wait until it has said where everything is."""
        give_up_at = time.monotonic() + _START_S
        while "The lender http" not in self.tail():
            assert self.is_running, self.tail()
            assert time.monotonic() < give_up_at, self.tail()
            time.sleep(0.1)

    @property
    def lender(self) -> str:
        found = re.search(r"The lender (http://\S+)/", self.log.read_text("utf-8"))
        assert found is not None, self.tail()
        return found[1]


@pytest.fixture(scope="module")
def demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWithLender]:
    assert chromium
    folder = tmp_path_factory.mktemp("with-lender")
    furnish(folder)
    running = DemoWithLender(folder, environment={"QIAO_PACK": str(pack_around_the_clock(folder))})
    running.launch()  # The browser occupies this thread's event loop.
    running.is_open()
    yield running
    running.stop()


class Lender:
    """What stands in the lender's books, and her customers' messages."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=_PATIENCE_S)

    def somebody(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        people: list[dict[str, Any]] = self.http.get("/sandbox/customers").raise_for_status().json()["customers"]
        return next(one for one in people if fits(one))

    def written(self, customer: str, operation: str) -> list[dict[str, Any]]:
        """The answers to what was ordered for her by this operation."""
        found = self.http.get(f"/sandbox/customers/{customer}/writes").raise_for_status().json()
        return [one["answer"] for one in found if one["operation"] == operation]

    def phone_of(self, customer: str) -> str:
        """Registered now."""
        return str(self.somebody(lambda one: one["id"] == customer)["phone"])

    def texts_to(self, phone: str) -> list[str]:
        sent = self.http.get("/sandbox/inbox").raise_for_status().json()
        return [one["text"] for one in sent if one["phone"] == phone]

    def code_for(self, phone: str) -> str:
        """The newest one-time code that was sent there."""
        for _ in range(100):
            sent = self.http.get("/sandbox/inbox").raise_for_status().json()
            codes = [(one["at"], found[1]) for one in sent if one["phone"] == phone
                     if (found := re.search(r"验证码 (\d{6})", one["text"]))]  # fmt: skip
            if codes:
                return max(codes)[1]
            time.sleep(0.1)
        raise AssertionError(f"no code was sent to {phone}")


@pytest.fixture
def lender(demo: DemoWithLender) -> Iterator[Lender]:
    books = Lender(demo.lender)
    yield books
    books.http.close()


class InTheApp:
    """A customer on her phone, signed in to the lender's app, with the chat open."""

    def __init__(self, new_context: NewContext, url: str, customer: dict[str, Any]) -> None:
        self.page = new_context(**PHONE).new_page()
        self.customer = customer
        self.page.goto(f"{url}/app/{customer['id']}")
        self.chat = self.page.locator("qiao-chat")
        self.box = self.chat.get_by_role("textbox", name=re.compile("^输入您的问题$"))
        expect(self.box).to_be_visible()
        self._is_signed_in()

    def _is_signed_in(self) -> None:
        """What she asks before the app has vouched for her would be a visitor's question."""
        self.page.wait_for_function("() => window.signedIn === true")

    def says(self, text: str) -> "InTheApp":
        self.box.fill(text)
        self.box.press("Enter")
        return self

    def presses(self, label: str | re.Pattern[str]) -> "InTheApp":
        self.chat.get_by_role("button", name=label, disabled=False).last.click()
        return self

    def sees(self, text: str | re.Pattern[str]) -> "InTheApp":
        expect(self.chat.get_by_text(text).last).to_be_visible()
        return self

    def card(self, title: str) -> Locator:
        """The newest card with that title."""
        found = self.chat.locator(".message", has_text=title).last
        expect(found).to_be_visible()
        return found

    def proves_by_code(self, lender: Lender) -> "InTheApp":
        self.presses("获取验证码")
        self.sees(re.compile("已发送到"))
        field = self.chat.get_by_label("6 位验证码").last
        field.fill(lender.code_for(self.customer["phone"]))
        self.presses("核实")
        return self

    def shows_her_face(self) -> "InTheApp":
        self.presses("开始人脸核验")
        self.sees("正在等待核验结果")
        return self

    def types_a_code(self, code: str) -> "InTheApp":
        self.chat.get_by_label("6 位验证码").last.fill(code)
        return self.presses("核实")

    @property
    def own(self) -> list[str]:
        return self.chat.locator(".message.own .bubble").all_inner_texts()

    @property
    def everything(self) -> str:
        return self.chat.locator(".log").inner_text()


def with_running_loans(one: dict[str, Any]) -> bool:
    """Two loans that run as they should, two cards, and nothing else going on."""
    loans = [loan for loan in one["loans"] if loan["state"] == "current" and not loan["payment_in_flight"]]
    cards = [card for card in one["cards"] if card["state"] == "bound"]
    return len(loans) == len(one["loans"]) == 2 and len(cards) > 1 and not one["flags"] and not one["open_work"]


def test_a_loan_is_settled_with_a_correction_in_the_middle(
    new_context: NewContext, demo: DemoWithLender, lender: Lender
) -> None:
    customer = lender.somebody(with_running_loans)
    loan = customer["loans"][0]
    person = InTheApp(new_context, demo.lender, customer)
    person.says("我要提前结清").presses(re.compile(loan["id"][-4:]))
    person.sees("用哪张已绑定的卡付款").presses(re.compile(f"尾号{customer['cards'][0]['tail']}"))
    person.sees("核实身份").proves_by_code(lender)
    person.sees("请核对：提前结清")
    person.says("不对，是明天")
    tomorrow = datetime.now(SHANGHAI).date() + timedelta(days=1)
    card = person.card("请核对：提前结清")
    expect(card).to_contain_text(f"{tomorrow.year}年{tomorrow.month}月{tomorrow.day}日")
    assert lender.written(customer["id"], "settlements.order") == []
    person.presses("确认办理")
    person.sees("提前结清已受理")
    (order,) = lender.written(customer["id"], "settlements.order")
    assert (order["loan_id"], order["settle_on"]) == (loan["id"], tomorrow.isoformat())
    assert not re.search(r"\d{6}", " ".join(person.own)), "the code never stood in the conversation"
    person.presses("更多").presses("我的办理")
    expect(person.chat.get_by_role("button", name=re.compile("查看 办理提前结清，已完成"))).to_be_visible()


def test_a_deferral_is_registered_and_never_promised(
    new_context: NewContext, demo: DemoWithLender, lender: Lender
) -> None:
    customer = lender.somebody(lambda one: with_running_loans(one) and one["id"] > "C000045")
    person = InTheApp(new_context, demo.lender, customer)
    person.says("我失业了，这个月还不上，想延期还款")
    person.sees(re.compile("哪.*借款")).presses("全部")
    person.sees("每月大概能还多少").presses("跳过这题")
    person.sees("什么时候能缓过来").presses("跳过这题")
    person.sees("什么时间方便").presses(re.compile("上午"))
    person.sees("核实身份").proves_by_code(lender)
    expect(person.card("请核对：登记还款困难")).to_contain_text("登记不等于已经同意延期")
    person.presses("确认办理")
    person.sees("已经登记，编号")
    (case,) = lender.written(customer["id"], "cases.register")
    assert (case["kind"], case["state"]) == ("deferral", "registered")
    assert case["hold_id"] is not None
    assert _PROMISES.search(person.everything.replace("不等于已经同意延期", "")) is None


def with_nothing_to_fear(one: dict[str, Any]) -> bool:
    return (
        with_running_loans(one)
        and not one["is_frozen"]
        and one["sim_changed_on"] is None
        and one["face_outcome"] == "passed"
    )


def to_the_code(person: InTheApp, number: str) -> InTheApp:
    """Ask for another registered phone, up to the card that waits for a code to the new number."""
    person.says("我要换绑手机号").sees("新的手机号是多少").says(number)
    person.sees("刷脸核验或由人工核实").shows_her_face()
    return person.sees(f"{number[:3]}****{number[-4:]}在您手里")


def test_a_phone_is_changed_with_a_slip_and_a_wrong_code_on_the_way(
    new_context: NewContext, demo: DemoWithLender, lender: Lender
) -> None:
    customer = lender.somebody(lambda one: with_nothing_to_fear(one) and one["id"] > "C000060")
    old, slip, new = customer["phone"], "15499910001", "15499910002"
    person = to_the_code(InTheApp(new_context, demo.lender, customer), slip)
    person.says(f"不对，是{new}").sees("154****0002在您手里")
    person.presses("获取验证码").sees("已发送到 154****0002")
    expect(person.chat.get_by_role("button", name=re.compile("秒后可重新获取")).last).to_be_disabled()
    code = lender.code_for(new)
    person.types_a_code(f"{(int(code) + 1) % 1_000_000:06d}").sees("验证码不正确，请核对后再填。 还可以试 4 次")
    person.types_a_code(code)
    card = person.card("请核对：更换注册手机号")
    expect(card).to_contain_text("154****0002（已收到验证码）")
    assert (lender.phone_of(customer["id"]), lender.texts_to(slip)) == (old, [])
    person.presses("确认办理").sees("已经换好，编号")
    assert lender.phone_of(customer["id"]) == new
    assert any("正在变更" in text for text in lender.texts_to(old)), "the old number is told"
    assert new not in person.everything.replace(f"不对，是{new}", "")
    assert code not in " ".join(person.own)


def test_a_thief_who_took_over_the_number_is_held_and_staff_see_it(
    new_context: NewContext, demo: DemoWithLender, lender: Lender
) -> None:
    """He has the phone with the app signed in, a SIM card of yesterday, and even gets past the face check."""
    victim = lender.somebody(
        lambda one: (
            one["sim_changed_on"] is not None
            and one["face_outcome"] == "passed"
            and one["stage"] == "repaying"
            and not (one["flags"] or one["is_frozen"])
        )
    )
    his = "15499920001"
    thief = to_the_code(InTheApp(new_context, demo.lender, victim), his)
    thief.presses("获取验证码").sees("已发送到 154****0001").types_a_code(lender.code_for(his))
    thief.card("请核对：更换注册手机号")
    thief.presses("确认办理").sees("由人工核实后再更换").sees("已登记，等待人工核实")
    (change,) = lender.written(victim["id"], "phones.change")
    assert (change["state"], change["risk"]) == ("review", "sim_swap")
    assert lender.phone_of(victim["id"]) == victim["phone"], "nothing has changed for the true customer"
    assert any("正在变更" in text for text in lender.texts_to(victim["phone"])), "and she is told"
    number = re.search(r"R\w{5}-\w{5}", thief.everything)
    assert number is not None, thief.everything

    leader = DeskPage(new_context(**LAPTOP).new_page(), demo.url).open().enters("zhaoqin", DEMO_PASSWORD)
    leader.goes_to("受理")
    leader.page.get_by_label("状态", exact=True).select_option("held")
    row = leader.page.get_by_role("row", name=re.compile(number[0]))
    expect(row).to_contain_text("更换注册手机号")
    expect(row).to_contain_text("待人工核实")
    assert his not in leader.page.content()
