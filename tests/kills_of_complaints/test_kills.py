"""Whoever confirms a complaint has one, and one only, while the house is killed."""

from pathlib import Path

import pytest

from tests.kills_of_complaints.campaign import campaign

pytestmark = [pytest.mark.kills, pytest.mark.both_databases("each database keeps what it promised in a way of its own")]


async def test_each_complaint_is_on_record_once_while_the_house_is_killed(
    tmp_path: Path, database_url: str | None
) -> None:
    report = await campaign(
        complaints=30,
        rate=15.0,
        seed=21,
        folder=tmp_path,
        database_url=database_url,
        kill_every_s=2.0,
        most_kills=2,
    )

    print(report)  # noqa: T201  (shown when it fails, and by `-s`)
    assert report.verdict.faultless, str(report)
    assert report.kills > 0
    assert report.confirmed > 20
