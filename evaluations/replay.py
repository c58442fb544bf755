"""Real customers' questions through a running server: `python -m evaluations.replay [--json]`.

Sends every line of a text file over the real WebSocket, as many customers at once, each waiting for the robot's turn
before she asks again. Reports what the robot recognised, how fast it was, and whether the conversations, read back
over HTTP afterwards, hold every question once, in order, with exactly one turn of the robot each. Who was handed to a
person comes again as somebody new. The file is read for measuring only.
"""

import argparse
import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from benchmarks import servers
from benchmarks.customer import Customer, Door, Turn
from benchmarks.figures import Figures, latencies_ms, report
from rich.console import Console
from rich.progress import Progress

from qiao import app
from qiao.foundation.settings import read_settings

QUESTIONS = Path(__file__).parents[2] / "shared" / "data" / "real_questions_unlabelled.txt"
_NOT_UNDERSTOOD = frozenset({"not_understood", "redirect"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the robot made of one stored question.

    `answered`, `clarified`, `not_understood`, `small_talk` (another fixed sentence) or `handed_over`; `unheard` when
    the conversation was no longer the robot's.
    """

    message: str
    kind: str


@dataclass(slots=True)
class Conversation:
    """One customer's questions in the order in which they were sent, as she meant and as the house took them."""

    token: str
    sent: list[Turn] = field(default_factory=list[Turn])
    troubles: list[str] = field(default_factory=list[str])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="text file, one question a line")
    parser.add_argument("--address", help="of a running server, such as http://127.0.0.1:8750; without it: starts one")
    parser.add_argument("--customers", type=int, default=200, help="asking at the same time")
    parser.add_argument("--rate", type=float, help="questions/s; without it: as fast as they are answered")
    parser.add_argument("--first", type=int, help="only the first so many questions")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    servers.allow_many_files()
    questions = read_questions(chosen.questions)[: chosen.first]
    with contextlib.ExitStack() as leaving:
        address = chosen.address
        if address is None:
            # The limit of messages a minute is for people; these customers ask as fast as they are answered.
            own = servers.qiao(settings={"QIAO_MESSAGES_PER_MINUTE": "100000"})
            address = leaving.enter_context(own).address
        runner = leaving.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        figures = runner.run(replay(address, questions, customers=chosen.customers, rate=chosen.rate))
    report(figures, as_json=chosen.json)
    if figures["verified"]["troubles"]:
        sys.exit(1)


def read_questions(path: Path) -> list[str]:
    """One question a line; nothing is stripped but the end of the line."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


async def replay(address: str, questions: Sequence[str], *, customers: int, rate: float | None) -> Figures:
    """Ask everything, then read everything back."""
    texts = texts_by_words()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        async with Door(address.rstrip("/")) as door:
            asking = _Asking(door, questions, rate, progress)
            began = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for number in range(min(customers, len(questions))):
                    group.create_task(asking.one_customer(number))
            took_s = time.perf_counter() - began
            stored = await _read_back(door, asking.conversations, progress)
    outcomes: list[Outcome] = []
    troubles: list[str] = []
    for conversation, entries in zip(asking.conversations, stored, strict=True):
        found, wrong = judge(entries, texts)
        outcomes += found
        troubles += [*conversation.troubles, *wrong, *differences(conversation.sent, found)]
    return figures_of(asking.conversations, outcomes, troubles, took_s=took_s, questions=len(questions))


def judge(entries: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> tuple[list[Outcome], list[str]]:
    """What became of each question of a conversation asked one at a time, and every way in which it is not whole.

    `texts` names the robot's fixed sentences.
    """
    troubles = [
        f"entry {entry['seq']} stands at {place}" for place, entry in enumerate(entries, 1) if entry["seq"] != place
    ]
    outcomes: list[Outcome] = []
    is_robots = True
    for question, following in _by_question(entries):
        was_robots = is_robots
        replies = [entry["message"] for entry in following if _author(entry) == "bot"]
        handed_over = sum(entry["kind"] == "owner" and entry["owner"]["kind"] == "nobody" for entry in following)
        is_robots = is_robots and not handed_over
        if any(reply["reply_to"] != question["id"] for reply in replies):
            troubles.append(f"a reply to another question after {question['id']}")
        if not was_robots:
            outcomes.append(Outcome(question["id"], "unheard"))
            if replies:
                troubles.append(f"the robot spoke after the hand-over, after {question['id']}")
            continue
        if len(replies) + handed_over == 0 or len(replies) > 1 or handed_over > 1:
            troubles.append(f"{len(replies)} replies and {handed_over} hand-overs after {question['id']}")
        outcomes.append(Outcome(question["id"], "handed_over" if handed_over else kind_of(replies, texts)))
    return outcomes, troubles


def kind_of(replies: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> str:
    """How the robot replied: by an article, by asking back, or by one of its fixed sentences."""
    if not replies:
        return "unanswered"
    said = replies[0]["content"]
    if said["kind"] == "card":
        return "answered"
    if any(button["id"].startswith("intent:") for button in said.get("buttons", ())):
        return "clarified"
    return "not_understood" if texts.get(said["text"]) in _NOT_UNDERSTOOD else "small_talk"


def differences(sent: Sequence[Turn], stored: Sequence[Outcome]) -> list[str]:
    """Whether exactly the accepted questions are stored, in the order in which they were sent."""
    accepted = [turn for turn in sent if turn.refused is None]
    troubles = [f"no answer within the time: turn {place}" for place, turn in enumerate(accepted) if not turn.is_done]
    if [turn.message for turn in accepted] != [outcome.message for outcome in stored]:
        troubles.append(f"the {len(accepted)} accepted questions are not the {len(stored)} stored, or in another order")
    return troubles


def texts_by_words() -> dict[str, str]:
    """The robot's fixed sentences of the shipped pack and what they are called, in every language."""
    pack = app.load_pack(read_settings())
    return {pack.text(name, language): name for name in _NOT_UNDERSTOOD for language in ("zh", "en")}


def figures_of(
    conversations: Sequence[Conversation],
    outcomes: Sequence[Outcome],
    troubles: Sequence[str],
    *,
    took_s: float,
    questions: int,
) -> Figures:
    turns = [turn for conversation in conversations for turn in conversation.sent]
    heard = Counter(outcome.kind for outcome in outcomes if outcome.kind != "unheard")
    refused = Counter(turn.refused for turn in turns if turn.refused)
    whole = [turn for turn in turns if turn.refused is None and not turn.too_late]
    return {
        "questions": questions,
        "recognition": {kind: f"{count} ({count / max(heard.total(), 1):.1%})" for kind, count in heard.most_common()},
        "refused": dict(refused),
        "asked_again_after_a_hand_over": sum(turn.too_late for turn in turns),
        "conversations": len(conversations),
        "took_s": round(took_s, 1),
        "questions_per_s": round(questions / took_s, 1),
        "send_to_ack_ms": latencies_ms([turn.acked_at - turn.sent_at for turn in whole if turn.acked_at]),
        "send_to_reply_ms": latencies_ms([turn.replied_at - turn.sent_at for turn in whole if turn.replied_at]),
        "verified": {
            "questions_with_exactly_one_turn": heard.total() - heard["unanswered"],
            "troubles": len(troubles),
            **{f"trouble {number}": trouble for number, trouble in enumerate(troubles[:20], 1)},
        },
    }


class _Asking:
    """What all customers share: the questions left, the pace, and what was asked so far."""

    def __init__(self, door: Door, questions: Sequence[str], rate: float | None, progress: Progress) -> None:
        self.conversations: list[Conversation] = []
        self._door = door
        self._left = iter(questions)
        self._rate, self._due_at = rate, time.perf_counter()
        self._progress = progress
        self._task = progress.add_task("Asking", total=len(questions))

    async def one_customer(self, number: int) -> None:
        customer = self._door.customer(number)
        conversation = await self._arrive(customer)
        for question in self._left:
            await self._when_due()
            while True:
                turn = await customer.ask(question)
                conversation.sent.append(turn)
                if not customer.robots:
                    await customer.leave()
                    conversation = await self._arrive(customer)
                if not turn.too_late:
                    break
            self._progress.advance(self._task)
        await customer.leave()

    async def _arrive(self, customer: Customer) -> Conversation:
        customer.troubles = []
        await customer.arrive()
        conversation = Conversation(customer.token, troubles=customer.troubles)
        self.conversations.append(conversation)
        return conversation

    async def _when_due(self) -> None:
        if self._rate is None:
            return
        self._due_at += 1 / self._rate
        await asyncio.sleep(max(0.0, self._due_at - time.perf_counter()))


async def _read_back(
    door: Door, conversations: Sequence[Conversation], progress: Progress
) -> list[list[dict[str, Any]]]:
    task = progress.add_task("Reading back", total=len(conversations))
    stored: dict[int, list[dict[str, Any]]] = {}
    waiting = iter(enumerate(conversations))

    async def read() -> None:
        for place, conversation in waiting:
            customer = door.customer()
            customer.token = conversation.token
            stored[place] = await customer.entries()
            progress.advance(task)

    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(read())
    return [stored[place] for place in range(len(conversations))]


def _by_question(
    entries: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Each of the customer's messages with the entries until her next one."""
    question: Mapping[str, Any] | None = None
    following: list[Mapping[str, Any]] = []
    for entry in entries:
        if _author(entry) == "customer":
            if question is not None:
                yield question, following
            question, following = entry["message"], []
        else:
            following.append(entry)
    if question is not None:
        yield question, following


def _author(entry: Mapping[str, Any]) -> str | None:
    return entry["message"]["author"]["kind"] if entry["kind"] == "message" else None


if __name__ == "__main__":
    main()
