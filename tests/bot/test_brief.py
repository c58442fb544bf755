"""What the brief advises, and what it takes for a call and what for the matter."""

from datetime import UTC, datetime

import pytest

from qiao.bot.brief import write_brief
from qiao.conversations import AuthorKind, Spoken
from qiao.language import Understander
from qiao.policy import Pack

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _said(*texts: str) -> list[Spoken]:
    return [
        Spoken(seq, AuthorKind.CUSTOMER, None, {"v": 1, "kind": "text", "text": text}) for seq, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("words", "signal"),
    [("怎么改还款日？我真的不想活了", "self_harm"), ("怎么提前还款，我爸上个月去世了", "bereavement")],
)
def test_what_the_person_does_first_comes_before_the_matter(
    pack: Pack, understander: Understander, words: str, signal: str
) -> None:
    brief = write_brief(pack, understander, _said(words), reason="signal", now=_NOW)
    assert brief["suggestion"] == pack.text(f"advise_{signal}", "zh")


def test_without_danger_the_matter_is_next(pack: Pack, understander: Understander) -> None:
    brief = write_brief(pack, understander, _said("怎么改还款日", "转人工"), reason="asked", now=_NOW)
    assert brief["suggestion"] == pack.intents["change_due_date"].name.zh
    assert brief["asked"] == "怎么改还款日"


def test_each_of_several_matters_is_told(pack: Pack, understander: Understander) -> None:
    brief = write_brief(pack, understander, _said("怎么改还款日？怎么开结清证明？"), reason="asked", now=_NOW)
    assert {one["intent"] for one in brief["understood"]} >= {"change_due_date"}
    assert len(brief["understood"]) > 1
