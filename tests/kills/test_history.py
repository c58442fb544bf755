"""The checker must be able to fail: each history below holds one fault, and it is named."""

from copy import deepcopy
from typing import Any

import pytest

from tests.kills.history import Acknowledged, Person, Sent, Showing, Stored, Verdict, check, check_all_shown

HERE = "c-1"


def message(seq: int, author: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "seq": seq,
        "kind": "message",
        "at": "2026-11-23T04:00:00+00:00",
        "message": {
            "id": f"m-{seq}",
            "author": {"kind": author, "name": more.pop("name", None)},
            "visibility": more.pop("visibility", "public"),
            "client_id": more.pop("client_id", None),
            "content": {"v": 1, "kind": "text", "text": text},
            "reply_to": more.pop("reply_to", None),
        },
    }


def owner(seq: int, kind: str, name: str | None = None) -> dict[str, Any]:
    return {"seq": seq, "kind": "owner", "at": "2026-11-23T04:00:00+00:00", "owner": {"kind": kind, "name": name}}


def told() -> tuple[Person, list[Any]]:
    """A customer asks twice and is answered twice, asks for a person, and is served by one."""
    entries: list[Any] = [
        message(1, "customer", "一", client_id="k-1"),
        message(2, "bot", "答一", reply_to="m-1"),
        message(3, "customer", "二", client_id="k-2"),
        message(4, "bot", "答二", reply_to="m-3"),
        message(5, "customer", "人工", client_id="k-3"),
        owner(6, "nobody"),
        owner(7, "agent", "林美"),
        message(8, "agent", "您好", name="林美", client_id="a-1"),
        message(9, "agent", "记一下", name="林美", visibility="staff", client_id="a-2"),
    ]
    hidden = {"seq": 9, "kind": "hidden", "at": entries[8]["at"]}
    customer = Person(
        "customer",
        HERE,
        [
            Sent("k-1", "一", [Acknowledged("m-1", 1)]),
            Sent("k-2", "二", [Acknowledged("m-3", 3)]),
            Sent("k-3", "人工", [Acknowledged("m-5", 5), Acknowledged("m-5", 5)]),
        ],
        [Showing(None, deepcopy(entries[:4])), Showing(4, [*deepcopy(entries[4:8]), hidden])],
    )
    return customer, entries


def judged(customer: Person, entries: list[Any], *, seq: int | None = None) -> Verdict:
    agent = Person("agent", HERE, [Sent("a-1", "您好"), Sent("a-2", "记一下")])
    return check([customer, agent], [Stored(HERE, len(entries) if seq is None else seq, entries)])


def faults(verdict: Verdict) -> set[str]:
    return {kind for kind, found in verdict.by_kind().items() if found}


def test_a_history_without_fault_is_faultless() -> None:
    customer, entries = told()
    assert faults(judged(customer, entries)) == set()
    assert check_all_shown(customer, Stored(HERE, len(entries), entries)) == []


def test_an_acknowledged_message_that_is_gone_is_lost() -> None:
    customer, entries = told()
    customer.sent.append(Sent("k-4", "丢了", [Acknowledged("m-10", 10)]))
    assert faults(judged(customer, entries)) == {"lost"}


def test_an_acknowledged_message_that_stands_elsewhere_is_lost() -> None:
    customer, entries = told()
    customer.sent[0].acknowledged.append(Acknowledged("m-1", 3))
    assert faults(judged(customer, entries)) == {"lost"}


def test_a_message_with_other_words_is_lost() -> None:
    customer, entries = told()
    customer.sent[1].text = "别的话"
    assert faults(judged(customer, entries)) == {"lost"}


def test_a_conversation_that_is_gone_is_lost() -> None:
    customer, _ = told()
    assert faults(check([customer], [])) == {"lost"}


def test_a_message_stored_twice_is_doubled() -> None:
    customer, entries = told()
    entries.append(message(10, "customer", "二", client_id="k-2"))
    assert faults(judged(customer, entries)) == {"doubled"}


def test_a_message_nobody_sent_is_reported() -> None:
    customer, entries = told()
    entries.append(message(10, "customer", "谁说的", client_id="k-9"))
    assert faults(judged(customer, entries)) == {"doubled"}


def test_messages_in_another_order_than_they_were_sent_are_out_of_order() -> None:
    customer, entries = told()
    customer.sent[0], customer.sent[1] = customer.sent[1], customer.sent[0]
    assert faults(judged(customer, entries)) == {"out_of_order"}


def test_a_refused_message_may_take_a_later_place() -> None:
    customer, entries = told()
    customer.sent[0], customer.sent[1] = customer.sent[1], customer.sent[0]
    customer.sent[0].refused = True
    assert faults(judged(customer, entries)) == set()


def test_answers_in_another_order_than_the_questions_are_out_of_order() -> None:
    customer, entries = told()
    entries[1:3] = [{**entries[2], "seq": 2}, {**entries[1], "seq": 3}]
    entries[2]["message"]["reply_to"], entries[3]["message"]["reply_to"] = "m-3", "m-1"
    assert "out_of_order" in faults(judged(Person("customer", HERE, customer.sent), entries))


@pytest.mark.parametrize("seq", [8, 10])
def test_numbers_that_do_not_fit_are_a_gap(seq: int) -> None:
    customer, entries = told()
    assert faults(judged(customer, entries, seq=seq)) == {"gaps"}


def test_an_entry_shown_twice_is_shown_wrongly() -> None:
    customer, entries = told()
    customer.showings[0].entries.append(entries[3])
    assert faults(judged(customer, entries)) == {"shown_wrongly"}


def test_an_entry_left_out_live_is_shown_wrongly() -> None:
    customer, entries = told()
    del customer.showings[0].entries[1]
    assert faults(judged(customer, entries)) == {"shown_wrongly"}
    assert len(check_all_shown(customer, Stored(HERE, len(entries), entries))) == 1


def test_another_text_than_the_stored_one_is_shown_wrongly() -> None:
    customer, entries = told()
    customer.showings[0].entries[1]["message"]["content"]["text"] = "别的答复"
    assert faults(judged(customer, entries)) == {"shown_wrongly"}


def test_a_note_for_staff_shown_to_the_customer_is_shown_wrongly() -> None:
    customer, entries = told()
    customer.showings[1].entries[-1] = entries[8]
    assert faults(judged(customer, entries)) == {"shown_wrongly"}


def test_a_question_without_an_answer_is_unanswered() -> None:
    customer, entries = told()
    entries.append(owner(10, "bot"))
    entries.append(message(11, "customer", "还在吗", client_id="k-4"))
    customer.sent.append(Sent("k-4", "还在吗", [Acknowledged("m-11", 11)]))
    assert faults(judged(customer, entries)) == {"unanswered"}


def test_two_answers_to_one_question_are_reported() -> None:
    customer, entries = told()
    entries[3]["message"]["reply_to"] = "m-1"
    customer.showings.clear()
    assert "answered_twice" in faults(judged(customer, entries))


def test_a_robot_that_speaks_while_an_agent_owns_is_out_of_turn() -> None:
    customer, entries = told()
    entries.append(message(10, "bot", "我也来", reply_to="m-5"))
    assert faults(judged(customer, entries)) == {"out_of_turn"}
