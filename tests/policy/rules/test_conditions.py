"""What a condition may say, what it means, and that nothing else gets in."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import InBoth
from qiao.policy.rules.conditions import Condition, ConditionWrong, Scene, read_condition
from qiao.policy.rules.schema import Fact
from qiao.policy.rules.values import Kind, Value

_ABOUT = InBoth(zh="事实", en="a fact")
_FACTS = {
    "a.yes": Fact(kind=Kind.FLAG, about=_ABOUT),
    "b.yes": Fact(kind=Kind.FLAG, about=_ABOUT),
    "c.yes": Fact(kind=Kind.FLAG, about=_ABOUT),
    "loan.owed": Fact(kind=Kind.FEN, about=_ABOUT),
    "loan.late": Fact(kind=Kind.DAYS, about=_ABOUT),
    "loan.due_on": Fact(kind=Kind.DATE, about=_ABOUT),
    "quote.ends_at": Fact(kind=Kind.MOMENT, about=_ABOUT),
    "loan.state": Fact(kind=Kind.CHOICE, about=_ABOUT, options=("current", "settled")),
    "flags.all": Fact(kind=Kind.SET, about=_ABOUT, options=("elder", "litigation")),
    "who.level": Fact(kind=Kind.LEVEL, about=_ABOUT),
}
_TABLES = {"most": Kind.FEN, "ahead": Kind.DAYS, "cutoff": Kind.TIME}
_FIGURES: dict[str, Value] = {"most": 10_000, "ahead": 7, "cutoff": time(18)}
_NOON = datetime(2026, 11, 27, 12, tzinfo=SHANGHAI)


def _read(text: str) -> Condition:
    return read_condition(text, _FACTS, _TABLES)


def _holds(text: str, **facts: Value) -> bool | None:
    told = {name.replace("__", "."): value for name, value in facts.items()}
    return _read(text).holds(Scene(told, _FIGURES, _NOON.replace(hour=17, minute=30)))


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("loan.owed <= table.most", {"loan__owed": 10_000}, True),
        ("loan.owed <= table.most", {"loan__owed": 10_001}, False),
        ("0 < loan.owed <= table.most", {"loan__owed": 0}, False),
        ("loan.owed + loan.owed <= table.most", {"loan__owed": 6_000}, False),
        ("loan.late == 0", {"loan__late": 0}, True),
        ("loan.due_on - today > table.ahead", {"loan__due_on": date(2026, 12, 4)}, False),
        ("loan.due_on - today > table.ahead", {"loan__due_on": date(2026, 12, 5)}, True),
        ("now < quote.ends_at", {"quote__ends_at": datetime(2026, 11, 27, 9, 30, tzinfo=UTC)}, False),
        ("now < quote.ends_at", {"quote__ends_at": datetime(2026, 11, 27, 9, 31, tzinfo=UTC)}, True),
        ("loan.due_on >= today - table.ahead", {"loan__due_on": date(2026, 11, 20)}, True),
        ("loan.due_on == today + 1", {"loan__due_on": date(2026, 11, 28)}, True),
        ("clock < table.cutoff", {}, True),
        ("loan.state in ('settled',)", {"loan__state": "settled"}, True),
        ("loan.state not in ('settled', 'current')", {"loan__state": "settled"}, False),
        ("loan.state != 'settled'", {"loan__state": "current"}, True),
        ("'litigation' not in flags.all", {"flags__all": frozenset({"elder"})}, True),
        ("who.level >= A2", {"who__level": "A1"}, False),
        ("who.level >= A2", {"who__level": "A3"}, True),
        ("not a.yes", {"a__yes": False}, True),
        ("a.yes == true", {"a__yes": True}, True),
    ],
)
def test_a_condition_means_what_it_says(text: str, facts: dict[str, Value], *, expected: bool) -> None:
    assert _holds(text, **facts) is expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("a.yes and b.yes", {"a__yes": False}, False),
        ("a.yes and b.yes", {"a__yes": True}, None),
        ("a.yes or b.yes", {"b__yes": True}, True),
        ("a.yes or b.yes", {"b__yes": False}, None),
        ("not a.yes", {}, None),
        ("loan.owed > 0", {}, None),
        ("'elder' in flags.all", {}, None),
    ],
)
def test_what_is_not_known_decides_nothing(text: str, facts: dict[str, Value], *, expected: bool | None) -> None:
    assert _holds(text, **facts) is expected


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("loan.owed > 500", "tables.yaml"),
        ("loan.owed > loan.late", "not of one kind"),
        ("loan.owed", "true or false"),
        ("loan.owd > 0", "facts.yaml has no loan.owd"),
        ("loan.owed > table.mots", "tables.yaml has no mots"),
        ("loan.state == 'setled'", "none of current, settled"),
        ("'widow' in flags.all", "none of elder, litigation"),
        ("loan.state < 'settled'", "has no order"),
        ("loan.due_on + loan.due_on > today", "are added"),
        ("loan.owed and a.yes", "neither true nor false"),
        ("loan.owed is 0", "compare with"),
        ("a.yes; b.yes", "cannot be read"),
        ("(a.yes", "cannot be read"),
        ("", "cannot be read"),
        ("today < quote.ends_at", "not of one kind"),
        ("True", "small letters"),
        ("loan.owed * loan.owed > 0", "are known"),
        ("(lambda: a.yes)()", "are known"),
        ("__import__('os').system('true')", "are known"),
        ("().__class__", "a name is written like"),
        ("[x for x in flags.all]", "are known"),
        ("a.yes if b.yes else c.yes", "are known"),
        (f"'{'x' * 500}' in flags.all", "two rules"),
        ("not " * 80 + "a.yes and (" * 5, "cannot be read"),
    ],
)
def test_a_wrong_condition_says_what_to_write(text: str, remedy: str) -> None:
    with pytest.raises(ConditionWrong, match=".*".join(remedy.split())):
        _read(text)


def test_a_condition_knows_what_it_asks_about() -> None:
    read = _read("loan.owed <= table.most and ('elder' in flags.all or a.yes)")
    assert read.facts == {"loan.owed", "flags.all", "a.yes"}
    assert read.tables == {"most"}


_SENTENCES = st.recursive(
    st.sampled_from(["a.yes", "b.yes", "c.yes"]),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda three: f"({' '.join(three)})"),
    ),
    max_leaves=8,
).filter(lambda text: len(text) < 300)
_TOLD = st.dictionaries(st.sampled_from(["a.yes", "b.yes", "c.yes"]), st.booleans())


@given(_SENTENCES, _TOLD, _TOLD)
def test_more_knowledge_never_changes_what_was_decided(text: str, told: dict[str, bool], more: dict[str, bool]) -> None:
    condition = _read(text)
    before = condition.holds(Scene(told, _FIGURES, _NOON))
    after = condition.holds(Scene({**more, **told}, _FIGURES, _NOON))
    assert before is None or after is before


@given(_SENTENCES, st.fixed_dictionaries({"a.yes": st.booleans(), "b.yes": st.booleans(), "c.yes": st.booleans()}))
def test_with_everything_known_it_is_ordinary_logic(text: str, told: dict[str, bool]) -> None:
    plain = text
    for name, value in told.items():
        plain = plain.replace(name, str(value))
    assert _read(text).holds(Scene(told, _FIGURES, _NOON)) is eval(plain)  # noqa: S307  (our own sentence)
