"""What the brief takes for a call and what for the matter."""

from datetime import UTC, datetime

from qiao.bot.brief import write_brief
from qiao.conversations import AuthorKind, Spoken
from qiao.language import Understander
from qiao.policy import Pack

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _said(*texts: str) -> list[Spoken]:
    return [
        Spoken(seq, AuthorKind.CUSTOMER, None, {"v": 1, "kind": "text", "text": text}) for seq, text in enumerate(texts)
    ]


def test_the_matter_is_what_she_asked_not_that_she_wants_a_person(pack: Pack, understander: Understander) -> None:
    brief = write_brief(pack, understander, _said("怎么改还款日", "转人工"), reason="asked", now=_NOW)
    assert (brief["topic"], brief["asked"]) == ("change_due_date", "怎么改还款日")


def test_each_of_several_matters_is_told(pack: Pack, understander: Understander) -> None:
    brief = write_brief(pack, understander, _said("怎么改还款日？怎么开结清证明？"), reason="asked", now=_NOW)
    assert {one["intent"] for one in brief["understood"]} >= {"change_due_date"}
    assert len(brief["understood"]) > 1
