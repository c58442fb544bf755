"""Fault row F1: nothing acknowledged is lost or doubled, however often the server is killed."""

from pathlib import Path

import pytest

from tests.kills.campaign import DRAIN_BAR_S, campaign

pytestmark = [pytest.mark.kills, pytest.mark.both_databases("each database keeps what it promised in a way of its own")]

KILLS = 14


async def test_nothing_is_lost_or_doubled_while_the_server_is_killed(tmp_path: Path, database_url: str | None) -> None:
    report = await campaign(
        kills=KILLS if database_url is None else KILLS // 2,
        seed=20,
        folder=tmp_path,
        database_url=database_url,
        customers=6,
        agents=("linmei",),
    )

    print(report)  # noqa: T201  (shown when it fails, and by `-s`)
    assert report.verdict.faultless, str(report)
    assert report.acknowledged == report.sent > 50
    assert max(report.drains_s) <= DRAIN_BAR_S
