"""Whether a customer in mid-form or in mid-code gets to a person when she asks for one, and only then.

    python -m evaluations.persons [--json]

Judged on `sets/person_in_flow.tsv`: the share of wishes that lead to a person in one turn (bar 95 %), and of other
words that do so by mistake (at most 4 %). A wish that is not heard is answered by what the dialogue expects, and the
second time with buttons for a person and a complaint, as every message that it does not understand.
"""

import json
from pathlib import Path

import click

from qiao import app
from qiao.foundation.settings import read_settings
from qiao.language import SignalName
from qiao.requests.phrases.asides import aside_in

SET = Path(__file__).parent / "sets" / "person_in_flow.tsv"
_KEPT = Path(__file__).parents[1] / ".cache" / "tests"


def lines() -> list[tuple[str, str, bool]]:
    """Where the robot stood, what the customer said, and whether she wants a person."""
    rows = [row.split("\t") for row in SET.read_text("utf-8").splitlines() if row and not row.startswith("#")]
    return [(where, text, wants == "yes") for _, where, _, text, wants in rows]


_FIGURES = ("asked", "heard", "others", "false")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def main(*, as_json: bool) -> None:
    """Print how many are heard, and how many false alarms there are."""
    settings = read_settings(data=_KEPT)
    understander = app.load_understander(settings, app.load_pack(settings))
    figures = {where: dict.fromkeys(_FIGURES, 0) for where in ("all", "form", "code", "confirm", "choose")}
    for where, text, wants in lines():
        names = {signal.name for signal in understander.signals(text)}
        goes = SignalName.HUMAN_REQUEST in names or aside_in(text) == "person"
        among, counted = ("asked", "heard") if wants else ("others", "false")
        for one in (figures["all"], figures[where]):
            one[among] += 1
            one[counted] += goes
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
