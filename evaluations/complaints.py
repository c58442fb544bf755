"""Whether whoever wants to complain gets to the registration in words, from wherever the robot stands, and only then.

    python -m evaluations.complaints [--json]

Judged on `sets/complaint_entrance.tsv`, over what the robot decides and what the dialogue of requests does with it:
at rest, at a question (`form`), while a code to a number is awaited (`code`), and at a card (`confirm`). Heard in one
turn: the registration begins, or, where a regulator, the media or a court is threatened, is offered with one tap;
beside a person who is sent for first it begins as well.
Within two: what she sees next has a button for it. Bars: 95 % in one turn, all within two, at most 4 % by mistake.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from tests.requests.talking import Lender, Talk, buttons_of

from evaluations.real_questions import share
from qiao import app, bot, requests
from qiao.bot.listening import Openness, for_dialogue, person_of
from qiao.foundation.settings import read_settings
from qiao.language import entities

SET = Path(__file__).parent / "sets" / "complaint_entrance.tsv"
_KEPT = Path(__file__).parents[1] / ".cache" / "tests"
_THREAT = "threaten_regulator_media"
_BUTTON = "complaint"


@dataclass(frozen=True, slots=True)
class Line:
    """What the customer said, where the robot stood, and whether she wants to complain."""

    group: str
    where: str
    text: str
    wants: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How one message leads to the registration: at once, or by a button of what she sees next."""

    begins: bool
    shows: bool
    with_a_person: bool = False
    """Whether the button comes with a person who is sent for at once, for danger to a life."""


def lines(path: Path = SET) -> Iterator[Line]:
    for row in path.read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            group, where, text, wants = row.split("\t")
            if group != "group":
                yield Line(group, where, text, wants == "yes")


class Ear:
    """What the robot does about words of somebody signed in, at rest or in an open request."""

    def __init__(self) -> None:
        settings = read_settings(data=_KEPT)
        pack = app.load_pack(settings)
        self._understander = app.load_understander(settings, pack)
        self._library = app.load_library(settings, pack)
        self._book = pack.section(app.FLOWS)
        accepted = frozenset(intent for flow in self._book.flows.values() for intent in flow.intents)
        self._facts = bot.Facts(dict(pack.intents), frozenset(pack.articles), accepted)
        self._talks = {"idle": self._talk(), "form": self._at_a_question(), "code": self._at_a_code()}
        self._talks["confirm"] = self._talk(self._talks["form"]).say("2000元").say("期数不变")
        assert self._talks["confirm"].all(requests.ConfirmCard)

    def way(self, text: str, where: str) -> Way:
        """Where the words lead, said at that place."""
        talk = self._talk(self._talks[where])
        heard = bot.hear_words(self._understander, self._library, text)
        decision = bot.decide(heard, bot.Past(), self._facts)
        said = for_dialogue(heard, decision, Openness(self._book, where != "idle", talk.who.level))
        if said is None:
            return _way_of(decision.act, decision.manner.buttons)
        said = replace(said, entities=requests.said(entities.find(text, now=talk.now)))
        talk.hear(said)
        shown = {button.id for one in talk.outputs for button in buttons_of(one)}
        is_handed = any(isinstance(one, requests.HandOver) for one in talk.outputs)
        person = person_of(decision) if said.wants_person or (said.upset and is_handed) else None
        if person is not None:
            shown.update(person.buttons)
        top = talk.state.top
        begins = top is not None and self._book.complaint is not None and top.flow == self._book.complaint.id
        return Way(begins, begins or _BUTTON in shown)

    def _talk(self, standing: Talk | None = None) -> Talk:
        lender = Lender(proven={"13800000001"})
        return Talk(self._book, lender, state=standing.state) if standing else Talk(self._book, lender)

    def _at_a_question(self) -> Talk:
        talk = self._talk()
        talk.say("我要部分提前还款", "partial_prepayment")
        talk.press(next(one.id for one in talk.buttons() if one.id.startswith("pick:")))
        assert talk.asked == "amount"
        return talk

    def _at_a_code(self) -> Talk:
        talk = self._talk()
        talk.say("换手机号", "change_login_phone").say("13800000002")
        assert talk.one(requests.StepUp).of_number
        return talk


def _way_of(act: bot.Act, of_manner: tuple[str, ...]) -> Way:
    buttons = (*getattr(act, "buttons", ()), *of_manner)
    asks_back = isinstance(act, bot.Clarify)
    offered = isinstance(act, bot.Answer) and act.intent == _THREAT and _BUTTON in buttons
    person = isinstance(act, bot.HandOver) and act.lane == "life" and _BUTTON in buttons
    return Way(offered, asks_back or _BUTTON in buttons, person)


def measure(path: Path = SET) -> dict[str, dict[str, Any]]:
    """Of each group, each place and all: the shares in one turn and within two, and of false ones."""
    ear = Ear()
    once, twice, false = (defaultdict[str, list[bool]](list) for _ in range(3))
    for line in lines(path):
        way = ear.way(line.text, line.where)
        for of in (line.group, f"at {line.where}", "all"):
            if line.wants:
                once[of].append(way.begins)
                twice[of].append(way.begins or way.shows)
            else:
                false[of].append(way.begins)
    told = [("in one turn", once), ("within two", twice), ("by mistake", false)]
    return {
        of: {name: share(counted[of]) for name, counted in told if counted[of]}
        for of in sorted(once.keys() | false.keys())
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def main(*, as_json: bool) -> None:
    """Print the shares by group with their Wilson intervals."""
    figures = measure()
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    for of, rates in figures.items():
        shown = (
            f"{name} {one['share']:.1%} [{abs(one['low']):.1%}, {one['high']:.1%}] of {one['n']}"
            for name, one in rates.items()
        )
        click.echo(f"{of:18}{'   '.join(shown)}")


if __name__ == "__main__":
    main()
