"""What holds for every flow and everything that customers say and press, in any order, at any time."""

from collections.abc import Mapping
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, note, settings

from qiao.policy import InBoth
from qiao.requests import (
    WAITING,
    Ask,
    Caller,
    DialogueState,
    Digress,
    Flow,
    FlowBook,
    HandOver,
    Perform,
    Receipt,
    RuleApplied,
    Tell,
    Verdict,
    dump,
    load,
)
from qiao.requests.flows.checks import wrong_in
from qiao.requests.flows.definition import SlotType
from tests.requests.inventing import CATALOGUE, book_of, pairs
from tests.requests.talking import Lender, Marked, Talk

_WORDS = (
    *(
        "红",
        "蓝",
        "红和蓝",
        "3000",
        "五千元",
        "5000元",
        "不是3000是5000",
        "明天",
        "不对，是下个月",
        "下个月15号",
        "第一笔",
    ),
    *(
        "第二笔",
        "另一笔",
        "尾号1234",
        "15号",
        "2",
        "全部",
        "13800000001",
        "好的",
        "可以",
        "嗯？",
        "确认",
        "不要",
        "算了",
        "取消",
    ),
    *(
        "改一下",
        "跳过",
        "为什么",
        "你刚才问什么",
        "再说一遍",
        "等一下",
        "继续",
        "",
        "？",
        "好的但是太贵",
        "随便",
        "yes",
        "no",
    ),
)
_INTENTS = (*((),) * 6, ("first_thing",), ("second_thing",), ("first_thing", "second_thing"), ("interest_rate_query",))
_REASON = RuleApplied("rule", InBoth(zh="不行", en="no"))
_VERDICTS = (*(Verdict("allowed"),) * 5, Verdict("refused", (_REASON,)), Verdict("to_person", (_REASON,)))

say = st.tuples(st.just("say"), st.sampled_from(_WORDS), st.sampled_from(_INTENTS))
press = st.tuples(st.just("press"), st.integers(0, 30), st.just(()))
event = st.tuples(
    st.sampled_from(["wait", "done", "proceed", "fact", "level", "silence", "file"]), st.integers(0, 3), st.just(())
)
moves = st.lists(st.one_of(say, say, press, press, event), min_size=1, max_size=10)
_QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


class Things(Lender):
    """Two things and a fact that can change under the customer's hands."""

    worth: int = 10_000
    flag: bool = False

    def _things_list(self, _: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{"id": f"t{tail}", "tail": tail, "worth": self.worth} for tail in ("1234", "5678")]

    def _things_fact(self, _: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{"sum": self.worth, "flag": self.flag}]


def begin(book: FlowBook, verdict: Verdict) -> Talk:
    talk = Talk(book, Things(), who=Caller("A0"))
    for flow in book.flows:
        talk.rules.verdicts[flow] = verdict
    return talk.say("你好", "first_thing")


def move(talk: Talk, kind: str, what: Any, intents: tuple[str, ...]) -> str:
    """What was said or pressed."""
    note(f"{kind} {what} {intents}")
    match kind:
        case "say":
            talk.say(what, *intents)
            return str(what)
        case "press":
            buttons = [one.id for one in talk.buttons()] or ["human"]
            talk.press(buttons[what % len(buttons)])
            return str(buttons[what % len(buttons)])
        case "wait":
            talk.wait(minutes=(1, 11, 45, 60 * 80)[what])
        case "done":
            if talk.performs:
                talk.done(("completed", "pending", "refused", "handed_over")[what])
        case "fact":
            assert isinstance(talk.lender, Things)
            talk.lender.worth += what
        case "level":
            talk.who = Caller(("A0", "A1", "A2", "A3")[what])
            talk.proceed()
        case "silence":
            talk.silence()
        case "file":
            talk.hand_in(f"file-{what}")
        case _:
            talk.proceed()
    return ""


@_QUICK
@given(pair=pairs())
def test_invented_flows_pass_the_check(pair: tuple[Flow, Flow], book: FlowBook) -> None:
    made = book_of(pair, book)
    for flow in made.flows.values():
        wrong = [what for _, what, _ in wrong_in(flow, CATALOGUE, made.intents)]
        # An invented flow may have a read or an end that it does not use; nothing else may be wrong with it.
        assert [what for what in wrong if "is never read" not in what and "nothing leads to away" not in what] == []


@_QUICK
@given(pair=pairs(), told=moves, verdict=st.sampled_from(_VERDICTS))
def test_a_dialogue_waits_for_somebody_and_a_person_is_one_tap_away(
    pair: tuple[Flow, Flow], told: list[Any], verdict: Verdict, book: FlowBook
) -> None:
    """Also: an open frame always says something to the customer's words, and every waiting turn offers a person."""
    talk = begin(book_of(pair, book), verdict)
    for kind, what, intents in told:
        move(talk, kind, what, intents)
        assert talk.is_waiting_with_a_way_out()
        assert talk.leads_to_a_person()
        if kind in ("say", "press") and talk.state.frames:
            assert talk.taken
            assert any(isinstance(one, (*WAITING, Tell, HandOver, Perform, Digress)) for one in talk.outputs)


@_QUICK
@given(pair=pairs(), told=moves)
def test_nothing_is_performed_but_the_content_of_a_card_that_was_agreed_to(
    pair: tuple[Flow, Flow], told: list[Any], book: FlowBook
) -> None:
    talk = begin(book_of(pair, book), Verdict("allowed"))
    talk.who = Caller("A3")
    talk.proceed()
    for kind, what, intents in told:
        before = len(talk.performs)
        said = move(talk, kind, what, intents)
        for perform in talk.performs[before:]:
            assert said in ("好的", "可以", "确认", "yes", f"yes:{perform.card}")
            assert perform.card in {card.digest for card in talk.cards}
    frames = [perform.frame for perform in talk.performs]
    assert len(frames) == len(set(frames)), "a frame performed twice"


@_QUICK
@given(pair=pairs(), told=moves)
def test_what_was_answered_is_not_asked_again_unless_it_is_taken_back(
    pair: tuple[Flow, Flow], told: list[Any], book: FlowBook
) -> None:
    talk = begin(book_of(pair, book), Verdict("allowed"))
    for kind, what, intents in told:
        move(talk, kind, what, intents)
        frame = talk.state.top
        for ask in talk.all(Ask):
            assert frame is None or ask.flow != frame.flow or ask.slot not in frame.slots


@_QUICK
@given(pair=pairs(), told=moves)
def test_kept_as_json_it_goes_on_the_same(pair: tuple[Flow, Flow], told: list[Any], book: FlowBook) -> None:
    made = book_of(pair, book)
    in_memory, kept = begin(made, Verdict("allowed")), begin(made, Verdict("allowed"))
    in_memory.through_json = False
    for kind, what, intents in told:
        move(in_memory, kind, what, intents)
        move(kept, kind, what, intents)
        assert kept.outputs == in_memory.outputs
        assert kept.state == in_memory.state
        assert load(dump(kept.state, Marked()), Marked()) == DialogueState.model_validate(kept.state.model_dump())


@_QUICK
@given(pair=pairs(), told=moves)
def test_a_file_answers_the_question_for_one_and_no_other(
    pair: tuple[Flow, Flow], told: list[Any], book: FlowBook
) -> None:
    talk = begin(book_of(pair, book), Verdict("allowed"))
    for number, (kind, what, intents) in enumerate(told):
        if kind != "file":
            move(talk, kind, what, intents)
            continue
        talk.hand_in(f"file {number}")
        flows = talk.book.flows
        holding = [
            flows[frame.flow].slots[name].type
            for frame in talk.state.frames
            for name, held in frame.slots.items()
            if held.value == f"file {number}"
        ]
        assert holding in ([], [SlotType.FILE])
        assert talk.taken or not holding


@_QUICK
@given(pair=pairs(), told=moves)
def test_a_question_in_between_changes_nothing(pair: tuple[Flow, Flow], told: list[Any], book: FlowBook) -> None:
    talk = begin(book_of(pair, book), Verdict("allowed"))
    for kind, what, intents in told:
        move(talk, kind, what, intents)
    talk.proceed()
    talk.proceed()
    before, frames = talk.outputs, talk.state.frames
    if not frames or talk.all(Receipt):
        return
    talk.say("利息是怎么算的？", "interest_rate_query")
    assert talk.outputs == (Digress("interest_rate_query"), *before)
    assert talk.state.frames == frames
