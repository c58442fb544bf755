"""What happens to customers, for their profiles: lives as the lender tells them, and contacts with the house."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from qiao import app
from qiao.customers.lifecycle import Told, day_of
from qiao.customers.profile import PROFILE, ProfileBook
from qiao.customers.profile.knowing import Outlook
from tests.customers.lifecycle.stories import DAY, at, lives, on, told

_CODES = {
    "income_band": ("low", "high", "very_high"),
    "employment": ("none", "salaried"),
    "risk_band": ("a", "d"),
    "acquisition": ("referral", "search"),
}
_WHOLE = {"limit_fen": (0, 6_000_000), "balance_fen": (0, 3_500_000), "used_percent": (10, 95)}
_DATES = ("limit_until_on", "id_until_on")


@cache
def book() -> ProfileBook:
    """The shipped one."""
    return app.read_pack(app.shipped_pack()).section(PROFILE)


@st.composite
def everything(draw: st.DrawFn) -> list[Told]:
    """A life, and beside it what the lender tells of her and what happens in the house, in no order."""
    made = draw(lives())
    for number in range(draw(st.integers(0, 8))):
        day, hour, name = draw(st.integers(0, 200)), draw(st.sampled_from((0, 12, 23))), f"h{number}"
        what = draw(st.sampled_from(("told", "opened", "rated", "complained")))
        if what == "told":
            made.append(replace(told(day, "profile.told", hour=hour, name=name), facts=draw(_facts())))
        elif what == "rated":
            made.append(told(day, "contact.rated", hour=hour, name=name, score=draw(st.integers(1, 5))))
        else:
            made.append(told(day, f"{'contact' if what == 'opened' else 'complaint'}.opened", hour=hour, name=name))
    return made


@st.composite
def _facts(draw: st.DrawFn) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in draw(st.lists(st.sampled_from((*_CODES, *_WHOLE, *_DATES)), unique=True, min_size=1)):
        if draw(st.integers(0, 4)) == 0:
            found[name] = None
        elif name in _CODES:
            found[name] = draw(st.sampled_from(_CODES[name]))
        elif name in _WHOLE:
            found[name] = draw(st.sampled_from(_WHOLE[name]))
        else:
            found[name] = on(draw(st.integers(0, 300)))
    return found


def outlook_of(
    events: list[Told], day: date, consents: frozenset[str] = frozenset(), *, rules: ProfileBook | None = None
) -> Outlook:
    """What is known of her by the day, made from everything at once; by the shipped rules, or by others."""
    rules = rules or book()
    of_life = [one for one in events if one.type not in rules.shapes]
    life, _ = rules.life.machines.fold(of_life, day)
    memory = rules.remembering.pruned(rules.remembering.of(events), day)
    return Outlook(rules.life.machines, memory, life, consents)


def last_day(events: list[Told]) -> date:
    """The first day on which all of this has happened."""
    return max((day_of(one.at) for one in events), default=DAY)


def day(number: int) -> date:
    """So many days after the story began."""
    return DAY + timedelta(days=number)


__all__ = ["at", "book", "day", "everything", "last_day", "on", "outlook_of", "told"]
