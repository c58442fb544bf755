"""Every flow of the pack, walked by pressing and saying everything there is: no state without a way to a person."""

import pytest
import yaml

from qiao import app
from qiao.cases import rules as cases_rules
from qiao.emergencies.actions import HOLD_DAYS
from qiao.policy import IntentType, Pack, rules
from qiao.policy.rules import Kind
from qiao.requests import (
    WAITING,
    Ask,
    Caller,
    ConfirmCard,
    DialogueState,
    FactType,
    FlowBook,
    HandOver,
    Perform,
    Receipt,
    Refusal,
    ShowCard,
    SlotType,
    Verdict,
)
from qiao.requests.flows.definition import Choice
from qiao.requests.flows.paths import paths_of
from tests.requests.talking import Lender, Ruling, Talk

_FLOWS = sorted(
    path.stem
    for path in (app.shipped_pack() / "flows").glob("*.yaml")
    if path.stem not in ("texts", "hand_over", "refusals")
)
_ANSWERS = {
    SlotType.AMOUNT: "2000元",
    SlotType.DATE: "明天",
    SlotType.DAY: "20号",
    SlotType.PHONE: "13800000001",
    SlotType.TEXT: "想问问还款的事",
    SlotType.EMAIL: "ceshi001@example.invalid",
    SlotType.CARD_NUMBER: "6200990000000000010",
    SlotType.ID_NUMBER: "110999199001010014",
    SlotType.BANK: "招商银行",
    SlotType.PERIOD: "上个月",
}
_ANSWERS_OF = {
    ("paid_not_posted", "paid_on"): "昨天",
    ("repay_now", "amount"): "500元",
    ("raise_limit", "amount"): "8万元",
    ("loan_trial", "months"): "12期",
}
"""Where the answer of the type would not do."""
_MOST_STATES = 600


def answers(talk: Talk, book: FlowBook) -> list[tuple[str, str]]:
    """Everything that can be pressed, and the words that answer the question; what leads on stands last."""
    pressed = [("press", button.id) for button in talk.buttons() if not button.id.startswith("intent:")]
    moves = [("say", "蓝色的月亮"), *reversed(pressed)]
    for ask in talk.all(Ask):
        kind = book.flows[ask.flow].slots[ask.slot].type
        said = _ANSWERS_OF.get((ask.flow, ask.slot)) or _ANSWERS.get(kind)
        moves += [("say", said)] if said else []
    return moves


def key(state: DialogueState) -> str:
    return state.model_copy(update={"touched_at": Talk.now, "next_frame": 0}).model_dump_json()


@pytest.mark.slow
@pytest.mark.parametrize("flow_id", _FLOWS)
@pytest.mark.parametrize("outcome", ["allowed", "refused", "to_person"])
def test_from_every_state_one_tap_leads_to_a_person(book: FlowBook, flow_id: str, outcome: str) -> None:
    """Over the states that buttons and answers can reach, the nearest and the deepest in turn."""
    # The same for every request: buttons lead from one flow to others.
    rules = Ruling(dict.fromkeys(book.intents, Verdict(outcome)))  # type: ignore[arg-type]  # One of the outcomes, as a parameter.
    start = Talk(book, Lender(), rules).say("我要办这个", book.flows[flow_id].intents[0])
    waiting, seen, ends = [start], {key(start.state)}, set[type]()
    while waiting and len(seen) < _MOST_STATES:
        talk = waiting.pop(0 if len(seen) % 2 else -1)
        assert talk.is_waiting_with_a_way_out()
        assert talk.leads_to_a_person()
        ends |= {type(one) for one in talk.outputs}
        if talk.performs:
            assert talk.done().outputs
            ends |= {type(one) for one in talk.outputs}
            continue
        if not talk.state.frames:
            continue
        assert any(isinstance(one, WAITING) for one in talk.outputs)
        for how, what in answers(talk, book):
            step = Talk(book, talk.lender, rules, state=talk.state, through_json=False)
            step.say(what) if how == "say" else step.press(what)
            assert step.outputs, f"nothing is said to {what}"
            if step.all(HandOver) or key(step.state) in seen:
                ends |= {type(one) for one in step.outputs}
                continue
            seen.add(key(step.state))
            waiting.append(step)
    if outcome == "allowed":
        assert {Perform, Receipt, ConfirmCard} <= ends if book.flows[flow_id].kind == "write" else ShowCard in ends
    else:
        assert Perform not in ends
        assert (Refusal if outcome == "refused" else HandOver) in ends


@pytest.mark.parametrize("flow_id", _FLOWS)
def test_nothing_is_shown_of_an_account_to_a_visitor(book: FlowBook, flow_id: str) -> None:
    flow = book.flows[flow_id]
    lender = Lender()
    Talk(book, lender, who=Caller("A0")).say("我要办这个", flow.intents[0])
    assert {want.read for want in lender.reads if app.REQUESTS.catalogue.reads[want.read].level > "A0"} == set()


def test_every_request_has_its_way(book: FlowBook) -> None:
    for intent in book.intents.values():
        if IntentType.REQUEST in intent.types:
            assert (book.flow_of(intent.id) is not None) != (intent.id in book.hand_overs), intent.id


def test_every_intent_of_a_flow_has_a_permit_and_the_flow_asks_its_level(book: FlowBook, pack: Pack) -> None:
    permits = pack.section(rules.RULES).permits
    for flow in book.flows.values():
        for intent in flow.intents:
            assert permits[intent].level <= flow.level, intent


_KINDS = {
    FactType.MONEY: {Kind.FEN},
    FactType.DATE: {Kind.DATE},
    FactType.MOMENT: {Kind.MOMENT},
    FactType.COUNT: {Kind.COUNT, Kind.DAYS},
    FactType.FLAG: {Kind.FLAG},
    FactType.TEXT: {Kind.CHOICE, Kind.TIME},
}
_MADE_ELSEWHERE = {"request.own_address"}


def test_what_flows_know_has_the_name_and_kind_that_the_rules_ask_for(book: FlowBook, pack: Pack) -> None:
    """So that a fact on the customer's card is the fact the verdict rests on, and none is read twice or guessed."""
    ruled = pack.section(rules.RULES)
    for flow in book.flows.values():
        paths = paths_of(flow, app.REQUESTS.catalogue)
        known = {**paths, **{f"request.{name}": paths[name] for name in flow.slots}}
        own = {"request", *flow.slots, *flow.reads}
        for name in {fact for intent in flow.intents for fact in ruled.facts_for(intent, Talk.now.date())}:
            if name.partition(".")[0] in own and name not in {*_MADE_ELSEWHERE, *app.REQUESTS.facts}:
                assert ruled.facts[name].kind in _KINDS[known[name]], (flow.id, name)


def test_a_figure_of_the_rules_is_the_same_wherever_it_is_said(book: FlowBook, pack: Pack) -> None:
    """A flow asks again before the rules have to refuse, and articles quote it; the table of rules is what counts."""
    ruled, today = pack.section(rules.RULES), Talk.now.date()
    lender = yaml.safe_load((app.shipped_pack() / "lender.yaml").read_text("utf-8"))["facts"]

    def figure(name: str) -> int:
        return int(str(ruled.figure(name, today)))

    least = figure("prepayment_least")
    assert book.flows["partial_prepayment"].slots["amount"].check.least == least
    assert lender["partial_prepay_minimum"] == {"zh": f"{least // 100}元", "en": f"{least // 100} yuan"}
    most_limit = figure("limit_most")
    assert book.flows["raise_limit"].slots["amount"].check.most == most_limit
    assert f"最高{most_limit // 1_000_000}万元" in book.flows["raise_limit"].slots["amount"].expects.zh
    assert f"至{most_limit // 1_000_000}万元" in lender["limit_range"]["zh"]
    stopped = figure("deduction_stop_days_most")
    assert book.flows["stop_deduction"].slots["on"].check.most == f"today+{stopped}"
    assert f"今天起{stopped}天以内" in book.flows["stop_deduction"].slots["on"].question.zh
    assert f"next {stopped} days" in book.flows["stop_deduction"].slots["on"].question.en
    for flow in ("early_settlement_quote", "early_settlement_apply"):
        slot = book.flows[flow].slots["settle_on"]
        ahead = figure("quote_days_ahead")
        assert slot.check.most == f"today+{ahead}"
        assert f"{ahead}天内" in slot.question.zh
        assert f"next {ahead} days" in slot.question.en
    assert f"超过{figure('due_date_change_days_before')}天" in lender["due_date_change_rule"]["zh"]
    assert f"最长{figure('deduction_stop_days_most')}天" in lender["stop_deduct_rule"]["zh"]
    assert f"{figure('cooling_off_days')}天内" in lender["cooling_off"]["zh"]


def test_what_the_house_does_by_itself_goes_by_the_figures_of_the_rules(book: FlowBook, pack: Pack) -> None:
    ruled, today = pack.section(rules.RULES), Talk.now.date()
    lender = yaml.safe_load((app.shipped_pack() / "lender.yaml").read_text("utf-8"))["facts"]
    assert ruled.figure("complaint_days", today) == cases_rules.ANSWER_DAYS
    assert f"{cases_rules.ANSWER_DAYS}天内" in lender["complaint_days"]["zh"]
    assert ruled.figure("complaint_verification_ask_days", today) == cases_rules.VERIFICATION_ASK_DAYS
    assert ruled.figure("complaint_verification_days", today) == cases_rules.VERIFICATION_DAYS
    assert ruled.figure("calls_paused_days", today) == cases_rules.PAUSE_DAYS
    assert ruled.figure("care_hold_days", today) == HOLD_DAYS
    told = {
        "complaint_register": cases_rules.PAUSE_DAYS,
        "stop_calling": cases_rules.PAUSE_DAYS,
        "borrower_care": HOLD_DAYS,
    }
    for flow, days in told.items():
        confirm = book.flows[flow].confirm
        assert confirm is not None
        said = [line.value.zh for line in confirm.lines if "暂停" in line.value.zh]
        assert said
        assert all(f"暂停{days}天" in one for one in said)
    by_incident = book.flows["disaster_need"].confirm
    assert by_incident is not None
    assert any("暂停{affected.days}天" in line.value.zh for line in by_incident.lines)


def test_the_subjects_of_a_complaint_are_the_same_on_the_card_and_on_record(book: FlowBook) -> None:
    options = book.flows["complaint_register"].slots["subject"].options
    assert isinstance(options, tuple)
    assert {one.id: one.name for one in options if isinstance(one, Choice)} == {
        subject.value: name for subject, name in cases_rules.SUBJECTS.items()
    }


def test_flows_ask_the_level_of_their_intents(book: FlowBook) -> None:
    """Opting out and booking a call are easier than their intents say, by the table of requests: rows 23 and 25."""
    for flow in book.flows.values():
        if flow.id not in ("marketing_opt_out", "withdraw_consent", "callback", "stop_calling"):
            assert flow.level >= max(book.intents[one].level for one in flow.intents)


def test_no_text_promises_what_the_lender_decides(book: FlowBook) -> None:
    for flow in book.flows.values():
        words = flow.model_dump_json()
        for promise in ("一定通过", "保证", "肯定可以", "包过", "删除征信", "guarantee", "will be approved"):
            assert promise not in words, (flow.id, promise)


def test_the_flows_of_the_table_are_there(book: FlowBook) -> None:
    """What stands in no row of the table has 100 and the number of its intent."""
    rows = [flow for flow in book.flows.values() if flow.number < 100]
    assert {flow.number for flow in rows} >= {*range(1, 30)}
    for flow in book.flows.values():
        assert flow in rows or flow.number == 100 + book.intents[flow.intents[0]].number
