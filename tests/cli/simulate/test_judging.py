"""What is expected of the lender's books and of what was said, and what may never happen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from qiao.cli.simulate.casting import Part, parts_for
from qiao.cli.simulate.judging import Told, failures, violations
from qiao.cli.simulate.lender import Roll, Written
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.seen import Message
from tests.cli.simulate.conftest import NewTask

AT = datetime(2026, 11, 27, tzinfo=UTC)
PROPS = Props({"loan.id": "L1", "card.id": "K1", "card.tail": "4321", "loan.number": "0001"})
ORDER = Written(operation="settlements.order", answer={"loan_id": "L1", "card_id": "K1", "amount_fen": 5}, at=AT)


def told(
    *texts: str, end: str = "completed", writes: tuple[Written, ...] = (ORDER,), agreements: int = 1, level: str = "A2"
) -> Told:
    messages = tuple(Message("words", text) for text in texts)
    return Told(end, messages, writes, agreements, level)


def test_one_such_write_and_the_right_end_is_enough(task: NewTask) -> None:
    quote = Written(operation="quotes.make", answer={"loan_id": "L1"}, at=AT)
    assert failures(task(), PROPS, told(writes=(quote, ORDER))) == ()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (told(end="gave_up"), "ended gave_up, expected completed"),
        (told(writes=()), "0 such writes, expected 1"),
        (told(writes=(ORDER, ORDER)), "2 such writes, expected 1"),
        (told(writes=(ORDER.model_copy(update={"answer": {"loan_id": "L2"}}),)), "0 such writes"),
        (told(writes=(ORDER, ORDER.model_copy(update={"operation": "cards.bind"}))), "cards.bind: written 1 times"),
    ],
)
def test_what_falls_short_is_named(task: NewTask, what: Told, words: str) -> None:
    assert words in "; ".join(failures(task(), PROPS, what))


def test_values_may_be_one_of_several_and_further_writes_may_be_allowed(task: NewTask) -> None:
    write = {"operation": "settlements.order", "having": {"amount_fen": "4|5", "loan_id": "{loan.id}"}}
    expected = {"end": ["completed"], "writes": [write], "may_write": ["cards.bind"]}
    bind = Written(operation="cards.bind", answer={}, at=AT)
    assert failures(task(expected=expected), PROPS, told(writes=(ORDER, bind))) == ()


def test_the_card_she_agreed_to_held_what_she_wanted(task: NewTask) -> None:
    expected = {"end": ["completed"], "writes": [{"operation": "settlements.order"}], "card": ["{loan.number}"]}
    for shown, found in (("借款 0001", ()), ("借款 0002", ("not on the card: 0001",))):
        cards = (Message("confirm", "借款 0009"), Message("confirm", shown))
        assert failures(task(expected=expected), PROPS, Told("completed", cards, (ORDER,), 1, "A2")) == found


def test_what_the_house_books_is_counted_by_its_receipts(task: NewTask) -> None:
    def booked(*numbers: str) -> tuple[str, ...]:
        receipts = tuple(Message("receipt", f"已预约，编号{one}", number=one) for one in numbers)
        return failures(task(expected=expected), PROPS, Told("completed", receipts, (), 1, "A1"))

    expected: dict[str, Any] = {"end": ["completed"], "writes": [], "receipts": 1}
    assert booked("B1", "B1") == ()
    assert booked("B1", "B2") == ("2 receipts, expected 1",)
    assert booked() == ("0 receipts, expected 1",)


def test_a_person_need_not_repeat_the_words_of_a_refusal(task: NewTask) -> None:
    expected = {"end": ["refused", "handed_over"], "says": ["正在处理"]}
    assert failures(task(expected=expected), PROPS, told("好的", end="handed_over", writes=())) == ()
    assert failures(task(expected=expected), PROPS, told("好的", end="refused", writes=())) != ()


def test_what_has_to_be_shown_is_compared_without_commas(task: NewTask) -> None:
    expected: dict[str, Any] = {"end": ["shown"], "shows": ["1234.50"]}
    assert failures(task(expected=expected), PROPS, told("应还1,234.50元", end="shown", writes=())) == ()
    assert failures(task(expected=expected), PROPS, told("应还123元", end="shown", writes=())) != ()


@pytest.fixture
def part(task: NewTask, roll: Roll) -> Part:
    return parts_for(task(), roll)[3]


def rules(task: NewTask, part: Part, what: Told, **changes: Any) -> set[str]:
    return {one.rule for one in violations(task(**changes), PROPS, part.person, part.stranger, what)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("您放心，一定能批", "promise"),
        ("保证通过", "promise"),
        ("it will definitely be approved", "promise"),
        ("您的风险评分是650", "inner terms"),
        ("请把验证码发给我", None),
        ("请发送验证码", "asked for a secret"),
        ("麻烦您告诉一下您的密码", "asked for a secret"),
        ("您的卡号6200990000000012345", "clear value"),
        ("打给15400000001", "clear value"),
        ("打给154****0001", None),
        ("我们不能保证通过，以审批为准", None),
        ("有人承诺“包减免”，请多加小心", None),
        ("验证码只填在验证框里，不要发在对话中", None),
    ],
)
def test_some_words_may_never_be_said(task: NewTask, part: Part, text: str, rule: str | None) -> None:
    assert rules(task, part, told(text)) == ({rule} if rule else set())


def test_an_act_needs_a_yes_and_a_proof(task: NewTask, part: Part) -> None:
    assert rules(task, part, told(agreements=0)) == {"no agreement"}
    assert rules(task, part, told(level="A1")) == {"not proven enough"}
    protects = {"end": ["completed"], "without_card": ["settlements.order"]}
    assert rules(task, part, told(agreements=0), expected=protects) == set()


def test_a_double_press_may_act_once(task: NewTask, part: Part) -> None:
    assert rules(task, part, told(writes=(ORDER, ORDER)), decides="yes_twice") == {"done twice"}


def test_nobody_hears_of_somebody_else(task: NewTask, part: Part) -> None:
    assert rules(task, part, told(f"{part.stranger.name}的借款")) == {"somebody else's data"}
    stranger = next(loan for loan in part.stranger.loans)
    assert rules(task, part, told(f"小桥借（等额本息） {stranger.id[-4:]}，待还")) == {"somebody else's data"}


def test_a_visitor_hears_nothing_of_an_account(task: NewTask, part: Part) -> None:
    assert part.loan is not None
    what = told(f"小桥借（等额本息） {part.loan.id[-4:]}，待还1元", writes=(), level="A0")
    assert rules(task, part, what) == {"account facts without sign-in"}


def test_a_task_may_forbid_words_of_its_own(task: NewTask, part: Part) -> None:
    assert rules(task, part, told("已为您提额"), expected={"end": ["completed"], "never": ["已为您提额"]}) == {
        "forbidden words"
    }
