"""Both judges agree, and nothing of ours breaks a figure; a governor that errs is found."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qiao.outreach import GOVERNOR, GovernorRules
from qiao.policy import Pack
from tests.governed.campaign import Governed, Report, campaign
from tests.governed.in_memory import InMemory
from tests.governed.lives import Life
from tests.governed.on_a_database import opened

_GATES = {"law", "stop", "opt_out", "hold", "silence", "quiet", "cap", "priority", "merge", "time"}


@pytest.fixture
def rules(pack: Pack) -> GovernorRules:
    return pack.section(GOVERNOR)


def _in_memory(rules: GovernorRules) -> Callable[[Life], Awaitable[Governed]]:
    async def begins(life: Life) -> Governed:
        _ = life
        return InMemory(rules)

    return begins


async def test_both_judges_agree_on_random_candidates(rules: GovernorRules) -> None:
    report = await campaign(_in_memory(rules), candidates=6_000, seed=20_261_128)
    assert (report.differences[:3], report.outside[:3]) == ([], [])
    assert set(report.gates) == _GATES, "every gate has to stop something, or it was not tested"
    assert report.sent > 300


async def test_a_governor_with_another_figure_is_found(rules: GovernorRules) -> None:
    """The comparison can fail: one more service touch a day is a difference."""
    caps = tuple(
        cap.model_copy(update={"most": tuple(one.model_copy(update={"value": 3}) for one in cap.most)})
        if cap.id == "service_a_day"
        else cap
        for cap in rules.file.caps
    )
    laxer = replace(rules, file=rules.file.model_copy(update={"caps": caps}))
    report = await campaign(_in_memory(laxer), candidates=6_000, seed=20_261_128)
    assert report.differences


async def test_the_whole_gate_agrees_too(rules: GovernorRules, tmp_path: Path, schema_url: str | None) -> None:
    async with opened(rules, tmp_path, schema_url) as house:
        report: Report = await campaign(house.begins, candidates=600, seed=7)
    assert (report.differences[:3], report.outside[:3]) == ([], [])
    assert report.sent > 30
