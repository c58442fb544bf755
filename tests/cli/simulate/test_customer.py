"""What a simulated customer does about what she sees."""

import random
from typing import Any

import pytest

from qiao.cli.simulate.customer import Act, Customer, Leave, Press, Prove, Say, Wait
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.seen import Message, message_of
from tests.cli.simulate.conftest import NewTask

PROPS = Props({"loan.id": "L000123", "card.tail": "4321", "card.id": "K000009"})
WHICH = {"kind": "buttons", "text": "要结清哪一笔？", "buttons": [{"id": "p1", "label": "小桥借 L000123"}]}
CARD = {"kind": "buttons", "text": "用哪张卡？", "buttons": [{"id": "p2", "label": "尾号4321"}]}
CONFIRM = {
    "kind": "card",
    "card": "confirm",
    "title": "请核对",
    "lines": [{"label": "金额", "value": "1,234.50元"}],
    "consent": "同意扣款",
    "buttons": [{"id": "yes:abc", "label": "确认办理"}, {"id": "cancel", "label": "取消办理"}],
}
RECEIPT = {"kind": "card", "card": "receipt", "title": "办好了", "text": "编号R1", "number": "R1", "state": "completed"}


def seen(*contents: dict[str, Any]) -> tuple[Message, ...]:
    return tuple(message_of("bot", one) for one in contents)


class Talk:
    def __init__(self, customer: Customer) -> None:
        self.customer = customer

    def sees(self, *contents: dict[str, Any], waited: bool = False, handed_over: bool = False) -> Act:
        return self.customer.react(seen(*contents), handed_over=handed_over, waited=waited)


@pytest.fixture
def talk(task: NewTask) -> Any:
    def begin(seed: int = 4, **changes: Any) -> Talk:
        return Talk(Customer(task(**changes), PROPS, random.Random(seed)))

    return begin


class Pressing(random.Random):
    """A chance by which buttons are pressed and nothing is typed."""

    def random(self) -> float:
        return 0.999


def pressing(task: NewTask, **changes: Any) -> Talk:
    return Talk(Customer(task(**changes), PROPS, Pressing(1)))


def test_she_answers_by_the_words_of_the_question_and_the_label_of_the_button(task: NewTask) -> None:
    one = pressing(task)
    assert one.sees(WHICH) == Press(seen(WHICH)[0].buttons[0])
    assert one.sees(CARD) == Press(seen(CARD)[0].buttons[0])
    assert one.sees(CONFIRM) == Press(seen(CONFIRM)[0].buttons[0], agrees=True)
    assert one.sees(RECEIPT) == Leave("completed")
    assert (one.customer.repeated, one.customer.agreements) == (0, 1)


def test_without_a_button_that_fits_she_types(task: NewTask) -> None:
    assert pressing(task).sees({"kind": "text", "text": "哪一笔借款？"}) == Say(("L000123",))


def test_a_question_asked_again_is_counted_and_in_the_end_she_leaves(task: NewTask) -> None:
    one = pressing(task)
    for _ in range(3):
        one.sees(WHICH)
    assert one.customer.repeated == 2
    assert one.sees(WHICH) == Leave("gave_up")


def test_a_person_is_an_end_of_its_own(task: NewTask) -> None:
    assert pressing(task).sees(CONFIRM, handed_over=True) == Leave("handed_over")


def test_she_changes_her_mind_at_the_card_once(task: NewTask) -> None:
    other = {"card": {"asks": ["哪张"], "say": ["尾号8888"]}}
    one = pressing(task, corrections=[{"after": "confirm", "say": ["换张卡"], "slots": other}])
    one.sees(CARD)
    assert one.sees(CONFIRM) == Say(("换张卡",))
    assert one.sees({"kind": "text", "text": "哪张卡？"}) == Say(("尾号8888",))
    assert one.customer.repeated == 0
    assert isinstance(one.sees(CONFIRM), Press)


def test_she_looks_for_her_own_value_on_the_card_before_she_agrees(task: NewTask) -> None:
    def asked_for(amount: str) -> Talk:
        return pressing(task, slots={"amount": {"asks": ["还多少"], "say": ["改成900元"], "on_card": [amount]}})

    other, own = asked_for("900"), asked_for("1234.50")
    assert other.sees(CONFIRM) == Say(("改成900元",))
    assert isinstance(other.sees(CONFIRM), Press)
    assert isinstance(own.sees(CONFIRM), Press)


def test_she_asks_something_else_in_between_once(task: NewTask) -> None:
    one = pressing(task, asides=[{"instead_of": "loan", "say": ["几点下班"]}])
    assert one.sees(WHICH) == Say(("几点下班",))
    assert isinstance(one.sees(WHICH), Press)
    assert one.customer.repeated == 0


def test_she_says_no_when_that_is_her_mind(task: NewTask) -> None:
    one = pressing(task, decides="no", expected={"end": ["cancelled"], "says": ["已取消"]})
    act = one.sees(CONFIRM)
    assert isinstance(act, Press)
    assert act.button.label == "取消办理"
    assert one.sees({"kind": "text", "text": "好的，已取消"}) == Leave("cancelled")
    assert one.customer.agreements == 0


def test_she_presses_twice_when_that_is_her_way(task: NewTask) -> None:
    act = pressing(task, decides="yes_twice").sees(CONFIRM)
    assert isinstance(act, Press)
    assert act.times == 2


def test_after_the_receipt_she_says_what_she_would_and_leaves(task: NewTask) -> None:
    one = pressing(task, then=["确认办理"])
    assert one.sees(RECEIPT) == Say(("确认办理",))
    assert one.sees({"kind": "text", "text": "您是想……"}) == Leave("completed")


def test_what_is_offered_behind_the_receipt_is_not_agreed_to(task: NewTask) -> None:
    assert pressing(task).sees(RECEIPT, CONFIRM) == Leave("completed")


def test_she_waits_for_the_end_of_what_is_pending(task: NewTask) -> None:
    pending = {**RECEIPT, "state": "pending"}
    assert pressing(task).sees(pending) == Wait()
    assert pressing(task).sees(pending, waited=True) == Leave("pending")
    assert pressing(task).sees(pending, RECEIPT) == Leave("completed")


@pytest.mark.parametrize(("proves", "act"), [("well", Prove("A2", ("code",))), ("never", Leave("unproven"))])
def test_she_proves_who_she_is_or_does_not(task: NewTask, proves: str, act: Act) -> None:
    card = {"kind": "card", "card": "step_up", "level": "A2", "methods": ["code"], "text": "核实身份"}
    assert pressing(task, proves=proves).sees(card) == act


def test_who_proves_wrongly_does_not_try_for_ever(task: NewTask) -> None:
    card = {"kind": "card", "card": "step_up", "level": "A2", "methods": ["code"], "text": "核实身份"}
    one = pressing(task, proves="wrongly")
    assert one.sees(card) == Prove("A2", ("code",))
    assert one.sees(card) == Leave("unproven")


def test_an_offer_of_what_she_wants_is_taken_and_another_is_not(task: NewTask) -> None:
    offer = {"kind": "buttons", "text": "您是想", "buttons": [
        {"id": "intent:a", "label": "提前结清试算"}, {"id": "intent:b", "label": "办理提前结清"},
    ]}  # fmt: skip
    act = pressing(task).sees(offer)
    assert isinstance(act, Press)
    assert act.button.id == "intent:b"


def test_what_helps_nobody_is_said_again_until_patience_ends(task: NewTask) -> None:
    one = pressing(task, opens=["全部还清", "我要结清"])
    one.customer.open()
    words = {"kind": "text", "text": "没有听懂"}
    assert one.sees(words) == Wait()
    said = [one.sees(words, waited=True) for _ in range(4)]
    assert [isinstance(act, Say) for act in said] == [True, True, True, False]
    assert said[-1] == Leave("gave_up")


def test_facts_are_the_end_for_whoever_wanted_to_know(task: NewTask) -> None:
    facts = {"kind": "card", "card": "facts", "title": "计划", "lines": [{"label": "下一期", "value": "1,000元"}]}
    assert pressing(task, expected={"end": ["shown"]}).sees(facts) == Leave("shown")


def test_the_page_can_be_read_top_to_bottom() -> None:
    (message,) = seen(CONFIRM)
    assert message.text == "请核对\n金额：1,234.50元\n同意扣款"
    unknown = message_of("bot", {"kind": "dance", "text": "跳舞"})
    assert (unknown.shape, unknown.text) == ("words", "跳舞")


def test_the_same_seed_says_the_same(talk: Any) -> None:
    openings = {talk(seed=7, persona="code_mixer", opens=["结清", "还清", "都还了"]).customer.open() for _ in range(3)}
    assert len(openings) == 1
