"""Whether a customer in mid-form or in mid-code gets to a person when she asks for one, and only then.

    python -m evaluations.persons [--json]

Judged on `sets/person_in_flow.tsv`, over what the robot decides while a request is open: the share of wishes that lead
to a person in one turn (bar 95 %), and of other words that do so by mistake (at most 4 %). A wish that is not heard is
answered by what the dialogue expects, with a button for a person and, at a question, one for a complaint.
"""

import json
from collections import Counter
from pathlib import Path

import click

from qiao import app, bot
from qiao.bot.listening import Openness, for_dialogue
from qiao.foundation.settings import read_settings
from qiao.requests.phrases.asides import aside_in

SET = Path(__file__).parent / "sets" / "person_in_flow.tsv"
_KEPT = Path(__file__).parents[1] / ".cache" / "tests"


def lines() -> list[tuple[str, str, bool]]:
    """Where the robot stood, what the customer said, and whether she wants a person."""
    rows = [row.split("\t") for row in SET.read_text("utf-8").splitlines() if row and not row.startswith("#")]
    return [(where, text, wants == "yes") for _, where, _, text, wants in rows]


class Ear:
    """What the robot does about words said while a request is open, by somebody signed in."""

    def __init__(self) -> None:
        settings = read_settings(data=_KEPT)
        pack = app.load_pack(settings)
        self._understander = app.load_understander(settings, pack)
        self._library = app.load_library(settings, pack)
        self._facts = bot.Facts(dict(pack.intents), frozenset(pack.articles))
        self._open = Openness(pack.section(app.FLOWS), is_open=True, level="A1")

    def leads_to_a_person(self, text: str) -> bool:
        heard = bot.hear_words(self._understander, self._library, text)
        said = for_dialogue(heard, bot.decide(heard, bot.Past(), self._facts), self._open)
        return said is None or said.wants_person or aside_in(text) == "person"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def main(*, as_json: bool) -> None:
    """Print how many are heard, and how many false alarms there are."""
    ear = Ear()
    counted = Counter((where, wants, ear.leads_to_a_person(text)) for where, text, wants in lines())
    figures = {}
    for where in ("all", "form", "code", "confirm", "choose"):
        of = {(wants, goes): sum(number for (place, asks, went), number in counted.items()
                                 if where in {"all", place} and (asks, went) == (wants, goes))
              for wants in (True, False) for goes in (True, False)}  # fmt: skip
        figures[where] = {
            "asked": of[True, True] + of[True, False], "heard": of[True, True],
            "others": of[False, True] + of[False, False], "false": of[False, True],
        }  # fmt: skip
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    for where, one in figures.items():
        click.echo(
            f"{where:8} heard {one['heard']}/{one['asked']} ({one['heard'] / one['asked']:.1%}), "
            f"false {one['false']}/{one['others']} ({one['false'] / one['others']:.1%})"
        )


if __name__ == "__main__":
    main()
