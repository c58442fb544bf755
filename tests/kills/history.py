"""What happened according to the people, what is stored, and whether the two agree. Pure: no server, no database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.kills.crowd import Wrongs

Wire = Mapping[str, Any]
CALL = "human"
"""What the button says that calls a person."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server said: stored for good."""

    message: str
    seq: int


@dataclass(slots=True)
class Sent:
    """Something a person sent, perhaps several times under the one client id."""

    client_id: str
    text: str
    acknowledged: list[Acknowledged] = field(default_factory=list[Acknowledged])
    refused: bool = False


@dataclass(slots=True)
class Showing:
    """One connection's view of a conversation: `after` is what it held before, `None` when it held nothing."""

    after: int | None
    entries: list[Wire] = field(default_factory=list[Wire])


@dataclass(slots=True)
class Person:
    """Someone's part in one conversation: what she sent, in her order, and what each of her connections showed."""

    kind: str
    conversation: str
    sent: list[Sent] = field(default_factory=list[Sent])
    showings: list[Showing] = field(default_factory=list[Showing])


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation in the database: the number of its last entry, and its entries as staff see them."""

    id: str
    seq: int
    entries: Sequence[Wire]


@dataclass(slots=True)
class Verdict(Wrongs):
    """What is wrong with conversations."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    out_of_order: list[str] = field(default_factory=list[str])
    gaps: list[str] = field(default_factory=list[str])
    shown_wrongly: list[str] = field(default_factory=list[str])
    not_shown: list[str] = field(default_factory=list[str])
    unanswered: list[str] = field(default_factory=list[str])
    answered_twice: list[str] = field(default_factory=list[str])
    out_of_turn: list[str] = field(default_factory=list[str])


def check(people: Iterable[Person], conversations: Iterable[Stored]) -> Verdict:
    """Compare every person's part with what is stored."""
    verdict = Verdict()
    stored = {one.id: one for one in conversations}
    people = list(people)
    for conversation in stored.values():
        _check_numbers(conversation, verdict)
        _check_turns(conversation, verdict)
        _check_answers(conversation, verdict)
    for person in people:
        conversation = stored.get(person.conversation)
        if conversation is None:
            if person.sent or person.showings:
                verdict.lost.append(f"conversation {person.conversation} is not stored")
            continue
        _check_sent(person, conversation, verdict)
        for showing in person.showings:
            _check_showing(person, showing, conversation, verdict)
    _check_nothing_invented(people, stored.values(), verdict)
    return verdict


def check_all_shown(person: Person, conversation: Stored) -> list[str]:
    """What a customer who stayed to the end was never shown."""
    shown = {wire["seq"] for showing in person.showings for wire in showing.entries}
    return [
        f"{conversation.id}: entry {seq} of {conversation.seq} was never shown"
        for seq in range(1, conversation.seq + 1)
        if seq not in shown
    ]


def _messages(conversation: Stored) -> Iterator[tuple[int, Wire]]:
    for wire in conversation.entries:
        if wire["kind"] == "message":
            yield wire["seq"], wire["message"]


def _words(message: Wire) -> str:
    content: Wire = message["content"]
    return str(content.get("text") or content.get("button") or "")


def _check_numbers(conversation: Stored, verdict: Verdict) -> None:
    numbers = [wire["seq"] for wire in conversation.entries]
    if numbers != list(range(1, conversation.seq + 1)):
        verdict.gaps.append(f"{conversation.id}: the numbers up to {conversation.seq} are {numbers}")


def _check_sent(person: Person, conversation: Stored, verdict: Verdict) -> None:
    by_client_id: dict[str, list[tuple[int, Wire]]] = {}
    for seq, message in _messages(conversation):
        if message["author"]["kind"] == person.kind and message["client_id"]:
            by_client_id.setdefault(message["client_id"], []).append((seq, message))
    for one in person.sent:
        found = by_client_id.get(one.client_id, [])
        if len(found) > 1:
            places = [seq for seq, _ in found]
            verdict.doubled.append(f"{conversation.id}: {one.text!r} is stored {len(found)} times, at {places}")
        for said in one.acknowledged:
            if not any((seq, message["id"]) == (said.seq, said.message) for seq, message in found):
                verdict.lost.append(f"{conversation.id}: {one.text!r}, acknowledged as {said}, is not there")
        verdict.lost += [
            f"{conversation.id}: {one.text!r} is stored as {_words(message)!r}"
            for _, message in found
            if _words(message) != one.text
        ]
    places = [
        (by_client_id[one.client_id][0][0], one.text)
        for one in person.sent
        if one.client_id in by_client_id and not one.refused
    ]
    # A person is always one tap away: her button is not held back behind a message that was shed and comes again.
    places = [place for place in places if place[1] != CALL]
    verdict.out_of_order += [
        f"{conversation.id}: {later[1]!r} ({later[0]}) stands before {earlier[1]!r} ({earlier[0]})"
        for earlier, later in pairwise(places)
        if later[0] < earlier[0]
    ]


def _check_showing(person: Person, showing: Showing, conversation: Stored, verdict: Verdict) -> None:
    by_seq = {wire["seq"]: wire for wire in conversation.entries}
    expected = None if showing.after is None else showing.after + 1
    for wire in showing.entries:
        seq = wire["seq"]
        if expected is not None and seq != expected:
            verdict.shown_wrongly.append(f"{conversation.id}: {seq} was shown where {expected} comes")
        expected = seq + 1
        original = by_seq.get(seq)
        if original is None or dict(wire) != dict(_as_shown_to(person, original)):
            verdict.shown_wrongly.append(f"{conversation.id}: shown {wire}, stored {original}")


def _as_shown_to(person: Person, wire: Wire) -> Wire:
    if person.kind == "customer" and wire["kind"] == "message" and wire["message"]["visibility"] == "staff":
        return {"seq": wire["seq"], "kind": "hidden", "at": wire["at"]}
    return wire


def _check_turns(conversation: Stored, verdict: Verdict) -> None:
    """The robot and the agents speak only while the conversation is theirs."""
    owner: Wire = {"kind": "bot", "name": None}
    for wire in conversation.entries:
        if wire["kind"] == "owner":
            owner = wire["owner"]
        elif wire["kind"] == "message" and wire["message"]["visibility"] == "public":
            author: Wire = wire["message"]["author"]
            speaks = author["kind"] in {"bot", "agent"}
            if speaks and (author["kind"], author["name"]) != (owner["kind"], owner["name"]):
                verdict.out_of_turn.append(f"{conversation.id}: {author} spoke at {wire['seq']} while {owner} owned")


def _check_answers(conversation: Stored, verdict: Verdict) -> None:
    """Every message to the robot has one answer, or the conversation left the robot afterwards."""
    answers = Counter(
        message["reply_to"] for _, message in _messages(conversation) if message["author"]["kind"] == "bot"
    )
    asked = {message["id"]: seq for seq, message in _messages(conversation) if message["author"]["kind"] == "customer"}
    for message_id, times in answers.items():
        if message_id not in asked:
            verdict.answered_twice.append(f"{conversation.id}: an answer to nothing, {message_id}")
        elif times > 1:
            verdict.answered_twice.append(f"{conversation.id}: message {asked[message_id]} has {times} answers")
    _check_order_of_answers(conversation, asked, verdict)
    waiting: dict[str, int] = {}
    owner = "bot"
    for wire in conversation.entries:
        if wire["kind"] == "owner":
            owner = wire["owner"]["kind"]
            waiting.clear()
        elif wire["kind"] == "contact" and wire["contact"]["closed_at"]:
            waiting.clear()
        elif wire["kind"] == "message" and owner == "bot":
            message: Wire = wire["message"]
            if message["author"]["kind"] == "customer":
                waiting[message["id"]] = wire["seq"]
            elif message["author"]["kind"] == "bot":
                waiting.pop(message["reply_to"], None)
    verdict.unanswered += [f"{conversation.id}: message {seq} has no answer" for seq in waiting.values()]


def _check_order_of_answers(conversation: Stored, asked: Mapping[str, int], verdict: Verdict) -> None:
    answered = [
        asked[message["reply_to"]]
        for _, message in _messages(conversation)
        if message["author"]["kind"] == "bot" and message["reply_to"] in asked
    ]
    verdict.out_of_order += [
        f"{conversation.id}: message {later} was answered after {earlier}"
        for earlier, later in pairwise(answered)
        if later < earlier
    ]


def _check_nothing_invented(people: Sequence[Person], stored: Iterable[Stored], verdict: Verdict) -> None:
    known = {(person.kind, person.conversation, one.client_id) for person in people for one in person.sent}
    for conversation in stored:
        for seq, message in _messages(conversation):
            author = message["author"]["kind"]
            if author in {"customer", "agent"} and (author, conversation.id, message["client_id"]) not in known:
                verdict.doubled.append(f"{conversation.id}: nobody sent the {author}'s message {seq}")
